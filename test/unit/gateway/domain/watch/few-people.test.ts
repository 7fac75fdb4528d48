// Few people: one or two accounts that open a photo every day keep no alarm quiet, and a quiet week of the venue raises none.
import { describe, expect, test } from 'vitest';
import { DAY_MS } from '#protocol';
import { fewSince, type PeopleDay } from '../../../../../gateway/domain/watch/few-people.ts';

const NOW = 1_000 * DAY_MS + DAY_MS / 2;
const TODAY = 1_000 * DAY_MS;
const dayAt = (daysAgo: number, people: number, venuePeople: number): PeopleDay => ({
  ...{ dayMs: TODAY - daysAgo * DAY_MS, people, venuePeople },
});
const days = (from: number, to: number, people: number, venuePeople: number): readonly PeopleDay[] =>
  Array.from({ length: from - to + 1 }, (_, at) => dayAt(from - at, people, venuePeople));

describe('a label that many people scanned', () => {
  test.each([1, 2])('and since then %i a day, while the venue is as full as ever, is missed after two days', (liars) => {
    const habit = days(20, 3, 10, 100);
    expect(fewSince([...habit, ...days(2, 1, liars, 100)], null, NOW)).toEqual({
      ...{ silentSinceMs: TODAY - 2 * DAY_MS, missedScans: 20 - 2 * liars },
    });
    expect(fewSince([...habit, dayAt(2, 10, 100), dayAt(1, liars, 100)], null, NOW)).toBeNull();
  });

  test('and three a day is not: that is no photo in one hand', () => {
    expect(fewSince([...days(20, 3, 10, 100), ...days(2, 1, 3, 100)], null, NOW)).toBeNull();
  });

  test('is not missed for today, which is not over, nor while nobody comes', () => {
    expect(fewSince([...days(20, 1, 10, 100), dayAt(0, 0, 100)], null, NOW)).toBeNull();
    expect(fewSince([...days(20, 8, 10, 100), ...days(7, 1, 0, 2)], null, NOW)).toBeNull();
  });

  test('is not missed again for days before it was found to hang there', () => {
    const covered = [...days(20, 6, 10, 100), ...days(5, 1, 1, 100)];
    expect(fewSince(covered, null, NOW)).toMatchObject({ silentSinceMs: TODAY - 5 * DAY_MS });
    expect(fewSince(covered, TODAY - 2.5 * DAY_MS, NOW)).toMatchObject({ silentSinceMs: TODAY - 2 * DAY_MS });
    expect(fewSince(covered, TODAY - 0.5 * DAY_MS, NOW)).toBeNull();
  });

  test('alone in its venue is measured by its own pace, after a week', () => {
    const alone = (silent: number) => [...days(30, silent + 1, 8, 8), ...days(silent, 1, 1, 1)];
    expect(fewSince(alone(6), null, NOW)).toBeNull();
    expect(fewSince(alone(7), null, NOW)).toMatchObject({ silentSinceMs: TODAY - 7 * DAY_MS });
  });
});

describe('nothing is said of a label', () => {
  test.each([
    ['that nobody ever scanned', days(20, 1, 0, 100)],
    ['that never had more than two people a day', days(30, 1, 2, 100)],
    ['that had many once, and few as a rule', [dayAt(30, 5, 100), ...days(29, 1, 1, 100)]],
    ['of which too little is known', [dayAt(3, 9, 100), ...days(2, 1, 0, 100)]],
  ])('%s', (_why, seen) => {
    expect(fewSince(seen, null, NOW)).toBeNull();
  });
});
