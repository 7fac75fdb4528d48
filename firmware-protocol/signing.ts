// Signing: compact JWS (RFC 7515) with Ed25519 (RFC 8037) for all that opens, ends, configures or moves money.
import * as jose from 'jose';
import type { SignatureRefusal } from './refusals.ts';
import { sha256 } from './vocabulary/hash.ts';
import { ok, type Result, refused } from './vocabulary/result.ts';

/** The one algorithm name that is accepted; a kid alone fixes it (FP-05). */
const ALGORITHM = 'Ed25519';

/** What a signed message is, so that a signature for one purpose never serves another (FP-06). */
export const MESSAGE_TYPES = {
  command: 'o2o-cmd+jwt',
  system: 'o2o-sys+jwt',
  ack: 'o2o-ack+jwt',
  config: 'o2o-cfg+jwt',
  hello: 'o2o-hello+jwt',
  result: 'o2o-res+jwt',
  journal: 'o2o-ses+jwt',
  keys: 'o2o-keys+jwt',
  claim: 'o2o-claim+jwt',
  connection: 'o2o-conn+jwt',
  connectionToken: 'o2o-mqtt+jwt',
} as const;
export type MessageType = (typeof MESSAGE_TYPES)[keyof typeof MESSAGE_TYPES];

export type PrivateJwk = { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string; readonly d: string };
export type PublicJwk = { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly x: string; readonly kid?: string };

/** A key ready to sign, with the name that verifiers know it by. */
export type Signer = { readonly kid: string; readonly key: jose.CryptoKey };
/** A key ready to verify. */
export type VerifyingKey = jose.CryptoKey;
/** Finds the key of a kid for one purpose; undefined when it is not (or no longer) trusted. */
export type FindKey = (kid: string) => VerifyingKey | undefined;

declare const verified: unique symbol;
/** Text whose signature held: only `verifySigned` makes one, so pure code can demand it. */
export type VerifiedText = {
  readonly [verified]: true;
  readonly kid: string;
  readonly typ: MessageType;
  readonly payload: string;
  readonly jws: string;
};

export async function importSigner(kid: string, jwk: PrivateJwk): Promise<Signer> {
  return { kid, key: (await jose.importJWK({ ...jwk, alg: ALGORITHM }, ALGORITHM)) as jose.CryptoKey };
}

export async function importVerifyingKey(jwk: PublicJwk): Promise<VerifyingKey> {
  return (await jose.importJWK({ kty: jwk.kty, crv: jwk.crv, x: jwk.x, alg: ALGORITHM }, ALGORITHM)) as jose.CryptoKey;
}

/** Makes a new Ed25519 pair as JWKs. */
export async function generateKeyPair(): Promise<{ readonly privateJwk: PrivateJwk; readonly publicJwk: PublicJwk }> {
  const pair = await jose.generateKeyPair(ALGORITHM, { extractable: true });
  const { x, d } = await jose.exportJWK(pair.privateKey);
  const base = { kty: 'OKP', crv: 'Ed25519', x: x as string } as const;
  return { privateJwk: { ...base, d: d as string }, publicJwk: base };
}

/** Signs exactly these payload bytes: what was committed is what is sent. */
export async function signText(typ: MessageType, payload: string, signer: Signer): Promise<string> {
  return new jose.CompactSign(new TextEncoder().encode(payload))
    .setProtectedHeader({ alg: ALGORITHM, kid: signer.kid, typ })
    .sign(signer.key);
}

/**
 * Three parts, each the only base64url spelling of its bytes. jose also takes padding, blanks and stray last bits;
 * then whoever carries a message could give it a second hash without breaking its signature (FP-05).
 */
function isCanonicalJws(text: string): boolean {
  const parts = text.split('.', 4);
  return (
    parts.length === 3 && parts.every((part) => part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part)
  );
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The checks every verifier makes first, in this order: kid known, signature, typ (FP-07). */
export async function verifySigned(
  jws: string,
  typ: MessageType,
  findKey: FindKey,
): Promise<Result<VerifiedText, SignatureRefusal>> {
  if (!isCanonicalJws(jws)) return refused({ code: 'signature.malformed' });
  let header: jose.ProtectedHeaderParameters;
  try {
    header = jose.decodeProtectedHeader(jws);
  } catch {
    return refused({ code: 'signature.malformed' });
  }
  const { kid } = header;
  // No extension is understood here, so none may be critical (RFC 7515 section 4.1.11).
  if (typeof kid !== 'string' || header.crit !== undefined) return refused({ code: 'signature.malformed' });
  const key = findKey(kid);
  if (!key) return refused({ code: 'signature.unknown-key', kid: kid.slice(0, 64) });
  let payload: Uint8Array;
  try {
    payload = (await jose.compactVerify(jws, key, { algorithms: [ALGORITHM] })).payload;
  } catch {
    return refused({ code: 'signature.invalid', kid });
  }
  if (header.typ !== typ)
    return refused({ code: 'signature.wrong-type', typ: typeof header.typ === 'string' ? header.typ.slice(0, 64) : '' });
  let text: string;
  try {
    text = utf8.decode(payload);
  } catch {
    return refused({ code: 'signature.malformed' });
  }
  return ok({ kid, typ, payload: text, jws } as VerifiedText);
}

/** The hash that results and records cite: SHA-256 of the compact JWS as it was sent. */
export function hashOfMessage(jws: string): string {
  return sha256(jws);
}
