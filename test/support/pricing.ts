// Pricing for tests: a tariff with the terms of somebody who starts now and was not here lately.
import { DAY_MS, MINUTE_MS } from '#protocol';
import type { Pricing } from '../../gateway/domain/tariff/price.ts';
import { composeTerms, type RecentUse, type SoldTariff, type TermsFacts } from '../../gateway/domain/tariff/price-terms.ts';
import type { Tariff, TariffStep } from '../../gateway/domain/tariff/tariff.ts';
import { START_MS } from './records.ts';

/** The tariff of whoever starts, and of their earlier uses, unless a test says otherwise. */
export const SOLD: SoldTariff = { tariffId: 'tar_1', hash: 'hash-1' };

/** An earlier use of 20 minutes before the start that is looked at, paid and settled. */
export function recentUse(overrides: Partial<RecentUse> = {}): RecentUse {
  return {
    sessionId: 'ses_0',
    startedAtMs: START_MS - 20 * MINUTE_MS,
    endedAtMs: START_MS,
    sold: SOLD,
    packageId: null,
    continuesId: null,
    rounding: 'started',
    useMs: 20 * MINUTE_MS,
    distanceM: 0,
    pausedMs: 0,
    freeUsedMs: 0,
    useMinor: 0n,
    liftedMinor: 0n,
    isRefunded: false,
    ...overrides,
  };
}

export function pricingFor(tariff: Tariff, facts: Partial<TermsFacts> = {}): Pricing {
  const nowMs = facts.nowMs ?? START_MS;
  const asked = { sold: SOLD, zone: 'Asia/Shanghai', feePermille: 0, packageId: null, recentUses: [], longestSessionMs: DAY_MS };
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
