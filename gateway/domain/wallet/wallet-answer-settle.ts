// Wallet answers that settle: what becomes of a hold, and of its session, once its capture or release is confirmed or refused.
import { assert } from '#protocol';
import type { Change } from '../changes.ts';
import type { HoldRecord } from '../hold/hold.ts';
import { changeHold, holdCell, isResolvedHold, movesHold } from '../hold/hold-state.ts';
import { owedCollected } from '../ledger/owed-collect.ts';
import { toSafeNumber } from '../money.ts';
import { queueEvent } from '../outbox/queue-event.ts';
import type { ReviewReason } from '../session/session.ts';
import { advance } from '../session/session-change.ts';
import { captureOf, closeSession } from '../session/session-close.ts';
import { openReview } from '../session/session-review.ts';
import type { SettleFacts, SettleIds } from '../session/session-settle-facts.ts';
import { shareFor } from '../session/session-settle-share.ts';
import { isNews, type SessionEventName } from '../session/session-state.ts';
import { askRecapture } from './wallet-ask.ts';
import type { OperationRecord, WalletRefusal } from './wallet-operation.ts';

type Facts = SettleFacts & { readonly operation: OperationRecord; readonly payerVersion: number };
type Ids = { readonly transferId: string; readonly settle: SettleIds };

/** Still open towards a wallet about a hold that is over: nobody waits for it, and its answer would change nothing. */
function overtaken(facts: Facts, hold: HoldRecord, nowMs: number): readonly Change[] {
  const refusal = hold.state === 'captured' ? 'already_captured' : 'already_voided';
  return facts.operations
    .filter(({ opKey, holdId, resolvedAtMs, kind }) => {
      const isOther = opKey !== facts.operation.opKey && holdId === hold.holdId && resolvedAtMs === null;
      return isOther && (kind === 'authorize' || kind === 'increment');
    })
    .flatMap(({ opKey, walletRef }): readonly Change[] => [
      { change: 'operation-resolved', opKey, state: 'refused', walletRef, refusal, atMs: nowMs },
      { change: 'deadline-cleared', kind: 'chase-operation', subjectId: opKey },
    ]);
}

/** One hold is where it belongs: the last of them closes the session in the same commit. */
function afterHold(facts: Facts, hold: HoldRecord, what: SessionEventName, ids: Ids, nowMs: number): readonly Change[] {
  const { session } = facts;
  const holds = facts.holds.map((each) => (each.holdId === hold.holdId ? hold : each));
  // What a person was to decide about is answered: the end goes on where it stood.
  const isAnswered = session.review?.opKey === facts.operation.opKey;
  // A guest may leave and be released long before the end.
  const isSettling = session.settlement !== null && (session.state === 'settling' || isAnswered);
  if (isSettling && holds.every(isResolvedHold)) return closeSession({ ...facts, holds }, ids.settle, nowMs);
  if (isAnswered) return advance(session, { state: 'settling', review: null }, 'review-decided', nowMs).changes;
  if (!isSettling || !isNews(session, what)) return [];
  return advance(session, {}, what, nowMs, { holdId: hold.holdId, state: hold.state }).changes;
}

/** What the host app should know of a hold that did not simply end. */
function holdChanged(hold: HoldRecord, facts: { readonly [name: string]: string | number }, nowMs: number): readonly Change[] {
  return queueEvent({
    kind: 'hold.changed',
    subjectId: `${hold.holdId}:${hold.version}`,
    tenantId: hold.tenantId,
    personId: hold.payerId,
    sessionId: hold.sessionId,
    facts: { holdId: hold.holdId, state: hold.state, currency: hold.currency, ...facts },
    atMs: nowMs,
  });
}

function toReview(facts: Facts, reason: ReviewReason, nowMs: number): readonly Change[] {
  return openReview(facts, { reason, opKey: facts.operation.opKey }, nowMs).changes;
}

export function captureDone(
  facts: Facts,
  hold: HoldRecord,
  done: { readonly walletRef: string },
  ids: Ids,
  nowMs: number,
): readonly Change[] {
  const { operation, session } = facts;
  const event = operation.kind === 'recapture' ? 'recapture-done' : 'capture-done';
  if (hold.state === 'uncollected') return owedCollected(facts, hold, operation, { ...ids, ...done }, nowMs);
  if ('contradicted' in holdCell(hold.state, event)) return toReview(facts, 'void-of-captured', nowMs);
  if (!movesHold(hold, event)) return [];
  const share = session.settlement && shareFor(session.settlement, hold);
  assert(share?.totalMinor === operation.amountMinor, 'the frozen amount is what is captured (R8)');
  const captured = changeHold(hold, event, { capturedMinor: operation.amountMinor, walletRef: done.walletRef });
  return [
    captureOf(facts, hold, share, { transferId: ids.transferId, opKey: operation.opKey, atMs: nowMs }),
    captured.change,
    ...overtaken(facts, captured.hold, nowMs),
    ...afterHold(facts, captured.hold, 'hold-resolved', ids, nowMs),
  ];
}

/** These speak of our question, not of the payer's money: asking for the frozen amount anew would be no better. */
const OUR_MISTAKE: readonly WalletRefusal[] = ['amount_exceeds_hold', 'currency_mismatch', 'key_reuse_mismatch', 'misconfigured'];

export function captureRefused(
  facts: Facts,
  hold: HoldRecord,
  refusal: WalletRefusal,
  ids: Ids,
  nowMs: number,
): readonly Change[] {
  const { operation } = facts;
  if (refusal === 'already_captured') return toReview(facts, 'capture-differs', nowMs);
  if (OUR_MISTAKE.includes(refusal)) return toReview(facts, 'wallet-refuses', nowMs);
  if (operation.kind === 'recapture') return noteUncollected(facts, hold, ids, nowMs);
  // The hold is gone: the frozen amount is asked for once more, as a payment of its own (row 22).
  if (!movesHold(hold, 'hold-gone')) return [];
  const gone = changeHold(hold, 'hold-gone');
  const { amountMinor } = operation;
  return [
    gone.change,
    ...askRecapture(gone.hold, { n: 1, amountMinor, notBeforeMs: nowMs }, nowMs),
    ...holdChanged(gone.hold, { refusal }, nowMs),
    ...afterHold(facts, gone.hold, 'recapture-asked', ids, nowMs),
  ];
}

/** Nothing can be had: a memo that credits nobody, and blocks the payer's next start (R19). */
function noteUncollected(facts: Facts, hold: HoldRecord, ids: Ids, nowMs: number): readonly Change[] {
  if (!movesHold(hold, 'recapture-refused')) return [];
  const owed = changeHold(hold, 'recapture-refused');
  const { holdId, sessionId, payerId, tenantId, currency } = hold;
  const owedMinor = facts.operation.amountMinor;
  return [
    owed.change,
    {
      change: 'uncollected-noted',
      uncollected: { holdId, sessionId, payerId, tenantId, currency, owedMinor, state: 'open', atMs: nowMs },
    },
    { change: 'person-counted', personId: payerId, fromVersion: facts.payerVersion },
    ...holdChanged(owed.hold, { owedMinor: toSafeNumber(owedMinor) }, nowMs),
    ...afterHold(facts, owed.hold, 'capture-uncollected', ids, nowMs),
  ];
}

export function voidDone(facts: Facts, hold: HoldRecord, ids: Ids, nowMs: number): readonly Change[] {
  if (!movesHold(hold, 'void-done')) return [];
  const released = changeHold(hold, 'void-done');
  return [
    released.change,
    ...overtaken(facts, released.hold, nowMs),
    ...afterHold(facts, released.hold, 'hold-resolved', ids, nowMs),
  ];
}

/** Nothing there to release is as good as released; captured already contradicts our books (row 23). */
export function voidRefused(facts: Facts, hold: HoldRecord, refusal: WalletRefusal, ids: Ids, nowMs: number): readonly Change[] {
  const isGone = refusal === 'already_voided' || refusal === 'hold_not_found' || refusal === 'hold_expired';
  if (isGone) return voidDone(facts, hold, ids, nowMs);
  const isTaken = refusal === 'already_captured' && 'contradicted' in holdCell(hold.state, 'void-refused-captured');
  return toReview(facts, isTaken ? 'void-of-captured' : 'wallet-refuses', nowMs);
}
