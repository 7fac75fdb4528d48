// Stopping: the tap is a request; the device's evidence is the end (step 6, money rules R5 and R7).
import type { Usage } from '#protocol';
import type { Change } from '../changes.ts';
import { type Decision, decide, NOTHING } from '../decision.ts';
import type { CommandRecord } from '../device/command.ts';
import { type ComposeContext, chaseOf, intentKeyFor, newCommand, unheard } from '../device/command-compose.ts';
import { SESSION_LIMITS } from '../gateway-limits.ts';
import { furthestLeaseEndMs } from './lease.ts';
import { usageAt } from './metering.ts';
import type { SessionRecord } from './session.ts';
import { advance } from './session-change.ts';
import { isNews } from './session-state.ts';
import type { UseFacts } from './session-use.ts';

/** Requests of a session that are still waiting: a stop overtakes them all (FP-09). */
function overtakeWaiting(facts: UseFacts, nowMs: number): Change[] {
  const changes: Change[] = [];
  for (const command of facts.commands) {
    if (command.state !== 'queued') continue;
    changes.push({ change: 'command-resolved', commandId: command.commandId, outcome: unheard('overtaken', nowMs) });
    const order = facts.orders.find((each) => each.commandId === command.commandId && each.state === 'sent');
    if (order) changes.push({ change: 'order-decided', orderId: order.orderId, state: 'refused' });
  }
  return changes;
}

/** When an unconfirmed stop is looked at again: a device ends with its lease, a person after silence (R7). */
function stopUnprovenAtMs(facts: UseFacts, nowMs: number): number {
  const { session, profile } = facts;
  if (profile.stopBy !== 'device') return nowMs + SESSION_LIMITS.stopUnprovenAfterMs;
  return Math.max(nowMs, furthestLeaseEndMs(session, facts.commands) ?? nowMs) + SESSION_LIMITS.leaseDrainMs;
}

/** Use at the tap, reckoned on from the last reading; what ends by itself cannot have gone on past its lease (R7). */
function useAtTap(facts: UseFacts, nowMs: number): Usage {
  const { session, profile } = facts;
  const endMs = profile.stopBy === 'device' ? (furthestLeaseEndMs(session, facts.commands) ?? nowMs) : nowMs;
  return usageAt(session, Math.min(nowMs, endMs));
}

function composeStop(facts: UseFacts, reason: string, ids: { readonly commandId: string }, context: ComposeContext): Change[] {
  const { session, device } = facts;
  const command = newCommand(
    {
      commandId: ids.commandId,
      sessionId: session.sessionId,
      intentKey: intentKeyFor(session.sessionId, 'stop', facts.commands),
      intent: { act: 'stop', arg: { reason } },
    },
    device,
    { ...context, composeNow: true },
  );
  return [{ change: 'command-added', command }, chaseOf(command.commandId, context.nowMs)];
}

function unresolvedStop(facts: UseFacts): CommandRecord | undefined {
  return facts.commands.find((command) => command.intent.act === 'stop' && command.state !== 'resolved');
}

export type StopWish = { readonly by: 'person' | 'gateway'; readonly reason: string };

/**
 * A tap after the gateway's own stop is the first word of the person: it says when it ended for them, and that nothing is
 * to go on any more. One that was sent already is not sent twice.
 */
function askAgain(facts: UseFacts, wish: StopWish, ids: { readonly commandId: string }, context: ComposeContext): Decision {
  const { session } = facts;
  const { nowMs } = context;
  const isFirstTap = wish.by === 'person' && session.stopRequest?.by === 'gateway';
  const isOnItsWay = unresolvedStop(facts) !== undefined;
  if (isOnItsWay && !isFirstTap) return NOTHING;
  const next = advance(
    session,
    {
      stopAdvice: isOnItsWay ? session.stopAdvice : null,
      ...(isFirstTap ? { stopRequest: { by: 'person', atMs: nowMs, useAtTap: useAtTap(facts, nowMs) } as const } : {}),
    },
    'stop-asked-again',
    nowMs,
    { by: wish.by },
  );
  return decide([...next.changes, ...(isOnItsWay ? [] : composeStop(facts, wish.reason, ids, context))]);
}

/** First or repeated wish to stop; in the same commit as the stop command that carries it. */
export function requestStop(
  facts: UseFacts,
  wish: StopWish,
  ids: { readonly commandId: string },
  context: ComposeContext,
): Decision {
  const { session } = facts;
  const { nowMs } = context;
  if (isNews(session, 'stop-asked-again')) return askAgain(facts, wish, ids, context);
  if (!isNews(session, 'stop-asked')) return NOTHING;
  const stopRequest: SessionRecord['stopRequest'] = { by: wish.by, atMs: nowMs, useAtTap: useAtTap(facts, nowMs) };
  const next = advance(session, { state: 'stopping', stopRequest }, 'stop-asked', nowMs, { by: wish.by, reason: wish.reason });
  return decide([
    ...next.changes,
    ...overtakeWaiting(facts, nowMs),
    ...composeStop(facts, wish.reason, ids, context),
    { change: 'deadline-cleared', kind: 'renew-lease', subjectId: session.sessionId },
    { change: 'deadline-cleared', kind: 'start-unseen', subjectId: session.sessionId },
    {
      change: 'deadline-set',
      deadline: { kind: 'stop-unproven', subjectId: session.sessionId, dueAtMs: stopUnprovenAtMs(facts, nowMs) },
    },
  ]);
}

/** The stop came too late for its boot, life or counter: it is signed again, and nobody need do anything (row 14). */
export function repeatStop(facts: UseFacts, stop: CommandRecord, nowMs: number): Decision {
  return facts.session.state === 'stopping' ? decide([chaseOf(stop.commandId, nowMs)]) : NOTHING;
}

/** The device will not stop yet: tell the person what to do, and ask again later (row 17). */
export function adviseStop(facts: UseFacts, stop: CommandRecord, advice: string, nowMs: number): Decision {
  const { session } = facts;
  if (session.state !== 'stopping') return NOTHING;
  const next = advance(session, { stopAdvice: advice }, 'stop-refused', nowMs, { advice });
  return decide([
    ...next.changes,
    {
      change: 'deadline-set',
      deadline: { kind: 'chase-command', subjectId: stop.commandId, dueAtMs: nowMs + SESSION_LIMITS.stopRepeatMs },
    },
  ]);
}

/**
 * The device took the stop; one that never started has nothing more to say, so its silence is given little time: whatever
 * it still has of the session comes with this answer.
 */
export function stopTaken(facts: UseFacts, isDisowned: boolean, nowMs: number): Decision {
  const { session } = facts;
  if (!isNews(session, 'stop-taken')) return NOTHING;
  const next = advance(session, { stopAdvice: null }, 'stop-taken', nowMs);
  const changes: Change[] = [...next.changes];
  if (session.startedAtMs === null) {
    const dueAtMs = nowMs + (isDisowned ? SESSION_LIMITS.stopRecordGraceMs : SESSION_LIMITS.stopQuestionAfterMs);
    changes.push({ change: 'deadline-set', deadline: { kind: 'stop-unproven', subjectId: session.sessionId, dueAtMs } });
  }
  return decide(changes);
}
