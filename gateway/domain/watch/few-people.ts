// Few people: a label that one or two people a day still open, where many did, may be a photo in their hands and covered on the wall.
import { assert, DAY_MS } from '#protocol';
import { WATCH_LIMITS } from './watch-limits.ts';

/** A day in which anybody scanned anything in the venue: how many people scanned the label, and how many each of its labels, added up. */
export type PeopleDay = { readonly dayMs: number; readonly people: number; readonly venuePeople: number };

/** Chance that no more than a few come in a day on which so many are to be expected (Poisson), as its logarithm. */
function lnAtMostFew(expected: number): number {
  let term = 1;
  let sum = 1;
  for (let people = 1; people <= WATCH_LIMITS.fewPeople; people += 1) {
    term *= expected / people;
    sum += term;
  }
  return Math.log(sum) - expected;
}

const peopleOf = (days: readonly PeopleDay[]): number => days.reduce((sum, { people }) => sum + people, 0);
const venuePeopleOf = (days: readonly PeopleDay[]): number => days.reduce((sum, { venuePeople }) => sum + venuePeople, 0);
const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);

/**
 * Whole days since more than a few people were at it, or since it was last found to hang there; null where that many were not to be
 * expected. Its share of the venue's people is asked first, then the own pace of a label that is most of its venue.
 * @param days oldest first; today is not over and says nothing yet.
 */
export function fewSince(
  days: readonly PeopleDay[],
  foundAtMs: number | null,
  nowMs: number,
): { readonly silentSinceMs: number; readonly missedScans: number } | null {
  const todayMs = nowMs - (nowMs % DAY_MS);
  const lastBusy = days.findLast(({ dayMs, people }) => dayMs < todayMs && people > WATCH_LIMITS.fewPeople);
  const first = days.find(({ people }) => people > 0);
  if (!lastBusy || !first) return null;
  const before = days.filter(({ dayMs }) => dayMs >= first.dayMs && dayMs <= lastBusy.dayMs);
  const foundUntilMs = foundAtMs === null ? Number.NEGATIVE_INFINITY : Math.ceil(foundAtMs / DAY_MS) * DAY_MS;
  const silentSinceMs = Math.max(lastBusy.dayMs + DAY_MS, foundUntilMs);
  const since = days.filter(({ dayMs }) => dayMs >= silentSinceMs && dayMs < todayMs);
  const habit = peopleOf(before);
  if (silentSinceMs >= todayMs || habit < WATCH_LIMITS.busyScans) return null;
  const missedOf = (expected: number): number => Math.max(1, Math.floor(expected - peopleOf(since)));

  assert(venuePeopleOf(before) >= habit, 'what is scanned in a label is scanned in its venue');
  const byShare = since.map(({ venuePeople }) => (habit / venuePeopleOf(before)) * venuePeople);
  if (-sumOf(byShare.map(lnAtMostFew)) >= WATCH_LIMITS.missedByShare) {
    return { silentSinceMs, missedScans: missedOf(sumOf(byShare)) };
  }
  const wholeDays = (todayMs - silentSinceMs) / DAY_MS;
  const aDay = habit / ((lastBusy.dayMs + DAY_MS - first.dayMs) / DAY_MS);
  const isLong = wholeDays * DAY_MS >= WATCH_LIMITS.silentLongMs;
  // Others would tell whether nobody came: only what is most of its venue has nothing to be compared with.
  const isAlone = 2 * habit > venuePeopleOf(before);
  return isAlone && isLong && -wholeDays * lnAtMostFew(aDay) >= WATCH_LIMITS.missedByHabit
    ? { silentSinceMs, missedScans: missedOf(aDay * wholeDays) }
    : null;
}
