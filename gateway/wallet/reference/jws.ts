// Detached JWS with node:crypto: a second opinion on the adapter's signatures, written from the published rules alone.
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

export type SigningKey = { readonly kid: string; readonly key: KeyObject };
/** Private JWK of one Ed25519 key with its kid. */
export type PrivateKeyJwk = {
  readonly kid: string;
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  readonly d: string;
};
export type PublicKeyJwk = Omit<PrivateKeyJwk, 'd'>;

const base64url = (text: string): string => Buffer.from(text).toString('base64url');
export const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');

export function signingKeyOf(jwk: PrivateKeyJwk): SigningKey {
  return { kid: jwk.kid, key: createPrivateKey({ key: { ...jwk }, format: 'jwk' }) };
}

export function signDetachedJws(typ: string, text: string, { kid, key }: SigningKey, nowMs: number): string {
  const header = base64url(JSON.stringify({ alg: 'EdDSA', kid, typ, iat: Math.floor(nowMs / 1000) }));
  const signature = sign(null, Buffer.from(`${header}.${base64url(text)}`), key).toString('base64url');
  return `${header}..${signature}`;
}

/** @returns when it was signed, or null when it is not the owner's of one of these keys. */
export function verifyDetachedJws(
  typ: string,
  text: string,
  detached: string | undefined,
  keys: readonly PublicKeyJwk[],
): number | null {
  const [header = '', payload, signature = ''] = detached?.split('.') ?? [];
  if (payload !== '') return null;
  let claims: { kid?: unknown; typ?: unknown; iat?: unknown; alg?: unknown; crit?: unknown };
  try {
    claims = JSON.parse(Buffer.from(header, 'base64url').toString()) as typeof claims;
  } catch {
    return null;
  }
  const jwk = keys.find(({ kid }) => kid === claims.kid);
  if (!jwk || claims.typ !== typ || claims.crit !== undefined || typeof claims.iat !== 'number') return null;
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
  const isGenuine = verify(null, Buffer.from(`${header}.${base64url(text)}`), key, Buffer.from(signature, 'base64url'));
  return isGenuine ? claims.iat * 1000 : null;
}

/** Claims of a JWT that one of these keys signed; null otherwise. Expiry is the caller's business. */
export function readJwt(token: string, keys: readonly PublicKeyJwk[]): { readonly [claim: string]: unknown } | null {
  const [header = '', payload = '', signature = ''] = token.split('.');
  try {
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid?: string };
    const jwk = keys.find((each) => each.kid === kid);
    if (!jwk) return null;
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    const isGenuine = verify(null, Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'));
    return isGenuine ? (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { [claim: string]: unknown }) : null;
  } catch {
    return null;
  }
}
