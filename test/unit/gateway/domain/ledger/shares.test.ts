// Splits: to the last unit, in stored order, and never smaller of a larger amount.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitProRata } from '../../../../../gateway/domain/ledger/shares.ts';

const weights = fc
  .array(fc.bigInt(0n, 10_000n), { minLength: 1, maxLength: 3 })
  .filter((each) => each.some((weight) => weight > 0n));
const sumOf = (parts: readonly bigint[]): bigint => parts.reduce((sum, part) => sum + part, 0n);

describe('a split', () => {
  test.each<[bigint, readonly bigint[], readonly bigint[]]>([
    [0n, [5n, 5n], [0n, 0n]],
    [1n, [1n, 1n, 1n], [1n, 0n, 0n]],
    [2n, [1n, 1n, 1n], [1n, 1n, 0n]],
    [530n, [950n, 50n, 60n], [475n, 25n, 30n]],
    [1n, [0n, 0n, 7n], [0n, 0n, 1n]],
    [7n, [2n, 0n, 5n], [2n, 0n, 5n]],
  ])('of %s over %s is %s', (amountMinor, over, parts) => {
    expect(splitProRata(amountMinor, over)).toEqual(parts);
  });

  test('is whole, and each part within one unit of its quota', () => {
    fc.assert(
      fc.property(weights, fc.nat(1_000_000), (over, seed) => {
        const wholeMinor = sumOf(over);
        const amountMinor = BigInt(seed) % (wholeMinor + 1n);
        const parts = splitProRata(amountMinor, over);
        expect(sumOf(parts)).toBe(amountMinor);
        for (const [at, part] of parts.entries()) {
          const quota = amountMinor * (over[at] ?? 0n);
          expect(part * wholeMinor).toBeGreaterThan(quota - wholeMinor);
          expect(part * wholeMinor).toBeLessThan(quota + wholeMinor);
        }
      }),
    );
  });

  test('of one unit more never makes a part smaller, and of the whole is the weights', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt(0n, 60n), { minLength: 1, maxLength: 3 }), (over) => {
        let before = over.map(() => 0n);
        for (let amountMinor = 0n; amountMinor <= sumOf(over); amountMinor += 1n) {
          const parts = splitProRata(amountMinor, over);
          for (const [at, part] of parts.entries()) expect(part).toBeGreaterThanOrEqual(before[at] ?? 0n);
          before = [...parts];
        }
        expect(before).toEqual(over);
      }),
    );
  });

  test('of more than the whole, or of a negative share, is our own mistake', () => {
    expect(() => splitProRata(11n, [5n, 5n])).toThrow('within the whole');
    expect(() => splitProRata(1n, [5n, -1n])).toThrow('none negative');
  });
});
