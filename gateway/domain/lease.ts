// Lease: how long the device may go on without another word, bounded by the held money (R6).
import { assert, type KindProfile } from '#protocol';
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
  const leaseMs = affordableUseMs(tariff, usage, facts.billable, facts.heldMinor, mostMs);
  if (leaseMs <= 0) return null;
  const leaseUpMs = uptimeNowMs(device.boot, nowMs) + leaseMs;
  return { leaseUpMs, endsAtMs: device.boot.bootAtMs + leaseUpMs };
}

/** Renewal is due when half of the lease is left. */
export function renewalDueAtMs(lease: { readonly endsAtMs: number }, nowMs: number): number {
  return nowMs + Math.max(1_000, Math.floor((lease.endsAtMs - nowMs) / 2));
}
