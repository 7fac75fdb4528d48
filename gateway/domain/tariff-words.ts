// Tariff words: a tariff as the parts of one sentence and a worked example; the pages put them into a language.
import { HOUR_MS, type MeteredQuantity, MINUTE_MS } from '#protocol';
import type { Minor } from './money.ts';
import { mostForUse, priceUse } from './price.ts';
import type { Tariff } from './tariff.ts';

/** In the order in which the sentence says them. */
export type TariffClause =
  /** Nothing costs anything. */
  | { readonly clause: 'gratis' }
  | { readonly clause: 'free'; readonly freeMs: number }
  | { readonly clause: 'base'; readonly amountMinor: Minor }
  /** Per started `per` (ms or m). */
  | { readonly clause: 'per'; readonly quantity: MeteredQuantity; readonly per: number; readonly amountMinor: Minor }
  /** Things can be ordered, the cheapest from this amount. */
  | { readonly clause: 'items'; readonly count: number; readonly fromMinor: Minor }
  /** Most for use, items aside. */
  | { readonly clause: 'cap'; readonly amountMinor: Minor }
  /** Reserved at Start, and the most in all. */
  | { readonly clause: 'hold'; readonly amountMinor: Minor }
  | { readonly clause: 'tax'; readonly taxPermille: number };

export type WorkedExample = { readonly useMs: number; readonly distanceM: number; readonly amountMinor: Minor };

export type TariffWords = { readonly clauses: readonly TariffClause[]; readonly examples: readonly WorkedExample[] };

/** A calm ride of 12 km/h: how far an example goes in its time. */
const EXAMPLE_METRES_PER_MINUTE = 200;

function clausesOf(tariff: Tariff): readonly TariffClause[] {
  const steps = tariff.steps.filter(({ amountMinor }) => amountMinor > 0n);
  const isGratis = tariff.baseMinor === 0n && steps.length === 0 && tariff.items.every(({ amountMinor }) => amountMinor === 0n);
  if (isGratis) return [{ clause: 'gratis' }];
  const clauses: TariffClause[] = [];
  if (tariff.freeMs > 0) clauses.push({ clause: 'free', freeMs: tariff.freeMs });
  if (tariff.baseMinor > 0n) clauses.push({ clause: 'base', amountMinor: tariff.baseMinor });
  for (const { quantity, per, amountMinor } of steps) clauses.push({ clause: 'per', quantity, per, amountMinor });
  if (tariff.items.length > 0) {
    const fromMinor = tariff.items.reduce(
      (least, { amountMinor }) => (amountMinor < least ? amountMinor : least),
      tariff.items[0]?.amountMinor ?? 0n,
    );
    clauses.push({ clause: 'items', count: tariff.items.length, fromMinor });
  }
  if (tariff.capMinor !== null) clauses.push({ clause: 'cap', amountMinor: tariff.capMinor });
  clauses.push({ clause: 'hold', amountMinor: tariff.holdMinor });
  if (tariff.taxPermille > 0) clauses.push({ clause: 'tax', taxPermille: tariff.taxPermille });
  return clauses;
}

/** Short stays by the clock for fine steps; one, two and four units for long ones; the free window's end before them. */
function examplePointsMs(tariff: Tariff): readonly number[] {
  const longestPerMs = Math.max(0, ...tariff.steps.filter(({ quantity }) => quantity === 'useMs').map(({ per }) => per));
  const billed =
    longestPerMs <= 15 * MINUTE_MS ? [15 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS] : [1, 2, 4].map((n) => n * longestPerMs);
  return tariff.freeMs > 0 ? [tariff.freeMs, ...billed.map((useMs) => tariff.freeMs + useMs)] : billed;
}

function examplesOf(tariff: Tariff): readonly WorkedExample[] {
  const costs = tariff.steps.filter(({ amountMinor }) => amountMinor > 0n);
  if (costs.length === 0) return [];
  const isMeteredByWay = costs.some(({ quantity }) => quantity === 'distanceM');
  const examples: WorkedExample[] = [];
  for (const useMs of examplePointsMs(tariff)) {
    const distanceM = isMeteredByWay ? Math.round(useMs / MINUTE_MS) * EXAMPLE_METRES_PER_MINUTE : 0;
    const amountMinor = priceUse(tariff, { useMs, distanceM }, [], 'started').totalMinor;
    examples.push({ useMs, distanceM, amountMinor });
    // Once the most is reached, longer examples say nothing new.
    if (amountMinor === mostForUse(tariff)) break;
  }
  return examples;
}

/** The sentence's parts and at most four worked examples, priced as a real session would be. */
export function describeTariff(tariff: Tariff): TariffWords {
  return { clauses: clausesOf(tariff), examples: examplesOf(tariff) };
}
