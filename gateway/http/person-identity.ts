// Person identity: who shows a token of this gateway's own making, as long as the account and the passkey behind it are there.
import { type Clock, ok, refused, SECOND_MS } from '#protocol';
import type { AccountStanding } from '../domain/account/account.ts';
import type { Identity, Person } from '../ports/identity.ts';
import { paths } from '../web/paths.ts';
import { PERSON_ISSUER, PERSON_TOKEN_LIMITS, type PersonSignIn, type PersonTokens, passkeyWord } from './person-tokens.ts';
import { createReadClaims, LONGEST_TOKEN, type TokenClaims } from './token-claims.ts';

type Shown = PersonSignIn & { readonly expiresAtMs: number };

function shownBy({ sub, exp, passkey, auth_time: signedInAtS }: TokenClaims): Shown | null {
  if (typeof sub !== 'string' || typeof exp !== 'number' || typeof passkey !== 'string') return null;
  if (typeof signedInAtS !== 'number') return null;
  return { personId: sub, passkey, expiresAtMs: exp * SECOND_MS, signedInAtMs: signedInAtS * SECOND_MS };
}

function isStillTheirs(standing: AccountStanding | null, { passkey }: Shown): boolean {
  if (standing === null || standing.account.endedAtMs !== null) return false;
  return standing.passkeys.some(({ credentialId }) => passkeyWord(credentialId) === passkey);
}

export type ReadStanding = (personId: string) => Promise<AccountStanding | null>;

/**
 * Nothing is remembered but the key: a passkey that is taken away, and an account that ends, count at once. What they were good for
 * is then as over as an expired token, which may still stop what it started.
 */
export function createPersonIdentity(parts: {
  readonly tokens: PersonTokens;
  readonly audience: string;
  readonly clock: Clock;
  readonly readStanding: ReadStanding;
}): Identity {
  const { tokens, audience, clock, readStanding } = parts;
  const readClaims = createReadClaims({ jwks: tokens.jwks, issuer: PERSON_ISSUER, audience, clock });

  async function read(token: string): Promise<Shown | null> {
    const claims = token.length > LONGEST_TOKEN ? null : await readClaims(token);
    return claims && shownBy(claims);
  }

  return {
    signInPath: paths.signIn,
    recognise: async () => null,
    async verify(token) {
      const shown = await read(token);
      if (!shown) return refused({ code: 'identity.invalid' });
      const nowMs = clock.nowMs();
      const isTheirs = isStillTheirs(await readStanding(shown.personId), shown);
      const person: Person = {
        personId: shown.personId,
        expiresAtMs: isTheirs ? shown.expiresAtMs : Math.min(nowMs, shown.expiresAtMs),
      };
      return nowMs < person.expiresAtMs ? ok(person) : refused({ code: 'identity.expired', person });
    },
    async renew(token) {
      const shown = await read(token);
      if (!shown) return null;
      const { lifeMs, renewAfterMs, freshMs } = PERSON_TOKEN_LIMITS;
      const nowMs = clock.nowMs();
      const isDue = nowMs >= shown.expiresAtMs - lifeMs + renewAfterMs;
      const isFresh = nowMs < shown.signedInAtMs + freshMs;
      if (!isDue || !isFresh || !isStillTheirs(await readStanding(shown.personId), shown)) return null;
      return (await tokens.issue(shown)).token;
    },
  };
}
