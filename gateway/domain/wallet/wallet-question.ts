// Wallet question: whether an operation is asked (again) now, how, and when next; counted before the call is made (R1, R3).
import type { Change } from '../changes.ts';
import { refundTotal } from '../correction/refund.ts';
import { type Decision, NOTHING } from '../decision.ts';
import type { HoldRecord } from '../hold/hold.ts';
import { changeHold } from '../hold/hold-state.ts';
import type { Minor } from '../money.ts';
import { openReview } from '../session/session-review.ts';
import { MONEY_LIMITS } from './money-limits.ts';
import { type AnswerFacts, isExcess } from './wallet-answer.ts';
import { type OperationRecord, opKeys } from './wallet-operation.ts';

/**
 * ask: the same call under the same key. look: what became of it, and only when the wallet never heard of it the call again:
 * so it is for what the wallet has named, for what waits on the payer, and once the wallet may have forgotten the key (R3).
 */
export type Question = {
  readonly operation: OperationRecord;
  /** null for a top-up. */
  readonly hold: HoldRecord | null;
  readonly how: 'ask' | 'look';
  /** The absolute total where the wallet wants one; what was authorized, for a release. */
  readonly amountMinor: Minor;
};

/** Twice as long each time; jitter takes up to half off, so that many that failed together do not come back together. */
export function backOffMs(attempts: number, isAwaited: boolean, jitter: number): number {
  const mostMs = isAwaited ? MONEY_LIMITS.chaseAwaitedMostMs : MONEY_LIMITS.chaseMostMs;
  const fullMs = Math.min(mostMs, MONEY_LIMITS.chaseFirstMs * 2 ** Math.min(attempts, 20));
  return Math.ceil(fullMs * (1 - jitter / 2));
}

/** True when its answer could change nothing any more: it is not asked for, though a late word of it is still heard. */
function isOvertaken({ session }: AnswerFacts, hold: HoldRecord, operation: OperationRecord): boolean {
  if (operation.kind === 'authorize') return hold.state !== 'pending_authorize';
  return operation.kind === 'increment' && session.settlement !== null;
}

function amountOf(facts: AnswerFacts, hold: HoldRecord): Minor {
  const { operation, operations } = facts;
  if (operation.kind === 'refund' && !isExcess(operation)) return refundTotal(facts, operation);
  if (operation.kind !== 'void') return operation.amountMinor;
  const authorize = operations.find(({ opKey }) => opKey === opKeys.authorize(hold.sessionId, hold.holdId));
  return hold.heldMinor > 0n ? hold.heldMinor : (authorize?.amountMinor ?? 0n);
}

function howToAsk(operation: OperationRecord, keyTtlMs: number, nowMs: number): Question['how'] {
  const isForgotten = nowMs >= operation.createdAtMs + keyTtlMs;
  const isNamed = operation.attempts > 0 && operation.walletRef !== null;
  return operation.state === 'action' || isNamed || isForgotten ? 'look' : 'ask';
}

/** No word for so long on money that must move: a person is told, instead of asking for ever (L1). */
function isGivenUp({ operation }: AnswerFacts, nowMs: number): boolean {
  const isSettling = operation.kind === 'capture' || operation.kind === 'void' || operation.kind === 'recapture';
  return isSettling && nowMs >= operation.createdAtMs + MONEY_LIMITS.walletSilentMs;
}

const clear = (operation: OperationRecord): Change => ({
  change: 'deadline-cleared',
  kind: 'chase-operation',
  subjectId: operation.opKey,
});

/** The attempt is counted, and the next one due, before the call. */
function attempted(question: Question, jitter: number, nowMs: number): Decision<Question | null> {
  const { operation } = question;
  const isAwaited = operation.kind === 'authorize' || operation.kind === 'increment';
  const dueAtMs = nowMs + backOffMs(operation.attempts, isAwaited, jitter);
  return {
    value: question,
    changes: [
      { change: 'operation-attempted', opKey: operation.opKey, atMs: nowMs },
      { change: 'deadline-set', deadline: { kind: 'chase-operation', subjectId: operation.opKey, dueAtMs } },
    ],
  };
}

/** @param keyTtlMs of the wallet that is asked. */
export function decideQuestion(facts: AnswerFacts, keyTtlMs: number, jitter: number, nowMs: number): Decision<Question | null> {
  const { operation } = facts;
  const hold = facts.holds.find(({ holdId }) => holdId === operation.holdId);
  if (!hold || operation.resolvedAtMs !== null || isOvertaken(facts, hold, operation)) {
    return { changes: [clear(operation)], value: null };
  }
  // Looked at once more for whoever decides, and not again by itself.
  if (facts.session.review?.opKey === operation.opKey) {
    const once: Change = { change: 'operation-attempted', opKey: operation.opKey, atMs: nowMs };
    return { changes: [once, clear(operation)], value: { operation, hold, how: 'look', amountMinor: amountOf(facts, hold) } };
  }
  if (isGivenUp(facts, nowMs)) {
    const { changes } = openReview(facts, { reason: 'wallet-refuses', opKey: operation.opKey }, nowMs);
    if (changes.length > 0) return { changes, value: null };
  }
  const how = howToAsk(operation, keyTtlMs, nowMs);
  return attempted({ operation, hold, how, amountMinor: amountOf(facts, hold) }, jitter, nowMs);
}

export function decideTopUpQuestion(
  operation: OperationRecord,
  keyTtlMs: number,
  jitter: number,
  nowMs: number,
): Decision<Question | null> {
  if (operation.resolvedAtMs !== null) return { changes: [clear(operation)], value: null };
  const how = howToAsk(operation, keyTtlMs, nowMs);
  return attempted({ operation, hold: null, how, amountMinor: operation.amountMinor }, jitter, nowMs);
}

/** The wallet has named what it is about to do: kept with the operation, and with the hold that it places. */
export function decideNamed(facts: AnswerFacts, walletRef: string): Decision<boolean> {
  const { operation } = facts;
  const hold = facts.holds.find(({ holdId }) => holdId === operation.holdId);
  const isOpen = operation.resolvedAtMs === null && hold !== undefined && !isOvertaken(facts, hold, operation);
  if (!isOpen) return { ...NOTHING, value: false };
  return { value: true, changes: [nameOperation(operation, walletRef), ...nameHold(operation, hold, walletRef)] };
}

export function nameOperation({ opKey, state, actionUrl }: OperationRecord, walletRef: string): Change {
  return { change: 'operation-noted', opKey, state: state === 'action' ? 'action' : 'pending', walletRef, actionUrl };
}

function nameHold(operation: OperationRecord, hold: HoldRecord, walletRef: string): readonly Change[] {
  if (operation.kind !== 'authorize' || hold.walletRef === walletRef) return [];
  return [changeHold(hold, 'named', { walletRef }).change];
}
