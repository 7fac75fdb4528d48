// Start, readings and renewals of a session: what they set, what they cost, and what is waited for afterwards.
import { describe, expect, test } from 'vitest';
import type { CommandRecord } from '../../../../../gateway/domain/device/command.ts';
import { SESSION_LIMITS } from '../../../../../gateway/domain/gateway-limits.ts';
import type { SessionRecord } from '../../../../../gateway/domain/session/session.ts';
import {
  confirmRenewal,
  confirmStart,
  meterUse,
  type RenewFacts,
  renewLease,
} from '../../../../../gateway/domain/session/session-use.ts';
import { commandOutcome, commandRecord, composedCommand, START_MS, stopCommand } from '../../../../support/records.ts';
import {
  changesIn,
  compose,
  deviceRecord,
  eventIn,
  factsOf,
  GIVEN,
  NOW_MS,
  reading,
  sessionAfter,
  started,
  withEntry,
} from './session-facts.ts';

describe('a start record', () => {
  const open = { commands: [commandRecord()] };

  test('proves the start, settles its command and sets what comes next', () => {
    const decision = confirmStart(withEntry(factsOf(GIVEN.starting, open), started()), started(), NOW_MS);
    expect(sessionAfter(decision)).toMatchObject({ state: 'active', startedAtMs: NOW_MS, usageAtMs: NOW_MS, costMinor: 300n });
    expect(changesIn(decision, 'command-resolved')[0]).toMatchObject({ commandId: 'cmd_1', outcome: { status: 'succeeded' } });
    const set = changesIn(decision, 'deadline-set').map(({ deadline }) => [deadline.kind, deadline.dueAtMs]);
    expect(Object.fromEntries(set)).toEqual({
      'session-overdue': START_MS + 43_200_000,
      // The first lease is over already by this clock: it is looked at at once, though not in the same moment.
      'renew-lease': NOW_MS + 1_000,
    });
    expect(changesIn(decision, 'deadline-cleared').map(({ kind }) => kind)).toContain('start-unseen');
  });

  test.each([
    ['the bolt alone', ['bolt_open']],
    ['the door without the bolt', ['door_opened', 'occupied']],
    ['nothing', []],
  ])('with %s starts nothing (FP-11)', (_what, evidence) => {
    const entry = started({ evidence });
    const decision = confirmStart(withEntry(factsOf(GIVEN.starting, open), entry), entry, NOW_MS);
    expect(sessionAfter(decision)).toMatchObject({ state: 'starting', startedAtMs: null, journalUpTo: 0 });
    expect(eventIn(decision)).toBe('start-evidence-short');
    expect(changesIn(decision, 'command-resolved')).toEqual([]);
  });

  test('written without a connection is dated by the device, after the start command and not in the future', () => {
    for (const [upMs, startedAtMs] of [
      [104_000, START_MS + 4_000],
      [50_000, START_MS],
      [900_000, NOW_MS],
    ] as const) {
      const entry = started({ off: true, upMs });
      const decision = confirmStart(withEntry(factsOf(GIVEN.starting, open), entry), entry, NOW_MS);
      expect(sessionAfter(decision)?.startedAtMs).toBe(startedAtMs);
    }
  });

  test('after Stop proves the use and renews nothing', () => {
    const decision = confirmStart(withEntry(factsOf(GIVEN['stopping, never proven'], open), started()), started(), NOW_MS);
    expect(sessionAfter(decision)).toMatchObject({ state: 'stopping', startedAtMs: NOW_MS });
    expect(changesIn(decision, 'deadline-set').map(({ deadline }) => deadline.kind)).toEqual(['session-overdue']);
  });
});

describe('a reading', () => {
  test('raises use and cost', () => {
    const entry = reading(3, { use: { useMs: 95_000, distanceM: 0 } });
    const decision = meterUse(withEntry(factsOf(GIVEN.active), entry), entry, NOW_MS);
    expect(sessionAfter(decision)).toMatchObject({
      usage: { useMs: 95_000 },
      costMinor: 500n,
      usageAtMs: NOW_MS,
      journalUpTo: 3,
    });
  });

  const refusedStop = stopCommand({
    state: 'resolved',
    outcome: commandOutcome({ status: 'rejected', code: 'SAFETY', ran: false, detail: 'moving' }),
  });
  test.each([
    ['while Stop waits for the hand: it is asked again now, and nothing is advised any more', 'stopping', true],
    ['while it is used: it is a pause', 'active', false],
  ] as const)('that begins a pause %s (FP-27)', (_what, given, isStop) => {
    const entry = { ...reading(3, { use: { useMs: 89_000, distanceM: 0, pausedMs: 6_000 } }), trigger: 'paused' as const };
    const session = { ...GIVEN[given], stopAdvice: isStop ? 'moving' : null };
    const decision = meterUse(withEntry(factsOf(session, { commands: [commandRecord(), refusedStop] }), entry), entry, NOW_MS);
    expect(eventIn(decision)).toBe('use-paused');
    expect(sessionAfter(decision)).toMatchObject({ state: isStop ? 'stopping' : 'suspended', stopAdvice: null });
    expect(sessionAfter(decision)?.usage.pausedMs ?? 0).toBe(isStop ? 0 : 6_000);
    const due = { kind: 'chase-command', subjectId: refusedStop.commandId, dueAtMs: NOW_MS };
    expect(changesIn(decision, 'deadline-set').map(({ deadline }) => deadline)).toEqual(isStop ? [due] : []);
  });

  test('before the start is proven costs nothing', () => {
    const entry = reading(1, { use: { useMs: 30_000, distanceM: 0 } });
    const decision = meterUse(withEntry(factsOf(GIVEN.starting), entry, -1), entry, NOW_MS);
    expect(sessionAfter(decision)).toMatchObject({ costMinor: 0n, journalUpTo: -1 });
  });

  const sent = {
    orderId: 'ord_1',
    sessionId: 'ses_1',
    payerId: 'person-1',
    lines: [{ itemId: 'itm_tea', quantity: 2 }],
    state: 'sent',
    amountMinor: 2_400n,
    commandId: 'cmd_o',
    atMs: START_MS,
  } as const;
  const ticket = (orderId: string, qty = 2) => ({
    ...reading(3, { use: { useMs: 60_000, distanceM: 0 } }),
    trigger: 'ticket_printed' as const,
    ticket: { order: orderId, lines: [{ item: 'itm_tea', name: 'Tea', qty }] },
  });

  test('with a ticket puts its order on the bill', () => {
    const entry = ticket('ord_1');
    const decision = meterUse(withEntry(factsOf(GIVEN.active, { orders: [sent] }), entry), entry, NOW_MS);
    expect(changesIn(decision, 'order-decided')).toEqual([{ change: 'order-decided', orderId: 'ord_1', state: 'printed' }]);
    expect(sessionAfter(decision)?.costMinor).toBe(300n + 100n + 2_400n);
  });

  test.each([
    ['of an unknown order', 'ord_9', sent],
    ['of a refused order', 'ord_1', { ...sent, state: 'refused' as const }],
    ['of an order on the bill already', 'ord_1', { ...sent, state: 'printed' as const }],
  ])('with a ticket %s decides nothing', (_what, orderId, order) => {
    const entry = ticket(orderId);
    const decision = meterUse(withEntry(factsOf(GIVEN.active, { orders: [order] }), entry), entry, NOW_MS);
    expect(changesIn(decision, 'order-decided')).toEqual([]);
  });

  test('with a ticket of other lines than were ordered decides nothing', () => {
    const entry = ticket('ord_1', 3);
    const decision = meterUse(withEntry(factsOf(GIVEN.active, { orders: [sent] }), entry), entry, NOW_MS);
    expect(changesIn(decision, 'order-decided')).toEqual([]);
    expect(sessionAfter(decision)?.costMinor).toBe(400n);
  });
});

describe('a renewal that is due', () => {
  const ids = { commandId: 'cmd_renew', transferId: 'trf_raise', holdId: 'hld_2' };
  const purse = { wallet: 'ledger', availableMinor: 0n } as const;
  const renewFacts = (session: SessionRecord, overrides: Partial<RenewFacts> = {}): RenewFacts => ({
    ...factsOf(session),
    purse,
    ...overrides,
  });
  const there = { ...compose, reachable: true };
  const renew = (overrides: Partial<CommandRecord> = {}): CommandRecord =>
    commandRecord({
      commandId: 'cmd_r1',
      intentKey: 'ses_1:renew:1',
      intent: { act: 'renew', arg: { leaseUp: 800_000 } },
      composed: composedCommand({ expiresAtMs: NOW_MS + 20_000 }),
      ...overrides,
    });
  const dueOf = (decision: Parameters<typeof changesIn>[0], kind: string) =>
    changesIn(decision, 'deadline-set').find(({ deadline }) => deadline.kind === kind)?.deadline.dueAtMs;

  test('is composed, chased and looked at again', () => {
    const decision = renewLease(renewFacts(GIVEN.active), ids, there);
    const [added] = changesIn(decision, 'command-added');
    // Ten minutes, the profile's longest lease: the cap pays for any time.
    expect(added?.command).toMatchObject({
      state: 'composed',
      intentKey: 'ses_1:renew:1',
      intent: { act: 'renew', arg: { leaseUp: 200_000 + 600_000 } },
      composed: { ctr: 8 },
    });
    expect(dueOf(decision, 'chase-command')).toBe(NOW_MS + 2_000);
    expect(dueOf(decision, 'renew-lease')).toBe(NOW_MS + SESSION_LIMITS.renewRetryMs);
  });

  test('waits its turn at a busy device, and is chased there too', () => {
    const decision = renewLease(renewFacts(GIVEN.active, { deviceBusy: true }), ids, there);
    expect(changesIn(decision, 'command-added')[0]?.command).toMatchObject({ state: 'queued', composed: null });
    expect(dueOf(decision, 'chase-command')).toBe(NOW_MS + 2_000);
  });

  test.each([
    ['the device is away', {}, { ...compose, reachable: false }],
    ['one is on its way', { commands: [renew()] }, there],
    ['one waits for its turn', { commands: [renew({ state: 'queued', composed: null })] }, there],
  ])('is put off while %s', (_what, overrides, context) => {
    const decision = renewLease(renewFacts(GIVEN.active, overrides), ids, context);
    expect(changesIn(decision, 'command-added')).toEqual([]);
    expect(dueOf(decision, 'renew-lease')).toBe(NOW_MS + SESSION_LIMITS.renewRetryMs);
  });

  test.each([
    ['of an older boot', { composed: composedCommand({ boot: '6-00112233445566aa', expiresAtMs: NOW_MS + 20_000 }) }],
    ['whose life is over', { composed: composedCommand({ expiresAtMs: NOW_MS }) }],
  ])('gives up one %s and asks anew', (_what, overrides) => {
    const decision = renewLease(renewFacts(GIVEN.active, { commands: [renew(overrides)] }), ids, there);
    expect(changesIn(decision, 'command-resolved')).toMatchObject([{ commandId: 'cmd_r1', outcome: { status: 'unanswered' } }]);
    expect(changesIn(decision, 'command-added')[0]?.command.intentKey).toBe('ses_1:renew:2');
  });

  test('that the hold does not pay is not asked for, and the end is looked for after the last lease', () => {
    const longest = { ...GIVEN.active, createdAtMs: NOW_MS - 43_200_000 };
    const decision = renewLease(renewFacts(longest), ids, there);
    expect(changesIn(decision, 'command-added')).toEqual([]);
    expect(eventIn(decision)).toBe('lease-not-renewed');
    expect(dueOf(decision, 'renew-lease')).toBe(NOW_MS + SESSION_LIMITS.leaseDrainMs);
  });

  test('counts once the device took it', () => {
    const decision = confirmRenewal(
      factsOf(GIVEN.active, { commands: [renew({ state: 'resolved', outcome: commandOutcome() })] }),
      800_000,
      NOW_MS,
    );
    expect(sessionAfter(decision)?.lease).toEqual({ leaseUpMs: 800_000, endsAtMs: START_MS + 700_000 });
    expect(dueOf(decision, 'renew-lease')).toBe(NOW_MS + 300_000);
  });

  test('cannot be counted without a boot to count from', () => {
    expect(confirmRenewal(factsOf(GIVEN.active, { device: deviceRecord({ boot: null }) }), 800_000, NOW_MS).changes).toEqual([]);
  });
});
