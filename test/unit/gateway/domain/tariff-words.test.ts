// The parts of a tariff's sentence, and its worked examples.
import { expect, test } from 'vitest';
import { HOUR_MS, type Json, KIND_CATALOGUE, MINUTE_MS } from '#protocol';
import type { Tariff } from '../../../../gateway/domain/tariff.ts';
import { parseTariff } from '../../../../gateway/domain/tariff-parse.ts';
import { describeTariff } from '../../../../gateway/domain/tariff-words.ts';
import { expectOk } from '../../qr/expect-ok.ts';

const tariffOf = (kind: string): Tariff => {
  const profile = KIND_CATALOGUE.find((candidate) => candidate.kind === kind);
  return expectOk(parseTariff((profile?.commerce as { tariff: Json }).tariff));
};

test('a pod: base, minutes, cap, hold and tax; examples end where the cap is reached', () => {
  expect(describeTariff(tariffOf('sleep-pod'))).toEqual({
    clauses: [
      { clause: 'base', amountMinor: 300n },
      { clause: 'per', quantity: 'useMs', per: MINUTE_MS, amountMinor: 100n },
      { clause: 'cap', amountMinor: 5_900n },
      { clause: 'hold', amountMinor: 5_900n },
      { clause: 'tax', taxPermille: 60 },
    ],
    examples: [
      { useMs: 15 * MINUTE_MS, distanceM: 0, amountMinor: 1_800n },
      { useMs: 30 * MINUTE_MS, distanceM: 0, amountMinor: 3_300n },
      { useMs: HOUR_MS, distanceM: 0, amountMinor: 5_900n },
    ],
  });
});

test('a bike: examples ride at 12 km/h', () => {
  const { clauses, examples } = describeTariff(tariffOf('bike'));
  expect(clauses.map(({ clause }) => clause)).toEqual(['base', 'per', 'per', 'cap', 'hold', 'tax']);
  expect(examples).toEqual([
    { useMs: 15 * MINUTE_MS, distanceM: 3_000, amountMinor: 150n + 750n + 1_500n },
    { useMs: 30 * MINUTE_MS, distanceM: 6_000, amountMinor: 3_000n },
  ]);
});

test('a table: a menu from its cheapest item, no cap, no example of use', () => {
  const { clauses, examples } = describeTariff(tariffOf('restaurant-table'));
  expect(clauses).toEqual([
    { clause: 'base', amountMinor: 200n },
    { clause: 'items', count: 4, fromMinor: 1_200n },
    { clause: 'hold', amountMinor: 20_000n },
    { clause: 'tax', taxPermille: 60 },
  ]);
  expect(examples).toEqual([]);
});

test('a free window comes first, and its end is the first example', () => {
  const half = 30 * MINUTE_MS;
  const tariff: Tariff = {
    ...tariffOf('sleep-pod'),
    baseMinor: 0n,
    freeMs: 5 * MINUTE_MS,
    steps: [{ quantity: 'useMs', per: half, amountMinor: 3_500n }],
    capMinor: 29_900n,
    holdMinor: 29_900n,
  };
  const { clauses, examples } = describeTariff(tariff);
  expect(clauses[0]).toEqual({ clause: 'free', freeMs: 5 * MINUTE_MS });
  expect(examples.map(({ useMs, amountMinor }) => [useMs / MINUTE_MS, amountMinor])).toEqual([
    [5, 0n],
    [35, 3_500n],
    [65, 7_000n],
    [125, 14_000n],
  ]);
});

test('what costs nothing says only that', () => {
  const tariff: Tariff = { ...tariffOf('sleep-pod'), baseMinor: 0n, steps: [], capMinor: null, holdMinor: 0n };
  expect(describeTariff(tariff)).toEqual({ clauses: [{ clause: 'gratis' }], examples: [] });
});
