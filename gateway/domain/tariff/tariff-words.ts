// Tariff words: a tariff as the parts of one sentence and a worked example; the pages put them into a language.
import { HOUR_MS, type MeteredQuantity, MINUTE_MS, NO_USAGE, type Usage } from '#protocol';
import type { Minor } from '../money.ts';
import { priceUse } from './price.ts';
import { plainTerms } from './price-terms.ts';
import { unitPrice } from './price-walk.ts';
import type { OverdueRate, Tariff, TariffPackage, TariffPeak, TariffStep, TimeRate, Weekday } from './tariff.ts';

/** Per started `per` (ms or m), from `from` on. */
export type RateWords = {
  readonly quantity: MeteredQuantity;
  readonly from: number;
  readonly per: number;
  readonly amountMinor: Minor;
};

/** In the order in which the sentence says them. */
export type TariffClause =
  /** Nothing costs anything. */
  | { readonly clause: 'gratis' }
  | { readonly clause: 'free'; readonly freeMs: number; readonly everyMs: number }
  | { readonly clause: 'base'; readonly amountMinor: Minor }
  | ({ readonly clause: 'per' } & RateWords)
  /** Things can be ordered, the cheapest from this amount. */
  | { readonly clause: 'items'; readonly count: number; readonly fromMinor: Minor }
  /** Most for use of one session, items and overdue time aside. */
  | { readonly clause: 'cap'; readonly amountMinor: Minor }
  | { readonly clause: 'packages'; readonly packages: readonly TariffPackage[] }
  /** What time costs in a window of the week; minutes count from local midnight. */
  | {
      readonly clause: 'peak';
      readonly days: readonly Weekday[];
      readonly fromMinute: number;
      readonly untilMinute: number;
      readonly rates: readonly RateWords[];
    }
  | ({ readonly clause: 'pause' } & TimeRate)
  | ({ readonly clause: 'overdue' } & OverdueRate)
  | { readonly clause: 'minimum'; readonly amountMinor: Minor; readonly everyMs: number }
  | { readonly clause: 'day-cap'; readonly amountMinor: Minor; readonly calendar: boolean }
  | { readonly clause: 'service'; readonly permille: number; readonly on: 'items' | 'all' }
  /** The most in all, and what is reserved at Start. */
  | { readonly clause: 'hold'; readonly amountMinor: Minor; readonly atStartMinor: Minor }
  | { readonly clause: 'tax'; readonly taxPermille: number; readonly mode: Tariff['taxMode'] };

/** `isMost`: so long, or longer. `packageId`: with this package. */
export type WorkedExample = {
  readonly useMs: number;
  readonly distanceM: number;
  readonly amountMinor: Minor;
  readonly isMost: boolean;
};

export type TariffWords = { readonly clauses: readonly TariffClause[]; readonly examples: readonly WorkedExample[] };

/** A calm ride of 12 km/h: how far an example goes in its time. */
const EXAMPLE_METRES_PER_MINUTE = 200;
/** Nobody is told what they pay after longer than this. */
const LONGEST_EXAMPLE_MS = 48 * HOUR_MS;

function ratesOf(steps: readonly TariffStep[], permille: number): readonly RateWords[] {
  return steps.map(({ quantity, from, per, amountMinor }) => ({
    quantity,
    from,
    per,
    amountMinor: unitPrice(amountMinor, permille),
  }));
}

function peakClause({ days, fromMinute, untilMinute, rate }: TariffPeak, timeSteps: readonly TariffStep[]): TariffClause {
  const rates = 'permille' in rate ? ratesOf(timeSteps, rate.permille) : ratesOf(rate.steps, 1000);
  return { clause: 'peak', days, fromMinute, untilMinute, rates };
}

function isGratis({ baseMinor, steps, items, packages, pause, overdue, minimumMinor }: Tariff): boolean {
  const amounts = [...steps, ...items, ...packages, pause, overdue].map((part) => part?.amountMinor ?? 0n);
  return [baseMinor, minimumMinor, ...amounts].every((amountMinor) => amountMinor === 0n);
}

function clausesOf(tariff: Tariff): readonly TariffClause[] {
  if (isGratis(tariff)) return [{ clause: 'gratis' }];
  const {
    freeMs,
    freeEveryMs: everyMs,
    baseMinor,
    packages,
    pause,
    overdue,
    capMinor,
    dayCap,
    service,
    hold,
    taxPermille,
  } = tariff;
  const steps = tariff.steps.filter(({ amountMinor }) => amountMinor > 0n);
  const timeSteps = tariff.steps.filter(({ quantity }) => quantity === 'useMs');
  const clauses: TariffClause[] = [];
  if (freeMs > 0) clauses.push({ clause: 'free', freeMs, everyMs });
  if (baseMinor > 0n) clauses.push({ clause: 'base', amountMinor: baseMinor });
  // A step that costs nothing is said only where it follows one that does.
  const isSaid = (step: TariffStep): boolean => steps.includes(step) || step.from > 0;
  for (const rate of ratesOf(tariff.steps.filter(isSaid), 1000)) clauses.push({ clause: 'per', ...rate });
  if (tariff.items.length > 0) {
    const amounts = tariff.items.map(({ amountMinor }) => amountMinor);
    const fromMinor = amounts.reduce((least, each) => (each < least ? each : least));
    clauses.push({ clause: 'items', count: tariff.items.length, fromMinor });
  }
  if (capMinor !== null) clauses.push({ clause: 'cap', amountMinor: capMinor });
  if (packages.length > 0) clauses.push({ clause: 'packages', packages });
  for (const peak of tariff.peaks) clauses.push(peakClause(peak, timeSteps));
  if (pause) clauses.push({ clause: 'pause', ...pause });
  if (overdue) clauses.push({ clause: 'overdue', ...overdue });
  if (tariff.minimumMinor > 0n) clauses.push({ clause: 'minimum', amountMinor: tariff.minimumMinor, everyMs });
  if (dayCap) clauses.push({ clause: 'day-cap', ...dayCap });
  if (service) clauses.push({ clause: 'service', ...service });
  clauses.push({ clause: 'hold', amountMinor: hold.mostMinor, atStartMinor: hold.atStartMinor });
  if (taxPermille > 0) clauses.push({ clause: 'tax', taxPermille, mode: tariff.taxMode });
  return clauses;
}

/** Short stays by the clock for fine steps; one, two and four units for long ones; the free window's end before them. */
function examplePointsMs(tariff: Tariff): readonly number[] {
  const longestPerMs = Math.max(0, ...tariff.steps.filter(({ quantity }) => quantity === 'useMs').map(({ per }) => per));
  const billed =
    longestPerMs <= 15 * MINUTE_MS ? [15 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS] : [1, 2, 4].map((n) => n * longestPerMs);
  return tariff.freeMs > 0 ? [tariff.freeMs, ...billed.map((useMs) => tariff.freeMs + useMs)] : billed;
}

/** From when on use costs no more, in whole minutes; null where that is too far away. */
function mostReachedMs(totalAt: (useMs: number) => Minor, mostMinor: Minor): number | null {
  if (totalAt(LONGEST_EXAMPLE_MS) < mostMinor) return null;
  let before = 0;
  let reached = LONGEST_EXAMPLE_MS / MINUTE_MS;
  while (reached - before > 1) {
    const middle = before + Math.floor((reached - before) / 2);
    if (totalAt(middle * MINUTE_MS) < mostMinor) before = middle;
    else reached = middle;
  }
  return reached * MINUTE_MS;
}

function examplesOf(tariff: Tariff): readonly WorkedExample[] {
  const costs = tariff.steps.filter(({ amountMinor }) => amountMinor > 0n);
  if (costs.length === 0) return [];
  // At usual hours, for somebody who was not here lately.
  const usual: Tariff = { ...tariff, peaks: [], dayCap: null, overdue: null };
  const pricing = { tariff: usual, terms: plainTerms(usual, 'UTC'), startedAtMs: 0 };
  const isMeteredByWay = costs.some(({ quantity }) => quantity === 'distanceM');
  const usageAt = (useMs: number): Usage => ({
    ...NO_USAGE,
    useMs,
    distanceM: isMeteredByWay ? Math.round(useMs / MINUTE_MS) * EXAMPLE_METRES_PER_MINUTE : 0,
  });
  const totalAt = (useMs: number): Minor => priceUse(pricing, usageAt(useMs), [], 'started').totalMinor;
  const mostMinor = totalAt(400 * 24 * HOUR_MS);
  const examples: WorkedExample[] = [];
  for (const useMs of examplePointsMs(tariff)) {
    const amountMinor = totalAt(useMs);
    examples.push({ ...usageAt(useMs), amountMinor, isMost: amountMinor === mostMinor });
    // Once the most is reached, longer examples say nothing new.
    if (amountMinor === mostMinor) return examples;
  }
  const reachedMs = tariff.capMinor === null ? null : mostReachedMs(totalAt, mostMinor);
  if (reachedMs !== null) examples.push({ useMs: reachedMs, distanceM: 0, amountMinor: mostMinor, isMost: true });
  return examples;
}

/** The sentence's parts and at most five worked examples, priced as a real session would be. */
export function describeTariff(tariff: Tariff): TariffWords {
  return { clauses: clausesOf(tariff), examples: examplesOf(tariff) };
}
