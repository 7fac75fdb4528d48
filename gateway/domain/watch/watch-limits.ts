// Watch limits: when a label's silence, or its being scanned where it should not be, is worth somebody's walk, in one table.
import { assert, DAY_MS, HOUR_MS } from '#protocol';

export const WATCH_LIMITS = {
  hourMs: HOUR_MS,
  /** How often a label is scanned is learnt from so long. */
  habitMs: 35 * DAY_MS,
  /** Fewer scans in that time say nothing of a habit. */
  busyScans: 10,
  /** Nobody scans at night: nothing is silent sooner. */
  silentAtLeastMs: DAY_MS,
  /** So many scans that its share of the venue's would have brought did not come: by chance once in 3,000 (e^-8). */
  missedByShare: 8,
  /** A venue with one label has no share; then its own habit is asked, and more patiently. */
  silentLongMs: 7 * DAY_MS,
  missedByHabit: 20,
  /** So many a day may be opening a photo of it. */
  fewPeople: 2,
  /** So many people, or one of the staff on the spot, are believed that it hangs there after all. */
  peopleToEnd: 3,
  /** One phone may be wrong about where it is: so many people, each once a day. */
  elsewhereScans: 3,
  elsewhereWithinMs: DAY_MS,
  endedScans: 1,
  /** Hours are kept for so long. */
  keptForMs: 90 * DAY_MS,
} as const;

assert(WATCH_LIMITS.silentAtLeastMs < WATCH_LIMITS.silentLongMs, 'who has others to compare with knows sooner');
assert(WATCH_LIMITS.fewPeople < WATCH_LIMITS.peopleToEnd, 'who may be opening a photo ends no alert');
assert(WATCH_LIMITS.habitMs < WATCH_LIMITS.keptForMs, 'a habit is not forgotten while it is asked for');
assert(WATCH_LIMITS.habitMs > 2 * WATCH_LIMITS.silentLongMs, 'a long silence leaves a habit to compare it with');
