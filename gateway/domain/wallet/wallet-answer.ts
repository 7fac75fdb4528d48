// Wallet answer: one wallet's word on one operation, verified and applied once, whether it comes as a reply or by itself (rows 3, 4, 18-25).
import { assert, NO_USAGE } from '#protocol';
import type { Change } from '../changes.ts';
import { EXCESS, refundDone, refundFailedLate, refundRefused, refundTotal } from '../correction/refund.ts';
import { type Decision, decide, NOTHING } from '../decision.ts';
import type { ComposeContext } from '../device/command-compose.ts';
import { isReachable } from '../device/device.ts';
import { guestHoldDoubted, guestHoldGranted, guestHoldRefused } from '../hold/guest-hold.ts';
import type { HoldRecord } from '../hold/hold.ts';
import { confirmRaise, declineRaise, isRaise } from '../hold/hold-increment.ts';
import { changeHold, movesHold } from '../hold/hold-state.ts';
import type { RefundRecord } from '../ledger/ledger.ts';
import { type Minor, toSafeNumber } from '../money.ts';
import { advance } from '../session/session-change.ts';
import { sessionEnded } from '../session/session-close.ts';
import { launch, sessionStarted, watchExpiry } from '../session/session-launch.ts';
import { excessReturned, openReview } from '../session/session-review.ts';
import type { SettleFacts, SettleIds } from '../session/session-settle-facts.ts';
import { settle } from '../session/session-settle-money.ts';
import { isNews } from '../session/session-state.ts';
import { MONEY_LIMITS } from './money-limits.ts';
import { captureDone, captureRefused, voidDone, voidRefused } from './wallet-answer-settle.ts';
import { resolveOperation } from './wallet-ask.ts';
import { type OperationRecord, opKeys, type WalletRefusal } from './wallet-operation.ts';
import type { WalletOutcome } from './wallet-outcome.ts';

export type AnswerFacts = SettleFacts & {
  readonly operation: OperationRecord;
  readonly refunds: readonly RefundRecord[];
  /** Keys of refunds that came back after they were done. */
  readonly failedLate?: readonly string[];
  /** Of whoever pays for the operation: what they owe counts for their next start (R10, R19). */
  readonly payerVersion: number;
};
export type AnswerIds = { readonly commandId: string; readonly transferId: string; readonly settle: SettleIds };

type Done = Extract<WalletOutcome, { readonly outcome: 'done' }>;
type Word = {
  readonly facts: AnswerFacts;
  readonly hold: HoldRecord;
  readonly ids: AnswerIds;
  readonly context: ComposeContext;
};

/** T2: the money is held; now, and not before, the device is told (row 5). */
function startHeld({ facts, hold, ids, context }: Word, done: Done): readonly Change[] {
  const { session, device } = facts;
  const { nowMs } = context;
  if (!movesHold(hold, 'authorize-done')) return [];
  const { walletRef, expiresAtMs, amountMinor: heldMinor } = done;
  const held = changeHold(hold, 'authorize-done', { heldMinor, walletRef, expiresAtMs });
  // It came too late: the release was asked for already (R4), and goes on.
  if (!isNews(session, 'money-held')) return [held.change];
  const cleared: Change = { change: 'deadline-cleared', kind: 'authorize-unknown', subjectId: session.sessionId };
  const isThere = isReachable(device);
  const launched = isThere ? launch(facts, session.sessionId, ids, context) : null;
  const lease = launched?.lease ?? null;
  const next = advance(session, { state: 'starting', heldMinor, lease }, 'money-held', nowMs, {
    heldMinor: toSafeNumber(heldMinor),
    currency: held.hold.currency,
  });
  const changes = [held.change, cleared, ...next.changes, ...sessionStarted(next.session, nowMs)];
  if (launched) return [...changes, ...launched.changes, ...watchExpiry(held.hold, nowMs)];
  // The object went away while the wallet thought: nothing was sent, so nothing can run, and the money goes back at once.
  const now = { ...facts, session: next.session, hold: held.hold, holds: withHold(facts.holds, held.hold) };
  const unseen = { reason: 'start-unseen', rounding: 'exact', usage: NO_USAGE, atMs: nowMs } as const;
  return [...changes, ...settle(now, unseen, ids.settle, nowMs).changes];
}

function withHold(holds: readonly HoldRecord[], changed: HoldRecord): readonly HoldRecord[] {
  return holds.map((hold) => (hold.holdId === changed.holdId ? changed : hold));
}

/** The wallet will not: nothing was ever held, and the session is over without a receipt (row 4). */
function startDeclined({ facts, hold, context }: Word, refusal: WalletRefusal): readonly Change[] {
  const { session } = facts;
  const { nowMs } = context;
  // Its release was asked for meanwhile; the release's own answer ends the session.
  if (!movesHold(hold, 'authorize-refused') || !isNews(session, 'hold-declined')) return [];
  const end = { reason: 'declined', atMs: nowMs, finalMinor: 0n } as const;
  const next = advance(session, { state: 'failed', end }, 'hold-declined', nowMs, { refusal });
  return [
    changeHold(hold, 'authorize-refused').change,
    { change: 'deadline-cleared', kind: 'authorize-unknown', subjectId: session.sessionId },
    ...next.changes,
    ...sessionEnded(next.session, nowMs),
  ];
}

/** What a wallet took in error goes back outside of our books. */
export function isExcess({ sessionId, holdId, opKey }: OperationRecord): boolean {
  return sessionId !== null && holdId !== null && opKey === opKeys.refund(sessionId, holdId, EXCESS);
}

/** What the done operation changes, its own row aside. */
function changesOfDone(word: Word, done: Done): readonly Change[] {
  const { facts, hold, ids, context } = word;
  const { operation, session } = facts;
  const { nowMs } = context;
  switch (operation.kind) {
    case 'authorize':
      if (hold.role === 'guest') return guestHoldGranted(facts, operation, done, nowMs);
      return isRaise(session, operation) ? confirmRaise(facts, done, nowMs) : startHeld(word, done);
    case 'increment':
      return confirmRaise(facts, done, nowMs);
    case 'capture':
    case 'recapture':
      return captureDone(facts, hold, done, ids, nowMs);
    case 'void':
      return voidDone(facts, hold, ids, nowMs);
    case 'refund':
      if (isExcess(operation)) return excessReturned(facts, hold, ids.settle, nowMs);
      return refundDone(facts, operation, ids, nowMs);
    case 'top-up':
      return [];
  }
}

function changesOfRefusal(word: Word, refusal: WalletRefusal): readonly Change[] {
  const { facts, hold, ids, context } = word;
  const { nowMs } = context;
  const operation = { ...facts.operation, refusal };
  switch (operation.kind) {
    case 'authorize':
      if (hold.role === 'guest') return guestHoldRefused(facts, operation, nowMs);
      if (isRaise(facts.session, operation)) return declineRaise({ ...facts, operation }, nowMs);
      return startDeclined(word, refusal);
    case 'increment':
      return declineRaise({ ...facts, operation }, nowMs);
    case 'capture':
    case 'recapture':
      return captureRefused(facts, hold, refusal, ids, nowMs);
    case 'void':
      return voidRefused(facts, hold, refusal, ids, nowMs);
    case 'refund':
      return isExcess(operation) ? [] : refundRefused(facts, operation);
    case 'top-up':
      return [];
  }
}

/** What the wallet must speak of; a release has no amount of its own. */
function expectedMinor(facts: AnswerFacts): Minor | null {
  const { operation } = facts;
  if (operation.kind === 'void') return null;
  if (operation.kind === 'refund' && !isExcess(operation)) return refundTotal(facts, operation);
  return operation.amountMinor;
}

function isAsAsked(facts: AnswerFacts, outcome: WalletOutcome): boolean {
  if (outcome.outcome !== 'done' || outcome.currency !== facts.operation.currency) return false;
  const expected = expectedMinor(facts);
  return expected === null || outcome.amountMinor === expected;
}

/** It did something, and not what was asked: for a person to look at (rows 19, 23), unless the start can simply be undone. */
function mismatched(word: Word, saidMinor: Minor | null): Decision {
  const { facts, ids, context } = word;
  const { operation, session } = facts;
  const { nowMs } = context;
  const refused = (): readonly Change[] => resolveOperation(operation, { state: 'refused', refusal: 'misconfigured' }, nowMs);
  switch (operation.kind) {
    case 'authorize': {
      if (word.hold.role === 'guest') return decide([...guestHoldDoubted(facts, operation, nowMs), ...refused()]);
      if (isRaise(session, operation) || !isNews(session, 'start-abandoned')) {
        return decide([...changesOfRefusal(word, 'misconfigured'), ...refused()]);
      }
      const ending = { reason: 'authorize-unknown', rounding: 'exact', usage: NO_USAGE, atMs: nowMs } as const;
      return decide([...settle(facts, ending, ids.settle, nowMs).changes, ...refused()]);
    }
    case 'capture':
    case 'recapture':
      return openReview(facts, { reason: 'capture-differs', opKey: operation.opKey, saidMinor }, nowMs);
    case 'void':
      return openReview(facts, { reason: 'wallet-refuses', opKey: operation.opKey, saidMinor }, nowMs);
    default:
      return decide([...changesOfRefusal(word, 'misconfigured'), ...refused()]);
  }
}

/** Unresolved still: what the wallet calls it, and what it wants of the payer. */
function noted({ facts, context }: Word, outcome: Extract<WalletOutcome, { readonly outcome: 'pending' | 'action' }>): Decision {
  const { operation, session } = facts;
  const { nowMs } = context;
  const walletRef = outcome.walletRef ?? operation.walletRef;
  const actionUrl = outcome.outcome === 'action' ? outcome.url : null;
  const state = outcome.outcome;
  const isSame = state === operation.state && walletRef === operation.walletRef && actionUrl === operation.actionUrl;
  if (isSame) return NOTHING;
  const changes: Change[] = [{ change: 'operation-noted', opKey: operation.opKey, state, walletRef, actionUrl }];
  const isStart = operation.kind === 'authorize' && operation.holdId === session.holdId;
  if (outcome.outcome !== 'action' || !isStart || !isNews(session, 'payer-asked')) return decide(changes);
  // The payer has their own time, as the wallet says, and not for ever.
  const dueAtMs = Math.min(outcome.expiresAtMs, session.createdAtMs + MONEY_LIMITS.payerActionMostMs);
  changes.push(
    { change: 'deadline-set', deadline: { kind: 'authorize-unknown', subjectId: session.sessionId, dueAtMs } },
    ...advance(session, {}, 'payer-asked', nowMs, { untilMs: dueAtMs }).changes,
  );
  return decide(changes);
}

/** True while asking again under the same key may still bring another answer in time. */
function mayComeRound({ operation }: AnswerFacts, retry: boolean, nowMs: number): boolean {
  if (!retry) return false;
  return operation.kind !== 'recapture' || nowMs < operation.createdAtMs + MONEY_LIMITS.recaptureForMs;
}

/**
 * The wallet's word on a hold's operation. Applied once: a repeat, or the reply behind the webhook, finds it resolved (row
 * 25). No word changes nothing (R3).
 */
export function decideAnswer(facts: AnswerFacts, outcome: WalletOutcome, ids: AnswerIds, context: ComposeContext): Decision {
  const { operation } = facts;
  const { nowMs } = context;
  const isTakenBack =
    operation.kind === 'refund' && operation.state === 'done' && outcome.outcome === 'refused' && !outcome.retry;
  if (isTakenBack && !isExcess(operation)) return decide(refundFailedLate(facts, operation, ids, nowMs));
  if (operation.resolvedAtMs !== null) return NOTHING;
  const hold = facts.holds.find(({ holdId }) => holdId === operation.holdId);
  assert(hold, 'an operation on a hold has its hold');
  const word: Word = { facts, hold, ids, context };
  // A contradiction that a person looks at ends by itself only when the wallet says after all what was asked of it.
  if (facts.session.review?.opKey === operation.opKey && !isAsAsked(facts, outcome)) return NOTHING;
  switch (outcome.outcome) {
    case 'unknown':
      return outcome.cause === 'mismatch' ? mismatched(word, outcome.saidMinor ?? null) : NOTHING;
    case 'pending':
    case 'action':
      return noted(word, outcome);
    case 'refused': {
      if (mayComeRound(facts, outcome.retry, nowMs)) return NOTHING;
      const word2 = resolveOperation(operation, { state: 'refused', refusal: outcome.code }, nowMs);
      return decide([...word2, ...changesOfRefusal(word, outcome.code)]);
    }
    case 'done': {
      if (!isAsAsked(facts, outcome)) {
        return mismatched(word, outcome.currency === operation.currency ? outcome.amountMinor : null);
      }
      const { walletRef } = outcome;
      return decide([...resolveOperation(operation, { state: 'done', walletRef }, nowMs), ...changesOfDone(word, outcome)]);
    }
  }
}
