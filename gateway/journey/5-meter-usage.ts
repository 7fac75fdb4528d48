// Step 5, meter use: the device's journal moves usage and cost; leases are renewed while the hold pays for them.
import { type CommandResult, type JournalEntryOf, ok } from '#protocol';
import type { CommandRecord } from '../domain/command.ts';
import { type Decision, NOTHING } from '../domain/decision.ts';
import { type DeviceRecord, isReachable } from '../domain/device.ts';
import { SESSION_LIMITS } from '../domain/gateway-limits.ts';
import type { SessionRecord } from '../domain/session.ts';
import { type SettleFacts, settleSilent } from '../domain/session-settle.ts';
import { confirmRenewal, meterUse, renewLease, type UseFacts } from '../domain/session-use.ts';
import { loadSettleFacts, runSilently } from './session-facts.ts';
import { composing, type StepContext, settleIds } from './step-context.ts';

export function meterByRecord(facts: UseFacts, entry: JournalEntryOf<'updated'>, nowMs: number): Decision {
  return meterUse(facts, entry, nowMs);
}

export function decideRenewResult(facts: UseFacts, command: CommandRecord, result: CommandResult, nowMs: number): Decision {
  if (command.intent.act !== 'renew' || result.status !== 'succeeded') return NOTHING;
  return confirmRenewal(facts, command.intent.arg.leaseUp, nowMs);
}

/** Silent past its lease: a device that ends by itself has ended; the person's object is waited for much longer. */
function isSilentPastLease(session: SessionRecord, device: DeviceRecord, facts: SettleFacts, nowMs: number): boolean {
  if (!session.lease || isReachable(device)) return false;
  const patienceMs = facts.profile.stopBy === 'device' ? SESSION_LIMITS.leaseDrainMs : SESSION_LIMITS.silentAfterLeaseMs;
  return nowMs >= session.lease.endsAtMs + patienceMs;
}

/** The renew-lease deadline. */
export function createRenewLease(context: StepContext): (sessionId: string) => Promise<void> {
  return (sessionId) =>
    runSilently(context, {
      load: () => loadSettleFacts(context, sessionId),
      decide: (facts) => {
        const nowMs = context.clock.nowMs();
        const { session, device } = facts;
        if (isSilentPastLease(session, device, facts, nowMs)) return ok(settleSilent(facts, settleIds(context), nowMs));
        const reachable = isReachable(device);
        return ok(renewLease(facts, { commandId: context.ids('cmd') }, { ...composing(context, nowMs), reachable }));
      },
    });
}
