// Leases: as long as the hold pays and the profile allows, and believed as far as a lost answer may have carried them.
import { describe, expect, test } from 'vitest';
import { firstLease, furthestLeaseEndMs, nextLease, renewalDueAtMs } from '../../../../../gateway/domain/session/lease.ts';
import type { Tariff } from '../../../../../gateway/domain/tariff/tariff.ts';
import { freezeTariff } from '../../../../../gateway/domain/tariff/tariff.ts';
import { commandOutcome, commandRecord, composedCommand, START_MS, tariff } from '../../../../support/records.ts';
import { deviceRecord, GIVEN, NOW_MS, profileOf } from './session-facts.ts';

const pod = profileOf('sleep-pod');
const device = deviceRecord();

test('the first lease is the profile short one, in the device own uptime', () => {
  expect(firstLease(pod, device, NOW_MS)).toEqual({ leaseUpMs: 200_000 + 90_000, endsAtMs: NOW_MS + 90_000 });
});

describe('the next lease', () => {
  const lease = (overrides: Partial<Tariff>, heldMinor = 6_000n, nowMs = NOW_MS) => {
    const session = { ...GIVEN.active, usageAtMs: nowMs, tariff: freezeTariff('trf_pod', 1, tariff(overrides)) };
    return nextLease({ profile: pod, device, session, billable: [], holds: [], heldMinor }, nowMs);
  };

  test('is the longest of the profile when the cap pays for any time', () => {
    expect(lease({})).toEqual({ leaseUpMs: 200_000 + 600_000, endsAtMs: NOW_MS + 600_000 });
  });

  test('is what the hold still pays, less both clocks and the life of its command (R6)', () => {
    // 60 s used of 300 + 5 x 100: four minutes more are paid, of which 240 x 2 x 5 per mille and 30 s are kept back.
    const paid = lease({ capMinor: null }, 800n);
    expect(paid?.endsAtMs).toBe(NOW_MS + 240_000 - 2_400 - 30_000);
  });

  test.each([
    ['the hold is spent', { capMinor: null }, 400n, NOW_MS],
    ['what is left pays less than the margin', { capMinor: null }, 400n + 0n, NOW_MS],
    ['the longest session is over', {}, 6_000n, START_MS + 43_200_000],
  ])('is none when %s', (_what, overrides, heldMinor, nowMs) => {
    expect(lease(overrides, heldMinor, nowMs)).toBeNull();
  });

  test('counts the time since the last reading as used', () => {
    const session = { ...GIVEN.active, tariff: freezeTariff('trf_pod', 1, tariff({ capMinor: null })) };
    // 39 s since the reading: the fourth of five minutes is nearly over too.
    const late = nextLease({ profile: pod, device, session, billable: [], holds: [], heldMinor: 800n }, NOW_MS);
    expect(late?.endsAtMs).toBe(NOW_MS + 201_000 - 2_010 - 30_000);
  });

  test('leaves the money for what was ordered', () => {
    const session = { ...GIVEN.active, usageAtMs: NOW_MS, tariff: freezeTariff('trf_pod', 1, tariff({ capMinor: null })) };
    const billable = [{ itemId: 'itm_tea', quantity: 1 }];
    expect(nextLease({ profile: pod, device, session, billable, holds: [], heldMinor: 1_600n }, NOW_MS)).toBeNull();
    expect(nextLease({ profile: pod, device, session, billable, holds: [], heldMinor: 2_000n }, NOW_MS)).not.toBeNull();
  });

  test('never outlasts the longest session', () => {
    const nowMs = START_MS + 43_200_000 - 60_000;
    expect(lease({}, 6_000n, nowMs)?.endsAtMs).toBe(START_MS + 43_200_000);
  });

  test('is none without a boot to count from', () => {
    const facts = {
      profile: pod,
      device: deviceRecord({ boot: null }),
      session: GIVEN.active,
      billable: [],
      holds: [],
      heldMinor: 6_000n,
    };
    expect(nextLease(facts, NOW_MS)).toBeNull();
  });
});

describe('the furthest end of a lease', () => {
  const renew = (overrides: Parameters<typeof commandRecord>[0] = {}) =>
    commandRecord({
      intent: { act: 'renew', arg: { leaseUp: 800_000 } },
      composed: composedCommand({ expUpMs: 220_000, expiresAtMs: START_MS + 120_000 }),
      ...overrides,
    });
  const known = START_MS + 90_000;
  const renewed = START_MS + 700_000;

  test.each([
    ['nothing was renewed', [], known],
    ['a renewal is on its way', [renew()], renewed],
    [
      'its answer never came',
      [renew({ state: 'resolved', outcome: commandOutcome({ status: 'unanswered', ran: null }) })],
      renewed,
    ],
    [
      'it was refused',
      [renew({ state: 'resolved', outcome: commandOutcome({ status: 'rejected', code: 'BAD_STATE', ran: false }) })],
      known,
    ],
    ['it still waits for its turn', [renew({ state: 'queued', composed: null })], known],
    ['it is shorter than the known one', [renew({ intent: { act: 'renew', arg: { leaseUp: 150_000 } } })], known],
  ])('when %s', (_what, commands, endsAtMs) => {
    expect(furthestLeaseEndMs(GIVEN.active, commands)).toBe(endsAtMs);
  });

  test('is unknown before there is a lease', () => {
    expect(furthestLeaseEndMs({ lease: null }, [])).toBeNull();
  });
});

test.each([
  [600_000, 300_000],
  [1_000, 1_000],
  [-5_000, 1_000],
])('with %d ms of lease left, renewal is due in %d ms', (leftMs, dueInMs) => {
  expect(renewalDueAtMs({ endsAtMs: NOW_MS + leftMs }, NOW_MS)).toBe(NOW_MS + dueInMs);
});
