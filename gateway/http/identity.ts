// Identity: verifies the host app's person tokens (JWT, RFC 7519) against its public keys and remembers the verdicts.
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify, type LocalJWKSet } from 'jose';
import { type Clock, MINUTE_MS, ok, type Result, refused, SECOND_MS, sha256 } from '#protocol';
import type { Identity, IdentityRefusal, Person } from '../ports/identity.ts';
import { Unavailable } from '../ports/unavailable.ts';

/** Asymmetric only: with HS256 the public key would be the secret (RFC 8725 §2.1). */
const PERSON_ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'RS256'];
const LONGEST_TOKEN = 8_192;
const MOST_REMEMBERED = 10_000;
/** A verdict is believed this long, so that a withdrawn key stops working before its tokens expire. */
const REMEMBERED_MS = 5 * MINUTE_MS;
/** A subject goes into account names and rows: printable and short. */
const SUBJECT_PATTERN = /^[\x21-\x7e]{1,128}$/;

type Verdict = Result<Person, IdentityRefusal>;
type Remembered = { readonly person: Person; readonly untilMs: number };

export type JwtIdentityOptions = {
  /** The host app's present public keys; a throw means that they cannot be had. */
  readonly jwks: () => Promise<JSONWebKeySet>;
  readonly issuer: string;
  readonly audience: string;
  readonly clock: Clock;
  readonly recognise: Identity['recognise'];
  readonly signInPath: string | null;
};

const INVALID: Verdict = refused({ code: 'identity.invalid' });

function personOf(claims: JWTPayload): Person | null {
  const { sub, exp } = claims;
  if (typeof sub !== 'string' || !SUBJECT_PATTERN.test(sub) || typeof exp !== 'number') return null;
  const expiresAtMs = Math.floor(exp * SECOND_MS);
  return Number.isSafeInteger(expiresAtMs) ? { personId: sub, expiresAtMs } : null;
}

function judge(person: Person, nowMs: number): Verdict {
  return nowMs < person.expiresAtMs ? ok(person) : refused({ code: 'identity.expired', person });
}

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
async function readClaims(token: string, keys: LocalJWKSet, options: JwtIdentityOptions): Promise<JWTPayload | null> {
  const { issuer, audience, clock } = options;
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: PERSON_ALGORITHMS,
      requiredClaims: ['sub', 'exp'],
      currentDate: new Date(clock.nowMs()),
    });
    return payload;
  } catch (cause) {
    // jose looks at `exp` after the signature, iss, aud and nbf: only time is wrong with this token.
    if (cause instanceof errors.JWTExpired) return cause.payload;
    if (cause instanceof errors.JOSEError || cause instanceof TypeError) return null;
    throw cause;
  }
}

/**
 * Tokens are remembered by their SHA-256, never by themselves, at most 10 000 and each at most 5 minutes;
 * whether one has expired is looked at every time.
 */
export function createJwtIdentity(options: JwtIdentityOptions): Identity {
  const { clock, recognise, signInPath } = options;
  const readKeys = createKeySource(options.jwks);
  const remembered = new Map<string, Remembered>();

  function remember(name: string, person: Person): void {
    const oldest = remembered.size >= MOST_REMEMBERED ? remembered.keys().next() : null;
    if (oldest && !oldest.done) remembered.delete(oldest.value);
    remembered.set(name, { person, untilMs: clock.nowMs() + REMEMBERED_MS });
  }

  return {
    signInPath,
    recognise,
    async verify(token) {
      if (token.length > LONGEST_TOKEN) return INVALID;
      const name = sha256(token);
      const known = remembered.get(name);
      if (known && clock.nowMs() < known.untilMs) return judge(known.person, clock.nowMs());
      remembered.delete(name);
      const claims = await readClaims(token, await readKeys(), options);
      const person = claims && personOf(claims);
      if (!person) return INVALID;
      remember(name, person);
      return judge(person, clock.nowMs());
    },
  };
}
