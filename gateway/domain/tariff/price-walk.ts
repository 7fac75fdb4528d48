// Price walk: use as runs of units of one price each, from tier to tier and through peak hours.
import { assert, type MeteredQuantity } from '#protocol';
import { divideDown, type Minor } from '../money.ts';
import type { Rounding } from './price-line.ts';
import type { PeakInstants } from './price-peaks.ts';
import type { TariffPeak, TariffStep } from './tariff.ts';

/** Units of one price. `lastPart` is the used part of the last unit where it counts pro rata, else null. */
export type UnitRun = {
  readonly isPeak: boolean;
  readonly per: number;
  readonly unitMinor: Minor;
  readonly units: number;
  readonly lastPart: number | null;
};

/** When time of use is spent: its first ms is at `startsAtMs`. */
export type PeakHours = {
  readonly startsAtMs: number;
  readonly instants: readonly PeakInstants[];
  readonly peaks: readonly TariffPeak[];
};

export const NO_PEAKS: PeakHours = { startsAtMs: 0, instants: [], peaks: [] };

type Rate = {
  readonly isPeak: boolean;
  readonly steps: readonly TariffStep[];
  readonly permille: number;
  readonly until: number;
};

/** What is in force at an offset of use, and up to which offset. */
function rateAt(offset: number, steps: readonly TariffStep[], { startsAtMs, instants, peaks }: PeakHours): Rate {
  const atMs = startsAtMs + offset;
  const next = instants.find(({ untilMs }) => untilMs > atMs);
  const usual = { isPeak: false, steps, permille: 1000 };
  if (!next) return { ...usual, until: Number.POSITIVE_INFINITY };
  if (atMs < next.fromMs) return { ...usual, until: next.fromMs - startsAtMs };
  const rate = peaks[next.peak]?.rate;
  assert(rate, 'resolved peaks are those of the tariff');
  const until = next.untilMs - startsAtMs;
  if ('steps' in rate) return { isPeak: true, steps: rate.steps, permille: 1000, until };
  return { isPeak: true, steps, permille: rate.permille, until };
}

/** The step that holds at an offset, and where the next larger one begins; none before the first. */
function tierAt(offset: number, steps: readonly TariffStep[]): { tier: TariffStep | undefined; until: number } {
  const later = steps.map(({ from }) => from).filter((from) => from > offset);
  const tier = steps
    .filter(({ from }) => from <= offset)
    .reduce<TariffStep | undefined>((last, step) => (last === undefined || step.from > last.from ? step : last), undefined);
  return { tier, until: Math.min(Number.POSITIVE_INFINITY, ...later) };
}

/** A unit's price at its peak: rounded down, in the payer's favour. */
export function unitPrice(amountMinor: Minor, permille: number): Minor {
  return divideDown(amountMinor * BigInt(permille), 1000n);
}

/**
 * Units that start before `used`: each costs what its first moment costs, and ends early where the next tier begins.
 * Free stretches (before the first tier) have no runs.
 * @param steps of one quantity, at most one for each `from`.
 */
export function walkUnits(steps: readonly TariffStep[], used: number, hours: PeakHours, rounding: Rounding): readonly UnitRun[] {
  const runs: UnitRun[] = [];
  for (let at = 0; at < used; ) {
    const rate = rateAt(at, steps, hours);
    const { tier, until: tierUntil } = tierAt(at, rate.steps);
    const boundary = Math.min(used, rate.until, tierUntil);
    if (!tier) {
      at = boundary;
      continue;
    }
    const units = Math.ceil((boundary - at) / tier.per);
    const lastFrom = at + (units - 1) * tier.per;
    const end = Math.min(at + units * tier.per, tierUntil);
    const isLast = end >= used;
    runs.push({
      isPeak: rate.isPeak,
      per: tier.per,
      unitMinor: unitPrice(tier.amountMinor, rate.permille),
      units,
      lastPart: rounding === 'exact' && isLast ? used - lastFrom : null,
    });
    at = end;
  }
  return runs;
}

/** Whole units, and the last one pro rata where it is: divided once for the run, rounded down. */
export function runMinor({ units, per, unitMinor, lastPart }: UnitRun): Minor {
  if (lastPart === null) return BigInt(units) * unitMinor;
  return divideDown((BigInt(units - 1) * BigInt(per) + BigInt(lastPart)) * unitMinor, BigInt(per));
}

/**
 * Steps of one quantity as walks of their own: one, since a tariff gives each `from` once. Older texts may give several
 * steps from the start, which add up.
 */
export function chainsOf(steps: readonly TariffStep[], quantity: MeteredQuantity): readonly (readonly TariffStep[])[] {
  const chains: TariffStep[][] = [];
  for (const step of steps.filter((each) => each.quantity === quantity)) {
    const chain = chains.find((each) => each.every(({ from }) => from !== step.from));
    if (chain) chain.push(step);
    else chains.push([step]);
  }
  return chains;
}
