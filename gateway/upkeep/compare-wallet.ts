// Compare wallet: what a wallet elsewhere holds and a restored database knows nothing of is released, or shown to a person (row 27).

import type { AuditRow } from '../domain/audit/audit.ts';
import { MONEY_MATTERS } from '../domain/audit/money-matter.ts';
import { toSafeNumber } from '../domain/money.ts';
import { RECOVERY_LIMITS } from '../domain/recovery/recovery.ts';
import { type ListedOperation, listedTopUps, type UnknownHold, unknownHolds } from '../domain/recovery/recovery-listing.ts';
import { UNKNOWN_PAYER } from '../domain/session/adopt-session.ts';
import { MONEY_LIMITS } from '../domain/wallet/money-limits.ts';
import { type OperationRecord, opKeys } from '../domain/wallet/wallet-operation.ts';
import type { StepContext } from '../journey/step-context.ts';
import type { OwnedStore } from '../ports/store.ts';
import type { Wallet, WalletListing } from '../ports/wallet.ts';
import { readNewestEventAtMs } from '../storage/queries/newest-event.ts';

/** True once nothing is held there that our books know nothing of. */
export type CompareWallet = (wallet: Wallet, tenantId: string) => Promise<boolean>;

type Deps = Pick<StepContext, 'clock' | 'ids' | 'metrics' | 'installation'> & { readonly store: OwnedStore };

async function listAll(wallet: Wallet, sinceMs: number): Promise<readonly WalletListing[]> {
  const found: WalletListing[] = [];
  let cursor: string | null = null;
  do {
    const signal = AbortSignal.timeout(MONEY_LIMITS.walletCallMs);
    const page: Awaited<ReturnType<Wallet['listSince']>> = await wallet.listSince({ sinceMs, cursor, signal });
    found.push(...page.operations);
    cursor = page.cursor;
  } while (cursor !== null);
  return found;
}

function voidOf(wallet: Wallet, tenantId: string, hold: UnknownHold, nowMs: number): OperationRecord {
  return {
    opKey: opKeys.void(hold.sessionId, hold.holdId),
    kind: 'void',
    wallet: wallet.name,
    tenantId,
    // Neither is in our books: the key alone names them.
    sessionId: null,
    holdId: null,
    payerId: UNKNOWN_PAYER,
    amountMinor: 0n,
    currency: hold.currency,
    state: 'pending',
    attempts: 0,
    grant: null,
    walletRef: hold.walletRef,
    actionUrl: null,
    refusal: null,
    createdAtMs: nowMs,
    resolvedAtMs: null,
  };
}

/** What somebody is told of. */
type Found = {
  readonly subjectId: string;
  readonly facts: { readonly [name: string]: string };
  readonly amountMinor: bigint;
  readonly currency: string;
};

const foundHold = ({ holdId, sessionId, amountMinor, currency }: UnknownHold): Found => ({
  subjectId: holdId,
  facts: { sessionId },
  amountMinor,
  currency,
});

/** As it was asked for, and asked once already: what became of it is looked up, and the payer has their money (M8). */
function topUpOf(wallet: Wallet, tenantId: string, payerId: string, listed: ListedOperation): OperationRecord {
  return {
    opKey: listed.opKey,
    kind: 'top-up',
    wallet: wallet.name,
    tenantId,
    sessionId: null,
    holdId: null,
    payerId,
    amountMinor: listed.amountMinor,
    currency: listed.currency,
    state: 'pending',
    attempts: 1,
    grant: null,
    walletRef: listed.walletRef,
    actionUrl: null,
    refusal: null,
    createdAtMs: listed.atMs,
    resolvedAtMs: null,
  };
}

type Note = (tenantId: string, what: string, found: Found, wallet: Wallet) => Promise<void>;

/** Once for each matter, whatever becomes of the round; the repeat is refused by the database. */
function createNote({ store, clock, ids, metrics }: Deps): Note {
  return async (tenantId, what, found, wallet) => {
    const atMs = clock.nowMs();
    const row: AuditRow = {
      auditId: ids('aud'),
      tenantId,
      atMs,
      actor: { kind: 'gateway', id: 'recover' },
      what,
      subjectId: found.subjectId,
      facts: { wallet: wallet.name, ...found.facts, amountMinor: toSafeNumber(found.amountMinor), currency: found.currency },
    };
    const noted = await store.commit([
      { change: 'event-seen', source: 'recover', eventId: `${what}:${found.subjectId}`, atMs },
      { change: 'audited', row },
    ]);
    if (noted.ok) metrics.count('money_invariant_alarms', what);
  };
}

export function createCompareWallet(deps: Deps): CompareWallet {
  const { store, clock, installation } = deps;
  const note = createNote(deps);

  async function ask(wallet: Wallet, hold: UnknownHold, askedAtMs: number): Promise<boolean> {
    const { sessionId, holdId, walletRef, currency, amountMinor } = hold;
    const opKey = opKeys.void(sessionId, holdId);
    await store.commit([{ change: 'operation-attempted', opKey, atMs: clock.nowMs() }]);
    const nowMs = clock.nowMs();
    const outcome = await wallet.void(
      {
        opKey,
        askedAtMs,
        walletRef,
        deadlineAtMs: nowMs + MONEY_LIMITS.walletCallMs,
        signal: AbortSignal.timeout(MONEY_LIMITS.walletCallMs),
        onRef: async () => {},
      },
      {
        sessionId,
        holdId,
        payerId: UNKNOWN_PAYER,
        walletRef,
        currency,
        authorizeKey: opKeys.authorize(sessionId, holdId),
        amountMinor,
      },
    );
    if (outcome.outcome !== 'done' && outcome.outcome !== 'refused') return false;
    const refusal = outcome.outcome === 'refused' ? outcome.code : null;
    const atMs = clock.nowMs();
    await store.commit([{ change: 'operation-resolved', opKey, state: outcome.outcome, walletRef, refusal, atMs }]);
    return true;
  }

  /** Intent first (R1): the row is the wish to release, and what of it is not answered is asked again in the next round. */
  async function release(wallet: Wallet, tenantId: string, hold: UnknownHold): Promise<boolean> {
    await note(tenantId, 'unknown-hold-released', foundHold(hold), wallet);
    const known = await store.operation(opKeys.void(hold.sessionId, hold.holdId));
    if (known?.resolvedAtMs != null) return true;
    if (!known) {
      await store.commit([{ change: 'operation-added', operation: voidOf(wallet, tenantId, hold, clock.nowMs()) }]);
    }
    return ask(wallet, hold, known?.createdAtMs ?? clock.nowMs());
  }

  /** Released by a wish of ours whose answer was lost: the listing is the wallet's own word too (R3). */
  async function closeWish({ sessionId, holdId, walletRef }: UnknownHold): Promise<void> {
    const opKey = opKeys.void(sessionId, holdId);
    const known = await store.operation(opKey);
    if (!known || known.resolvedAtMs !== null) return;
    const atMs = clock.nowMs();
    await store.commit([{ change: 'operation-resolved', opKey, state: 'done', walletRef, refusal: null, atMs }]);
  }

  /** Money that came in during the lost time is its payer's. */
  async function adoptTopUp(wallet: Wallet, tenantId: string, listed: ListedOperation): Promise<void> {
    const { opKey, payerId, amountMinor, currency } = listed;
    if (isAnothers(listed) || (await store.operation(opKey))) return;
    const found = { subjectId: opKey, facts: payerId === null ? {} : { payerId }, amountMinor, currency };
    if (listed.installation === null || payerId === null) {
      return note(tenantId, MONEY_MATTERS.ownerUnknown, found, wallet);
    }
    await note(tenantId, 'unknown-top-up-adopted', found, wallet);
    const operation = topUpOf(wallet, tenantId, payerId, listed);
    const deadline = { kind: 'chase-operation', subjectId: opKey, dueAtMs: clock.nowMs() } as const;
    await store.commit([
      { change: 'operation-added', operation },
      { change: 'deadline-set', deadline },
    ]);
  }

  const isAnothers = (listed: { readonly installation: string | null }): boolean =>
    listed.installation !== null && listed.installation !== installation;

  /** False while its release is not answered. */
  async function compareHold(wallet: Wallet, tenantId: string, hold: UnknownHold): Promise<boolean> {
    if (isAnothers(hold) || (await store.hold(hold.holdId))) return true;
    if (hold.standing === 'released') await closeWish(hold);
    // What was captured stays captured: only a person can tell whose it was.
    else if (hold.standing === 'captured') await note(tenantId, 'unknown-capture-found', foundHold(hold), wallet);
    // It may be a live one of another gateway at the same account: never voided on a guess.
    else if (hold.installation === null) await note(tenantId, MONEY_MATTERS.ownerUnknown, foundHold(hold), wallet);
    else return release(wallet, tenantId, hold);
    return true;
  }

  return async (wallet, tenantId) => {
    const sinceMs = Math.max(0, (await readNewestEventAtMs(store.books)) - RECOVERY_LIMITS.lookBackMs);
    let isDone = true;
    const listed = await listAll(wallet, sinceMs);
    for (const hold of unknownHolds(listed)) {
      if (!(await compareHold(wallet, tenantId, hold))) isDone = false;
    }
    for (const topUp of listedTopUps(listed)) await adoptTopUp(wallet, tenantId, topUp);
    return isDone;
  };
}
