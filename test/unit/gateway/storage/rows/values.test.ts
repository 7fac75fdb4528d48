// Values at the edge of a row: exact, or refused.
import { describe, expect, test } from 'vitest';
import {
  amountsFromColumn,
  amountsToColumn,
  minorFromColumn,
  minorToColumn,
} from '../../../../../gateway/storage/rows/values.ts';

describe('amounts inside composites', () => {
  const composite = {
    totalMinor: 9_007_199_254_740_991n,
    lines: [{ line: 'base', amountMinor: -5n, units: 3 }],
    saidMinor: null,
    per: 60_000,
  };

  test('are whole numbers in the text, and bigints again outside', () => {
    const column = amountsToColumn(composite);
    expect(column).toBe(
      '{"totalMinor":9007199254740991,"lines":[{"line":"base","amountMinor":-5,"units":3}],"saidMinor":null,"per":60000}',
    );
    expect(amountsFromColumn(column)).toEqual(composite);
  });

  test('have one spelling: what was read is written as it was', () => {
    const column = amountsToColumn(composite);
    expect(amountsToColumn(amountsFromColumn<object>(column))).toBe(column);
  });

  test('beyond what a number holds exactly are refused, and so is one that does not name its unit', () => {
    expect(() => amountsToColumn({ totalMinor: 9_007_199_254_740_992n })).toThrow('safe');
    expect(() => amountsToColumn({ total: 5n })).toThrow('named by its unit');
  });
});

describe('an amount', () => {
  test('is never read back rounded', () => {
    expect(minorFromColumn(minorToColumn(-12n))).toBe(-12n);
    expect(() => minorFromColumn(2 ** 53)).toThrow('safe integer');
    expect(() => minorFromColumn(0.5)).toThrow('safe integer');
  });
});
