// Sign in: a person with a passkey opens an account here or comes back to theirs; one touch, and the terms are accepted with it.
import { ok, type Result, refused, SECOND_MS } from '#protocol';
import { type AccountPasskey, type AccountStanding, type DeviceWord, personIdOf } from '../domain/account/account.ts';
import { decideOpen, decideSignIn, type ShownTerms } from '../domain/account/account-decide.ts';
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
  return async ({ passkey, spent, shown, madeOn, address }) => {
    const wait = accountWait(limits, address);
    if (wait) return refused(wait);
    return context.runner.run<AccountPasskey | null, null>({
      load: () => unspent(context, spent, () => readAccountPasskey(context.store.books, passkey.credentialId)),
      decide: (known) =>
        decideOpen(
          { passkey: { ...passkey, madeOn }, spent, shown, isKnown: known !== null },
          context.terms,
          context.clock.nowMs(),
        ),
    });
  };
}

/** @returns whose passkey it is. */
export type SignIn = (request: VerifiedPasskey & { readonly shown: ShownTerms }) => Promise<Result<string, Rejection>>;

export function createSignIn(context: AccountContext): SignIn {
  return async ({ passkey, spent, shown }) => {
    const signedIn = await context.runner.run<AccountStanding | null, null>({
      load: () => unspent(context, spent, () => readAccount(context.store.books, passkey.ownerId)),
      decide: (standing): Result<Decision, Rejection> =>
        standing === null
          ? refused({ code: 'passkey.unknown' })
          : decideSignIn(standing, { passkey, spent, shown }, context.terms, context.clock.nowMs()),
    });
    return signedIn.ok ? ok(passkey.ownerId) : signedIn;
  };
}
