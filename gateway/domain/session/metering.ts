// Metering: a device's registers as far as they may be believed and billed (R14).
import type { JournalEntry, KindProfile, OrderLine, Usage } from '#protocol';
import type { OrderedLine, OrderRecord } from '../company/order.ts';
import type { CommandRecord } from '../device/command.ts';
import { type DeviceRecord, deviceTimeMs } from '../device/device.ts';
import { SESSION_LIMITS } from '../gateway-limits.ts';
import { furthestLeaseEndMs } from './lease.ts';
import type { SessionRecord } from './session.ts';

/** What a reading is judged by: the session, its leases, and what its kind can do. */
export type MeterFacts = {
  readonly session: SessionRecord;
  readonly device: DeviceRecord;
  readonly commands: readonly CommandRecord[];
  readonly profile: KindProfile;
};

/**
 * Longest use that the gateway believes: its own clock since the start record, or the lease that was granted, from the
 * start command on, for what it did not see as it happened: recorded without a connection, or the rest of a gap.
 */
function believableUseMs({ session, device, commands, profile }: MeterFacts, entry: JournalEntry, nowMs: number): number {
  const writtenAtMs = deviceTimeMs(device, entry, { fromMs: session.createdAtMs, untilMs: nowMs });
  // A renewal that was signed only when the device was back has sold nothing of what it had recorded by then.
  const soldBefore = commands.filter(({ createdAtMs }) => createdAtMs <= writtenAtMs);
  const isSeenLive = !entry.off && session.startedAtMs !== null && session.state !== 'settling';
  const fromMs = isSeenLive ? (session.startedAtMs ?? nowMs) : session.createdAtMs;
  const grantedUntilMs = isSeenLive ? nowMs : Math.min(nowMs, furthestLeaseEndMs(session, soldBefore) ?? nowMs);
  const baseMs = Math.max(0, grantedUntilMs - fromMs);
  return baseMs + SESSION_LIMITS.meterToleranceMs + Math.floor((baseMs * profile.clockTolerancePermille) / 1000);
}

function withPaused(usage: Usage, pausedMs: number): Usage {
  return pausedMs === 0 ? usage : { ...usage, pausedMs };
}

/** Whoever has pressed Stop pauses no more: what the device still takes for a pause counts up to the tap (FP-27, R7). */
function pausedUpToTap({ stopRequest }: SessionRecord, useMs: number, pausedMs: number): number {
  if (stopRequest === null) return pausedMs;
  const { useMs: tapUseMs, pausedMs: tapPausedMs = 0 } = stopRequest.useAtTap;
  return Math.min(pausedMs, Math.max(tapPausedMs, tapUseMs + tapPausedMs - useMs));
}

/**
 * Registers never fall (a lower one is no news), and never outrun the clock or the profile's fastest rate; use and pauses
 * share one clock.
 */
export function acceptUsage(
  facts: MeterFacts,
  entry: JournalEntry,
  nowMs: number,
): { readonly usage: Usage; readonly clamped: boolean } {
  const { session, profile } = facts;
  const believableMs = believableUseMs(facts, entry, nowMs);
  const saidPausedMs = entry.use.pausedMs ?? 0;
  const useMs = Math.min(entry.use.useMs, believableMs);
  const pausedMs = Math.min(saidPausedMs, believableMs - useMs);
  const rate = profile.maxRatePerS.distanceM ?? 0;
  const farthestM = Math.ceil((useMs / 1000) * rate);
  const distanceM = Math.min(entry.use.distanceM, farthestM);
  const usage = {
    useMs: Math.max(session.usage.useMs, useMs),
    distanceM: Math.max(session.usage.distanceM, distanceM),
  };
  const clamped = useMs < entry.use.useMs || pausedMs < saidPausedMs || distanceM < entry.use.distanceM;
  const billedPausedMs = pausedUpToTap(session, useMs, pausedMs);
  return { usage: withPaused(usage, Math.max(session.usage.pausedMs ?? 0, billedPausedMs)), clamped };
}

/** Use as it stood at a moment between readings: time goes on as use or, once that is proven, as a pause; distance does not. */
export function usageAt(session: SessionRecord, atMs: number): Usage {
  if (session.startedAtMs === null || session.usageAtMs === null) return session.usage;
  const sinceMs = Math.max(0, atMs - session.usageAtMs);
  if (session.state === 'suspended') return withPaused(session.usage, (session.usage.pausedMs ?? 0) + sinceMs);
  return { ...session.usage, useMs: session.usage.useMs + sinceMs };
}

function sameLines(order: OrderRecord, printed: readonly OrderLine[]): boolean {
  const spell = (lines: readonly { readonly id: string; readonly count: number }[]): string =>
    lines
      .map(({ id, count }) => `${count} ${id}`)
      .sort()
      .join('\n');
  const wanted = order.lines.map((line) => ({ id: line.itemId, count: line.quantity }));
  return spell(wanted) === spell(printed.map((line) => ({ id: line.item, count: line.qty })));
}

/** The order that this entry's ticket puts on the bill: printed as it was ordered, line for line (FP-24); else none. */
export function orderProvenBy(orders: readonly OrderRecord[], entry: JournalEntry): OrderRecord | undefined {
  if (entry.ev !== 'updated' || entry.trigger !== 'ticket_printed' || !entry.ticket) return undefined;
  const { order: orderId, lines } = entry.ticket;
  return orders.find((order) => order.orderId === orderId && order.state === 'sent' && sameLines(order, lines));
}

/** Lines that are on the bill: only what the kitchen's printer has proven. */
export function printedLines(orders: readonly OrderRecord[]): readonly OrderedLine[] {
  return orders.filter((order) => order.state === 'printed').flatMap((order) => order.lines);
}

/** Lines on the bill or on their way to it: what a lease or a further order must leave money for. */
export function wantedLines(orders: readonly OrderRecord[]): readonly OrderedLine[] {
  return orders.filter((order) => order.state !== 'refused').flatMap((order) => order.lines);
}
