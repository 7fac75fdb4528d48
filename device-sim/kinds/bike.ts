// Bike model: a latch that a motor lets go, a pin that only a hand moves, and a wheel that turns.
import { type Body, defineModel, settingMs, touched } from './model.ts';

type BikeBody = Body & {
  readonly latch: 'held' | 'released';
  readonly pin: 'closed' | 'open';
  readonly speedMPerS: number;
  /** Up to when `tripMm` has been counted. */
  readonly countedUpMs: number;
  readonly tripMm: number;
  /** Since when the wheel stands. */
  readonly stoodSinceUpMs: number;
  readonly pinClosedUpMs: number;
  readonly batteryPercent: number;
};

/** Below this the lock could not be opened again at the end of a ride. */
const BATTERY_LOW_PERCENT = 10;
/** What legs can do; the profile's maximum rate says the same. */
const FASTEST_M_PER_S = 14;
/** While it rolls, phones see the distance grow this often. */
const MOVING_REFRESH_MS = 2_000;

export const bikeModel = defineModel<BikeBody>({
  kind: 'bike',
  fresh: {
    latch: 'held',
    pin: 'closed',
    speedMPerS: 0,
    countedUpMs: 0,
    tripMm: 0,
    stoodSinceUpMs: 0,
    pinClosedUpMs: 0,
    batteryPercent: 82,
  },
  // What was ridden without power is not measured, and so not sold.
  afterPowerCut: (body) => ({ ...body, countedUpMs: 0, stoodSinceUpMs: 0, pinClosedUpMs: 0 }),
  advance: (body, upMs) =>
    body.speedMPerS === 0 || upMs <= body.countedUpMs
      ? body
      : { ...body, tripMm: body.tripMm + body.speedMPerS * (upMs - body.countedUpMs), countedUpMs: upMs },
  conditions: (body) => [
    ...(body.speedMPerS > 0 ? ['moving'] : []),
    ...(body.batteryPercent < BATTERY_LOW_PERCENT ? ['battery_low'] : []),
  ],
  evidence: (body, settings, upMs) => [
    ...(body.latch === 'released' ? ['lock_released'] : []),
    ...(body.pin === 'open' ? ['pin_open'] : ['pin_closed']),
    ...(body.speedMPerS > 0 ? ['motion'] : []),
    ...(body.pin === 'closed' && upMs >= body.pinClosedUpMs + settingMs(settings, 'parkedAfterS') ? ['parked'] : []),
  ],
  begin: (body, upMs) => ({ ...body, latch: 'released', tripMm: 0, countedUpMs: upMs }),
  resume: (body) => ({ ...body, latch: 'released' }),
  undo: (body) => (body.pin === 'closed' ? { ...body, latch: 'held' } : body),
  // No motor closes the pin: a wheel must never be blocked from afar.
  requestEnd: (body) => body,
  release: (body) => (body.pin === 'closed' ? { ...body, latch: 'held' } : body),
  leaving: (body, settings) =>
    body.pin === 'open'
      ? null
      : {
          sinceUpMs: body.pinClosedUpMs,
          dueUpMs: body.pinClosedUpMs + settingMs(settings, 'parkedAfterS'),
          trigger: 'parked',
        },
  safeSinceUpMs: (body) => (body.speedMPerS > 0 ? null : body.stoodSinceUpMs),
  distanceM: (body) => Math.floor(body.tripMm / 1_000),
  reported: (body) => ({
    pin: body.pin,
    moving: body.speedMPerS > 0,
    battery: body.batteryPercent,
    distance: Math.floor(body.tripMm / 1_000),
  }),
  setControl: (body) => body,
  refreshEveryMs: (body) => (body.speedMPerS > 0 ? MOVING_REFRESH_MS : null),
  displays: [],
  personActs: {
    pullPin: (body) => (body.latch === 'released' && body.pin === 'closed' ? touched({ ...body, pin: 'open' }) : null),
    ride: (body, upMs, value) => {
      const speedMPerS = Math.round(value ?? 4);
      if (body.pin === 'closed' || !(speedMPerS > 0 && speedMPerS <= FASTEST_M_PER_S)) return null;
      return touched({ ...body, speedMPerS, countedUpMs: upMs }, { type: 'motion', data: { moving: true } });
    },
    brake: (body, upMs) =>
      body.speedMPerS > 0
        ? touched({ ...body, speedMPerS: 0, stoodSinceUpMs: upMs }, { type: 'motion', data: { moving: false } })
        : null,
    closePin: (body, upMs) =>
      body.pin === 'open' && body.speedMPerS === 0
        ? touched({ ...body, pin: 'closed', latch: 'held', pinClosedUpMs: upMs })
        : null,
  },
});
