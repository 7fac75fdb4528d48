// Recent use: a session as far as it counts for the price of its person's next one (R17).
import { useMinorOf } from '../tariff/price-line.ts';
import type { RecentUse } from '../tariff/price-terms.ts';
import type { SessionRecord } from './session.ts';

/** While it goes on it may still have all of its free window; what it costs counts once it is settled. */
export function recentUseOf(session: SessionRecord): RecentUse {
  const { settlement, end, usage, terms } = session;
  const endedAtMs = settlement?.endedAtMs ?? end?.atMs ?? null;
  const { useMs, distanceM, pausedMs = 0 } = settlement?.usage ?? usage;
  const host = settlement?.shares.find(({ holdId }) => holdId === session.holdId);
  return {
    sessionId: session.sessionId,
    startedAtMs: session.startedAtMs ?? session.createdAtMs,
    endedAtMs,
    packageId: terms.packageId,
    useMs,
    distanceM,
    pausedMs,
    freeUsedMs: endedAtMs === null ? terms.freeLeftMs : Math.min(useMs, terms.freeLeftMs),
    useMinor: host ? useMinorOf(host.lines) : 0n,
  };
}
