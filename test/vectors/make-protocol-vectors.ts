// Makes the signed test vectors of the firmware protocol; run it after changing a case, then read the difference.
import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { invalidClaims, validClaims } from './protocol-claims.ts';
import { CREDENTIALS, invalidConnections, invalidManifests, validConnections, validManifests } from './protocol-credentials.ts';
import { journalRepeats, keptAnswers, unsignedTalk, unsignedToSigned } from './protocol-device-tables.ts';
import { enrolmentStory } from './protocol-enrolment-story.ts';
import { headerFor, signedCase, signParts, vectorKeys } from './protocol-keys.ts';
import { podStory } from './protocol-pod-story.ts';

const COMMAND = 'o2o-cmd+jwt';
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Order of the Ed25519 group (RFC 8032 section 5.1). */
const GROUP_ORDER = 2n ** 252n + 27_742_317_777_372_353_535_851_937_790_883_648_493n;

const BOOT = '7-00112233445566aa';
const SESSION = 'ses_01m7yhx300eksrqv75f258fbbv';
const COMMAND_ID = 'cmd_01m7yhx5xrej9ahtd79eng1w22';

const commandOf = (act: string, arg: object) => ({
  v: 1,
  iss: 'unlatch',
  aud: 'pvg/pod-a1',
  cid: COMMAND_ID,
  ctr: 42,
  boot: BOOT,
  expUp: 18_000,
  iat: 1_795_248_008,
  act,
  ses: SESSION,
  arg,
});
const START = commandOf('start', { limits: { leaseUp: 98_000, maxS: 43_200 } });
const LINES = [
  { item: 'beef-noodles', name: '牛肉面', qty: 2 },
  { item: 'greens', name: 'Garlic greens', qty: 1 },
];

/** One of each signed message, and every act. */
function validSigned() {
  const cfg = { v: 1, iss: 'unlatch', aud: 'pvg/pod-a1', ver: 4, set: { emptyAfterS: 60, leftAfterS: 300 } };
  const acts = {
    start: START.arg,
    stop: { reason: 'person' },
    renew: { leaseUp: 698_000 },
    set: { control: 'light', value: 40, seen: 13 },
    order: { order: 'ord_01m7yhxmjgf1qa11tvpa0f83y6', lines: LINES },
    call: { call: 'cal_01m7yhxqg8ftfrx2fgfqndhr1y' },
    beep: {},
    pause: { maxS: 3_600 },
    resume: {},
  };
  const told = podStory().flatMap(({ note, schema, typ, kid, decoded }) =>
    typ && kid && ['signedHello', 'welcome', 'result', 'journalEntry', 'ack'].includes(schema)
      ? [signedCase(`${schema}: ${note}`, schema, typ, kid, decoded)]
      : [],
  );
  return [
    ...Object.entries(acts).map(([act, arg]) => signedCase(`command: ${act}`, 'command', COMMAND, 'gw-k1', commandOf(act, arg))),
    signedCase('config', 'config', 'o2o-cfg+jwt', 'gw-k1', cfg),
    signedCase('config: emergency', 'config', 'o2o-cfg+jwt', 'gw-k1', { ...cfg, ver: 5, set: { ...cfg.set, emergency: 1 } }),
    signedCase('keyManifest', 'keyManifest', 'o2o-keys+jwt', 'root-k1', CREDENTIALS.keys),
    signedCase('keyProof', 'keyProof', 'o2o-claim+jwt', 'SP2-000117', CREDENTIALS.claim),
    signedCase('connectionProof', 'connectionProof', 'o2o-conn+jwt', 'pod-a1', CREDENTIALS.connection),
    signedCase('connectionToken', 'connectionToken', 'o2o-mqtt+jwt', 'gw-mqtt-k1', CREDENTIALS.connectionToken),
    ...told.filter(({ schema }, at) => told.findIndex((other) => other.schema === schema) === at),
  ];
}

/** The same signature with S + L in place of S: the same equation holds, RFC 8032 forbids it. */
function withLargeS(jws: string): string {
  const [header, payload, signature = ''] = jws.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  let s = 0n;
  for (let at = 63; at >= 32; at -= 1) s = (s << 8n) | BigInt(bytes[at] ?? 0);
  s += GROUP_ORDER;
  for (let at = 32; at < 64; at += 1) {
    bytes[at] = Number(s & 0xffn);
    s >>= 8n;
  }
  return `${header}.${payload}.${bytes.toString('base64url')}`;
}

function withLastBitsSet(jws: string): string {
  return jws.slice(0, -1) + BASE64URL.charAt(BASE64URL.indexOf(jws.at(-1) ?? '') | 1);
}

function withHmac(payload: string): string {
  const publicKey = vectorKeys().find(({ kid }) => kid === 'gw-k1')?.publicHex ?? '';
  const header = JSON.stringify({ alg: 'HS256', kid: 'gw-k1', typ: COMMAND });
  const signed = `${Buffer.from(header).toString('base64url')}.${Buffer.from(payload).toString('base64url')}`;
  return `${signed}.${createHmac('sha256', Buffer.from(publicKey, 'hex')).update(signed).digest('base64url')}`;
}

function badForms(good: string) {
  const [header = '', payload = '', signature = ''] = good.split('.');
  const middle = signature.length / 2;
  return [
    ['empty', ''],
    ['plain JSON', JSON.stringify(START)],
    ['two parts', `${header}.${payload}`],
    ['four parts', `${good}.${signature}`],
    ['no signature', `${header}.${payload}.`],
    ['no payload', `${header}..${signature}`],
    ['signature with padding', `${good}==`],
    ['signature with stray last bits', withLastBitsSet(good)],
    ['blank inside the signature', `${header}.${payload}.${signature.slice(0, middle)} ${signature.slice(middle)}`],
    ['line break at the end', `${good}\n`],
    ['header with padding', `${header}=.${payload}.${signature}`],
    ['base64 instead of base64url', `${header}.${payload}.${signature.slice(0, -2)}+/`],
    ['header is not JSON', `${Buffer.from('header').toString('base64url')}.${payload}.${signature}`],
  ] as const;
}

function badHeaders(text: string) {
  const signed = (header: object): string => signParts('gw-k1', JSON.stringify(header), text);
  return [
    ['no kid', signed({ alg: 'Ed25519', typ: COMMAND }), 'signature.malformed'],
    ['kid is a number', signed({ alg: 'Ed25519', kid: 1, typ: COMMAND }), 'signature.malformed'],
    ['critical extension', signed({ alg: 'Ed25519', kid: 'gw-k1', typ: COMMAND, crit: ['exp'], exp: 1 }), 'signature.malformed'],
    [
      'payload that is not base64url (b64)',
      signed({ alg: 'Ed25519', kid: 'gw-k1', typ: COMMAND, b64: false, crit: ['b64'] }),
      'signature.malformed',
    ],
    ['the older name of the algorithm', signed({ alg: 'EdDSA', kid: 'gw-k1', typ: COMMAND }), 'signature.invalid'],
    ['no algorithm', signed({ kid: 'gw-k1', typ: COMMAND }), 'signature.invalid'],
    ['algorithm none', signed({ alg: 'none', kid: 'gw-k1', typ: COMMAND }), 'signature.invalid'],
    ['no type', signed({ alg: 'Ed25519', kid: 'gw-k1' }), 'signature.wrong-type'],
    ['type in capitals', signed({ alg: 'Ed25519', kid: 'gw-k1', typ: COMMAND.toUpperCase() }), 'signature.wrong-type'],
  ] as const;
}

function invalidSigned() {
  const text = JSON.stringify(START);
  const good = signParts('gw-k1', headerFor('gw-k1', COMMAND), text);
  const [header = '', payload = '', signature = ''] = good.split('.');
  const later = Buffer.from(JSON.stringify({ ...START, expUp: 99_000 })).toString('base64url');
  const byStranger = signParts('stranger-k1', headerFor('gw-k1', COMMAND), text);
  const carriesItsKey = { alg: 'Ed25519', kid: 'gw-k1', typ: COMMAND, jwk: vectorKeys()[0]?.publicJwk };
  const notUtf8 = Buffer.concat([Buffer.from('{"v":1,"x":"'), Buffer.from([0xff]), Buffer.from('"}')]);
  const refusedWith =
    (code: string) =>
    ([name, jws]: readonly [string, string]) => ({ name, jws, code });
  const cases = [
    ...badForms(good).map(refusedWith('signature.malformed')),
    ...badHeaders(text).map(([name, jws, code]) => ({ name, jws, code })),
    {
      name: 'payload that is not UTF-8, well signed',
      jws: signParts('gw-k1', headerFor('gw-k1', COMMAND), notUtf8),
      code: 'signature.malformed',
    },
    ...(
      [
        ['kid that nobody knows', signParts('stranger-k1', headerFor('nobody', COMMAND), text)],
        ['key that is not trusted for this', signParts('stranger-k1', headerFor('stranger-k1', COMMAND), text)],
        [
          'unknown kid wins over a broken signature and a wrong type',
          `${signParts('gw-k1', headerFor('nobody', 'o2o-ack+jwt'), text).slice(0, -4)}AAAA`,
        ],
        ['kid named like a member of every object', signParts('gw-k1', headerFor('__proto__', COMMAND), text)],
      ] as const
    ).map(refusedWith('signature.unknown-key')),
    ...(
      [
        ['another key under a known kid', byStranger],
        ['key carried in the header', signParts('stranger-k1', JSON.stringify(carriesItsKey), text)],
        ['payload exchanged', `${header}.${later}.${signature}`],
        ['signature of another message', `${header}.${payload}.${byStranger.split('.')[2]}`],
        ['signature of zeros', `${header}.${payload}.${Buffer.alloc(64).toString('base64url')}`],
        [
          'signature one byte short',
          `${header}.${payload}.${Buffer.from(signature, 'base64url').subarray(0, 63).toString('base64url')}`,
        ],
        ['signature with S + L', withLargeS(good)],
        ['HMAC keyed with the public key', withHmac(text)],
        [
          'broken signature wins over a wrong type',
          `${signParts('gw-k1', headerFor('gw-k1', 'o2o-ack+jwt'), text).slice(0, -4)}AAAA`,
        ],
      ] as const
    ).map(refusedWith('signature.invalid')),
    {
      name: 'an ack is no command',
      jws: signParts('gw-k1', headerFor('gw-k1', 'o2o-ack+jwt'), text),
      code: 'signature.wrong-type',
    },
  ];
  return cases.map(({ name, jws, code }) => ({ name, typ: COMMAND, trusted: ['gw-k1'], jws, code }));
}

/** Commands that a device does not believe, with the code that it answers. */
function invalidCommands() {
  const by = (payload: object | string, typ = COMMAND): string =>
    signParts('gw-k1', headerFor('gw-k1', typ), typeof payload === 'string' ? payload : JSON.stringify(payload));
  const { arg: _arg, ...withoutArg } = START;
  const cases: readonly (readonly [string, string, string])[] = [
    ['unknown kid', signParts('stranger-k1', headerFor('stranger-k1', COMMAND), JSON.stringify(START)), 'UNKNOWN_KEY'],
    [
      'unknown kid wins over another device',
      signParts('stranger-k1', headerFor('stranger-k1', COMMAND), JSON.stringify({ ...START, aud: 'pvg/pod-a2' })),
      'UNKNOWN_KEY',
    ],
    ['broken signature', `${by(START).slice(0, -4)}AAAA`, 'BAD_SIG'],
    ['no JWS at all', 'open sesame', 'BAD_SIG'],
    ['signed for another purpose', by(START, 'o2o-sys+jwt'), 'BAD_SIG'],
    ['another issuer', by({ ...START, iss: 'elsewhere' }), 'BAD_SIG'],
    ['another issuer wins over another device', by({ ...START, iss: 'elsewhere', aud: 'pvg/pod-a2' }), 'BAD_SIG'],
    ['another device', by({ ...START, aud: 'pvg/pod-a2' }), 'WRONG_DEVICE'],
    ['another tenant', by({ ...START, aud: 'sha/pod-a1' }), 'WRONG_DEVICE'],
    ['audience in capitals', by({ ...START, aud: 'PVG/POD-A1' }), 'WRONG_DEVICE'],
    ['another device wins over an unknown act', by({ ...START, aud: 'pvg/pod-a2', act: 'unlatch' }), 'WRONG_DEVICE'],
    ['unknown act', by({ ...START, act: 'unlatch' }), 'UNSUPPORTED'],
    ['no argument', by(withoutArg), 'BAD_PARAM'],
    ['no audience', by({ ...START, aud: undefined }), 'BAD_PARAM'],
    ['another version', by({ ...START, v: 2 }), 'BAD_PARAM'],
    ['payload is not JSON', by('start'), 'BAD_PARAM'],
  ];
  return cases.map(([name, jws, code]) => ({
    name,
    issuer: 'unlatch',
    tenant: 'pvg',
    device: 'pod-a1',
    trusted: ['gw-k1'],
    jws,
    code,
  }));
}

const KEYS_ABOUT = 'Published test keys of RFC 8032: for tests only, never for a device that anybody uses.';
const SIGNED_ABOUT =
  'FP-05 to FP-07. `header` and `payload` are the exact texts; signed with the key `kid` of keys.json they give `jws`, byte for byte. `jws` verifies as `typ`, and its payload decodes as `decoded` under the message named by `schema`. `sha256` is what `cmdHash` cites.';
const INVALID_SIGNED_ABOUT =
  'FP-05 to FP-07. Verified as `typ` by one who trusts only the keys `trusted`, `jws` is refused with `code`.';
const COMMANDS_ABOUT =
  'FP-07 checks 1 to 3. The device `tenant`/`device`, which obeys `issuer` and trusts only the keys `trusted`, answers `jws` with `rejected`, `ran:false` and `code`.';
const STORY_ABOUT =
  'One session of a sleep pod, in the order of its messages. Where `typ` is given, `payload` is the compact JWS of `decoded` by the key `kid`; elsewhere it is `decoded` as JSON.';
const CLAIM_ABOUT =
  'FP-28. `text` gives `proof` as HMAC-SHA256 under the bytes `tokenHex` (the token as UTF-8), base64url. The device makes its key proof `key.jws` (typ o2o-claim+jwt, kid its serial) with the private key of x. `enrolled.decoded` is what `enrolled.doc` says. `messages` are the four of a claim that goes well.';
const INVALID_CLAIM_ABOUT =
  'FP-28. In a claim of `serial`, `x` and the two nonces under `token`, the side `by` hears `payload` and does not believe it. `why`: form (the message is malformed), proof (its HMAC), key (the JWS of the device), doc (its content, well proven).';
const MANIFESTS_ABOUT =
  'FP-30. A device of `tenant` that obeys `iss`, knows the root key `root` of keys.json and has the manifest `current`, takes `jws` and has version `ver`. `believes`: which kid it then believes for which use.';
const INVALID_MANIFESTS_ABOUT =
  'FP-30. The same device refuses `jws` with `code` and keeps `current`. Checks in this order: signature, form, foreign, not-newer, then the keys.';
const CONNECTIONS_ABOUT =
  'FP-29. `password`, verified as `typ` with the keys `trusted`, opens a connection of `clientId` and `userName` at the gateway `issuer`, whose clock says `nowS`. `last`: boot and uptime of the newest proof that opened one.';
const INVALID_CONNECTIONS_ABOUT = 'FP-29. As in valid/connections.json, but the gateway refuses the password; `code` says why.';
const ANSWERS_ABOUT =
  'FP-13. After the final answers `answers` were given in this order, those of `known` are sent again for a repeated cid and those of `forgotten` are gone. `open`: sessions that run or have entries in the journal.';
const REPEAT_ABOUT =
  'FP-16. `happenings` of one session: entries are written, connections welcomed and lost, acks come. A device with one timer sends exactly `sends`, until `untilMs`.';
const UNSIGNED_ABOUT =
  'FP-32. A free object without a key, from its hello to its first ack. `payload` decodes as `decoded` under the message named by `schema`.';
const INVALID_UNSIGNED_ABOUT =
  'FP-32. A device that has a key and trusts the keys `trusted` hears this where it expects `typ`: it answers `code` (rejected, ran:false), or ignores it.';
const ENROLMENT_ABOUT =
  'How a pod gets its name and its first keys: two connections, each with its CONNECT and its messages in order. `typ`, `kid` and `payload` as in pod-story.json.';

/** @returns content of each file by its path below firmware-protocol/vectors. */
export function makeProtocolVectors(): ReadonlyMap<string, object> {
  return new Map<string, object>([
    ['valid/keys.json', { about: KEYS_ABOUT, keys: vectorKeys() }],
    ['valid/signed.json', { about: SIGNED_ABOUT, cases: validSigned() }],
    ['valid/pod-story.json', { about: STORY_ABOUT, steps: podStory() }],
    ['valid/enrolment-story.json', { about: ENROLMENT_ABOUT, connections: enrolmentStory() }],
    ['valid/claim.json', { about: CLAIM_ABOUT, cases: validClaims() }],
    ['invalid/claim.json', { about: INVALID_CLAIM_ABOUT, cases: invalidClaims() }],
    ['valid/manifests.json', { about: MANIFESTS_ABOUT, cases: validManifests() }],
    ['invalid/manifests.json', { about: INVALID_MANIFESTS_ABOUT, cases: invalidManifests() }],
    ['valid/connections.json', { about: CONNECTIONS_ABOUT, cases: validConnections() }],
    ['invalid/connections.json', { about: INVALID_CONNECTIONS_ABOUT, cases: invalidConnections() }],
    ['valid/answers.json', { about: ANSWERS_ABOUT, cases: keptAnswers() }],
    ['valid/journal-repeat.json', { about: REPEAT_ABOUT, cases: journalRepeats() }],
    ['valid/unsigned.json', { about: UNSIGNED_ABOUT, steps: unsignedTalk() }],
    ['invalid/unsigned.json', { about: INVALID_UNSIGNED_ABOUT, cases: unsignedToSigned() }],
    ['invalid/signed.json', { about: INVALID_SIGNED_ABOUT, cases: invalidSigned() }],
    ['invalid/commands.json', { about: COMMANDS_ABOUT, cases: invalidCommands() }],
  ]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [path, content] of makeProtocolVectors()) {
    const file = new URL(`../../firmware-protocol/vectors/${path}`, import.meta.url);
    writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
    console.log(path);
  }
}
