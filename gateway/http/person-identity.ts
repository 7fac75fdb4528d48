// Person identity: who shows a token of this gateway's own making, as long as the sign-in that it names and the passkey behind it are there.
import { type Clock, ok, refused, SECOND_MS } from '#protocol';
import type { Identity, Person } from '../ports/identity.ts';
import { paths } from '../web/paths.ts';
import { PERSON_ISSUER, PERSON_TOKEN_LIMITS, type PersonSignIn, type PersonTokens } from './person-tokens.ts';
import { createReadClaims, LONGEST_TOKEN, type TokenClaims } from './token-claims.ts';

type Shown = PersonSignIn & { readonly expiresAtMs: number };

function shownBy({ sub, exp, sid, auth_time: touchedAtS }: TokenClaims): Shown | null {
  if (typeof sub !== 'string' || typeof exp !== 'number' || typeof sid !== 'string') return null;
  if (typeof touchedAtS !== 'number') return null;
  return { personId: sub, signInId: sid, expiresAtMs: exp * SECOND_MS, touchedAtMs: touchedAtS * SECOND_MS };
}

/** Null where the sign-in was ended. */
export type ReadSignIn = (signInId: string) => Promise<{
  readonly personId: string /** The passkey that it began with is still theirs. */;
  readonly hasPasskey: boolean;
} | null>;

/**
 * Nothing is remembered but the key: a sign-in that is ended by hand or with its account opens nothing from then on, in whatever copy
 * of its cookie. One whose passkey is taken away is as over as an expired token, which may still stop what it started.
 */
export function createPersonIdentity(parts: {
  readonly tokens: PersonTokens;
  readonly audience: string;
  readonly clock: Clock;
  readonly readSignIn: ReadSignIn;
}): Identity {
  const { tokens, audience, clock, readSignIn } = parts;
  const readClaims = createReadClaims({ jwks: tokens.jwks, issuer: PERSON_ISSUER, audience, clock });

  async function read(token: string): Promise<{ readonly shown: Shown; readonly hasPasskey: boolean } | null> {
    const claims = token.length > LONGEST_TOKEN ? null : await readClaims(token);
    const shown = claims && shownBy(claims);
    const open = shown && (await readSignIn(shown.signInId));
    return shown && open && open.personId === shown.personId ? { shown, hasPasskey: open.hasPasskey } : null;
  }

  return {
    signInPath: paths.signIn,
    recognise: async () => null,
    async verify(token) {
      const found = await read(token);
      if (!found) return refused({ code: 'identity.invalid' });
      const { personId, signInId, touchedAtMs, expiresAtMs } = found.shown;
      const nowMs = clock.nowMs();
      const person: Person = {
        personId,
        expiresAtMs: found.hasPasskey ? expiresAtMs : Math.min(nowMs, expiresAtMs),
        signIn: { signInId, touchedAtMs },
      };
      return nowMs < person.expiresAtMs ? ok(person) : refused({ code: 'identity.expired', person });
    },
    async renew(token) {
      const found = await read(token);
      if (!found?.hasPasskey) return null;
      const { shown } = found;
      const { lifeMs, renewAfterMs, freshMs } = PERSON_TOKEN_LIMITS;
      const nowMs = clock.nowMs();
      const isDue = nowMs >= shown.expiresAtMs - lifeMs + renewAfterMs;
      const isFresh = nowMs < shown.touchedAtMs + freshMs;
      return isDue && isFresh ? (await tokens.issue(shown)).token : null;
    },
  };
}
