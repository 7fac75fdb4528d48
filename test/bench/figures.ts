// Figures: percentiles and medians of what a bench measured.
import { assert } from '#protocol';

const ascending = (left: number, right: number): number => left - right;

/** Nearest rank: the smallest value that `percent` of all values do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  assert(values.length > 0, 'a percentile needs a value');
  assert(percent > 0 && percent <= 100, 'a percent is above 0 and at most 100');
  const rank = Math.ceil((percent / 100) * values.length);
  return values.toSorted(ascending)[rank - 1] as number;
}

/** The middle value; of an even count the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  assert(values.length > 0, 'a median needs a value');
  const sorted = values.toSorted(ascending);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}

/** Half of the values lie at or below `p50Ms`, all but one in a hundred at or below `p99Ms`. */
export type Spread = { readonly p50Ms: number; readonly p99Ms: number };

export function spreadOf(valuesMs: readonly number[]): Spread {
  return { p50Ms: percentile(valuesMs, 50), p99Ms: percentile(valuesMs, 99) };
}
