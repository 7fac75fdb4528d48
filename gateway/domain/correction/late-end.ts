// Late ends: a bill that rested on our own reckoning goes down once the device proves that there was less (R7, R13).
import { assert, type JournalEntryOf, ok, type Usage } from '#protocol';
import type { Change } from '../changes.ts';
import type { OrderedLine } from '../company/order.ts';
import { type Decision, decide } from '../decision.ts';
import { SESSION_LIMITS } from '../gateway-limits.ts';
import type { UncollectedRecord } from '../ledger/ledger.ts';
import { lesserOf, type Minor, toSafeNumber } from '../money.ts';
import { queueEvent } from '../outbox/queue-event.ts';
import type { Settlement, Share } from '../session/session.ts';
import type { SettleFacts } from '../session/session-settle-facts.ts';
import { priceUse, pricingOf } from '../tariff/price.ts';
import { decideRefund, paidBy, type RefundFacts, type RefundIds } from './refund.ts';

export type LateEndFacts = Pick<SettleFacts, 'session' | 'holds' | 'operations' | 'journal'> &
  RefundFacts & {
    /** The host's, of all their sessions, and the version that their counts are compared with (R10). */
    readonly payer: { readonly version: number; readonly memos: readonly UncollectedRecord[] };
  };
export type LateEndIds = { readonly refunds: RefundIds; readonly auditId: string };

const RULE = 'late-end';

/** Register by register the lower one: what we could not hear is never billed above what we could not know. */
function lesserUse(billed: Usage, proven: Usage): Usage {
  const lower = {
    useMs: Math.min(billed.useMs, proven.useMs),
    distanceM: Math.min(billed.distanceM, proven.distanceM),
  };
  const pausedMs = Math.min(billed.pausedMs ?? 0, proven.pausedMs ?? 0);
  return pausedMs === 0 ? lower : { ...lower, pausedMs };
}

function sharesOf({ session }: Pick<SettleFacts, 'session'>, settlement: Settlement): readonly Share[] {
  return settlement.shares.filter(({ payerId }) => payerId === session.payerId);
}

/** Items as they were billed: a ticket that was proven after the bill is owed on its own, or never. */
function itemsOf(shares: readonly Share[]): readonly OrderedLine[] {
  return shares
    .flatMap(({ lines }) => lines)
    .flatMap(({ line, itemId, units }) => (line === 'item' && itemId !== undefined ? [{ itemId, quantity: units ?? 0 }] : []));
}

/** What the host's bill would have been, had the device been heard in time. */
function fairMinor(facts: Pick<SettleFacts, 'session' | 'holds'>, settlement: Settlement, proven: Usage): Minor {
  const { session, holds } = facts;
  const own = holds.filter(({ payerId, state }) => payerId === session.payerId && state !== 'declined');
  const heldMinor = own.reduce((sum, hold) => sum + hold.heldMinor, 0n);
  const items = itemsOf(sharesOf(facts, settlement));
  const usage = lesserUse(settlement.usage, proven);
  const most = lesserOf(session.mostMinor, heldMinor);
  return priceUse(pricingOf(session), usage, items, settlement.rounding, most).totalMinor;
}

function frozenMinor(facts: Pick<SettleFacts, 'session'>, settlement: Settlement): Minor {
  return sharesOf(facts, settlement).reduce((sum, { totalMinor }) => sum + totalMinor, 0n);
}

/** The device's end comes after the amount was frozen, and proves less: it is looked at again once the money is where it belongs. */
export function noteLateEnd(
  facts: Pick<SettleFacts, 'session' | 'holds'>,
  entry: JournalEntryOf<'ended'>,
  nowMs: number,
): readonly Change[] {
  const { session } = facts;
  const { settlement } = session;
  if (!settlement || session.startedAtMs === null) return [];
  if (fairMinor(facts, settlement, entry.use) >= frozenMinor(facts, settlement)) return [];
  return [{ change: 'deadline-set', deadline: { kind: 'correct-late-end', subjectId: session.sessionId, dueAtMs: nowMs } }];
}

/** What of this bill could not be had, and is still to be paid. */
function openDebts({ session, holds, payer }: LateEndFacts): readonly UncollectedRecord[] {
  const owed = holds.filter(({ payerId, state }) => payerId === session.payerId && state === 'uncollected');
  return payer.memos.filter((memo) => memo.state === 'open' && owed.some(({ holdId }) => holdId === memo.holdId));
}

/** A wallet that is asked for it may say yes at this moment, and would have been asked for too much. */
function isBeingAsked({ operations }: LateEndFacts, debts: readonly UncollectedRecord[]): boolean {
  return operations.some(
    ({ kind, holdId, resolvedAtMs }) =>
      kind === 'recapture' && resolvedAtMs === null && debts.some((debt) => debt.holdId === holdId),
  );
}

/** One debt goes down by so much; what is let go of whole is owed no more. */
function lowerDebt({ session, holds }: LateEndFacts, debt: UncollectedRecord, byMinor: Minor, atMs: number): readonly Change[] {
  const { holdId, payerId, tenantId, currency, owedMinor: fromMinor } = debt;
  const owedMinor = fromMinor - byMinor;
  const hold = holds.find((each) => each.holdId === holdId);
  assert(hold, 'a debt is of a hold');
  return [
    owedMinor === 0n
      ? { change: 'uncollected-resolved', holdId, state: 'waived', atMs }
      : { change: 'uncollected-lowered', holdId, fromMinor, owedMinor },
    ...queueEvent({
      kind: 'hold.changed',
      subjectId: `${holdId}:${hold.version}:lowered`,
      tenantId,
      personId: payerId,
      sessionId: session.sessionId,
      facts: { holdId, state: hold.state, currency, owedMinor: toSafeNumber(owedMinor) },
      atMs,
    }),
  ];
}

/** In order, each down to nothing before the next; with the payer's count, so that none is paid in full meanwhile (R10). */
function lowerDebts(
  facts: LateEndFacts,
  debts: readonly UncollectedRecord[],
  totalMinor: Minor,
  atMs: number,
): readonly Change[] {
  if (totalMinor === 0n) return [];
  const changes: Change[] = [];
  let leftMinor = totalMinor;
  for (const debt of debts) {
    const byMinor = lesserOf(leftMinor, debt.owedMinor);
    if (byMinor > 0n) changes.push(...lowerDebt(facts, debt, byMinor, atMs));
    leftMinor -= byMinor;
  }
  return [...changes, { change: 'person-counted', personId: facts.session.payerId, fromVersion: facts.payer.version }];
}

/**
 * The correct-late-end deadline: what the bill was too high by is first owed no more, and what is left of it given back;
 * while money is on its way it waits.
 */
export function correctLateEnd(facts: LateEndFacts, ids: LateEndIds, nowMs: number): Decision {
  const { session, holds, journal } = facts;
  const { sessionId, payerId, settlement } = session;
  const deadline = { kind: 'correct-late-end', subjectId: sessionId } as const;
  const later: Decision = decide([
    { change: 'deadline-set', deadline: { ...deadline, dueAtMs: nowMs + SESSION_LIMITS.correctAgainMs } },
  ]);
  const done: Change = { change: 'deadline-cleared', ...deadline };
  const proven = journal.find(({ entry }) => entry.ev === 'ended')?.entry.use;
  if (!settlement || !proven || session.state === 'failed') return decide([done]);
  const debts = openDebts(facts);
  if (session.state !== 'closed' || isBeingAsked(facts, debts)) return later;
  const owedMinor = debts.reduce((sum, debt) => sum + debt.owedMinor, 0n);
  const excessMinor = paidBy(holds, payerId).capturedMinor + owedMinor - fairMinor(facts, settlement, proven);
  if (excessMinor <= 0n) return decide([done]);
  const loweredMinor = lesserOf(excessMinor, owedMinor);
  const targetMinor = excessMinor - loweredMinor;
  const by = { actor: 'review', id: sessionId } as const;
  const given =
    targetMinor > 0n
      ? decideRefund(facts, { payerId, targetMinor, rule: RULE, by, reason: RULE }, ids.refunds, nowMs)
      : ok({ changes: [] });
  if (!given.ok && given.error.code === 'refund.under-way') return later;
  if (!given.ok && loweredMinor === 0n) return decide([done]);
  return decide([
    done,
    ...lowerDebts(facts, debts, loweredMinor, nowMs),
    ...(given.ok ? given.value.changes : []),
    {
      change: 'audited',
      row: {
        auditId: ids.auditId,
        tenantId: session.tenantId,
        atMs: nowMs,
        actor: { kind: 'device', id: session.deviceId },
        what: 'late-end-corrected',
        subjectId: sessionId,
        facts: {
          billedMs: settlement.usage.useMs,
          provenMs: proven.useMs,
          givenMinor: given.ok ? toSafeNumber(targetMinor) : 0,
          loweredMinor: toSafeNumber(loweredMinor),
        },
      },
    },
  ]);
}
