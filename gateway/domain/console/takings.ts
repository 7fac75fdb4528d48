// Takings: what was captured in one local day of a venue, by its hours, in each currency.
import { DAY_MS, HOUR_MS } from '#protocol';
import { dayEndMs, localMidnightMs, type OffsetStretch, offsetStretches } from '../tariff/zoned-time.ts';

export type DaySpan = { readonly fromMs: number; readonly untilMs: number };

export type Takings = {
  readonly from: string;
  readonly until: string;
  readonly currencies: readonly {
    readonly currency: string;
    readonly totalMinor: number;
    /** By the hours since local midnight; 23 or 25 of them on a day that the clock changes. */
    readonly hours: readonly number[];
  }[];
};

/** What was taken in one hour since the day began. */
export type HourTaken = { readonly currency: string; readonly hour: number; readonly minor: number };

function startOf(stretches: readonly OffsetStretch[], atMs: number): number {
  const here = stretches.find(({ fromMs, untilMs }) => atMs >= fromMs && atMs < untilMs);
  const midnightMs = localMidnightMs(atMs + (here?.offsetMs ?? 0));
  // The day begins when the one before is over.
  return dayEndMs(stretches, midnightMs - DAY_MS) ?? midnightMs - (here?.offsetMs ?? 0);
}

/** The local day that holds this moment, `daysAgo` days before. */
export function localDay(zone: string, atMs: number, daysAgo = 0): DaySpan {
  const stretches = offsetStretches(zone, atMs - (daysAgo + 3) * DAY_MS, atMs + 3 * DAY_MS);
  const todayMs = startOf(stretches, atMs);
  // Noon of the day meant: no change of the clock reaches so far.
  const fromMs = daysAgo === 0 ? todayMs : startOf(stretches, todayMs + DAY_MS / 2 - daysAgo * DAY_MS);
  return { fromMs, untilMs: startOf(stretches, fromMs + DAY_MS + DAY_MS / 2) };
}

/** Every currency of the day with all of its hours, empty ones too. */
export function composeTakings({ fromMs, untilMs }: DaySpan, taken: readonly HourTaken[], always: string): Takings {
  const count = Math.ceil((untilMs - fromMs) / HOUR_MS);
  const currencies = [...new Set([always, ...taken.map(({ currency }) => currency)])];
  return {
    from: new Date(fromMs).toISOString(),
    until: new Date(untilMs).toISOString(),
    currencies: currencies.map((currency) => {
      const own = taken.filter((each) => each.currency === currency);
      const hours = Array.from({ length: count }, (_, hour) =>
        own.filter((each) => each.hour === hour).reduce((sum, { minor }) => sum + minor, 0),
      );
      return { currency, totalMinor: hours.reduce((sum, minor) => sum + minor, 0), hours };
    }),
  };
}
