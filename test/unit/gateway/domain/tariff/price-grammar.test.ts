// The price of every part of the grammar, worked out by hand: tiers, packages, pause, overdue, minimum, service, tax and guests.
import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '#protocol';
import { dueMinor, type PriceLine, type Pricing, priceGuest, priceUse } from '../../../../../gateway/domain/tariff/price.ts';
import { reservedMinor } from '../../../../../gateway/domain/tariff/price-hold.ts';
import type { Tariff } from '../../../../../gateway/domain/tariff/tariff.ts';
import { holdOnce, perTime, perWay, pricingFor } from '../../../../support/pricing.ts';
import { tariff as tariffWith } from '../../../../support/records.ts';

const HALF = 30 * MINUTE_MS;
const use = (useMs: number, more: { readonly distanceM?: number; readonly pausedMs?: number } = {}) => ({
  useMs,
  distanceM: 0,
  ...more,
});
const said = (lines: readonly PriceLine[]): string[] =>
  lines.map(({ line, units, amountMinor }) => `${line}${units === undefined ? '' : ` ${units}`} = ${amountMinor}`);
const bill = (pricing: Pricing, usage: ReturnType<typeof use>, rounding: 'started' | 'exact' = 'started'): string[] =>
  said(priceUse(pricing, usage, [], rounding).lines);
const total = (tariff: Tariff, useMs: number, packageId: string | null = null): bigint =>
  priceUse(pricingFor(tariff, { packageId }), use(useMs), [], 'started').totalMinor;

/** 35.00 per started 30 min for two hours, then 50.00 per started hour; at most 299.00. */
const pod = tariffWith({
  baseMinor: 0n,
  steps: [perTime(HALF, 3_500n), perTime(HOUR_MS, 5_000n, 2 * HOUR_MS)],
  capMinor: 29_900n,
  hold: holdOnce(99_900n),
});

describe('tiers', () => {
  test.each([
    ['one ms starts the first unit', 1, 3_500n],
    ['the last unit of the first tier', 2 * HOUR_MS, 14_000n],
    ['the second tier begins with its own unit', 2 * HOUR_MS + 1, 19_000n],
    ['and goes on in its own units', 3 * HOUR_MS + 1, 24_000n],
    ['up to the cap', 5 * HOUR_MS, 29_000n],
    ['and not beyond it', 5 * HOUR_MS + 1, 29_900n],
  ])('%s', (_what, useMs, expected) => {
    expect(total(pod, useMs)).toBe(expected);
  });

  test('are lines of their own, and pro rata in their last unit only', () => {
    expect(bill(pricingFor(pod), use(2.5 * HOUR_MS))).toEqual(['step 4 = 14000', 'step 1 = 5000']);
    expect(bill(pricingFor(pod), use(2.5 * HOUR_MS), 'exact')).toEqual(['step 4 = 14000', 'step = 2500']);
  });

  test('that begin later leave what is before them free', () => {
    const tariff = { ...pod, steps: [perTime(HALF, 3_500n, HOUR_MS)] };
    expect([total(tariff, HOUR_MS), total(tariff, HOUR_MS + 1)]).toEqual([0n, 3_500n]);
  });

  test('count distance too', () => {
    const tariff = { ...pod, steps: [perWay(1_000, 20n), perWay(500, 50n, 3_000)] };
    expect(bill(pricingFor(tariff), use(0, { distanceM: 3_501 }))).toEqual(['step 3 = 60', 'step 2 = 100']);
  });
});

const withPackages: Tariff = {
  ...pod,
  baseMinor: 300n,
  packages: [
    { packageId: 'p30', lengthMs: HALF, amountMinor: 3_000n },
    { packageId: 'p60', lengthMs: HOUR_MS, amountMinor: 5_500n },
    { packageId: 'p480', lengthMs: 8 * HOUR_MS, amountMinor: 19_900n },
  ],
};

describe('a package', () => {
  test.each([
    ['is due at once', 0, 'p30', 3_000n],
    ['is all that its length costs, base included', HALF, 'p30', 3_000n],
    ['is followed by overtime from its end on', HALF + 1, 'p60', 5_500n],
    // 30.00 and one unit of 35.00 would be 65.00; an hour is 55.00.
    ['whose overtime is dearer than a longer one costs that one', HALF + 1, 'p30', 5_500n],
    // An hour and one unit: 90.00; half an hour and two: 100.00; without: 3.00 + 105.00.
    ['whose overtime is dearer costs the cheapest way', HOUR_MS + 1, 'p30', 9_000n],
    ['never costs more than the longest one', 7 * HOUR_MS, 'p30', 19_900n],
    ['that was too long costs what it is', 10 * MINUTE_MS, 'p480', 19_900n],
    ['beyond the longest goes on by the steps, up to the cap', 9 * HOUR_MS, 'p480', 26_900n],
    ['beyond the longest is capped', 12 * HOUR_MS, 'p480', 29_900n],
  ])('%s', (_what, useMs, packageId, expected) => {
    expect(total(withPackages, useMs, packageId)).toBe(expected);
  });

  test('is a line, its overtime another, and what the cheapest way takes off a third', () => {
    expect(bill(pricingFor(withPackages, { packageId: 'p30' }), use(HOUR_MS + 1))).toEqual([
      'package 1 = 3000',
      'overtime 2 = 7000',
      'cheapest = -1000',
    ]);
  });

  test('ended by nobody’s wish costs what so much time costs without it, at least its part and at most its price', () => {
    const pricing = pricingFor(withPackages, { packageId: 'p480' });
    expect(bill(pricing, use(2 * HOUR_MS), 'exact')).toEqual(['package = 14300']);
    const cheap = pricingFor({ ...withPackages, baseMinor: 0n, steps: [perTime(HALF, 1n)] }, { packageId: 'p480' });
    expect(bill(cheap, use(2 * HOUR_MS), 'exact')).toEqual(['package = 4975']);
    expect(bill(pricing, use(7 * HOUR_MS), 'exact')).toEqual(['package = 19900']);
    expect(bill(pricing, use(8 * HOUR_MS + HALF / 2), 'exact')).toEqual(['package 1 = 19900', 'overtime = 1750']);
  });

  test('is not due when it is left within the free window', () => {
    const tariff = { ...withPackages, freeMs: 3 * MINUTE_MS };
    expect(total(tariff, 3 * MINUTE_MS, 'p60')).toBe(0n);
    expect(total(tariff, 3 * MINUTE_MS + HOUR_MS, 'p60')).toBe(5_500n);
  });

  test('is reserved at once, with what comes on top of it', () => {
    const tariff: Tariff = {
      ...withPackages,
      service: { permille: 100, on: 'all' },
      hold: { atStartMinor: 4_000n, stepMinor: 1_000n, mostMinor: 21_000n },
    };
    expect(reservedMinor(tariff, null)).toBe(4_000n);
    expect(reservedMinor(tariff, 'p30')).toBe(4_000n);
    expect(reservedMinor(tariff, 'p60')).toBe(6_050n);
    expect(reservedMinor(tariff, 'p480')).toBe(21_000n);
  });
});

describe('a pause', () => {
  const scooter = tariffWith({
    baseMinor: 100n,
    steps: [perTime(MINUTE_MS, 25n)],
    pause: { per: MINUTE_MS, amountMinor: 10n },
    capMinor: 2_000n,
  });

  test('has its own price per started unit, below the same cap', () => {
    expect(bill(pricingFor(scooter), use(3 * MINUTE_MS, { pausedMs: 90_000 }))).toEqual([
      'base = 100',
      'step 3 = 75',
      'pause 2 = 20',
    ]);
    expect(bill(pricingFor(scooter), use(3 * MINUTE_MS, { pausedMs: 90_000 }), 'exact')).toEqual([
      'base = 100',
      'step = 75',
      'pause = 15',
    ]);
    expect(priceUse(pricingFor(scooter), use(0, { pausedMs: 50 * HOUR_MS }), [], 'started').totalMinor).toBe(2_000n);
  });

  test('costs what use costs where it has no price', () => {
    const tariff = { ...scooter, pause: null };
    expect(bill(pricingFor(tariff), use(3 * MINUTE_MS, { pausedMs: 90_000 }))).toEqual(['base = 100', 'step 5 = 125']);
  });

  test('within a package is use', () => {
    const pricing = pricingFor({ ...withPackages, pause: scooter.pause }, { packageId: 'p60' });
    expect(bill(pricing, use(50 * MINUTE_MS, { pausedMs: 11 * MINUTE_MS }))).toEqual(['package 1 = 5500', 'overtime 1 = 3500']);
  });

  test('ends the free window like use', () => {
    const pricing = pricingFor({ ...scooter, freeMs: 5 * MINUTE_MS });
    expect(bill(pricing, use(2 * MINUTE_MS, { pausedMs: 3 * MINUTE_MS }))).toEqual(['free 300000 = 0']);
    expect(bill(pricing, use(2 * MINUTE_MS, { pausedMs: 3 * MINUTE_MS + 1 }))).toEqual([
      'free 300000 = 0',
      'base = 100',
      'pause 1 = 10',
    ]);
  });
});

describe('overdue time', () => {
  const locker = tariffWith({
    baseMinor: 0n,
    steps: [perTime(HOUR_MS, 500n)],
    packages: [{ packageId: 'day', lengthMs: 10 * HOUR_MS, amountMinor: 3_000n }],
    overdue: { after: 'longest', per: HOUR_MS, amountMinor: 900n },
    capMinor: 4_000n,
    hold: holdOnce(50_000n),
  });

  test('follows the longest session, dearer, and beyond the cap', () => {
    const pricing = pricingFor(locker, { longestSessionMs: 12 * HOUR_MS });
    expect(bill(pricing, use(12 * HOUR_MS))).toEqual(['step 12 = 6000', 'cap = -2000']);
    expect(bill(pricing, use(14 * HOUR_MS + 1))).toEqual(['step 12 = 6000', 'cap = -2000', 'overdue 3 = 2700']);
    expect(bill(pricing, use(13.5 * HOUR_MS), 'exact')).toEqual(['step = 6000', 'cap = -2000', 'overdue = 1350']);
  });

  test('follows the end of the chosen package instead of overtime', () => {
    const tariff: Tariff = { ...locker, overdue: { after: 'package', per: HOUR_MS, amountMinor: 900n } };
    const facts = { longestSessionMs: 12 * HOUR_MS };
    expect(bill(pricingFor(tariff, { ...facts, packageId: 'day' }), use(11 * HOUR_MS))).toEqual([
      'package 1 = 3000',
      'overdue 1 = 900',
    ]);
    expect(bill(pricingFor(tariff, facts), use(11 * HOUR_MS))).toEqual(['step 11 = 5500', 'cap = -1500']);
  });

  test('is never above the most that was agreed to', () => {
    const pricing = pricingFor({ ...locker, hold: holdOnce(5_000n) }, { longestSessionMs: 12 * HOUR_MS });
    expect(priceUse(pricing, use(20 * HOUR_MS), [], 'started').totalMinor).toBe(5_000n);
    expect(dueMinor(pricing, use(20 * HOUR_MS), [])).toBe(4_000n + 7_200n);
  });
});

const menu = tariffWith({
  baseMinor: 200n,
  steps: [],
  capMinor: null,
  hold: holdOnce(20_000n),
  items: [
    { itemId: 'noodles', amountMinor: 3_800n, name: { en: 'Noodles' } },
    { itemId: 'tea', amountMinor: 333n, name: { en: 'Tea' } },
  ],
});
const tea = [{ itemId: 'tea', quantity: 1 }];

describe('a minimum', () => {
  const tariff = { ...menu, minimumMinor: 1_000n };

  test('lifts what was used and ordered to it, and nothing above it', () => {
    expect(said(priceUse(pricingFor(tariff), use(1), tea, 'started').lines)).toEqual([
      'base = 200',
      'item 1 = 333',
      'minimum = 467',
    ]);
    const noodles = [{ itemId: 'noodles', quantity: 1 }];
    expect(said(priceUse(pricingFor(tariff), use(1), noodles, 'started').lines)).toEqual(['base = 200', 'item 1 = 3800']);
  });

  test('is not due within the free window, nor twice in the time that it counts for', () => {
    const free = { ...tariff, freeMs: MINUTE_MS };
    expect(priceUse(pricingFor(free), use(MINUTE_MS), [], 'started').totalMinor).toBe(0n);
    const pricing = pricingFor(tariff);
    const again = { ...pricing, terms: { ...pricing.terms, isMinimumDue: false } };
    expect(priceUse(again, use(1), tea, 'started').totalMinor).toBe(533n);
  });

  test('leaves the cap of the day alone', () => {
    const capped: Tariff = { ...tariff, dayCap: { amountMinor: 1_200n, calendar: false } };
    const pricing = pricingFor(capped);
    const spent = { ...pricing, terms: { ...pricing.terms, day: { leftMinor: 250n, endsAtMs: [] } } };
    expect(said(priceUse(spent, use(1), [], 'started').lines)).toEqual(['base = 200', 'minimum = 50']);
  });
});

describe('service and tax', () => {
  test.each<[string, Partial<Tariff>, string[], bigint]>([
    ['service on items', { service: { permille: 125, on: 'items' } }, ['base = 200', 'item 1 = 333', 'service = 42'], 33n],
    [
      'service on all, half a unit rounded up',
      { service: { permille: 125, on: 'all' } },
      ['base = 200', 'item 1 = 333', 'service = 67'],
      34n,
    ],
    ['tax added', { taxMode: 'added' }, ['base = 200', 'item 1 = 333', 'tax = 32'], 32n],
    [
      'tax added to service too',
      { service: { permille: 100, on: 'all' }, taxMode: 'added' },
      ['base = 200', 'item 1 = 333', 'service = 53', 'tax = 35'],
      35n,
    ],
  ])('%s', (_what, change, lines, taxMinor) => {
    const price = priceUse(pricingFor({ ...menu, ...change }), use(1), tea, 'started');
    expect(said(price.lines)).toEqual(lines);
    expect(price.taxMinor).toBe(taxMinor);
  });

  test('of a bill that reaches its most are parts of the most', () => {
    const tariff: Tariff = { ...menu, taxMode: 'added', taxPermille: 100, hold: holdOnce(550n) };
    const price = priceUse(pricingFor(tariff), use(1), tea, 'started');
    expect(said(price.lines)).toEqual(['base = 200', 'item 1 = 333', 'tax = 53', 'limit = -36']);
    expect(price).toMatchObject({ totalMinor: 550n, taxMinor: 50n });
  });
});

describe('a guest', () => {
  const tariff: Tariff = { ...menu, minimumMinor: 5_000n, service: { permille: 100, on: 'all' }, taxMode: 'added' };

  test('owes their own items with service and tax, no base and no minimum', () => {
    const price = priceGuest(pricingFor(tariff), [...tea, { itemId: 'noodles', quantity: 1 }], 10_000n);
    expect(said(price.lines)).toEqual(['item 1 = 3800', 'item 1 = 333', 'service = 413', 'tax = 273']);
    expect(price).toMatchObject({ totalMinor: 4_819n, taxMinor: 273n });
  });

  test('owes nothing for nothing, and never more than their own hold', () => {
    expect(priceGuest(pricingFor(tariff), [], 1_000n)).toEqual({ lines: [], totalMinor: 0n, taxMinor: 0n });
    expect(priceGuest(pricingFor(tariff), tea, 300n)).toMatchObject({ totalMinor: 300n, taxMinor: 17n });
  });
});
