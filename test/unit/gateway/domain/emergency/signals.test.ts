// Signals decided: which devices are told to signal, what each has answered, and what becomes of what is kept for somebody.
import { describe, expect, test } from 'vitest';
import type { Change } from '../../../../../gateway/domain/changes.ts';
import type { DeviceRecord } from '../../../../../gateway/domain/device/device.ts';
import {
  devicesOf,
  endReservations,
  setSignals,
  signalOf,
  whyUnreached,
} from '../../../../../gateway/domain/emergency/signals.ts';
import type { ReservationRecord } from '../../../../../gateway/domain/presence/reservation.ts';
import { PERSON, POD, TENANT } from '../../../../support/records.ts';
import { deviceRecord, NOW_MS, profileOf } from '../session/session-facts.ts';
import { objectScene } from './object-scene.ts';

const away: Partial<DeviceRecord> = { presence: { online: false, conn: null, lastSeenAtMs: NOW_MS } };
const config = (facts: Partial<DeviceRecord['config']>): Partial<DeviceRecord> => ({
  config: { desiredVer: 3, desired: {}, reportedVer: 3, answers: {}, tries: 0, ...facts },
});
const withDevice = (facts: Partial<DeviceRecord> = {}) => objectScene({ device: deviceRecord(facts) });
const ON = { emptyAfterS: 60, emergency: 1 };
const set = (changes: readonly Change[]) => changes.filter(({ change }) => change === 'device-config-set');

describe('switching', () => {
  test('raises the version of each device once, keeps its other settings, and looks at it soon', () => {
    const device = deviceRecord(config({ desired: { emptyAfterS: 60 }, tries: 2 }));
    const { told, changes } = setSignals([objectScene({ device }), objectScene({ device })], true, profileOf, NOW_MS);
    expect(told).toEqual([{ device, ver: 4, set: ON }]);
    const { deviceId } = device;
    expect(changes).toEqual([
      { change: 'device-config-set', deviceId, config: { ver: 4, desired: ON, tries: 0 } },
      { change: 'deadline-set', deadline: { kind: 'reconcile-config', subjectId: deviceId, dueAtMs: NOW_MS + 30_000 } },
    ]);
  });

  test.each([
    ['is away: its hello asks for it', true, away, 1],
    ['was never told anything', true, {}, 1],
    ['is told already', true, config({ desired: ON }), 0],
    ['was never told, at the end', false, {}, 0],
    ['was told, at the end', false, config({ desired: ON }), 1],
  ])('tells a device that %s', (_what, isOn, facts, count) => {
    const { told, changes } = setSignals([withDevice(facts)], isOn, profileOf, NOW_MS);
    expect(told).toHaveLength(count);
    expect(set(changes)).toHaveLength(count);
  });

  test('leaves out a kind that has neither light nor chime', () => {
    const { emergency: _, ...settings } = profileOf('sleep-pod').config;
    const mute = (kind: string) => ({ ...profileOf(kind), config: settings });
    expect(setSignals([withDevice()], true, mute, NOW_MS)).toEqual({ told: [], changes: [] });
    expect([signalOf(deviceRecord(), mute), whyUnreached(deviceRecord(), mute)]).toEqual(['unable', 'no-setting']);
  });
});

test.each([
  ['waiting', 'was not told yet', {}],
  ['waiting', 'has not answered', config({ desired: ON, reportedVer: 2 })],
  ['away', 'has not answered and is away', { ...config({ desired: ON, reportedVer: 2 }), ...away }],
  ['on', 'has answered', config({ desired: ON, answers: { emergency: 'accepted' } })],
  ['on', 'had answered when it was lost', { ...config({ desired: ON, answers: { emergency: 'accepted' } }), ...away }],
  ['unable', 'does not know it', config({ desired: ON, answers: { emergency: 'unknown' } })],
  ['unable', 'would not', config({ desired: ON, answers: { emergency: 'rejected' } })],
])('a signal is %s where the device %s', (signal, _what, facts) => {
  expect(signalOf(deviceRecord(facts), profileOf)).toBe(signal);
});

test.each([
  ['waiting', 'has not answered', config({ desired: ON, reportedVer: 2 })],
  ['away', 'is away', { ...config({ desired: ON, reportedVer: 2 }), ...away }],
  [
    'never',
    'nobody ever heard of',
    { ...config({ desired: ON, reportedVer: 0 }), boot: null, presence: { online: false, conn: null, lastSeenAtMs: null } },
  ],
  ['firmware', 'does not know it', config({ desired: ON, answers: { emergency: 'unknown' } })],
  ['refused', 'would not', config({ desired: ON, answers: { emergency: 'rejected' } })],
  [null, 'shines', config({ desired: ON, answers: { emergency: 'accepted' } })],
])('not reached is called %s where the device %s', (why, _what, facts) => {
  expect(whyUnreached(deviceRecord(facts as Partial<DeviceRecord>), profileOf)).toBe(why);
});

test('a device that moves two objects is one device', () => {
  expect(devicesOf([withDevice(), withDevice(), withDevice({ deviceId: 'dev_2' })])).toHaveLength(2);
});

describe('what is kept for somebody', () => {
  const kept = (facts: Partial<ReservationRecord>): ReservationRecord => ({
    ...{ reservationId: 'rsv_1', tenantId: TENANT, objectId: POD, personId: PERSON, state: 'open' },
    ...{ madeAtMs: NOW_MS - 1_000, untilMs: NOW_MS + 60_000, blinks: 1, blinkedAtMs: NOW_MS, answered: 0, wrongAnswers: 0 },
    ...{ version: 1, presses: 0, pressedAtMs: null },
    ...facts,
  });

  test.each([
    ['ends now', {}, NOW_MS],
    ['that was over already ends when it did', { untilMs: NOW_MS - 500 }, NOW_MS - 500],
    ['from this very moment lasts for as long as anything can', { madeAtMs: NOW_MS }, NOW_MS + 1],
  ])('%s', (_what, facts, untilMs) => {
    const reservation = kept(facts);
    expect(endReservations([objectScene({ reservation }), objectScene()], NOW_MS)).toEqual([
      { change: 'reservation-changed', reservation: { ...reservation, state: 'lapsed', untilMs, version: 2 } },
    ]);
  });
});
