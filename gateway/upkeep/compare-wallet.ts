// Compare wallet: what a wallet elsewhere holds and a restored database knows nothing of is released, or shown to a person (row 27).

import type { AuditRow } from '../domain/audit/audit.ts';
import { RECOVERY_LIMITS } from '../domain/recovery/recovery.ts';
import { type UnknownHold, unknownHolds } from '../domain/recovery/recovery-listing.ts';
import { UNKNOWN_PAYER } from '../domain/session/adopt-session.ts';
import { MONEY_LIMITS } from '../domain/wallet/money-limits.ts';
import { type OperationRecord, opKeys } from '../domain/wallet/wallet-operation.ts';
import type { StepContext } from '../journey/step-context.ts';
import type { OwnedStore } from '../ports/store.ts';
import type { Wallet, WalletListing } from '../ports/wallet.ts';

/** True once nothing is held there that our books know nothing of. */
export type CompareWallet = (wallet: Wallet, tenantId: string) => Promise<boolean>;

type Deps = Pick<StepContext, 'clock' | 'ids' | 'metrics'> & { readonly store: OwnedStore };

/** When the newest row that survived was written. */
export async function newestAtMs(store: Pick<OwnedStore, 'books'>): Promise<number> {
  const [row] = await store.books<{ at_ms: number | string | null }>('SELECT max(at_ms) AS at_ms FROM session_events');
  return Number(row?.at_ms ?? 0);
}

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

export function createCompareWallet({ store, clock, ids, metrics }: Deps): CompareWallet {
  /** Once for each hold, whatever becomes of the round; the repeat is refused by the database. */
  async function note(tenantId: string, what: string, hold: UnknownHold, wallet: Wallet): Promise<void> {
    const atMs = clock.nowMs();
    const row: AuditRow = {
      auditId: ids('aud'),
      tenantId,
      atMs,
      actor: { kind: 'gateway', id: 'recover' },
      what,
      subjectId: hold.holdId,
      facts: { wallet: wallet.name, sessionId: hold.sessionId, amountMinor: Number(hold.amountMinor), currency: hold.currency },
    };
    const noted = await store.commit([
      { change: 'event-seen', source: 'recover', eventId: `${what}:${hold.holdId}`, atMs },
      { change: 'audited', row },
    ]);
    if (noted.ok) metrics.count('money_invariant_alarms', what);
  }

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
    await note(tenantId, 'unknown-hold-released', hold, wallet);
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

  return async (wallet, tenantId) => {
    const sinceMs = Math.max(0, (await newestAtMs(store)) - RECOVERY_LIMITS.lookBackMs);
    let isDone = true;
    for (const hold of unknownHolds(await listAll(wallet, sinceMs))) {
      if (await store.hold(hold.holdId)) continue;
      // What was captured stays captured: only a person can tell whose it was.
      if (hold.standing === 'captured') await note(tenantId, 'unknown-capture-found', hold, wallet);
      else if (hold.standing === 'released') await closeWish(hold);
      else if (!(await release(wallet, tenantId, hold))) isDone = false;
    }
    return isDone;
  };
}
