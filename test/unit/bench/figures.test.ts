// Figures of the bench: percentiles by nearest rank, medians, and what each refuses.
import { describe, expect, test } from 'vitest';
import { median, percentile, spreadOf } from '../../bench/figures.ts';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => count - at);

describe('percentile', () => {
  test.each([
    { percent: 50, of: 100, is: 50 },
    { percent: 99, of: 100, is: 99 },
    { percent: 99, of: 50, is: 50 },
    { percent: 99, of: 1_000, is: 990 },
    { percent: 100, of: 7, is: 7 },
    { percent: 1, of: 7, is: 1 },
  ])('$percent of 1..$of in any order is $is', ({ percent, of, is }) => {
    expect(percentile(upTo(of), percent)).toBe(is);
  });

  test('orders numbers as numbers and leaves its input alone', () => {
    const values = [10, 9, 100];
    expect(percentile(values, 50)).toBe(10);
    expect(values).toEqual([10, 9, 100]);
  });

  test('has no answer for nothing', () => {
    expect(() => percentile([], 50)).toThrow('needs a value');
    expect(() => percentile([1], 0)).toThrow('percent');
  });
});

test('a median is the middle, or the mean of both middles', () => {
  expect(median([9, 1, 2])).toBe(2);
  expect(median([9, 1, 2, 4])).toBe(3);
  expect(() => median([])).toThrow('needs a value');
});

test('a spread has both', () => {
  expect(spreadOf(upTo(200))).toEqual({ p50Ms: 100, p99Ms: 198 });
});
