// Tariffs at random: every part of the grammar, valid as its parser asks, and starts around changes of the clock.
import fc from 'fast-check';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#protocol';
import { usualDueMinor } from '../../gateway/domain/tariff/price-hold.ts';
import {
  FREE_EVERY_MS,
  type Tariff,
  type TariffPackage,
  type TariffPeak,
  type TariffStep,
  tariffToJson,
} from '../../gateway/domain/tariff/tariff.ts';
import { parseTariff } from '../../gateway/domain/tariff/tariff-parse.ts';

export const amount = (max: number): fc.Arbitrary<bigint> => fc.bigInt({ min: 0n, max: BigInt(max) });

const pers = fc.oneof(fc.constantFrom(1_000, MINUTE_MS, 15 * MINUTE_MS, HOUR_MS), fc.integer({ min: 1_000, max: DAY_MS }));

/** Tiers of one quantity: each begins at a whole number of units of the one before it. */
function stepsOf(quantity: TariffStep['quantity'], per: fc.Arbitrary<number>): fc.Arbitrary<TariffStep[]> {
  const tier = fc.record({ per, amountMinor: amount(5_000), units: fc.integer({ min: 1, max: 12 }) });
  return fc.array(tier, { maxLength: 3 }).map((tiers) => {
    let from = 0;
    return tiers.map(({ per: of, amountMinor, units }) => {
      const step = { quantity, from, per: of, amountMinor };
      from += units * of;
      return step;
    });
  });
}

/** Windows that never overlap, one of them over midnight. */
const WINDOWS: readonly Pick<TariffPeak, 'days' | 'fromMinute' | 'untilMinute'>[] = [
  { days: [1, 2, 3, 4, 5], fromMinute: 7 * 60, untilMinute: 9 * 60 + 30 },
  { days: [1, 2, 3, 4, 5], fromMinute: 17 * 60, untilMinute: 20 * 60 },
  { days: [6], fromMinute: 22 * 60, untilMinute: 5 * 60 },
  { days: [7], fromMinute: 12 * 60, untilMinute: 24 * 60 },
];
const peakRate: fc.Arbitrary<TariffPeak['rate']> = fc.oneof(
  fc.record({ permille: fc.integer({ min: 100, max: 3_000 }) }),
  fc
    .record({ per: pers, amountMinor: amount(5_000) })
    .map((rate) => ({ steps: [{ quantity: 'useMs' as const, from: 0, ...rate }] })),
);
const peaks = fc
  .subarray([0, 1, 2, 3])
  .chain((places) =>
    fc.tuple(...places.map((place) => peakRate.map((rate) => ({ ...(WINDOWS[place] as (typeof WINDOWS)[number]), rate })))),
  );

const item = fc.record({ itemId: fc.constantFrom('tea', 'soup', 'rice'), amountMinor: amount(5_000) });

const raw = fc.record({
  currency: fc.constantFrom('CNY', 'JPY', 'BHD', 'EUR'),
  zone: fc.constantFrom(null, 'Europe/Amsterdam', 'America/New_York'),
  baseMinor: amount(2_000),
  freeMs: fc.oneof(fc.constant(0), fc.constant(3 * MINUTE_MS), fc.integer({ min: 1, max: HOUR_MS })),
  freeEveryMs: fc.constantFrom(FREE_EVERY_MS, 2 * HOUR_MS, DAY_MS),
  timeSteps: stepsOf('useMs', pers),
  waySteps: stepsOf('distanceM', fc.integer({ min: 1, max: 5_000 })),
  lengths: fc.uniqueArray(fc.constantFrom(30, 60, 90, 240, 480), { maxLength: 4 }),
  discounts: fc.array(fc.integer({ min: 200, max: 1_000 }), { minLength: 4, maxLength: 4 }),
  peaks,
  pause: fc.option(fc.record({ per: pers, amountMinor: amount(2_000) })),
  overdue: fc.option(fc.record({ after: fc.constantFrom('package', 'longest'), per: pers, overMinor: amount(2_000) })),
  capOverMinor: fc.option(amount(40_000)),
  dayCap: fc.option(fc.record({ overMinor: amount(40_000), calendar: fc.boolean() })),
  minimumMinor: fc.oneof(fc.constant(0n), amount(3_000)),
  items: fc.uniqueArray(item, { selector: ({ itemId }) => itemId }),
  service: fc.option(fc.record({ permille: fc.integer({ min: 1, max: 300 }), on: fc.constantFrom('items', 'all') })),
  taxPermille: fc.nat(1000),
  taxMode: fc.constantFrom('included', 'added'),
  holdOverMinor: amount(40_000),
  mostOverMinor: amount(400_000),
  stepMinor: fc.bigInt({ min: 1n, max: 10_000n }),
});
type Raw = typeof raw extends fc.Arbitrary<infer R> ? R : never;

const greatest = (...minors: readonly bigint[]): bigint => minors.reduce((most, each) => (each > most ? each : most), 0n);

function packagesOf(plain: Tariff, { lengths, discounts }: Raw): readonly TariffPackage[] {
  if (plain.steps[0]?.quantity !== 'useMs') return [];
  let leastMinor = 1n;
  return [...lengths]
    .sort((a, b) => a - b)
    .flatMap((minutes, index) => {
      const lengthMs = minutes * MINUTE_MS;
      const plainMinor = usualDueMinor({ ...plain, service: null, taxMode: 'included', minimumMinor: 0n }, null, lengthMs);
      const wantedMinor = (plainMinor * BigInt(discounts[index] ?? 1_000)) / 1_000n;
      const amountMinor = greatest(wantedMinor, leastMinor);
      if (amountMinor > plainMinor) return [];
      leastMinor = amountMinor;
      return [{ packageId: `p${minutes}`, lengthMs, amountMinor }];
    });
}

/** At least as dear as use itself. */
function overdueOf({ overdue }: Raw, steps: readonly TariffStep[], hasPackages: boolean): Tariff['overdue'] {
  if (overdue === null || (overdue.after === 'package' && !hasPackages)) return null;
  const { per, after, overMinor } = overdue;
  const rates = steps.map((step) => (step.amountMinor * BigInt(per)) / BigInt(step.per) + 1n);
  return { after: after as 'package' | 'longest', per, amountMinor: greatest(...rates) + overMinor };
}

function build(given: Raw): Tariff {
  const steps = [...given.timeSteps, ...given.waySteps];
  const bare: Tariff = {
    name: 'any',
    currency: given.currency,
    zone: given.zone,
    baseMinor: given.baseMinor,
    freeMs: given.freeMs,
    freeEveryMs: given.freeEveryMs,
    steps,
    packages: [],
    peaks: given.timeSteps.length > 0 ? given.peaks : [],
    pause: given.pause,
    overdue: null,
    capMinor: null,
    dayCap: null,
    items: given.items.map((each) => ({ ...each, name: { en: each.itemId } })),
    minimumMinor: given.minimumMinor,
    service: given.service as Tariff['service'],
    taxPermille: given.taxPermille,
    taxMode: given.taxPermille > 0 ? (given.taxMode as Tariff['taxMode']) : 'included',
    hold: { atStartMinor: 0n, stepMinor: 0n, mostMinor: 0n },
  };
  const service = bare.service?.on === 'items' && bare.items.length === 0 ? null : bare.service;
  const packages = packagesOf(bare, given);
  const sold = { ...bare, service, packages, overdue: overdueOf(given, given.timeSteps, packages.length > 0) };
  const leastMinor = greatest(
    sold.baseMinor,
    sold.minimumMinor,
    ...packages.map(({ amountMinor }) => amountMinor),
    ...steps.map(({ amountMinor }) => amountMinor),
  );
  const capMinor = given.capOverMinor === null ? null : leastMinor + given.capOverMinor;
  const dayCap = given.dayCap && { amountMinor: leastMinor + given.dayCap.overMinor + 1n, calendar: given.dayCap.calendar };
  const capped = { ...sold, capMinor, dayCap };
  const atOnceMinor = usualDueMinor({ ...capped, freeMs: 0 }, null, 0);
  const dearest = packages.map(({ packageId }) => usualDueMinor(capped, packageId, 1));
  const atStartMinor = atOnceMinor + given.holdOverMinor;
  const mostMinor = greatest(atStartMinor, capMinor ?? 0n, ...dearest) + given.mostOverMinor + 1n;
  return { ...capped, hold: { atStartMinor, stepMinor: given.stepMinor, mostMinor } };
}

/** Valid ones of every shape. */
export const tariffs: fc.Arbitrary<Tariff> = raw.map(build).filter((tariff) => parseTariff(tariffToJson(tariff)).ok);

/** Starts in winter and summer, and around the changes of the clock in Amsterdam and New York. */
export const startsMs = fc
  .tuple(
    fc.constantFrom(
      '2026-03-29T00:30:00Z',
      '2026-10-25T00:30:00Z',
      '2026-03-08T06:30:00Z',
      '2026-11-01T05:30:00Z',
      '2026-07-15T10:00:00Z',
    ),
    fc.integer({ min: -DAY_MS, max: DAY_MS }),
  )
  .map(([at, awayMs]) => Date.parse(at) + awayMs);
