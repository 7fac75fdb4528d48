// Lease: how long the device may go on without another word, bounded by the held money (R6).
import { assert, type KindProfile, LIMITS } from '#protocol';
import type { OrderedLine } from '../company/order.ts';
import type { CommandRecord } from '../device/command.ts';
import { type DeviceRecord, uptimeNowMs } from '../device/device.ts';
import { SESSION_LIMITS } from '../gateway-limits.ts';
import type { HoldRecord } from '../hold/hold.ts';
import { drainAtMs } from '../hold/hold-drain.ts';
import type { Minor } from '../money.ts';
import { affordableUseMs, pricingOf } from '../tariff/price.ts';
import type { SessionRecord } from './session.ts';

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

type LeaseFacts = {
  readonly profile: KindProfile;
  readonly session: SessionRecord;
  /** Of whoever pays for use. */
  readonly holds: readonly Pick<HoldRecord, 'state' | 'role' | 'expiresAtMs' | 'createdAtMs'>[];
};

/** Use as a lease must take it: time since the last reading counts as used. */
function usageAssumed(session: SessionRecord, nowMs: number): SessionRecord['usage'] {
  const unseenMs = session.usageAtMs === null ? 0 : Math.max(0, nowMs - session.usageAtMs);
  return { ...session.usage, useMs: session.usage.useMs + unseenMs };
}

/** As long as the kind, the longest session and the wallet's own end of the hold allow, whatever the money says (R6). */
function longestLeaseMs({ profile, session, holds }: LeaseFacts, nowMs: number): number {
  const longestLeftMs = session.createdAtMs + profile.longestSessionS * 1000 - nowMs;
  const moneyLeftMs = holds
    .filter(({ state, role }) => state === 'held' && role === 'host')
    .map((hold) => (drainAtMs(hold) ?? Number.POSITIVE_INFINITY) - nowMs);
  return Math.min(profile.maxLeaseS * 1000, longestLeftMs, ...moneyLeftMs);
}

/** What the next lease at full length would take from the hold, margins and whatever was ordered included. */
export function usageAfterLease(facts: LeaseFacts, nowMs: number): SessionRecord['usage'] {
  const mostMs = Math.max(0, longestLeaseMs(facts, nowMs));
  const assumed = usageAssumed(facts.session, nowMs);
  return { ...assumed, useMs: assumed.useMs + mostMs + marginMs(facts.profile, mostMs) };
}

type PaidFacts = LeaseFacts & { readonly billable: readonly OrderedLine[]; readonly heldMinor: Minor };

/** How long the held money still pays for use, up to one full lease. */
function paidUseMs(facts: PaidFacts, nowMs: number): number {
  const { session, billable, heldMinor } = facts;
  const mostMs = Math.max(0, longestLeaseMs(facts, nowMs));
  return affordableUseMs(pricingOf(session), usageAssumed(session, nowMs), billable, heldMinor, mostMs);
}

/** The lease may promise only what the hold still pays. */
export function nextLease(
  facts: LeaseFacts & {
    readonly device: DeviceRecord;
    readonly billable: readonly OrderedLine[];
    readonly heldMinor: Minor;
  },
  nowMs: number,
): { leaseUpMs: number; endsAtMs: number } | null {
  const { profile, device } = facts;
  if (!device.boot) return null;
  const mostMs = longestLeaseMs(facts, nowMs);
  if (mostMs <= 0) return null;
  const paidMs = paidUseMs(facts, nowMs);
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

/**
 * When the held money is spent, once the lease in force covers all that it still pays: more was not to be had, and the
 * person is told before it ends. Null while there is more.
 */
export function moneyRunsOutAtMs(facts: PaidFacts, nowMs: number): number | null {
  const { lease } = facts.session;
  if (!lease) return null;
  const paidMs = paidUseMs(facts, nowMs);
  const isCut = paidMs < Math.max(0, longestLeaseMs(facts, nowMs));
  const coveredMs = Math.max(0, lease.endsAtMs - nowMs) + marginMs(facts.profile, paidMs) + SESSION_LIMITS.renewRetryMs;
  return isCut && paidMs <= coveredMs ? nowMs + paidMs : null;
}

/** Renewal is due when half of the lease is left. */
export function renewalDueAtMs(lease: { readonly endsAtMs: number }, nowMs: number): number {
  return nowMs + Math.max(1_000, Math.floor((lease.endsAtMs - nowMs) / 2));
}
