// Pricing holds for any tariff and any use: it never falls, adds up, inverts, and never rewards cutting a session in pieces.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Usage } from '#protocol';
import { authorizeTransfer, captureTransfer, voidTransfer } from '../../gateway/domain/postings.ts';
import { affordableUseMs, nextRise, priceItems, priceUse } from '../../gateway/domain/price.ts';
import { freezeTariff, type Tariff, tariffToJson } from '../../gateway/domain/tariff.ts';
import { parseTariff } from '../../gateway/domain/tariff-parse.ts';

const DAY_MS = 86_400_000;
const amount = (max: number): fc.Arbitrary<bigint> => fc.bigInt({ min: 0n, max: BigInt(max) });

const timeStep = fc.record({
  quantity: fc.constant('useMs' as const),
  per: fc.oneof(fc.constantFrom(1_000, 60_000, 1_800_000), fc.integer({ min: 1_000, max: DAY_MS })),
  amountMinor: amount(5_000),
});
const wayStep = fc.record({
  quantity: fc.constant('distanceM' as const),
  per: fc.integer({ min: 1, max: 5_000 }),
  amountMinor: amount(500),
});
const menu = [
  { itemId: 'tea', amountMinor: 500n, name: { en: 'Tea' } },
  { itemId: 'soup', amountMinor: 2_600n, name: { en: 'Soup' } },
];

/** Tariffs as they pass the parser, with and without free window, cap, steps and menu. */
const tariffs: fc.Arbitrary<Tariff> = fc
  .record({
    baseMinor: amount(2_000),
    freeMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3_600_000 })),
    steps: fc.array(fc.oneof(timeStep, wayStep), { maxLength: 3 }),
    capMinor: fc.option(amount(30_000)),
    overMinor: amount(20_000),
    items: fc.constantFrom([], menu),
    taxPermille: fc.integer({ min: 0, max: 250 }),
  })
  .map(({ overMinor, ...rest }) => {
    const holdMinor = (rest.capMinor ?? 0n) + rest.baseMinor + overMinor + 1n;
    return { ...rest, name: 'any', currency: 'CNY', holdMinor };
  });

const usages: fc.Arbitrary<Usage> = fc.record({
  useMs: fc.oneof(fc.integer({ min: 0, max: 200_000 }), fc.integer({ min: 0, max: DAY_MS })),
  distanceM: fc.integer({ min: 0, max: 50_000 }),
});
const orders = fc.array(fc.record({ itemId: fc.constantFrom('tea', 'soup'), quantity: fc.integer({ min: 1, max: 5 }) }), {
  maxLength: 4,
});
const sales = fc.tuple(tariffs, orders).map(([tariff, items]) => ({ tariff, items: tariff.items.length > 0 ? items : [] }));
const roundings = fc.constantFrom('started' as const, 'exact' as const);

const check = <T>(property: fc.IProperty<T>): void => fc.assert(property, { numRuns: 300 });

describe('the price', () => {
  test('has lines that sum to the total, holds its tax, and is never above what is held', () => {
    check(
      fc.property(sales, usages, roundings, ({ tariff, items }, usage, rounding) => {
        const { lines, totalMinor, taxMinor } = priceUse(tariff, usage, items, rounding);
        expect(lines.reduce((sum, line) => sum + line.amountMinor, 0n)).toBe(totalMinor);
        expect(totalMinor).toBeGreaterThanOrEqual(0n);
        expect(totalMinor).toBeLessThanOrEqual(tariff.holdMinor);
        // Net plus tax on net is the gross, to half a minor unit.
        const grossError = (totalMinor - taxMinor) * BigInt(1000 + tariff.taxPermille) - totalMinor * 1000n;
        const half = BigInt(1000 + tariff.taxPermille);
        expect(2n * (grossError < 0n ? -grossError : grossError)).toBeLessThanOrEqual(half);
      }),
    );
  });

  test('never falls as time, distance or orders grow', () => {
    check(
      fc.property(sales, usages, usages, roundings, ({ tariff, items }, usage, more, rounding) => {
        const grown = { useMs: usage.useMs + more.useMs, distanceM: usage.distanceM + more.distanceM };
        const before = priceUse(tariff, usage, items.slice(1), rounding).totalMinor;
        expect(priceUse(tariff, grown, items, rounding).totalMinor).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  test('rises by what an order costs, until the hold is reached', () => {
    check(
      fc.property(sales, usages, ({ tariff, items }, usage) => {
        const ordered = priceItems(tariff, items);
        const unbound = { ...tariff, holdMinor: 10n ** 15n };
        const alone = priceUse(unbound, usage, [], 'started').totalMinor;
        expect(priceUse(unbound, usage, items, 'started').totalMinor).toBe(alone + (ordered.ok ? ordered.value : -1n));
      }),
    );
  });

  test('of an end that was our fault is never above the price of started units', () => {
    check(
      fc.property(sales, usages, ({ tariff, items }, usage) => {
        const exact = priceUse(tariff, usage, items, 'exact').totalMinor;
        expect(exact).toBeLessThanOrEqual(priceUse(tariff, usage, items, 'started').totalMinor);
      }),
    );
  });

  test('of stitched pieces is at least that of the whole, where nothing is free', () => {
    check(
      fc.property(tariffs, fc.array(usages, { minLength: 1, maxLength: 5 }), (any, pieces) => {
        const tariff = { ...any, freeMs: 0 };
        const whole = pieces.reduce((sum, piece) => ({
          useMs: sum.useMs + piece.useMs,
          distanceM: sum.distanceM + piece.distanceM,
        }));
        const apart = pieces.reduce((sum, piece) => sum + priceUse(tariff, piece, [], 'started').totalMinor, 0n);
        expect(apart).toBeGreaterThanOrEqual(priceUse(tariff, whole, [], 'started').totalMinor);
      }),
    );
  });
});

test('the affordable time is the longest whose price the held money pays', () => {
  check(
    fc.property(
      sales,
      usages,
      amount(40_000),
      fc.integer({ min: 0, max: DAY_MS }),
      ({ tariff, items }, usage, heldMinor, maxMs) => {
        const unbound = { ...tariff, holdMinor: 10n ** 15n };
        const priceAfter = (moreMs: number) =>
          priceUse(unbound, { ...usage, useMs: usage.useMs + moreMs }, items, 'started').totalMinor;
        const longestMs = affordableUseMs(tariff, usage, items, heldMinor, maxMs);
        expect(longestMs).toBeLessThanOrEqual(maxMs);
        if (longestMs > 0 || priceAfter(0) <= heldMinor) expect(priceAfter(longestMs)).toBeLessThanOrEqual(heldMinor);
        if (longestMs < maxMs) expect(priceAfter(longestMs + 1)).toBeGreaterThan(heldMinor);
      },
    ),
  );
});

test('the next rise is the first moment at which the price is higher, by exactly that much', () => {
  check(
    fc.property(tariffs, usages, (tariff, usage) => {
      const priceAfter = (moreMs: number) =>
        priceUse(tariff, { ...usage, useMs: usage.useMs + moreMs }, [], 'started').totalMinor;
      const rise = nextRise(tariff, usage);
      if (rise === null) expect(priceAfter(400 * DAY_MS)).toBe(priceAfter(0));
      else {
        expect(priceAfter(rise.afterMs - 1)).toBe(priceAfter(0));
        expect(priceAfter(rise.afterMs)).toBe(priceAfter(0) + rise.amountMinor);
        expect(rise.amountMinor).toBeGreaterThan(0n);
      }
    }),
  );
});

test('a tariff read back from its frozen text is the same tariff', () => {
  check(
    fc.property(tariffs, (tariff) => {
      expect(parseTariff(tariffToJson(tariff))).toEqual({ ok: true, value: tariff });
      expect(parseTariff(JSON.parse(freezeTariff('tar_1', 1, tariff).json))).toEqual({ ok: true, value: tariff });
    }),
  );
});

test('hold, then capture or void, leaves every account balanced and nothing held', () => {
  const money = fc
    .record({ heldMinor: fc.bigInt({ min: 1n, max: 10n ** 12n }), part: fc.nat(1000), tax: fc.nat(1000), isVoid: fc.boolean() })
    .map(({ heldMinor, part, tax, isVoid }) => {
      const capturedMinor = (heldMinor * BigInt(part)) / 1000n;
      return {
        heldMinor,
        capturedMinor,
        taxMinor: (capturedMinor * BigInt(tax)) / 1000n,
        isVoid: isVoid || capturedMinor === 0n,
      };
    });
  check(
    fc.property(money, ({ isVoid, ...amounts }) => {
      const names = {
        transferId: 'trf',
        tenantId: 't',
        sessionId: 's',
        holdId: 'h',
        payerId: 'p',
        venueId: 'v',
        currency: 'CNY',
        atMs: 0,
      };
      const facts = { ...names, ...amounts };
      const balances = new Map<string, bigint>();
      for (const transfer of [authorizeTransfer(facts), isVoid ? voidTransfer(facts) : captureTransfer(facts)]) {
        expect(transfer.postings.reduce((sum, { deltaMinor }) => sum + deltaMinor, 0n)).toBe(0n);
        expect(transfer.postings.every(({ deltaMinor }) => deltaMinor !== 0n)).toBe(true);
        for (const { account, deltaMinor } of transfer.postings)
          balances.set(account, (balances.get(account) ?? 0n) + deltaMinor);
      }
      const paid = isVoid ? 0n : amounts.capturedMinor;
      const tax = isVoid ? 0n : amounts.taxMinor;
      expect(balances.get('held:p')).toBe(0n);
      expect(balances.get('available:p')).toBe(-paid);
      expect(balances.get('payable:v') ?? 0n).toBe(paid - tax);
      expect(balances.get('tax:v') ?? 0n).toBe(tax);
    }),
  );
});
