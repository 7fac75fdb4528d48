// Shares: an amount split over accounts in proportion to weights, to the last unit, in the order in which they are stored.
import { assert } from '#protocol';
import type { Minor } from '../money.ts';

function sumOf(parts: readonly Minor[]): Minor {
  return parts.reduce((sum, part) => sum + part, 0n);
}

/**
 * Splits the first `amountMinor` of what `weights` sum to: each part is its quota rounded down, and the units that are left go one
 * by one to whoever is furthest behind, the first stored where two are equal. Unlike by plain largest remainders, a larger amount
 * never makes a part smaller: so that parts of parts (refunds) always sum up, and end exactly at the weights.
 * @param weights whole and not negative, such as what a capture gave to each account; three at most, for which no part ever
 * differs from its quota by a whole unit.
 */
export function splitProRata(amountMinor: Minor, weights: readonly Minor[]): readonly Minor[] {
  const wholeMinor = sumOf(weights);
  assert(weights.length <= 3 && weights.every((weight) => weight >= 0n), 'up to three shares, none negative');
  assert(amountMinor >= 0n && amountMinor <= wholeMinor, `a split of ${amountMinor} is within the whole ${wholeMinor}`);
  if (amountMinor === 0n) return weights.map(() => 0n);
  const parts = weights.map((weight) => (amountMinor * weight) / wholeMinor);
  // How far along its weight a part is with half a unit more, as a fraction; compared without dividing.
  const isBehind = (one: number, other: number): boolean => {
    const [partOne = 0n, weightOne = 0n, partOther = 0n, weightOther = 0n] = [
      parts[one],
      weights[one],
      parts[other],
      weights[other],
    ];
    if (weightOne === 0n || weightOther === 0n) return weightOne > 0n;
    return (2n * partOne + 1n) * weightOther < (2n * partOther + 1n) * weightOne;
  };
  for (let left = amountMinor - sumOf(parts); left > 0n; left -= 1n) {
    let furthest = 0;
    for (let at = 1; at < parts.length; at += 1) if (isBehind(at, furthest)) furthest = at;
    parts[furthest] = (parts[furthest] ?? 0n) + 1n;
  }
  return parts;
}
