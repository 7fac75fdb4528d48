// Person tokens: signs the tokens of persons who sign in at this gateway itself, and knows the public half of their key.
import { exportJWK, importJWK, type JSONWebKeySet, SignJWT } from 'jose';
import { type Clock, DAY_MS, HOUR_MS, MINUTE_MS, type PrivateJwk, SECOND_MS } from '#protocol';
import type { TermsEdition } from '../domain/account/terms.ts';

/** Nobody else issues these: no token of a host app says so, and none of ours says anything else. */
export const PERSON_ISSUER = 'urn:unlatch:persons';
const ALGORITHM = 'Ed25519';

export const PERSON_TOKEN_LIMITS = {
  lifeMs: 12 * HOUR_MS,
  /** Once so much of it is over, the next page that is opened brings another. */
  renewAfterMs: 6 * HOUR_MS,
  /** A touch of the passkey is good for so long; then it is asked for again. */
  freshMs: 30 * DAY_MS,
  /** For what could lock its owner out of the account it is good for so long. */
  touchMs: 5 * MINUTE_MS,
} as const;

export type PersonSignIn = {
  readonly personId: string;
  /** Its row says whether it was ended, and which passkey it came from. */
  readonly signInId: string;
  /** When the passkey was touched for it. */
  readonly touchedAtMs: number;
};

export type PersonTokens = {
  readonly jwks: () => Promise<JSONWebKeySet>;
  issue(signIn: PersonSignIn): Promise<{ readonly token: string; readonly expiresAtMs: number }>;
};

/** What signing persons in takes besides their passkeys. */
export type Persons = { readonly tokens: PersonTokens; readonly terms: TermsEdition };

/** @param ring the gateway's own private key of persons: it signs nothing else, and no other key signs for a person. */
export async function openPersonTokens(
  ring: PrivateJwk & { readonly kid: string },
  audience: string,
  clock: Clock,
): Promise<PersonTokens> {
  const { kid, d: _private, ...publicJwk } = ring;
  const key = await importJWK({ ...ring, alg: ALGORITHM }, ALGORITHM);
  const keys = { keys: [{ ...(await exportJWK(await importJWK(publicJwk, ALGORITHM))), kid, alg: ALGORITHM }] };
  return {
    jwks: async () => keys,
    async issue({ personId, signInId, touchedAtMs }) {
      const nowS = Math.floor(clock.nowMs() / SECOND_MS);
      const expiresAtS = nowS + PERSON_TOKEN_LIMITS.lifeMs / SECOND_MS;
      const token = await new SignJWT({ sid: signInId, auth_time: Math.floor(touchedAtMs / SECOND_MS) })
        .setProtectedHeader({ alg: ALGORITHM, kid, typ: 'unlatch-person+jwt' })
        .setIssuer(PERSON_ISSUER)
        .setAudience(audience)
        .setSubject(personId)
        .setIssuedAt(nowS)
        .setExpirationTime(expiresAtS)
        .sign(key);
      return { token, expiresAtMs: expiresAtS * SECOND_MS };
    },
  };
}
