// Pricing holds for any tariff and any use: it never falls, adds up, inverts, and stays below what was agreed to.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Usage } from '#protocol';
import type { OrderedLine } from '../../gateway/domain/company/order.ts';
import {
  affordableUseMs,
  dueMinor,
  nextRise,
  type Pricing,
  priceGuest,
  priceItems,
  priceUse,
} from '../../gateway/domain/tariff/price.ts';
import { reservedMinor } from '../../gateway/domain/tariff/price-hold.ts';
import type { RecentUse } from '../../gateway/domain/tariff/price-terms.ts';
import { freezeTariff, type Tariff, tariffToJson } from '../../gateway/domain/tariff/tariff.ts';
import { parseTariff } from '../../gateway/domain/tariff/tariff-parse.ts';
import { readFrozenTariff } from '../../gateway/domain/tariff/tariff-read.ts';
import { pricingFor, SOLD } from '../support/pricing.ts';
import { amount, startsMs, tariffs } from '../support/tariff-arbitrary.ts';

const usages: fc.Arbitrary<Usage> = fc.record({
  useMs: fc.oneof(
    fc.integer({ min: 0, max: 40 * HOUR_MS }),
    fc.nat(3 * HOUR_MS).map((ms) => ms - (ms % MINUTE_MS)),
  ),
  distanceM: fc.oneof(fc.constant(0), fc.nat(80_000)),
  pausedMs: fc.oneof(fc.constant(0), fc.nat(4 * HOUR_MS)),
});
const roundings = fc.constantFrom('started' as const, 'exact' as const);

/** One use of a little earlier, which may be stitched to, share a free window or a cap day, or go on beside. */
const before = (startMs: number): fc.Arbitrary<RecentUse> =>
  fc
    .record({
      agoMs: fc.oneof(fc.nat(20 * MINUTE_MS), fc.nat(30 * HOUR_MS)),
      useMs: fc.nat(3 * HOUR_MS),
      distanceM: fc.nat(9_000),
      freeUsedMs: fc.nat(HOUR_MS),
      useMinor: amount(9_000),
      isLive: fc.boolean(),
      packageId: fc.constantFrom(null, null, 'p30'),
      pausedMs: fc.oneof(fc.constant(0), fc.nat(HOUR_MS)),
      rounding: fc.constantFrom('started', 'exact'),
      liftedMinor: amount(900),
      isRefunded: fc.boolean(),
      sold: fc.constantFrom(SOLD, SOLD, { tariffId: 'tar_2', hash: 'hash-2' }),
    })
    .map(({ agoMs, isLive, ...use }) => ({
      ...use,
      sessionId: `ses_${agoMs}`,
      continuesId: null,
      startedAtMs: startMs - agoMs - use.useMs,
      endedAtMs: isLive ? null : startMs - agoMs,
    }));

/** A session of anybody at any hour, with or without one of the tariff's packages. */
const sessions: fc.Arbitrary<Pricing> = fc.tuple(tariffs, startsMs).chain(([tariff, nowMs]) =>
  fc
    .record({
      recentUses: fc.array(before(nowMs), { maxLength: 3 }),
      packageId: fc.constantFrom(null, ...tariff.packages.map(({ packageId }) => packageId)),
      longestSessionMs: fc.constantFrom(8 * HOUR_MS, DAY_MS),
      zone: fc.constantFrom('Asia/Shanghai', 'Europe/Amsterdam', 'Australia/Lord_Howe'),
    })
    .map((facts) => pricingFor(tariff, { ...facts, nowMs })),
);

const ordersOf = ({ tariff }: Pricing): fc.Arbitrary<OrderedLine[]> =>
  tariff.items.length === 0
    ? fc.constant([])
    : fc.array(
        fc.record({
          itemId: fc.constantFrom(...tariff.items.map(({ itemId }) => itemId)),
          quantity: fc.integer({ min: 1, max: 9 }),
        }),
        { maxLength: 4 },
      );

type Sale = { readonly pricing: Pricing; readonly items: readonly OrderedLine[] };
const sales: fc.Arbitrary<Sale> = sessions.chain((pricing) => ordersOf(pricing).map((items) => ({ pricing, items })));

const check = (property: fc.IProperty<unknown>): void => fc.assert(property, { numRuns: 300 });
const grown = (usage: Usage, more: Usage): Usage => ({
  useMs: usage.useMs + more.useMs,
  distanceM: usage.distanceM + more.distanceM,
  pausedMs: (usage.pausedMs ?? 0) + (more.pausedMs ?? 0),
});

describe('the price', () => {
  test('is the sum of its lines, within the most that was agreed to, with tax as a part of it', () => {
    check(
      fc.property(sales, usages, roundings, ({ pricing, items }, usage, rounding) => {
        const { lines, totalMinor, taxMinor } = priceUse(pricing, usage, items, rounding);
        expect(lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(totalMinor);
        expect(totalMinor).toBeGreaterThanOrEqual(0n);
        expect(totalMinor).toBeLessThanOrEqual(pricing.tariff.hold.mostMinor);
        expect(taxMinor).toBeGreaterThanOrEqual(0n);
        expect(taxMinor).toBeLessThanOrEqual(totalMinor);
      }),
    );
  });

  test('never falls as use and orders grow', () => {
    check(
      fc.property(sales, usages, usages, roundings, ({ pricing, items }, usage, more, rounding) => {
        const earlier = priceUse(pricing, usage, items.slice(1), rounding).totalMinor;
        expect(priceUse(pricing, grown(usage, more), items, rounding).totalMinor).toBeGreaterThanOrEqual(earlier);
      }),
    );
  });

  test('never falls from one ms to the next', () => {
    check(
      fc.property(sales, usages, roundings, ({ pricing, items }, usage, rounding) => {
        const now = priceUse(pricing, usage, items, rounding).totalMinor;
        const next = priceUse(pricing, { ...usage, useMs: usage.useMs + 1 }, items, rounding).totalMinor;
        expect(next).toBeGreaterThanOrEqual(now);
      }),
    );
  });

  test('of an end that was our fault is never above the price of started units', () => {
    check(
      fc.property(sales, usages, ({ pricing, items }, usage) => {
        const exact = priceUse(pricing, usage, items, 'exact').totalMinor;
        expect(exact).toBeLessThanOrEqual(priceUse(pricing, usage, items, 'started').totalMinor);
      }),
    );
  });

  test('of a guest is their items with service and tax, whatever the use, and within their limit', () => {
    check(
      fc.property(sales, amount(60_000), ({ pricing, items }, limitMinor) => {
        const guest = priceGuest(pricing, items, limitMinor);
        expect(guest.lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(guest.totalMinor);
        expect(guest.totalMinor).toBeLessThanOrEqual(limitMinor);
        const ordered = priceItems(pricing.tariff, items);
        if (ordered.ok && guest.totalMinor < limitMinor) expect(guest.totalMinor).toBeGreaterThanOrEqual(ordered.value);
      }),
    );
  });
});

describe('what is held', () => {
  test('pays what is due at once, with any package, and is never above the most', () => {
    check(
      fc.property(sessions, ({ tariff, terms, startedAtMs }) => {
        const alone = pricingFor(tariff, { packageId: terms.packageId, nowMs: startedAtMs });
        const heldMinor = reservedMinor(tariff, terms.packageId);
        expect(heldMinor).toBeLessThanOrEqual(tariff.hold.mostMinor);
        expect(dueMinor(alone, { useMs: 0, distanceM: 0 }, [])).toBeLessThanOrEqual(heldMinor);
        expect(tariff.hold.atStartMinor).toBeLessThanOrEqual(heldMinor);
      }),
    );
  });

  test('lasts for the longest time whose price it pays, and not one ms longer', () => {
    check(
      fc.property(
        sales,
        usages,
        amount(40_000),
        fc.integer({ min: 0, max: DAY_MS }),
        ({ pricing, items }, usage, heldMinor, maxMs) => {
          const dueAfter = (moreMs: number) => dueMinor(pricing, { ...usage, useMs: usage.useMs + moreMs }, items);
          const longestMs = affordableUseMs(pricing, usage, items, heldMinor, maxMs);
          expect(longestMs).toBeLessThanOrEqual(maxMs);
          if (longestMs > 0 || dueAfter(0) <= heldMinor) expect(dueAfter(longestMs)).toBeLessThanOrEqual(heldMinor);
          if (longestMs < maxMs) expect(dueAfter(longestMs + 1)).toBeGreaterThan(heldMinor);
        },
      ),
    );
  });

  test('pays the price of every lease that it is said to pay', () => {
    check(
      fc.property(sales, usages, amount(40_000), ({ pricing, items }, usage, heldMinor) => {
        const leaseMs = affordableUseMs(pricing, usage, items, heldMinor, 10 * MINUTE_MS);
        if (leaseMs === 0) return;
        const ended = { ...usage, useMs: usage.useMs + leaseMs };
        expect(priceUse(pricing, ended, items, 'started').totalMinor).toBeLessThanOrEqual(heldMinor);
      }),
    );
  });
});

test('the next rise is the first moment at which the price is higher, by exactly that much', () => {
  check(
    fc.property(sessions, usages, (pricing, usage) => {
      const priceAfter = (moreMs: number) =>
        priceUse(pricing, { ...usage, useMs: usage.useMs + moreMs }, [], 'started').totalMinor;
      const rise = nextRise(pricing, usage);
      if (rise === null) expect(priceAfter(31 * DAY_MS)).toBe(priceAfter(0));
      else {
        expect(priceAfter(rise.afterMs - 1)).toBe(priceAfter(0));
        expect(priceAfter(rise.afterMs)).toBe(priceAfter(0) + rise.amountMinor);
        expect(rise.amountMinor).toBeGreaterThan(0n);
      }
    }),
  );
});

test('overtime is never above the cheapest published way to the same length', () => {
  check(
    fc.property(sessions, usages, (pricing, { useMs }) => {
      const { tariff, terms } = pricing;
      const chosen = tariff.packages.find(({ packageId }) => packageId === terms.packageId);
      if (!chosen || tariff.overdue !== null) return;
      // Compared by what is published for the length alone: all else comes on top of each way, or off it, alike.
      const sold: Tariff = { ...tariff, service: null, taxMode: 'included', minimumMinor: 0n, dayCap: null };
      const dueWith = (packageId: string | null): bigint =>
        dueMinor(
          { ...pricing, tariff: sold, terms: { ...terms, packageId, stitch: null, isMinimumDue: false, day: null } },
          { useMs, distanceM: 0 },
          [],
        );
      if (useMs <= terms.freeLeftMs + chosen.lengthMs) return;
      const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);
      const own = dueWith(chosen.packageId);
      for (const way of [null, ...tariff.packages.map(({ packageId }) => packageId)]) {
        expect(own).toBeLessThanOrEqual(most(dueWith(way), chosen.amountMinor));
      }
    }),
  );
});

test('a tariff is read back from its frozen text as the same tariff with the same hash', () => {
  check(
    fc.property(tariffs, (tariff) => {
      const { json, hash } = freezeTariff('tar_1', 1, tariff);
      const parsed = parseTariff(JSON.parse(json));
      expect(parsed).toEqual({ ok: true, value: tariff });
      expect(parseTariff(tariffToJson(tariff))).toEqual({ ok: true, value: tariff });
      expect(readFrozenTariff(json)).toEqual(tariff);
      if (parsed.ok) expect(freezeTariff('tar_2', 2, parsed.value).hash).toBe(hash);
    }),
  );
});
