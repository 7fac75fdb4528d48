// Price terms: what earlier uses leave of free window, minimum, base, units and day, and what is frozen of the hour.
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#protocol';
import { type PriceLine, type Pricing, priceUse, pricingOf } from '../../../../../gateway/domain/tariff/price.ts';
import {
  composeTerms,
  plainTerms,
  type RecentUse,
  recentSinceMs,
  termsFromJson,
  termsToJson,
} from '../../../../../gateway/domain/tariff/price-terms.ts';
import type { Tariff } from '../../../../../gateway/domain/tariff/tariff.ts';
import { holdOnce, perTime, perWay, pricingFor, recentUse, SOLD } from '../../../../support/pricing.ts';
import { START_MS, sessionRecord, tariff as tariffWith } from '../../../../support/records.ts';

const MIN = MINUTE_MS;
const pod = tariffWith({ freeMs: 3 * MIN, steps: [perTime(15 * MIN, 500n)], minimumMinor: 400n, hold: holdOnce(50_000n) });

/** A use that ended so long before the start, and was itself so long. */
const usedBefore = (agoMs: number, useMs: number, more: Partial<RecentUse> = {}): RecentUse => ({
  ...recentUse({ sessionId: `ses_${agoMs}`, startedAtMs: START_MS - agoMs - useMs, endedAtMs: START_MS - agoMs, useMs }),
  freeUsedMs: Math.min(useMs, 3 * MIN),
  ...more,
});
const termsAfter = (recentUses: readonly RecentUse[], tariff: Tariff = pod) => pricingFor(tariff, { recentUses }).terms;
const said = (pricing: Pricing, useMs: number): string[] =>
  priceUse(pricing, { useMs, distanceM: 0 }, [], 'started').lines.map(
    ({ line, units, amountMinor }: PriceLine) => `${line}${units === undefined ? '' : ` ${units}`} = ${amountMinor}`,
  );

describe('the free window', () => {
  test.each<[string, RecentUse[], number]>([
    ['is whole for somebody new', [], 3 * MIN],
    ['is what a use of an hour ago left', [usedBefore(HOUR_MS, 2 * MIN)], MIN],
    ['is none after it was used up', [usedBefore(HOUR_MS, 2 * MIN), usedBefore(2 * HOUR_MS, 2 * MIN)], 0],
    ['comes back after six hours', [usedBefore(6 * HOUR_MS, 2 * MIN)], 3 * MIN],
    ['is kept for a use that goes on beside', [usedBefore(0, 5 * MIN, { endedAtMs: null, freeUsedMs: 3 * MIN })], 0],
    ['is not touched by a start that came to nothing', [usedBefore(HOUR_MS, 0)], 3 * MIN],
  ])('%s', (_what, uses, freeLeftMs) => {
    expect(termsAfter(uses).freeLeftMs).toBe(freeLeftMs);
  });

  test('that a use had stays with it, whatever was used of it beside', () => {
    const beside = usedBefore(0, 5 * MIN, { sessionId: 'ses_beside', endedAtMs: null, freeUsedMs: 3 * MIN });
    const pricing = pricingFor(pod, { recentUses: [beside, usedBefore(MIN, 2 * MIN)] });
    expect(said(pricing, MIN)).toEqual(['free 120000 = 0', 'base = 300', 'step 1 = 500']);
  });

  test('comes back when the tariff says', () => {
    const daily = { ...pod, freeEveryMs: DAY_MS };
    expect(termsAfter([usedBefore(20 * HOUR_MS, 3 * MIN)], daily).freeLeftMs).toBe(0);
  });
});

describe('a gap under 15 min', () => {
  test.each<[string, RecentUse[], number | null]>([
    ['stitches', [usedBefore(14 * MIN, 10 * MIN)], 10 * MIN],
    ['to the ms', [usedBefore(15 * MIN - 1, 10 * MIN)], 10 * MIN],
    ['and not from 15 min on', [usedBefore(15 * MIN, 10 * MIN)], null],
    [
      'stitches a chain',
      [
        usedBefore(MIN, 10 * MIN, { continuesId: `ses_${20 * MIN}` }),
        usedBefore(20 * MIN, 5 * MIN),
        usedBefore(40 * MIN, 4 * MIN),
      ],
      15 * MIN,
    ],
    ['does not stitch a use that goes on beside', [usedBefore(0, 10 * MIN, { endedAtMs: null })], null],
    [
      'does not stitch one use twice that ran beside another',
      [usedBefore(MIN, 10 * MIN), usedBefore(2 * MIN, 7 * MIN)],
      10 * MIN,
    ],
  ])('%s', (_what, uses, useMs) => {
    expect(termsAfter(uses).stitch?.useMs ?? null).toBe(useMs);
  });

  test('never stitches a package: it is bought anew', () => {
    const tariff = { ...pod, packages: [{ packageId: 'p30', lengthMs: 30 * MIN, amountMinor: 1_000n }] };
    const recentUses = [usedBefore(MIN, 10 * MIN)];
    expect(pricingFor(tariff, { recentUses, packageId: 'p30' }).terms.stitch).toBeNull();
  });

  test('makes one use of two for base, free window and started units', () => {
    // 3 free minutes and 10 of a unit of 15: base 3.00 and 5.00.
    const first = pricingFor(pod);
    expect(said(first, 13 * MIN)).toEqual(['free 180000 = 0', 'base = 300', 'step 1 = 500']);
    const next = pricingFor(pod, { recentUses: [usedBefore(MIN, 13 * MIN, { useMinor: 800n })] });
    expect(said(next, 5 * MIN)).toEqual(['free 180000 = 0', 'base = 300', 'step 1 = 500', 'stitch = -800']);
    expect(said(next, 5 * MIN + 1)).toEqual(['free 180000 = 0', 'base = 300', 'step 2 = 1000', 'stitch = -800']);
    // A quarter of an hour later it is another use: base and unit anew, and no free minutes.
    const later = pricingFor(pod, { recentUses: [usedBefore(15 * MIN, 13 * MIN, { useMinor: 800n })] });
    expect(said(later, 5 * MIN)).toEqual(['base = 300', 'step 1 = 500']);
  });

  test('gives back nothing of what was paid for more', () => {
    const pricing = pricingFor(pod, { recentUses: [usedBefore(MIN, 13 * MIN, { useMinor: 3_000n, packageId: 'p30' })] });
    expect(said(pricing, 5 * MIN)).toEqual(['free 180000 = 0', 'base = 300', 'step 1 = 500', 'stitch = -800']);
  });

  test('lets a package that was paid pay for time, and not for distance', () => {
    const tariff = { ...pod, steps: [perTime(15 * MIN, 500n), perWay(1_000, 100n)] };
    const pricing = pricingFor(tariff, { recentUses: [usedBefore(MIN, 13 * MIN, { useMinor: 3_000n, packageId: 'p30' })] });
    expect(priceUse(pricing, { useMs: 5 * MIN, distanceM: 2_000 }, [], 'started').totalMinor).toBe(200n);
  });

  test('credits a package with what its use would cost, and its unused length with nothing', () => {
    const p60 = usedBefore(MIN, 20_000, { useMinor: 4_900n, packageId: 'p60', freeUsedMs: 20_000 });
    const pricing = pricingFor({ ...pod, freeMs: 0 }, { recentUses: [p60] });
    // 20 s of a quarter would have been 8.00, in the session and of its cap of 59.00.
    expect(said(pricing, 15 * MIN - 20_000)).toEqual(['base = 300', 'step 1 = 500', 'stitch = -800']);
    expect(priceUse(pricing, { useMs: 5 * HOUR_MS, distanceM: 0 }, [], 'started').totalMinor).toBe(5_100n);
  });

  test.each<[string, Partial<RecentUse>]>([
    ['that was given back', { isRefunded: true, useMinor: 0n, packageId: 'p60' }],
    ['of a dearer tariff', { sold: { tariffId: 'tar_vip', hash: 'vip' }, useMinor: 30_000n }],
    ['under an earlier text of the tariff', { sold: { ...SOLD, hash: 'before' }, useMinor: 800n }],
  ])('does not stitch a use %s', (_what, more) => {
    const pricing = pricingFor(pod, { recentUses: [usedBefore(MIN, 13 * MIN, more)] });
    expect(pricing.terms.stitch).toBeNull();
    expect(said(pricing, 5 * MIN)).toEqual(['base = 300', 'step 1 = 500']);
  });

  test('gives one use to one continuation, also while that one goes on', () => {
    const capped = usedBefore(MIN, 180 * MIN, { useMinor: 5_900n });
    const taken = usedBefore(0, 0, { sessionId: 'ses_beside', endedAtMs: null, continuesId: capped.sessionId });
    expect(said(pricingFor(pod, { recentUses: [capped] }), HOUR_MS).at(-1)).toBe('cap = -2000');
    expect(pricingFor(pod, { recentUses: [taken, capped] }).terms.stitch).toBeNull();
    // It came to nothing, or was given back: the next may go on where the use had ended.
    for (const over of [{}, { useMs: MIN, isRefunded: true }]) {
      const ended = { ...taken, endedAtMs: START_MS, ...over };
      expect(pricingFor(pod, { recentUses: [ended, capped] }).terms.stitch?.last?.sessionId).toBe(capped.sessionId);
    }
    const further = usedBefore(0, MIN, { sessionId: 'ses_further', endedAtMs: null, continuesId: 'ses_beside' });
    const returned = { ...taken, endedAtMs: START_MS, useMs: MIN, isRefunded: true };
    expect(pricingFor(pod, { recentUses: [further, returned, capped] }).terms.stitch).toBeNull();
  });

  test('credits an hour that was dearer with what it would cost where it lies now', () => {
    const peaks = [{ days: [6] as const, fromMinute: 14 * 60, untilMinute: 15 * 60, rate: { permille: 2_000 } }];
    const byMinute = { ...pod, freeMs: 0, baseMinor: 0n, capMinor: null, steps: [perTime(MIN, 100n)], peaks };
    // START_MS is 16:00 in Shanghai, on a Saturday; by gaps under 15 min the peak hour has moved to 15:00.
    const recentUses = [usedBefore(0, HOUR_MS, { useMinor: 12_000n })];
    expect(said(pricingFor(byMinute, { recentUses }), HOUR_MS)).toEqual(['step 120 = 12000', 'stitch = -6000']);
  });

  test('credits an end that was our fault to the ms, as it was billed', () => {
    const hourly = { ...pod, freeMs: 0, baseMinor: 0n, steps: [perTime(HOUR_MS, 6_000n)], capMinor: null };
    const recentUses = [usedBefore(MIN, MIN, { rounding: 'exact', useMinor: 100n })];
    expect(said(pricingFor(hourly, { recentUses }), 59 * MIN)).toEqual(['step 1 = 6000', 'stitch = -100']);
  });

  test('counts a minimum that was paid towards what follows', () => {
    const least = { ...pod, freeMs: 0, baseMinor: 0n, steps: [perTime(MIN, 100n)] };
    const recentUses = [usedBefore(MIN, MIN, { useMinor: 400n, liftedMinor: 400n })];
    expect(said(pricingFor(least, { recentUses }), 2 * MIN)).toEqual(['step 3 = 300', 'stitch = -300']);
    expect(said(pricingFor(least, { recentUses }), 5 * MIN)).toEqual(['step 6 = 600', 'stitch = -400']);
  });

  test('prices at the hours before the start what was paused before it and costs what use costs', () => {
    const peaks = [{ days: [6] as const, fromMinute: 16 * 60, untilMinute: 17 * 60, rate: { permille: 2_000 } }];
    const byMinute = { ...pod, freeMs: 0, baseMinor: 0n, capMinor: null, steps: [perTime(MIN, 100n)], peaks };
    const recentUses = [usedBefore(0, HOUR_MS, { useMs: 0, pausedMs: HOUR_MS, useMinor: 6_000n })];
    const pricing = pricingFor(byMinute, { recentUses });
    expect(said(pricing, 10 * MIN)).toEqual(['step 60 = 6000', 'peak 10 = 2000', 'stitch = -6000']);
  });

  test('counts against one cap', () => {
    const pricing = pricingFor(pod, { recentUses: [usedBefore(MIN, 150 * MIN, { useMinor: 5_300n })] });
    expect(said(pricing, 60 * MIN)).toEqual(['free 180000 = 0', 'base = 300', 'step 14 = 7000', 'stitch = -5300', 'cap = -1400']);
  });
});

test('the minimum is due once in the time of the free window', () => {
  expect(termsAfter([]).isMinimumDue).toBe(true);
  expect(termsAfter([usedBefore(HOUR_MS, 2 * MIN)]).isMinimumDue).toBe(true);
  expect(termsAfter([usedBefore(HOUR_MS, 20 * MIN, { useMinor: 800n })]).isMinimumDue).toBe(false);
  expect(termsAfter([], { ...pod, minimumMinor: 0n }).isMinimumDue).toBe(false);
});

describe('the day of a cap', () => {
  const daily = (calendar: boolean): Tariff => ({ ...pod, dayCap: { amountMinor: 9_900n, calendar } });

  test('of 24 h begins with the first use in it', () => {
    const uses = [usedBefore(HOUR_MS, HOUR_MS, { useMinor: 900n }), usedBefore(20 * HOUR_MS, HOUR_MS, { useMinor: 2_000n })];
    expect(termsAfter(uses, daily(false)).day).toEqual({ leftMinor: 7_000n, endsAtMs: [START_MS + 3 * HOUR_MS] });
    expect(termsAfter([], daily(false)).day).toEqual({ leftMinor: 9_900n, endsAtMs: [] });
    expect(termsAfter([usedBefore(24 * HOUR_MS, HOUR_MS, { useMinor: 900n })], daily(false)).day?.leftMinor).toBe(9_900n);
    expect(termsAfter([usedBefore(HOUR_MS, HOUR_MS, { useMinor: 99_000n })], daily(false)).day?.leftMinor).toBe(0n);
    expect(termsAfter(uses).day).toBeNull();
  });

  test.each([
    [
      'Asia/Shanghai',
      '2026-11-21T08:00:00Z',
      '2026-11-20T16:00:00Z',
      ['2026-11-21T16:00:00.000Z', '2026-11-22T16:00:00.000Z', '2026-11-23T16:00:00.000Z'],
    ],
    [
      'Europe/Amsterdam',
      '2026-03-29T10:00:00Z',
      '2026-03-28T23:00:00Z',
      ['2026-03-29T22:00:00.000Z', '2026-03-30T22:00:00.000Z', '2026-03-31T22:00:00.000Z'],
    ],
    [
      'Europe/Amsterdam',
      '2026-10-25T10:00:00Z',
      '2026-10-24T22:00:00Z',
      ['2026-10-25T23:00:00.000Z', '2026-10-26T23:00:00.000Z', '2026-10-27T23:00:00.000Z'],
    ],
  ])('of the calendar is that of %s at %s', (zone, now, began, ends) => {
    const nowMs = Date.parse(now);
    const at = (startedAtMs: number): RecentUse => ({
      ...usedBefore(0, MIN),
      startedAtMs,
      endedAtMs: startedAtMs + MIN,
      useMinor: 1_000n,
    });
    const { terms } = pricingFor(daily(true), { zone, nowMs, recentUses: [at(Date.parse(began)), at(Date.parse(began) - 1)] });
    expect(terms.day?.leftMinor).toBe(8_900n);
    expect(terms.day?.endsAtMs.map((ms) => new Date(ms).toISOString())).toEqual(ends);
  });

  test('caps each day that a long use lies in', () => {
    const pricing = pricingFor({ ...daily(false), freeMs: 0, capMinor: null, steps: [perTime(HOUR_MS, 1_000n)] });
    // 24 h cost 3.00 and 240.00, of which 99.00 are due; then five hours of the next day.
    expect(said(pricing, 29 * HOUR_MS)).toEqual(['base = 300', 'step 29 = 29000', 'day-cap = -14400']);
  });

  test('counts the uses under one tariff, whatever its version, and none that was given back', () => {
    const spent = { useMinor: 9_900n } as const;
    const vip = usedBefore(HOUR_MS, HOUR_MS, { ...spent, sold: { tariffId: 'tar_vip', hash: 'vip' } });
    const refunded = usedBefore(2 * HOUR_MS, HOUR_MS, { isRefunded: true });
    expect(termsAfter([vip, refunded], daily(false)).day).toEqual({ leftMinor: 9_900n, endsAtMs: [] });
    const older = usedBefore(HOUR_MS, HOUR_MS, { ...spent, sold: { ...SOLD, hash: 'before' } });
    expect(termsAfter([older], daily(false)).day?.leftMinor).toBe(0n);
  });

  test('of an exact end is not above that of whole units', () => {
    const pricing = pricingFor({ ...daily(false), freeMs: 0, capMinor: null, steps: [perTime(7 * HOUR_MS, 7_000n)] });
    const price = (rounding: 'started' | 'exact') =>
      priceUse(pricing, { useMs: 25 * HOUR_MS, distanceM: 0 }, [], rounding).totalMinor;
    expect([price('started'), price('exact')]).toEqual([9_900n, 9_900n]);
  });
});

describe('terms', () => {
  const rich: Tariff = {
    ...pod,
    dayCap: { amountMinor: 9_900n, calendar: true },
    peaks: [{ days: [6, 7], fromMinute: 0, untilMinute: 24 * 60, rate: { permille: 1_200 } }],
    overdue: { after: 'longest', per: HOUR_MS, amountMinor: 9_000n },
  };
  const terms = pricingFor(rich, {
    recentUses: [usedBefore(MIN, 10 * MIN, { useMinor: 800n, distanceM: 5, pausedMs: 7 })],
  }).terms;

  test('are read back from their one text', () => {
    expect(termsFromJson(termsToJson(terms))).toEqual(terms);
    expect(terms.stitch).toMatchObject({ useMs: 10 * MIN, distanceM: 5, pausedMs: 7, paidMinor: 800n, withPackage: false });
  });

  test.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['without their free time', termsToJson(terms).replace('freeLeftMs', 'freeMs')],
    ['with an amount that is none', termsToJson(terms).replace('"paidMinor":800', '"paidMinor":-1')],
    ['with an edition that is unknown', termsToJson(terms).replace('"edition":2', '"edition":3')],
    ['that name no last use', termsToJson(terms).replace('"last"', '"lost"')],
    ['with a half peak', termsToJson(terms).replace('"peak":0', '"peek":0')],
  ])('that are %s are not read', (_what, text) => {
    expect(termsFromJson(text)).toBeNull();
  });

  test('of the first edition keep their meaning and their text', () => {
    const last = `"frozenAtMs":${START_MS},"isMinimumDue":false,"overdueAfterMs":null`;
    const text = (packageId: string, stitch: string): string =>
      `{"day":null,"feePermille":0,"freeLeftMs":0,${last},"packageId":${packageId},"peaks":[],"stitch":${stitch},"zone":"Asia/Shanghai"}`;
    const read = (written: string, tariff: Tariff): Pricing => {
      const first = termsFromJson(written);
      if (first === null) throw new Error('terms of the first edition are read');
      expect(termsToJson(first)).toBe(written);
      return { tariff, terms: first, startedAtMs: START_MS };
    };
    // What was paid for more than its use counted against all that followed.
    const paid = '{"distanceM":0,"paidMinor":4900,"pausedMs":0,"useMs":20000,"withPackage":true}';
    expect(said(read(text('null', paid), pod), 3 * HOUR_MS)).toEqual([
      'base = 300',
      'step 13 = 6500',
      'stitch = -4900',
      'cap = -900',
    ]);
    const packages = [{ packageId: 'p60', lengthMs: HOUR_MS, amountMinor: 1_200n }];
    const lapsed = priceUse(read(text('"p60"', 'null'), { ...pod, packages }), { useMs: 30 * MIN, distanceM: 0 }, [], 'exact');
    expect(lapsed.totalMinor).toBe(600n);
  });

  test('reach back to what is stitched and beyond the longest session', () => {
    expect(terms.peaks[0]?.fromMs).toBeLessThanOrEqual(START_MS - 10 * MIN);
    expect(terms.peaks.at(-1)?.untilMs).toBeGreaterThanOrEqual(START_MS + DAY_MS);
  });

  test('of before there were any leave a session what its tariff says', () => {
    expect(plainTerms(pod, 'Asia/Shanghai')).toMatchObject({
      zone: 'Asia/Shanghai',
      freeLeftMs: 3 * MIN,
      stitch: null,
      day: null,
    });
  });

  test('look back as far as free window, day and stitch reach', () => {
    expect(recentSinceMs(pod, START_MS)).toBe(START_MS - 25 * HOUR_MS - 15 * MIN);
    expect(recentSinceMs({ ...pod, freeEveryMs: 2 * DAY_MS }, START_MS)).toBe(START_MS - 2 * DAY_MS - 15 * MIN);
  });

  test('take the zone of the tariff before that of the venue', () => {
    const facts = { sold: SOLD, feePermille: 25, packageId: null, recentUses: [], nowMs: START_MS, longestSessionMs: DAY_MS };
    expect(composeTerms({ ...pod, zone: 'Europe/Paris' }, { ...facts, zone: 'UTC' })).toMatchObject({
      zone: 'Europe/Paris',
      feePermille: 25,
    });
  });
});

test('a session is priced from its proven start, and until then from its creation', () => {
  const session = sessionRecord();
  expect(pricingOf(session)).toMatchObject({ startedAtMs: session.createdAtMs, terms: session.terms });
  expect(pricingOf({ ...session, startedAtMs: START_MS + 5 }).startedAtMs).toBe(START_MS + 5);
});
