// Tariff parsing: strict JSON to a tariff, or every place that is wrong; nothing is guessed and nothing priced at 0 by mistake.
import { type Json, ok, refused } from '#protocol';
import { createJsonReader, type JsonReader, type JsonValue, memberAt } from '../json-reader.ts';
import type { Minor } from '../money.ts';
import { usualDueMinor } from './price-hold.ts';
import { minutesOf } from './price-peaks.ts';
import type { ParseTariff, Tariff, TariffPeak, TariffStep, TimeRate } from './tariff.ts';
import { LARGEST_DISTANCE_M, LONGEST_MS, readTariffParts } from './tariff-read.ts';
import { isZone } from './zoned-time.ts';

const WEEK_MINUTES = 7 * 24 * 60;

type Note = (place: string, problem: string) => void;

/** As often as it could ever be due, an amount stays within what a bill can say in whole numbers. */
function isTooDear(amountMinor: Minor, per: number, longest: number): boolean {
  return amountMinor * BigInt(Math.ceil(longest / per)) * 10n > BigInt(Number.MAX_SAFE_INTEGER);
}

function noteSteps(note: Note, steps: readonly TariffStep[], at: string): void {
  for (const [index, step] of steps.entries()) {
    const place = (name: string): string => memberAt(memberAt(at, index), name);
    const longest = step.quantity === 'useMs' ? LONGEST_MS : LARGEST_DISTANCE_M;
    if (isTooDear(step.amountMinor, step.per, longest)) note(place('amountMinor'), 'is too much for so small a step');
    const before = steps.slice(0, index).findLast(({ quantity }) => quantity === step.quantity);
    if (!before) continue;
    if (step.from <= before.from) note(place('from'), 'overlaps the step before it');
    else if ((step.from - before.from) % before.per !== 0)
      note(place('from'), 'is no whole number of units of the step before it');
  }
}

function noteRate(note: Note, rate: TimeRate | null, at: string): void {
  if (rate && isTooDear(rate.amountMinor, rate.per, LONGEST_MS)) note(`${at}.amountMinor`, 'is too much for so small a step');
}

/** The minutes of the week that a window covers; one over the week's end is two. */
function minutesOfWeek(peak: TariffPeak): readonly [number, number][] {
  const [from, until] = minutesOf(peak);
  return peak.days.flatMap((day): [number, number][] => {
    const start = (day - 1) * 24 * 60;
    const [first, end] = [start + from, start + until];
    if (end <= WEEK_MINUTES) return [[first, end]];
    return [
      [first, WEEK_MINUTES],
      [0, end - WEEK_MINUTES],
    ];
  });
}

function notePeaks(note: Note, tariff: Tariff): void {
  const taken: [number, number][] = [];
  for (const [index, peak] of tariff.peaks.entries()) {
    const at = memberAt('peaks', index);
    if (peak.days.length === 0) note(`${at}.days`, 'is empty');
    if (peak.days.some((day, n) => n > 0 && day <= (peak.days[n - 1] ?? 0))) note(`${at}.days`, 'are not in rising order');
    if (peak.fromMinute === peak.untilMinute || peak.fromMinute === 24 * 60) note(`${at}.from`, 'begins no window');
    const minutes = minutesOfWeek(peak);
    if (minutes.some(([from, until]) => taken.some(([a, b]) => from < b && a < until))) note(at, 'overlaps another peak');
    taken.push(...minutes);
    if ('permille' in peak.rate) continue;
    const { steps } = peak.rate;
    if (steps[0]?.from !== 0) note(`${at}.steps`, 'do not begin at 0');
    if (steps.some(({ quantity }) => quantity !== 'useMs')) note(`${at}.steps`, 'change the price of time only');
    noteSteps(note, steps, `${at}.steps`);
  }
  const hasTime = tariff.steps.some(({ quantity }) => quantity === 'useMs');
  if (tariff.peaks.length > 0 && !hasTime) note('peaks', 'have no step of time to change');
}

function notePackages(note: Note, tariff: Tariff): void {
  const { packages, capMinor, dayCap, hold, overdue } = tariff;
  if (packages.length > 0 && !tariff.steps.some(({ quantity, from }) => quantity === 'useMs' && from === 0)) {
    note('packages', 'need a step of time from 0, for whoever takes none and for overtime');
  }
  for (const [index, each] of packages.entries()) {
    const place = (name: string): string => memberAt(memberAt('packages', index), name);
    const before = packages[index - 1];
    if (packages.slice(0, index).some(({ packageId }) => packageId === each.packageId))
      note(place('packageId'), 'is given twice');
    if (before && each.lengthMs <= before.lengthMs) note(place('lengthMs'), 'is not longer than the package before it');
    if (before && each.amountMinor < before.amountMinor) note(place('amountMinor'), 'is below that of a shorter package');
    if (capMinor !== null && each.amountMinor > capMinor) note(place('amountMinor'), 'is above capMinor');
    if (dayCap !== null && each.amountMinor > dayCap.amountMinor) note(place('amountMinor'), 'is above dayCap');
    if (usualDueMinor(tariff, each.packageId, 1) > hold.mostMinor) note(place('amountMinor'), 'is more than may ever be held');
    // Overdue time is no way to buy use.
    const plain = { ...tariff, overdue: null, minimumMinor: 0n };
    const withoutMinor = usualDueMinor(plain, null, each.lengthMs);
    if (usualDueMinor(plain, each.packageId, each.lengthMs) > withoutMinor)
      note(place('amountMinor'), 'is above the same time without it');
  }
  if (overdue?.after === 'package' && packages.length === 0) note('overdue.after', 'needs packages');
  const dearest = tariff.steps.filter(({ quantity }) => quantity === 'useMs');
  const isCheaper = (step: TariffStep): boolean =>
    overdue !== null && overdue.amountMinor * BigInt(step.per) < step.amountMinor * BigInt(overdue.per);
  if (dearest.some(isCheaper)) note('overdue.amountMinor', 'is less than use itself costs');
}

/** Whatever is due at once, or as the first unit, fits below each limit. */
function noteCaps(note: Note, tariff: Tariff): void {
  const { baseMinor, capMinor, dayCap, minimumMinor, hold } = tariff;
  const firstSteps = tariff.steps.filter(({ from }) => from === 0);
  for (const [place, limitMinor] of [
    ['capMinor', capMinor],
    ['dayCap.amountMinor', dayCap?.amountMinor ?? null],
  ] as const) {
    if (limitMinor === null) continue;
    if (baseMinor > limitMinor) note(place, 'is below baseMinor');
    if (firstSteps.some(({ amountMinor }) => amountMinor > limitMinor)) note(place, 'is below the first step');
    if (minimumMinor > limitMinor) note(place, 'is below minimumMinor');
  }
  const most = hold.stepMinor === 0n ? 'holdMinor' : 'hold.mostMinor';
  if (capMinor !== null && capMinor > hold.mostMinor) note('capMinor', `is above ${most}`);
}

/** What is held pays what is due at once, and the most that may be held pays anything at all (M10). */
function noteHold(note: Note, tariff: Tariff): void {
  const { hold, steps, items, packages } = tariff;
  const isOnce = hold.stepMinor === 0n;
  if (!isOnce && hold.mostMinor <= hold.atStartMinor) note('hold.mostMinor', 'is not above atStartMinor');
  const atStart = isOnce ? 'holdMinor' : 'hold.atStartMinor';
  if (usualDueMinor({ ...tariff, freeMs: 0 }, null, 0) > hold.atStartMinor) note(atStart, 'is below what is due at once');
  const costsMore = [...steps, ...items, ...packages].some(({ amountMinor }) => amountMinor > 0n);
  if (hold.mostMinor === 0n && costsMore) note(atStart, 'is 0, so nothing of what costs could ever be paid');
}

/** How the parts must stand to each other. */
function noteRelations(reader: JsonReader, tariff: Tariff, at: string): void {
  const note: Note = (place, problem) => reader.note(memberAt(at, place), problem);
  if (tariff.zone !== null && !isZone(tariff.zone)) note('zone', 'is no known time zone');
  if (tariff.freeMs > tariff.freeEveryMs) note('freeEveryMs', 'is shorter than freeMs');
  if (tariff.service?.on === 'items' && tariff.items.length === 0) note('service.on', 'needs items');
  if (tariff.taxMode === 'added' && tariff.taxPermille === 0) note('taxMode', 'needs taxPermille');
  noteSteps(note, tariff.steps, 'steps');
  notePeaks(note, tariff);
  noteRate(note, tariff.pause, 'pause');
  noteRate(note, tariff.overdue, 'overdue');
  notePackages(note, tariff);
  noteCaps(note, tariff);
  noteHold(note, tariff);
}

/**
 * Reads a tariff as a part of a larger document; every problem is noted with the reader.
 * `holdMinor` may be left out where there is a cap: then the cap is held.
 */
export function readTariff(reader: JsonReader, json: JsonValue, at: string): Tariff {
  const noted = reader.problems.length;
  const tariff = readTariffParts(reader, json, at);
  if (reader.problems.length === noted) noteRelations(reader, tariff, at);
  return tariff;
}

/** Parses one tariff document; refused with every place that is wrong. */
export const parseTariff: ParseTariff = (json: Json) => {
  const reader = createJsonReader();
  const tariff = readTariff(reader, json, '');
  const [first] = reader.problems;
  return first === undefined ? ok(tariff) : refused({ code: 'tariff.invalid', ...first, problems: [...reader.problems] });
};
