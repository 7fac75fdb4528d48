// Hotel room model: light, dimmer and climate behind wall switches that always win, and a window that saves energy.
import { type Body, defineModel, type Touched, touched } from './model.ts';

type RoomBody = Body & {
  readonly scene: 'away' | 'guest' | 'eco';
  readonly light: boolean;
  readonly dimmer: number;
  readonly setpoint: number;
  readonly temperature: number;
  readonly window: 'closed' | 'open';
  /** A hand was seen in the room since the scene was applied. */
  readonly isPresenceSeen: boolean;
  /** When the scene was reset after the last use; null while it is in use. */
  readonly resetUpMs: number | null;
};

const RESTING = { scene: 'away', light: false, dimmer: 0, setpoint: 200 } as const;
/** The thermostat's dial has the same stops as the control of the profile. */
const DIAL = { min: 180, max: 260, step: 5 } as const;

const reset = (body: RoomBody, upMs: number): RoomBody => ({
  ...body,
  ...RESTING,
  isPresenceSeen: false,
  resetUpMs: body.resetUpMs ?? upMs,
});

function byHand(body: RoomBody, control: 'light' | 'setpoint', value: boolean | number): Touched<RoomBody> {
  return {
    body: { ...body, [control]: value, isPresenceSeen: true },
    changedControls: [control],
    events: [{ type: 'local_set', data: { control, value } }],
  };
}

export const hotelRoomModel = defineModel<RoomBody>({
  kind: 'hotel-room',
  fresh: { ...RESTING, temperature: 215, window: 'closed', isPresenceSeen: false, resetUpMs: null },
  afterPowerCut: (body) => ({ ...body, resetUpMs: body.resetUpMs === null ? null : 0 }),
  advance: (body) => body,
  conditions: () => [],
  evidence: (body) =>
    body.scene === 'away'
      ? ['scene_reset']
      : ['scene_applied', ...(body.light ? ['power_draw'] : []), ...(body.isPresenceSeen ? ['presence'] : [])],
  begin: (body) => ({
    ...body,
    scene: body.window === 'open' ? 'eco' : 'guest',
    light: true,
    dimmer: 60,
    setpoint: 220,
    isPresenceSeen: false,
    resetUpMs: null,
  }),
  undo: reset,
  requestEnd: reset,
  release: reset,
  leaving: (body) =>
    body.resetUpMs === null ? null : { sinceUpMs: body.resetUpMs, dueUpMs: body.resetUpMs, trigger: 'local_stop' },
  safeSinceUpMs: () => 0,
  distanceM: () => 0,
  reported: (body) => ({
    light: body.light,
    dimmer: body.dimmer,
    setpoint: body.setpoint,
    temperature: body.temperature,
    window: body.window,
    scene: body.scene,
  }),
  setControl: (body, control, value) => ({ ...body, [control]: value }),
  refreshEveryMs: () => null,
  displays: ['pairingCode'],
  personActs: {
    flipWallSwitch: (body) => byHand(body, 'light', !body.light),
    turnThermostat: (body, _upMs, value) => {
      const isOnDial = value !== undefined && value >= DIAL.min && value <= DIAL.max && (value - DIAL.min) % DIAL.step === 0;
      return isOnDial ? byHand(body, 'setpoint', value) : null;
    },
    openWindow: (body) =>
      body.window === 'closed' ? touched({ ...body, window: 'open', scene: body.scene === 'guest' ? 'eco' : body.scene }) : null,
    closeWindow: (body) =>
      body.window === 'open' ? touched({ ...body, window: 'closed', scene: body.scene === 'eco' ? 'guest' : body.scene }) : null,
  },
});
