// Using: the device's start record makes a session active; its meter moves the cost and the lease (steps 4 and 5).
import type { JournalEntryOf, KindProfile } from '#protocol';
import { isEvidenceEnough } from '#protocol';
import type { Change } from './changes.ts';
import type { CommandRecord } from './command.ts';
import { type ComposeContext, chaseOf, intentKeyFor, newCommand, unheard } from './command-compose.ts';
import { type Decision, decide, NOTHING } from './decision.ts';
import { type DeviceRecord, deviceTimeMs } from './device.ts';
import { SESSION_LIMITS } from './gateway-limits.ts';
import { furthestLeaseEndMs, nextLease, renewalDueAtMs } from './lease.ts';
import { acceptUsage, orderProvenBy, printedLines, wantedLines } from './metering.ts';
import type { OrderRecord } from './order.ts';
import { priceUse } from './price.ts';
import type { SessionRecord } from './session.ts';
import { advance } from './session-change.ts';

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

/** Start evidence: the session is active from this commit on (R14); evidence below the profile's rule starts nothing (M7). */
export function confirmStart(facts: UseFacts, entry: JournalEntryOf<'started'>, nowMs: number): Decision {
  const { session, profile, device } = facts;
  if (session.startedAtMs !== null || session.state === 'closed') return NOTHING;
  if (!isEvidenceEnough(profile.startEvidence, entry.evidence)) {
    const { changes } = advance(session, { journalUpTo: facts.journalUpTo }, 'start-evidence-short', nowMs, {
      evidence: entry.evidence.join(' '),
    });
    return decide(changes);
  }
  // Written without a connection, or with the end known already, the start is no news of now: the device dates it (R14).
  const isLate = entry.off || session.state === 'settling';
  const within = { fromMs: session.createdAtMs, untilMs: nowMs };
  const startedAtMs = isLate ? deviceTimeMs(device, entry, within) : nowMs;
  const proven: SessionRecord = { ...session, startedAtMs, usageAtMs: nowMs };
  const { usage, clamped } = acceptUsage({ ...facts, session: proven }, entry, nowMs);
  const cost = priceUse(session.tariff.tariff, usage, [], 'started');
  const isStopping = session.state !== 'starting';
  const next = advance(
    session,
    {
      state: isStopping ? session.state : 'active',
      startedAtMs,
      usage,
      usageAtMs: nowMs,
      costMinor: cost.totalMinor,
      journalUpTo: facts.journalUpTo,
    },
    'start-proven',
    nowMs,
    { evidence: entry.evidence.join(' '), clamped },
  );
  const deadlines: Change[] = [
    { change: 'deadline-cleared', kind: 'start-unseen', subjectId: session.sessionId },
    {
      change: 'deadline-set',
      deadline: {
        kind: 'session-overdue',
        subjectId: session.sessionId,
        dueAtMs: session.createdAtMs + profile.longestSessionS * 1000,
      },
    },
  ];
  if (!isStopping && session.lease) {
    const dueAtMs = renewalDueAtMs(session.lease, nowMs);
    deadlines.push({ change: 'deadline-set', deadline: { kind: 'renew-lease', subjectId: session.sessionId, dueAtMs } });
  }
  return decide([...next.changes, ...resolveStartCommand(facts, entry, nowMs), ...deadlines]);
}

/** A reading or a printed ticket: registers rise, the cost follows, the order is on the bill. */
export function meterUse(facts: UseFacts, entry: JournalEntryOf<'updated'>, nowMs: number): Decision {
  const { session } = facts;
  if (session.state === 'closed') return NOTHING;
  const { usage, clamped } = acceptUsage(facts, entry, nowMs);
  const printed = orderProvenBy(facts.orders, entry);
  const orders = facts.orders.map((order) => (order === printed ? { ...order, state: 'printed' as const } : order));
  const isBillable = session.startedAtMs !== null;
  const cost = isBillable ? priceUse(session.tariff.tariff, usage, printedLines(orders), 'started').totalMinor : 0n;
  const next = advance(
    session,
    { usage, usageAtMs: nowMs, costMinor: cost, journalUpTo: facts.journalUpTo },
    printed ? 'ticket-printed' : 'use-metered',
    nowMs,
    { useMs: usage.useMs, distanceM: usage.distanceM, clamped },
  );
  const changes: Change[] = [...next.changes];
  if (printed) changes.push({ change: 'order-decided', orderId: printed.orderId, state: 'printed' });
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

/** Renewal is due: ask the device to go on as long as the hold pays, or look again later. */
export function renewLease(
  facts: UseFacts,
  ids: { readonly commandId: string },
  context: ComposeContext & { readonly reachable: boolean },
): Decision {
  const { session, device, profile } = facts;
  const { nowMs } = context;
  const again = (dueAtMs: number): Change => ({
    change: 'deadline-set',
    deadline: { kind: 'renew-lease', subjectId: session.sessionId, dueAtMs },
  });
  if (session.state !== 'active') {
    return decide([{ change: 'deadline-cleared', kind: 'renew-lease', subjectId: session.sessionId }]);
  }
  if (!context.reachable) return decide([again(nowMs + SESSION_LIMITS.renewRetryMs)]);
  if (facts.commands.some((command) => isPendingRenewal(command, device, nowMs))) {
    return decide([again(nowMs + SESSION_LIMITS.renewRetryMs)]);
  }
  const lease = nextLease({ profile, device, session, billable: wantedLines(facts.orders), heldMinor: session.heldMinor }, nowMs);
  if (!lease) {
    // The device ends by itself; this look makes sure that it did.
    const endsAtMs = furthestLeaseEndMs(session, facts.commands) ?? nowMs;
    const { changes } = advance(session, {}, 'lease-not-renewed', nowMs, { reason: 'hold-spent' });
    return decide([...changes, again(Math.max(nowMs, endsAtMs) + SESSION_LIMITS.leaseDrainMs)]);
  }
  const command = newCommand(
    {
      commandId: ids.commandId,
      sessionId: session.sessionId,
      intentKey: intentKeyFor(session.sessionId, 'renew', facts.commands),
      intent: { act: 'renew', arg: { leaseUp: lease.leaseUpMs } },
    },
    device,
    { ...context, composeNow: !facts.deviceBusy },
  );
  return decide([
    ...giveUpDeadRenewals(facts, nowMs),
    { change: 'command-added', command },
    chaseOf(command.commandId, nowMs),
    again(nowMs + SESSION_LIMITS.renewRetryMs),
  ]);
}

/** The device took the new lease: only now it counts. */
export function confirmRenewal(facts: UseFacts, leaseUpMs: number, nowMs: number): Decision {
  const { session, device } = facts;
  if (session.state !== 'active' || !device.boot) return NOTHING;
  const lease = { leaseUpMs, endsAtMs: device.boot.bootAtMs + leaseUpMs };
  const { changes } = advance(session, { lease }, 'lease-renewed', nowMs, { endsAtMs: lease.endsAtMs });
  const dueAtMs = renewalDueAtMs(lease, nowMs);
  return decide([
    ...changes,
    { change: 'deadline-set', deadline: { kind: 'renew-lease', subjectId: session.sessionId, dueAtMs } },
  ]);
}
