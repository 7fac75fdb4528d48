// Hold increment: more money is set aside before what is held runs short, and only then does the lease go on (R6).
import type { KindProfile } from '#protocol';
import type { Change } from '../changes.ts';
import type { OrderedLine } from '../company/order.ts';
import { incrementTransfer } from '../ledger/postings.ts';
import { lesserOf, type Minor, toSafeNumber } from '../money.ts';
import { usageAfterLease } from '../session/lease.ts';
import type { SessionRecord } from '../session/session.ts';
import { advance } from '../session/session-change.ts';
import { watchExpiry } from '../session/session-launch.ts';
import { dueMinor, pricingOf } from '../tariff/price.ts';
import { askAuthorize, askWallet } from '../wallet/wallet-ask.ts';
import { type OperationRecord, opKeys } from '../wallet/wallet-operation.ts';
import type { HoldRecord } from './hold.ts';
import { changeHold, movesHold } from './hold-state.ts';

/** Where the payer's money is, and what can be asked there for more of it. */
export type Purse =
  | { readonly wallet: 'ledger'; readonly availableMinor: Minor }
  | { readonly wallet: OperationRecord['wallet']; readonly increment: 'native' | 'second_hold' | 'none' };

export type RaiseFacts = {
  readonly session: SessionRecord;
  readonly profile: KindProfile;
  /** All of the session, the host's first one first. */
  readonly holds: readonly HoldRecord[];
  readonly operations: readonly OperationRecord[];
  readonly billable: readonly OrderedLine[];
  readonly purse: Purse;
};

/**
 * enough: the next lease is paid in full. pending: the wallet has been asked and has not said. declined: it said no, or the
 * money is not there. spent: the most that was agreed to is held. raise: to this total over all of the host's holds.
 */
export type RaisePlan =
  | { readonly plan: 'enough' | 'pending' | 'declined' | 'spent' }
  | { readonly plan: 'raise'; readonly totalMinor: Minor };

export type RaiseIds = { readonly transferId: string; readonly holdId: string };

function hostHolds(holds: readonly HoldRecord[]): readonly HoldRecord[] {
  return holds.filter(({ role }) => role === 'host');
}

/** What all of the host's holds have together. */
function heldByHost(holds: readonly HoldRecord[]): Minor {
  return hostHolds(holds).reduce((sum, { heldMinor }) => sum + heldMinor, 0n);
}

/** Whatever asks for more: an increment of a hold, or a further hold of the same payer. */
function raisingOperations({ session, holds, operations }: RaiseFacts): readonly OperationRecord[] {
  const own = new Set(hostHolds(holds).map(({ holdId }) => holdId));
  return operations.filter(({ kind, holdId }) => {
    if (holdId === null || !own.has(holdId)) return false;
    return kind === 'increment' || (kind === 'authorize' && holdId !== session.holdId);
  });
}

/** @param neededMinor what must be held for the step at hand to be paid. */
export function planRaise(facts: RaiseFacts, neededMinor: Minor): RaisePlan {
  const { session, purse } = facts;
  const { stepMinor } = session.tariff.tariff.hold;
  const heldMinor = session.heldMinor;
  if (neededMinor <= heldMinor) return { plan: 'enough' };
  if (heldMinor >= session.mostMinor) return { plan: 'spent' };
  const wantedMinor = lesserOf(session.mostMinor, neededMinor > heldMinor + stepMinor ? neededMinor : heldMinor + stepMinor);
  if (purse.wallet === 'ledger') {
    const reachMinor = heldMinor + purse.availableMinor;
    if (wantedMinor <= reachMinor) return { plan: 'raise', totalMinor: wantedMinor };
    // Less than a whole step is there, but enough to go on.
    const leastMinor = lesserOf(session.mostMinor, neededMinor);
    return leastMinor <= reachMinor ? { plan: 'raise', totalMinor: leastMinor } : { plan: 'declined' };
  }
  const last = raisingOperations(facts).at(-1);
  if (last && last.resolvedAtMs === null) return { plan: 'pending' };
  if (purse.increment === 'none' || last?.state === 'refused') return { plan: 'declined' };
  return { plan: 'raise', totalMinor: wantedMinor };
}

/** What the next lease at full length needs. */
export function neededForLease(facts: RaiseFacts, nowMs: number): Minor {
  return dueMinor(pricingOf(facts.session), usageAfterLease(facts, nowMs), facts.billable);
}

/** Embedded ledger: the money moves in the commit of the step that needs it. */
export function raiseHere(
  facts: RaiseFacts,
  totalMinor: Minor,
  ids: RaiseIds,
  nowMs: number,
): { readonly session: SessionRecord; readonly changes: readonly Change[] } {
  const { session, holds } = facts;
  const hold = holds.find(({ holdId }) => holdId === session.holdId) as HoldRecord;
  const addedMinor = totalMinor - session.heldMinor;
  const raised = changeHold(hold, 'increment-done', { heldMinor: hold.heldMinor + addedMinor });
  const transfer = incrementTransfer({
    transferId: ids.transferId,
    tenantId: session.tenantId,
    sessionId: session.sessionId,
    holdId: hold.holdId,
    payerId: hold.payerId,
    currency: hold.currency,
    heldMinor: hold.heldMinor,
    // Each increment is one version of the hold: a number that no retry draws anew (R2).
    n: hold.version,
    addedMinor,
    atMs: nowMs,
  });
  const next = advance(session, { heldMinor: totalMinor }, 'hold-raised', nowMs, { heldMinor: toSafeNumber(totalMinor) });
  return { session: next.session, changes: [raised.change, { change: 'transfer-posted', transfer }, ...next.changes] };
}

/** A wallet elsewhere: the wish with its final key and absolute total first, its call after (R1). */
export function askForMore(facts: RaiseFacts, totalMinor: Minor, ids: RaiseIds, nowMs: number): readonly Change[] {
  const { session, holds, operations, purse } = facts;
  const hold = hostHolds(holds).findLast(({ state }) => state === 'held');
  if (purse.wallet === 'ledger' || !hold) return [];
  const { sessionId } = session;
  const addedMinor = totalMinor - session.heldMinor;
  if (purse.increment === 'native') {
    const n = operations.filter((each) => each.kind === 'increment' && each.holdId === hold.holdId).length + 1;
    const opKey = opKeys.increment(sessionId, hold.holdId, n);
    const amountMinor = hold.heldMinor + addedMinor;
    return askWallet(hold, { opKey, kind: 'increment', amountMinor }, nowMs);
  }
  const further: HoldRecord = {
    ...hold,
    holdId: ids.holdId,
    heldMinor: 0n,
    state: 'pending_authorize',
    version: 1,
    walletRef: null,
    expiresAtMs: null,
    capturedMinor: null,
    refundedMinor: 0n,
    createdAtMs: nowMs,
  };
  return [{ change: 'hold-placed', hold: further }, ...askAuthorize(further, addedMinor, null, nowMs)];
}

type RaiseAnswer = Pick<RaiseFacts, 'session' | 'holds'> & { readonly operation: OperationRecord };

/** True for what `confirmRaise` and `declineRaise` answer, and not the start of the session. */
export function isRaise(session: SessionRecord, operation: OperationRecord): boolean {
  const isFurtherHold = operation.kind === 'authorize' && operation.holdId !== session.holdId;
  return operation.kind === 'increment' || isFurtherHold;
}

function lookAtLeaseNow({ sessionId, state }: SessionRecord, nowMs: number): Change[] {
  if (state !== 'active' && state !== 'suspended') return [];
  return [{ change: 'deadline-set', deadline: { kind: 'renew-lease', subjectId: sessionId, dueAtMs: nowMs } }];
}

/**
 * The wallet confirmed it: only now may the lease be renewed by it (row 12). Confirmed after the stop it is more to
 * release with the rest, and changes nothing that was frozen.
 */
export function confirmRaise(
  { session, holds, operation }: RaiseAnswer,
  wallet: { readonly walletRef: string | null; readonly expiresAtMs: number | null },
  nowMs: number,
): readonly Change[] {
  const hold = holds.find(({ holdId }) => holdId === operation.holdId);
  const event = operation.kind === 'increment' ? 'increment-done' : 'authorize-done';
  if (!hold || !movesHold(hold, event)) return [];
  const raised = changeHold(hold, event, {
    heldMinor: operation.amountMinor,
    walletRef: wallet.walletRef ?? hold.walletRef,
    expiresAtMs: wallet.expiresAtMs ?? hold.expiresAtMs,
  });
  const heldMinor = heldByHost(holds.map((each) => (each.holdId === hold.holdId ? raised.hold : each)));
  const isOver = session.state === 'closed' || session.state === 'failed';
  const next = isOver
    ? []
    : advance(session, { heldMinor }, 'hold-raised', nowMs, { heldMinor: toSafeNumber(heldMinor) }).changes;
  return [raised.change, ...next, ...lookAtLeaseNow(session, nowMs), ...watchExpiry(raised.hold, nowMs)];
}

/** The wallet declined it: the person is warned, the lease lapses, the old hold pays (row 13). */
export function declineRaise({ session, holds, operation }: RaiseAnswer, nowMs: number): readonly Change[] {
  const hold = holds.find(({ holdId }) => holdId === operation.holdId);
  const declined =
    operation.kind === 'authorize' && hold && movesHold(hold, 'authorize-refused')
      ? [changeHold(hold, 'authorize-refused').change]
      : [];
  const isRunning = session.state === 'active' || session.state === 'suspended';
  if (!isRunning) return declined;
  const warned = advance(session, {}, 'increment-declined', nowMs, { refusal: operation.refusal ?? '' });
  return [...declined, ...warned.changes, ...lookAtLeaseNow(session, nowMs)];
}
