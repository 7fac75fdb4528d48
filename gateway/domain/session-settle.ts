// Settling: the final price once, capture or void, and the receipt, all in one commit (steps 7 and 8).
import { assert, isEvidenceEnough, type JournalEntryOf, NO_USAGE, type Usage } from '#protocol';
import type { Change } from './changes.ts';
import { unheard } from './command-compose.ts';
import type { DeadlineKind } from './deadline.ts';
import { type Decision, decide, NOTHING } from './decision.ts';
import { deviceTimeMs } from './device.ts';
import { SESSION_LIMITS } from './gateway-limits.ts';
import type { HoldRecord } from './hold.ts';
import type { JournalRecord } from './journal.ts';
import { furthestLeaseEndMs } from './lease.ts';
import { acceptUsage, printedLines } from './metering.ts';
import type { ObjectRecord } from './object.ts';
import type { Place, Venue } from './place.ts';
import { captureTransfer, voidTransfer } from './postings.ts';
import { type Price, priceUse, type Rounding } from './price.ts';
import { composeReceipt } from './receipt-compose.ts';
import type { EndReason, SessionRecord } from './session.ts';
import { advance } from './session-change.ts';
import type { UseFacts } from './session-use.ts';

export type SettleFacts = UseFacts & {
  readonly hold: HoldRecord;
  readonly venue: Venue;
  readonly place: Place;
  readonly object: ObjectRecord;
  /** The session's journal, the entry at hand included. */
  readonly journal: readonly JournalRecord[];
  /** Numbers of all stored entries, the one at hand included. */
  readonly journalNumbers: readonly number[];
  /** Signed text of the start command, the same bytes as were sent. */
  readonly startCommandJws: string | null;
};

export type SettleIds = { readonly transferId: string; readonly receiptId: string };

type Ending = { readonly reason: EndReason; readonly rounding: Rounding; readonly usage: Usage; readonly atMs: number };

/** What the device's word for the end means for the bill: ends caused by us are exact (R7). */
const BY_TRIGGER: { readonly [T in JournalEntryOf<'ended'>['trigger']]: { reason: EndReason; rounding: Rounding } } = {
  stop_command: { reason: 'stopped', rounding: 'started' },
  person_left: { reason: 'left', rounding: 'started' },
  parked: { reason: 'left', rounding: 'started' },
  local_stop: { reason: 'stopped-at-object', rounding: 'started' },
  limit_reached: { reason: 'limit-reached', rounding: 'started' },
  lease_lapsed: { reason: 'lease-lapsed', rounding: 'exact' },
  power_loss: { reason: 'power-loss', rounding: 'exact' },
  verdict: { reason: 'lease-lapsed', rounding: 'exact' },
};

const NO_PRICE: Price = { lines: [], totalMinor: 0n, taxMinor: 0n };

/** Start evidence or nothing is captured (M7); never above what is held (M3) and offered (M10). */
function finalPrice(facts: SettleFacts, ending: Ending): Price {
  const { session } = facts;
  if (session.startedAtMs === null) return NO_PRICE;
  const price = priceUse(session.tariff.tariff, ending.usage, printedLines(facts.orders), ending.rounding);
  assert(price.totalMinor <= facts.hold.heldMinor, 'a price never exceeds its hold (M3)');
  return price;
}

/** Whatever still waits for this session is over with it. */
function closeLooseEnds(facts: SettleFacts, nowMs: number): Change[] {
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
    if (order.state === 'sent') changes.push({ change: 'order-decided', orderId: order.orderId, state: 'refused' });
  }
  for (const kind of ['start-unseen', 'renew-lease', 'session-overdue', 'stop-unproven', 'settle-incomplete'] as const) {
    changes.push({ change: 'deadline-cleared', kind, subjectId: session.sessionId });
  }
  return changes;
}

function entriesOf(journal: readonly JournalRecord[], ev: string): readonly JournalRecord[] {
  return journal.filter((record) => record.entry.ev === ev);
}

/** Signed records of the tickets that are on the bill, and of no others. */
function provenTickets(facts: SettleFacts): readonly string[] {
  const printed = new Set(facts.orders.filter((order) => order.state === 'printed').map((order) => order.orderId));
  return facts.journal.flatMap(({ entry, jws }) =>
    entry.ev === 'updated' && entry.ticket && printed.has(entry.ticket.order) ? [jws] : [],
  );
}

/** Prices once, moves the money, closes the session and issues its receipt. */
function settle(facts: SettleFacts, ending: Ending, ids: SettleIds, nowMs: number): Decision {
  const { session, hold, venue } = facts;
  assert(hold.state === 'held', 'a hold is resolved once');
  const price = finalPrice(facts, ending);
  const money = {
    transferId: ids.transferId,
    tenantId: session.tenantId,
    sessionId: session.sessionId,
    holdId: hold.holdId,
    payerId: hold.payerId,
    venueId: venue.venueId,
    currency: hold.currency,
    heldMinor: hold.heldMinor,
    capturedMinor: price.totalMinor,
    taxMinor: price.taxMinor,
    atMs: nowMs,
  };
  const isFree = price.totalMinor === 0n;
  const moneyChanges: Change[] = [
    { change: 'transfer-posted', transfer: isFree ? voidTransfer(money) : captureTransfer(money) },
    isFree
      ? { change: 'hold-voided', holdId: hold.holdId }
      : { change: 'hold-captured', holdId: hold.holdId, capturedMinor: price.totalMinor },
  ];
  const closed = advance(
    session,
    {
      state: 'closed',
      usage: ending.usage,
      usageAtMs: nowMs,
      costMinor: price.totalMinor,
      journalUpTo: facts.journalUpTo,
      end: { reason: ending.reason, atMs: ending.atMs, finalMinor: price.totalMinor },
      receiptId: ids.receiptId,
      stopAdvice: null,
    },
    'receipt-issued',
    nowMs,
    { reason: ending.reason, finalMinor: Number(price.totalMinor) },
  );
  const receipt = composeReceipt({
    receiptId: ids.receiptId,
    session: closed.session,
    venue,
    place: facts.place,
    object: facts.object,
    price,
    rounding: ending.rounding,
    transferId: ids.transferId,
    startCommandJws: facts.startCommandJws,
    deviceStartJws: entriesOf(facts.journal, 'started')[0]?.jws ?? null,
    deviceEndJws: entriesOf(facts.journal, 'ended')[0]?.jws ?? null,
    ticketJws: provenTickets(facts),
  });
  return decide([
    ...closeLooseEnds(facts, nowMs),
    ...moneyChanges,
    ...closed.changes,
    {
      change: 'receipt-issued',
      receipt: {
        receiptId: ids.receiptId,
        sessionId: session.sessionId,
        payerId: session.payerId,
        tenantId: session.tenantId,
        json: JSON.stringify(receipt),
        issuedAtMs: nowMs,
      },
    },
  ]);
}

/** The end as the device dates it, never in the future or before the start. */
function endedAtMs({ device, session }: SettleFacts, entry: JournalEntryOf<'ended'>, nowMs: number): number {
  const within = { fromMs: session.startedAtMs ?? session.createdAtMs, untilMs: nowMs };
  return deviceTimeMs(device, { boot: entry.boot, upMs: entry.endUpMs }, within);
}

/**
 * The start record may be the last of the journal to arrive: then it and the end become known at once, and the use
 * between them is judged like any other that was recorded unseen.
 */
function withLateStart(facts: SettleFacts, nowMs: number): SettleFacts {
  const { session, profile, device } = facts;
  if (session.startedAtMs !== null) return facts;
  const started = facts.journal.find(({ entry }) => entry.ev === 'started')?.entry;
  if (!started || !isEvidenceEnough(profile.startEvidence, started.evidence)) return facts;
  const startedAtMs = deviceTimeMs(device, started, { fromMs: session.createdAtMs, untilMs: nowMs });
  return { ...facts, session: { ...session, startedAtMs } };
}

/** Stop evidence: settle at once, or wait for the entries that are missing before it. */
export function confirmStop(facts: SettleFacts, entry: JournalEntryOf<'ended'>, ids: SettleIds, nowMs: number): Decision {
  const { session } = facts;
  if (session.state === 'closed') return NOTHING;
  if (facts.journalUpTo < entry.n) {
    if (session.state === 'settling') return NOTHING;
    const dueAtMs = nowMs + SESSION_LIMITS.settleIncompleteAfterMs;
    const next = advance(session, { state: 'settling', journalUpTo: facts.journalUpTo }, 'journal-gap', nowMs, {
      upTo: facts.journalUpTo,
    });
    return decide([
      ...next.changes,
      { change: 'deadline-set', deadline: { kind: 'settle-incomplete', subjectId: session.sessionId, dueAtMs } },
    ]);
  }
  const { usage } = acceptUsage(facts, entry, nowMs);
  const { reason, rounding } = BY_TRIGGER[entry.trigger];
  const isUnseen = session.startedAtMs === null;
  // Whoever pressed Stop stopped it, also when the object let go only later.
  const isOwnStop = reason === 'left' && session.stopRequest?.by === 'person';
  const ending = {
    reason: isUnseen ? 'start-unseen' : isOwnStop ? 'stopped' : reason,
    rounding,
    usage: isUnseen ? NO_USAGE : usage,
    atMs: endedAtMs(facts, entry, nowMs),
  } as const;
  return settle(facts, ending, ids, nowMs);
}

/** A deadline of a state that is over: met, and never due again (L2). */
function clear(facts: SettleFacts, kind: DeadlineKind): Decision {
  return decide([{ change: 'deadline-cleared', kind, subjectId: facts.session.sessionId }]);
}

/** The last missing entry came, or is waited for no longer: settle by the end record that is stored. */
export function settleFromJournal(facts: SettleFacts, ids: SettleIds, nowMs: number): Decision {
  const ended = facts.journal.find((record) => record.entry.ev === 'ended')?.entry;
  if (ended?.ev !== 'ended' || facts.session.state !== 'settling') return clear(facts, 'settle-incomplete');
  const complete: SettleFacts = { ...facts, journalUpTo: Math.max(facts.journalUpTo, ended.n) };
  return confirmStop(withLateStart(complete, nowMs), ended, ids, nowMs);
}

/** A signed `ran:false`: nothing moved, so nothing is owed (row 9). */
export function settleRefusedStart(facts: SettleFacts, ids: SettleIds, nowMs: number): Decision {
  if (facts.session.state === 'closed' || facts.session.startedAtMs !== null) return NOTHING;
  return settle(facts, { reason: 'start-refused', rounding: 'exact', usage: NO_USAGE, atMs: nowMs }, ids, nowMs);
}

/** True when more use is proven than could have been until then. */
function usedAfter(session: SessionRecord, atMs: number): boolean {
  if (session.startedAtMs === null || session.usageAtMs === null) return false;
  return session.usageAtMs > atMs && session.startedAtMs + session.usage.useMs > atMs;
}

/**
 * A stop without evidence in time. Never started: nothing is owed. Ended by the device: the tap (R7).
 * Ended by the person: silence since the tap ends it there; signs of use since then wait on.
 * Asked by the gateway: nobody tapped, so only what is proven counts, exactly.
 */
export function settleUnproven(facts: SettleFacts, ids: SettleIds, nowMs: number): Decision {
  const { session, profile } = facts;
  if (session.state !== 'stopping') return clear(facts, 'stop-unproven');
  if (session.startedAtMs === null) {
    return settle(facts, { reason: 'start-unseen', rounding: 'exact', usage: NO_USAGE, atMs: nowMs }, ids, nowMs);
  }
  const tap = session.stopRequest;
  assert(tap, 'a stopping session was asked to stop');
  const isOverdue = nowMs >= session.createdAtMs + profile.longestSessionS * 1000;
  const usedSince = session.usage.useMs - tap.useAtTap.useMs > SESSION_LIMITS.meterToleranceMs;
  if (profile.stopBy !== 'device' && usedSince && !isOverdue) {
    const dueAtMs = nowMs + SESSION_LIMITS.stopUnprovenAfterMs;
    const tapMoved = { ...tap, useAtTap: session.usage };
    const next = advance(session, { stopRequest: tapMoved }, 'still-in-use', nowMs);
    return decide([
      ...next.changes,
      { change: 'deadline-set', deadline: { kind: 'stop-unproven', subjectId: session.sessionId, dueAtMs } },
    ]);
  }
  // Use that went on after the tap is dated by its last proof: a bill never ends before what it counts.
  const atMs = usedAfter(session, tap.atMs) ? (session.usageAtMs ?? tap.atMs) : tap.atMs;
  if (tap.by === 'gateway') {
    return settle(facts, { reason: 'stop-unproven', rounding: 'exact', usage: session.usage, atMs }, ids, nowMs);
  }
  const usage = { useMs: Math.max(tap.useAtTap.useMs, session.usage.useMs), distanceM: session.usage.distanceM };
  return settle(facts, { reason: 'stop-unproven', rounding: 'started', usage, atMs }, ids, nowMs);
}

/** The device went silent past its lease: what it has proven is billed exactly, no more (row 11). */
export function settleSilent(facts: SettleFacts, ids: SettleIds, nowMs: number): Decision {
  const { session } = facts;
  if (session.state !== 'active') return NOTHING;
  const atMs = furthestLeaseEndMs(session, facts.commands) ?? nowMs;
  return settle(
    facts,
    { reason: 'lease-lapsed', rounding: 'exact', usage: session.usage, atMs: Math.min(atMs, nowMs) },
    ids,
    nowMs,
  );
}
