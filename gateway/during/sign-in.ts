// Sign in: a person with a passkey opens an account here or comes back to theirs; one touch, and the terms are accepted with it.
import { ok, type Result, refused, SECOND_MS } from '#protocol';
import { type AccountPasskey, type AccountStanding, type DeviceWord, personIdOf } from '../domain/account/account.ts';
import { decideOpen, decideSignIn, decideTouch, type Entry, type ShownTerms } from '../domain/account/account-decide.ts';
import type { TermsEdition } from '../domain/account/terms.ts';
import type { Decision } from '../domain/decision.ts';
import { addressKey } from '../domain/limits/address-key.ts';
import type { PasskeyRecord, SpentChallenge } from '../domain/passkey/passkey.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { StepContext } from '../journey/step-context.ts';
import type { Limits } from '../ports/limits.ts';
import type { OwnedStore } from '../ports/store.ts';
import { readAccount, readAccountPasskey } from '../storage/queries/accounts.ts';

/** What the steps about accounts use: `terms` are those in force. */
export type AccountContext = Pick<StepContext, 'runner' | 'clock'> & {
  readonly store: OwnedStore;
  readonly terms: TermsEdition;
};

/** A new name for somebody of whom there is no row yet: their passkey keeps it. */
export type DrawPerson = () => string;
export function createDrawPerson(randomBytes: (size: number) => Uint8Array): DrawPerson {
  return () => personIdOf(randomBytes(16));
}

export type FindPasskey = (credentialId: string) => Promise<AccountPasskey | null>;
export function createFindPasskey({ store }: AccountContext): FindPasskey {
  return (credentialId) => readAccountPasskey(store.books, credentialId);
}

/** The answer of a device, as it was verified. */
export type VerifiedPasskey = { readonly passkey: PasskeyRecord; readonly spent: SpentChallenge };

/** The same challenge answers once: a second commit loses the race, and its second try reads this. */
export async function unspent<T>(
  { store }: AccountContext,
  { challengeId }: SpentChallenge,
  load: () => Promise<T>,
): Promise<Result<T, Rejection>> {
  if (await store.isPasskeyChallengeSpent(challengeId)) return refused({ code: 'passkey.challenge-expired' });
  return ok(await load());
}

export type OpenAccount = (
  request: VerifiedPasskey & {
    readonly shown: ShownTerms;
    readonly entry: Entry;
    readonly madeOn: DeviceWord;
    /** At the other end of the line. */
    readonly address: string;
  },
) => Promise<Result<null, Rejection>>;

/** How long somebody waits who has opened accounts without end: an address may be a whole hall, and a passkey costs a program nothing. */
function accountWait(limits: Limits, address: string): Rejection | null {
  const waitMs = limits.take([{ limit: 'account-address', of: addressKey(address) }]);
  return waitMs > 0 ? { code: 'limit.reached', retryAfterS: Math.ceil(waitMs / SECOND_MS), helps: 'waiting' } : null;
}

export function createOpenAccount(context: AccountContext, limits: Limits): OpenAccount {
  return async ({ passkey, spent, shown, entry, madeOn, address }) => {
    const wait = accountWait(limits, address);
    if (wait) return refused(wait);
    return context.runner.run<AccountPasskey | null, null>({
      load: () => unspent(context, spent, () => readAccountPasskey(context.store.books, passkey.credentialId)),
      decide: (known) =>
        decideOpen(
          { passkey: { ...passkey, madeOn }, spent, shown, entry, isKnown: known !== null },
          context.terms,
          context.clock.nowMs(),
        ),
    });
  };
}

/** @returns whose passkey it is. */
export type SignIn = (
  request: VerifiedPasskey & { readonly shown: ShownTerms; readonly entry: Entry },
) => Promise<Result<string, Rejection>>;

export function createSignIn(context: AccountContext): SignIn {
  return async ({ passkey, spent, shown, entry }) => {
    const signedIn = await context.runner.run<AccountStanding | null, null>({
      load: () => unspent(context, spent, () => readAccount(context.store.books, passkey.ownerId)),
      decide: (standing): Result<Decision, Rejection> =>
        standing === null
          ? refused({ code: 'passkey.unknown' })
          : decideSignIn(standing, { passkey, spent, shown, entry }, context.terms, context.clock.nowMs()),
    });
    return signedIn.ok ? ok(passkey.ownerId) : signedIn;
  };
}

/** One touch more of whoever is signed in, before what only they may do. */
export type Touch = (
  request: VerifiedPasskey & { readonly personId: string; readonly entry: Entry },
) => Promise<Result<null, Rejection>>;

export function createTouch(context: AccountContext): Touch {
  return async ({ personId, passkey, spent, entry }) =>
    // Somebody else's passkey shows somebody else.
    passkey.ownerId !== personId
      ? refused({ code: 'passkey.refused' })
      : context.runner.run<AccountStanding | null, null>({
          load: () => unspent(context, spent, () => readAccount(context.store.books, personId)),
          decide: (standing): Result<Decision, Rejection> =>
            standing === null
              ? refused({ code: 'passkey.unknown' })
              : decideTouch(standing, { passkey, spent, entry }, context.clock.nowMs()),
        });
}

/** Of a sign-in that has ended already, nothing is done. @param signInId null: wherever this person is signed in. */
export type SignOut = (request: { readonly personId: string; readonly signInId: string | null }) => Promise<void>;

export function createSignOut({ store }: AccountContext): SignOut {
  return async ({ personId, signInId }) => void (await store.commit([{ change: 'account-signed-out', personId, signInId }]));
}
