// Session end: when a session that runs will end by itself or its package is over, as far as time alone decides.
import type { SessionRecord } from '../session/session.ts';
import { MESSAGE_LIMITS } from './message-limits.ts';

export type ComingEnd = { readonly endsAtMs: number; readonly because: 'longest' | 'package' };

/** The end of the chosen package, where time beyond it costs extra, else of the longest session of the kind. */
export function comingEndOf(
  session: Pick<SessionRecord, 'createdAtMs' | 'startedAtMs' | 'terms'>,
  longestSessionS: number,
): ComingEnd {
  const { packageId, overdueAfterMs, freeLeftMs } = session.terms;
  const longest: ComingEnd = { endsAtMs: session.createdAtMs + longestSessionS * 1_000, because: 'longest' };
  if (packageId === null || overdueAfterMs === null) return longest;
  const endsAtMs = (session.startedAtMs ?? session.createdAtMs) + freeLeftMs + overdueAfterMs;
  return endsAtMs < longest.endsAtMs ? { endsAtMs, because: 'package' } : longest;
}

/** When its person is told; null for a use so short that they still remember its end. */
export function warnAtMsOf({ createdAtMs }: Pick<SessionRecord, 'createdAtMs'>, { endsAtMs }: ComingEnd): number | null {
  return endsAtMs - createdAtMs < MESSAGE_LIMITS.endsSoonFromMs ? null : endsAtMs - MESSAGE_LIMITS.endsSoonMs;
}
