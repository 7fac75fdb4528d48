// Free use: what came of opening an object without a price, as whoever stands before it is told.
import { MINUTE_MS } from '#protocol';
import { isFreeOpen } from './free-open.ts';

export const FREE_USES = ['opening', 'open', 'closing', 'closed', 'refused', 'unanswered', 'unproven'] as const;
export type FreeUse = (typeof FREE_USES)[number];

/** The newest session of an object. */
export type NewestSession = {
  readonly payerId: string;
  readonly state: string;
  readonly createdAtMs: number;
  readonly endedAtMs: number | null;
  readonly endReason: string | null;
};
export type FreeUseFacts = { readonly how: FreeUse; readonly sinceMs: number };

/** After so long nobody waits before it any more for what came of it. */
const TOLD_FOR_MS = 10 * MINUTE_MS;

function howOf({ state, endReason }: NewestSession): FreeUse {
  switch (state) {
    case 'authorizing':
    case 'starting':
      return 'opening';
    case 'active':
    case 'suspended':
      return 'open';
    case 'stopping':
    case 'settling':
      return 'closing';
  }
  if (endReason === 'start-refused') return 'refused';
  if (endReason === 'start-unseen') return 'unanswered';
  return endReason === 'stop-unproven' || endReason === 'lease-lapsed' ? 'unproven' : 'closed';
}

/** Null where a guest used it last, or nobody, or it is long over. */
export function freeUseOf(newest: NewestSession | null, nowMs: number): FreeUseFacts | null {
  if (newest === null || !isFreeOpen(newest)) return null;
  const { createdAtMs, endedAtMs } = newest;
  if (endedAtMs !== null && nowMs >= endedAtMs + TOLD_FOR_MS) return null;
  return { how: howOf(newest), sinceMs: endedAtMs ?? createdAtMs };
}
