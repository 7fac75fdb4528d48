// List occupied: how the emergency of a venue stands - who pressed, which devices shine and sound, and where somebody may be; one read.
import { ok, type Result, refused } from '#protocol';
import type { DeviceRecord } from '../domain/device/device.ts';
import { type EmergencyRecord, isOpen } from '../domain/emergency/emergency.ts';
import { isTakenAlong, listOccupied, type OccupiedObject } from '../domain/emergency/occupied.ts';
import {
  devicesOf,
  type ProfileOf,
  type SignalState,
  signalOf,
  type UnreachedWhy,
  whyUnreached,
} from '../domain/emergency/signals.ts';
import type { VenueScene } from '../domain/emergency/venue-scene.ts';
import type { ObjectScene } from '../domain/object.ts';
import type { Rejection } from '../domain/rejections.ts';
import { asLastHeard, profileOf, type StepContext } from '../journey/step-context.ts';
import type { Operator } from '../ports/identity.ts';

/** An object whose device has not answered, or cannot. */
export type UnreachedObject = {
  readonly objectId: string;
  readonly name: string;
  readonly placeName: string;
  readonly signal: Exclude<SignalState, 'on'>;
  readonly why: UnreachedWhy;
  readonly lastContactMs: number | null;
  /** Since when it is used; null where it is not. */
  readonly inUseSinceMs: number | null;
  /** Whoever uses it may have gone with it: its place is where it was taken from. */
  readonly isTakenAlong: boolean;
  /** What it said of itself when it was last heard, of what says where it may be; null: it never said. */
  readonly lastReport: { readonly atMs: number; readonly isMoving: boolean | null; readonly distanceM: number | null } | null;
};

export type EmergencyPicture = {
  readonly venue: VenueScene['venue'];
  /** When it was read. */
  readonly atMs: number;
  readonly emergency: EmergencyRecord | null;
  readonly isOpen: boolean;
  /** Of devices, while it is open; all zero else. */
  readonly signals: { readonly [S in SignalState]: number };
  readonly unreached: readonly UnreachedObject[];
  /** At any time: a drill needs it too. */
  readonly occupied: readonly OccupiedObject[];
};
export type ListOccupied = (request: {
  readonly operator: Operator;
  readonly venueId: string;
}) => Promise<Result<EmergencyPicture, Rejection>>;

/** Of another tenant it is as unknown as none. */
export async function ownVenueScene(
  { store }: Pick<StepContext, 'store'>,
  venueId: string,
  { tenantId }: Operator,
): Promise<Result<VenueScene, Rejection>> {
  const scene = await store.venueScene(venueId);
  return scene?.venue.tenantId === tenantId ? ok(scene) : refused({ code: 'venue.unknown' });
}

function countSignals(objects: readonly ObjectScene[], profiles: ProfileOf): EmergencyPicture['signals'] {
  const signals = { on: 0, waiting: 0, away: 0, unable: 0 };
  for (const device of devicesOf(objects)) signals[signalOf(device, profiles)] += 1;
  return signals;
}

function lastReportOf({ state }: DeviceRecord): UnreachedObject['lastReport'] {
  if (!state) return null;
  const { moving, distance } = state.reported;
  const isMoving = typeof moving === 'boolean' ? moving : null;
  return { atMs: state.atMs, isMoving, distanceM: typeof distance === 'number' ? distance : null };
}

function listUnreached(objects: readonly ObjectScene[], profiles: ProfileOf): readonly UnreachedObject[] {
  return objects.flatMap((scene) => {
    const { object, place, device, live } = scene;
    const [signal, why] = [signalOf(device, profiles), whyUnreached(device, profiles)];
    if (signal === 'on' || why === null) return [];
    const { objectId, name } = object;
    const known = { objectId, name, placeName: place.name, signal, why, lastContactMs: device.presence.lastSeenAtMs };
    const inUseSinceMs = live ? (live.startedAtMs ?? live.createdAtMs) : null;
    return [{ ...known, inUseSinceMs, isTakenAlong: isTakenAlong(scene, profiles), lastReport: lastReportOf(device) }];
  });
}

export function createListOccupied(context: StepContext): ListOccupied {
  const profiles: ProfileOf = (kind) => profileOf(context, kind);
  return async ({ operator, venueId }) => {
    const found = await ownVenueScene(context, venueId, operator);
    if (!found.ok) return found;
    const { venue, newest } = found.value;
    const objects = found.value.objects.map((scene) => ({ ...scene, device: asLastHeard(context, scene.device) }));
    const [isRaised, atMs] = [isOpen(newest), context.clock.nowMs()];
    return ok({
      venue,
      atMs,
      emergency: newest,
      isOpen: isRaised,
      signals: isRaised ? countSignals(objects, profiles) : { on: 0, waiting: 0, away: 0, unable: 0 },
      unreached: isRaised ? listUnreached(objects, profiles) : [],
      occupied: listOccupied(objects, profiles, atMs),
    });
  };
}
