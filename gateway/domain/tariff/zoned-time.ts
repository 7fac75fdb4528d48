// Zoned time: stretches of constant offset of an IANA time zone, from which local hours and days become instants.
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '#protocol';

/** Within it, the local clock reads `instant + offsetMs`. Ends are exclusive. */
export type OffsetStretch = { readonly fromMs: number; readonly untilMs: number; readonly offsetMs: number };

export type Interval = { readonly fromMs: number; readonly untilMs: number };

/** Offsets of real zones change at most once in so long. */
const SAMPLE_MS = 12 * HOUR_MS;

/** True for a name of the IANA database; an offset such as `+08:00` is none. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

function createOffsetReader(zone: string): (atMs: number) => number {
  const digits = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  } as const;
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, calendar: 'gregory', hourCycle: 'h23', ...digits });
  return (atMs) => {
    const wholeMs = Math.floor(atMs / SECOND_MS) * SECOND_MS;
    const read = new Map(format.formatToParts(wholeMs).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => read.get(type) ?? 0;
    const localMs = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
    return localMs - wholeMs;
  };
}

/** The first whole second after `fromMs` at which the offset is no longer that of `fromMs`. */
function changeBetween(offsetAt: (atMs: number) => number, fromMs: number, untilMs: number): number {
  const offsetMs = offsetAt(fromMs);
  let before = Math.floor(fromMs / SECOND_MS);
  let after = Math.ceil(untilMs / SECOND_MS);
  while (after - before > 1) {
    const middle = before + Math.floor((after - before) / 2);
    if (offsetAt(middle * SECOND_MS) === offsetMs) before = middle;
    else after = middle;
  }
  return after * SECOND_MS;
}

/** The zone's offsets from one instant to another, without a gap between them. */
export function offsetStretches(zone: string, fromMs: number, untilMs: number): readonly OffsetStretch[] {
  const offsetAt = createOffsetReader(zone);
  const stretches: OffsetStretch[] = [];
  let startMs = fromMs;
  for (let atMs = fromMs; atMs < untilMs; ) {
    const nextMs = Math.min(atMs + SAMPLE_MS, untilMs);
    const offsetMs = offsetAt(startMs);
    if (offsetAt(nextMs) === offsetMs) {
      atMs = nextMs;
      continue;
    }
    const changeMs = changeBetween(offsetAt, atMs, nextMs);
    stretches.push({ fromMs: startMs, untilMs: changeMs, offsetMs });
    startMs = changeMs;
    atMs = changeMs;
  }
  if (startMs < untilMs) stretches.push({ fromMs: startMs, untilMs, offsetMs: offsetAt(startMs) });
  return stretches;
}

/** Midnight of the local day, counted as if local time were UTC. */
export function localMidnightMs(localMs: number): number {
  return Math.floor(localMs / DAY_MS) * DAY_MS;
}

/** ISO 8601 weekday of a local time, 1 being Monday; 1970 began on a Thursday. */
export function weekdayOf(localMs: number): number {
  return ((Math.floor(localMs / DAY_MS) + 3) % 7) + 1;
}

/**
 * Instants at which the local clock reads a time from `fromMinute` to before `untilMinute` of the local day that begins at
 * `midnightMs`: nothing where a change skips those hours, twice where it repeats them.
 */
export function instantsOf(
  stretches: readonly OffsetStretch[],
  midnightMs: number,
  fromMinute: number,
  untilMinute: number,
): readonly Interval[] {
  return stretches.flatMap((stretch) => {
    const fromMs = Math.max(stretch.fromMs, midnightMs + fromMinute * MINUTE_MS - stretch.offsetMs);
    const untilMs = Math.min(stretch.untilMs, midnightMs + untilMinute * MINUTE_MS - stretch.offsetMs);
    return fromMs < untilMs ? [{ fromMs, untilMs }] : [];
  });
}

/** When the local day is over for good: the last instant at which the clock comes to midnight, or jumps past it. */
export function dayEndMs(stretches: readonly OffsetStretch[], midnightMs: number): number | null {
  const nextMs = midnightMs + DAY_MS;
  const ends = stretches.flatMap(({ fromMs, untilMs, offsetMs }) => {
    const readsMs = nextMs - offsetMs;
    if (readsMs >= fromMs && readsMs < untilMs) return [readsMs];
    return [];
  });
  if (ends.length > 0) return Math.max(...ends);
  const past = stretches.find(({ fromMs, offsetMs }) => fromMs + offsetMs > nextMs);
  return past?.fromMs ?? null;
}
