// Geofence: how far a phone is from a place, and when that is worth a word.
import { describe, expect, test } from 'vitest';
import { distanceM, whereaboutsOf } from '../../../../../gateway/domain/presence/geofence.ts';

/** Departures of Shanghai Pudong, terminal 2. */
const pudong = { latitudeE6: 31_150_500, longitudeE6: 121_801_900, radiusM: 100 };
const at = (latitude: number, longitude: number, accuracyM = 20) => ({ latitude, longitude, accuracyM });

describe('the distance of a phone', () => {
  test.each([
    ['at the place itself', at(31.1505, 121.8019), 0, 0.5],
    ['one minute of latitude north, a nautical mile', at(31.1505 + 1 / 60, 121.8019), 1_853, 2],
    ['at the other airport of the town', at(31.1979, 121.3363), 44_620, 200],
    ['on the other side of the world', at(-31.1505, -58.1981), 20_015_000, 3_000],
  ])('%s is right', (_what, phone, metres, tolerance) => {
    expect(Math.abs(distanceM(pudong, phone) - metres)).toBeLessThanOrEqual(tolerance);
  });

  test('is short across the date line', () => {
    expect(distanceM({ latitudeE6: 0, longitudeE6: 179_999_000, radiusM: 1 }, at(0, -179.999))).toBeLessThan(300);
  });
});

describe('whereabouts', () => {
  test('are near within the radius, twice what the phone says of itself, and a margin for houses', () => {
    const north = (metres: number) => 31.1505 + metres / 111_195;
    expect(whereaboutsOf(pudong, at(north(280), 121.8019, 20))).toBe('near');
    expect(whereaboutsOf(pudong, at(north(300), 121.8019, 20))).toBe('elsewhere');
    expect(whereaboutsOf(pudong, at(north(300), 121.8019, 100))).toBe('near');
  });

  test('are not told where either does not know, or the phone hardly does', () => {
    expect(whereaboutsOf(undefined, at(0, 0))).toBe('unknown');
    expect(whereaboutsOf(pudong, null)).toBe('unknown');
    expect(whereaboutsOf(pudong, at(0, 0, 2_001))).toBe('unknown');
    expect(whereaboutsOf(pudong, at(0, 0, 2_000))).toBe('elsewhere');
  });
});
