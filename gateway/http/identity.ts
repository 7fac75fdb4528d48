// Identity: verifies the host app's person tokens against its public keys and remembers the verdicts.
import { MINUTE_MS, ok, type Result, refused, SECOND_MS, sha256 } from '#protocol';
import type { Identity, IdentityRefusal, Person } from '../ports/identity.ts';
import { createReadClaims, LONGEST_TOKEN, type TokenClaims, type TokenTrust } from './token-claims.ts';

const MOST_REMEMBERED = 10_000;
/** A verdict is believed this long, so that a withdrawn key stops working before its tokens expire. */
const REMEMBERED_MS = 5 * MINUTE_MS;
/** A subject goes into account names and rows: printable and short. */
export const SUBJECT_PATTERN = /^[\x21-\x7e]{1,128}$/;

type Verdict = Result<Person, IdentityRefusal>;
type Remembered = { readonly person: Person; readonly untilMs: number };

export type JwtIdentityOptions = TokenTrust & {
  readonly recognise: Identity['recognise'];
  readonly signInPath: string | null;
};

const INVALID: Verdict = refused({ code: 'identity.invalid' });

function personOf(claims: TokenClaims): Person | null {
  const { sub, exp } = claims;
  if (typeof sub !== 'string' || !SUBJECT_PATTERN.test(sub) || typeof exp !== 'number') return null;
  const expiresAtMs = Math.floor(exp * SECOND_MS);
  return Number.isSafeInteger(expiresAtMs) ? { personId: sub, expiresAtMs } : null;
}

function judge(person: Person, nowMs: number): Verdict {
  return nowMs < person.expiresAtMs ? ok(person) : refused({ code: 'identity.expired', person });
}

/**
 * Tokens are remembered by their SHA-256, never by themselves, at most 10 000 and each at most 5 minutes;
 * whether one has expired is looked at every time.
 */
export function createJwtIdentity(options: JwtIdentityOptions): Identity {
  const { clock, recognise, signInPath } = options;
  const readClaims = createReadClaims(options);
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
      const claims = await readClaims(token);
      const person = claims && personOf(claims);
      if (!person) return INVALID;
      remember(name, person);
      return judge(person, clock.nowMs());
    },
  };
}
