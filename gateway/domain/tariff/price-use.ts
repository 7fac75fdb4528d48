// Price of use: free window, base or package, steps, pause, overdue time, and what of it the caps leave.
import { assert, DAY_MS, type Usage } from '#protocol';
import { divideDown, divideUp, lesserOf, type Minor } from '../money.ts';
import { lineDownTo, type PriceLine, type Rounding, sumOf } from './price-line.ts';
import { linesOfRuns, packageLines, timeLines } from './price-packages.ts';
import { type PriceTerms, type StitchedUse, stitchedMs } from './price-terms.ts';
import { chainsOf, NO_PEAKS, type PeakHours, walkUnits } from './price-walk.ts';
import type { Tariff, TimeRate } from './tariff.ts';

/** What a session is priced by: its frozen tariff, the terms of its start, and when use began. */
export type Pricing = { readonly tariff: Tariff; readonly terms: PriceTerms; readonly startedAtMs: number };

/** Registers as they are priced: a pause has a price of its own, or its time is use. */
type Registers = { readonly useMs: number; readonly distanceM: number; readonly pausedMs: number };

export type UsePrice = {
  /** With what the caps take off; overdue time aside. */
  readonly lines: readonly PriceLine[];
  readonly overdue: readonly PriceLine[];
  /** How far the use may still rise to a minimum, without passing a cap; null where no minimum is due. */
  readonly roomMinor: Minor | null;
};

const NO_REGISTERS: Registers = { useMs: 0, distanceM: 0, pausedMs: 0 };
/** Higher than any amount: where there is no cap. */
const UNCAPPED_MINOR = 1n << 100n;

function registersOf(usage: Usage, { tariff, terms }: Pricing): Registers {
  const pausedMs = usage.pausedMs ?? 0;
  if (tariff.pause !== null && terms.packageId === null) return { useMs: usage.useMs, distanceM: usage.distanceM, pausedMs };
  return { useMs: usage.useMs + pausedMs, distanceM: usage.distanceM, pausedMs: 0 };
}

function added(a: Registers, b: Registers): Registers {
  return { useMs: a.useMs + b.useMs, distanceM: a.distanceM + b.distanceM, pausedMs: a.pausedMs + b.pausedMs };
}

/** Free time is taken first from use, then from pauses. */
function afterFree(used: Registers, freeLeftMs: number): { freeUsedMs: number; isOver: boolean; billed: Registers } {
  const freeUseMs = Math.min(used.useMs, freeLeftMs);
  const freePauseMs = Math.min(used.pausedMs, freeLeftMs - freeUseMs);
  const billed = { ...used, useMs: used.useMs - freeUseMs, pausedMs: used.pausedMs - freePauseMs };
  return {
    freeUsedMs: freeUseMs + freePauseMs,
    isOver: freeLeftMs === 0 || billed.useMs + billed.pausedMs > 0,
    billed,
  };
}

function rateLine(
  line: 'pause' | 'overdue',
  quantity: 'pausedMs' | 'useMs',
  { per, amountMinor: unitMinor }: TimeRate,
  measured: number,
  rounding: Rounding,
): PriceLine {
  const named = { line, quantity, per, unitMinor } as const;
  if (rounding === 'exact') return { ...named, amountMinor: divideDown(BigInt(measured) * unitMinor, BigInt(per)) };
  const units = divideUp(BigInt(measured), BigInt(per));
  return { ...named, units: Number(units), amountMinor: units * unitMinor };
}

/**
 * Everything that use costs before any cap. Within the free window nothing is due; afterwards time counts from its end,
 * distance whole, because the registers do not say how much of the way lay inside it.
 * @param ofTime of time alone, where what is asked for is not the end.
 */
function uncappedLines(pricing: Pricing, used: Registers, rounding: Rounding, ofTime: Rounding = rounding): readonly PriceLine[] {
  const { tariff, terms } = pricing;
  const { freeUsedMs, isOver, billed } = afterFree(used, terms.freeLeftMs);
  const lines: PriceLine[] = [];
  if (freeUsedMs > 0) lines.push({ line: 'free', quantity: 'useMs', units: freeUsedMs, per: 1, unitMinor: 0n, amountMinor: 0n });
  if (!isOver) return lines;
  const beganAtMs = pricing.startedAtMs - stitchedMs(tariff, terms);
  const hours: PeakHours = { startsAtMs: beganAtMs + freeUsedMs, instants: terms.peaks, peaks: tariff.peaks };
  const usedMs = Math.min(billed.useMs, terms.overdueAfterMs ?? billed.useMs);
  const chosen = tariff.packages.find(({ packageId }) => packageId === terms.packageId);
  if (chosen) lines.push(...packageLines(tariff, chosen, usedMs, hours, ofTime, terms.edition));
  else {
    if (tariff.baseMinor > 0n) lines.push({ line: 'base', amountMinor: tariff.baseMinor });
    lines.push(...timeLines('step', tariff, usedMs, hours, ofTime));
  }
  for (const steps of chainsOf(tariff.steps, 'distanceM')) {
    lines.push(...linesOfRuns('step', 'distanceM', walkUnits(steps, billed.distanceM, NO_PEAKS, rounding)));
  }
  if (tariff.pause && billed.pausedMs > 0) lines.push(rateLine('pause', 'pausedMs', tariff.pause, billed.pausedMs, rounding));
  return lines;
}

/** `liftedMinor`: what a minimum came up to, for time and distance together. */
type Credit = { readonly timeMinor: Minor; readonly wayMinor: Minor; readonly liftedMinor: Minor };

const NO_CREDIT: Credit = { timeMinor: 0n, wayMinor: 0n, liftedMinor: 0n };

/** Of distance apart from the rest: what was paid for a package paid for time alone. */
function split(lines: readonly PriceLine[]): Credit {
  const wayMinor = sumOf(lines.filter(({ quantity }) => quantity === 'distanceM'));
  return { timeMinor: sumOf(lines) - wayMinor, wayMinor, liftedMinor: 0n };
}

/** As the first edition had it: what was paid counts also where it is more, whatever it was paid for. */
function firstCreditOf({ paidMinor, withPackage }: StitchedUse, priced: Credit): Credit {
  const timeMinor = paidMinor > priced.wayMinor ? paidMinor - priced.wayMinor : 0n;
  const wouldMinor = withPackage ? 0n : priced.timeMinor;
  return { ...priced, timeMinor: timeMinor > wouldMinor ? timeMinor : wouldMinor };
}

/**
 * What the uses that this one continues would cost by the same tariff, counted as their last unit was: not what a dearer hour
 * or an unused length was paid for. Whatever a cap took off stays off, but a package credits no more than its own price.
 */
function creditOf(pricing: Pricing, before: Registers): Credit {
  const { stitch } = pricing.terms;
  if (stitch === null) return NO_CREDIT;
  if (stitch.last === null) return firstCreditOf(stitch, split(uncappedLines(pricing, before, 'started')));
  const { timeMinor, wayMinor } = split(uncappedLines(pricing, before, stitch.last.rounding));
  const { liftedMinor } = stitch;
  if (!stitch.withPackage) return { timeMinor, wayMinor, liftedMinor };
  const paidMinor = stitch.paidMinor > wayMinor ? stitch.paidMinor - wayMinor : 0n;
  return { timeMinor: lesserOf(timeMinor, paidMinor), wayMinor, liftedMinor };
}

function beyond(credit: Credit, lines: readonly PriceLine[]): Minor {
  const { timeMinor, wayMinor } = split(lines);
  const above = (minor: Minor, creditMinor: Minor): Minor => (minor > creditMinor ? minor - creditMinor : 0n);
  const beyondMinor = above(timeMinor, credit.timeMinor) + above(wayMinor, credit.wayMinor);
  return lesserOf(beyondMinor, above(timeMinor + wayMinor, credit.liftedMinor));
}

/**
 * Cap days: what falls into each is at most what the day leaves. Distance and pauses fall into the first, because the
 * registers do not say when they were; whole units fall into the day that they start in.
 * @param endMinor what is due in the end, before any cap.
 * @param dueAfter what is due once so much of this session's own time is used, in whole units of time.
 */
function cappedByDays(
  { tariff, terms, startedAtMs }: Pricing,
  ownMs: number,
  endMinor: Minor,
  dueAfter: (ownMs: number) => Minor,
): { readonly dueMinor: Minor; readonly allowedMinor: Minor } {
  const { dayCap } = tariff;
  const { day } = terms;
  if (dayCap === null || day === null) return { dueMinor: endMinor, allowedMinor: UNCAPPED_MINOR };
  let dueMinor = 0n;
  let allowedMinor = 0n;
  let beforeMinor = 0n;
  let leftMinor = day.leftMinor;
  let endMs = startedAtMs;
  for (let index = 0; ; index += 1) {
    endMs = day.endsAtMs[index] ?? endMs + DAY_MS;
    if (endMs <= startedAtMs) {
      leftMinor = dayCap.amountMinor;
      continue;
    }
    const untilMs = endMs - startedAtMs;
    const isLast = untilMs >= ownMs;
    const sumMinor = isLast ? endMinor : dueAfter(untilMs);
    // An exact end may be below the whole unit that the day before has counted.
    const accruedMinor = sumMinor > beforeMinor ? sumMinor - beforeMinor : 0n;
    dueMinor += lesserOf(accruedMinor, leftMinor);
    allowedMinor += leftMinor;
    if (isLast) return { dueMinor, allowedMinor };
    beforeMinor = sumMinor;
    leftMinor = dayCap.amountMinor;
  }
}

/** Overdue units of the whole, less those that earlier uses have paid. */
function overdueLines(pricing: Pricing, before: Registers, whole: Registers, rounding: Rounding): readonly PriceLine[] {
  const { tariff, terms } = pricing;
  const { overdueAfterMs } = terms;
  if (tariff.overdue === null || overdueAfterMs === null) return [];
  const beyond = (used: Registers): number => Math.max(0, afterFree(used, terms.freeLeftMs).billed.useMs - overdueAfterMs);
  const [earlierMs, overdueMs] = [beyond(before), beyond(whole)];
  const paidMs = Math.ceil(earlierMs / tariff.overdue.per) * tariff.overdue.per;
  if (overdueMs <= paidMs) return [];
  return [rateLine('overdue', 'useMs', tariff.overdue, overdueMs - paidMs, rounding)];
}

function assertUsage({ useMs, distanceM, pausedMs = 0 }: Usage): void {
  assert(Number.isSafeInteger(useMs) && useMs >= 0, `use is whole ms, got ${useMs}`);
  assert(Number.isSafeInteger(distanceM) && distanceM >= 0, `distance is whole m, got ${distanceM}`);
  assert(Number.isSafeInteger(pausedMs) && pausedMs >= 0, `a pause is whole ms, got ${pausedMs}`);
}

/**
 * What a session may still cost by its own cap, after what the uses that it continues have paid; of a package, no more than
 * its use is credited: the rest bought a length that nobody used.
 */
function capLeft({ tariff, terms }: Pricing, { timeMinor, wayMinor }: Credit): Minor {
  if (tariff.capMinor === null) return UNCAPPED_MINOR;
  const { paidMinor = 0n, withPackage = false, last = null } = terms.stitch ?? {};
  const countedMinor = withPackage && last !== null ? lesserOf(paidMinor, timeMinor + wayMinor) : paidMinor;
  return tariff.capMinor > countedMinor ? tariff.capMinor - countedMinor : 0n;
}

/** What one session's use costs: continued from what it is stitched to, down to what the day and the session may cost. */
export function priceOfUse(pricing: Pricing, usage: Usage, rounding: Rounding): UsePrice {
  assertUsage(usage);
  const { tariff, terms } = pricing;
  const own = registersOf(usage, pricing);
  const before = terms.stitch === null ? NO_REGISTERS : registersOf(terms.stitch, pricing);
  const whole = added(before, own);
  const lines: PriceLine[] = [...uncappedLines(pricing, whole, rounding)];
  const pricedMinor = sumOf(lines);
  const credit = creditOf(pricing, before);
  const dueMinor = beyond(credit, lines);
  if (dueMinor < pricedMinor) lines.push({ line: 'stitch', amountMinor: dueMinor - pricedMinor });
  const dueAfter = (ownMs: number): Minor =>
    beyond(credit, uncappedLines(pricing, added(before, { ...own, useMs: ownMs }), rounding, 'started'));
  const days = cappedByDays(pricing, own.useMs, dueMinor, dueAfter);
  // Parts of units fall on both sides of a day's end; what is pro rata still never costs more than whole units.
  const isPart = rounding === 'exact' && tariff.dayCap !== null;
  const dayMinor = isPart ? lesserOf(days.dueMinor, sumOf(priceOfUse(pricing, usage, 'started').lines)) : days.dueMinor;
  const capLeftMinor = capLeft(pricing, credit);
  // Only the limit that is reached is said.
  if (tariff.capMinor !== null && capLeftMinor <= dayMinor) {
    lines.push(...lineDownTo('cap', dueMinor, capLeftMinor, tariff.capMinor));
  } else if (tariff.dayCap) {
    lines.push(...lineDownTo('day-cap', dueMinor, dayMinor, tariff.dayCap.amountMinor));
  }
  const allowedMinor = lesserOf(capLeftMinor, days.allowedMinor);
  const isMinimumDue = terms.isMinimumDue && afterFree(whole, terms.freeLeftMs).isOver;
  return {
    lines,
    overdue: overdueLines(pricing, before, whole, rounding),
    roomMinor: isMinimumDue ? allowedMinor - lesserOf(sumOf(lines), allowedMinor) : null,
  };
}
