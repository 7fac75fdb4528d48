// Peaks: the dearer and cheaper hours of a tariff as instants, worked out once and frozen with the price (R13).
import { DAY_MS, MINUTE_MS } from '#protocol';
import type { TariffPeak } from './tariff.ts';
import { type Interval, instantsOf, localMidnightMs, offsetStretches, weekdayOf } from './zoned-time.ts';

/** `peak` is the place of its window in the tariff. */
export type PeakInstants = Interval & { readonly peak: number };

const DAY_MINUTES = DAY_MS / MINUTE_MS;

/** The minutes that a window covers, counted from its own day's midnight; one that ends on the next day goes beyond 24 h. */
export function minutesOf({ fromMinute, untilMinute }: Pick<TariffPeak, 'fromMinute' | 'untilMinute'>): [number, number] {
  return [fromMinute, untilMinute > fromMinute ? untilMinute : untilMinute + DAY_MINUTES];
}

/** Every window of the tariff between two instants, in their order; windows of a tariff never overlap. */
export function resolvePeaks(peaks: readonly TariffPeak[], zone: string, { fromMs, untilMs }: Interval): readonly PeakInstants[] {
  if (peaks.length === 0) return [];
  const stretches = offsetStretches(zone, fromMs, untilMs);
  const first = stretches[0];
  const last = stretches.at(-1);
  if (!first || !last) return [];
  const found: PeakInstants[] = [];
  // A window of the day before may reach into the first day.
  const lastDayMs = localMidnightMs(last.untilMs + last.offsetMs);
  for (let dayMs = localMidnightMs(first.fromMs + first.offsetMs) - DAY_MS; dayMs <= lastDayMs; dayMs += DAY_MS) {
    for (const [peak, window] of peaks.entries()) {
      if (!window.days.some((day) => day === weekdayOf(dayMs))) continue;
      const [fromMinute, untilMinute] = minutesOf(window);
      for (const interval of instantsOf(stretches, dayMs, fromMinute, untilMinute)) found.push({ peak, ...interval });
    }
  }
  return found.sort((a, b) => a.fromMs - b.fromMs);
}
