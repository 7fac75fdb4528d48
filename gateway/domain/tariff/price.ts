// Price: what use and items cost under a tariff and its terms, how long held money lasts, and when the price rises next.
import { assert, DAY_MS, ok, type Result, refused, type Usage } from '#protocol';
import type { OrderedLine } from '../company/order.ts';
import { divideDown, lesserOf, type Minor } from '../money.ts';
import { lineDownTo, type PriceLine, type Rounding, sumOf } from './price-line.ts';
import type { PriceTerms } from './price-terms.ts';
import { type Pricing, priceOfUse } from './price-use.ts';
import type { FrozenTariff, Tariff, TariffItem } from './tariff.ts';

export type { PriceLine, Rounding } from './price-line.ts';
export type { Pricing } from './price-use.ts';

/** `taxMinor` is part of the total, on top of the net amount or within it. */
export type Price = { readonly lines: readonly PriceLine[]; readonly totalMinor: Minor; readonly taxMinor: Minor };

export type UnknownItem = { readonly code: 'order.item-unknown'; readonly itemId: string };

/** How far ahead a rise is looked for. */
const RISE_HORIZON_MS = 31 * DAY_MS;

/** How a session is priced; before its start is proven, as if use had begun with it. */
export function pricingOf(session: {
  readonly tariff: FrozenTariff;
  readonly terms: PriceTerms;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
}): Pricing {
  const { tariff, terms, createdAtMs, startedAtMs } = session;
  return { tariff: tariff.tariff, terms, startedAtMs: startedAtMs ?? createdAtMs };
}

/** How often each item of the menu was ordered, in the menu's order, so that the order of tickets does not matter. */
function countItems(tariff: Tariff, lines: readonly OrderedLine[]): Result<readonly [TariffItem, number][], UnknownItem> {
  const counts = new Map<string, number>();
  for (const { itemId, quantity } of lines) {
    assert(Number.isSafeInteger(quantity) && quantity > 0, `an order counts whole pieces, got ${quantity}`);
    if (!tariff.items.some((item) => item.itemId === itemId)) return refused({ code: 'order.item-unknown', itemId });
    counts.set(itemId, (counts.get(itemId) ?? 0) + quantity);
  }
  return ok(
    tariff.items.flatMap((item) => {
      const count = counts.get(item.itemId);
      return count === undefined ? [] : [[item, count] as [TariffItem, number]];
    }),
  );
}

function itemLines(tariff: Tariff, lines: readonly OrderedLine[]): readonly PriceLine[] {
  const counted = countItems(tariff, lines);
  assert(counted.ok, 'only items of the menu are priced');
  return counted.value.map(([item, units]) => ({
    line: 'item',
    quantity: 'count',
    itemId: item.itemId,
    units,
    unitMinor: item.amountMinor,
    amountMinor: BigInt(units) * item.amountMinor,
  }));
}

/** So many thousandths, rounded half up to the minor unit: once, on a sum. */
function shareOf(sumMinor: Minor, permille: number): Minor {
  return divideDown(sumMinor * BigInt(permille) + 500n, 1000n);
}

/** The tax inside a gross amount, rounded half up to the minor unit: once, on the total. */
function includedTax(totalMinor: Minor, taxPermille: number): Minor {
  const grossPermille = BigInt(1000 + taxPermille);
  return divideDown(2n * totalMinor * BigInt(taxPermille) + grossPermille, 2n * grossPermille);
}

/** The tax inside an amount that is paid by itself; a split of it may not be larger than the whole's (M1). */
export function taxWithin({ taxPermille }: Tariff, totalMinor: Minor): Minor {
  return includedTax(totalMinor, taxPermille);
}

/** Service and tax come on top of what was used and ordered. */
function onTop(tariff: Tariff, lines: readonly PriceLine[], items: readonly PriceLine[]): readonly PriceLine[] {
  const { service, taxMode, taxPermille } = tariff;
  const top: PriceLine[] = [];
  if (service) {
    const amountMinor = shareOf(sumOf(service.on === 'items' ? items : lines), service.permille);
    if (amountMinor > 0n) top.push({ line: 'service', permille: service.permille, amountMinor });
  }
  if (taxMode === 'added' && taxPermille > 0) {
    const amountMinor = shareOf(sumOf(lines) + sumOf(top), taxPermille);
    if (amountMinor > 0n) top.push({ line: 'tax', permille: taxPermille, amountMinor });
  }
  return top;
}

/** Everything that is due, before the limit of what was agreed to. */
function dueLines(pricing: Pricing, usage: Usage, ordered: readonly OrderedLine[], rounding: Rounding): readonly PriceLine[] {
  const { tariff } = pricing;
  const use = priceOfUse(pricing, usage, rounding);
  const items = itemLines(tariff, ordered);
  const lines: PriceLine[] = [...use.lines, ...use.overdue, ...items];
  if (use.roomMinor !== null) {
    const lackMinor = tariff.minimumMinor - sumOf(lines);
    const amountMinor = lesserOf(lackMinor, use.roomMinor);
    if (amountMinor > 0n) lines.push({ line: 'minimum', unitMinor: tariff.minimumMinor, amountMinor });
  }
  return [...lines, ...onTop(tariff, lines, items)];
}

function limited(tariff: Tariff, due: readonly PriceLine[], limitMinor: Minor): Price {
  const lines = [...due, ...lineDownTo('limit', sumOf(due), limitMinor)];
  const totalMinor = sumOf(lines);
  const tax = lines.length === due.length ? due.find(({ line }) => line === 'tax') : undefined;
  const isAddedAlone = tariff.taxMode === 'added' && lines.length === due.length;
  return { lines, totalMinor, taxMinor: isAddedAlone ? (tax?.amountMinor ?? 0n) : includedTax(totalMinor, tariff.taxPermille) };
}

/**
 * The price of a session that has started (one that never did is not priced at all, M7), as its host owes it:
 * base, use and items, never above the most that was agreed to (R13, M10).
 * @param items only items of the tariff's menu: others were refused when they were ordered.
 * @param limitMinor where less than the tariff's most is held, and no more can be had (M3).
 */
export function priceUse(
  pricing: Pricing,
  usage: Usage,
  items: readonly OrderedLine[],
  rounding: Rounding,
  limitMinor: Minor = pricing.tariff.hold.mostMinor,
): Price {
  const mostMinor = lesserOf(limitMinor, pricing.tariff.hold.mostMinor);
  return limited(pricing.tariff, dueLines(pricing, usage, items, rounding), mostMinor);
}

/** What a guest owes: their own items with service and tax, never above their own limit. */
export function priceGuest({ tariff }: Pricing, items: readonly OrderedLine[], limitMinor: Minor): Price {
  const lines = itemLines(tariff, items);
  return limited(tariff, [...lines, ...onTop(tariff, lines, lines)], limitMinor);
}

/** What a hold must cover: everything due so far, without the limit that would let use go on unpaid. */
export function dueMinor(pricing: Pricing, usage: Usage, items: readonly OrderedLine[]): Minor {
  return sumOf(dueLines(pricing, usage, items, 'started'));
}

/** The largest whole number from `low` (which holds) to before `high` (which does not) that holds. */
function lastThatHolds(holds: (value: number) => boolean, low: number, high: number): number {
  let last = low;
  let first = high;
  while (first - last > 1) {
    const middle = last + Math.floor((first - last) / 2);
    if (holds(middle)) last = middle;
    else first = middle;
  }
  return last;
}

/**
 * Inverts the price (R6): the longest further use, at most `maxMs`, whose price the held money pays; 0 also when the
 * money is spent already.
 */
export function affordableUseMs(
  pricing: Pricing,
  usage: Usage,
  items: readonly OrderedLine[],
  heldMinor: Minor,
  maxMs: number,
): number {
  assert(Number.isSafeInteger(maxMs) && maxMs >= 0, `a lease is whole ms, got ${maxMs}`);
  const isPaid = (moreMs: number): boolean => dueMinor(pricing, { ...usage, useMs: usage.useMs + moreMs }, items) <= heldMinor;
  if (!isPaid(0)) return 0;
  return isPaid(maxMs) ? maxMs : lastThatHolds(isPaid, 0, maxMs);
}

/** Where a plain tariff's next unit starts; only a guess, because terms, packages and caps move it. */
function likelyRisesMs({ tariff, terms }: Pricing, { useMs }: Usage): readonly number[] {
  const billedMs = useMs + (terms.stitch?.useMs ?? 0) - terms.freeLeftMs;
  if (billedMs < 0) return [1 - billedMs];
  return tariff.steps
    .filter(({ quantity, from }) => quantity === 'useMs' && from <= billedMs)
    .map(({ from, per }) => from + Math.ceil((billedMs - from) / per) * per + 1 - billedMs);
}

/** When time alone raises the price of use next, and by how much; null when it does not within a month. */
export function nextRise(pricing: Pricing, usage: Usage): { readonly afterMs: number; readonly amountMinor: Minor } | null {
  const totalAfter = (moreMs: number): Minor =>
    priceUse(pricing, { ...usage, useMs: usage.useMs + moreMs }, [], 'started').totalMinor;
  const nowMinor = totalAfter(0);
  const isSame = (moreMs: number): boolean => totalAfter(moreMs) === nowMinor;
  const risesAfter = (afterMs: number) => ({ afterMs, amountMinor: totalAfter(afterMs) - nowMinor });
  // The price never falls: it rises exactly where the ms before costs what is due now.
  const guessedMs = likelyRisesMs(pricing, usage).find((afterMs) => !isSame(afterMs) && isSame(afterMs - 1));
  if (guessedMs !== undefined) return risesAfter(guessedMs);
  if (isSame(RISE_HORIZON_MS)) return null;
  let sameMs = 0;
  let laterMs = 1_000;
  while (isSame(laterMs)) {
    sameMs = laterMs;
    laterMs *= 2;
  }
  return risesAfter(lastThatHolds(isSame, sameMs, laterMs) + 1);
}

/** What an order costs; an item that is not on the menu refuses the whole order. */
export function priceItems(tariff: Tariff, lines: readonly OrderedLine[]): Result<Minor, UnknownItem> {
  const counted = countItems(tariff, lines);
  if (!counted.ok) return counted;
  return ok(counted.value.reduce((sum, [item, count]) => sum + BigInt(count) * item.amountMinor, 0n));
}

/** The most that use without items may cost: the cap, or the most of the hold where there is none. */
export function mostForUse(tariff: Tariff): Minor {
  return tariff.capMinor === null ? tariff.hold.mostMinor : lesserOf(tariff.capMinor, tariff.hold.mostMinor);
}
