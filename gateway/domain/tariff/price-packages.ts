// Package prices: a chosen length for one price, and overtime that never costs more than the cheapest published way.
import { divideDown, lesserOf, type Minor } from '../money.ts';
import type { PriceLine, Rounding } from './price-line.ts';
import { sumOf } from './price-line.ts';
import type { PriceTerms } from './price-terms.ts';
import { chainsOf, type PeakHours, runMinor, type UnitRun, walkUnits } from './price-walk.ts';
import type { Tariff, TariffPackage } from './tariff.ts';

/** Runs of the same price are one line; pro rata, it counts no units. */
export function linesOfRuns(
  line: 'step' | 'overtime',
  quantity: 'useMs' | 'distanceM',
  runs: readonly UnitRun[],
): readonly PriceLine[] {
  const lines = new Map<string, PriceLine>();
  for (const run of runs) {
    const { isPeak, per, unitMinor, units, lastPart } = run;
    const name = `${isPeak}:${per}:${unitMinor}`;
    const before = lines.get(name);
    const counted = (before?.units ?? 0) + units;
    lines.set(name, {
      line: isPeak && line === 'step' ? 'peak' : line,
      quantity,
      per,
      unitMinor,
      ...(lastPart === null && (!before || before.units !== undefined) && { units: counted }),
      amountMinor: (before?.amountMinor ?? 0n) + runMinor(run),
    });
  }
  return [...lines.values()];
}

/** Time by the tariff's steps, from the first tier on. */
export function timeLines(
  line: 'step' | 'overtime',
  tariff: Tariff,
  usedMs: number,
  hours: PeakHours,
  rounding: Rounding,
): readonly PriceLine[] {
  return chainsOf(tariff.steps, 'useMs').flatMap((steps) =>
    linesOfRuns(line, 'useMs', walkUnits(steps, usedMs, hours, rounding)),
  );
}

/** Beyond a package time counts anew, from the package's end. */
function overtimeLines(
  tariff: Tariff,
  { lengthMs }: TariffPackage,
  usedMs: number,
  hours: PeakHours,
  rounding: Rounding,
): readonly PriceLine[] {
  if (usedMs <= lengthMs) return [];
  return timeLines('overtime', tariff, usedMs - lengthMs, { ...hours, startsAtMs: hours.startsAtMs + lengthMs }, rounding);
}

/** The least that so much time costs by anything that the tariff offers: no package, or any of them and what is beyond. */
function cheapestMinor(tariff: Tariff, usedMs: number, hours: PeakHours): Minor {
  const ways = tariff.packages.map((each) => each.amountMinor + sumOf(overtimeLines(tariff, each, usedMs, hours, 'started')));
  const without = tariff.baseMinor + sumOf(timeLines('step', tariff, usedMs, hours, 'started'));
  return ways.reduce((least, way) => (way < least ? way : least), without);
}

/**
 * A package that ended before its length, and not by its person's wish: its part of the price, but never below what so much
 * time costs without it, or whoever cuts the line would be the cheapest guest (R7). The first edition had the part alone.
 */
function endedEarlyMinor(
  tariff: Tariff,
  { lengthMs, amountMinor: priceMinor }: TariffPackage,
  usedMs: number,
  hours: PeakHours,
  edition: PriceTerms['edition'],
): Minor {
  const partMinor = divideDown(priceMinor * BigInt(usedMs), BigInt(lengthMs));
  if (edition === 1) return partMinor;
  const plainMinor = tariff.baseMinor + sumOf(timeLines('step', tariff, usedMs, hours, 'exact'));
  return lesserOf(priceMinor, plainMinor > partMinor ? plainMinor : partMinor);
}

/** The package whole, or what of it was used when it was ended (R7); then overtime, but for the cheapest way to that length. */
export function packageLines(
  tariff: Tariff,
  chosen: TariffPackage,
  usedMs: number,
  hours: PeakHours,
  rounding: Rounding,
  edition: PriceTerms['edition'],
): readonly PriceLine[] {
  const { lengthMs, amountMinor: priceMinor } = chosen;
  const named = { line: 'package', quantity: 'useMs', per: lengthMs, unitMinor: priceMinor } as const;
  if (rounding === 'exact' && usedMs < lengthMs) {
    return [{ ...named, amountMinor: endedEarlyMinor(tariff, chosen, usedMs, hours, edition) }];
  }
  const lines: PriceLine[] = [{ ...named, units: 1, amountMinor: priceMinor }];
  lines.push(...overtimeLines(tariff, chosen, usedMs, hours, rounding));
  const dueMinor = sumOf(lines);
  if (dueMinor === priceMinor) return lines;
  const cheapest = cheapestMinor(tariff, usedMs, hours);
  const mostMinor = cheapest > priceMinor ? cheapest : priceMinor;
  if (dueMinor > mostMinor) lines.push({ line: 'cheapest', unitMinor: mostMinor, amountMinor: mostMinor - dueMinor });
  return lines;
}
