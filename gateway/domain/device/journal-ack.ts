// Journal ack: up to where a session's entries are stored, and which of them are still asked for.

/** As many as fit into one ack; the rest is asked for once these have come. */
const MOST_MISSING = 64;

export type JournalAck = { readonly upTo: number; readonly missing: readonly number[] };

/** Highest `n` below which nothing is missing; -1 when the first is. */
export function contiguousUpTo(stored: readonly number[]): number {
  const numbers = new Set(stored);
  let upTo = -1;
  while (numbers.has(upTo + 1)) upTo += 1;
  return upTo;
}

/** The lowest number that is stored above a gap; null when there is none. */
export function firstAboveGap(stored: readonly number[]): number | null {
  const upTo = contiguousUpTo(stored);
  const above = stored.filter((n) => n > upTo);
  return above.length === 0 ? null : Math.min(...above);
}

/**
 * An entry that is missing is asked for and holds the device's memory (FP-16, M13).
 * @param isGapGivenUp it was waited for in vain: numbers may be empty for ever, given up by the device itself for lack of room.
 */
export function ackOf(stored: readonly number[], isGapGivenUp: boolean): JournalAck {
  const numbers = new Set(stored);
  const highest = stored.reduce((most, n) => Math.max(most, n), -1);
  if (isGapGivenUp) return { upTo: highest, missing: [] };
  const upTo = contiguousUpTo(stored);
  const missing: number[] = [];
  for (let n = upTo + 1; n < highest && missing.length < MOST_MISSING; n += 1) if (!numbers.has(n)) missing.push(n);
  return { upTo, missing };
}
