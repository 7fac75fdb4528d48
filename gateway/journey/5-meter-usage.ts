// Step 5, meter use: the device's journal moves usage and cost; leases are renewed while the hold pays for them.
import { type CommandResult, type JournalEntryOf, ok } from '#protocol';
import type { CommandRecord } from '../domain/command.ts';
import { type Decision, NOTHING } from '../domain/decision.ts';
import { isReachable } from '../domain/device.ts';
import { SESSION_LIMITS } from '../domain/gateway-limits.ts';
import { furthestLeaseEndMs } from '../domain/lease.ts';
import { settleSilent } from '../domain/session-settle.ts';
import { requestStop } from '../domain/session-stop.ts';
import { confirmRenewal, meterUse, renewLease, type UseFacts } from '../domain/session-use.ts';
import { loadSettleFacts, runSilently } from './session-facts.ts';
import { composing, type StepContext, settleIds } from './step-context.ts';

export function meterByRecord(facts: UseFacts, entry: JournalEntryOf<'updated'>, nowMs: number): Decision {
  return meterUse(facts, entry, nowMs);
}

/** A device that signs that it knows no such session has lost it: the stop fences it and asks for its journal again. */
export function decideRenewResult(
  context: StepContext,
  facts: UseFacts,
  command: CommandRecord,
  result: CommandResult,
  nowMs: number,
): Decision {
  if (command.intent.act !== 'renew') return NOTHING;
  if (result.status === 'succeeded') return confirmRenewal(facts, command.intent.arg.leaseUp, nowMs);
  const isLost = result.status === 'rejected' && result.code === 'BAD_STATE' && facts.session.state === 'active';
  return isLost ? stopByGateway(context, facts, 'not_running', nowMs) : NOTHING;
}

function stopByGateway(context: StepContext, facts: UseFacts, reason: string, nowMs: number): Decision {
  return requestStop(facts, { by: 'gateway', reason }, { commandId: context.ids('cmd') }, composing(context, nowMs));
}

function isPastLease({ session, commands }: UseFacts, patienceMs: number, nowMs: number): boolean {
  const endsAtMs = furthestLeaseEndMs(session, commands);
  return endsAtMs !== null && nowMs >= endsAtMs + patienceMs;
}

/** Silent past its lease: a device that ends by itself has ended; the person's object is waited for much longer. */
function isSilentPastLease(facts: UseFacts, nowMs: number): boolean {
  if (facts.session.state !== 'active' || isReachable(facts.device)) return false;
  const patienceMs = facts.profile.stopBy === 'device' ? SESSION_LIMITS.leaseDrainMs : SESSION_LIMITS.silentAfterLeaseMs;
  return isPastLease(facts, patienceMs, nowMs);
}

/** There, past a lease that is not renewed, and no word of its end: it is told to stop. */
function isOverrunning(facts: UseFacts, renewal: Decision, nowMs: number): boolean {
  if (facts.session.state !== 'active' || !isReachable(facts.device)) return false;
  const isRenewing = renewal.changes.some((change) => change.change === 'command-added');
  const isWaiting = facts.commands.some(({ intent, state }) => intent.act === 'renew' && state !== 'resolved');
  return !isRenewing && !isWaiting && isPastLease(facts, SESSION_LIMITS.leaseDrainMs, nowMs);
}

/** The renew-lease deadline. */
export function createRenewLease(context: StepContext): (sessionId: string) => Promise<void> {
  return (sessionId) =>
    runSilently(context, {
      load: () => loadSettleFacts(context, sessionId),
      decide: (facts) => {
        const nowMs = context.clock.nowMs();
        if (isSilentPastLease(facts, nowMs)) return ok(settleSilent(facts, settleIds(context), nowMs));
        const reachable = isReachable(facts.device);
        const renewal = renewLease(facts, { commandId: context.ids('cmd') }, { ...composing(context, nowMs), reachable });
        return ok(isOverrunning(facts, renewal, nowMs) ? stopByGateway(context, facts, 'hold_spent', nowMs) : renewal);
      },
    });
}
