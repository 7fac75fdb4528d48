// Acknowledge journal: a device's record is stored with what it changes in one commit, and only then acked.
import { type DeviceAddress, hashOfMessage, type JournalEntry, LIMITS, ok, type Result, refused } from '#protocol';
import type { Change } from '../domain/changes.ts';
import { type Decision, decide, NOTHING } from '../domain/decision.ts';
import { type DeviceRecord, uptimeNowMs } from '../domain/device.ts';
import type { JournalRecord } from '../domain/journal.ts';
import type { Rejection } from '../domain/rejections.ts';
import { advance } from '../domain/session-change.ts';
import { type SettleFacts, settleFromJournal } from '../domain/session-settle.ts';
import { confirmStartByRecord } from '../journey/4-confirm-start.ts';
import { meterByRecord } from '../journey/5-meter-usage.ts';
import { captureByRecord } from '../journey/7-capture-payment.ts';
import { type StepContext, settleFactsOf, settleIds } from '../journey/step-context.ts';

export type AcknowledgeJournal = (address: DeviceAddress, entry: JournalEntry, jws: string) => Promise<void>;

type Arrival = { readonly address: DeviceAddress; readonly entry: JournalEntry; readonly jws: string };
type Facts = { readonly repeat: 'same' | 'other' | null; readonly settle: SettleFacts };

const MOST_MISSING = 64;

/** Highest `n` below which nothing is missing; -1 when the first is. */
function contiguousUpTo(numbers: ReadonlySet<number>): number {
  let upTo = -1;
  while (numbers.has(upTo + 1)) upTo += 1;
  return upTo;
}

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
  return captureByRecord(facts, entry, settleIds(context), nowMs);
}

/** The entry's own step; and when a gap before a stored end has just closed, the settlement that waited for it. */
function decideEntry(context: StepContext, facts: SettleFacts, entry: JournalEntry, nowMs: number): Decision {
  const isWaitingForThis = facts.session.state === 'settling' && entry.ev !== 'ended';
  if (isWaitingForThis && facts.journal.some((record) => record.entry.ev === 'ended' && record.entry.n <= facts.journalUpTo)) {
    return settleFromJournal(withTicketPrinted(facts, entry), settleIds(context), nowMs);
  }
  return decideByEvent(context, facts, entry, nowMs);
}

function withTicketPrinted(facts: SettleFacts, entry: JournalEntry): SettleFacts {
  const orderId = entry.ev === 'updated' ? entry.ticket?.order : undefined;
  const orders = facts.orders.map((order) => (order.orderId === orderId ? { ...order, state: 'printed' as const } : order));
  return { ...facts, orders };
}

/** Orders whose ticket is proven only now, by the entry that also settles. */
function lateTickets(facts: SettleFacts, entry: JournalEntry, decided: readonly Change[]): Change[] {
  const orderId = entry.ev === 'updated' ? entry.ticket?.order : undefined;
  const order = facts.orders.find((each) => each.orderId === orderId && each.state === 'sent');
  const isDecided = decided.some((change) => change.change === 'order-decided' && change.orderId === orderId);
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
    const journalUpTo = contiguousUpTo(new Set(journal.map((each) => each.entry.n)));
    return ok({ repeat, settle: { ...(await settleFactsOf(context, dossier)), journal, journalUpTo } });
  }

  function decideArrival(arrival: Arrival, facts: Facts): Result<Decision<SettleFacts>, Rejection> {
    const { settle, repeat } = facts;
    if (repeat === 'other') return refused({ code: 'request.malformed', at: 'n', problem: 'another entry has this number' });
    const nowMs = context.clock.nowMs();
    if (!isUptimeBelievable(settle.device, arrival.entry, nowMs)) {
      return refused({ code: 'request.malformed', at: 'upMs', problem: 'uptime runs ahead' });
    }
    if (repeat === 'same') return ok({ ...NOTHING, value: settle });
    const stored: Change = { change: 'journal-stored', record: toRecord(arrival, nowMs) };
    const step = decideEntry(context, settle, arrival.entry, nowMs);
    const tickets = lateTickets(settle, arrival.entry, step.changes);
    const news = step.changes.length > 0 || settle.session.state === 'closed' ? [] : noteStored(settle, arrival.entry, nowMs);
    return ok({ ...decide([stored, ...tickets, ...step.changes, ...news]), value: settle });
  }

  async function acknowledge({ address, entry }: Arrival, facts: SettleFacts): Promise<void> {
    const { boot } = facts.device;
    if (!boot) return;
    const numbers = new Set(facts.journal.map((record) => record.entry.n));
    const highest = Math.max(-1, ...numbers);
    const missing: number[] = [];
    for (let n = facts.journalUpTo + 1; n < highest && missing.length < MOST_MISSING; n += 1)
      if (!numbers.has(n)) missing.push(n);
    await context.link.sendAck(address, { boot: boot.boot, ses: entry.ses, upTo: facts.journalUpTo, missing, verdict: 'stored' });
  }

  return async (address, entry, jws) => {
    const arrival = { address, entry, jws };
    const outcome = await context.runner.run<Facts, SettleFacts>({
      load: () => load(arrival),
      decide: (facts) => decideArrival(arrival, facts),
    });
    if (outcome.ok) {
      context.metrics.count('journal_entries_stored');
      await acknowledge(arrival, outcome.value);
      return;
    }
    const reason = outcome.error.code === 'session.unknown' ? 'journal-of-unknown-session' : 'journal-entry-refused';
    context.metrics.count('device_messages_quarantined', reason);
    await context.store.commit([
      { change: 'quarantined', deviceId: address.device, reason, payload: jws, atMs: context.clock.nowMs() },
    ]);
  };
}

function toRecord({ address, entry, jws }: Arrival, receivedAtMs: number): JournalRecord {
  return { deviceId: address.device, entry, jwsHash: hashOfMessage(jws), jws, receivedAtMs };
}

/** An entry that changes nothing else still moves the session's count of what is stored. */
function noteStored(facts: SettleFacts, entry: JournalEntry, nowMs: number): readonly Change[] {
  return advance(facts.session, { journalUpTo: facts.journalUpTo }, 'record-stored', nowMs, { ev: entry.ev, n: entry.n }).changes;
}
