// Sleep pod: a bed with a door; leaving always works from inside, nobody opens it from outside while occupied.
import { EMERGENCY_SETTING, type KindProfile } from './profile.ts';

export const sleepPod: KindProfile = {
  kind: 'sleep-pod',
  profileVersion: 1,
  acts: ['start', 'stop', 'renew', 'set', 'call'],
  controls: {
    light: { type: 'range', min: 0, max: 100, step: 10, unit: 'percent' },
    fan: { type: 'range', min: 0, max: 3, step: 1, unit: 'level' },
  },
  reported: {
    bolt: { type: 'text', public: true },
    door: { type: 'text', public: true },
    occupied: { type: 'boolean', public: false },
    temperature: { type: 'integer', unit: 'tenth_celsius', public: true },
  },
  startEvidence: { all: ['bolt_open'], anyOf: ['door_opened', 'occupied'] },
  stopEvidence: { all: ['door_opened', 'empty'], anyOf: [] },
  stopBy: 'person',
  firstLeaseS: 90,
  maxLeaseS: 600,
  longestSessionS: 43_200,
  meters: ['useMs'],
  maxRatePerS: {},
  clockTolerancePermille: 5,
  interlocks: [{ act: 'start', refuseWhile: 'occupied', code: 'OCCUPIED' }],
  front: ['blink'],
  atLeaseEnd: 'first-safe-moment',
  afterPowerLoss: 'resume',
  config: {
    emptyAfterS: { type: 'integer', default: 60, min: 1, max: 600 },
    leftAfterS: { type: 'integer', default: 300, min: 10, max: 3_600 },
    emergency: EMERGENCY_SETTING,
  },
  commerce: {
    presence: 'advisory',
    pairing: 'none',
    staffCall: true,
    cleanedAfterUse: true,
    tariff: {
      name: 'pod-by-the-minute',
      currency: 'CNY',
      baseMinor: 300,
      freeMs: 0,
      steps: [{ quantity: 'useMs', per: 60_000, amountMinor: 100 }],
      packages: [
        { packageId: 'p30', lengthMs: 1_800_000, amountMinor: 2_800 },
        { packageId: 'p60', lengthMs: 3_600_000, amountMinor: 4_900 },
      ],
      capMinor: 5_900,
      dayCap: { amountMinor: 9_900, calendar: false },
      items: [],
      taxPermille: 60,
    },
  },
};
