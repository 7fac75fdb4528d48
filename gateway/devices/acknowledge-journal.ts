// Acknowledge journal: a device's record is stored with what it changes in one commit, and only then acked.
import { type DeviceAddress, hashOfMessage, type JournalEntry, LIMITS, ok, type Result, refused } from '#protocol';
import type { Change } from '../domain/changes.ts';
import type { OrderRecord } from '../domain/company/order.ts';
import { noteLateEnd } from '../domain/correction/late-end.ts';
import { type Decision, NOTHING } from '../domain/decision.ts';
import { NOT_CITED } from '../domain/device/command.ts';
import { type DeviceRecord, deviceTimeMs, uptimeNowMs } from '../domain/device/device.ts';
import type { JournalRecord } from '../domain/device/journal.ts';
import { contiguousUpTo } from '../domain/device/journal-ack.ts';
import { UNSIGNED_KID } from '../domain/device/signing-keys.ts';
import { oweLateTicket } from '../domain/ledger/late-ticket.ts';
import type { UncollectedRecord } from '../domain/ledger/ledger.ts';
import type { Rejection } from '../domain/rejections.ts';
import { isAdopted } from '../domain/session/adopt-session.ts';
import { acceptUsage, orderProvenBy } from '../domain/session/metering.ts';
import { advance } from '../domain/session/session-change.ts';
import { openReview } from '../domain/session/session-review.ts';
import { settleFromJournal } from '../domain/session/session-settle.ts';
import type { SettleFacts } from '../domain/session/session-settle-facts.ts';
import { isNews } from '../domain/session/session-state.ts';
import { isAwaitingJournal } from '../domain/session/unproven-tickets.ts';
import { confirmStartByRecord } from '../journey/4-confirm-start.ts';
import { meterByRecord } from '../journey/5-meter-usage.ts';
import { captureByRecord, sendAck } from '../journey/7-capture-payment.ts';
import { type StepContext, settleFactsOf, settleIds } from '../journey/step-context.ts';
import type { StepPoint } from '../ports/failpoint.ts';

export type AcknowledgeJournal = (address: DeviceAddress, entry: JournalEntry, jws: string) => Promise<void>;

type Arrival = { readonly address: DeviceAddress; readonly entry: JournalEntry; readonly jws: string };
/** A ticket that came after the bill: the order that it proves, and what counts against who ordered it. */
type LateTicket = { readonly order: OrderRecord; readonly version: number; readonly memos: readonly UncollectedRecord[] };
type Facts = { readonly repeat: 'same' | 'other' | null; readonly settle: SettleFacts; readonly late: LateTicket | null };
type Stored = {
  readonly settle: SettleFacts;
  readonly isClosed: boolean;
  readonly isRepeat: boolean;
  /** What of it was not believed, or came too late to count (R14, R15). */
  readonly incident: 'unsold-use' | 'use-clamped' | null;
};

/** Where a proof may end the process around the commit of an entry. */
const POINTS: { readonly [E in JournalEntry['ev']]: StepPoint | null } = {
  started: 'confirm-start',
  updated: null,
  ended: 'settle-session',
};

/** Past tense, as all of the audit. */
const LATE_PROOF = 'unsold-use-proven';

/** A device's uptime may not run ahead of our clock: a meter that does is not believed. */
function isUptimeBelievable(device: DeviceRecord, entry: JournalEntry, nowMs: number): boolean {
  if (!device.boot || device.boot.boot !== entry.boot) return true;
  const expectedMs = uptimeNowMs(device.boot, nowMs);
  const toleranceMs = LIMITS.uptimeToleranceMs + (expectedMs * LIMITS.uptimeTolerancePermille) / 1000;
  return entry.upMs <= expectedMs + toleranceMs;
}

function decideByEvent(context: StepContext, facts: SettleFacts, entry: JournalEntry, nowMs: number): Decision {
  if (entry.ev === 'started') return confirmStartByRecord(facts, entry, nowMs);
  if (entry.ev === 'updated') return meterByRecord(facts, entry, nowMs);
  return captureByRecord(facts, entry, settleIds(context, facts.holds), nowMs);
}

/** The entry's own step; and when a gap before a stored end has just closed, the settlement that waited for it. */
function decideEntry(context: StepContext, facts: SettleFacts, entry: JournalEntry, nowMs: number): Decision {
  const isWaitingForThis = isAwaitingJournal(facts.session) && entry.ev !== 'ended';
  if (isWaitingForThis && facts.journal.some((record) => record.entry.ev === 'ended' && record.entry.n <= facts.journalUpTo)) {
    return settleFromJournal(withTicketPrinted(facts, entry), settleIds(context, facts.holds), nowMs);
  }
  return decideByEvent(context, facts, entry, nowMs);
}

function withTicketPrinted(facts: SettleFacts, entry: JournalEntry): SettleFacts {
  const proven = orderProvenBy(facts.orders, entry);
  const orders = facts.orders.map((order) => (order === proven ? { ...order, state: 'printed' as const } : order));
  return { ...facts, orders };
}

/** Orders whose ticket is proven only now, by the entry that also settles. */
function lateTickets(facts: SettleFacts, entry: JournalEntry, decided: readonly Change[]): Change[] {
  const order = orderProvenBy(facts.orders, entry);
  const isDecided = decided.some((change) => change.change === 'order-decided' && change.orderId === order?.orderId);
  return order && !isDecided ? [{ change: 'order-decided', orderId: order.orderId, state: 'printed' }] : [];
}

export function createAcknowledgeJournal(context: StepContext): AcknowledgeJournal {
  async function findRepeat({ address, entry, jws }: Arrival): Promise<Facts['repeat']> {
    const byNumber = await context.store.journalEntryOf(entry.ses, entry.n);
    const stored = byNumber ?? (await context.store.journalEntry(address.device, entry.boot, entry.seq));
    if (!stored) return null;
    return stored.jwsHash === hashOfMessage(jws) ? 'same' : 'other';
  }

  async function load(arrival: Arrival): Promise<Result<Facts, Rejection>> {
    const { entry, address } = arrival;
    const dossier = await context.store.dossier(entry.ses);
    if (!dossier || dossier.session.deviceId !== address.device) return refused({ code: 'session.unknown' });
    const repeat = await findRepeat(arrival);
    const record: JournalRecord = { ...toRecord(arrival, context.clock.nowMs()) };
    const journal = repeat ? dossier.journal : [...dossier.journal, record];
    const journalNumbers = repeat ? dossier.journalNumbers : [...dossier.journalNumbers, entry.n];
    const journalUpTo = contiguousUpTo(journalNumbers);
    const settle = { ...(await settleFactsOf(context, dossier)), journal, journalNumbers, journalUpTo };
    return ok({ repeat, settle, late: isOver(settle) ? await lateTicketOf(settle, entry) : null });
  }

  async function lateTicketOf({ orders }: SettleFacts, entry: JournalEntry): Promise<LateTicket | null> {
    const order = orderProvenBy(orders, entry);
    if (!order) return null;
    const { version } = await context.store.standing(order.payerId, { sinceMs: context.clock.nowMs() });
    return { order, version, memos: await context.store.uncollectedOf(order.payerId) };
  }

  /** What a closed session's journal still proves: a ticket is owed, use beyond the bill is noted. */
  function lateProofs({ settle, late }: Facts, entry: JournalEntry, nowMs: number) {
    const ids = { auditId: context.ids('aud'), deviceId: settle.device.deviceId };
    const tickets = late ? oweLateTicket(settle, late.order, late, ids, nowMs) : [];
    const unsold = noteLateProof(settle, entry, context.ids('aud'), nowMs);
    const lower = entry.ev === 'ended' ? noteLateEnd(settle, entry, nowMs) : [];
    return { changes: [...tickets, ...unsold, ...lower], incident: unsold.length > 0 ? ('unsold-use' as const) : null };
  }

  function decideArrival(arrival: Arrival, facts: Facts): Result<Decision<Stored>, Rejection> {
    const { settle, repeat } = facts;
    const isClosed = isOver(settle);
    if (repeat === 'other') return refused({ code: 'request.malformed', at: 'n', problem: 'another entry has this number' });
    if (!citesStart(settle, arrival.entry)) {
      return refused({ code: 'request.malformed', at: 'cmdHash', problem: 'another command is cited' });
    }
    const nowMs = context.clock.nowMs();
    if (!isUptimeBelievable(settle.device, arrival.entry, nowMs)) {
      return refused({ code: 'request.malformed', at: 'upMs', problem: 'uptime runs ahead' });
    }
    if (repeat === 'same') return ok({ ...NOTHING, value: { settle, isClosed, isRepeat: true, incident: null } });
    if (isAfterEnd(settle, arrival.entry))
      return refused({ code: 'request.malformed', at: 'n', problem: 'the session had ended' });
    const stored: Change = { change: 'journal-stored', record: toRecord(arrival, nowMs) };
    if (isClosed) {
      const { changes, incident } = lateProofs(facts, arrival.entry, nowMs);
      return ok({ changes: [stored, ...changes], value: { settle, isClosed, isRepeat: false, incident } });
    }
    const step = decideEntry(context, settle, arrival.entry, nowMs);
    const tickets = lateTickets(settle, arrival.entry, step.changes);
    const news = step.changes.length > 0 ? [] : noteStored(settle, arrival.entry, nowMs);
    const changes = [stored, ...tickets, ...step.changes, ...news];
    const incident = acceptUsage(settle, arrival.entry, nowMs).clamped ? ('use-clamped' as const) : null;
    return ok({ changes, value: { settle, isClosed: changes.some(endsSession), isRepeat: false, incident } });
  }

  return async (address, entry, jws) => {
    const arrival = { address, entry, jws };
    const point = POINTS[entry.ev];
    const outcome = await context.runner.run<Facts, Stored>({
      load: () => load(arrival),
      decide: (facts) => decideArrival(arrival, facts),
      whenBroken: (facts) => reviewArrival(context, arrival, facts),
      ...(point ? { point } : {}),
    });
    if (outcome.ok) {
      if (!outcome.value.isRepeat) context.metrics.count('journal_entries_stored');
      if (outcome.value.incident !== null) context.metrics.count('device_incidents', outcome.value.incident);
      await sendAck(context, outcome.value.settle, outcome.value.isClosed);
      return;
    }
    const reason = outcome.error.code === 'session.unknown' ? 'journal-of-unknown-session' : 'journal-entry-refused';
    context.metrics.count('device_messages_quarantined', reason);
    await context.store.commit([
      { change: 'quarantined', deviceId: address.device, reason, payload: jws, atMs: context.clock.nowMs() },
    ]);
  };
}

/** Whatever our own books make of it, what a device recorded is stored (M13). */
function reviewArrival(context: StepContext, arrival: Arrival, { settle }: Facts): Decision<Stored> {
  const nowMs = context.clock.nowMs();
  const { changes } = openReview(settle, { reason: 'invariant-broken' }, nowMs);
  const stored: Change = { change: 'journal-stored', record: toRecord(arrival, nowMs) };
  return { changes: [stored, ...changes], value: { settle, isClosed: false, isRepeat: false, incident: null } };
}

function toRecord({ address, entry, jws }: Arrival, receivedAtMs: number): JournalRecord {
  return { deviceId: address.device, entry, jwsHash: hashOfMessage(jws), jws, receivedAtMs };
}

/** Who asked for this use: the entry names the start command of its session, byte for byte (M7); by its id alone where nothing is signed. */
function citesStart({ session, commands, startCommandJws }: SettleFacts, entry: JournalEntry): boolean {
  if (isAdopted(session)) return true;
  const start = commands.find((command) => command.intent.act === 'start');
  if (start?.commandId !== entry.cid || startCommandJws === null) return false;
  if (entry.cmdHash === NOT_CITED) return start.composed?.kid === UNSIGNED_KID;
  return hashOfMessage(startCommandJws) === entry.cmdHash;
}

/** Nothing follows an end: a device cannot fill our disk under a session that is over. */
function isAfterEnd({ journal }: SettleFacts, entry: JournalEntry): boolean {
  return journal.some((record) => record.entry.ev === 'ended' && record.entry.n < entry.n);
}

/** What it costs is frozen: nothing that is proven from now on moves it (R8). */
function isOver({ session }: SettleFacts): boolean {
  return session.settlement !== null || session.state === 'closed' || session.state === 'failed';
}

function endsSession(change: Change): boolean {
  return change.change === 'session-changed' && change.session.settlement !== null;
}

/** An entry that changes nothing else still moves the session's count of what is stored. */
function noteStored(facts: SettleFacts, entry: JournalEntry, nowMs: number): readonly Change[] {
  if (!isNews(facts.session, 'record-stored')) return [];
  return advance(facts.session, { journalUpTo: facts.journalUpTo }, 'record-stored', nowMs, { ev: entry.ev, n: entry.n }).changes;
}

/** Use beyond what was billed, proven after the books were closed: dated and counted as an incident, never billed (R15). */
function noteLateProof({ session, device }: SettleFacts, entry: JournalEntry, auditId: string, atMs: number): readonly Change[] {
  const billed = session.settlement?.usage ?? session.usage;
  const unsoldMs = entry.use.useMs - billed.useMs;
  if (unsoldMs <= 0 && entry.use.distanceM <= billed.distanceM) return [];
  const provenAtMs = deviceTimeMs(device, entry, { fromMs: session.createdAtMs, untilMs: atMs });
  return [
    {
      change: 'audited',
      row: {
        auditId,
        tenantId: session.tenantId,
        atMs,
        actor: { kind: 'device', id: device.deviceId },
        what: LATE_PROOF,
        subjectId: session.sessionId,
        facts: {
          ev: entry.ev,
          n: entry.n,
          provenAtMs,
          useMs: entry.use.useMs,
          billedMs: billed.useMs,
          distanceM: entry.use.distanceM,
        },
      },
    },
  ];
}
