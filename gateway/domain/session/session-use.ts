// Using: the device's start record makes a session active; its meter moves the cost and the lease (steps 4 and 5).
import type { JournalEntryOf, KindProfile, Usage } from '#protocol';
import { isEvidenceEnough } from '#protocol';
import type { Change } from '../changes.ts';
import type { OrderRecord } from '../company/order.ts';
import { type Decision, decide, NOTHING } from '../decision.ts';
import type { CommandRecord } from '../device/command.ts';
import { type ComposeContext, chaseOf, intentKeyFor, newCommand, unheard } from '../device/command-compose.ts';
import { type DeviceRecord, deviceTimeMs } from '../device/device.ts';
import { openSpared, type Spared, usageBeside } from '../emergency/spared.ts';
import { priceHostSpared } from '../emergency/spared-price.ts';
import { SESSION_LIMITS } from '../gateway-limits.ts';
import type { HoldRecord } from '../hold/hold.ts';
import {
  askForMore,
  neededForLease,
  type Purse,
  planRaise,
  type RaiseIds,
  type RaisePlan,
  raiseHere,
} from '../hold/hold-increment.ts';
import type { Minor } from '../money.ts';
import { pricingOf } from '../tariff/price.ts';
import type { OperationRecord } from '../wallet/wallet-operation.ts';
import { furthestLeaseEndMs, nextLease, renewalDueAtMs } from './lease.ts';
import { acceptUsage, orderProvenBy, wantedLines } from './metering.ts';
import type { SessionRecord } from './session.ts';
import { advance } from './session-change.ts';
import { isNews } from './session-state.ts';

/** What these decisions read of a session's dossier. */
export type UseFacts = {
  readonly session: SessionRecord;
  readonly device: DeviceRecord;
  readonly commands: readonly CommandRecord[];
  readonly orders: readonly OrderRecord[];
  readonly deviceBusy: boolean;
  readonly profile: KindProfile;
  /** Highest `n` without a gap once the entry at hand is stored. */
  readonly journalUpTo: number;
  /** Emergencies of the venue that it saw; left out where there was none. */
  readonly spared?: readonly Spared[];
};

function resolveStartCommand(facts: UseFacts, entry: JournalEntryOf<'started'>, nowMs: number): Change[] {
  const start = facts.commands.find((command) => command.commandId === entry.cid);
  if (!start || start.state === 'resolved') return [];
  const outcome = { status: 'succeeded', code: 'OK', ran: true, detail: null, jws: null, atMs: nowMs } as const;
  return [
    { change: 'command-resolved', commandId: start.commandId, outcome },
    { change: 'deadline-cleared', kind: 'chase-command', subjectId: start.commandId },
  ];
}

/** A stop that the device may have obeyed or may still obey: sent to the boot at hand and alive, or answered. */
function mayHaveStopped({ commands, device }: UseFacts, nowMs: number): boolean {
  return commands.some(({ intent, composed, outcome }) => {
    if (intent.act !== 'stop') return false;
    if (outcome?.jws != null) return outcome.status === 'succeeded';
    return composed !== null && composed.boot === device.boot?.boot && nowMs < composed.expiresAtMs;
  });
}

/**
 * Given up unseen, and proven after all (R15): it goes on as if nothing had been asked, unless a person asked or a stop
 * may have reached the device; then it is billed until the device's own end.
 */
function mayReopen(facts: UseFacts, nowMs: number): boolean {
  const { state, stopRequest } = facts.session;
  return state === 'stopping' && stopRequest?.by === 'gateway' && !mayHaveStopped(facts, nowMs);
}

function withdrawStops(facts: UseFacts, nowMs: number): Change[] {
  const waiting = facts.commands.filter(({ intent, state }) => intent.act === 'stop' && state !== 'resolved');
  const stops = facts.commands.filter(({ intent }) => intent.act === 'stop');
  return [
    ...waiting.map(({ commandId }): Change => ({ change: 'command-resolved', commandId, outcome: unheard('overtaken', nowMs) })),
    ...stops.map(({ commandId }): Change => ({ change: 'deadline-cleared', kind: 'chase-command', subjectId: commandId })),
    { change: 'deadline-cleared', kind: 'stop-unproven', subjectId: facts.session.sessionId },
  ];
}

/** Written without a connection, or long after it was given up, the start is no news of now: the device dates it (R14). */
function startedAt(facts: UseFacts, entry: JournalEntryOf<'started'>, nowMs: number): number {
  const { session, device } = facts;
  const isNow = session.state === 'starting' && !entry.off;
  return isNow ? nowMs : deviceTimeMs(device, entry, { fromMs: session.createdAtMs, untilMs: nowMs });
}

/** From a proven start on: the longest use ends it, and the lease is looked at when half of it is left. */
function runningDeadlines({ session, profile }: UseFacts, goesOn: boolean, nowMs: number): Change[] {
  const { sessionId, lease, createdAtMs } = session;
  const overdueAtMs = createdAtMs + profile.longestSessionS * 1000;
  const changes: Change[] = [
    { change: 'deadline-cleared', kind: 'start-unseen', subjectId: sessionId },
    { change: 'deadline-set', deadline: { kind: 'session-overdue', subjectId: sessionId, dueAtMs: overdueAtMs } },
  ];
  if (!goesOn || !lease) return changes;
  const dueAtMs = renewalDueAtMs(lease, nowMs);
  return [...changes, { change: 'deadline-set', deadline: { kind: 'renew-lease', subjectId: sessionId, dueAtMs } }];
}

/** What it has cost so far, as its page shows it. */
function costOf({ spared = [] }: UseFacts, session: SessionRecord, usage: Usage, orders: readonly OrderRecord[]): Minor {
  return priceHostSpared(pricingOf(session), usage, { orders, spared }, 'started').totalMinor;
}

/** Start evidence: the session is active from this commit on (R14); evidence below the profile's rule starts nothing (M7). */
export function confirmStart(facts: UseFacts, entry: JournalEntryOf<'started'>, nowMs: number): Decision {
  const { session, profile } = facts;
  if (session.startedAtMs !== null || session.settlement !== null) return NOTHING;
  if (!isEvidenceEnough(profile.startEvidence, entry.evidence)) {
    if (!isNews(session, 'start-evidence-short')) return NOTHING;
    const { changes } = advance(session, { journalUpTo: facts.journalUpTo }, 'start-evidence-short', nowMs, {
      evidence: entry.evidence.join(' '),
    });
    return decide(changes);
  }
  if (!isNews(session, 'start-proven')) return NOTHING;
  const startedAtMs = startedAt(facts, entry, nowMs);
  const proven: SessionRecord = { ...session, startedAtMs, usageAtMs: nowMs };
  const { usage, clamped } = acceptUsage({ ...facts, session: proven }, entry, nowMs);
  const isReopened = mayReopen(facts, nowMs);
  const goesOn = session.state === 'starting' || isReopened;
  const next = advance(
    session,
    {
      state: goesOn ? 'active' : session.state,
      startedAtMs,
      usage,
      usageAtMs: nowMs,
      costMinor: costOf(facts, proven, usage, []),
      journalUpTo: facts.journalUpTo,
      ...(isReopened ? { stopRequest: null, stopAdvice: null } : {}),
    },
    isReopened ? 'start-reopened' : 'start-proven',
    nowMs,
    { evidence: entry.evidence.join(' '), clamped },
  );
  return decide([
    ...next.changes,
    ...resolveStartCommand(facts, entry, nowMs),
    ...(isReopened ? withdrawStops(facts, nowMs) : []),
    ...runningDeadlines(facts, goesOn, nowMs),
  ]);
}

/** A pause is what the device proves with its motor off and its pin closed; while a stop is asked for, it stays one. */
function stateAfter(state: SessionRecord['state'], trigger: JournalEntryOf<'updated'>['trigger']): SessionRecord['state'] {
  if (trigger === 'paused') return state === 'active' ? 'suspended' : state;
  if (trigger === 'resumed') return state === 'suspended' ? 'active' : state;
  return state;
}

function eventOf(session: SessionRecord, entry: JournalEntryOf<'updated'>, isPrinted: boolean) {
  if (isPrinted) return 'ticket-printed';
  if (entry.trigger === 'paused' && isNews(session, 'use-paused')) return 'use-paused';
  if (entry.trigger === 'resumed' && isNews(session, 'use-resumed')) return 'use-resumed';
  return 'use-metered';
}

/**
 * The hand has done what Stop waits for, and the device took it for a pause that it still knew of: the stop is asked again
 * now and not in its turn (FP-27).
 */
function stopInsteadOfPause(facts: UseFacts, nowMs: number): Change[] {
  const stop = facts.commands.findLast(({ intent }) => intent.act === 'stop');
  if (!stop) return [];
  return [{ change: 'deadline-set', deadline: { kind: 'chase-command', subjectId: stop.commandId, dueAtMs: nowMs } }];
}

/** A reading, a pause or a printed ticket: registers rise, the cost follows, the order is on the bill. */
export function meterUse(facts: UseFacts, entry: JournalEntryOf<'updated'>, nowMs: number): Decision {
  const { session } = facts;
  if (session.settlement !== null || !isNews(session, 'use-metered')) return NOTHING;
  const { usage, clamped } = acceptUsage(facts, entry, nowMs);
  const printed = orderProvenBy(facts.orders, entry);
  const orders = facts.orders.map((order) => (order === printed ? { ...order, state: 'printed' as const } : order));
  const isBillable = session.startedAtMs !== null;
  const own = orders.filter(({ payerId }) => payerId === session.payerId);
  const cost = isBillable ? costOf(facts, session, usage, own) : 0n;
  const isPausedInstead = entry.trigger === 'paused' && session.state === 'stopping';
  const next = advance(
    session,
    {
      state: stateAfter(session.state, entry.trigger),
      usage,
      usageAtMs: nowMs,
      costMinor: cost,
      journalUpTo: facts.journalUpTo,
      ...(isPausedInstead ? { stopAdvice: null } : {}),
    },
    eventOf(session, entry, printed !== undefined),
    nowMs,
    { useMs: usage.useMs, distanceM: usage.distanceM, clamped },
  );
  const changes: Change[] = [...next.changes];
  if (printed) changes.push({ change: 'order-decided', orderId: printed.orderId, state: 'printed' });
  if (isPausedInstead) changes.push(...stopInsteadOfPause(facts, nowMs));
  return decide(changes);
}

/** A renewal that may still be obeyed; one of an older boot, or whose life is over, is waited for no longer. */
function isPendingRenewal(command: CommandRecord, device: DeviceRecord, nowMs: number): boolean {
  if (command.intent.act !== 'renew' || command.state === 'resolved') return false;
  const { composed } = command;
  return composed === null || (composed.boot === device.boot?.boot && nowMs < composed.expiresAtMs);
}

function giveUpDeadRenewals(facts: UseFacts, nowMs: number): Change[] {
  return facts.commands
    .filter(({ intent, state }) => intent.act === 'renew' && state !== 'resolved')
    .flatMap(({ commandId }): Change[] => [
      { change: 'command-resolved', commandId, outcome: unheard('unanswered', nowMs) },
      { change: 'deadline-cleared', kind: 'chase-command', subjectId: commandId },
    ]);
}

export type RenewFacts = UseFacts & {
  /** All of the session, the host's first. */
  readonly holds: readonly HoldRecord[];
  readonly operations: readonly OperationRecord[];
  readonly purse: Purse;
};

function sendRenewal(facts: UseFacts, leaseUpMs: number, commandId: string, context: ComposeContext): Change[] {
  const { session, device } = facts;
  const command = newCommand(
    {
      commandId,
      sessionId: session.sessionId,
      intentKey: intentKeyFor(session.sessionId, 'renew', facts.commands),
      intent: { act: 'renew', arg: { leaseUp: leaseUpMs } },
    },
    device,
    { ...context, composeNow: !facts.deviceBusy },
  );
  return [
    ...giveUpDeadRenewals(facts, context.nowMs),
    { change: 'command-added', command },
    chaseOf(command.commandId, context.nowMs),
  ];
}

/** What the host's own money must pay for: guests pay their orders from their own. */
function hostLines({ session, orders }: UseFacts) {
  return wantedLines(orders.filter(({ payerId }) => payerId === session.payerId));
}

/** More than anything costs. */
const UNBOUNDED: Minor = 1n << 100n;

/**
 * Renewal is due: ask the device to go on as long as the money pays, or look again later. Where the next lease would be
 * cut, more is set aside first: here in this very commit, elsewhere by asking, and then nothing is renewed before the
 * wallet has said yes or no (R6).
 */
export function renewLease(
  facts: RenewFacts,
  ids: RaiseIds & { readonly commandId: string },
  context: ComposeContext & { readonly reachable: boolean },
): Decision {
  const { session, device, profile, holds } = facts;
  const { nowMs } = context;
  const again = (dueAtMs: number): Change => ({
    change: 'deadline-set',
    deadline: { kind: 'renew-lease', subjectId: session.sessionId, dueAtMs },
  });
  if (session.state !== 'active' && session.state !== 'suspended') {
    return decide([{ change: 'deadline-cleared', kind: 'renew-lease', subjectId: session.sessionId }]);
  }
  const later = again(nowMs + SESSION_LIMITS.renewRetryMs);
  if (!context.reachable || facts.commands.some((command) => isPendingRenewal(command, device, nowMs))) return decide([later]);
  const billable = hostLines(facts);
  const raising = { ...facts, billable };
  // Money buys the use that is paid for; in an emergency use costs nothing, and nobody's lease is cut for lack of it.
  const { spared = [] } = facts;
  const paid = { ...session, usage: usageBeside(session.usage, spared) };
  const isFree = openSpared(spared) !== null;
  const leaseFor = (heldMinor: Minor) =>
    nextLease({ profile, device, session: paid, holds, billable, heldMinor: isFree ? UNBOUNDED : heldMinor }, nowMs);
  // Where no money would buy a further lease, none is set aside for it.
  const isPossible = !isFree && leaseFor(session.mostMinor) !== null;
  const raise: RaisePlan = isPossible
    ? planRaise(raising, neededForLease({ ...raising, session: paid }, nowMs))
    : { plan: 'enough' };
  if (raise.plan === 'pending') return decide([later]);
  if (raise.plan === 'raise' && facts.purse.wallet !== 'ledger') {
    return decide([...askForMore(raising, raise.totalMinor, ids, nowMs), later]);
  }
  const raised = raise.plan === 'raise' ? raiseHere(raising, raise.totalMinor, ids, nowMs) : { session, changes: [] };
  const lease = leaseFor(raised.session.heldMinor);
  const isWorthIt = lease !== null && lease.endsAtMs >= (session.lease?.endsAtMs ?? 0) + SESSION_LIMITS.renewRetryMs;
  if (isWorthIt) {
    return decide([...raised.changes, ...sendRenewal(facts, lease.leaseUpMs, ids.commandId, context), later]);
  }
  const isCut = raise.plan === 'declined' || raise.plan === 'spent';
  if (lease !== null && !isCut) return decide([...raised.changes, later]);
  // The device ends by itself, or its person does; money may still come, and the last look makes sure that it ended.
  const endsAtMs = furthestLeaseEndMs(session, facts.commands) ?? nowMs;
  const { changes } = advance(raised.session, {}, 'lease-not-renewed', nowMs, { reason: NOT_RENEWED[raise.plan] });
  const lastLookMs = Math.max(nowMs, endsAtMs) + SESSION_LIMITS.leaseDrainMs;
  const nextLookMs = nowMs + SESSION_LIMITS.shortLookMs;
  const mayStillCome = isCut && nowMs < endsAtMs;
  return decide([...raised.changes, ...changes, again(mayStillCome ? Math.min(lastLookMs, nextLookMs) : lastLookMs)]);
}

/** Why nothing more can be leased: the wallet, the most that was agreed to, or the longest use of the kind. */
const NOT_RENEWED: { readonly [P in RaisePlan['plan']]: string } = {
  declined: 'hold-declined',
  spent: 'hold-spent',
  enough: 'longest-use',
  pending: 'longest-use',
  raise: 'longest-use',
};

/** The device took the new lease: only now it counts. */
export function confirmRenewal(facts: UseFacts, leaseUpMs: number, nowMs: number): Decision {
  const { session, device } = facts;
  if (!isNews(session, 'lease-renewed') || !device.boot) return NOTHING;
  const lease = { leaseUpMs, endsAtMs: device.boot.bootAtMs + leaseUpMs };
  const { changes } = advance(session, { lease }, 'lease-renewed', nowMs, { endsAtMs: lease.endsAtMs });
  const dueAtMs = renewalDueAtMs(lease, nowMs);
  return decide([
    ...changes,
    { change: 'deadline-set', deadline: { kind: 'renew-lease', subjectId: session.sessionId, dueAtMs } },
  ]);
}
