// FP-32 Free tariff: whatever could cost anything, at any hour and by any part, is not free.
import { describe, expect, test } from 'vitest';
import type { Json } from '#protocol';
import { mayEverCost } from '../../../../../gateway/domain/tariff/free-tariff.ts';
import type { Tariff } from '../../../../../gateway/domain/tariff/tariff.ts';
import { parseTariff } from '../../../../../gateway/domain/tariff/tariff-parse.ts';

function tariffOf(json: { readonly [name: string]: Json }): Tariff {
  const parsed = parseTariff(json);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

const zeros = {
  name: 'free',
  currency: 'CNY',
  baseMinor: 0,
  freeMs: 0,
  steps: [],
  capMinor: null,
  holdMinor: 0,
  items: [],
  taxPermille: 60,
};
const free = tariffOf(zeros);
const step = { quantity: 'useMs', from: 0, per: 60_000, amountMinor: 1n } as const;

describe('a tariff', () => {
  test.each<[string, Tariff]>([
    ['of zeros', free],
    ['of steps that cost nothing', { ...free, steps: [{ ...step, amountMinor: 0n }] }],
    [
      'that halves nothing at night',
      { ...free, peaks: [{ days: [1], fromMinute: 0, untilMinute: 60, rate: { permille: 500 } }] },
    ],
  ])('%s can never cost anything', (_what, tariff) => {
    expect(mayEverCost(tariff)).toBe(false);
  });

  test.each<[string, Partial<Tariff>]>([
    ['base', { baseMinor: 1n }],
    ['minimum', { minimumMinor: 1n }],
    ['step', { steps: [step] }],
    ['step far beyond any session', { steps: [{ ...step, from: 86_400_000 }] }],
    ['package', { packages: [{ packageId: 'p', lengthMs: 1, amountMinor: 1n }] }],
    ['peak', { peaks: [{ days: [7], fromMinute: 0, untilMinute: 1, rate: { steps: [step] } }] }],
    ['pause', { pause: { per: 60_000, amountMinor: 1n } }],
    ['overdue time', { overdue: { after: 'longest', per: 60_000, amountMinor: 1n } }],
    ['item', { items: [{ itemId: 'tea', amountMinor: 1n, name: { en: 'Tea' } }] }],
    ['hold', { hold: { atStartMinor: 0n, stepMinor: 0n, mostMinor: 1n } }],
  ])('that has a price in its %s may', (_part, priced) => {
    expect(mayEverCost({ ...free, ...priced })).toBe(true);
  });
});
