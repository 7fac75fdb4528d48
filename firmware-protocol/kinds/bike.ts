// Bike: a wheel lock with a pin that only a hand closes; no command stops it while it moves.
import { EMERGENCY_SETTING, type KindProfile } from './profile.ts';

export const bike: KindProfile = {
  kind: 'bike',
  profileVersion: 1,
  acts: ['start', 'stop', 'renew', 'pause', 'resume', 'beep'],
  controls: {},
  reported: {
    pin: { type: 'text', public: true },
    moving: { type: 'boolean', public: true },
    battery: { type: 'integer', unit: 'percent', public: true },
    distance: { type: 'integer', unit: 'metre', public: true },
  },
  startEvidence: { all: ['lock_released'], anyOf: ['pin_open', 'motion'] },
  stopEvidence: { all: ['pin_closed', 'parked'], anyOf: [] },
  stopBy: 'person',
  firstLeaseS: 60,
  maxLeaseS: 300,
  longestSessionS: 86_400,
  longestPauseS: 3_600,
  meters: ['useMs', 'distanceM'],
  maxRatePerS: { distanceM: 14 },
  clockTolerancePermille: 5,
  interlocks: [
    { act: 'stop', refuseWhile: 'moving', code: 'SAFETY' },
    { act: 'start', refuseWhile: 'battery_low', code: 'LOW_BATTERY' },
  ],
  front: ['blink'],
  atLeaseEnd: 'first-safe-moment',
  afterPowerLoss: 'resume',
  config: {
    parkedAfterS: { type: 'integer', default: 30, min: 1, max: 600 },
    emergency: EMERGENCY_SETTING,
  },
  commerce: {
    presence: 'first-start-without-evidence',
    pairing: 'none',
    staffCall: false,
    tariff: {
      name: 'city-bike',
      currency: 'CNY',
      baseMinor: 150,
      freeMs: 0,
      steps: [
        { quantity: 'useMs', per: 60_000, amountMinor: 50 },
        { quantity: 'distanceM', per: 20, amountMinor: 10 },
      ],
      pause: { per: 60_000, amountMinor: 20 },
      capMinor: 3_000,
      items: [],
      taxPermille: 60,
    },
  },
};
