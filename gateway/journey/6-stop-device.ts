// Step 6, stop device: the tap is committed with the stop command that carries it, and never fails for being repeated.
import { type CommandResult, type DeviceCode, ok, type Result } from '#protocol';
import { type Decision, decide, NOTHING } from '../domain/decision.ts';
import type { CommandRecord } from '../domain/device/command.ts';
import type { Rejection } from '../domain/rejections.ts';
import type { SettleFacts } from '../domain/session/session-settle-facts.ts';
import { abandonAuthorizing } from '../domain/session/session-settle-money.ts';
import { isNews } from '../domain/session/session-state.ts';
import { adviseStop, repeatStop, requestStop, type StopWish, stopTaken } from '../domain/session/session-stop.ts';
import type { UseFacts } from '../domain/session/session-use.ts';
import { isDisowned } from '../domain/session/unproven-end.ts';
import { dossierWithRight } from './members.ts';
import { loadUseFacts, runSilently } from './session-facts.ts';
import { composing, type StepContext, settleFactsOf, settleIds } from './step-context.ts';

export type RequestStop = (request: {
  readonly sessionId: string;
  readonly personId: string;
}) => Promise<Result<{ version: number }, Rejection>>;

/** Before the wallet has said yes the device is untouched: the tap gives up the start, and the money is let go. */
export function decideTap(
  context: StepContext,
  facts: SettleFacts,
  nowMs: number,
  wish: StopWish = { by: 'person', reason: 'person' },
): Decision {
  if (isNews(facts.session, 'start-abandoned')) {
    return abandonAuthorizing(facts, 'stopped', settleIds(context, facts.holds), nowMs);
  }
  return requestStop(facts, wish, { commandId: context.ids('cmd') }, composing(context, nowMs));
}

/** By the host, or a guest with that right. Idempotent: the session id is its key; a session that is over answers as it is. */
export function createRequestStop(context: StepContext): RequestStop {
  return ({ sessionId, personId }) =>
    context.runner.run<SettleFacts, { version: number }>({
      point: 'stop-device',
      load: async () => {
        const dossier = await dossierWithRight(context, sessionId, personId, 'stop');
        return dossier.ok ? ok(await settleFactsOf(context, dossier.value)) : dossier;
      },
      decide: (facts) => {
        const { changes } = decideTap(context, facts, context.clock.nowMs());
        return ok({ changes, value: { version: facts.session.version + (changes.length > 0 ? 1 : 0) } });
      },
    });
}

/** Refusals that say something of the command's bytes and nothing of the object. */
const OUTDATED: readonly DeviceCode[] = ['EXPIRED', 'REPLAY', 'STALE_BOOT'];

/** What the device answered to a stop: taken, or not yet and why (row 17). */
export function decideStopResult(facts: UseFacts, command: CommandRecord, result: CommandResult, nowMs: number): Decision {
  if (result.status === 'succeeded') return stopTaken(facts, isDisowned(result), nowMs);
  if (result.status === 'expired' || OUTDATED.includes(result.code)) return repeatStop(facts, command, nowMs);
  if (result.status === 'rejected' || result.status === 'failed') {
    return adviseStop(facts, command, result.detail ?? result.code.toLowerCase(), nowMs);
  }
  return NOTHING;
}

/** The session-overdue deadline: the longest session of the kind is over. */
export function createStopOverdue(context: StepContext): (sessionId: string) => Promise<void> {
  return (sessionId) =>
    runSilently(context, {
      load: () => loadUseFacts(context, sessionId),
      decide: (facts) => {
        const now = composing(context, context.clock.nowMs());
        const asked = requestStop(facts, { by: 'gateway', reason: 'longest_session' }, { commandId: context.ids('cmd') }, now);
        return ok(decide([...asked.changes, { change: 'deadline-cleared', kind: 'session-overdue', subjectId: sessionId }]));
      },
    });
}
