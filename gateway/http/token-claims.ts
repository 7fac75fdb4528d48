// Token claims: what a host app's signed token (JWT, RFC 7519) says, once its signature, issuer and audience hold.
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify, type LocalJWKSet } from 'jose';
import type { Clock } from '#protocol';
import { Unavailable } from '../ports/unavailable.ts';

/** Asymmetric only: with HS256 the public key would be the secret (RFC 8725 §2.1). */
const TOKEN_ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'RS256'];
export const LONGEST_TOKEN = 8_192;

export type TokenClaims = JWTPayload;

export type TokenTrust = {
  /** The host app's present public keys; a throw means that they cannot be had. */
  readonly jwks: () => Promise<JSONWebKeySet>;
  readonly issuer: string;
  /** Says what the token is for: a person's opens nothing of an operator's, nor the other way round. */
  readonly audience: string;
  readonly clock: Clock;
};

/** Keeps the set's imported keys until the host publishes other ones. */
function createKeySource(read: () => Promise<JSONWebKeySet>): () => Promise<LocalJWKSet> {
  let known: { readonly text: string; readonly keys: LocalJWKSet } | null = null;
  return async () => {
    let set: JSONWebKeySet;
    try {
      set = await read();
    } catch (cause) {
      throw new Unavailable('identity', cause);
    }
    const text = JSON.stringify(set);
    if (known?.text !== text) known = { text, keys: createLocalJWKSet(set) };
    return known.keys;
  };
}

/** Claims of a token whose signature, issuer and audience hold, expired or not; null for every other. */
export function createReadClaims(trust: TokenTrust): (token: string) => Promise<TokenClaims | null> {
  const readKeys = createKeySource(trust.jwks);
  return async (token) => {
    const keys = await readKeys();
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: trust.issuer,
        audience: trust.audience,
        algorithms: TOKEN_ALGORITHMS,
        requiredClaims: ['sub', 'exp'],
        currentDate: new Date(trust.clock.nowMs()),
      });
      return payload;
    } catch (cause) {
      // jose looks at `exp` after the signature, iss, aud and nbf: only time is wrong with this token.
      if (cause instanceof errors.JWTExpired) return cause.payload;
      if (cause instanceof errors.JOSEError || cause instanceof TypeError) return null;
      throw cause;
    }
  };
}
