// Zoned time: the days and hours of a zone as instants, through every kind of change of its clock.
import { describe, expect, test } from 'vitest';
import {
  dayEndMs,
  instantsOf,
  isZone,
  localMidnightMs,
  offsetStretches,
  weekdayOf,
} from '../../../../../gateway/domain/tariff/zoned-time.ts';

const at = (text: string): number => Date.parse(text);
const iso = (ms: number): string => new Date(ms).toISOString();
const HOUR = 3_600_000;

test.each([
  ['Europe/Amsterdam', true],
  ['UTC', true],
  ['Europe/Pudong', false],
  ['+08:00', false],
  ['', false],
])('%s is a zone: %s', (zone, isOne) => {
  expect(isZone(zone)).toBe(isOne);
});

describe('stretches of one offset', () => {
  test.each<[string, string, string, string[]]>([
    ['Asia/Shanghai', '2026-03-01T00:00:00Z', '2026-11-30T00:00:00Z', ['2026-03-01T00:00:00.000Z +8']],
    [
      'Europe/Amsterdam',
      '2026-03-28T12:00:00Z',
      '2026-03-30T12:00:00Z',
      ['2026-03-28T12:00:00.000Z +1', '2026-03-29T01:00:00.000Z +2'],
    ],
    [
      'America/New_York',
      '2026-10-31T12:00:00Z',
      '2026-11-02T12:00:00Z',
      ['2026-10-31T12:00:00.000Z +-4', '2026-11-01T06:00:00.000Z +-5'],
    ],
    [
      'Australia/Lord_Howe',
      '2026-04-04T00:00:00Z',
      '2026-04-06T00:00:00Z',
      ['2026-04-04T00:00:00.000Z +11', '2026-04-04T15:00:00.000Z +10.5'],
    ],
  ])('of %s', (zone, from, until, expected) => {
    const stretches = offsetStretches(zone, at(from), at(until));
    expect(stretches.map(({ fromMs, offsetMs }) => `${iso(fromMs)} +${offsetMs / HOUR}`)).toEqual(expected);
    for (const [index, stretch] of stretches.entries()) {
      expect(stretch.untilMs).toBe(stretches[index + 1]?.fromMs ?? at(until));
    }
  });

  test('begin and end where they are asked to, to the ms', () => {
    expect(offsetStretches('UTC', 1_001, 2_003)).toEqual([{ fromMs: 1_001, untilMs: 2_003, offsetMs: 0 }]);
    expect(offsetStretches('UTC', 5, 5)).toEqual([]);
  });
});

describe('a time of day in Amsterdam', () => {
  const stretches = offsetStretches('Europe/Amsterdam', at('2026-01-01T00:00:00Z'), at('2026-12-31T00:00:00Z'));
  const hours = (day: string, fromMinute: number, untilMinute: number): string[] =>
    instantsOf(stretches, at(`${day}T00:00:00Z`), fromMinute, untilMinute).map(
      ({ fromMs, untilMs }) => `${iso(fromMs)}/${iso(untilMs)}`,
    );

  test.each<[string, string, number, number, string[]]>([
    ['in winter', '2026-01-15', 600, 660, ['2026-01-15T09:00:00.000Z/2026-01-15T10:00:00.000Z']],
    ['in summer', '2026-07-15', 600, 660, ['2026-07-15T08:00:00.000Z/2026-07-15T09:00:00.000Z']],
    ['that is skipped does not happen', '2026-03-29', 130, 170, []],
    [
      'that is skipped in part is what is left of it',
      '2026-03-29',
      90,
      150,
      ['2026-03-29T00:30:00.000Z/2026-03-29T01:00:00.000Z'],
    ],
    [
      'around the skipped hour is one hour shorter',
      '2026-03-29',
      60,
      240,
      ['2026-03-29T00:00:00.000Z/2026-03-29T01:00:00.000Z', '2026-03-29T01:00:00.000Z/2026-03-29T02:00:00.000Z'],
    ],
    [
      'that is repeated happens twice',
      '2026-10-25',
      130,
      170,
      ['2026-10-25T00:10:00.000Z/2026-10-25T00:50:00.000Z', '2026-10-25T01:10:00.000Z/2026-10-25T01:50:00.000Z'],
    ],
    [
      'around the repeated hour is one hour longer',
      '2026-10-25',
      60,
      240,
      ['2026-10-24T23:00:00.000Z/2026-10-25T01:00:00.000Z', '2026-10-25T01:00:00.000Z/2026-10-25T03:00:00.000Z'],
    ],
    [
      'over midnight belongs to the day it begins in',
      '2026-10-24',
      1_320,
      1_800,
      ['2026-10-24T20:00:00.000Z/2026-10-25T01:00:00.000Z', '2026-10-25T01:00:00.000Z/2026-10-25T05:00:00.000Z'],
    ],
  ])('%s', (_what, day, from, until, expected) => {
    expect(hours(day, from, until)).toEqual(expected);
  });
});

describe('a day ends', () => {
  const endOf = (zone: string, day: string): string | null => {
    const midnightMs = at(`${day}T00:00:00Z`);
    const endMs = dayEndMs(offsetStretches(zone, midnightMs - 3 * 24 * HOUR, midnightMs + 5 * 24 * HOUR), midnightMs);
    return endMs === null ? null : iso(endMs);
  };

  test.each([
    ['after 24 h', 'Asia/Shanghai', '2026-11-21', '2026-11-21T16:00:00.000Z'],
    ['after 23 h in spring', 'Europe/Amsterdam', '2026-03-29', '2026-03-29T22:00:00.000Z'],
    ['after 25 h in autumn', 'Europe/Amsterdam', '2026-10-25', '2026-10-25T23:00:00.000Z'],
    ['after 25 h in New York', 'America/New_York', '2026-11-01', '2026-11-02T05:00:00.000Z'],
    ['where the clock jumps over midnight', 'Africa/Cairo', '2026-04-23', '2026-04-23T22:00:00.000Z'],
    ['for good where the clock goes back over midnight', 'Africa/Cairo', '2026-10-29', '2026-10-29T22:00:00.000Z'],
  ])('%s', (_what, zone, day, expected) => {
    expect(endOf(zone, day)).toBe(expected);
  });

  test('nowhere in stretches that end before it', () => {
    const midnightMs = at('2026-11-21T00:00:00Z');
    expect(dayEndMs(offsetStretches('UTC', midnightMs, midnightMs + HOUR), midnightMs)).toBeNull();
  });
});

test.each([
  ['1970-01-01T12:00:00Z', 4],
  ['1969-12-31T12:00:00Z', 3],
  ['2026-11-21T00:00:00Z', 6],
  ['2026-11-22T23:59:59Z', 7],
  ['2026-11-23T00:00:00Z', 1],
])('%s is weekday %i', (local, weekday) => {
  expect(weekdayOf(at(local))).toBe(weekday);
  expect(iso(localMidnightMs(at(local)))).toMatch(/T00:00:00\.000Z$/);
});
