// Session change: one step forward of a session with its timeline entry, as a compare-and-set.
import type { Change } from '../changes.ts';
import type { SessionEvent, SessionRecord } from './session.ts';
import { assertSessionMove, type SessionEventName } from './session-state.ts';

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
    ],
  };
}
