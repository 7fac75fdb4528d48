// Signature checks: what a device signs, and which spellings, keys and purposes it refuses (FP-05, FP-06).
import { createPublicKey, verify } from 'node:crypto';
import { MESSAGE_TYPES } from '#protocol';
import { type Check, withoutDeviceKey } from '../check.ts';
import { withHighS, withStrayBit } from '../forge.ts';
import type { Heard } from '../heard.ts';
import { fail, require } from '../judge.ts';
import { expectRefusal, type How, type Kit, startCommand } from '../kit.ts';
import { tellStory } from './payloads.ts';

const TYPES: { readonly [word: string]: string } = {
  hello: MESSAGE_TYPES.hello,
  res: MESSAGE_TYPES.result,
  ses: MESSAGE_TYPES.journal,
};

const signedOf = (kit: Kit): readonly Heard[] =>
  kit.wire.heard.filter(({ leaf, header }) => leaf.startsWith('res/') || leaf === 'ses' || header !== null);

function isSignedBy(x: string, { bytes }: Heard): boolean {
  const [header = '', payload = '', signature = '', ...more] = Buffer.from(bytes).toString().split('.');
  const isCanonical = [header, payload, signature].every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return (
    more.length === 0 &&
    isCanonical &&
    verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'))
  );
}

const refusal = (id: string, steps: string, how: (kit: Kit) => How, code: string, rule = 'FP-05'): Check => ({
  id,
  rule,
  steps,
  run: (kit) => expectRefusal(kit, startCommand(kit, how(kit)), code),
});

const header = (kit: Kit, more: object): object => ({
  alg: 'Ed25519',
  kid: kit.gateway.signer.kid,
  typ: MESSAGE_TYPES.command,
  ...more,
});

const unsigned = (jws: string): string => Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString();
const withoutSignature = (jws: string): string => jws.slice(0, jws.lastIndexOf('.') + 1);

export const SIGNATURE_CHECKS: readonly Check[] = [
  {
    id: 'signs-with-its-key',
    rule: 'FP-05',
    steps: 'A use: signed hello, results and journal have exactly alg, kid, typ; the kid is its id; the signature is of its key.',
    unless: withoutDeviceKey,
    async run(kit) {
      await tellStory(kit);
      for (const heard of signedOf(kit)) {
        if (heard.header === null) fail('a compact JWS', 'no JWS', heard);
        const names = Object.keys(heard.header).sort().join(' ');
        require(names === 'alg kid typ', 'a header of alg, kid, typ', names, heard);
        require(heard.header.alg === 'Ed25519', 'alg Ed25519', String(heard.header.alg), heard);
        const { device } = kit.gateway.address;
        require(heard.header.kid === device, `kid ${device}`, String(heard.header.kid), heard);
        require(isSignedBy(kit.deviceX ?? '', heard), 'a signature of its key, spelled in one way', 'another', heard);
      }
    },
  },
  {
    id: 'types-up',
    rule: 'FP-06',
    steps: 'A use: the typ of each signed message is that of its topic.',
    async run(kit) {
      await tellStory(kit);
      for (const heard of signedOf(kit)) {
        const typ = TYPES[heard.leaf.split('/')[0] ?? ''];
        if (heard.header !== null) require(heard.header.typ === typ, `typ ${typ}`, String(heard.header.typ), heard);
      }
    },
  },
  refusal('command-unsigned', 'A start as bare JSON is refused.', () => ({ bend: unsigned }), 'BAD_SIG'),
  refusal(
    'command-alg-none',
    'A start with alg none and no signature is refused.',
    (kit) => ({ header: header(kit, { alg: 'none' }), bend: withoutSignature }),
    'BAD_SIG',
  ),
  refusal(
    'command-stranger',
    'A start that a stranger signed in the name of our key is refused.',
    (kit) => ({ key: kit.gateway.keys.stranger, header: header(kit, {}) }),
    'BAD_SIG',
  ),
  refusal(
    'command-unknown-kid',
    'A start of a key that nobody named is refused.',
    (kit) => ({ key: kit.gateway.keys.stranger }),
    'UNKNOWN_KEY',
  ),
  refusal(
    'command-crit',
    'A start with crit in its header is refused.',
    (kit) => ({ header: header(kit, { crit: ['exp'], exp: 1 }) }),
    'BAD_SIG',
  ),
  refusal(
    'command-padded',
    'A start with padding after its signature is refused.',
    () => ({ bend: (jws) => `${jws}==` }),
    'BAD_SIG',
  ),
  refusal(
    'command-stray-bit',
    'A start whose last character has a bit that base64url does not use is refused.',
    () => ({ bend: withStrayBit }),
    'BAD_SIG',
  ),
  refusal(
    'command-high-s',
    'A start whose signature is spelled with S above the group order is refused.',
    () => ({ bend: withHighS }),
    'BAD_SIG',
  ),
  refusal(
    'command-other-type',
    'A start that was signed as configuration is refused.',
    (kit) => ({ header: header(kit, { typ: MESSAGE_TYPES.config }) }),
    'BAD_SIG',
    'FP-06',
  ),
];
