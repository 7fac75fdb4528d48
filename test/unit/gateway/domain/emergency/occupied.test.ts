// Occupied: where somebody may be - by session, sensor and stay, with whatever is not known counted as occupied.
import { describe, expect, test } from 'vitest';
import type { ControlValue } from '#protocol';
import type { StayRecord } from '../../../../../gateway/domain/company/stay.ts';
import type { DeviceRecord, ReportedState } from '../../../../../gateway/domain/device/device.ts';
import { listOccupied } from '../../../../../gateway/domain/emergency/occupied.ts';
import type { ObjectScene } from '../../../../../gateway/domain/object.ts';
import { POD, START_MS, TENANT } from '../../../../support/records.ts';
import { deviceRecord, GIVEN, NOW_MS, profileOf } from '../session/session-facts.ts';
import { objectScene } from './object-scene.ts';

const away: Partial<DeviceRecord> = { presence: { online: false, conn: null, lastSeenAtMs: START_MS } };
function says(reported: { readonly [name: string]: ControlValue }, facts: Partial<DeviceRecord> = {}) {
  const state: ReportedState = { boot: 'b', seq: 1, ver: 1, reported, atMs: START_MS };
  return { device: deviceRecord({ state, ...facts }) };
}
const EMPTY = says({ occupied: false, door: 'closed' });
const stay = (fromMs: number, untilMs: number): { readonly stay: StayRecord } => ({
  stay: {
    stayId: 'stay_1',
    objectId: POD,
    tenantId: TENANT,
    pairingCode: '1',
    pairedPersonId: null,
    fromMs,
    untilMs,
    version: 1,
  },
});
const list = (...scenes: readonly ObjectScene[]) => listOccupied(scenes, profileOf, NOW_MS);
const bike = { object: { ...objectScene().object, kind: 'bike' } };

describe('somebody may be in it', () => {
  test.each<[string, Partial<ObjectScene>, readonly string[] | null]>([
    ['that its sensor says is empty', EMPTY, null],
    ['that its sensor says is taken', says({ occupied: true }), ['reported']],
    ['that was said to be taken before it was lost', says({ occupied: true }, away), ['reported']],
    ['that was said to be empty before it was lost', says({ occupied: false }, away), ['unknown']],
    ['that never said a thing', {}, ['unknown']],
    ['whose sensor is silent', says({ door: 'closed' }), ['unknown']],
    ['whose sensor says neither', says({ occupied: 'fault' }), ['unknown']],
    ['that is used, whatever its sensor says', { ...EMPTY, live: GIVEN.active }, ['session']],
    ['that is used and taken', { ...says({ occupied: true }), live: GIVEN.active }, ['session', 'reported']],
    ['that ends its use', { ...EMPTY, live: GIVEN.stopping }, ['session']],
    ['where a guest stays', { ...EMPTY, ...stay(NOW_MS, NOW_MS + 1) }, ['stay']],
    ['where a guest stayed', { ...EMPTY, ...stay(NOW_MS - 1, NOW_MS) }, null],
    ['where a guest will stay', { ...EMPTY, ...stay(NOW_MS + 1, NOW_MS + 2) }, null],
    ['of a kind without a sensor', { ...bike, ...says({}, away) }, null],
    ['of a kind without a sensor, in use', { ...bike, live: GIVEN.active }, ['session']],
  ])('%s', (_what, facts, because) => {
    expect(list(objectScene(facts)).map((each) => each.because)).toEqual(because === null ? [] : [because]);
  });
});

test('the list says since when, what the door is, and when the device was last heard', () => {
  const used = { live: GIVEN.active, ...says({ occupied: true, door: 'closed' }) };
  expect(list(objectScene(used))).toMatchObject([
    { objectId: POD, placeName: 'Hall A', sinceMs: GIVEN.active.startedAtMs, door: 'closed', lastContactMs: START_MS },
  ]);
  const lost = { live: GIVEN.starting, ...says({ occupied: true, door: 'closed' }, away) };
  expect(list(objectScene(lost))).toMatchObject([{ sinceMs: GIVEN.starting.createdAtMs, door: null }]);
});

test('what is ridden away is said to be so, from the moment that its use has begun', () => {
  const isAlong = (facts: Partial<ObjectScene>) => list(objectScene({ ...facts })).map((each) => each.isTakenAlong);
  expect(isAlong({ ...bike, live: GIVEN.active })).toEqual([true]);
  expect(isAlong({ ...bike, live: GIVEN.starting })).toEqual([false]);
  expect(isAlong({ live: GIVEN.active })).toEqual([false]);
});

test('the list goes by place and name, numbers as numbers', () => {
  const at = (placeName: string, name: string): ObjectScene => {
    const { object, place, ...others } = objectScene();
    return { ...others, object: { ...object, name }, place: { ...place, name: placeName } };
  };
  const walked = list(at('Hall 10', 'Pod 1'), at('Hall 9', 'Pod 12'), at('Hall 9', 'Pod 2'));
  expect(walked.map(({ placeName, name }) => `${placeName} ${name}`)).toEqual(['Hall 9 Pod 2', 'Hall 9 Pod 12', 'Hall 10 Pod 1']);
});
