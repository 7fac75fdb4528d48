// Tariff templates: for each kind a price to begin with, in the venue's own currency and in round amounts.
import type { KindProfile } from '#protocol';
import type { KindPolicy } from '../kind-policy.ts';
import { type Currency, decimalsOf, type Minor } from '../money.ts';
import type { Tariff } from './tariff.ts';

export type TariffTemplate = {
  readonly templateId: string;
  readonly kind: string;
  readonly what: 'usual' | 'free';
  readonly tariff: Tariff;
};

/**
 * What about 100.00 of the yuan, in which the kinds' own prices are, is worth, in minor units. Only for amounts to begin
 * with: whoever publishes a price looks at it.
 */
const WORTH: { readonly [currency: Currency]: bigint } = {
  ...{ CNY: 10_000n, HKD: 11_000n, MOP: 11_000n, TWD: 45_000n, JPY: 2_100n, KRW: 19_500n, SGD: 1_900n, THB: 48_000n },
  ...{ VND: 350_000n, IDR: 22_000_000n, MYR: 6_500n, PHP: 80_000n, INR: 120_000n, AUD: 2_100n, NZD: 2_300n },
  ...{ EUR: 1_300n, GBP: 1_100n, CHF: 1_200n, DKK: 9_500n, SEK: 14_000n, NOK: 14_000n, ISK: 1_900n, PLN: 5_200n },
  ...{ CZK: 31_000n, HUF: 500_000n, RON: 6_500n, TRY: 50_000n, USD: 1_400n, CAD: 1_900n, MXN: 26_000n, BRL: 7_500n },
  ...{ CLP: 13_000n, ZAR: 25_000n, AED: 5_000n, SAR: 5_200n, KWD: 4_300n, BHD: 5_300n, OMR: 5_400n, JOD: 10_000n },
  ...{ TND: 43_000n, UGX: 51_000n, XAF: 8_200n, XOF: 8_200n },
};
/** Of a currency that has no line above. */
const WORTH_BY_DECIMALS: readonly bigint[] = [2_000n, 1_400n, 1_400n, 4_300n, 43_000n];
const OF_YUAN = 10_000n;

/** Amounts that people put on a sign; each is the first two digits of one. */
const ROUND = [10n, 12n, 15n, 20n, 25n, 30n, 35n, 40n, 50n, 60n, 80n, 100n];

function distance(one: bigint, other: bigint): bigint {
  return one > other ? one - other : other - one;
}

/** The nearest amount for a sign; of what costs something never 0. */
function roundAmount(minor: Minor): Minor {
  if (minor <= 10n) return minor;
  let unit = 1n;
  while (unit * 100n <= minor) unit *= 10n;
  const signs = ROUND.map((digits) => digits * unit);
  return signs.reduce((best, each) => (distance(each, minor) < distance(best, minor) ? each : best));
}

function scaler(currency: Currency): (minor: Minor) => Minor {
  if (currency === 'CNY') return (minor) => minor;
  const worth = WORTH[currency] ?? WORTH_BY_DECIMALS[decimalsOf(currency)] ?? OF_YUAN;
  return (minor) => {
    if (minor === 0n) return 0n;
    const scaled = (minor * worth + OF_YUAN / 2n) / OF_YUAN;
    return roundAmount(scaled === 0n ? 1n : scaled);
  };
}

/** Rounding keeps the order of amounts, so that what was below a cap stays below it. */
function scaleTariff(tariff: Tariff, currency: Currency): Tariff {
  const scale = scaler(currency);
  const scaled = <P extends { readonly amountMinor: Minor }>(part: P): P => ({ ...part, amountMinor: scale(part.amountMinor) });
  const { hold, peaks } = tariff;
  return {
    ...tariff,
    currency,
    baseMinor: scale(tariff.baseMinor),
    steps: tariff.steps.map(scaled),
    packages: tariff.packages.map(scaled),
    peaks: peaks.map((peak) => ('steps' in peak.rate ? { ...peak, rate: { steps: peak.rate.steps.map(scaled) } } : peak)),
    pause: tariff.pause && scaled(tariff.pause),
    overdue: tariff.overdue && scaled(tariff.overdue),
    capMinor: tariff.capMinor === null ? null : scale(tariff.capMinor),
    dayCap: tariff.dayCap && scaled(tariff.dayCap),
    items: tariff.items.map(scaled),
    minimumMinor: scale(tariff.minimumMinor),
    hold: { atStartMinor: scale(hold.atStartMinor), stepMinor: scale(hold.stepMinor), mostMinor: scale(hold.mostMinor) },
  };
}

function freeTariff(tariff: Tariff): Tariff {
  return {
    ...tariff,
    name: `${tariff.name}-free`,
    baseMinor: 0n,
    freeMs: 0,
    steps: [],
    packages: [],
    peaks: [],
    pause: null,
    overdue: null,
    capMinor: null,
    dayCap: null,
    items: [],
    minimumMinor: 0n,
    service: null,
    taxPermille: 0,
    taxMode: 'included',
    hold: { atStartMinor: 0n, stepMinor: 0n, mostMinor: 0n },
  };
}

/** In the order of the catalogue: of each kind its usual price, and one of zeros. */
export function composeTemplates(
  profiles: readonly KindProfile[],
  policies: ReadonlyMap<string, KindPolicy>,
  currency: Currency,
): readonly TariffTemplate[] {
  return profiles.flatMap(({ kind }): readonly TariffTemplate[] => {
    const usual = policies.get(kind)?.tariff;
    if (!usual) return [];
    const tariff = scaleTariff(usual, currency);
    return [
      { templateId: `${kind}:usual`, kind, what: 'usual', tariff },
      { templateId: `${kind}:free`, kind, what: 'free', tariff: freeTariff(tariff) },
    ];
  });
}
