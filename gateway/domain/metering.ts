// Metering: a device's registers as far as they may be believed and billed (R14).
import type { JournalEntry, KindProfile, Usage } from '#protocol';
import { SESSION_LIMITS } from './gateway-limits.ts';
import type { OrderedLine, OrderRecord } from './order.ts';
import type { SessionRecord } from './session.ts';

/** Longest use the gateway believes: its own clock since the start record, or the granted lease for an offline record. */
function believableUseMs(session: SessionRecord, entry: JournalEntry, profile: KindProfile, nowMs: number): number {
  const leaseMs = session.lease ? session.lease.endsAtMs - session.createdAtMs : 0;
  const elapsedMs = session.startedAtMs === null ? 0 : nowMs - session.startedAtMs;
  const base = entry.off || session.startedAtMs === null ? Math.max(leaseMs, elapsedMs) : elapsedMs;
  return base + SESSION_LIMITS.meterToleranceMs + Math.floor((base * profile.clockTolerancePermille) / 1000);
}

/** Registers never fall (a lower one is no news), and never outrun the clock or the profile's fastest rate. */
export function acceptUsage(
  session: SessionRecord,
  entry: JournalEntry,
  profile: KindProfile,
  nowMs: number,
): { readonly usage: Usage; readonly clamped: boolean } {
  const useMs = Math.min(entry.use.useMs, believableUseMs(session, entry, profile, nowMs));
  const rate = profile.maxRatePerS.distanceM ?? 0;
  const farthestM = Math.ceil((useMs / 1000) * rate);
  const distanceM = Math.min(entry.use.distanceM, farthestM);
  const usage = {
    useMs: Math.max(session.usage.useMs, useMs),
    distanceM: Math.max(session.usage.distanceM, distanceM),
  };
  return { usage, clamped: useMs < entry.use.useMs || distanceM < entry.use.distanceM };
}

/** Use as it stood at a moment between readings: time goes on, distance does not. */
export function usageAt(session: SessionRecord, atMs: number): Usage {
  if (session.startedAtMs === null || session.usageAtMs === null) return session.usage;
  const sinceMs = Math.max(0, atMs - session.usageAtMs);
  return { ...session.usage, useMs: session.usage.useMs + sinceMs };
}

/** Lines that are on the bill: only what the kitchen's printer has proven. */
export function printedLines(orders: readonly OrderRecord[]): readonly OrderedLine[] {
  return orders.filter((order) => order.state === 'printed').flatMap((order) => order.lines);
}

/** Lines on the bill or on their way to it: what a lease or a further order must leave money for. */
export function wantedLines(orders: readonly OrderRecord[]): readonly OrderedLine[] {
  return orders.filter((order) => order.state !== 'refused').flatMap((order) => order.lines);
}
