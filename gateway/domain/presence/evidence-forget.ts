// Evidence forgotten: until when it is kept who was at which object, or looked at it; by time alone, whether they come again or not.
import { DAY_MS } from '#protocol';
import type { Change } from '../changes.ts';
import { RESERVATION_LIMITS } from './reservation.ts';

/** Starts that showed nothing count for a day; what is no more than worth a look afterwards is kept for two. */
const KEPT_FOR_MS = 2 * DAY_MS;

export function forgetEvidence(nowMs: number): Change {
  return {
    change: 'presence-forgotten',
    before: {
      // Unspent or spent, it counts no more: the session itself says that it was started.
      evidenceMs: nowMs,
      reservationsMs: nowMs - RESERVATION_LIMITS.forgottenAfterMs,
      displayUsesMs: nowMs - KEPT_FOR_MS,
      startsMs: nowMs - KEPT_FOR_MS,
    },
  };
}
