// Recent use: a session as far as it counts for the price of its person's next one (R17).
import type { HoldRecord } from '../hold/hold.ts';
import { divideDown, lesserOf, type Minor } from '../money.ts';
import { type PriceLine, sumOf, useMinorOf } from '../tariff/price-line.ts';
import type { RecentUse } from '../tariff/price-terms.ts';
import type { SessionRecord } from './session.ts';

type Paid = { readonly minor: Minor; readonly isRefunded: boolean };

/** What the payer has paid for all, once it is captured as it was, less what was given back of it or will be. */
function paidOf({ settlement, payerId }: SessionRecord, holds: readonly HoldRecord[]): Paid {
  const shares = settlement?.shares.filter((share) => share.payerId === payerId) ?? [];
  let minor = 0n;
  let refundedMinor = 0n;
  for (const { holdId, totalMinor } of shares) {
    const hold = holds.find((each) => each.holdId === holdId);
    minor += hold?.state === 'captured' ? (hold.capturedMinor ?? 0n) : totalMinor;
    refundedMinor += hold?.refundedMinor ?? 0n;
  }
  const isRefunded = refundedMinor > 0n && refundedMinor >= minor;
  return { minor: isRefunded ? 0n : minor - refundedMinor, isRefunded };
}

/** What is not paid in full, or was given back in part, says not of what: each amount by its part, rounded down. */
function partOf(amountMinor: Minor, lines: readonly PriceLine[], { minor }: Paid): Minor {
  const dueMinor = sumOf(lines.filter(({ line }) => line !== 'limit' && line !== 'emergency'));
  if (dueMinor <= 0n) return 0n;
  return lesserOf(amountMinor, divideDown(amountMinor * minor, dueMinor));
}

/**
 * While it goes on it may still have all of its free window; what it costs counts once it is settled.
 * @param holds of its payer, with what was captured and given back.
 */
export function recentUseOf(session: SessionRecord, holds: readonly HoldRecord[]): RecentUse {
  const { settlement, end, usage, terms, tariff } = session;
  const endedAtMs = settlement?.endedAtMs ?? end?.atMs ?? null;
  const { useMs, distanceM, pausedMs = 0 } = settlement?.usage ?? usage;
  const lines = settlement?.shares.find(({ holdId }) => holdId === session.holdId)?.lines ?? [];
  // What it continues had its part of the same window.
  const freeMs = Math.max(0, terms.freeLeftMs - (terms.stitch ? terms.stitch.useMs + terms.stitch.pausedMs : 0));
  const paid = paidOf(session, holds);
  const useMinor = partOf(useMinorOf(lines), lines, paid);
  return {
    sessionId: session.sessionId,
    startedAtMs: session.startedAtMs ?? session.createdAtMs,
    endedAtMs,
    sold: { tariffId: tariff.tariffId, hash: tariff.hash },
    packageId: terms.packageId,
    continuesId: terms.stitch?.last?.sessionId ?? null,
    rounding: settlement?.rounding ?? 'started',
    useMs,
    distanceM,
    pausedMs,
    freeUsedMs: endedAtMs === null ? freeMs : Math.min(useMs + pausedMs, freeMs),
    useMinor,
    liftedMinor: lines.some(({ line }) => line === 'minimum') ? useMinor : 0n,
    isRefunded: paid.isRefunded,
  };
}
