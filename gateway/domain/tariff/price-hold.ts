// Hold price: what is reserved at Start so that whatever is due at once is paid.
import { NO_USAGE } from '#protocol';
import { lesserOf, type Minor } from '../money.ts';
import { dueMinor } from './price.ts';
import { plainTerms } from './price-terms.ts';
import type { Tariff } from './tariff.ts';

/**
 * What so much use beyond the free window costs at usual hours to somebody who was not here lately: without a limit, with
 * minimum, service and tax.
 */
export function usualDueMinor(tariff: Tariff, packageId: string | null, useMs: number): Minor {
  const usual = { ...tariff, peaks: [], dayCap: null, overdue: null };
  const terms = { ...plainTerms(usual, 'UTC'), packageId };
  return dueMinor({ tariff: usual, terms, startedAtMs: 0 }, { ...NO_USAGE, useMs: tariff.freeMs + useMs }, []);
}

/** Reserved at Start: the tariff's own amount, or what a dearer package costs; never above the most (M10). */
export function reservedMinor(tariff: Tariff, packageId: string | null): Minor {
  const { atStartMinor, mostMinor } = tariff.hold;
  if (packageId === null) return atStartMinor;
  const packageMinor = usualDueMinor(tariff, packageId, 1);
  return lesserOf(mostMinor, packageMinor > atStartMinor ? packageMinor : atStartMinor);
}
