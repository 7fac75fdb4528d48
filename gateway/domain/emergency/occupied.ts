// Occupied: where somebody may be, for the fire crew; what is not known counts as occupied (kinds.md).
import type { ControlValue } from '#protocol';
import { isReachable } from '../device/device.ts';
import type { ObjectScene } from '../object.ts';
import type { ProfileOf } from './signals.ts';

/** The reported field by which a kind says that somebody is inside. */
const INSIDE = 'occupied';

/**
 * session: somebody uses it. reported: its sensor sees somebody. unknown: its sensor or its connection has failed. stay: a guest
 * stays there, used or not.
 */
export type OccupiedBecause = 'session' | 'reported' | 'unknown' | 'stay';

export type OccupiedObject = {
  readonly objectId: string;
  readonly name: string;
  readonly placeName: string;
  readonly kind: string;
  readonly because: readonly OccupiedBecause[];
  /** Since when it is used; null where nobody started it. */
  readonly sinceMs: number | null;
  /** What its door is reported to be, where it has one; null: not known. */
  readonly door: ControlValue | null;
  readonly lastContactMs: number | null;
  /** Whoever uses it may have gone with it: its place is where it was taken from. */
  readonly isTakenAlong: boolean;
};

/** In use, and of a kind that is used by riding it away. */
export function isTakenAlong({ object, live }: Pick<ObjectScene, 'object' | 'live'>, profileOf: ProfileOf): boolean {
  return live !== null && live.startedAtMs !== null && profileOf(object.kind).meters.includes('distanceM');
}

/** What the sensor says; null where the kind has none. A device that is away may have seen somebody since. */
function sensed({ device }: ObjectScene, hasSensor: boolean): OccupiedBecause | 'empty' | null {
  if (!hasSensor) return null;
  const value = device.state?.reported[INSIDE];
  if (value === true) return 'reported';
  return value === false && isReachable(device) ? 'empty' : 'unknown';
}

function becauseOf(scene: ObjectScene, hasSensor: boolean, nowMs: number): readonly OccupiedBecause[] {
  const { live, stay } = scene;
  const seen = sensed(scene, hasSensor);
  const isStay = stay !== null && stay.fromMs <= nowMs && nowMs < stay.untilMs;
  return [
    ...(live ? (['session'] as const) : []),
    ...(seen === null || seen === 'empty' ? [] : [seen]),
    ...(isStay ? (['stay'] as const) : []),
  ];
}

/** By place and name, as somebody walks past them. */
export function listOccupied(objects: readonly ObjectScene[], profileOf: ProfileOf, nowMs: number): readonly OccupiedObject[] {
  const found = objects.flatMap((scene): readonly OccupiedObject[] => {
    const { object, place, device, live } = scene;
    const because = becauseOf(scene, Object.hasOwn(profileOf(object.kind).reported, INSIDE), nowMs);
    if (because.length === 0) return [];
    const { objectId, name, kind } = object;
    const sinceMs = live ? (live.startedAtMs ?? live.createdAtMs) : null;
    const door = isReachable(device) ? (device.state?.reported.door ?? null) : null;
    const [placeName, lastContactMs] = [place.name, device.presence.lastSeenAtMs];
    const isAlong = isTakenAlong(scene, profileOf);
    return [{ objectId, name, placeName, kind, because, sinceMs, door, lastContactMs, isTakenAlong: isAlong }];
  });
  return found.sort(
    (one, other) =>
      one.placeName.localeCompare(other.placeName, 'en', { numeric: true }) ||
      one.name.localeCompare(other.name, 'en', { numeric: true }),
  );
}
