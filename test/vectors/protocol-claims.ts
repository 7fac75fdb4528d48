// Vectors of the enrolment: what each side says, the texts under its proofs, and what neither side may believe (FP-28).
import { createHmac } from 'node:crypto';
import { headerFor, publicX, signParts, type VectorKid } from './protocol-keys.ts';

export const SERIAL = 'SP2-000117';
const TOKEN = 'k3vd-9qtx-27mh-w8pz';
const DEVICE_NONCE = 'ZGV2aWNlLW5vbmNlLTAwMQ';
const GATEWAY_NONCE = 'Z2F0ZXdheS1ub25jZS0wMQ';
const OTHER_NONCE = 'YW5vdGhlci1ub25jZS0wMQ';
const CLAIM = 'o2o-claim+jwt';

type Talk = { readonly serial: string; readonly x: string; readonly device: string; readonly gateway: string };

const TALK: Talk = { serial: SERIAL, x: publicX(SERIAL), device: DEVICE_NONCE, gateway: GATEWAY_NONCE };

const mac = (token: string, text: string): string => createHmac('sha256', token).update(text).digest('base64url');
const lines = (purpose: string, talk: Talk, ...more: readonly string[]): string =>
  [purpose, talk.serial, talk.x, talk.device, talk.gateway, ...more].join('\n');
const proven = (token: string, text: string) => ({ text, proof: mac(token, text) });
const gatewayProof = (token: string, talk: Talk): string => mac(token, lines('o2o-claim-gateway', talk));
const deviceProof = (token: string, talk: Talk): string => mac(token, lines('o2o-claim-device', talk));

const enrolment = (serial: string) => ({
  v: 1,
  serial,
  sub: 'pvg/pod-a1',
  kid: 'pod-a1',
  iss: 'unlatch',
  root: { kid: 'root-k1', x: publicX('root-k1') },
});

function keyProof(payload: object, { by = SERIAL as VectorKid, kid = SERIAL, typ = CLAIM } = {}): string {
  return signParts(by, headerFor(kid, typ), JSON.stringify(payload));
}
const KEY = keyProof({ v: 1, serial: SERIAL, nonce: GATEWAY_NONCE });

/** What both sides of one enrolment say, in order. */
export function claimMessages(token = TOKEN, talk = TALK) {
  const { serial, x } = talk;
  const doc = Buffer.from(JSON.stringify(enrolment(serial))).toString('base64url');
  const key = keyProof({ v: 1, serial, nonce: talk.gateway }, { kid: serial });
  const about = { model: 'SP-2', fw: '1.4.0', profile: 'sleep-pod' };
  return {
    connect: {
      clientId: `claim-${serial}`,
      userName: `claim-${serial}`,
      password: mac(token, ['o2o-claim-connect', serial].join('\n')),
    },
    claim: { v: 1, t: 'claim', serial, x, nonce: talk.device, ...about },
    challenge: { v: 1, t: 'challenge', nonce: talk.gateway, proof: gatewayProof(token, talk) },
    prove: { v: 1, t: 'prove', proof: deviceProof(token, talk), key },
    pending: { v: 1, t: 'pending', afterS: 60 },
    enrolled: { v: 1, t: 'enrolled', doc, proof: mac(token, lines('o2o-claim-enrolled', talk, doc)) },
  };
}

function validClaim(name: string, token: string, talk: Talk) {
  const said = claimMessages(token, talk);
  const { doc } = said.enrolled;
  return {
    name,
    token,
    tokenHex: Buffer.from(token).toString('hex'),
    serial: talk.serial,
    x: talk.x,
    deviceNonce: talk.device,
    gatewayNonce: talk.gateway,
    connect: { ...said.connect, text: ['o2o-claim-connect', talk.serial].join('\n') },
    gateway: proven(token, lines('o2o-claim-gateway', talk)),
    device: proven(token, lines('o2o-claim-device', talk)),
    key: { payload: JSON.stringify({ v: 1, serial: talk.serial, nonce: talk.gateway }), jws: said.prove.key },
    enrolled: { ...proven(token, lines('o2o-claim-enrolled', talk, doc)), doc, decoded: enrolment(talk.serial) },
    messages: [said.claim, said.challenge, said.prove, said.enrolled].map((message) => JSON.stringify(message)),
  };
}

export function validClaims() {
  return [
    validClaim('a pod', TOKEN, TALK),
    validClaim('a token outside ASCII counts as its UTF-8 bytes', 'Schlüssel-钥匙-1', TALK),
    validClaim('a token longer than a block of SHA-256 is hashed first (RFC 2104)', `${TOKEN}-`.repeat(4), TALK),
    validClaim('the shortest serial, the longest nonces', TOKEN, {
      serial: '7',
      x: TALK.x,
      device: 'D'.repeat(64),
      gateway: 'G'.repeat(64),
    }),
  ];
}

/** What a device must not believe: [name, message, why]. */
function heardByDevice(): readonly (readonly [string, object, string])[] {
  const { challenge, enrolled } = claimMessages();
  const challenged = (proof: string) => ({ ...challenge, proof });
  const text = lines('o2o-claim-gateway', TALK);
  const withDoc = (decoded: string, purpose = 'o2o-claim-enrolled') => {
    const doc = Buffer.from(decoded).toString('base64url');
    return { ...enrolled, doc, proof: mac(TOKEN, lines(purpose, TALK, doc)) };
  };
  const foreignRoot = { ...enrolment(SERIAL), root: { kid: 'root-k1', x: publicX('stranger-k1') } };
  return [
    ['challenge by who knows another token', challenged(gatewayProof(`${TOKEN}0`, TALK)), 'proof'],
    ['challenge with the proof of the device', challenged(deviceProof(TOKEN, TALK)), 'proof'],
    [
      'challenge with the nonces exchanged',
      challenged(gatewayProof(TOKEN, { ...TALK, device: TALK.gateway, gateway: TALK.device })),
      'proof',
    ],
    ['challenge of another claim', challenged(gatewayProof(TOKEN, { ...TALK, device: OTHER_NONCE })), 'proof'],
    ['challenge for another serial', challenged(gatewayProof(TOKEN, { ...TALK, serial: 'SP2-000118' })), 'proof'],
    ['challenge for another key', challenged(gatewayProof(TOKEN, { ...TALK, x: publicX('stranger-k1') })), 'proof'],
    ['challenge with a nonce that its proof does not cover', { ...challenge, nonce: OTHER_NONCE }, 'proof'],
    ['lines with carriage returns', challenged(mac(TOKEN, text.replaceAll('\n', '\r\n'))), 'proof'],
    ['a line feed after the last line', challenged(mac(TOKEN, `${text}\n`)), 'proof'],
    ['proof in small letters', challenged(challenge.proof.toLowerCase()), 'proof'],
    ['proof with padding', challenged(`${challenge.proof}=`), 'form'],
    ['proof as hex', challenged(Buffer.from(challenge.proof, 'base64url').toString('hex')), 'form'],
    ['nonce of less than 128 bits', { ...challenge, nonce: 'c2hvcnQ' }, 'form'],
    ['name with the proof of the challenge', { ...enrolled, proof: challenge.proof }, 'proof'],
    [
      'name with its proof under the purpose of the gateway',
      withDoc(JSON.stringify(enrolment(SERIAL)), 'o2o-claim-gateway'),
      'proof',
    ],
    ['root exchanged on the way', { ...enrolled, doc: Buffer.from(JSON.stringify(foreignRoot)).toString('base64url') }, 'proof'],
    ['name of another claim', claimMessages(TOKEN, { ...TALK, device: OTHER_NONCE }).enrolled, 'proof'],
    ['name for another serial, well proven', withDoc(JSON.stringify(enrolment('SP2-000118'))), 'doc'],
    ['name that is not JSON, well proven', withDoc('pvg/pod-a1'), 'doc'],
    ['name without a root, well proven', withDoc(JSON.stringify({ ...enrolment(SERIAL), root: undefined })), 'doc'],
  ];
}

/** What a gateway must not believe. */
function heardByGateway(): readonly (readonly [string, object, string])[] {
  const { claim, prove } = claimMessages();
  const payload = { v: 1, serial: SERIAL, nonce: GATEWAY_NONCE };
  const keyed = (key: string) => ({ ...prove, key });
  return [
    ['serial with a dot', { ...claim, serial: 'SP2.000117' }, 'form'],
    ['serial that is too long for a client id', { ...claim, serial: 's'.repeat(43) }, 'form'],
    ['public key of 31 bytes', { ...claim, x: claim.x.slice(0, 42) }, 'form'],
    ['no nonce', { ...claim, nonce: undefined }, 'form'],
    ['proof by who knows another token', { ...prove, proof: deviceProof(`${TOKEN}0`, TALK) }, 'proof'],
    ['the proof of the gateway sent back', { ...prove, proof: gatewayProof(TOKEN, TALK) }, 'proof'],
    ['proof of another claim', { ...prove, proof: deviceProof(TOKEN, { ...TALK, gateway: OTHER_NONCE }) }, 'proof'],
    ['key proof by another key', keyed(keyProof(payload, { by: 'stranger-k1' })), 'key'],
    ['key proof of another purpose', keyed(keyProof(payload, { typ: 'o2o-conn+jwt' })), 'key'],
    ['key proof under another name', keyed(keyProof(payload, { kid: 'pod-a1' })), 'key'],
    ['key proof over the nonce of the device', keyed(keyProof({ ...payload, nonce: DEVICE_NONCE })), 'key'],
    ['key proof for another serial', keyed(keyProof({ ...payload, serial: 'SP2-000118' })), 'key'],
    ['key proof that is no JWS', keyed('e30.e30'), 'key'],
    ['key proof of 1,025 characters', keyed(KEY.padEnd(1_025, 'A')), 'form'],
  ];
}

export function invalidClaims() {
  const { serial, x, device: deviceNonce, gateway: gatewayNonce } = TALK;
  const heard =
    (by: 'device' | 'gateway') =>
    ([name, message, why]: readonly [string, object, string]) => ({
      name,
      by,
      token: TOKEN,
      serial,
      x,
      deviceNonce,
      gatewayNonce,
      schema: by === 'device' ? 'claimDown' : 'claimUp',
      payload: JSON.stringify(message),
      why,
    });
  return [...heardByDevice().map(heard('device')), ...heardByGateway().map(heard('gateway'))];
}
