// Full tariff: one that has every part of the grammar, to be said in words.
import { perTime, perWay } from '../../../support/pricing.ts';
import { tariff as tariffWith } from '../../../support/records.ts';

export const HALF_HOUR = 1_800_000;

export const FULL_TARIFF = tariffWith({
  freeMs: 180_000,
  steps: [perTime(HALF_HOUR, 3_500n), perTime(3_600_000, 5_000n, 4 * HALF_HOUR), perWay(1_000, 20n)],
  packages: [
    { packageId: 'p30', lengthMs: HALF_HOUR, amountMinor: 3_000n },
    { packageId: 'p480', lengthMs: 16 * HALF_HOUR, amountMinor: 19_900n },
  ],
  peaks: [
    { days: [1, 2, 3, 4, 5], fromMinute: 1_020, untilMinute: 1_200, rate: { permille: 1_500 } },
    { days: [6, 7], fromMinute: 1_320, untilMinute: 360, rate: { steps: [perTime(HALF_HOUR, 2_000n)] } },
  ],
  pause: { per: 60_000, amountMinor: 20n },
  overdue: { after: 'package', per: HALF_HOUR, amountMinor: 7_000n },
  capMinor: 29_900n,
  dayCap: { amountMinor: 39_900n, calendar: true },
  minimumMinor: 1_000n,
  service: { permille: 100, on: 'items' },
  taxMode: 'added',
  hold: { atStartMinor: 5_000n, stepMinor: 5_000n, mostMinor: 60_000n },
});
