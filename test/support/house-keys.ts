// House keys: every key, code and password of a house as plain data, so that many houses and processes can share one drawing.
import { randomBytes } from 'node:crypto';
import { generateKeyPair, importSigner, type PrivateJwk } from '#protocol';
import { createTagKey, createTagSigner, formatKeyRing, parseKeyRing, type TagKeyRing } from '#qr';
import { type DemoSecrets, drawSecrets } from '../../gateway/cli/demo/venue.ts';
import type { GatewayKeys } from '../../gateway/compose-core.ts';
import type { TagSigners } from '../../gateway/ports/tag-signer.ts';

export type HouseKeys = {
  readonly commandJwk: PrivateJwk;
  readonly ticketKey: Uint8Array;
  readonly tagRing: string;
  /** Of the demo's objects. */
  readonly secrets: DemoSecrets;
};

async function readTagRing(text: string): Promise<TagKeyRing> {
  const ring = await parseKeyRing(text);
  if (!ring.ok) throw new Error('the ring was just made');
  return ring.value;
}

/** Costs some tens of ms: a suite of many houses draws once. */
export async function drawHouseKeys(nowMs: number): Promise<HouseKeys> {
  const { privateJwk } = await generateKeyPair();
  const tagRing = formatKeyRing([await createTagKey({ kid: 1, issuer: 'https://demo.unlatch.example' })]);
  const [signingKey] = (await readTagRing(tagRing)).signingKeys;
  if (!signingKey) throw new Error('a new ring signs');
  const secrets = await drawSecrets(createTagSigner(signingKey), (size) => randomBytes(size), nowMs);
  return { commandJwk: privateJwk, ticketKey: randomBytes(32), tagRing, secrets };
}

/** As the gateway's signing process answers, in this one. */
export async function importTagSigners(keys: HouseKeys): Promise<TagSigners> {
  const signers = (await readTagRing(keys.tagRing)).signingKeys.map((key) => createTagSigner(key));
  return { current: (issuer) => signers.find((signer) => issuer === null || signer.issuer === issuer) ?? null };
}

export async function importGatewayKeys(keys: HouseKeys): Promise<GatewayKeys> {
  return {
    commandSigner: await importSigner('c1', keys.commandJwk),
    commandPublicX: keys.commandJwk.x,
    ticketKey: keys.ticketKey,
    tagKeys: (await readTagRing(keys.tagRing)).verifyKeys,
  };
}
