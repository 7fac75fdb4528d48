// Money: the decimals of every currency, and amounts as plain text.
import { expect, test } from 'vitest';
import { decimalsOf, divideDown, divideUp, formatMinor, toSafeNumber } from '../../../../gateway/domain/money.ts';

test.each([
  ['CNY', 2],
  ['EUR', 2],
  ['USD', 2],
  ['JPY', 0],
  ['KRW', 0],
  ['ISK', 0],
  ['BHD', 3],
  ['TND', 3],
  // Cash has no fils there, ISO 4217 has.
  ['IQD', 3],
  ['CLF', 4],
])('%s has %i decimals', (currency, decimals) => {
  expect(decimalsOf(currency)).toBe(decimals);
});

test.each([
  [3_500n, 'CNY', '35.00'],
  [5n, 'CNY', '0.05'],
  [-5n, 'CNY', '-0.05'],
  [3_500n, 'JPY', '3500'],
  [3_500n, 'BHD', '3.500'],
  [7n, 'BHD', '0.007'],
  [10n ** 18n, 'EUR', '10000000000000000.00'],
])('%s minor units of %s are %s', (minor, currency, text) => {
  expect(formatMinor(minor, currency)).toBe(text);
});

test('divides once, each way named', () => {
  expect([divideDown(7n, 2n), divideUp(7n, 2n), divideUp(8n, 2n)]).toEqual([3n, 4n, 4n]);
  expect(() => divideDown(-1n, 2n)).toThrow('non-negative');
  expect(() => divideUp(1n, 0n)).toThrow('non-negative');
});

test('is a JSON number only where that loses nothing', () => {
  expect(toSafeNumber(9_007_199_254_740_991n)).toBe(Number.MAX_SAFE_INTEGER);
  expect(() => toSafeNumber(9_007_199_254_740_992n)).toThrow('safe integers');
});
