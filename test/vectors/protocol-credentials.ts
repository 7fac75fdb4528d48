// Vectors of key manifests and MQTT passwords: what is believed, and what is refused with which code (FP-29, FP-30).
import { headerFor, publicX, signParts, type VectorKid } from './protocol-keys.ts';

const MANIFEST = 'o2o-keys+jwt';
const PROOF = 'o2o-conn+jwt';
const TOKEN = 'o2o-mqtt+jwt';
const BOOT = '7-00112233445566aa';

type Key = { readonly kid: string; readonly x: string; readonly use: readonly string[] };
type Manifest = {
  readonly v: 1;
  readonly iss: string;
  readonly tenant: string;
  readonly ver: number;
  readonly keys: readonly Key[];
};

const key = (kid: VectorKid, ...use: readonly string[]): Key => ({ kid, x: publicX(kid), use });
const manifest = (ver: number, ...keys: readonly Key[]): Manifest => ({ v: 1, iss: 'unlatch', tenant: 'pvg', ver, keys });
const BOTH = ['cmd', 'sys'] as const;

export const FIRST_MANIFEST = manifest(1, key('gw-k1', ...BOTH));
const OVERLAP = manifest(2, key('gw-k1', ...BOTH), key('gw-k2', ...BOTH));
const FOLLOWED = manifest(3, key('gw-k2', ...BOTH));
const APART = manifest(4, key('gw-k1', 'cmd'), key('gw-k2', 'sys'));

const signedBy = (by: VectorKid, payload: object, { kid = by as string, typ = MANIFEST } = {}): string =>
  signParts(by, headerFor(kid, typ), JSON.stringify(payload));
const standing = (current: Manifest | null) => ({ iss: 'unlatch', tenant: 'pvg', root: 'root-k1', current });

const KIDS = ['gw-k1', 'gw-k2', 'root-k1', 'stranger-k1'] as const;

function taken(name: string, current: Manifest | null, next: Manifest) {
  const believes = KIDS.flatMap((kid) =>
    BOTH.map((use) => ({ kid, use, believed: next.keys.some((known) => known.kid === kid && known.use.includes(use)) })),
  );
  return { name, ...standing(current), jws: signedBy('root-k1', next), ver: next.ver, believes };
}

export function validManifests() {
  return [
    taken('the first one of a device whose keys were given to it by hand', null, FIRST_MANIFEST),
    taken('a second key beside the first', FIRST_MANIFEST, OVERLAP),
    taken('the old key goes', OVERLAP, FOLLOWED),
    taken('several versions at once', FIRST_MANIFEST, FOLLOWED),
    taken('one key for each use', OVERLAP, APART),
    taken('the same keys under a higher version', FIRST_MANIFEST, { ...FIRST_MANIFEST, ver: 7 }),
  ];
}

export function invalidManifests() {
  const refused =
    (current: Manifest | null) =>
    ([name, jws, code]: readonly [string, string, string]) => ({ name, ...standing(current), jws, code });
  const byRoot = (payload: object): string => signedBy('root-k1', payload);
  const strange = { ...key('gw-k1', ...BOTH), x: publicX('stranger-k1') };
  const good = byRoot(OVERLAP);
  return [
    ...(
      [
        ['signed by the key of commands', signedBy('gw-k1', OVERLAP), 'signature.unknown-key'],
        ['a root that the device does not know', signedBy('stranger-k1', OVERLAP), 'signature.unknown-key'],
        ['another key under the name of the root', signedBy('stranger-k1', OVERLAP, { kid: 'root-k1' }), 'signature.invalid'],
        ['signed by the root for another purpose', signedBy('root-k1', OVERLAP, { typ: 'o2o-sys+jwt' }), 'signature.wrong-type'],
        ['broken signature', `${good.slice(0, -4)}AAAA`, 'signature.invalid'],
        ['no signature at all', JSON.stringify(OVERLAP), 'signature.malformed'],
        ['no keys', byRoot({ ...OVERLAP, keys: [] }), 'codec.invalid'],
        [
          'seven keys',
          byRoot({ ...OVERLAP, keys: Array.from({ length: 7 }, (_, at) => ({ ...strange, kid: `k${at}` })) }),
          'codec.invalid',
        ],
        ['a use that nobody knows', byRoot({ ...OVERLAP, keys: [key('gw-k1', 'cmd', 'tag')] }), 'codec.invalid'],
        ['a key of no use', byRoot({ ...OVERLAP, keys: [key('gw-k1')] }), 'codec.invalid'],
        ['public key of 31 bytes', byRoot({ ...OVERLAP, keys: [{ ...strange, x: strange.x.slice(0, 42) }] }), 'codec.invalid'],
        ['another gateway', byRoot({ ...OVERLAP, iss: 'elsewhere' }), 'manifest.foreign'],
        ['another tenant', byRoot({ ...OVERLAP, tenant: 'sha' }), 'manifest.foreign'],
        ['the same version again', byRoot(FIRST_MANIFEST), 'manifest.not-newer'],
        ['version 0', byRoot({ ...OVERLAP, ver: 0 }), 'codec.invalid'],
        ['a known kid with another key', byRoot({ ...OVERLAP, keys: [strange] }), 'manifest.kid-reused'],
        ['a kid twice', byRoot({ ...OVERLAP, keys: [key('gw-k2', 'cmd'), key('gw-k2', 'sys')] }), 'manifest.kid-twice'],
        ['nobody may sign welcomes', byRoot({ ...OVERLAP, keys: [key('gw-k1', 'cmd')] }), 'manifest.use-missing'],
        ['nobody may sign commands', byRoot({ ...OVERLAP, keys: [key('gw-k1', 'sys')] }), 'manifest.use-missing'],
      ] as const
    ).map(refused(FIRST_MANIFEST)),
    ...(
      [
        ['an older version', byRoot(FIRST_MANIFEST), 'manifest.not-newer'],
        ['an older version of another tenant', byRoot({ ...FIRST_MANIFEST, tenant: 'sha' }), 'manifest.foreign'],
      ] as const
    ).map(refused(FOLLOWED)),
  ];
}

const connectionProof = { v: 1, sub: 'pvg/pod-a1', boot: BOOT, upMs: 5_100, conn: 'c-5f3a' };
const connectionToken = {
  v: 1,
  iss: 'unlatch',
  sub: 'pvg/pod-a1',
  jti: 'tok_01m7yhx300eksrqv75f258fbbv',
  iat: 1_795_248_000,
  exp: 1_795_251_600,
};
const proofOf = (payload: object, by: VectorKid = 'pod-a1', typ = PROOF, kid: string = by): string =>
  signedBy(by, payload, { typ, kid });
const tokenOf = (payload: object, by: VectorKid = 'gw-mqtt-k1', typ = TOKEN, kid: string = by): string =>
  signedBy(by, payload, { typ, kid });
export const CONNECTION_PASSWORD = proofOf(connectionProof);

/** Signed messages that belong to no session; the file of signed messages shows one of each. */
export const CREDENTIALS = {
  keys: FIRST_MANIFEST,
  claim: { v: 1, serial: 'SP2-000117', nonce: 'Z2F0ZXdheS1ub25jZS0wMQ' },
  connection: connectionProof,
  connectionToken,
} as const;

const connect = (password: string, typ: string, kid: string) => ({
  clientId: 'pod-a1',
  userName: 'pod-a1',
  tenant: 'pvg',
  issuer: 'unlatch',
  nowS: 1_795_248_005,
  trusted: [kid],
  typ,
  last: null as { boot: string; upMs: number } | null,
  password,
});

const LATER = { ...connectionProof, upMs: 65_000, conn: 'c-77b0' };
const NEXT_BOOT = { ...connectionProof, boot: '8-a1b2c3d4e5f60718', upMs: 900, conn: 'c-0d52' };
const LAST = { boot: BOOT, upMs: connectionProof.upMs };

export function validConnections() {
  const proof = (name: string, decoded: object, last: typeof LAST | null) => ({
    name,
    ...connect(proofOf(decoded), PROOF, 'pod-a1'),
    last,
    decoded,
  });
  return [
    proof("the device's own proof", connectionProof, null),
    proof('a second proof of the same boot', LATER, LAST),
    proof('a proof of the next boot, however low its uptime', NEXT_BOOT, LAST),
    { name: 'a token of the gateway', ...connect(tokenOf(connectionToken), TOKEN, 'gw-mqtt-k1'), decoded: connectionToken },
  ];
}

export function invalidConnections() {
  const proof = (name: string, password: string, code: string, last: typeof LAST | null = null) => ({
    name,
    ...connect(password, PROOF, 'pod-a1'),
    last,
    code,
  });
  const token = (name: string, password: string, code: string) => ({ name, ...connect(password, TOKEN, 'gw-mqtt-k1'), code });
  return [
    proof('the proof of the last connect again', CONNECTION_PASSWORD, 'connection.used', LAST),
    proof('a proof from before the last', CONNECTION_PASSWORD, 'connection.used', { boot: BOOT, upMs: LATER.upMs }),
    proof('a proof of an earlier boot', CONNECTION_PASSWORD, 'connection.used', { boot: NEXT_BOOT.boot, upMs: NEXT_BOOT.upMs }),
    proof('another boot under the same count', proofOf({ ...LATER, boot: '7-ffffffffffffffff' }), 'connection.used', LAST),
    proof('proof of another device', proofOf({ ...connectionProof, sub: 'pvg/pod-a2' }), 'connection.foreign'),
    proof('proof of another tenant', proofOf({ ...connectionProof, sub: 'sha/pod-a1' }), 'connection.foreign'),
    proof(
      'proof by a stranger under the name of the key',
      proofOf(connectionProof, 'stranger-k1', PROOF, 'pod-a1'),
      'signature.invalid',
    ),
    proof('proof by a key that is not of this device', proofOf(connectionProof, 'stranger-k1'), 'signature.unknown-key'),
    proof('proof under the serial number', proofOf(connectionProof, 'pod-a1', PROOF, 'SP2-000117'), 'signature.unknown-key'),
    proof('a signed hello in place of the proof', proofOf(connectionProof, 'pod-a1', 'o2o-hello+jwt'), 'signature.wrong-type'),
    proof('proof without uptime', proofOf({ ...connectionProof, upMs: undefined }), 'codec.invalid'),
    proof('no proof', 'open sesame', 'signature.malformed'),
    token('token for another device', tokenOf({ ...connectionToken, sub: 'pvg/pod-a2' }), 'connection.foreign'),
    token('token of another gateway', tokenOf({ ...connectionToken, iss: 'elsewhere' }), 'connection.foreign'),
    token('token that is over', tokenOf({ ...connectionToken, exp: 1_795_248_005 }), 'connection.expired'),
    token('a token that the device made itself', tokenOf(connectionToken, 'pod-a1'), 'signature.unknown-key'),
    token('a command in place of the token', tokenOf(connectionToken, 'gw-mqtt-k1', 'o2o-cmd+jwt'), 'signature.wrong-type'),
    token('token without end', tokenOf({ ...connectionToken, exp: undefined }), 'codec.invalid'),
  ];
}
