// Gateway limits: the times that sessions are driven by, in one table with the asserts that relate them.
import { assert, DAY_MS, HOUR_MS, LIMITS } from '#protocol';

export const SESSION_LIMITS = {
  /** After this much silence a person-ended session is looked at again: no sign of use ends it at the tap (R7). */
  stopUnprovenAfterMs: 600_000,
  /** A device that took the stop of a start that nobody saw has this long for its record, before it is asked whether it runs. */
  stopQuestionAfterMs: 1_000,
  /** A stop that the device answered but did not record is given this long for its record. */
  stopRecordGraceMs: 2_000,
  /** A device that ends by itself is believed to have ended this long after its lease. */
  leaseDrainMs: 15_000,
  /** A refused stop is asked again after this; an unanswered one when its bytes have lived out. */
  stopRepeatMs: 10_000,
  /** An offline device is looked at again for renewal after this. */
  renewRetryMs: 10_000,
  /** Money that runs short is looked at again this often: the person may have topped up. */
  shortLookMs: 60_000,
  /** A person's object that is silent past its lease is looked at again this often; silence proves nothing (R5). */
  silentLookMs: 600_000,
  /** A stop that nobody answers is signed again after longer and longer, up to this (row 14). */
  stopRetryMostMs: 600_000,
  /** A device that is back has this long to show what it recorded, before it is asked to stop what nobody saw. */
  unseenStopWaitMs: 2_000,
  /** A start that nobody saw: the device is asked so often whether it runs (R15). */
  unseenStopQuestions: 4,
  /** Ends without evidence that are believed in this time: of one person at one object, and in all (R7, R16). */
  waiversCountedForMs: 30 * DAY_MS,
  waiversPerObject: 2,
  waiversPerPerson: 5,
  /**
   * Starts that nobody used, by their end, in this time: of one person at one object, and in all. Whoever stands before an
   * object that will not open tries again, and then another one; a photo of a code is tried more often than that.
   */
  unusedCountedForMs: HOUR_MS,
  unusedPerObject: 3,
  unusedPerPerson: 6,
  /** A review that nobody decided ends in the payer's favour (R11). */
  reviewForMs: 3 * DAY_MS,
  /** Money is taken this long before the wallet lets go of it by itself. */
  holdDrainMs: 600_000,
  /** Missing journal entries before the end are waited for this long. */
  settleIncompleteAfterMs: 60_000,
  /** A correction that money still on its way keeps waiting is looked at again after this. */
  correctAgainMs: 60_000,
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
assert(SESSION_LIMITS.stopRetryMostMs > LIMITS.commandLifetimeMs, 'a stop is not signed again while its bytes live');
assert(SESSION_LIMITS.unusedPerObject < SESSION_LIMITS.unusedPerPerson, 'a broken object leaves tries for another one');
assert(
  SESSION_LIMITS.waiversPerObject <= SESSION_LIMITS.waiversPerPerson,
  'one object is believed no more often than all together',
);
