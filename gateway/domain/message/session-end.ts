// Session end: when a session that runs will end by itself or its package is over, as far as time alone decides.
import { usageAt } from '../session/metering.ts';
import type { SessionRecord } from '../session/session.ts';
import { MESSAGE_LIMITS } from './message-limits.ts';

export type ComingEnd = { readonly endsAtMs: number; readonly because: 'longest' | 'package' };

/**
 * The end of the chosen package, where time beyond it costs extra, else of the longest session of the kind. A pause moves
 * the end of a package, and while it lasts nobody knows by how much.
 */
export function comingEndOf(session: SessionRecord, longestSessionS: number, nowMs: number): ComingEnd {
  const { packageId, overdueAfterMs, freeLeftMs } = session.terms;
  const longest: ComingEnd = { endsAtMs: session.createdAtMs + longestSessionS * 1_000, because: 'longest' };
  if (packageId === null || overdueAfterMs === null || session.state === 'suspended') return longest;
  const { useMs } = usageAt(session, nowMs);
  const endsAtMs = nowMs + freeLeftMs + overdueAfterMs - useMs;
  // Once it is over, time beyond it costs extra already, and the longest use is what ends next.
  return endsAtMs > nowMs && endsAtMs < longest.endsAtMs ? { endsAtMs, because: 'package' } : longest;
}

/** When its person is told; null for a use so short that they still remember its end. */
export function warnAtMsOf({ createdAtMs }: Pick<SessionRecord, 'createdAtMs'>, { endsAtMs }: ComingEnd): number | null {
  const lead = MESSAGE_LIMITS.endsSoon.find(({ fromMs }) => endsAtMs - createdAtMs >= fromMs);
  return lead ? endsAtMs - lead.beforeMs : null;
}
