// Metering: how much of what a device says of use is believed, and what stands between two readings (R14).
import { describe, expect, test } from 'vitest';
import type { Usage } from '#protocol';
import { acceptUsage, printedLines, usageAt, wantedLines } from '../../../../../gateway/domain/session/metering.ts';
import type { SessionRecord } from '../../../../../gateway/domain/session/session.ts';
import { commandRecord, composedCommand, START_MS } from '../../../../support/records.ts';
import { deviceRecord, GIVEN, NOW_MS, profileOf, reading } from './session-facts.ts';

const bike = profileOf('bike');
const fresh = { ...GIVEN.active, usage: { useMs: 0, distanceM: 0 } };
const settling = { ...GIVEN.settling, usage: { useMs: 0, distanceM: 0 } };
/** 99 s since the start record; two seconds and 5 per mille more are tolerated. */
const LIVE_MS = 99_000 + 2_000 + 495;
/** 90 s from the start command to the end of the lease. */
const LEASED_MS = 90_000 + 2_000 + 450;

const accept = (session: SessionRecord, use: Usage, off = false, nowMs = NOW_MS) =>
  acceptUsage({ session, device: deviceRecord(), commands: [], profile: bike }, reading(3, { use, off }), nowMs);

describe('a reading', () => {
  test.each([
    ['as the clock says', fresh, 99_000, false, 99_000],
    ['a little fast', fresh, LIVE_MS, false, LIVE_MS],
    ['faster than the clock', fresh, LIVE_MS + 1, false, LIVE_MS],
    ['an hour in a minute', fresh, 3_600_000, false, LIVE_MS],
    ['recorded unseen, within its lease', fresh, LEASED_MS, true, LEASED_MS],
    ['recorded unseen, past its lease', fresh, 3_600_000, true, LEASED_MS],
    ['of a session whose start is not proven', { ...GIVEN.starting }, 3_600_000, false, LEASED_MS],
    ['the rest of a gap', settling, 3_600_000, false, LEASED_MS],
  ])('%s is believed up to what can be', (_what, session, useMs, off, believedMs) => {
    const { usage, clamped } = accept(session, { useMs, distanceM: 0 }, off);
    expect(usage.useMs).toBe(believedMs);
    expect(clamped).toBe(believedMs < useMs);
  });

  test('recorded unseen never counts more than there was time', () => {
    const longLease = { ...fresh, lease: { endsAtMs: START_MS + 3_600_000, leaseUpMs: 0 } };
    expect(accept(longLease, { useMs: 3_600_000, distanceM: 0 }, true).usage.useMs).toBe(100_000 + 2_000 + 500);
  });

  test('recorded unseen is not sold by a renewal that was signed after it', () => {
    const renewal = (createdAtMs: number) =>
      commandRecord({
        intent: { act: 'renew', arg: { leaseUp: 4_000_000 } },
        composed: composedCommand({ expUpMs: 220_000, expiresAtMs: START_MS + 120_000 }),
        createdAtMs,
      });
    // Written at an uptime of 200 s, which is START + 100 s.
    const believed = (createdAtMs: number): number => {
      const facts = { session: fresh, device: deviceRecord(), commands: [renewal(createdAtMs)], profile: bike };
      const entry = reading(3, { use: { useMs: 3_600_000, distanceM: 0 }, off: true, upMs: 200_000 });
      return acceptUsage(facts, entry, NOW_MS + 600_000).usage.useMs;
    };
    expect(believed(START_MS + 100_001)).toBe(LEASED_MS);
    expect(believed(START_MS + 100_000)).toBeGreaterThan(LEASED_MS);
  });

  test('goes no further than the fastest wheels', () => {
    expect(accept(fresh, { useMs: 10_000, distanceM: 140 })).toEqual({
      usage: { useMs: 10_000, distanceM: 140 },
      clamped: false,
    });
    expect(accept(fresh, { useMs: 10_000, distanceM: 141 })).toEqual({ usage: { useMs: 10_000, distanceM: 140 }, clamped: true });
  });

  test('of distance is nothing to a kind that has none', () => {
    const entry = reading(3, { use: { useMs: 10_000, distanceM: 9 } });
    const accepted = acceptUsage(
      { session: fresh, device: deviceRecord(), commands: [], profile: profileOf('sleep-pod') },
      entry,
      NOW_MS,
    );
    expect(accepted.usage.distanceM).toBe(0);
  });

  test.each([
    ['asked for at the tap and begun after it', { useMs: 89_000 }, { useMs: 80_000, pausedMs: 10_000 }, 9_000],
    ['begun after use that went on past the tap', { useMs: 89_000 }, { useMs: 90_000, pausedMs: 8_000 }, 0],
    ['proven at the tap, and still going on', { useMs: 60_000, pausedMs: 29_000 }, { useMs: 60_000, pausedMs: 39_000 }, 29_000],
    ['over before the tap', { useMs: 60_000, pausedMs: 20_000 }, { useMs: 70_000, pausedMs: 20_000 }, 20_000],
    ['begun before the tap and told after it', { useMs: 89_000 }, { useMs: 30_000, pausedMs: 59_000 }, 59_000],
  ])('of a pause %s counts up to the tap (FP-27)', (_what, tapped, said, pausedMs) => {
    const useAtTap = { distanceM: 0, ...tapped };
    const session = { ...fresh, state: 'stopping', stopRequest: { by: 'person', atMs: START_MS + 90_000, useAtTap } } as const;
    expect(accept(session, { distanceM: 0, ...said }).usage.pausedMs ?? 0).toBe(pausedMs);
    expect(accept(fresh, { distanceM: 0, ...said }).usage.pausedMs).toBe(said.pausedMs);
  });

  test('with lower registers is no news', () => {
    const session = { ...fresh, usage: { useMs: 60_000, distanceM: 300 } };
    expect(accept(session, { useMs: 5_000, distanceM: 5 })).toEqual({ usage: { useMs: 60_000, distanceM: 300 }, clamped: false });
  });
});

describe('use between readings', () => {
  test('goes on with the clock, distance does not', () => {
    const session = { ...GIVEN.active, usage: { useMs: 60_000, distanceM: 300 } };
    expect(usageAt(session, NOW_MS)).toEqual({ useMs: 99_000, distanceM: 300 });
    expect(usageAt(session, START_MS)).toEqual({ useMs: 60_000, distanceM: 300 });
  });

  test('stands before the start is proven', () => {
    expect(usageAt(GIVEN.starting, NOW_MS)).toEqual({ useMs: 0, distanceM: 0 });
  });
});

test('the bill counts printed lines, a further order all that are not refused', () => {
  const orderOf = (state: 'sent' | 'printed' | 'refused') => ({
    orderId: `ord_${state}`,
    sessionId: 'ses_1',
    payerId: 'person-1',
    lines: [{ itemId: state, quantity: 1 }],
    state,
    amountMinor: 1n,
    commandId: 'cmd',
    atMs: START_MS,
  });
  const orders = [orderOf('sent'), orderOf('printed'), orderOf('refused')];
  expect(printedLines(orders).map(({ itemId }) => itemId)).toEqual(['printed']);
  expect(wantedLines(orders).map(({ itemId }) => itemId)).toEqual(['sent', 'printed']);
});
