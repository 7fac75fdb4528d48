// Pieces of use: cutting a session up, cycling its free window or coming back on the same day never makes it cheaper than it is.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Usage } from '#protocol';
import { recentUseOf } from '../../gateway/domain/session/recent-use.ts';
import { type PriceLine, type Pricing, priceUse } from '../../gateway/domain/tariff/price.ts';
import { useMinorOf } from '../../gateway/domain/tariff/price-line.ts';
import { type RecentUse, STITCH_GAP_MS } from '../../gateway/domain/tariff/price-terms.ts';
import { freezeTariff, type Tariff } from '../../gateway/domain/tariff/tariff.ts';
import { holdOnce, perTime, pricingFor } from '../support/pricing.ts';
import { sessionRecord, tariff as tariffWith } from '../support/records.ts';
import { startsMs, tariffs } from '../support/tariff-arbitrary.ts';

type Piece = { readonly usage: Usage; readonly gapMs: number };

const pieceOf = (gapMs: fc.Arbitrary<number>): fc.Arbitrary<Piece> =>
  fc.record({
    usage: fc.record({
      useMs: fc.oneof(fc.nat(10 * MINUTE_MS), fc.nat(4 * HOUR_MS)),
      distanceM: fc.oneof(fc.constant(0), fc.nat(20_000)),
    }),
    gapMs,
  });

/** Nothing but caps on use limits what is due. */
const unlimited = (tariff: Tariff): Tariff => ({ ...tariff, hold: holdOnce(10n ** 15n) });

const dueForUse = (lines: readonly PriceLine[]): bigint =>
  useMinorOf(lines) + lines.filter(({ line }) => line === 'overdue').reduce((sum, { amountMinor }) => sum + amountMinor, 0n);

function settled(pricing: Pricing, { usage }: Piece, lines: readonly PriceLine[], n: number): RecentUse {
  const { startedAtMs, tariff, terms } = pricing;
  const share = { holdId: 'hld_1', payerId: 'person-1', lines, totalMinor: 0n, taxMinor: 0n, feeMinor: 0n };
  const endedAtMs = startedAtMs + usage.useMs;
  return recentUseOf(
    sessionRecord({
      sessionId: `ses_${n}`,
      tariff: freezeTariff('tar_1', 1, tariff),
      terms,
      startedAtMs,
      usage,
      settlement: { reason: 'stopped', rounding: 'started', usage, endedAtMs, frozenAtMs: endedAtMs, shares: [share] },
    }),
  );
}

/** Each piece under the terms that those before it leave; the first may have a package. */
function priceApart(tariff: Tariff, pieces: readonly Piece[], startMs: number, packageId: string | null = null) {
  const uses: RecentUse[] = [];
  let nowMs = startMs;
  const bills = pieces.map((piece, n) => {
    const recentUses = [...uses].reverse();
    const pricing = pricingFor(tariff, { nowMs, recentUses, packageId: n === 0 ? packageId : null });
    const { lines } = priceUse(pricing, piece.usage, [], 'started');
    uses.push(settled(pricing, piece, lines, n));
    nowMs += piece.usage.useMs + piece.gapMs;
    return lines;
  });
  return { bills, uses, dueMinor: bills.reduce((sum, lines) => sum + dueForUse(lines), 0n) };
}

const check = (property: fc.IProperty<unknown>): void => fc.assert(property, { numRuns: 300 });
const stitchedGaps = fc.nat(STITCH_GAP_MS - 1);

test('stitched pieces cost at least what the whole costs', () => {
  check(
    fc.property(
      tariffs,
      fc.array(pieceOf(stitchedGaps), { minLength: 1, maxLength: 6 }),
      startsMs,
      fc.nat(),
      (any, pieces, startMs, n) => {
        // Peak hours and cap days are those of the clock: a gap moves what comes after it into others.
        const tariff = unlimited({ ...any, peaks: [], dayCap: null });
        const offered = [null, ...tariff.packages.map(({ packageId }) => packageId)];
        // Whoever leaves a package within the free window has not bought it; its overdue time ends with it.
        const isBought = tariff.freeMs === 0 && tariff.overdue?.after !== 'package';
        const packageId = isBought ? (offered[n % offered.length] ?? null) : null;
        const whole = pieces.reduce(
          (sum, { usage }) => ({ useMs: sum.useMs + usage.useMs, distanceM: sum.distanceM + usage.distanceM }),
          { useMs: 0, distanceM: 0 },
        );
        const inOne = priceUse(pricingFor(tariff, { nowMs: startMs, packageId }), whole, [], 'started');
        expect(priceApart(tariff, pieces, startMs, packageId).dueMinor).toBeGreaterThanOrEqual(dueForUse(inOne.lines));
      },
    ),
  );
});

describe('the free window', () => {
  const freeFirst = unlimited(
    tariffWith({ baseMinor: 0n, freeMs: 3 * MINUTE_MS, steps: [perTime(MINUTE_MS, 100n)], capMinor: null, items: [] }),
  );

  test('counts once, however often and with whatever gaps it is entered', () => {
    const gaps = fc.nat(40 * MINUTE_MS);
    const short = pieceOf(gaps).map((piece) => ({
      ...piece,
      usage: { useMs: piece.usage.useMs % (5 * MINUTE_MS), distanceM: 0 },
    }));
    check(
      fc.property(fc.array(short, { minLength: 1, maxLength: 7 }), startsMs, (pieces, startMs) => {
        const usedMs = pieces.reduce((sum, { usage }) => sum + usage.useMs, 0);
        const billedMs = Math.max(0, usedMs - freeFirst.freeMs);
        const leastMinor = (BigInt(billedMs) * 100n) / BigInt(MINUTE_MS);
        expect(priceApart(freeFirst, pieces, startMs).dueMinor).toBeGreaterThanOrEqual(leastMinor);
      }),
    );
  });

  test.each<[string, number, bigint]>([
    // 480 min 51 s in all, of which 3 min are free, as one use.
    ['163 sessions of 2.95 min with a minute between them are one of 8 h', MINUTE_MS, 47_800n],
    // The free 3 min come back three times in 51 h; each of the other sessions starts 3 minutes.
    ['163 sessions of 2.95 min with a quarter of an hour between them are free once in 6 h', 15 * MINUTE_MS, 0n],
  ])('%s', (_title, gapMs, dueMinor) => {
    const pieces = Array.from({ length: 163 }, () => ({ usage: { useMs: 177_000, distanceM: 0 }, gapMs }));
    const apart = priceApart(freeFirst, pieces, Date.parse('2026-11-21T08:00:00Z'));
    if (dueMinor > 0n) expect(apart.dueMinor).toBe(dueMinor);
    const startsOfFree = apart.bills.flatMap((lines, n) => (dueForUse(lines) === 0n ? [apart.uses[n]?.startedAtMs ?? 0] : []));
    for (const [n, at] of startsOfFree.entries()) {
      if (n > 0) expect(at - (startsOfFree[n - 1] ?? 0)).toBeGreaterThanOrEqual(freeFirst.freeEveryMs);
    }
  });
});

describe('the cap of a day', () => {
  const ofDay = (calendar: boolean) =>
    tariffs.map((any) =>
      unlimited({ ...any, overdue: null, dayCap: { amountMinor: any.dayCap?.amountMinor ?? 4_000n, calendar } }),
    );
  const within = (pieces: readonly Piece[], startMs: number, endMs: number): readonly Piece[] => {
    let atMs = startMs;
    return pieces.filter(({ usage, gapMs }) => {
      if (atMs + usage.useMs >= endMs) return false;
      atMs += usage.useMs + gapMs;
      return true;
    });
  };
  const pieces = fc.array(pieceOf(fc.oneof(fc.nat(20 * MINUTE_MS), fc.nat(6 * HOUR_MS))), { minLength: 1, maxLength: 8 });

  test('holds for all uses that begin and end within 24 h of the first', () => {
    check(
      fc.property(ofDay(false), pieces, startsMs, (tariff, all, startMs) => {
        const { dueMinor } = priceApart(tariff, within(all, startMs, startMs + DAY_MS), startMs);
        expect(dueMinor).toBeLessThanOrEqual(tariff.dayCap?.amountMinor ?? 0n);
      }),
    );
  });

  test('holds for all uses of one calendar day', () => {
    check(
      fc.property(ofDay(true), pieces, fc.integer({ min: 0, max: 20 * HOUR_MS }), (any, all, intoMs) => {
        // The 25 hours of 2026-10-25 in Amsterdam.
        const tariff = { ...any, zone: 'Europe/Amsterdam' };
        const [dayMs, endMs] = [Date.parse('2026-10-24T22:00:00Z'), Date.parse('2026-10-25T23:00:00Z')];
        const { dueMinor } = priceApart(tariff, within(all, dayMs + intoMs, endMs), dayMs + intoMs);
        expect(dueMinor).toBeLessThanOrEqual(tariff.dayCap?.amountMinor ?? 0n);
      }),
    );
  });
});
