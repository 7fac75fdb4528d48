// Own persons: a real gateway at which persons sign in by themselves, with the demo's venue and no host app.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KIND_CATALOGUE } from '#protocol';
import { drawSecrets, planVenue, planVenueFile } from '../../gateway/cli/demo/venue.ts';
import { hashDrawnPassword } from '../../gateway/compose.ts';
import { createGateway, type Gateway, readConfig } from '../../gateway/index.ts';
import { freePort } from './free-port.ts';

export type OwnPersons = {
  readonly origin: string;
  readonly folder: string;
  readonly gateway: () => Gateway;
  readonly venueFile: string;
  linkOf(objectId: string): string;
  /** Gives somebody money as a top-up does. */
  fill(personId: string, amountMinor: bigint): Promise<void>;
  /** Ends the gateway and starts it on the same data and ports. */
  restart(variables?: { readonly [name: string]: string }): Promise<void>;
  close(): Promise<void>;
};

/** Passkeys are bound to a name, and `localhost` is one. */
export async function openOwnPersons(variables: { readonly [name: string]: string } = {}): Promise<OwnPersons> {
  const folder = mkdtempSync(join(tmpdir(), 'unlatch-persons-'));
  const [httpPort, mqttPort] = [await freePort(), await freePort()];
  const origin = `http://localhost:${httpPort}`;

  async function open(more: { readonly [name: string]: string }): Promise<Gateway> {
    const config = readConfig({
      UNLATCH_DATA: folder,
      UNLATCH_HTTP_PORT: String(httpPort),
      UNLATCH_MQTT_PORT: String(mqttPort),
      UNLATCH_MQTT_TLS: 'off',
      UNLATCH_PUBLIC_ORIGIN: origin,
      UNLATCH_LOG: 'error',
      ...more,
    });
    if (!config.ok) throw new Error(JSON.stringify(config.error));
    return createGateway(config.value, { kinds: KIND_CATALOGUE, purpose: 'serve', tagIssuer: origin });
  }

  let gateway = await open(variables);
  const signer = gateway.tagSigners.current(null);
  if (!signer) throw new Error('the tag key ring has no key that signs');
  const nowMs = Date.now();
  const secrets = await drawSecrets(signer, (size) => randomBytes(size), nowMs);
  await gateway.store.setUpVenue(await planVenue(secrets, { kinds: KIND_CATALOGUE, hashPassword: hashDrawnPassword, nowMs }));
  const venueFile = join(folder, 'venue.json');
  const keys = { ...gateway.commandKey, root: gateway.rootKey };
  writeFileSync(venueFile, JSON.stringify(planVenueFile(secrets, keys)), { mode: 0o600 });

  return {
    origin,
    folder,
    gateway: () => gateway,
    venueFile,
    linkOf(objectId) {
      const code = secrets.codes.find((each) => each.objectId === objectId);
      if (!code) throw new Error(`no code of ${objectId}`);
      return `${origin}/${code.digits}`;
    },
    async fill(personId, amountMinor) {
      const topUp = { topUpId: `t-${randomBytes(6).toString('hex')}`, tenantId: 'demo', personId, currency: 'CNY', amountMinor };
      await gateway.core.topUp(topUp);
    },
    async restart(more = variables) {
      await gateway.close();
      gateway = await open(more);
    },
    async close() {
      await gateway.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
