// Price: what use and items cost under a tariff, how long held money lasts, and when the price rises next.
import { assert, type MeteredQuantity, ok, type Result, refused, type Usage } from '#protocol';
import { divideDown, divideUp, lesserOf, type Minor } from './money.ts';
import type { OrderedLine } from './order.ts';
import type { Tariff, TariffItem, TariffStep } from './tariff.ts';

/** `started`: each started unit counts whole. `exact`: pro rata, rounded down, for ends that were our fault (R7). */
export type Rounding = 'started' | 'exact';

/**
 * One line of a bill; the lines of a price always sum to its total.
 * free: `units` ms of use that cost nothing. step: `units` x `unitMinor` (no units when it is pro rata).
 * cap: how far the lines before it are above the limit `unitMinor`, as a negative amount.
 */
export type PriceLine = {
  readonly line: 'base' | 'step' | 'item' | 'cap' | 'free';
  readonly quantity?: MeteredQuantity | 'count';
  readonly units?: number;
  readonly per?: number;
  readonly unitMinor?: Minor;
  readonly itemId?: string;
  readonly amountMinor: Minor;
};

/** `taxMinor` is part of the total, never on top. */
export type Price = { readonly lines: readonly PriceLine[]; readonly totalMinor: Minor; readonly taxMinor: Minor };

export type UnknownItem = { readonly code: 'order.item-unknown'; readonly itemId: string };

function sumOf(lines: readonly PriceLine[]): Minor {
  return lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}

/** Brings a sum down to a limit by a negative line; no line when it is not above. */
function capLine(sumMinor: Minor, limitMinor: Minor): readonly PriceLine[] {
  if (sumMinor <= limitMinor) return [];
  return [{ line: 'cap', unitMinor: limitMinor, amountMinor: limitMinor - sumMinor }];
}

function stepLine(step: TariffStep, measured: number, rounding: Rounding): PriceLine {
  const { quantity, per, amountMinor: unitMinor } = step;
  const base = { line: 'step', quantity, per, unitMinor } as const;
  if (rounding === 'exact') return { ...base, amountMinor: divideDown(BigInt(measured) * unitMinor, BigInt(per)) };
  const units = divideUp(BigInt(measured), BigInt(per));
  return { ...base, units: Number(units), amountMinor: units * unitMinor };
}

/**
 * Base and steps, capped. Within the free window nothing is due; afterwards time counts from its end, distance whole,
 * because the registers do not say how much of the way lay inside it. Without a free window the base is due from the start.
 */
function useLines(tariff: Tariff, usage: Usage, rounding: Rounding): readonly PriceLine[] {
  const { freeMs, baseMinor, capMinor } = tariff;
  const freeUsedMs = Math.min(usage.useMs, freeMs);
  const billed: Usage = { useMs: usage.useMs - freeUsedMs, distanceM: usage.distanceM };
  const lines: PriceLine[] = [];
  if (freeUsedMs > 0) lines.push({ line: 'free', quantity: 'useMs', units: freeUsedMs, per: 1, unitMinor: 0n, amountMinor: 0n });
  if (freeMs > 0 && billed.useMs === 0) return lines;
  if (baseMinor > 0n) lines.push({ line: 'base', amountMinor: baseMinor });
  for (const step of tariff.steps) {
    const measured = billed[step.quantity];
    if (measured > 0) lines.push(stepLine(step, measured, rounding));
  }
  return capMinor === null ? lines : [...lines, ...capLine(sumOf(lines), capMinor)];
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

/** The tax inside a gross amount, rounded half up to the minor unit: once, on the total. */
function includedTax(totalMinor: Minor, taxPermille: number): Minor {
  const grossPermille = BigInt(1000 + taxPermille);
  return divideDown(2n * totalMinor * BigInt(taxPermille) + grossPermille, 2n * grossPermille);
}

function assertUsage({ useMs, distanceM }: Usage): void {
  assert(Number.isSafeInteger(useMs) && useMs >= 0, `use is whole ms, got ${useMs}`);
  assert(Number.isSafeInteger(distanceM) && distanceM >= 0, `distance is whole m, got ${distanceM}`);
}

/** Everything that is due, before the limit of the hold. */
function dueLines(tariff: Tariff, usage: Usage, items: readonly OrderedLine[], rounding: Rounding): readonly PriceLine[] {
  assertUsage(usage);
  return [...useLines(tariff, usage, rounding), ...itemLines(tariff, items)];
}

/**
 * The price of a session that has started (one that never did is not priced at all, M7).
 * The cap limits base and steps; items come on top; the whole is never above the tariff's hold (R13, M10).
 * @param items only items of the tariff's menu: others were refused when they were ordered.
 */
export function priceUse(tariff: Tariff, usage: Usage, items: readonly OrderedLine[], rounding: Rounding): Price {
  const due = dueLines(tariff, usage, items, rounding);
  const lines = [...due, ...capLine(sumOf(due), tariff.holdMinor)];
  const totalMinor = sumOf(lines);
  return { lines, totalMinor, taxMinor: includedTax(totalMinor, tariff.taxPermille) };
}

/**
 * Inverts the price (R6): the longest further use, at most `maxMs`, whose price the held money pays.
 * Counted without the limit of the hold, which would let use go on unpaid; 0 also when the money is spent already.
 */
export function affordableUseMs(
  tariff: Tariff,
  usage: Usage,
  items: readonly OrderedLine[],
  heldMinor: Minor,
  maxMs: number,
): number {
  assert(Number.isSafeInteger(maxMs) && maxMs >= 0, `a lease is whole ms, got ${maxMs}`);
  const isPaid = (moreMs: number): boolean =>
    sumOf(dueLines(tariff, { ...usage, useMs: usage.useMs + moreMs }, items, 'started')) <= heldMinor;
  if (!isPaid(0)) return 0;
  if (isPaid(maxMs)) return maxMs;
  let paidMs = 0;
  let unpaidMs = maxMs;
  while (unpaidMs - paidMs > 1) {
    const middleMs = paidMs + Math.floor((unpaidMs - paidMs) / 2);
    if (isPaid(middleMs)) paidMs = middleMs;
    else unpaidMs = middleMs;
  }
  return paidMs;
}

/** When time alone raises the price of use next, and by how much; null when it never does again. */
export function nextRise(tariff: Tariff, usage: Usage): { readonly afterMs: number; readonly amountMinor: Minor } | null {
  const totalAfter = (moreMs: number): Minor =>
    priceUse(tariff, { ...usage, useMs: usage.useMs + moreMs }, [], 'started').totalMinor;
  const nowMinor = totalAfter(0);
  const billedMs = Math.max(0, usage.useMs - tariff.freeMs);
  const startsOfUnits = tariff.steps
    .filter(({ quantity }) => quantity === 'useMs')
    .map(({ per }) => tariff.freeMs + Math.ceil(billedMs / per) * per + 1);
  const momentsMs = [tariff.freeMs + 1, ...startsOfUnits].map((useMs) => useMs - usage.useMs).filter((afterMs) => afterMs > 0);
  for (const afterMs of momentsMs.sort((a, b) => a - b)) {
    const amountMinor = totalAfter(afterMs) - nowMinor;
    if (amountMinor > 0n) return { afterMs, amountMinor };
  }
  return null;
}

/** What an order costs; an item that is not on the menu refuses the whole order. */
export function priceItems(tariff: Tariff, lines: readonly OrderedLine[]): Result<Minor, UnknownItem> {
  const counted = countItems(tariff, lines);
  if (!counted.ok) return counted;
  return ok(counted.value.reduce((sum, [item, count]) => sum + BigInt(count) * item.amountMinor, 0n));
}

/** The most that use without items may cost: the cap, or the hold where there is none. */
export function mostForUse(tariff: Tariff): Minor {
  return tariff.capMinor === null ? tariff.holdMinor : lesserOf(tariff.capMinor, tariff.holdMinor);
}
