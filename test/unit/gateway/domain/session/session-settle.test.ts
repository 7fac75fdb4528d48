// What a session costs at each of its ends, how it is rounded, when it ended, and what is closed with it.
import { describe, expect, test } from 'vitest';
import type { JournalEntryOf } from '#protocol';
import type { OrderRecord } from '../../../../../gateway/domain/company/order.ts';
import { SESSION_LIMITS } from '../../../../../gateway/domain/gateway-limits.ts';
import type { SessionRecord } from '../../../../../gateway/domain/session/session.ts';
import { confirmStop, type SettleFacts, settleFromJournal } from '../../../../../gateway/domain/session/session-settle.ts';
import {
  settleSilent,
  settleUnproven,
  type UnprovenSettleFacts,
} from '../../../../../gateway/domain/session/session-unproven.ts';
import { commandOutcome, commandRecord, holdRecord, PERSON, POD, START_MS, stopCommand } from '../../../../support/records.ts';
import {
  changesIn,
  compose,
  ended,
  eventIn,
  factsOf,
  GIVEN,
  NOW_MS,
  profileOf,
  reading,
  sessionAfter,
  settleIds,
  standingOf,
  started,
  stored,
  withEntry,
} from './session-facts.ts';

type Trigger = JournalEntryOf<'ended'>['trigger'];
const receiptOf = (decision: Parameters<typeof changesIn>[0]) => {
  const [issued] = changesIn(decision, 'receipt-issued');
  return JSON.parse(issued?.receipt.json ?? '{}');
};
const order = (state: OrderRecord['state'], orderId = 'ord_1'): OrderRecord => ({
  orderId,
  sessionId: 'ses_1',
  payerId: PERSON,
  lines: [{ itemId: 'itm_tea', quantity: 1 }],
  state,
  amountMinor: 1_200n,
  commandId: `cmd_${orderId}`,
  atMs: START_MS,
});

describe('an end record', () => {
  // 90.5 s of use at 100 a minute on a base of 300: two started minutes, or 150.83 pro rata, rounded down.
  test.each<[Trigger, string, 'started' | 'exact', bigint]>([
    ['stop_command', 'stopped', 'started', 500n],
    ['person_left', 'left', 'started', 500n],
    ['parked', 'left', 'started', 500n],
    ['local_stop', 'stopped-at-object', 'started', 500n],
    ['limit_reached', 'limit-reached', 'started', 500n],
    ['lease_lapsed', 'lease-lapsed', 'exact', 450n],
    ['power_loss', 'power-loss', 'exact', 450n],
    ['verdict', 'lease-lapsed', 'exact', 450n],
  ])('by %s is billed as %s, %s', (trigger, reason, rounding, finalMinor) => {
    const entry = ended(3, { trigger, use: { useMs: 90_500, distanceM: 0 } });
    const decision = confirmStop(withEntry(factsOf(GIVEN.active), entry), entry, settleIds, NOW_MS);
    expect(sessionAfter(decision)?.end).toEqual({ reason, atMs: START_MS + 95_000, finalMinor });
    expect(receiptOf(decision)).toMatchObject({ endReason: reason, rounding, totalMinor: Number(finalMinor) });
    const [capture] = changesIn(decision, 'transfer-posted');
    expect(capture?.transfer).toMatchObject({ kind: 'capture', opKey: 'ses_1:hld_1:capture', transferId: 'trf_end' });
    expect(capture?.transfer.postings.reduce((sum, { deltaMinor }) => sum + deltaMinor, 0n)).toBe(0n);
    expect(changesIn(decision, 'hold-changed').map(({ hold }) => hold)).toEqual([
      holdRecord({ state: 'captured', version: 2, capturedMinor: finalMinor }),
    ]);
  });

  test.each([
    ['the person', 'person', 'stopped'],
    ['the gateway', 'gateway', 'left'],
  ] as const)('by leaving after %s asked to stop is billed as what it was', (_what, by, reason) => {
    const stopRequest = { by, atMs: START_MS + 90_000, useAtTap: { useMs: 89_000, distanceM: 0 } };
    const entry = ended(3, { trigger: 'person_left' });
    const session = { ...GIVEN.stopping, stopRequest };
    const decision = confirmStop(withEntry(factsOf(session), entry), entry, settleIds, NOW_MS);
    expect(sessionAfter(decision)?.end?.reason).toBe(reason);
  });

  test.each([
    ['in the future', 900_000, NOW_MS],
    ['before the start', 1_000, START_MS + 1_000],
    ['in between', 150_000, START_MS + 50_000],
  ])('dated %s ends at a moment of the session', (_what, endUpMs, atMs) => {
    const entry = ended(3, { endUpMs });
    const decision = confirmStop(withEntry(factsOf(GIVEN.active), entry), entry, settleIds, NOW_MS);
    expect(sessionAfter(decision)?.end?.atMs).toBe(atMs);
  });

  test('of another boot is dated by when it came', () => {
    const entry = ended(3, { boot: '6-00112233445566aa', endUpMs: 150_000 });
    const decision = confirmStop(withEntry(factsOf(GIVEN.active), entry), entry, settleIds, NOW_MS);
    expect(sessionAfter(decision)?.end?.atMs).toBe(NOW_MS);
  });

  test('of a session that never started releases the whole hold', () => {
    const entry = ended(0, { use: { useMs: 50_000, distanceM: 0 } });
    const decision = confirmStop(withEntry(factsOf(GIVEN.starting), entry), entry, settleIds, NOW_MS);
    expect(changesIn(decision, 'hold-changed').map(({ hold }) => hold)).toEqual([holdRecord({ state: 'voided', version: 2 })]);
    expect(changesIn(decision, 'transfer-posted')[0]?.transfer).toMatchObject({ kind: 'void', opKey: 'ses_1:hld_1:void' });
    expect(receiptOf(decision)).toMatchObject({ totalMinor: 0, usage: { useMs: 0, distanceM: 0 }, startedAt: null });
  });

  test('never costs more than the hold', () => {
    const hour = { useMs: 8 * 3_600_000, distanceM: 0 };
    const session = { ...GIVEN.active, usage: hour, tariff: GIVEN.active.tariff };
    const entry = ended(3, { use: hour });
    const decision = confirmStop(withEntry(factsOf(session), entry), entry, settleIds, NOW_MS);
    expect(sessionAfter(decision)?.end?.finalMinor).toBe(5_900n);
  });

  test('bills printed orders, refuses the open ones, and carries only the tickets of those billed', () => {
    const ticketOf = (n: number, orderId: string) =>
      stored({
        ...reading(n),
        trigger: 'ticket_printed',
        ticket: { order: orderId, lines: [{ item: 'itm_tea', name: 'Tea', qty: 1 }] },
      });
    const entry = ended(5, { use: { useMs: 60_000, distanceM: 0 } });
    const facts = factsOf(GIVEN.active, {
      orders: [order('printed'), order('sent', 'ord_2'), order('refused', 'ord_3')],
      journal: [stored(started()), ticketOf(3, 'ord_1'), ticketOf(4, 'ord_3'), stored(entry)],
      journalUpTo: 5,
    });
    const decision = confirmStop(facts, entry, settleIds, NOW_MS);
    expect(sessionAfter(decision)?.end?.finalMinor).toBe(300n + 100n + 1_200n);
    expect(changesIn(decision, 'order-decided')).toEqual([{ change: 'order-decided', orderId: 'ord_2', state: 'refused' }]);
    expect(receiptOf(decision).proof.deviceTickets).toEqual(['signed.updated.3']);
  });

  test('leaves no command waiting and no deadline due', () => {
    const entry = ended(3);
    const waiting = [commandRecord(), stopCommand(), commandRecord({ commandId: 'cmd_2', state: 'queued', composed: null })];
    const decision = confirmStop(withEntry(factsOf(GIVEN.stopping, { commands: waiting }), entry), entry, settleIds, NOW_MS);
    expect(changesIn(decision, 'command-resolved').map(({ commandId, outcome }) => [commandId, outcome.status])).toEqual([
      ['cmd_1', 'overtaken'],
      ['cmd_stop', 'overtaken'],
      ['cmd_2', 'overtaken'],
    ]);
    // What is set is the news for whoever listens, never another look at the session.
    const set = changesIn(decision, 'deadline-set').map(({ deadline }) => deadline.kind);
    expect(set.filter((kind) => kind !== 'deliver-event')).toEqual([]);
    const cleared = new Set(changesIn(decision, 'deadline-cleared').map(({ kind }) => kind));
    expect([...cleared].sort()).toEqual([
      ...['authorize-unknown', 'chase-command', 'hold-expiring', 'renew-lease', 'review-overdue'],
      ...['session-overdue', 'settle-incomplete', 'start-unseen', 'stop-unproven', 'warn-ahead'],
    ]);
  });
});

describe('a gap before the end', () => {
  const entry = ended(4, { use: { useMs: 90_500, distanceM: 0 } });

  test('is given a minute', () => {
    const decision = confirmStop(withEntry(factsOf(GIVEN.active), entry, 2), entry, settleIds, NOW_MS);
    expect(changesIn(decision, 'deadline-set')).toEqual([
      { change: 'deadline-set', deadline: { kind: 'settle-incomplete', subjectId: 'ses_1', dueAtMs: NOW_MS + 60_000 } },
    ]);
  });

  test('that stays is settled by the end that is stored', () => {
    const decision = settleFromJournal(withEntry(factsOf(GIVEN.settling), entry, 0), settleIds, NOW_MS);
    expect(sessionAfter(decision)?.end).toMatchObject({ reason: 'stopped', finalMinor: 500n });
  });

  test('that hid the start settles for all of the use once the start is there', () => {
    const unstarted = { ...GIVEN.settling, startedAtMs: null, usage: { useMs: 0, distanceM: 0 }, usageAtMs: null };
    const start = started({ upMs: 104_000 });
    const facts = factsOf(unstarted, { journal: [stored(start), stored(entry)], journalUpTo: 4 });
    const decision = settleFromJournal(facts, settleIds, NOW_MS);
    expect(sessionAfter(decision)).toMatchObject({
      startedAtMs: START_MS + 4_000,
      usage: { useMs: 90_500 },
      end: { finalMinor: 500n },
    });
  });

  test('that still hides the start bills nothing (M7)', () => {
    const unstarted = { ...GIVEN.settling, startedAtMs: null };
    const decision = settleFromJournal(factsOf(unstarted, { journal: [stored(entry)] }), settleIds, NOW_MS);
    expect(sessionAfter(decision)?.end).toMatchObject({ reason: 'start-unseen', finalMinor: 0n });
  });
});

const QUIET_MS = SESSION_LIMITS.stopUnprovenAfterMs;
const bike = { profile: profileOf('bike') };
const room = { profile: profileOf('hotel-room') };
const unprovenIds = { commandId: 'cmd_new', settle: settleIds };
const at = (nowMs: number) => ({ ...compose, nowMs });

function unproven(session: SessionRecord, overrides: Partial<UnprovenSettleFacts> = {}): UnprovenSettleFacts {
  return { ...factsOf(session, overrides as Partial<SettleFacts>), standing: overrides.standing ?? standingOf() };
}

describe('a stop without evidence', () => {
  const later = NOW_MS + QUIET_MS;
  const tapMs = START_MS + 90_000;
  const longestMs = START_MS + 86_400_000;
  const usedFor = (useMs: number): SessionRecord => ({ ...GIVEN.stopping, usage: { useMs, distanceM: 0 } });
  const usedOn = usedFor(500_000);
  /** 411 s more than at the tap. */
  const lastUseMs = tapMs + 411_000;

  test.each([
    ['no sign of use since the tap: ends at the tap', GIVEN.stopping, {}, 89_000, tapMs, 500n],
    // The bill never ends before what it counts: 500 s from the proven start on.
    ['a device that ends by itself: with what it proved since', usedOn, room, 500_000, START_MS + 501_000, 1_200n],
  ])('%s', (_what, session, overrides, useMs, atMs, finalMinor) => {
    const decision = settleUnproven(unproven(session, overrides), unprovenIds, at(later));
    expect(sessionAfter(decision)).toMatchObject({
      state: 'closed',
      usage: { useMs },
      end: { reason: 'stop-unproven', atMs, finalMinor },
    });
    // Only a word stands for it: it is counted, with the version that was read (R10, R16).
    expect(changesIn(decision, 'person-counted')).toEqual([{ change: 'person-counted', personId: PERSON, fromVersion: 3 }]);
  });

  test('signs of use since the tap: waits on, and ten quiet minutes begin with the last of them', () => {
    const decision = settleUnproven(unproven(usedOn, bike), unprovenIds, at(later));
    expect(sessionAfter(decision)).toMatchObject({ state: 'stopping', stopRequest: usedOn.stopRequest });
    expect(eventIn(decision)).toBe('still-in-use');
    expect(changesIn(decision, 'deadline-set').map(({ deadline }) => deadline)).toEqual([
      { kind: 'stop-unproven', subjectId: 'ses_1', dueAtMs: lastUseMs + QUIET_MS },
    ]);
    const quiet = settleUnproven(unproven(usedOn, bike), unprovenIds, at(lastUseMs + QUIET_MS));
    expect(sessionAfter(quiet)?.end).toMatchObject({ reason: 'stop-unproven', finalMinor: 1_200n });
  });

  test('signs of use past the longest session: ends all the same, at its most, and is not counted', () => {
    const riding = usedFor(86_399_000);
    const before = settleUnproven(unproven(riding, bike), unprovenIds, at(longestMs - 1));
    expect(sessionAfter(before)?.state).toBe('stopping');
    const decision = settleUnproven(unproven(riding, bike), unprovenIds, at(longestMs));
    expect(sessionAfter(decision)).toMatchObject({ state: 'closed', end: { reason: 'limit-reached', finalMinor: 5_900n } });
    expect(changesIn(decision, 'person-counted')).toEqual([]);
  });

  test('asked by the gateway: only what is proven, exactly', () => {
    const tap = { by: 'gateway', atMs: tapMs, useAtTap: { useMs: 89_000, distanceM: 0 } } as const;
    const session = { ...usedFor(30_000), stopRequest: tap };
    const decision = settleUnproven(unproven(session), unprovenIds, at(later));
    expect(sessionAfter(decision)?.end?.finalMinor).toBe(350n);
    expect(receiptOf(decision).rounding).toBe('exact');
  });

  test('of a person who was believed as often as one is: a person decides, and no money moves (R16)', () => {
    const { waiversPerObject } = SESSION_LIMITS;
    const standing = standingOf({ waivers: { total: waiversPerObject, byObject: { [POD]: waiversPerObject } } });
    const decision = settleUnproven(unproven(GIVEN.stopping, { standing }), unprovenIds, at(later));
    expect(sessionAfter(decision)).toMatchObject({ state: 'review', review: { reason: 'stop-unproven' }, settlement: null });
    expect(changesIn(decision, 'hold-changed')).toEqual([]);
    expect(changesIn(decision, 'transfer-posted')).toEqual([]);
    expect(changesIn(decision, 'person-counted')).toEqual([]);
    expect(changesIn(decision, 'deadline-cleared').map(({ kind }) => kind)).toContain('stop-unproven');
    expect(changesIn(decision, 'deadline-set').map(({ deadline }) => deadline)).toEqual([
      { kind: 'review-overdue', subjectId: 'ses_1', dueAtMs: later + SESSION_LIMITS.reviewForMs },
    ]);
  });

  test('of a start that nobody saw, taken by the device: it is asked once more, and what it said is looked at soon (R15)', () => {
    const outcome = commandOutcome({ status: 'succeeded', code: 'OK', ran: true });
    const commands = [stopCommand({ state: 'resolved', outcome })];
    const decision = settleUnproven(unproven(GIVEN['stopping, never proven'], { commands }), unprovenIds, compose);
    expect(changesIn(decision, 'command-added').map(({ command }) => [command.commandId, command.intent])).toEqual([
      ['cmd_new', { act: 'stop', arg: { reason: 'start_unseen' } }],
    ]);
    expect(changesIn(decision, 'deadline-set').map(({ deadline }) => deadline)).toContainEqual({
      kind: 'stop-unproven',
      subjectId: 'ses_1',
      dueAtMs: NOW_MS + SESSION_LIMITS.stopRepeatMs,
    });
    expect(changesIn(decision, 'transfer-posted')).toEqual([]);
  });
});

describe('silence past the lease', () => {
  const drained = START_MS + 90_000 + SESSION_LIMITS.leaseDrainMs;

  test('of what ends by itself bills what was proven, exactly, ends with the lease, and is counted', () => {
    const decision = settleSilent(unproven(GIVEN.active, room), unprovenIds, at(drained));
    expect(sessionAfter(decision)?.end).toEqual({ reason: 'stop-unproven', atMs: START_MS + 90_000, finalMinor: 400n });
    expect(receiptOf(decision).rounding).toBe('exact');
    expect(changesIn(decision, 'person-counted')).toHaveLength(1);
  });

  test.each([
    ['of what ends by itself, before it has ended', room, drained - 1, drained],
    ['of what a person ends, however long', bike, drained, drained + SESSION_LIMITS.silentLookMs],
  ])('%s, concludes nothing (R5)', (_what, overrides, nowMs, dueAtMs) => {
    const decision = settleSilent(unproven(GIVEN.active, overrides), unprovenIds, at(nowMs));
    expect(decision.changes).toEqual([
      { change: 'deadline-set', deadline: { kind: 'renew-lease', subjectId: 'ses_1', dueAtMs } },
    ]);
  });
});
