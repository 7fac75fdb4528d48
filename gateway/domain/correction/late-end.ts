// Late ends: a bill that rested on our own reckoning goes down once the device proves that there was less (R7, R13).
import type { JournalEntryOf, Usage } from '#protocol';
import type { Change } from '../changes.ts';
import { type Decision, decide } from '../decision.ts';
import { SESSION_LIMITS } from '../gateway-limits.ts';
import { lesserOf, type Minor } from '../money.ts';
import { printedLines } from '../session/metering.ts';
import type { Settlement } from '../session/session.ts';
import type { SettleFacts } from '../session/session-settle-facts.ts';
import { priceUse, pricingOf } from '../tariff/price.ts';
import { decideRefund, paidBy, type RefundFacts, type RefundIds } from './refund.ts';

export type LateEndFacts = Pick<SettleFacts, 'session' | 'holds' | 'orders' | 'journal'> & RefundFacts;
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

/** What the host's bill would have been, had the device been heard in time. */
function fairMinor(facts: Pick<SettleFacts, 'session' | 'holds' | 'orders'>, settlement: Settlement, proven: Usage): Minor {
  const { session, holds, orders } = facts;
  const own = holds.filter(({ payerId, state }) => payerId === session.payerId && state !== 'declined');
  const heldMinor = own.reduce((sum, hold) => sum + hold.heldMinor, 0n);
  const items = printedLines(orders.filter(({ payerId }) => payerId === session.payerId));
  const usage = lesserUse(settlement.usage, proven);
  const most = lesserOf(session.mostMinor, heldMinor);
  return priceUse(pricingOf(session), usage, items, settlement.rounding, most).totalMinor;
}

function frozenMinor({ session }: Pick<SettleFacts, 'session'>, settlement: Settlement): Minor {
  const own = settlement.shares.filter(({ payerId }) => payerId === session.payerId);
  return own.reduce((sum, share) => sum + share.totalMinor, 0n);
}

/** The device's end comes after the amount was frozen, and proves less: it is looked at again once the money is where it belongs. */
export function noteLateEnd(
  facts: Pick<SettleFacts, 'session' | 'holds' | 'orders'>,
  entry: JournalEntryOf<'ended'>,
  nowMs: number,
): readonly Change[] {
  const { session } = facts;
  const { settlement } = session;
  if (!settlement || session.startedAtMs === null) return [];
  if (fairMinor(facts, settlement, entry.use) >= frozenMinor(facts, settlement)) return [];
  return [{ change: 'deadline-set', deadline: { kind: 'correct-late-end', subjectId: session.sessionId, dueAtMs: nowMs } }];
}

/** The correct-late-end deadline: gives back what the bill was too high by; while money is on its way it waits. */
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
  if (session.state !== 'closed') return later;
  const { capturedMinor } = paidBy(holds, payerId);
  const targetMinor = capturedMinor - fairMinor(facts, settlement, proven);
  if (targetMinor <= 0n) return decide([done]);
  const by = { actor: 'review', id: sessionId } as const;
  const given = decideRefund(facts, { payerId, targetMinor, rule: RULE, by, reason: RULE }, ids.refunds, nowMs);
  if (!given.ok) return given.error.code === 'refund.under-way' ? later : decide([done]);
  return decide([
    done,
    ...given.value.changes,
    {
      change: 'audited',
      row: {
        auditId: ids.auditId,
        tenantId: session.tenantId,
        atMs: nowMs,
        actor: { kind: 'device', id: session.deviceId },
        what: 'late-end-corrected',
        subjectId: sessionId,
        facts: { billedMs: settlement.usage.useMs, provenMs: proven.useMs, givenMinor: Number(targetMinor) },
      },
    },
  ]);
}
