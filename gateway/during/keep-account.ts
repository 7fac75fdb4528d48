// Keep account: what a person sees of theirs, its passkeys, and its end.
import { ok, type Result, refused } from '#protocol';
import type { AccountStanding, DeviceWord } from '../domain/account/account.ts';
import {
  type AmountOf,
  decideAddPasskey,
  decideEnd,
  decideRemovePasskey,
  type EndFacts,
  endRefusal,
  hasAccepted,
} from '../domain/account/account-decide.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { SessionRecord } from '../domain/session/session.ts';
import { readAccount, readPersonMoney } from '../storage/queries/accounts.ts';
import { type AccountContext, unspent, type VerifiedPasskey } from './sign-in.ts';

export type AccountView = AccountStanding & {
  readonly hasAcceptedTerms: boolean;
  /** In the gateway's own books, to be spent. */
  readonly balances: readonly AmountOf[];
  /** Why the account cannot end now; null: it can. */
  readonly endRefusal: Rejection | null;
};

async function loadStanding({ store }: AccountContext, personId: string): Promise<Result<AccountStanding, Rejection>> {
  const standing = await readAccount(store.books, personId);
  return standing && standing.account.endedAtMs === null ? ok(standing) : refused({ code: 'identity.invalid' });
}

/** Live ones come first, so that these tell of any, as host or as guest. */
const MOST_LOOKED_AT = 20;
const isOver = ({ state }: SessionRecord): boolean => state === 'closed' || state === 'failed';

async function loadEndFacts(context: AccountContext, personId: string): Promise<Result<EndFacts, Rejection>> {
  const { store, clock } = context;
  // Its version first: whatever is counted after it was read loses the race.
  const person = await store.standing(personId, { sinceMs: clock.nowMs() });
  const standing = await loadStanding(context, personId);
  if (!standing.ok) return standing;
  const sessions = await store.sessionsOf(personId, MOST_LOOKED_AT);
  const money = await readPersonMoney(store.books, personId);
  return ok({
    standing: standing.value,
    personVersion: person.version,
    hasLiveSession: !sessions.every(isOver),
    owed: person.owed,
    ...money,
    contact: await store.contact(personId),
  });
}

export type ReadAccount = (request: { readonly personId: string }) => Promise<Result<AccountView, Rejection>>;
export function createReadAccount(context: AccountContext): ReadAccount {
  return async ({ personId }) => {
    const facts = await loadEndFacts(context, personId);
    if (!facts.ok) return facts;
    const { standing, balances } = facts.value;
    return ok({
      ...standing,
      hasAcceptedTerms: hasAccepted(standing, context.terms),
      balances: balances.filter(({ minor }) => minor > 0n),
      endRefusal: endRefusal(facts.value),
    });
  };
}

export type AddPasskey = (
  request: VerifiedPasskey & { readonly personId: string; readonly madeOn: DeviceWord },
) => Promise<Result<null, Rejection>>;
export function createAddPasskey(context: AccountContext): AddPasskey {
  return ({ personId, passkey, spent, madeOn }) =>
    context.runner.run<AccountStanding, null>({
      load: async () => {
        const fresh = await unspent(context, spent, () => loadStanding(context, personId));
        return fresh.ok ? fresh.value : fresh;
      },
      decide: (standing) => decideAddPasskey(standing, { ...passkey, madeOn }, spent),
    });
}

export type RemovePasskey = (request: {
  readonly personId: string;
  readonly credentialId: string;
}) => Promise<Result<null, Rejection>>;
export function createRemovePasskey(context: AccountContext): RemovePasskey {
  return ({ personId, credentialId }) =>
    context.runner.run<AccountStanding, null>({
      load: () => loadStanding(context, personId),
      decide: (standing) => decideRemovePasskey(standing, credentialId),
    });
}

/** @param givenUp the balance that the page named, as `balanceWord` says it. */
export type EndAccount = (request: { readonly personId: string; readonly givenUp: string }) => Promise<Result<null, Rejection>>;
export function createEndAccount(context: AccountContext): EndAccount {
  return ({ personId, givenUp }) =>
    context.runner.run<EndFacts, null>({
      load: () => loadEndFacts(context, personId),
      decide: (facts) => decideEnd(facts, givenUp, context.clock.nowMs()),
    });
}
