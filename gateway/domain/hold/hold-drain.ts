// Hold drain: the last good moment to take money before its wallet lets go of it by itself (row 21).
import { SESSION_LIMITS } from '../gateway-limits.ts';
import type { HoldRecord } from './hold.ts';

/** A short hold keeps a twentieth of its life back, a long one ten minutes; null for a hold that nobody lets go of. */
export function drainAtMs({ expiresAtMs, createdAtMs }: Pick<HoldRecord, 'expiresAtMs' | 'createdAtMs'>): number | null {
  if (expiresAtMs === null) return null;
  const lifeMs = Math.max(0, expiresAtMs - createdAtMs);
  return expiresAtMs - Math.min(SESSION_LIMITS.holdDrainMs, Math.floor(lifeMs / 20));
}
