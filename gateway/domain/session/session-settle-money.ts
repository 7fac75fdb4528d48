// Settle money: a frozen settlement is captured or released hold by hold, and closes the session when the last is resolved.
import { assert, NO_USAGE } from '#protocol';
import type { Change } from '../changes.ts';
import { SESSION_DEADLINES } from '../deadline.ts';
import { type Decision, decide } from '../decision.ts';
import { unheard } from '../device/command-compose.ts';
import type { HoldRecord } from '../hold/hold.ts';
import { changeHold, isResolvedHold } from '../hold/hold-state.ts';
import { voidTransfer } from '../ledger/postings.ts';
import { type Minor, toSafeNumber } from '../money.ts';
import { askCapture, askRecapture, askVoid } from '../wallet/wallet-ask.ts';
import { opKeys } from '../wallet/wallet-operation.ts';
import type { SessionRecord, Share } from './session.ts';
import { advance } from './session-change.ts';
import { captureOf, closeSession } from './session-close.ts';
import type { SettleFacts, SettleIds } from './session-settle-facts.ts';
import { freezeSettlement, shareFor } from './session-settle-share.ts';
import { isNews, type SessionEventName } from './session-state.ts';
import type { Ending } from './unproven-end.ts';
import { mayHavePrinted } from './unproven-tickets.ts';

type Moved = { readonly hold: HoldRecord; readonly changes: readonly Change[] };

/** Whatever still waits for this session is over with it. */
function closeLooseEnds(facts: SettleFacts, nowMs: number): readonly Change[] {
  const { session } = facts;
  const changes: Change[] = [];
  for (const command of facts.commands) {
    if (command.state !== 'resolved') {
      changes.push({ change: 'command-resolved', commandId: command.commandId, outcome: unheard('overtaken', nowMs) });
    }
    if (command.intent.act !== 'beep')
      changes.push({ change: 'deadline-cleared', kind: 'chase-command', subjectId: command.commandId });
  }
  for (const order of facts.orders) {
    const isUnprinted = order.state === 'sent' && !mayHavePrinted(facts, order);
    if (isUnprinted) changes.push({ change: 'order-decided', orderId: order.orderId, state: 'refused' });
  }
  for (const kind of SESSION_DEADLINES) changes.push({ change: 'deadline-cleared', kind, subjectId: session.sessionId });
  for (const { holdId } of facts.holds) changes.push({ change: 'deadline-cleared', kind: 'hold-expiring', subjectId: holdId });
  return changes;
}

/** The embedded ledger moves in this very commit: capture or release, once (R8). */
function moveLedgerHold(facts: SettleFacts, hold: HoldRecord, share: Share, ids: SettleIds, nowMs: number): Moved {
  // A guest's may be released already; the host's is resolved here and nowhere else.
  if (hold.role === 'guest' && isResolvedHold(hold)) return { hold, changes: [] };
  assert(hold.state === 'held', 'a hold is resolved once');
  const transferId = ids[hold.holdId]?.transferId;
  assert(transferId, 'ids are drawn for every hold');
  if (share.totalMinor === 0n) {
    const { change, ...moved } = changeHold(hold, 'void-done');
    const transfer = voidTransfer({ ...hold, transferId, atMs: nowMs });
    return { ...moved, changes: [{ change: 'transfer-posted', transfer }, change] };
  }
  const { change, ...moved } = changeHold(hold, 'capture-done', { capturedMinor: share.totalMinor });
  const opKey = opKeys.capture(hold.sessionId, hold.holdId);
  return { ...moved, changes: [captureOf(facts, hold, share, { transferId, opKey, atMs: nowMs }), change] };
}

/** A wallet elsewhere is asked; what is asked already, or was never held, stays as it is. */
function askForHold(hold: HoldRecord, share: Share, nowMs: number): Moved {
  const amountMinor = share.totalMinor;
  switch (hold.state) {
    case 'pending_authorize': {
      const { change, ...moved } = changeHold(hold, 'authorize-unanswered');
      // It is not asked for again: only what it did is undone, and a late word of it is still heard.
      const unasked = opKeys.authorize(hold.sessionId, hold.holdId);
      return {
        ...moved,
        changes: [change, { change: 'deadline-cleared', kind: 'chase-operation', subjectId: unasked }, ...askVoid(hold, nowMs)],
      };
    }
    case 'held': {
      const { change, ...moved } = changeHold(hold, amountMinor > 0n ? 'capture-asked' : 'void-asked');
      return { ...moved, changes: [change, ...(amountMinor > 0n ? askCapture(hold, amountMinor, nowMs) : askVoid(hold, nowMs))] };
    }
    case 'expired': {
      if (amountMinor > 0n) return { hold, changes: askRecapture(hold, { n: 1, amountMinor, notBeforeMs: nowMs }, nowMs) };
      const { change, ...moved } = changeHold(hold, 'void-done');
      return { ...moved, changes: [change] };
    }
    default:
      return { hold, changes: [] };
  }
}

function moveHold(facts: SettleFacts, hold: HoldRecord, share: Share, ids: SettleIds, nowMs: number): Moved {
  const isLedger = hold.wallet === 'ledger';
  return isLedger ? moveLedgerHold(facts, hold, share, ids, nowMs) : askForHold(hold, share, nowMs);
}

function totalOf(shares: readonly Share[]): Minor {
  return shares.reduce((sum, { totalMinor }) => sum + totalMinor, 0n);
}

function frozenBy({ state }: SessionRecord, { reason }: Ending): SessionEventName {
  if (state !== 'authorizing') return 'amount-frozen';
  return reason === 'authorize-unknown' ? 'hold-unanswered' : 'start-abandoned';
}

/** Freezes the final amounts and moves the money, or asks for it; whatever is confirmed at once also closes at once. */
export function settle(facts: SettleFacts, ending: Ending, ids: SettleIds, nowMs: number): Decision {
  const { session } = facts;
  assert(session.settlement === null, 'the final amounts are computed once (R8)');
  const settlement = freezeSettlement(facts, ending, nowMs);
  const moved = facts.holds.map((hold): Moved => {
    const share = shareFor(settlement, hold);
    return share ? moveHold(facts, hold, share, ids, nowMs) : { hold, changes: [] };
  });
  const hostMinor = totalOf(settlement.shares.filter(({ payerId }) => payerId === session.payerId));
  const ended: SessionRecord = {
    ...session,
    settlement,
    usage: ending.usage,
    usageAtMs: nowMs,
    costMinor: hostMinor,
    journalUpTo: facts.journalUpTo,
    end: { reason: ending.reason, atMs: ending.atMs, finalMinor: hostMinor },
    stopAdvice: null,
    review: null,
  };
  const holds = moved.map(({ hold }) => hold);
  const before = [...closeLooseEnds(facts, nowMs), ...moved.flatMap(({ changes }) => changes)];
  if (holds.every(isResolvedHold)) return decide([...before, ...closeSession({ ...facts, session: ended, holds }, ids, nowMs)]);
  const { state, version } = session;
  const next = advance({ ...ended, state, version }, { state: 'settling' }, frozenBy(session, ending), nowMs, {
    reason: ending.reason,
    finalMinor: toSafeNumber(hostMinor),
  });
  return decide([...before, ...next.changes]);
}

/**
 * The wallet was asked and has not said yes: nobody waits any longer, the device was never touched (row 3). Whatever the
 * wallet did or does with the question is released; the release is sticky (R4).
 */
export function abandonAuthorizing(
  facts: SettleFacts,
  reason: 'authorize-unknown' | 'stopped',
  ids: SettleIds,
  nowMs: number,
): Decision {
  const { session } = facts;
  if (!isNews(session, 'start-abandoned')) {
    return decide([{ change: 'deadline-cleared', kind: 'authorize-unknown', subjectId: session.sessionId }]);
  }
  return settle(facts, { reason, rounding: 'exact', usage: NO_USAGE, atMs: nowMs }, ids, nowMs);
}
