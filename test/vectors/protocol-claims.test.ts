// Runs the vectors of enrolment and of MQTT passwords: the texts under each proof, and what neither side believes.
import { describe, expect, test } from 'vitest';
import {
  type ClaimDown,
  type ClaimTalk,
  type ClaimUp,
  type ConnectionProof,
  type ConnectionToken,
  claimPassword,
  claimTopics,
  decodeMessage,
  deviceProof,
  enrolmentProof,
  gatewayProof,
  importSigner,
  LIMITS,
  MESSAGE_TYPES,
  type MessageType,
  SCHEMAS,
  type SchemaName,
  signText,
  verifySigned,
} from '#protocol';
import { type CredentialRecord, useCredential } from '../../gateway/domain/device/credential.ts';
import { createConnectionTokens } from '../../gateway/mqtt/credentials/connection-token.ts';
import { verifyDeviceProof } from '../../gateway/mqtt/credentials/device-proof.ts';
import { readProtocolVectors, trusting, VECTOR_KEYS } from './read-protocol-vectors.ts';

type Talk = Pick<ClaimTalk, 'serial' | 'x' | 'deviceNonce' | 'gatewayNonce'> & { readonly name: string; readonly token: string };
type Proven = { readonly text: string; readonly proof: string };
type ClaimCase = Talk & {
  readonly tokenHex: string;
  readonly connect: { readonly text: string; readonly clientId: string; readonly userName: string; readonly password: string };
  readonly gateway: Proven;
  readonly device: Proven;
  readonly key: { readonly payload: string; readonly jws: string };
  readonly enrolled: Proven & { readonly doc: string; readonly decoded: object };
  readonly messages: readonly [string, string, string, string];
};
type RefusedClaim = Talk & {
  readonly by: 'device' | 'gateway';
  readonly schema: 'claimUp' | 'claimDown';
  readonly payload: string;
  readonly why: 'form' | 'proof' | 'key' | 'doc';
};
type ConnectCase = {
  readonly name: string;
  readonly clientId: string;
  readonly userName: string;
  readonly tenant: string;
  readonly issuer: string;
  readonly nowS: number;
  readonly trusted: readonly string[];
  readonly typ: MessageType;
  readonly last: { readonly boot: string; readonly upMs: number } | null;
  readonly password: string;
};
type StoryStep = {
  readonly note: string;
  readonly topic: string;
  readonly schema: SchemaName;
  readonly typ?: MessageType;
  readonly kid?: string;
  readonly decoded: object;
  readonly payload: string;
};

const read = <T>(path: string): readonly T[] => readProtocolVectors<{ cases: readonly T[] }>(path).cases;

/** The signer of a device that has no name yet: its own key, under its serial. */
async function signerOf(serial: string) {
  const key = VECTOR_KEYS.find(({ kid }) => kid === 'SP2-000117');
  if (!key) throw new Error('no key of the pod');
  return await importSigner(serial, key.privateJwk);
}

const podKey = trusting(['SP2-000117'])('SP2-000117');
const keyOfClaim = (serial: string) => (kid: string) => (kid === serial ? podKey : undefined);

/** What a device does with a message of its claim. */
function unbelievedByDevice(talk: Talk, heard: ClaimDown): string | null {
  if (heard.t === 'challenge') {
    const proof = gatewayProof(talk.token, { ...talk, gatewayNonce: heard.nonce });
    return heard.proof === proof ? null : 'proof';
  }
  if (heard.t !== 'enrolled') return null;
  if (heard.proof !== enrolmentProof(talk.token, talk, heard.doc)) return 'proof';
  const doc = decodeMessage(SCHEMAS.enrolment, Buffer.from(heard.doc, 'base64url').toString());
  return doc.ok && doc.value.serial === talk.serial ? null : 'doc';
}

/** What a gateway does with a message of a claim whose challenge it gave. */
async function unbelievedByGateway(talk: Talk, heard: ClaimUp): Promise<string | null> {
  if (heard.t === 'claim') return null;
  if (heard.proof !== deviceProof(talk.token, talk)) return 'proof';
  const signed = await verifySigned(heard.key, MESSAGE_TYPES.claim, keyOfClaim(talk.serial));
  if (!signed.ok) return 'key';
  const proof = decodeMessage(SCHEMAS.keyProof, signed.value.payload);
  return proof.ok && proof.value.serial === talk.serial && proof.value.nonce === talk.gatewayNonce ? null : 'key';
}

async function unbelieved(vector: Pick<RefusedClaim, 'by' | 'payload'> & Talk): Promise<string | null> {
  if (vector.by === 'device') {
    const heard = decodeMessage(SCHEMAS.claimDown, vector.payload);
    return heard.ok ? unbelievedByDevice(vector, heard.value) : 'form';
  }
  const heard = decodeMessage(SCHEMAS.claimUp, vector.payload);
  return heard.ok ? await unbelievedByGateway(vector, heard.value) : 'form';
}

describe('FP-28 enrolment', () => {
  const claims = read<ClaimCase>('valid/claim.json');

  test.each(claims)('the proofs of $name', (vector) => {
    const { token, serial, enrolled } = vector;
    expect(Buffer.from(token).toString('hex')).toBe(vector.tokenHex);
    expect(claimPassword(token, serial)).toBe(vector.connect.password);
    expect(gatewayProof(token, vector)).toBe(vector.gateway.proof);
    expect(deviceProof(token, vector)).toBe(vector.device.proof);
    expect(enrolmentProof(token, vector, enrolled.doc)).toBe(enrolled.proof);
    expect(claimTopics(serial).client).toBe(vector.connect.clientId);
    expect(vector.connect.userName).toBe(vector.connect.clientId);
  });

  test.each(claims)('the key proof and the name of $name', async ({ serial, key, enrolled }) => {
    expect(await signText(MESSAGE_TYPES.claim, key.payload, await signerOf(serial))).toBe(key.jws);
    const doc = Buffer.from(enrolled.doc, 'base64url').toString();
    expect(decodeMessage(SCHEMAS.enrolment, doc)).toEqual({ ok: true, value: enrolled.decoded });
    expect(JSON.stringify(enrolled.decoded)).toBe(doc);
  });

  test.each(claims)('each side believes what it hears in the claim of $name', async (vector) => {
    for (const [at, payload] of vector.messages.entries()) {
      expect(await unbelieved({ ...vector, by: at % 2 === 0 ? 'gateway' : 'device', payload })).toBeNull();
      expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(LIMITS.maxDownBytes);
    }
  });

  test('no proof serves as another', () => {
    for (const { connect, gateway, device, enrolled } of claims) {
      expect(new Set([connect.password, gateway.proof, device.proof, enrolled.proof]).size).toBe(4);
    }
  });

  test.each(read<RefusedClaim>('invalid/claim.json'))('$by does not believe ($why): $name', async (vector) => {
    expect(await unbelieved(vector)).toBe(vector.why);
  });
});

describe('FP-28 and FP-30 how a pod gets its name', () => {
  const connections = readProtocolVectors<{
    connections: readonly { connect: { clientId: string; password: string }; steps: readonly StoryStep[] }[];
  }>('valid/enrolment-story.json').connections;

  test.each(connections.flatMap(({ steps }) => steps))('$note', async ({ schema, typ, kid, payload, decoded }) => {
    let text = payload;
    if (typ && kid) {
      const verified = await verifySigned(payload, typ, trusting([kid]));
      text = verified.ok ? verified.value.payload : '';
    }
    expect(decodeMessage(SCHEMAS[schema], text)).toEqual({ ok: true, value: decoded });
  });

  test('the messages are those of the claim vector, with a wait for approval between', () => {
    const [claiming, greeting] = connections;
    const told = claiming?.steps.map(({ payload }) => payload) ?? [];
    const [vector] = read<ClaimCase>('valid/claim.json');
    expect(told.filter((payload) => !payload.includes('pending'))).toEqual(vector?.messages);
    expect(claiming?.connect.password).toBe(vector?.connect.password);
    expect(greeting?.connect.password).toBe(read<ConnectCase>('valid/connections.json')[0]?.password);
  });
});

describe('FP-29 passwords that are signed', () => {
  const countOf = (boot: string): number => Number(boot.split('-')[0]);

  async function refusalOf(vector: ConnectCase): Promise<{ readonly code: string } | { readonly decoded: object }> {
    const { typ, trusted, password, tenant, userName, clientId, issuer, nowS, last } = vector;
    const signed = await verifySigned(password, typ, trusting(trusted));
    if (!signed.ok) return { code: signed.error.code };
    const isToken = typ === MESSAGE_TYPES.connectionToken;
    const shown = decodeMessage<typeof SCHEMAS.connectionToken | typeof SCHEMAS.connectionProof>(
      isToken ? SCHEMAS.connectionToken : SCHEMAS.connectionProof,
      signed.value.payload,
    );
    if (!shown.ok) return { code: shown.error.code };
    const { sub, iss, exp, boot, upMs } = shown.value as ConnectionProof & Partial<ConnectionToken>;
    if (sub !== `${tenant}/${userName}` || userName !== clientId) return { code: 'connection.foreign' };
    if (isToken && iss !== issuer) return { code: 'connection.foreign' };
    if (isToken && nowS >= (exp ?? 0)) return { code: 'connection.expired' };
    const isNewer = last === null || (boot === last.boot ? upMs > last.upMs : countOf(boot) > countOf(last.boot));
    return isToken || isNewer ? { decoded: shown.value } : { code: 'connection.used' };
  }

  /** The same by the parts of the gateway: who it lets in. */
  async function isLetIn({ typ, password, tenant, userName, issuer, nowS, last }: ConnectCase): Promise<boolean> {
    const keyOf = (name: string) => VECTOR_KEYS.find(({ kid }) => kid === name);
    if (typ === MESSAGE_TYPES.connectionToken) {
      const minting = keyOf('gw-mqtt-k1');
      if (!minting) throw new Error('no key of tokens');
      const tokens = await createConnectionTokens(issuer, [{ ...minting.privateJwk, kid: minting.kid }]);
      const token = await tokens.verify(password);
      return token !== null && token.sub === `${tenant}/${userName}` && nowS < token.exp;
    }
    const address = { tenant, device: userName };
    const moment = await verifyDeviceProof(password, address, keyOf('pod-a1')?.publicJwk.x ?? null);
    const credential: CredentialRecord = {
      credentialId: 'crd_1',
      deviceId: userName,
      kind: 'device-key',
      state: 'current',
      proof: '',
      madeAtMs: 0,
      expiresAtMs: null,
      firstUsedAtMs: 0,
      endedAtMs: null,
      lastProof: last,
      version: 1,
    };
    return moment !== null && useCredential([credential], 'crd_1', { kind: 'device-key', moment }, nowS * 1_000).ok;
  }

  test.each(read<ConnectCase & { decoded: object }>('valid/connections.json'))('opens: $name', async (vector) => {
    expect(await refusalOf(vector)).toEqual({ decoded: vector.decoded });
    expect(await isLetIn(vector)).toBe(true);
  });

  test.each(read<ConnectCase & { code: string }>('invalid/connections.json'))('$code: $name', async (vector) => {
    expect(await refusalOf(vector)).toEqual({ code: vector.code });
    expect(await isLetIn(vector)).toBe(false);
  });
});
