// Gateway limits: the times that sessions are driven by, in one table with the asserts that relate them.
import { assert, LIMITS } from '#protocol';

export const SESSION_LIMITS = {
  /** After this much silence a person-ended session is looked at again: no sign of use ends it at the tap (R7). */
  stopUnprovenAfterMs: 600_000,
  /** A stop that the device answered but did not record is given this long for its record. */
  stopRecordGraceMs: 3_000,
  /** A device that ends by itself is believed to have ended this long after its lease. */
  leaseDrainMs: 15_000,
  /** A refused stop is asked again after this; an unanswered one when its bytes have lived out. */
  stopRepeatMs: 10_000,
  /** An offline device is looked at again for renewal after this. */
  renewRetryMs: 10_000,
  /** A device with an ended lease and no word for this long is settled with what is proven. */
  silentAfterLeaseMs: 600_000,
  /** Missing journal entries before the end are waited for this long. */
  settleIncompleteAfterMs: 60_000,
  /** Tolerance between the device's meter and our clock, once. */
  meterToleranceMs: 2_000,
  /** Longest wait of GET /sessions/{id}?wait=. */
  waitMs: 8_000,
  /** Requests to one device that wait for their turn. */
  queuedPerDevice: 8,
} as const;

assert(
  SESSION_LIMITS.leaseDrainMs > LIMITS.startLifetimeMs,
  'a device is not taken for silent while a start to it may still be obeyed',
);
assert(
  SESSION_LIMITS.stopRepeatMs >= Math.max(...LIMITS.repeatAfterMs),
  'the same bytes are repeated before a new attempt is made',
);
