// Every limit of the wire in one table, with the asserts that relate them.
import { assert } from './vocabulary/assert.ts';

export const LIMITS = {
  /** Largest upward payload in bytes (FP-01). */
  maxUpBytes: 4_096,
  /** Largest downward payload in bytes (FP-01). */
  maxDownBytes: 2_048,
  /** Largest topic in bytes; at most 7 slashes, so that stricter brokers carry it too (FP-02). */
  maxTopicBytes: 256,
  maxTopicSlashes: 7,
  /** An unlock lives at most this long in the device's uptime (FP-08). */
  startLifetimeMs: 10_000,
  /** Every other command lives this long. */
  commandLifetimeMs: 30_000,
  /** The same bytes are repeated at these ages while they live (FP-12). */
  repeatAfterMs: [2_000, 5_000],
  /** After its last repeat a start without evidence is not seen to start (FP-12). */
  startUnseenAfterMs: 12_000,
  /** Use is journaled at least this often while a session runs (FP-15). */
  meterEveryMs: 30_000,
  /** State is repeated at least this often while in use. */
  stateEveryMs: 60_000,
  /** Results of the last commands that are not in the journal (FP-13). */
  resultCacheEntries: 32,
  /** A journal keeps at most this many entries; then every second `updated` is dropped and counted (FP-16). */
  journalEntries: 512,
  /** Reconnect back-off: random and doubling between these; reset after the last. */
  reconnectMinMs: 1_000,
  reconnectMaxMs: 60_000,
  reconnectStableMs: 30_000,
  keepaliveS: 30,
  /** A gateway asks nobody to stay away longer (FP-31). */
  longestAdviceS: 3_600,
  /** Numbers that an object blinks one after the other, and how high each may be (FP-33). */
  mostBlinkGroups: 3,
  mostBlinks: 9,
  /** What no ack covers is sent again after the first, doubling up to the second (FP-16). */
  journalRepeatMinMs: 30_000,
  journalRepeatMaxMs: 300_000,
  /** An enrolment token lives at most this long (FP-28). */
  claimLifetimeMs: 86_400_000,
  /** One session has at most so many journal entries: a reading each half minute of the longest one, and room for the rest. */
  journalEntriesPerSession: 8_192,
  longestSessionS: 86_400,
  /** Counters, uptimes and versions stay below 2^48. */
  largestCount: 2 ** 48 - 1,
  /** A hello may claim a counter this far above the highest that was ever given to the device (FP-04). */
  counterLeap: 2 ** 32,
  /** A device's uptime may run ahead of the gateway's clock by this share before it is refused. */
  uptimeTolerancePermille: 20,
  /** ... and by this much once, for the jitter of the network. */
  uptimeToleranceMs: 5_000,
  /** At most this many open sessions are named in a hello. */
  helloOpenSessions: 16,
} as const;

assert(LIMITS.maxDownBytes <= LIMITS.maxUpBytes, 'a device needs less room to receive than to send');
assert(
  LIMITS.repeatAfterMs.every((ageMs) => ageMs < LIMITS.startLifetimeMs),
  'repeats happen while a start lives',
);
assert(LIMITS.startUnseenAfterMs > LIMITS.startLifetimeMs, 'a start is not given up while it may still be obeyed');
assert(
  LIMITS.journalEntriesPerSession * LIMITS.meterEveryMs > 2 * LIMITS.longestSessionS * 1_000,
  'the longest session has room for each of its readings, and as many other entries',
);
assert(LIMITS.journalRepeatMinMs < LIMITS.journalRepeatMaxMs, 'repeats grow rarer');
assert(LIMITS.commandLifetimeMs >= LIMITS.startLifetimeMs, 'an unlock is the shortest-lived command');
