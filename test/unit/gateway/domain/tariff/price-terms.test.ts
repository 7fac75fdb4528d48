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
import { holdOnce, perTime, perWay, pricingFor } from '../../../../support/pricing.ts';
import { START_MS, sessionRecord, tariff as tariffWith } from '../../../../support/records.ts';

const MIN = MINUTE_MS;
const pod = tariffWith({ freeMs: 3 * MIN, steps: [perTime(15 * MIN, 500n)], minimumMinor: 400n, hold: holdOnce(50_000n) });

/** A use that ended so long before the start, and was itself so long. */
const usedBefore = (agoMs: number, useMs: number, more: Partial<RecentUse> = {}): RecentUse => ({
  sessionId: `ses_${agoMs}`,
  startedAtMs: START_MS - agoMs - useMs,
  endedAtMs: START_MS - agoMs,
  packageId: null,
  useMs,
  distanceM: 0,
  pausedMs: 0,
  freeUsedMs: Math.min(useMs, 3 * MIN),
  useMinor: 0n,
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
    ['stitches a chain', [usedBefore(MIN, 10 * MIN), usedBefore(20 * MIN, 5 * MIN), usedBefore(40 * MIN, 4 * MIN)], 15 * MIN],
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
    ['with a half peak', termsToJson(terms).replace('"peak":0', '"peek":0')],
  ])('that are %s are not read', (_what, text) => {
    expect(termsFromJson(text)).toBeNull();
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
    const facts = { feePermille: 25, packageId: null, recentUses: [], nowMs: START_MS, longestSessionMs: DAY_MS };
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
