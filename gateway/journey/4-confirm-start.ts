// Step 4, confirm start: the device's start record makes the session active; a signed refusal settles it for nothing.
import { type CommandResult, type JournalEntryOf, ok } from '#protocol';
import { type Decision, decide, NOTHING } from '../domain/decision.ts';
import { advance } from '../domain/session/session-change.ts';
import { settleRefusedStart } from '../domain/session/session-settle.ts';
import type { SettleFacts } from '../domain/session/session-settle-facts.ts';
import { requestStop } from '../domain/session/session-stop.ts';
import { confirmStart, type UseFacts } from '../domain/session/session-use.ts';
import { loadUseFacts, runSilently } from './session-facts.ts';
import { composing, type StepContext, settleIds } from './step-context.ts';

export function confirmStartByRecord(facts: UseFacts, entry: JournalEntryOf<'started'>, nowMs: number): Decision {
  return confirmStart(facts, entry, nowMs);
}

/** Only a signed `ran:false` that is final means that it did not run (row 9); EXPIRED and the like mean nothing without it. */
export function decideStartResult(context: StepContext, facts: SettleFacts, result: CommandResult, nowMs: number): Decision {
  // The page's second step: the object has obeyed, though nobody has been seen to use it yet.
  const hasObeyed = result.status === 'succeeded' && facts.session.state === 'starting';
  if (hasObeyed) return decide(advance(facts.session, {}, 'start-obeyed', nowMs).changes);
  const isFinalNo = result.status === 'rejected' || result.status === 'failed' || result.status === 'expired';
  if (!isFinalNo || result.ran) return NOTHING;
  return settleRefusedStart(facts, settleIds(context, facts.holds), nowMs);
}

/** No start record in time (row 8): ask the device to stop, which fences the start; the money stays held until it answers (R15). */
export function createStartUnseen(context: StepContext): (sessionId: string) => Promise<void> {
  return (sessionId) =>
    runSilently(context, {
      load: () => loadUseFacts(context, sessionId),
      decide: (facts) => {
        const nowMs = context.clock.nowMs();
        const cleared = { change: 'deadline-cleared', kind: 'start-unseen', subjectId: sessionId } as const;
        if (facts.session.state !== 'starting') return ok(decide([cleared]));
        const wish = { by: 'gateway', reason: 'start_unseen' } as const;
        return ok(requestStop(facts, wish, { commandId: context.ids('cmd') }, composing(context, nowMs)));
      },
    });
}
