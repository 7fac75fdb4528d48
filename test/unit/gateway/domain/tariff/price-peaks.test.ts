// Peak hours: resolved to instants in the object's zone, and priced by the first moment of each unit, through changes of the clock.
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#protocol';
import { nextRise, type PriceLine, priceUse } from '../../../../../gateway/domain/tariff/price.ts';
import { resolvePeaks } from '../../../../../gateway/domain/tariff/price-peaks.ts';
import type { Tariff, TariffPeak } from '../../../../../gateway/domain/tariff/tariff.ts';
import { holdOnce, perTime, pricingFor } from '../../../../support/pricing.ts';
import { tariff as tariffWith } from '../../../../support/records.ts';

const at = (text: string): number => Date.parse(text);
const WORKDAYS = [1, 2, 3, 4, 5] as const;
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7] as const;

/** 1.00 per started minute, usually. */
const sold = (peaks: readonly TariffPeak[]): Tariff =>
  tariffWith({ baseMinor: 0n, steps: [perTime(MINUTE_MS, 100n)], capMinor: null, hold: holdOnce(100_000n), peaks });
const evening: TariffPeak = { days: WORKDAYS, fromMinute: 17 * 60, untilMinute: 20 * 60, rate: { permille: 1_500 } };
const small: TariffPeak = { days: EVERY_DAY, fromMinute: 120, untilMinute: 180, rate: { permille: 2_000 } };

function billOf(tariff: Tariff, zone: string, startedAt: string, minutes: number): string[] {
  const pricing = pricingFor(tariff, { zone, nowMs: at(startedAt) });
  const { lines } = priceUse(pricing, { useMs: minutes * MINUTE_MS, distanceM: 0 }, [], 'started');
  return lines.map(({ line, units, amountMinor }: PriceLine) => `${line} ${units} = ${amountMinor}`);
}

describe('a window of the week', () => {
  test.each<[string, string, string, number, string[]]>([
    ['is reached', 'Asia/Shanghai', '2026-11-20T08:58:00Z', 5, ['step 2 = 200', 'peak 3 = 450']],
    ['is left', 'Asia/Shanghai', '2026-11-20T11:58:30Z', 5, ['peak 2 = 300', 'step 3 = 300']],
    ['is passed through', 'Asia/Shanghai', '2026-11-20T08:59:00Z', 182, ['step 2 = 200', 'peak 180 = 27000']],
    ['is not on other days', 'Asia/Shanghai', '2026-11-21T09:30:00Z', 5, ['step 5 = 500']],
    ['is of its own zone', 'Europe/Amsterdam', '2026-11-20T08:58:00Z', 5, ['step 5 = 500']],
    ['is told by the clock of summer', 'America/New_York', '2026-07-15T21:00:00Z', 2, ['peak 2 = 300']],
    ['is told by the clock of winter', 'America/New_York', '2026-12-15T22:00:00Z', 2, ['peak 2 = 300']],
  ])('%s', (_what, zone, startedAt, minutes, expected) => {
    expect(billOf(sold([evening]), zone, startedAt, minutes)).toEqual(expected);
  });

  test('over midnight is of the day that it begins in', () => {
    const night: TariffPeak = { days: [5], fromMinute: 22 * 60, untilMinute: 6 * 60, rate: { permille: 500 } };
    // Friday 23:59 to Saturday 00:01, and Saturday 23:59 to Sunday 00:01.
    expect(billOf(sold([night]), 'UTC', '2026-11-20T23:59:00Z', 2)).toEqual(['peak 2 = 100']);
    expect(billOf(sold([night]), 'UTC', '2026-11-21T23:59:00Z', 2)).toEqual(['step 2 = 200']);
    expect(billOf(sold([night]), 'UTC', '2026-11-21T05:58:00Z', 4)).toEqual(['peak 2 = 100', 'step 2 = 200']);
  });

  test('over the week’s end reaches into Monday', () => {
    const sunday: TariffPeak = { days: [7], fromMinute: 23 * 60, untilMinute: 60, rate: { permille: 3_000 } };
    expect(billOf(sold([sunday]), 'UTC', '2026-11-23T00:59:00Z', 2)).toEqual(['peak 1 = 300', 'step 1 = 100']);
  });

  test('may be cheaper, its units rounded down', () => {
    const cheap: TariffPeak = { days: EVERY_DAY, fromMinute: 0, untilMinute: 24 * 60, rate: { permille: 333 } };
    expect(billOf(sold([cheap]), 'UTC', '2026-11-21T12:00:00Z', 3)).toEqual(['peak 3 = 99']);
  });

  test('may have steps of its own, whose units reach beyond it', () => {
    const slow: TariffPeak = { ...evening, days: EVERY_DAY, rate: { steps: [perTime(15 * MINUTE_MS, 900n)] } };
    // 19:50 to 20:05 is one unit of the peak, and then the usual minutes.
    expect(billOf(sold([slow]), 'UTC', '2026-11-20T19:50:00Z', 17)).toEqual(['peak 1 = 900', 'step 2 = 200']);
  });
});

describe('the night of 29 March 2026 in Amsterdam, whose hour from 2 to 3 does not happen', () => {
  test('has no peak in that hour', () => {
    expect(billOf(sold([small]), 'Europe/Amsterdam', '2026-03-29T00:55:00Z', 10)).toEqual(['step 10 = 1000']);
    expect(billOf(sold([small]), 'Europe/Amsterdam', '2026-03-28T00:55:00Z', 10)).toEqual(['step 5 = 500', 'peak 5 = 1000']);
  });

  test('has two hours of a window of three', () => {
    const early: TariffPeak = { ...small, fromMinute: 60, untilMinute: 240 };
    expect(billOf(sold([early]), 'Europe/Amsterdam', '2026-03-28T23:00:00Z', 300)).toEqual([
      'step 180 = 18000',
      'peak 120 = 24000',
    ]);
  });
});

describe('the night of 25 October 2026 in Amsterdam, whose hour from 2 to 3 happens twice', () => {
  test('has that peak twice', () => {
    const first = { ...small, untilMinute: 150 };
    expect(billOf(sold([first]), 'Europe/Amsterdam', '2026-10-24T23:50:00Z', 140)).toEqual(['step 80 = 8000', 'peak 60 = 12000']);
  });

  test('has it for two hours without a break where it is the whole hour', () => {
    expect(billOf(sold([small]), 'Europe/Amsterdam', '2026-10-24T23:50:00Z', 140)).toEqual([
      'step 20 = 2000',
      'peak 120 = 24000',
    ]);
  });
});

describe('New York', () => {
  test.each([
    ['8 March 2026: no hour from 2 to 3', '2026-03-08T06:55:00Z', 10, ['step 10 = 1000']],
    ['1 November 2026: the hour from 1 to 2 twice', '2026-11-01T04:59:00Z', 122, ['step 2 = 200', 'peak 120 = 24000']],
  ])('%s', (_what, startedAt, minutes, expected) => {
    const hour = startedAt.startsWith('2026-03') ? small : { ...small, fromMinute: 60, untilMinute: 120 };
    expect(billOf(sold([hour]), 'America/New_York', startedAt, minutes)).toEqual(expected);
  });
});

test('the zone of the tariff, where it has one, is that of its peaks', () => {
  const tariff = { ...sold([evening]), zone: 'America/New_York' };
  expect(billOf(tariff, 'Asia/Shanghai', '2026-12-15T22:00:00Z', 2)).toEqual(['peak 2 = 300']);
});

test('the next rise is told at the price of its own hour', () => {
  const pricing = pricingFor(sold([evening]), { zone: 'UTC', nowMs: at('2026-11-20T16:58:00Z') });
  expect(nextRise(pricing, { useMs: MINUTE_MS, distanceM: 0 })).toEqual({ afterMs: 1, amountMinor: 100n });
  expect(nextRise(pricing, { useMs: 2 * MINUTE_MS, distanceM: 0 })).toEqual({ afterMs: 1, amountMinor: 150n });
  expect(nextRise(pricing, { useMs: 2 * MINUTE_MS - 1, distanceM: 0 })).toEqual({ afterMs: 2, amountMinor: 150n });
});

test('instants are resolved between two moments, in order, each with its window', () => {
  const from = at('2026-11-20T00:00:00Z');
  const found = resolvePeaks([evening, { ...small, days: [6] }], 'UTC', { fromMs: from, untilMs: from + 2 * DAY_MS });
  expect(found).toEqual([
    { peak: 0, fromMs: from + 17 * HOUR_MS, untilMs: from + 20 * HOUR_MS },
    { peak: 1, fromMs: from + 26 * HOUR_MS, untilMs: from + 27 * HOUR_MS },
  ]);
  expect(resolvePeaks([evening], 'UTC', { fromMs: from + 18 * HOUR_MS, untilMs: from + 19 * HOUR_MS })).toEqual([
    { peak: 0, fromMs: from + 18 * HOUR_MS, untilMs: from + 19 * HOUR_MS },
  ]);
  expect(resolvePeaks([], 'UTC', { fromMs: from, untilMs: from + DAY_MS })).toEqual([]);
});
