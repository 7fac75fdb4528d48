// Message limits: how often and how long one mail is tried, and how the world's mail servers are left in peace, in one table.
import { assert, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '#protocol';
import type { MessageKind } from './message.ts';

export const MESSAGE_LIMITS = {
  /** Waits after the first, second, ... attempt; the last one repeats. The first is what greylisting asks for (RFC 6647). */
  waitMs: [2 * MINUTE_MS, 6 * MINUTE_MS, 20 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS],
  /** One attempt takes at most this: connection, TLS, sign-in and the server's last word. */
  attemptMs: 30 * SECOND_MS,
  /** Attempts under way at a time; so many may be repeated after a crash, and no more. */
  atOnce: 4,
  /** A message that finds no room looks again after this, and up to as long again. */
  crowdedMs: 5 * SECOND_MS,
  /** While the server cannot be reached at all nobody tries, and then one alone: rests after the first, second, ... failure. */
  restMs: [15 * SECOND_MS, MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS],
  /** A session that is still starting is looked at again after this. */
  lookAgainMs: 10 * SECOND_MS,
  /** A session that runs is looked at at least as often, for what its person must hear ahead. */
  lookAheadMs: 15 * MINUTE_MS,
  /** ... and not more often. */
  shortestLookMs: 5 * SECOND_MS,
  /** So long before its end a session's person is told, by how long it lasts; a shorter one needs no warning. */
  endsSoon: [
    { fromMs: 45 * MINUTE_MS, beforeMs: 15 * MINUTE_MS },
    { fromMs: 15 * MINUTE_MS, beforeMs: 5 * MINUTE_MS },
  ],
  /** Staff see what has waited for so long. */
  worryAfterMs: DAY_MS,
} as const;

/** After so long it is of no use any more, and is given up. */
export const GIVE_UP_AFTER_MS: { readonly [K in MessageKind]: number } = {
  'confirm-address': 30 * MINUTE_MS,
  'session-started': 12 * HOUR_MS,
  'session-ends-soon': HOUR_MS,
  'session-money-low': HOUR_MS,
  receipt: 4 * DAY_MS,
  refund: 4 * DAY_MS,
};

assert(
  MESSAGE_LIMITS.waitMs.every((ms) => ms > MESSAGE_LIMITS.attemptMs),
  'a message is not sent again while its last attempt may still be under way',
);
assert(
  GIVE_UP_AFTER_MS.receipt > 2 * MESSAGE_LIMITS.worryAfterMs,
  'staff have a day to put a mail server right before a receipt is given up',
);

const stepOf = (table: readonly number[], nth: number): number => table[Math.min(Math.max(nth, 1), table.length) - 1] ?? 0;

/** The wait after this attempt. @param jitter in [0, 1): a server that comes back is not met by all at once. */
export function messageWaitMs(attempts: number, jitter: number): number {
  const baseMs = stepOf(MESSAGE_LIMITS.waitMs, attempts);
  return baseMs + Math.floor(baseMs * 0.25 * jitter);
}

/** How long nobody tries after so many attempts in a row that reached no server. */
export function restMs(failures: number, jitter: number): number {
  const baseMs = stepOf(MESSAGE_LIMITS.restMs, failures);
  return baseMs + Math.floor(baseMs * 0.25 * jitter);
}
