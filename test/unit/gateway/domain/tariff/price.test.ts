// What use and items cost: base, free window, steps, cap, items, hold, tax, and the time that money lasts.
import { describe, expect, test } from 'vitest';
import type { Usage } from '#protocol';
import {
  affordableUseMs,
  mostForUse,
  nextRise,
  type PriceLine,
  priceItems,
  priceUse,
} from '../../../../../gateway/domain/tariff/price.ts';
import type { Tariff } from '../../../../../gateway/domain/tariff/tariff.ts';
import { holdOnce, perTime, perWay, pricingFor } from '../../../../support/pricing.ts';
import { tariff as tariffWith } from '../../../../support/records.ts';

const MINUTE = 60_000;
const use = (useMs: number, distanceM = 0): Usage => ({ useMs, distanceM });

const pod = tariffWith({ hold: holdOnce(5_900n), items: [] });
const freeFirst: Tariff = { ...pod, freeMs: 3 * MINUTE };
const bike: Tariff = {
  ...pod,
  baseMinor: 150n,
  steps: [perTime(15 * MINUTE, 150n), perWay(1_000, 20n)],
  capMinor: 3_000n,
  hold: holdOnce(3_000n),
};
const openEnded: Tariff = { ...pod, capMinor: null, hold: holdOnce(1_000n) };
const table: Tariff = {
  ...pod,
  baseMinor: 200n,
  steps: [],
  capMinor: null,
  hold: holdOnce(20_000n),
  items: [
    { itemId: 'noodles', amountMinor: 3_800n, name: { en: 'Noodles' } },
    { itemId: 'juice', amountMinor: 1_200n, name: { en: 'Juice' } },
  ],
};

const total = (tariff: Tariff, usage: Usage): bigint => priceUse(pricingFor(tariff), usage, [], 'started').totalMinor;
const kinds = (lines: readonly PriceLine[]): string[] => lines.map(({ line, amountMinor }) => `${line} ${amountMinor}`);

describe('the price of use', () => {
  test.each<[string, Tariff, Usage, bigint]>([
    ['the base is due from the start where nothing is free', pod, use(0), 300n],
    ['one ms starts a unit', pod, use(1), 400n],
    ['a full unit is one unit', pod, use(MINUTE), 400n],
    ['one ms more starts the next', pod, use(MINUTE + 1), 500n],
    ['the last unit below the cap', pod, use(55 * MINUTE), 5_800n],
    ['exactly at the cap', pod, use(56 * MINUTE), 5_900n],
    ['beyond the cap', pod, use(600 * MINUTE), 5_900n],
    ['nothing used of a free window', freeFirst, use(0), 0n],
    ['the whole free window', freeFirst, use(3 * MINUTE), 0n],
    ['one ms beyond it: base and one unit', freeFirst, use(3 * MINUTE + 1), 400n],
    ['free time is not counted afterwards either', freeFirst, use(4 * MINUTE), 400n],
    ['time and distance', bike, use(16 * MINUTE, 2_001), 150n + 300n + 60n],
    ['distance alone', bike, use(0, 1), 150n + 20n],
    ['without a cap the hold is the most', openEnded, use(60 * MINUTE), 1_000n],
    ['a table costs its base', table, use(90 * MINUTE), 200n],
  ])('%s', (_title, tariff, usage, expected) => {
    expect(total(tariff, usage)).toBe(expected);
  });

  test('distance within a free window costs nothing, and counts whole once it is over', () => {
    const tariff = { ...bike, freeMs: 5 * MINUTE };
    expect(total(tariff, use(5 * MINUTE, 4_000))).toBe(0n);
    expect(total(tariff, use(5 * MINUTE + 1, 4_000))).toBe(150n + 150n + 80n);
  });

  test('an end that was our fault is pro rata, rounded down, and has no started units', () => {
    const { lines, totalMinor } = priceUse(pricingFor(bike), use(MINUTE, 999), [], 'exact');
    expect(lines).toEqual([
      { line: 'base', amountMinor: 150n },
      { line: 'step', quantity: 'useMs', per: 15 * MINUTE, unitMinor: 150n, amountMinor: 10n },
      { line: 'step', quantity: 'distanceM', per: 1_000, unitMinor: 20n, amountMinor: 19n },
    ]);
    expect(totalMinor).toBe(179n);
  });

  test('a use that is no whole number is our own mistake', () => {
    expect(() => total(pod, use(1.5))).toThrow('whole ms');
    expect(() => total(pod, use(0, -1))).toThrow('whole m');
  });
});

describe('the lines of a bill', () => {
  test('say free time, base, units and what the cap takes off', () => {
    const { lines } = priceUse(pricingFor(freeFirst), use(603 * MINUTE), [], 'started');
    expect(lines).toEqual([
      { line: 'free', quantity: 'useMs', units: 3 * MINUTE, per: 1, unitMinor: 0n, amountMinor: 0n },
      { line: 'base', amountMinor: 300n },
      { line: 'step', quantity: 'useMs', units: 600, per: MINUTE, unitMinor: 100n, amountMinor: 60_000n },
      { line: 'cap', unitMinor: 5_900n, amountMinor: -54_400n },
    ]);
  });

  test('sum items in the order of the menu, whatever the order of the tickets', () => {
    const one = priceUse(
      pricingFor(table),
      use(0),
      [
        { itemId: 'juice', quantity: 2 },
        { itemId: 'noodles', quantity: 1 },
        { itemId: 'juice', quantity: 1 },
      ],
      'started',
    );
    const other = priceUse(
      pricingFor(table),
      use(0),
      [
        { itemId: 'noodles', quantity: 1 },
        { itemId: 'juice', quantity: 3 },
      ],
      'started',
    );
    expect(one).toEqual(other);
    expect(one.lines).toEqual([
      { line: 'base', amountMinor: 200n },
      { line: 'item', quantity: 'count', itemId: 'noodles', units: 1, unitMinor: 3_800n, amountMinor: 3_800n },
      { line: 'item', quantity: 'count', itemId: 'juice', units: 3, unitMinor: 1_200n, amountMinor: 3_600n },
    ]);
    expect(one.totalMinor).toBe(7_600n);
  });

  test('put items on top of the cap, but never above what is held', () => {
    const tariff = { ...pod, hold: holdOnce(8_000n), items: table.items };
    expect(kinds(priceUse(pricingFor(tariff), use(600 * MINUTE), [{ itemId: 'juice', quantity: 1 }], 'started').lines)).toEqual([
      'base 300',
      'step 60000',
      'cap -54400',
      'item 1200',
    ]);
    const beyond = priceUse(pricingFor(tariff), use(600 * MINUTE), [{ itemId: 'noodles', quantity: 1 }], 'started');
    expect(kinds(beyond.lines)).toEqual(['base 300', 'step 60000', 'cap -54400', 'item 3800', 'limit -1700']);
    expect(beyond.totalMinor).toBe(8_000n);
  });

  test('never price an item that is not on the menu', () => {
    expect(() => priceUse(pricingFor(table), use(0), [{ itemId: 'soup', quantity: 1 }], 'started')).toThrow('menu');
  });
});

test.each<[bigint, number, bigint]>([
  [400n, 60, 23n], // 22.64
  [150n, 60, 8n], // 8.49
  [53n, 60, 3n], // exactly 3
  [9n, 125, 1n], // exactly 1
  [5n, 111, 0n], // 0.4995
  [3n, 200, 1n], // 0.5 goes up
  [400n, 0, 0n],
])('the tax inside %s at %s per mille is %s', (baseMinor, taxPermille, taxMinor) => {
  const tariff = { ...pod, baseMinor, steps: [], taxPermille };
  expect(priceUse(pricingFor(tariff), use(0), [], 'started')).toMatchObject({ totalMinor: baseMinor, taxMinor });
});

describe('the time that held money lasts', () => {
  test.each<[string, Tariff, Usage, bigint, number, number]>([
    ['up to the end of the last paid unit', openEnded, use(0), 1_000n, 60 * MINUTE, 7 * MINUTE],
    ['counts from the use so far', openEnded, use(90_000), 1_000n, 60 * MINUTE, 7 * MINUTE - 90_000],
    ['is at most what was asked for', openEnded, use(0), 1_000n, MINUTE, MINUTE],
    ['is nothing when the money is spent', openEnded, use(8 * MINUTE), 1_000n, MINUTE, 0],
    ['is nothing when the money ends with this very ms', openEnded, use(7 * MINUTE), 1_000n, MINUTE, 0],
    ['never ends once the cap is paid', pod, use(0), 5_900n, 600 * MINUTE, 600 * MINUTE],
    ['lasts the free window without any money', freeFirst, use(MINUTE), 0n, 60 * MINUTE, 2 * MINUTE],
  ])('%s', (_title, tariff, usage, heldMinor, maxMs, expected) => {
    expect(affordableUseMs(pricingFor(tariff), usage, [], heldMinor, maxMs)).toBe(expected);
  });

  test('leaves room for what was ordered', () => {
    const tariff = { ...openEnded, hold: holdOnce(3_000n), items: table.items };
    expect(affordableUseMs(pricingFor(tariff), use(0), [{ itemId: 'juice', quantity: 2 }], 3_000n, 60 * MINUTE)).toBe(3 * MINUTE);
  });
});

describe('the next rise', () => {
  test.each<[string, Tariff, Usage, ReturnType<typeof nextRise>]>([
    ['comes with the first ms', pod, use(0), { afterMs: 1, amountMinor: 100n }],
    ['comes one ms after a full unit', pod, use(MINUTE), { afterMs: 1, amountMinor: 100n }],
    ['comes at the end of the started unit', pod, use(MINUTE + 1), { afterMs: MINUTE, amountMinor: 100n }],
    ['is only what the cap leaves', { ...pod, capMinor: 450n }, use(1), { afterMs: MINUTE, amountMinor: 50n }],
    ['comes never once the cap is reached', pod, use(56 * MINUTE), null],
    ['comes never once the hold is reached', openEnded, use(7 * MINUTE), null],
    ['comes never without time steps', table, use(5), null],
    ['ends the free window with base and unit', freeFirst, use(MINUTE), { afterMs: 2 * MINUTE + 1, amountMinor: 400n }],
    [
      'passes over a step that costs nothing',
      { ...pod, steps: [perTime(1_000, 0n), ...pod.steps] },
      use(1),
      { afterMs: MINUTE, amountMinor: 100n },
    ],
  ])('%s', (_title, tariff, usage, expected) => {
    expect(nextRise(pricingFor(tariff), usage)).toEqual(expected);
  });
});

describe('an order', () => {
  test('costs its pieces', () => {
    expect(
      priceItems(table, [
        { itemId: 'juice', quantity: 2 },
        { itemId: 'noodles', quantity: 1 },
      ]),
    ).toEqual({ ok: true, value: 6_200n });
  });

  test('with an item that is not on the menu is refused whole', () => {
    expect(
      priceItems(table, [
        { itemId: 'juice', quantity: 2 },
        { itemId: 'soup', quantity: 1 },
      ]),
    ).toEqual({
      ok: false,
      error: { code: 'order.item-unknown', itemId: 'soup' },
    });
  });
});

test('use costs at most the cap, or the hold where there is none', () => {
  expect([pod, openEnded, table].map(mostForUse)).toEqual([5_900n, 1_000n, 20_000n]);
});
