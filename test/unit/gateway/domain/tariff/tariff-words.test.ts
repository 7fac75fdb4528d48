// The parts of a tariff's sentence, and its worked examples.
import { expect, test } from 'vitest';
import { HOUR_MS, type Json, KIND_CATALOGUE, MINUTE_MS } from '#protocol';
import type { Tariff } from '../../../../../gateway/domain/tariff/tariff.ts';
import { parseTariff } from '../../../../../gateway/domain/tariff/tariff-parse.ts';
import { describeTariff, type WorkedExample } from '../../../../../gateway/domain/tariff/tariff-words.ts';
import { holdOnce, perTime, perWay } from '../../../../support/pricing.ts';
import { tariff as tariffWith } from '../../../../support/records.ts';
import { expectOk } from '../../../qr/expect-ok.ts';

const tariffOf = (kind: string): Tariff => {
  const profile = KIND_CATALOGUE.find((candidate) => candidate.kind === kind);
  return expectOk(parseTariff((profile?.commerce as { tariff: Json }).tariff));
};

const example = (useMs: number, amountMinor: bigint, more: Partial<WorkedExample> = {}): WorkedExample => ({
  ...{ useMs, distanceM: 0, amountMinor, isMost: false },
  ...more,
});

test('a pod: base, minutes, cap, lengths, day, hold and tax; examples end where the cap is reached', () => {
  expect(describeTariff(tariffOf('sleep-pod'))).toEqual({
    clauses: [
      { clause: 'base', amountMinor: 300n },
      { clause: 'per', quantity: 'useMs', from: 0, per: MINUTE_MS, amountMinor: 100n },
      { clause: 'cap', amountMinor: 5_900n },
      {
        clause: 'packages',
        packages: [
          { packageId: 'p30', lengthMs: 30 * MINUTE_MS, amountMinor: 2_800n },
          { packageId: 'p60', lengthMs: HOUR_MS, amountMinor: 4_900n },
        ],
      },
      { clause: 'day-cap', amountMinor: 9_900n, calendar: false },
      { clause: 'hold', amountMinor: 5_900n, atStartMinor: 5_900n },
      { clause: 'tax', taxPermille: 60, mode: 'included' },
    ],
    examples: [example(15 * MINUTE_MS, 1_800n), example(30 * MINUTE_MS, 3_300n), example(HOUR_MS, 5_900n, { isMost: true })],
  });
});

test('a bike: examples ride at 12 km/h', () => {
  const { clauses, examples } = describeTariff(tariffOf('bike'));
  expect(clauses.map(({ clause }) => clause)).toEqual(['base', 'per', 'per', 'cap', 'pause', 'hold', 'tax']);
  expect(examples).toEqual([
    example(15 * MINUTE_MS, 150n + 750n + 1_500n, { distanceM: 3_000 }),
    example(30 * MINUTE_MS, 3_000n, { distanceM: 6_000, isMost: true }),
  ]);
});

test('a table: a menu from its cheapest item, no cap, no example of use', () => {
  const { clauses, examples } = describeTariff(tariffOf('restaurant-table'));
  expect(clauses).toEqual([
    { clause: 'base', amountMinor: 200n },
    { clause: 'items', count: 4, fromMinor: 1_200n },
    { clause: 'hold', amountMinor: 20_000n, atStartMinor: 20_000n },
    { clause: 'tax', taxPermille: 60, mode: 'included' },
  ]);
  expect(examples).toEqual([]);
});

test('a free window comes first, and its end is the first example', () => {
  const half = 30 * MINUTE_MS;
  const tariff: Tariff = {
    ...tariffOf('sleep-pod'),
    baseMinor: 0n,
    freeMs: 5 * MINUTE_MS,
    steps: [perTime(half, 3_500n)],
    capMinor: 29_900n,
    hold: holdOnce(29_900n),
  };
  const { clauses, examples } = describeTariff(tariff);
  expect(clauses[0]).toEqual({ clause: 'free', freeMs: 5 * MINUTE_MS, everyMs: 6 * HOUR_MS });
  expect(examples.map(({ useMs, amountMinor }) => [useMs / MINUTE_MS, amountMinor])).toEqual([
    [5, 0n],
    [35, 3_500n],
    [65, 7_000n],
    [125, 14_000n],
    // Four hours of units cost 280.00, half an hour more 315.00.
    [246, 29_900n],
  ]);
});

test('what costs nothing says only that', () => {
  const tariff: Tariff = { ...tariffOf('sleep-pod'), baseMinor: 0n, steps: [], packages: [], capMinor: null, hold: holdOnce(0n) };
  expect(describeTariff(tariff)).toEqual({ clauses: [{ clause: 'gratis' }], examples: [] });
});

test('every part of the grammar has its clause, in one order', () => {
  const tariff: Tariff = tariffWith({
    freeMs: 3 * MINUTE_MS,
    steps: [perTime(30 * MINUTE_MS, 3_500n), perTime(HOUR_MS, 5_000n, 2 * HOUR_MS), perWay(1_000, 20n)],
    packages: [{ packageId: 'p30', lengthMs: 30 * MINUTE_MS, amountMinor: 3_000n }],
    peaks: [{ days: [1, 5], fromMinute: 1_020, untilMinute: 1_200, rate: { permille: 1_500 } }],
    pause: { per: MINUTE_MS, amountMinor: 20n },
    overdue: { after: 'package', per: HOUR_MS, amountMinor: 9_000n },
    capMinor: 29_900n,
    dayCap: { amountMinor: 39_900n, calendar: true },
    minimumMinor: 1_000n,
    service: { permille: 100, on: 'items' },
    taxMode: 'added',
    hold: { atStartMinor: 5_000n, stepMinor: 5_000n, mostMinor: 60_000n },
  });
  const { clauses } = describeTariff(tariff);
  expect(clauses.map(({ clause }) => clause)).toEqual([
    ...['free', 'base', 'per', 'per', 'per', 'items', 'cap', 'packages', 'peak'],
    ...['pause', 'overdue', 'minimum', 'day-cap', 'service', 'hold', 'tax'],
  ]);
  // Percentages are told as what a unit then costs.
  expect(clauses.find(({ clause }) => clause === 'peak')).toEqual({
    clause: 'peak',
    ...{ days: [1, 5], fromMinute: 1_020, untilMinute: 1_200 },
    rates: [
      { quantity: 'useMs', from: 0, per: 30 * MINUTE_MS, amountMinor: 5_250n },
      { quantity: 'useMs', from: 2 * HOUR_MS, per: HOUR_MS, amountMinor: 7_500n },
    ],
  });
});
