// Free tariff: whether anything of a tariff could ever cost money; who cannot prove use may be offered under no other (FP-32).
import type { Tariff } from './tariff.ts';

/** Money that is only reserved counts too: what is held could be taken. */
export function mayEverCost(tariff: Tariff): boolean {
  const { baseMinor, minimumMinor, hold, pause, overdue, steps, packages, items, peaks } = tariff;
  const peakSteps = peaks.flatMap(({ rate }) => ('steps' in rate ? rate.steps : []));
  const priced = [...steps, ...packages, ...items, ...peakSteps, ...(pause ? [pause] : []), ...(overdue ? [overdue] : [])];
  const amounts = [baseMinor, minimumMinor, hold.atStartMinor, hold.stepMinor, hold.mostMinor];
  return [...amounts, ...priced.map(({ amountMinor }) => amountMinor)].some((amountMinor) => amountMinor > 0n);
}
