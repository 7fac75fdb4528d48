// Label activities: how each label was scanned, beside all that was scanned in its venue.
import type { LabelActivity } from '../domain/watch/label-alert.ts';
import type { BooksQuery } from '../ports/store.ts';
import {
  type LabelHabit,
  readLabelHabits,
  readOddHours,
  readPeopleDays,
  readVenueHours,
} from '../storage/queries/label-watch.ts';

type VenueHours = readonly { readonly venueId: string; readonly hourMs: number; readonly scans: number }[];
type OddHours = readonly {
  readonly tagId: string;
  readonly hourMs: number;
  readonly elsewhere: number;
  readonly ended: number;
}[];

function sumOf(hours: VenueHours, fromMs: number, untilMs: number): number {
  return hours.reduce((sum, { hourMs, scans }) => (hourMs >= fromMs && hourMs <= untilMs ? sum + scans : sum), 0);
}

type DaysOf = { readonly label: ReadonlyMap<number, number>; readonly venue: ReadonlyMap<number, number> };

function activityOf(habit: LabelHabit, venue: VenueHours, odd: OddHours, days: DaysOf): LabelActivity {
  const { firstHourMs, lastHourMs } = habit;
  const isKnown = firstHourMs !== null && lastHourMs !== null;
  return {
    ...habit,
    venueScans: isKnown ? sumOf(venue, firstHourMs, lastHourMs) : 0,
    venueScansSince: isKnown ? sumOf(venue, lastHourMs + 1, Number.POSITIVE_INFINITY) : 0,
    days: [...days.venue]
      .sort(([one], [other]) => one - other)
      .map(([dayMs, venuePeople]) => ({ dayMs, venuePeople, people: days.label.get(dayMs) ?? 0 })),
    elsewhere: odd.map(({ hourMs, elsewhere }) => ({ hourMs, scans: elsewhere })),
    ended: odd.map(({ hourMs, ended }) => ({ hourMs, scans: ended })),
  };
}

function byKey<T>(rows: readonly T[], keyOf: (row: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}

/** People of a day added up by what each row belongs to. */
function daysBy(
  rows: Awaited<ReturnType<typeof readPeopleDays>>,
  keyOf: (tagId: string) => string,
): ReadonlyMap<string, ReadonlyMap<number, number>> {
  const groups = new Map<string, Map<number, number>>();
  for (const { tagId, dayMs, people } of rows) {
    const days = groups.get(keyOf(tagId)) ?? new Map<number, number>();
    groups.set(keyOf(tagId), days.set(dayMs, (days.get(dayMs) ?? 0) + people));
  }
  return groups;
}

const NO_DAYS: ReadonlyMap<number, number> = new Map();

/** Labels that were scanned since then at all. */
export async function readLabelActivities(books: BooksQuery, sinceMs: number): Promise<readonly LabelActivity[]> {
  const habits = await readLabelHabits(books, sinceMs);
  const venues = byKey(await readVenueHours(books, sinceMs), ({ venueId }) => venueId);
  const odd = byKey(await readOddHours(books, sinceMs), ({ tagId }) => tagId);
  const people = await readPeopleDays(books, sinceMs);
  const venueOf = new Map(habits.map(({ tagId, venueId }) => [tagId, venueId ?? '']));
  const ofLabels = daysBy(people, (tagId) => tagId);
  const ofVenues = daysBy(people, (tagId) => venueOf.get(tagId) ?? '');
  return habits.map((habit) => {
    const venueId = habit.venueId ?? '';
    const days = { label: ofLabels.get(habit.tagId) ?? NO_DAYS, venue: ofVenues.get(venueId) ?? NO_DAYS };
    return activityOf(habit, venues.get(venueId) ?? [], odd.get(habit.tagId) ?? [], days);
  });
}
