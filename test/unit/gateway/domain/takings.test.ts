// Takings: a local day begins and ends by its own clock, also where the clock changes, and its hours add up.
import { expect, test } from 'vitest';
import { composeTakings, localDay } from '../../../../gateway/domain/console/takings.ts';

const day = (zone: string, at: string, daysAgo = 0): readonly string[] => {
  const { fromMs, untilMs } = localDay(zone, Date.parse(at), daysAgo);
  return [new Date(fromMs).toISOString(), new Date(untilMs).toISOString()];
};

test.each([
  ['Asia/Shanghai', '2026-11-22T15:59:59Z', 0, '2026-11-21T16:00:00.000Z', '2026-11-22T16:00:00.000Z'],
  ['Asia/Shanghai', '2026-11-22T16:00:00Z', 0, '2026-11-22T16:00:00.000Z', '2026-11-23T16:00:00.000Z'],
  ['Asia/Shanghai', '2026-11-22T16:00:00Z', 7, '2026-11-15T16:00:00.000Z', '2026-11-16T16:00:00.000Z'],
  // 23 hours: the clock goes forward.
  ['Europe/Amsterdam', '2026-03-29T10:00:00Z', 0, '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
  // 25 hours: it goes back.
  ['Europe/Amsterdam', '2026-10-25T10:00:00Z', 0, '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
  // The same day a week before lies on the other side of the change.
  ['Europe/Amsterdam', '2026-10-27T23:30:00Z', 7, '2026-10-20T22:00:00.000Z', '2026-10-21T22:00:00.000Z'],
])('in %s at %s, %i days ago', (zone, at, daysAgo, from, until) => {
  expect(day(zone, at, daysAgo)).toEqual([from, until]);
});

test('every currency of the day has all of its hours, and its own always', () => {
  const span = localDay('Europe/Amsterdam', Date.parse('2026-10-25T10:00:00Z'));
  const { currencies } = composeTakings(
    span,
    [
      { currency: 'EUR', hour: 24, minor: 5 },
      { currency: 'EUR', hour: 0, minor: 7 },
      { currency: 'USD', hour: 3, minor: 1 },
    ],
    'EUR',
  );
  expect(currencies.map(({ currency, totalMinor, hours }) => [currency, totalMinor, hours.length])).toEqual([
    ['EUR', 12, 25],
    ['USD', 1, 25],
  ]);
  expect(currencies[0]?.hours[24]).toBe(5);
  expect(composeTakings(span, [], 'EUR').currencies).toMatchObject([{ currency: 'EUR', totalMinor: 0 }]);
});
