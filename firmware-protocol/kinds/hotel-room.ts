// Hotel room: light and climate for the guest of an active stay; the wall switch always wins.
import { EMERGENCY_SETTING, type KindProfile } from './profile.ts';

export const hotelRoom: KindProfile = {
  kind: 'hotel-room',
  profileVersion: 1,
  acts: ['start', 'stop', 'renew', 'set', 'call'],
  controls: {
    light: { type: 'switch' },
    dimmer: { type: 'range', min: 0, max: 100, step: 5, unit: 'percent' },
    setpoint: { type: 'range', min: 180, max: 260, step: 5, unit: 'tenth_celsius' },
  },
  reported: {
    temperature: { type: 'integer', unit: 'tenth_celsius', public: false },
    window: { type: 'text', public: false },
    scene: { type: 'text', public: false },
  },
  startEvidence: { all: ['scene_applied'], anyOf: ['power_draw', 'presence'] },
  stopEvidence: { all: ['scene_reset'], anyOf: [] },
  stopBy: 'device',
  firstLeaseS: 120,
  maxLeaseS: 600,
  longestSessionS: 86_400,
  meters: ['useMs'],
  maxRatePerS: {},
  clockTolerancePermille: 5,
  interlocks: [],
  atLeaseEnd: 'off',
  afterPowerLoss: 'resume',
  config: {
    /** Shown on the room's TV; whoever reads it is in the room. Empty when nobody stays. */
    pairingCode: { type: 'text', default: '', maxLength: 8 },
    emergency: EMERGENCY_SETTING,
  },
  commerce: {
    presence: 'stay',
    pairing: 'stay',
    staffCall: true,
    guests: { most: 3, pays: 'nothing', may: ['control', 'call'] },
    tariff: {
      name: 'day-room',
      currency: 'CNY',
      baseMinor: 0,
      freeMs: 0,
      steps: [{ quantity: 'useMs', per: 60_000, amountMinor: 80 }],
      capMinor: 8_000,
      items: [],
      taxPermille: 60,
    },
  },
};
