// Event limits: how often and how long the host app is told of one event, in one table.
import { assert, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '#protocol';

export const EVENT_LIMITS = {
  /** Waits after the first, second, ... attempt; the last one repeats. */
  waitMs: [5 * SECOND_MS, 30 * SECOND_MS, 2 * MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS],
  /** One attempt takes at most this, answer included. */
  attemptMs: 5 * SECOND_MS,
  /** Attempts under way at a time. */
  atOnce: 8,
  /** An event that finds no room looks again after this, and up to as long again. */
  crowdedMs: 5 * SECOND_MS,
  /** Not taken by anybody for so long: it goes on being tried, and the log says so at each attempt. */
  worryAfterMs: DAY_MS,
} as const;

assert(
  EVENT_LIMITS.waitMs.every((ms) => ms >= EVENT_LIMITS.attemptMs),
  'an event is not sent again while its last attempt may still be under way',
);

/** The wait before the attempt after this one. @param jitter in [0, 1): a receiver that comes back is not met by all at once. */
export function eventWaitMs(attempts: number, jitter: number): number {
  const { waitMs } = EVENT_LIMITS;
  const baseMs = waitMs[Math.min(Math.max(attempts, 1), waitMs.length) - 1] ?? EVENT_LIMITS.attemptMs;
  return baseMs + Math.floor(baseMs * 0.25 * jitter);
}
