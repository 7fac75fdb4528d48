// Account decisions: opening one, signing in to it, its passkeys, the terms, and its end.
import { ok, type Result, refused } from '#protocol';
import type { Change } from '../changes.ts';
import { type Decision, decide } from '../decision.ts';
import type { ContactRecord } from '../message/contact.ts';
import { withoutAddress } from '../message/contact-decide.ts';
import type { Currency, Minor } from '../money.ts';
import type { PasskeyRecord, SpentChallenge } from '../passkey/passkey.ts';
import type { Rejection } from '../rejections.ts';
import {
  ACCOUNT_LIMITS,
  type AccountPasskey,
  type AccountSignIn,
  type AccountStanding,
  type TermsAcceptance,
} from './account.ts';
import type { TermsEdition } from './terms.ts';

type Decided = Result<Decision, Rejection>;

/** What a page showed of the terms when its button was pressed. */
export type ShownTerms = { readonly version: string; readonly language: string; readonly textHash: string };

const spending = (spent: SpentChallenge): Change => ({ change: 'passkey-challenge-spent', spent });
const accepting = (acceptance: TermsAcceptance): Change => ({ change: 'terms-accepted', acceptance });

/** Which sign-in begins, and whose place it takes in this browser: that of whoever was signed in before, or of nobody. */
export type Entry = {
  readonly signInId: string;
  readonly replaces: Pick<AccountSignIn, 'personId' | 'signInId'> | null;
};

function entering({ signInId, replaces }: Entry, { ownerId, credentialId }: PasskeyRecord, nowMs: number): readonly Change[] {
  return [
    ...(replaces ? [{ change: 'account-signed-out', ...replaces } as const] : []),
    { change: 'account-signed-in', signIn: { signInId, personId: ownerId, credentialId, startedAtMs: nowMs } },
  ];
}

/** Once for each version. */
export function hasAccepted(
  { accepted }: Pick<AccountStanding, 'accepted'>,
  { version }: Pick<TermsEdition, 'version'>,
): boolean {
  return accepted.some((acceptance) => acceptance.version === version);
}

/** Whoever is new accepts with the same touch, and only what is in force: an older text is shown anew first. */
export function decideOpen(
  fresh: {
    readonly passkey: AccountPasskey;
    readonly spent: SpentChallenge;
    readonly shown: ShownTerms;
    readonly isKnown: boolean;
    readonly entry: Entry;
  },
  edition: TermsEdition,
  nowMs: number,
): Decided {
  const { passkey, spent, shown, isKnown, entry } = fresh;
  if (isKnown) return refused({ code: 'passkey.refused' });
  if (shown.version !== edition.version) return refused({ code: 'terms.changed' });
  const personId = passkey.ownerId;
  return ok(
    decide([
      { change: 'account-opened', account: { personId, openedAtMs: nowMs, endedAtMs: null, version: 1 } },
      { change: 'account-passkey-added', passkey },
      accepting({ personId, ...shown, atMs: nowMs }),
      ...entering(entry, passkey, nowMs),
      spending(spent),
    ]),
  );
}

/** What a verified touch writes down of the passkey. */
function touching({ account, passkeys }: AccountStanding, passkey: PasskeyRecord): Result<Change, Rejection> {
  const known = passkeys.find(({ credentialId }) => credentialId === passkey.credentialId);
  if (account.endedAtMs !== null || !known) return refused({ code: 'passkey.unknown' });
  // Where it counts, a number that was there before comes from a copy (WebAuthn §6.1.1).
  const doesCount = known.counter > 0 || passkey.counter > 0;
  if (doesCount && passkey.counter <= known.counter) return refused({ code: 'passkey.refused' });
  return ok({ change: 'account-passkey-used', passkey: { ...known, ...passkey }, fromCounter: known.counter });
}

/** Terms that have changed since the page was shown are not accepted by it; they are asked about before the next Start. */
export function decideSignIn(
  standing: AccountStanding,
  seen: { readonly passkey: PasskeyRecord; readonly spent: SpentChallenge; readonly shown: ShownTerms; readonly entry: Entry },
  edition: TermsEdition,
  nowMs: number,
): Decided {
  const { account } = standing;
  const { passkey, spent, shown, entry } = seen;
  const touched = touching(standing, passkey);
  if (!touched.ok) return touched;
  const isNew = shown.version === edition.version && !hasAccepted(standing, edition);
  const acceptance = { personId: account.personId, ...shown, atMs: nowMs };
  return ok(
    decide([touched.value, ...(isNew ? [accepting(acceptance)] : []), ...entering(entry, passkey, nowMs), spending(spent)]),
  );
}

/** Another sign-in takes the place of the one that asks for it: a copy of the older one's cookie opens nothing from then on. */
export function decideTouch(
  standing: AccountStanding,
  seen: { readonly passkey: PasskeyRecord; readonly spent: SpentChallenge; readonly entry: Entry },
  nowMs: number,
): Decided {
  const { passkey, spent, entry } = seen;
  const touched = touching(standing, passkey);
  return touched.ok ? ok(decide([touched.value, ...entering(entry, passkey, nowMs), spending(spent)])) : touched;
}

export function decideAccept(standing: AccountStanding, shown: ShownTerms, edition: TermsEdition, nowMs: number): Decided {
  if (standing.account.endedAtMs !== null) return refused({ code: 'identity.invalid' });
  if (hasAccepted(standing, edition)) return ok(decide([]));
  if (shown.version !== edition.version) return refused({ code: 'terms.changed' });
  return ok(decide([accepting({ personId: standing.account.personId, ...shown, atMs: nowMs })]));
}

/** Asked before whatever reserves money; what runs already, and its Stop, need no terms. */
export function termsRefusal(standing: AccountStanding | null, edition: TermsEdition): Rejection | null {
  if (standing === null || standing.account.endedAtMs !== null) return { code: 'identity.invalid' };
  return hasAccepted(standing, edition) ? null : { code: 'terms.not-accepted' };
}

/** The next version of the account serializes what was decided by its passkeys. */
const recounted = ({ account }: AccountStanding): Change => ({
  change: 'account-changed',
  account: { ...account, version: account.version + 1 },
});

export function decideAddPasskey(standing: AccountStanding, passkey: AccountPasskey, spent: SpentChallenge): Decided {
  const { account, passkeys } = standing;
  if (account.endedAtMs !== null || passkey.ownerId !== account.personId) return refused({ code: 'identity.invalid' });
  if (passkeys.length >= ACCOUNT_LIMITS.passkeys) return refused({ code: 'passkey.too-many', most: ACCOUNT_LIMITS.passkeys });
  return ok(decide([recounted(standing), { change: 'account-passkey-added', passkey }, spending(spent)]));
}

/** Never the last one: nobody could sign in to the account again, and what is in its wallet would be lost. */
export function decideRemovePasskey(standing: AccountStanding, credentialId: string): Decided {
  const { account, passkeys } = standing;
  if (account.endedAtMs !== null) return refused({ code: 'identity.invalid' });
  const known = passkeys.find((passkey) => passkey.credentialId === credentialId);
  // Removed already, by the other tap.
  if (!known) return ok(decide([]));
  if (passkeys.length === 1) return refused({ code: 'passkey.last' });
  return ok(decide([recounted(standing), { change: 'account-passkey-removed', credentialId, personId: account.personId }]));
}

export type AmountOf = { readonly currency: Currency; readonly minor: Minor };

/** All that must be over before an account can end. */
export type EndFacts = {
  readonly standing: AccountStanding;
  /** Of `person-counted`: a Start that comes between loses the race, or this does (R10). */
  readonly personVersion: number;
  readonly hasLiveSession: boolean;
  readonly owed: readonly AmountOf[];
  /** Set aside for something that runs or is not settled yet, or on its way at a wallet elsewhere. */
  readonly held: readonly AmountOf[];
  readonly hasUnderWay: boolean;
  /** In the gateway's own books, to be spent; what is given up by ending the account. */
  readonly balances: readonly AmountOf[];
  /** Where they wanted messages. */
  readonly contact: ContactRecord | null;
};

/** The same words for the same balance, whatever the order: what the page said, and what is so when the button is pressed. */
export function balanceWord(balances: readonly AmountOf[]): string {
  return balances
    .filter(({ minor }) => minor > 0n)
    .map(({ currency, minor }) => `${currency}${minor}`)
    .sort()
    .join(',');
}

/** Why it cannot end now; null: it can. */
export function endRefusal(facts: Omit<EndFacts, 'standing' | 'personVersion' | 'contact'>): Rejection | null {
  if (facts.hasLiveSession) return { code: 'account.in-use' };
  const [owed] = facts.owed;
  if (owed) return { code: 'account.owes', owedMinor: owed.minor, currency: owed.currency };
  const held = facts.held.find(({ minor }) => minor > 0n);
  return held || facts.hasUnderWay ? { code: 'account.money-held' } : null;
}

/** @param givenUp the balance that the page named, as `balanceWord` says it. */
export function decideEnd(facts: EndFacts, givenUp: string, nowMs: number): Decided {
  const { standing, personVersion, balances, contact } = facts;
  const { account, passkeys } = standing;
  if (account.endedAtMs !== null) return refused({ code: 'identity.invalid' });
  const refusal = endRefusal(facts);
  if (refusal) return refused(refusal);
  if (givenUp !== balanceWord(balances)) return refused({ code: 'account.balance-differs' });
  const { personId } = account;
  return ok(
    decide([
      { change: 'person-counted', personId, fromVersion: personVersion },
      ...passkeys.map(({ credentialId }): Change => ({ change: 'account-passkey-removed', credentialId, personId })),
      { change: 'account-signed-out', personId, signInId: null },
      // No law asks for the address, and nobody could remove it any more.
      ...withoutAddress(contact),
      { change: 'account-changed', account: { ...account, endedAtMs: nowMs, version: account.version + 1 } },
    ]),
  );
}
