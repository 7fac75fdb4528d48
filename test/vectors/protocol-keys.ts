// Signs test vectors with node:crypto and the keys of RFC 8032, so that they are a second opinion on the protocol's own code.
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';

/** Head of an Ed25519 private key in PKCS #8 (RFC 8410); the 32 bytes of the seed follow. */
const PKCS8_HEAD = '302e020100300506032b657004220420';

const SEEDS = [
  {
    kid: 'stranger-k1',
    source: 'RFC 8032 section 7.1, TEST 1',
    seedHex: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    publicHex: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
  },
  {
    kid: 'gw-k1',
    source: 'RFC 8032 section 7.1, TEST 2',
    seedHex: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    publicHex: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
  },
  {
    kid: 'pod-a1',
    source: 'RFC 8032 section 7.1, TEST 3',
    seedHex: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    publicHex: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
  },
  {
    kid: 'SP2-000117',
    source: 'RFC 8032 section 7.1, TEST 3: the key of the pod before it has a name, under its serial number',
    seedHex: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    publicHex: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
  },
  {
    kid: 'root-k1',
    source: 'RFC 8032 section 7.1, TEST 1024',
    seedHex: 'f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5',
    publicHex: '278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e',
  },
  {
    kid: 'gw-k2',
    source: 'RFC 8032 section 7.1, TEST SHA(abc)',
    seedHex: '833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42',
    publicHex: 'ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf',
  },
  {
    kid: 'gw-mqtt-k1',
    source: 'RFC 8032 section 7.2, the key of its first test',
    seedHex: '0305334e381af78f141cb666f6199f57bc3495335a256a95bd2a55bf546663f6',
    publicHex: 'dfc9425e4f968f7f0c29f0259cf5f9aed6851c2bb4ad8bfb860cfee0ab248292',
  },
] as const;

export type VectorKid = (typeof SEEDS)[number]['kid'];

const base64url = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url');

const privateKeys = new Map(
  SEEDS.map(({ kid, seedHex }) => [
    kid,
    createPrivateKey({ key: Buffer.from(PKCS8_HEAD + seedHex, 'hex'), format: 'der', type: 'pkcs8' }),
  ]),
);

function privateKeyOf(kid: VectorKid) {
  const key = privateKeys.get(kid);
  if (!key) throw new Error(`no vector key ${kid}`);
  return key;
}

/** The keys as the vector files show them. */
export function vectorKeys() {
  return SEEDS.map(({ kid, source, seedHex, publicHex }) => {
    const derivedX = createPublicKey(privateKeyOf(kid)).export({ format: 'jwk' }).x;
    const x = base64url(Buffer.from(publicHex, 'hex'));
    if (derivedX !== x) throw new Error(`public key of ${kid}`);
    const publicJwk = { kty: 'OKP', crv: 'Ed25519', x };
    return {
      kid,
      source,
      seedHex,
      publicHex,
      publicJwk,
      privateJwk: { ...publicJwk, d: base64url(Buffer.from(seedHex, 'hex')) },
    };
  });
}

/** Compact JWS over exactly these header and payload bytes. */
export function signParts(kid: VectorKid, headerText: string, payload: string | Uint8Array): string {
  const signed = `${base64url(headerText)}.${base64url(payload)}`;
  return `${signed}.${base64url(sign(null, Buffer.from(signed), privateKeyOf(kid)))}`;
}

/** Public key of a kid as JWKs and manifests write it. */
export function publicX(kid: VectorKid): string {
  return base64url(Buffer.from(SEEDS.find((seed) => seed.kid === kid)?.publicHex ?? '', 'hex'));
}

export function headerFor(kid: string, typ: string): string {
  return JSON.stringify({ alg: 'Ed25519', kid, typ });
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** A signed message with everything that an implementer wants to compare on the way. */
export function signedCase(name: string, schema: string, typ: string, kid: VectorKid, decoded: object) {
  const header = headerFor(kid, typ);
  const payload = JSON.stringify(decoded);
  const jws = signParts(kid, header, payload);
  return { name, schema, typ, kid, header, payload, decoded, jws, sha256: sha256(jws) };
}
