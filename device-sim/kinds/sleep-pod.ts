// Sleep pod model: a bolt, a door, a bed sensor, and an inside handle that always opens.
import { type Body, defineModel, settingMs, touched } from './model.ts';

type PodBody = Body & {
  readonly bolt: 'locked' | 'open';
  readonly door: 'closed' | 'open';
  readonly isOccupied: boolean;
  /** Since when nobody is in it; null while occupied. */
  readonly emptySinceUpMs: number | null;
  /** First opening since the start, or since the door was last closed upon a guest; null when there was none. */
  readonly openedUpMs: number | null;
  /** True while a session lets a guest go out and in. */
  readonly isLet: boolean;
  readonly light: number;
  readonly fan: number;
  readonly temperature: number;
};

const doorEvent = (isOpen: boolean) => ({ type: 'door', data: { open: isOpen } }) as const;
const occupancyEvent = (isOccupied: boolean) => ({ type: 'occupancy', data: { occupied: isOccupied } }) as const;

function lockIfNobodyNeedsIt(body: PodBody): PodBody {
  const mayLock = body.door === 'closed' && !body.isOccupied && !body.isLet;
  return mayLock ? { ...body, bolt: 'locked' } : body;
}

const opened = (body: PodBody, upMs: number): PodBody => ({
  ...body,
  bolt: 'open',
  door: 'open',
  openedUpMs: body.openedUpMs ?? upMs,
});

export const sleepPodModel = defineModel<PodBody>({
  kind: 'sleep-pod',
  fresh: {
    bolt: 'locked',
    door: 'closed',
    isOccupied: false,
    emptySinceUpMs: 0,
    openedUpMs: null,
    isLet: false,
    light: 0,
    fan: 0,
    temperature: 235,
  },
  afterPowerCut: (body) => ({
    ...body,
    emptySinceUpMs: body.isOccupied ? null : 0,
    openedUpMs: body.openedUpMs === null ? null : 0,
  }),
  advance: (body) => body,
  conditions: (body) => (body.isOccupied ? ['occupied'] : []),
  evidence(body, settings, upMs) {
    const emptyFromUpMs = body.emptySinceUpMs === null ? Infinity : body.emptySinceUpMs + settingMs(settings, 'emptyAfterS');
    return [
      ...(body.bolt === 'open' ? ['bolt_open'] : []),
      ...(body.openedUpMs !== null ? ['door_opened'] : []),
      ...(body.isOccupied ? ['occupied'] : []),
      ...(upMs >= emptyFromUpMs ? ['empty'] : []),
    ];
  },
  begin: (body, upMs) => ({
    ...body,
    isLet: true,
    bolt: 'open',
    openedUpMs: body.door === 'open' ? upMs : null,
    light: 50,
    fan: 1,
  }),
  undo: (body) => lockIfNobodyNeedsIt({ ...body, isLet: false, light: 0, fan: 0 }),
  // Stop asks the guest to leave: more light, and nothing that could hinder.
  requestEnd: (body) => ({ ...body, light: 100 }),
  // The fan stays on while somebody is inside; the bolt falls only on a closed and empty pod.
  release: (body) => lockIfNobodyNeedsIt({ ...body, isLet: false, fan: body.isOccupied ? body.fan : 0 }),
  leaving(body, settings, isStopAsked) {
    if (body.emptySinceUpMs === null || body.openedUpMs === null) return null;
    const sinceUpMs = Math.max(body.emptySinceUpMs, body.openedUpMs);
    const emptyAfterMs = settingMs(settings, 'emptyAfterS');
    // Without Stop the guest may only have gone to brush teeth; never shorter than what counts as empty.
    const waitMs = isStopAsked ? emptyAfterMs : Math.max(emptyAfterMs, settingMs(settings, 'leftAfterS'));
    return { sinceUpMs, dueUpMs: sinceUpMs + waitMs, trigger: 'person_left' };
  },
  safeSinceUpMs: () => 0,
  distanceM: () => 0,
  reported: (body) => ({
    bolt: body.bolt,
    door: body.door,
    occupied: body.isOccupied,
    temperature: body.temperature,
    light: body.light,
    fan: body.fan,
  }),
  setControl: (body, control, value) => ({ ...body, [control]: value }),
  refreshEveryMs: () => null,
  displays: [],
  personActs: {
    // From outside the bolt decides; from inside the handle is mechanical and always works.
    openDoor: (body, upMs) =>
      body.door === 'closed' && (body.bolt === 'open' || body.isOccupied) ? touched(opened(body, upMs), doorEvent(true)) : null,
    // A guest inside is private: the bolt falls for the outside, and the past opening no longer proves a way out.
    closeDoor: (body) =>
      body.door === 'open'
        ? touched(
            body.isOccupied
              ? { ...body, door: 'closed', bolt: 'locked', openedUpMs: null }
              : lockIfNobodyNeedsIt({ ...body, door: 'closed' }),
            doorEvent(false),
          )
        : null,
    enter: (body) =>
      body.door === 'open' && !body.isOccupied
        ? touched({ ...body, isOccupied: true, emptySinceUpMs: null }, occupancyEvent(true))
        : null,
    leave: (body, upMs) =>
      body.isOccupied
        ? touched({ ...opened(body, upMs), isOccupied: false, emptySinceUpMs: upMs }, doorEvent(true), occupancyEvent(false))
        : null,
  },
});
