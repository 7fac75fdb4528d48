// Session change: one step forward of a session with its timeline entry, as a compare-and-set.
import type { Change } from '../changes.ts';
import { isOccupying, type SessionEvent, type SessionRecord } from './session.ts';
import { assertSessionMove, type SessionEventName } from './session-state.ts';

/** Whoever used it has left it, or is proven only now to have used it: somebody may have to clean it. */
function objectUsed(before: SessionRecord, { objectId, startedAtMs, ...after }: SessionRecord, atMs: number): readonly Change[] {
  const isNews = isOccupying(before) || before.startedAtMs === null;
  return startedAtMs !== null && isNews && !isOccupying(after) ? [{ change: 'object-used', objectId, atMs }] : [];
}

/** The next version of a session; `what` names the step in the timeline, in the past tense, and is a row of the table. */
export function advance(
  session: SessionRecord,
  next: Partial<Omit<SessionRecord, 'sessionId' | 'version'>>,
  what: SessionEventName,
  atMs: number,
  facts: SessionEvent['facts'] = {},
): { readonly session: SessionRecord; readonly changes: readonly Change[] } {
  const changed: SessionRecord = { ...session, ...next, version: session.version + 1 };
  assertSessionMove(session.state, what, changed.state);
  return {
    session: changed,
    changes: [
      { change: 'session-changed', session: changed },
      { change: 'session-event', event: { sessionId: session.sessionId, version: changed.version, what, facts, atMs } },
      ...objectUsed(session, changed, atMs),
    ],
  };
}
