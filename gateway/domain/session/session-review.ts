// Review: books that contradict themselves or the wallet wait for a person, and in the end are decided in the payer's favour (R11).
import { assert } from '#protocol';
import type { Change } from '../changes.ts';
import { EXCESS, forgiveShortfall, type RefundIds } from '../correction/refund.ts';
import { type Decision, decide, NOTHING } from '../decision.ts';
import { SESSION_LIMITS } from '../gateway-limits.ts';
import type { HoldRecord } from '../hold/hold.ts';
import { changeHold, isResolvedHold, movesHold } from '../hold/hold-state.ts';
import { type Minor, toSafeNumber } from '../money.ts';
import { MONEY_LIMITS } from '../wallet/money-limits.ts';
import { askVoid, askWallet } from '../wallet/wallet-ask.ts';
import { type OperationRecord, opKeys } from '../wallet/wallet-operation.ts';
import type { Review, ReviewReason } from './session.ts';
import { advance } from './session-change.ts';
import { captureOf, closeSession } from './session-close.ts';
import { settleFromJournal } from './session-settle.ts';
import type { SettleFacts, SettleIds } from './session-settle-facts.ts';
import { settle } from './session-settle-money.ts';
import { shareFor } from './session-settle-share.ts';
import { isNews } from './session-state.ts';
import { endingInFavour } from './unproven-end.ts';

/** Drawn before the decision: those of a settlement, and of what is given back. */
export type ReviewIds = { readonly settle: SettleIds; readonly refund: RefundIds };

type Doubt = { readonly reason: ReviewReason; readonly opKey?: string; readonly saidMinor?: Minor | null };

/** In good time before a wallet lets go of money that may still have to be captured. */
function dueAtMs({ holds }: SettleFacts, nowMs: number): number {
  const open = holds.filter((hold) => movesHold(hold, 'capture-asked'));
  const drains = open.flatMap(({ expiresAtMs }) => (expiresAtMs === null ? [] : [expiresAtMs - SESSION_LIMITS.holdDrainMs]));
  return Math.max(nowMs, Math.min(nowMs + SESSION_LIMITS.reviewForMs, ...drains));
}

/** Nothing is concluded and nothing is asked again; the object is free for others, and an alarm counts it. */
export function openReview(facts: SettleFacts, doubt: Doubt, nowMs: number): Decision {
  const { session } = facts;
  if (!isNews(session, 'review-opened')) return NOTHING;
  const review: Review = {
    reason: doubt.reason,
    sinceMs: nowMs,
    dueAtMs: dueAtMs(facts, nowMs),
    opKey: doubt.opKey ?? null,
    saidMinor: doubt.saidMinor ?? null,
  };
  const next = advance(session, { state: 'review', review }, 'review-opened', nowMs, {
    reason: doubt.reason,
    ...(review.opKey !== null && { opKey: review.opKey }),
    ...(review.saidMinor !== null && { saidMinor: toSafeNumber(review.saidMinor) }),
  });
  const quiet: Change[] = (['authorize-unknown', 'stop-unproven', 'settle-incomplete'] as const).map((kind) => ({
    change: 'deadline-cleared',
    kind,
    subjectId: session.sessionId,
  }));
  if (review.opKey !== null) quiet.push({ change: 'deadline-cleared', kind: 'chase-operation', subjectId: review.opKey });
  return decide([
    ...quiet,
    ...next.changes,
    { change: 'deadline-set', deadline: { kind: 'review-overdue', subjectId: session.sessionId, dueAtMs: review.dueAtMs } },
  ]);
}

/** Its hold and what is asked of it, as the review's contradiction names them. */
function contradicted({ session, operations, holds }: SettleFacts): { operation: OperationRecord; hold: HoldRecord } | null {
  const operation = operations.find(({ opKey }) => opKey === session.review?.opKey);
  const hold = holds.find(({ holdId }) => holdId === operation?.holdId);
  return operation && hold ? { operation, hold } : null;
}

/** Money that a wallet took beyond our books goes back; it never was in them, so nothing is posted. */
function giveBack(hold: HoldRecord, amountMinor: Minor, nowMs: number): readonly Change[] {
  const opKey = opKeys.refund(hold.sessionId, hold.holdId, EXCESS);
  return askWallet(hold, { opKey, kind: 'refund', amountMinor }, nowMs);
}

/** Only a person can end it, or the wallet with another word: it is brought up again, and asked once more. */
function waitOn(facts: SettleFacts, nowMs: number): Decision {
  const { session } = facts;
  const { review } = session;
  assert(review, 'a session in review has a reason');
  const later = nowMs + MONEY_LIMITS.reviewAgainMs;
  const open = contradicted(facts)?.operation;
  const look: readonly Change[] =
    open && open.resolvedAtMs === null
      ? [{ change: 'deadline-set', deadline: { kind: 'chase-operation', subjectId: open.opKey, dueAtMs: nowMs } }]
      : [];
  return decide([
    ...look,
    ...advance(session, { review: { ...review, dueAtMs: later } }, 'review-waits', nowMs, { reason: review.reason }).changes,
    { change: 'deadline-set', deadline: { kind: 'review-overdue', subjectId: session.sessionId, dueAtMs: later } },
  ]);
}

/** The wallet captured another amount: ours is the bill, what it took beyond goes back, and what it left is forgiven (row 19). */
function acceptCapture(facts: SettleFacts, ids: ReviewIds, nowMs: number): Decision {
  const { session } = facts;
  const doubt = contradicted(facts);
  const saidMinor = session.review?.saidMinor ?? null;
  const share = doubt && session.settlement && shareFor(session.settlement, doubt.hold);
  const event = doubt?.operation.kind === 'recapture' ? 'recapture-done' : 'capture-done';
  if (!share || saidMinor === null || doubt.operation.resolvedAtMs !== null || !movesHold(doubt.hold, event))
    return waitOn(facts, nowMs);
  const { operation, hold } = doubt;
  const transferId = ids.settle[hold.holdId]?.transferId;
  const refundIds = ids.refund[hold.holdId];
  assert(transferId && refundIds, 'ids are drawn for every hold');
  const leftMinor = saidMinor < share.totalMinor ? share.totalMinor - saidMinor : 0n;
  const captured = changeHold(hold, event, { capturedMinor: share.totalMinor, refundedMinor: leftMinor });
  const transfer = { transferId, opKey: operation.opKey, atMs: nowMs };
  const changes: Change[] = [
    {
      change: 'operation-resolved',
      opKey: operation.opKey,
      state: 'done',
      walletRef: operation.walletRef,
      refusal: null,
      atMs: nowMs,
    },
    captureOf(facts, hold, share, transfer),
    captured.change,
    ...(saidMinor > share.totalMinor ? giveBack(captured.hold, saidMinor - share.totalMinor, nowMs) : []),
    ...(leftMinor > 0n ? forgiveShortfall(facts, captured.hold, leftMinor, refundIds, nowMs) : []),
  ];
  const holds = facts.holds.map((each) => (each === hold ? captured.hold : each));
  return goOn({ ...facts, holds }, changes, ids.settle, nowMs);
}

/** Captured although we released it (row 23): all of it goes back, and once it has the hold is as good as released. */
function undoCapture(facts: SettleFacts, nowMs: number): Decision {
  const doubt = contradicted(facts);
  const authorize = facts.operations.find(({ kind, holdId }) => kind === 'authorize' && holdId === doubt?.hold.holdId);
  const takenMinor = facts.session.review?.saidMinor ?? doubt?.hold.heldMinor ?? 0n;
  const amountMinor = takenMinor > 0n ? takenMinor : (authorize?.amountMinor ?? 0n);
  const excessKey = doubt && opKeys.refund(doubt.hold.sessionId, doubt.hold.holdId, EXCESS);
  const isAsked = facts.operations.some(({ opKey }) => opKey === excessKey);
  const waiting = waitOn(facts, nowMs);
  if (!doubt || isAsked || amountMinor === 0n) return waiting;
  return decide([...waiting.changes, ...giveBack(doubt.hold, amountMinor, nowMs)]);
}

/** It will not capture what is due, and in three days nobody found out why: the payer is let go, and pays nothing (R11). */
function forgoCapture(facts: SettleFacts, nowMs: number): Decision {
  const { session } = facts;
  const doubt = contradicted(facts);
  const isRefused = doubt?.operation.state === 'refused' && doubt.operation.kind !== 'void';
  if (!doubt || !isRefused || session.end === null) return waitOn(facts, nowMs);
  const gone = movesHold(doubt.hold, 'hold-gone') ? changeHold(doubt.hold, 'hold-gone') : null;
  const hold = gone?.hold ?? doubt.hold;
  if (!movesHold(hold, 'void-done')) return waitOn(facts, nowMs);
  const end = { ...session.end, reason: 'review' } as const;
  return decide([
    ...(gone ? [gone.change] : []),
    ...askVoid(hold, nowMs),
    { change: 'deadline-cleared', kind: 'review-overdue', subjectId: session.sessionId },
    ...advance(session, { state: 'settling', review: null, end }, 'review-decided', nowMs).changes,
  ]);
}

/** The doubt is over: the session closes, or goes on waiting for the wallet about its other holds. */
function goOn(facts: SettleFacts, changes: readonly Change[], ids: SettleIds, nowMs: number): Decision {
  const { session, holds } = facts;
  const cleared: Change = { change: 'deadline-cleared', kind: 'review-overdue', subjectId: session.sessionId };
  if (holds.every(isResolvedHold)) return decide([...changes, cleared, ...closeSession(facts, ids, nowMs)]);
  const next = advance(session, { state: 'settling', review: null }, 'review-decided', nowMs);
  return decide([...changes, cleared, ...next.changes]);
}

/** What was taken in error came back: the hold counts as released. */
export function excessReturned(facts: SettleFacts, hold: HoldRecord, ids: SettleIds, nowMs: number): readonly Change[] {
  if (!movesHold(hold, 'void-done')) return [];
  const released = changeHold(hold, 'void-done');
  const holds = facts.holds.map((each) => (each === hold ? released.hold : each));
  if (facts.session.state !== 'review') return [released.change];
  return goOn({ ...facts, holds }, [released.change], ids, nowMs).changes;
}

/**
 * Decided: by a person at any time, or by time in the payer's favour. What is proven is billed exactly, or nothing where our
 * books are in doubt; what a wallet took beyond our books goes back.
 */
export function decideReview(facts: SettleFacts, ids: ReviewIds, nowMs: number): Decision {
  const { session } = facts;
  if (session.state !== 'review') {
    return decide([{ change: 'deadline-cleared', kind: 'review-overdue', subjectId: session.sessionId }]);
  }
  if (session.settlement === null) {
    const proven = { reason: 'review', rounding: 'exact', usage: session.usage, atMs: nowMs } as const;
    const reason = session.review?.reason;
    const hasEnd = facts.journal.some(({ entry }) => entry.ev === 'ended');
    if (reason === 'journal-lost' && hasEnd) return settleFromJournal(facts, ids.settle, nowMs);
    // Never better than to have been believed at once (R16).
    const isEndUnproven = reason === 'stop-unproven' || reason === 'journal-lost';
    const ending = isEndUnproven ? endingInFavour(facts, nowMs) : proven;
    return settle(facts, ending, ids.settle, nowMs);
  }
  if (session.review?.reason === 'capture-differs') return acceptCapture(facts, ids, nowMs);
  if (session.review?.reason === 'void-of-captured') return undoCapture(facts, nowMs);
  return facts.holds.every(isResolvedHold) ? goOn(facts, [], ids.settle, nowMs) : forgoCapture(facts, nowMs);
}

/** Deciding broke a promise of our own: a person looks at it, the day after as well, and nothing is tried for ever (R11). */
export function reviewAgain(facts: SettleFacts, nowMs: number): Decision {
  return facts.session.state === 'review' ? waitOn(facts, nowMs) : openReview(facts, { reason: 'invariant-broken' }, nowMs);
}
