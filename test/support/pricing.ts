// Pricing for tests: a tariff with the terms of somebody who starts now and was not here lately.
import { DAY_MS } from '#protocol';
import type { Pricing } from '../../gateway/domain/tariff/price.ts';
import { composeTerms, type TermsFacts } from '../../gateway/domain/tariff/price-terms.ts';
import type { Tariff, TariffStep } from '../../gateway/domain/tariff/tariff.ts';
import { START_MS } from './records.ts';

export function pricingFor(tariff: Tariff, facts: Partial<TermsFacts> = {}): Pricing {
  const nowMs = facts.nowMs ?? START_MS;
  const asked = { zone: 'Asia/Shanghai', feePermille: 0, packageId: null, recentUses: [], longestSessionMs: DAY_MS };
  return { tariff, terms: composeTerms(tariff, { ...asked, nowMs, ...facts }), startedAtMs: nowMs };
}

export function perTime(per: number, amountMinor: bigint, from = 0): TariffStep {
  return { quantity: 'useMs', from, per, amountMinor };
}

export function perWay(per: number, amountMinor: bigint, from = 0): TariffStep {
  return { quantity: 'distanceM', from, per, amountMinor };
}

/** Held once: what is reserved is the most. */
export function holdOnce(minor: bigint): Tariff['hold'] {
  return { atStartMinor: minor, stepMinor: 0n, mostMinor: minor };
}
