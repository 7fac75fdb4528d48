// Lease: how long the device may go on without another word, bounded by the held money (R6).
import { assert, type KindProfile, LIMITS } from '#protocol';
import type { CommandRecord } from './command.ts';
import { type DeviceRecord, uptimeNowMs } from './device.ts';
import type { Minor } from './money.ts';
import type { OrderedLine } from './order.ts';
import { affordableUseMs } from './price.ts';
import type { SessionRecord } from './session.ts';
import type { Tariff } from './tariff.ts';

/** The lease of a start: short, until use is proven. In the device's own uptime. */
export function firstLease(profile: KindProfile, device: DeviceRecord, nowMs: number): { leaseUpMs: number; endsAtMs: number } {
  const { boot } = device;
  assert(boot, 'a lease needs a verified hello');
  const leaseUpMs = uptimeNowMs(boot, nowMs) + profile.firstLeaseS * 1000;
  return { leaseUpMs, endsAtMs: boot.bootAtMs + leaseUpMs };
}

/** What of a lease that money bounds is kept back: both clocks' error, and the life of the command that carries it (R6). */
function marginMs(profile: KindProfile, leaseMs: number): number {
  return Math.ceil((2 * leaseMs * profile.clockTolerancePermille) / 1000) + LIMITS.commandLifetimeMs;
}

/** Time since the last reading counts as used: the lease may promise only what the hold still pays. */
export function nextLease(
  facts: {
    readonly profile: KindProfile;
    readonly device: DeviceRecord;
    readonly session: SessionRecord;
    readonly billable: readonly OrderedLine[];
    readonly heldMinor: Minor;
  },
  nowMs: number,
): { leaseUpMs: number; endsAtMs: number } | null {
  const { profile, device, session } = facts;
  if (!device.boot) return null;
  const tariff: Tariff = session.tariff.tariff;
  const unseenMs = session.usageAtMs === null ? 0 : Math.max(0, nowMs - session.usageAtMs);
  const usage = { ...session.usage, useMs: session.usage.useMs + unseenMs };
  const longestLeftMs = session.createdAtMs + profile.longestSessionS * 1000 - nowMs;
  const mostMs = Math.min(profile.maxLeaseS * 1000, longestLeftMs);
  if (mostMs <= 0) return null;
  const paidMs = affordableUseMs(tariff, usage, facts.billable, facts.heldMinor, mostMs);
  const leaseMs = paidMs < mostMs ? paidMs - marginMs(profile, paidMs) : mostMs;
  if (leaseMs <= 0) return null;
  const leaseUpMs = uptimeNowMs(device.boot, nowMs) + leaseMs;
  return { leaseUpMs, endsAtMs: device.boot.bootAtMs + leaseUpMs };
}

/**
 * The furthest that the device may go on without another word, by the gateway's clock: a renewal that was signed may
 * have been obeyed although its answer never came (R3). Null before there is any lease.
 */
export function furthestLeaseEndMs(session: Pick<SessionRecord, 'lease'>, commands: readonly CommandRecord[]): number | null {
  if (!session.lease) return null;
  const signedEndsMs = commands.flatMap(({ intent, composed, outcome }) => {
    if (intent.act !== 'renew' || !composed || outcome?.status === 'rejected') return [];
    return [composed.expiresAtMs - composed.expUpMs + intent.arg.leaseUp];
  });
  return Math.max(session.lease.endsAtMs, ...signedEndsMs);
}

/** Renewal is due when half of the lease is left. */
export function renewalDueAtMs(lease: { readonly endsAtMs: number }, nowMs: number): number {
  return nowMs + Math.max(1_000, Math.floor((lease.endsAtMs - nowMs) / 2));
}
