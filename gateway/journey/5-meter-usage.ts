// Step 5, meter use: the device's journal moves usage and cost; leases are renewed while the hold pays for them.
import { type CommandResult, type JournalEntryOf, ok, type Result } from '#protocol';
import { type Decision, NOTHING } from '../domain/decision.ts';
import type { CommandRecord } from '../domain/device/command.ts';
import { isReachable } from '../domain/device/device.ts';
import { SESSION_LIMITS } from '../domain/gateway-limits.ts';
import type { HoldRecord } from '../domain/hold/hold.ts';
import type { Purse } from '../domain/hold/hold-increment.ts';
import type { Rejection } from '../domain/rejections.ts';
import { furthestLeaseEndMs } from '../domain/session/lease.ts';
import { isNews } from '../domain/session/session-state.ts';
import { requestStop } from '../domain/session/session-stop.ts';
import { settleSilent, type UnprovenSettleFacts } from '../domain/session/session-unproven.ts';
import { confirmRenewal, meterUse, type RenewFacts, renewLease, type UseFacts } from '../domain/session/session-use.ts';
import { loadUnprovenFacts, reviewWhenBroken, runSilently } from './session-facts.ts';
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
  const isLost = result.status === 'rejected' && result.code === 'BAD_STATE' && isNews(facts.session, 'lease-renewed');
  return isLost ? stopByGateway(context, facts, 'not_running', nowMs) : NOTHING;
}

function stopByGateway(context: StepContext, facts: UseFacts, reason: string, nowMs: number): Decision {
  return requestStop(facts, { by: 'gateway', reason }, { commandId: context.ids('cmd') }, composing(context, nowMs));
}

function isPastLease({ session, commands }: UseFacts, patienceMs: number, nowMs: number): boolean {
  const endsAtMs = furthestLeaseEndMs(session, commands);
  return endsAtMs !== null && nowMs >= endsAtMs + patienceMs;
}

/** Silent past its lease: a device that ends by itself has ended; for what a person ends, that says nothing (R5). */
function isSilentPastLease(facts: UseFacts, nowMs: number): boolean {
  if (!isNews(facts.session, 'lease-renewed') || isReachable(facts.device)) return false;
  return isPastLease(facts, SESSION_LIMITS.leaseDrainMs, nowMs);
}

/** There, past a lease that is not renewed, and no word of its end: it is told to stop. */
function isOverrunning(facts: RenewFacts, renewal: Decision, nowMs: number): boolean {
  if (!isNews(facts.session, 'lease-renewed') || !isReachable(facts.device)) return false;
  const isRenewing = renewal.changes.some((change) => change.change === 'command-added');
  const isWaiting = facts.commands.some(({ intent, state }) => intent.act === 'renew' && state !== 'resolved');
  const isWalletAsked = facts.operations.some(({ resolvedAtMs }) => resolvedAtMs === null);
  if (isRenewing || isWaiting || (isWalletAsked && facts.profile.stopBy !== 'device')) return false;
  return isPastLease(facts, SESSION_LIMITS.leaseDrainMs, nowMs);
}

type LeaseFacts = UnprovenSettleFacts & { readonly purse: Purse };

/** What a person's wallet can still give for this session. */
export async function purseOf(context: StepContext, { wallet, payerId, currency }: HoldRecord): Promise<Purse> {
  if (wallet === 'ledger') {
    const { availableMinor } = await context.store.balance(payerId, currency);
    return { wallet, availableMinor };
  }
  return { wallet, increment: context.wallets.get(wallet)?.capabilities.increment ?? 'none' };
}

async function loadLeaseFacts(context: StepContext, sessionId: string): Promise<Result<LeaseFacts, Rejection>> {
  const facts = await loadUnprovenFacts(context, sessionId);
  return facts.ok ? ok({ ...facts.value, purse: await purseOf(context, facts.value.hold) }) : facts;
}

function decideLease(context: StepContext, facts: LeaseFacts, nowMs: number): Decision {
  const ids = { commandId: context.ids('cmd'), transferId: context.ids('trf'), holdId: context.ids('hld') };
  const now = composing(context, nowMs);
  if (isSilentPastLease(facts, nowMs)) {
    return settleSilent(facts, { commandId: ids.commandId, settle: settleIds(context, facts.holds) }, now);
  }
  const renewal = renewLease(facts, ids, { ...now, reachable: isReachable(facts.device) });
  return isOverrunning(facts, renewal, nowMs) ? stopByGateway(context, facts, 'hold_spent', nowMs) : renewal;
}

/** The renew-lease deadline. */
export function createRenewLease(context: StepContext): (sessionId: string) => Promise<void> {
  return (sessionId) =>
    runSilently(context, {
      load: () => loadLeaseFacts(context, sessionId),
      decide: (facts) => ok(decideLease(context, facts, context.clock.nowMs())),
      whenBroken: reviewWhenBroken(context),
    });
}
