// Launch: what sends a paid-for session to its device - lease, start command, deadlines - in the commit that holds its money.
import { type KindProfile, LIMITS } from '#protocol';
import type { Change } from '../changes.ts';
import { type ComposeContext, chaseOf, newCommand } from '../device/command-compose.ts';
import type { DeviceRecord } from '../device/device.ts';
import type { HoldRecord } from '../hold/hold.ts';
import { toSafeNumber } from '../money.ts';
import { queueEvent } from '../outbox/queue-event.ts';
import { firstLease } from './lease.ts';
import type { SessionRecord } from './session.ts';

export type LaunchFacts = { readonly device: DeviceRecord; readonly profile: KindProfile };

/** Only for a device that can be reached: its boot is what lease and command are composed for. */
export function launch(
  { device, profile }: LaunchFacts,
  sessionId: string,
  ids: { readonly commandId: string },
  context: ComposeContext,
): { readonly lease: NonNullable<SessionRecord['lease']>; readonly changes: readonly Change[] } {
  const { nowMs } = context;
  const lease = firstLease(profile, device, nowMs);
  const start = newCommand(
    {
      commandId: ids.commandId,
      sessionId,
      intentKey: `${sessionId}:start:1`,
      intent: { act: 'start', arg: { limits: { leaseUp: lease.leaseUpMs, maxS: profile.longestSessionS } } },
    },
    device,
    { ...context, composeNow: true },
  );
  return {
    lease,
    changes: [
      { change: 'command-added', command: start },
      chaseOf(start.commandId, nowMs),
      {
        change: 'deadline-set',
        deadline: { kind: 'start-unseen', subjectId: sessionId, dueAtMs: nowMs + LIMITS.startUnseenAfterMs },
      },
    ],
  };
}

/** A hold that its wallet lets go of by itself is looked at when a tenth of its life is left (row 21). */
export function watchExpiry(hold: HoldRecord, nowMs: number): readonly Change[] {
  if (hold.expiresAtMs === null) return [];
  const leftMs = Math.max(0, hold.expiresAtMs - nowMs);
  const dueAtMs = hold.expiresAtMs - Math.ceil(leftMs / 10);
  return [{ change: 'deadline-set', deadline: { kind: 'hold-expiring', subjectId: hold.holdId, dueAtMs } }];
}

/** What the host app is told once a session's money is held. */
export function sessionStarted(session: SessionRecord, nowMs: number): readonly Change[] {
  const { sessionId, tenantId, payerId } = session;
  return queueEvent({
    kind: 'session.started',
    subjectId: sessionId,
    tenantId,
    personId: payerId,
    sessionId,
    facts: {
      objectId: session.objectId,
      kind: session.kind,
      holdId: session.holdId,
      heldMinor: toSafeNumber(session.heldMinor),
      mostMinor: toSafeNumber(session.mostMinor),
      currency: session.tariff.tariff.currency,
      tariffHash: session.tariff.hash,
    },
    atMs: nowMs,
  });
}
