// Pieces of use: cutting a session up, cycling its free window or coming back on the same day never makes it cheaper than it is.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Usage } from '#protocol';
import { recentUseOf } from '../../gateway/domain/session/recent-use.ts';
import { type PriceLine, type Pricing, priceUse } from '../../gateway/domain/tariff/price.ts';
import { type Rounding, useMinorOf } from '../../gateway/domain/tariff/price-line.ts';
import { type RecentUse, STITCH_GAP_MS } from '../../gateway/domain/tariff/price-terms.ts';
import { freezeTariff, type Tariff } from '../../gateway/domain/tariff/tariff.ts';
import { holdOnce, perTime, pricingFor } from '../support/pricing.ts';
import { holdRecord, sessionRecord, tariff as tariffWith } from '../support/records.ts';
import { startsMs, tariffs } from '../support/tariff-arbitrary.ts';

type Piece = { readonly usage: Usage; readonly gapMs: number; readonly rounding?: Rounding; readonly isRefunded?: boolean };

const pieceOf = (gapMs: fc.Arbitrary<number>): fc.Arbitrary<Piece> =>
  fc.record({
    usage: fc.record({
      useMs: fc.oneof(fc.nat(10 * MINUTE_MS), fc.nat(4 * HOUR_MS)),
      distanceM: fc.oneof(fc.constant(0), fc.nat(20_000)),
      pausedMs: fc.oneof(fc.constant(0), fc.nat(2 * HOUR_MS)),
    }),
    gapMs,
    rounding: fc.constantFrom('started', 'started', 'exact'),
  });

/** Nothing but caps on use limits what is due. */
const unlimited = (tariff: Tariff): Tariff => ({ ...tariff, hold: holdOnce(10n ** 15n) });

const dueForUse = (lines: readonly PriceLine[]): bigint =>
  useMinorOf(lines) + lines.filter(({ line }) => line === 'overdue').reduce((sum, { amountMinor }) => sum + amountMinor, 0n);

function settled(pricing: Pricing, piece: Piece, lines: readonly PriceLine[], n: number): RecentUse {
  const { usage, rounding = 'started', isRefunded = false } = piece;
  const { startedAtMs, tariff, terms } = pricing;
  const totalMinor = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const share = { holdId: 'hld_1', payerId: 'person-1', lines, totalMinor, taxMinor: 0n, feeMinor: 0n };
  const endedAtMs = startedAtMs + usage.useMs + (usage.pausedMs ?? 0);
  const capturedMinor = totalMinor > 0n ? totalMinor : null;
  const hold = holdRecord({ state: capturedMinor === null ? 'voided' : 'captured', capturedMinor });
  return recentUseOf(
    sessionRecord({
      sessionId: `ses_${n}`,
      tariff: freezeTariff('tar_1', 1, tariff),
      terms,
      startedAtMs,
      usage,
      settlement: { reason: 'stopped', rounding, usage, endedAtMs, frozenAtMs: endedAtMs, shares: [share] },
    }),
    [{ ...hold, refundedMinor: isRefunded ? totalMinor : 0n }],
  );
}

/** Each piece under the terms that those before it leave; the first may have a package. */
function priceApart(tariff: Tariff, pieces: readonly Piece[], startMs: number, packageId: string | null = null) {
  const uses: RecentUse[] = [];
  let nowMs = startMs;
  const bills = pieces.map((piece, n) => {
    const recentUses = [...uses].reverse();
    const pricing = pricingFor(tariff, {
      sold: freezeTariff('tar_1', 1, tariff),
      nowMs,
      recentUses,
      packageId: n === 0 ? packageId : null,
    });
    const { lines } = priceUse(pricing, piece.usage, [], piece.rounding ?? 'started');
    uses.push(settled(pricing, piece, lines, n));
    nowMs += piece.usage.useMs + (piece.usage.pausedMs ?? 0) + piece.gapMs;
    return lines;
  });
  return { bills, uses, dueMinor: bills.reduce((sum, lines) => sum + dueForUse(lines), 0n) };
}

const wholeOf = (pieces: readonly Piece[]): Usage =>
  pieces.reduce(
    (sum, { usage }) => ({
      useMs: sum.useMs + usage.useMs,
      distanceM: sum.distanceM + usage.distanceM,
      pausedMs: sum.pausedMs + (usage.pausedMs ?? 0),
    }),
    { useMs: 0, distanceM: 0, pausedMs: 0 },
  );
const lastRounding = (pieces: readonly Piece[]): Rounding => pieces.at(-1)?.rounding ?? 'started';

const check = (property: fc.IProperty<unknown>): void => fc.assert(property, { numRuns: 300 });
const stitchedGaps = fc.nat(STITCH_GAP_MS - 1);

/** What lasted no time at all is nobody's use, and links nothing: only what lasts is a piece of a whole. */
const stitchedPiece = pieceOf(stitchedGaps).map(
  (piece): Piece => ({ ...piece, usage: { ...piece.usage, useMs: Math.max(1, piece.usage.useMs) } }),
);

test('stitched pieces cost at least what the whole costs', () => {
  check(
    fc.property(
      tariffs,
      fc.array(stitchedPiece, { minLength: 1, maxLength: 6 }),
      startsMs,
      fc.nat(),
      (any, pieces, startMs, n) => {
        // Peak hours and cap days are those of the clock: a gap moves what comes after it into others.
        const tariff = unlimited({ ...any, peaks: [], dayCap: null });
        const offered = [null, ...tariff.packages.map(({ packageId }) => packageId)];
        // Whoever leaves a package within the free window has not bought it; its overdue time ends with it.
        const isBought = tariff.freeMs === 0 && tariff.overdue?.after !== 'package';
        const packageId = isBought ? (offered[n % offered.length] ?? null) : null;
        // A package that ends by our fault is not due whole; a pause is use in it alone, and not in what goes on without it.
        const bought = (piece: Piece): Piece => ({ ...piece, usage: { ...piece.usage, pausedMs: 0 }, rounding: 'started' });
        const ended = pieces.map((piece) => (packageId === null ? piece : bought(piece)));
        const inOne = priceUse(pricingFor(tariff, { nowMs: startMs, packageId }), wholeOf(ended), [], lastRounding(ended));
        expect(priceApart(tariff, ended, startMs, packageId).dueMinor).toBeGreaterThanOrEqual(dueForUse(inOne.lines));
      },
    ),
  );
});

test('stitched pieces that their person ended cost what the whole costs, and no more', () => {
  check(
    fc.property(tariffs, fc.array(stitchedPiece, { minLength: 1, maxLength: 6 }), startsMs, (any, cut, startMs) => {
      const tariff = unlimited({ ...any, peaks: [], dayCap: null });
      const pieces = cut.map((piece): Piece => ({ ...piece, rounding: 'started' }));
      const inOne = priceUse(pricingFor(tariff, { nowMs: startMs }), wholeOf(pieces), [], 'started');
      expect(priceApart(tariff, pieces, startMs).dueMinor).toBe(dueForUse(inOne.lines));
    }),
  );
});

describe('beside what else was had', () => {
  /** No free window and no minimum: both are due once to a person, whatever they use. */
  const plainly = (any: Tariff): Tariff => unlimited({ ...any, peaks: [], dayCap: null, freeMs: 0, minimumMinor: 0n });
  const alone = (tariff: Tariff, nowMs: number, usage: Usage): bigint =>
    dueForUse(priceUse(pricingFor(tariff, { nowMs }), usage, [], 'started').lines);
  const piece = pieceOf(stitchedGaps);

  test('a use that was given back makes nothing after it cheaper', () => {
    check(
      fc.property(tariffs, piece, piece, startsMs, fc.nat(), (any, refunded, next, startMs, n) => {
        const tariff = plainly(any);
        const offered = [null, ...tariff.packages.map(({ packageId }) => packageId)];
        const given = { ...refunded, isRefunded: true, rounding: 'started' } as const;
        const counted = { ...next, rounding: 'started' } as const;
        const { bills } = priceApart(tariff, [given, counted], startMs, offered[n % offered.length] ?? null);
        const [before, after] = bills.map(dueForUse);
        // What was free is not given back: it is had, and continued like any other.
        if (before !== 0n) expect(after).toBe(alone(tariff, startMs, next.usage));
      }),
    );
  });

  test('of any that start at once after one, one alone continues it', () => {
    check(
      fc.property(tariffs, piece, piece, fc.integer({ min: 2, max: 5 }), startsMs, (any, first, next, count, startMs) => {
        const tariff = plainly(any);
        const { uses } = priceApart(tariff, [first], startMs);
        const nowMs = startMs + first.usage.useMs + (first.usage.pausedMs ?? 0) + first.gapMs;
        const sold = freezeTariff('tar_1', 1, tariff);
        const live: RecentUse[] = [];
        const bills = Array.from({ length: count }, (_, n) => {
          const pricing = pricingFor(tariff, { sold, nowMs, recentUses: [...live, ...uses] });
          const session = sessionRecord({ sessionId: `ses_live_${n}`, tariff: sold, terms: pricing.terms });
          live.push(recentUseOf(session, []));
          return dueForUse(priceUse(pricing, next.usage, [], 'started').lines);
        });
        for (const dueMinor of bills.slice(1)) expect(dueMinor).toBe(alone(tariff, nowMs, next.usage));
      }),
    );
  });

  test('a use under another tariff makes nothing cheaper but by free time and minimum', () => {
    check(
      fc.property(tariffs, tariffs, piece, piece, startsMs, (dear, any, first, next, startMs) => {
        const tariff = { ...plainly(any), dayCap: any.dayCap };
        const [before] = priceApart({ ...unlimited(dear), name: 'another' }, [first], startMs).uses;
        const nowMs = startMs + first.usage.useMs + (first.usage.pausedMs ?? 0) + first.gapMs;
        if (!before) throw new Error('the first use was had');
        const recentUses = [{ ...before, sold: { ...before.sold, tariffId: 'tar_2' } }];
        const after = priceUse(pricingFor(tariff, { nowMs, recentUses }), next.usage, [], 'started');
        expect(dueForUse(after.lines)).toBe(alone(tariff, nowMs, next.usage));
      }),
    );
  });

  test('a peak hour that was paid pays for no other hour', () => {
    const gaps = fc.array(fc.integer({ min: 1, max: STITCH_GAP_MS - 1 }), { minLength: 1, maxLength: 12 });
    check(
      fc.property(gaps, fc.integer({ min: 1, max: 4 * HOUR_MS }), (gapsMs, lastMs) => {
        // 2026-11-21 is a Saturday: noon to one o'clock in Shanghai is twice as dear.
        const peaks = [{ days: [6] as const, fromMinute: 12 * 60, untilMinute: 13 * 60, rate: { permille: 2_000 } }];
        const steps = [perTime(MINUTE_MS, 100n)];
        const tariff = unlimited(tariffWith({ baseMinor: 0n, freeMs: 0, steps, peaks, capMinor: null, items: [] }));
        const taps = gapsMs.map((gapMs) => ({ usage: { useMs: 1, distanceM: 0 }, gapMs }));
        const last = { usage: { useMs: lastMs, distanceM: 0 }, gapMs: 0 };
        const hour = { usage: { useMs: HOUR_MS, distanceM: 0 }, gapMs: 1 };
        const { bills } = priceApart(tariff, [hour, ...taps, last], Date.parse('2026-11-21T04:00:00Z'));
        const startedMs = (lastMs + taps.length) / MINUTE_MS;
        const dueMinor = bills.slice(1).reduce((sum, lines) => sum + dueForUse(lines), 0n);
        expect(dueMinor).toBeGreaterThanOrEqual(BigInt(Math.ceil(startedMs)) * 100n);
      }),
    );
  });
});

describe('the free window', () => {
  const freeFirst = unlimited(
    tariffWith({ baseMinor: 0n, freeMs: 3 * MINUTE_MS, steps: [perTime(MINUTE_MS, 100n)], capMinor: null, items: [] }),
  );

  test('counts once, however often and with whatever gaps it is entered', () => {
    const gaps = fc.nat(40 * MINUTE_MS);
    const short = pieceOf(gaps).map((piece) => ({
      ...piece,
      usage: {
        useMs: piece.usage.useMs % (5 * MINUTE_MS),
        distanceM: 0,
        pausedMs: (piece.usage.pausedMs ?? 0) % (5 * MINUTE_MS),
      },
      isRefunded: piece.rounding === 'exact',
      rounding: 'started' as const,
    }));
    check(
      fc.property(fc.array(short, { minLength: 1, maxLength: 7 }), startsMs, (pieces, startMs) => {
        // What was given back continues nothing: the minute that it began is begun again by the next.
        const kept = pieces.filter(({ isRefunded }) => !isRefunded);
        const usedMs = kept.reduce((sum, { usage }) => sum + usage.useMs + usage.pausedMs, 0);
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
      const lastsMs = usage.useMs + (usage.pausedMs ?? 0);
      if (atMs + lastsMs >= endMs) return false;
      atMs += lastsMs + gapMs;
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
