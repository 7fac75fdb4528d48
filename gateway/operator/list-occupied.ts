// List occupied: how the emergency of a venue stands - who pressed, which devices shine and sound, and where somebody may be; one read.
import { ok, type Result, refused } from '#protocol';
import { type EmergencyRecord, isOpen } from '../domain/emergency/emergency.ts';
import { listOccupied, type OccupiedObject } from '../domain/emergency/occupied.ts';
import { devicesOf, type ProfileOf, type SignalState, signalOf } from '../domain/emergency/signals.ts';
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
  readonly lastContactMs: number | null;
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

function listUnreached(objects: readonly ObjectScene[], profiles: ProfileOf): readonly UnreachedObject[] {
  return objects.flatMap(({ object, place, device }) => {
    const signal = signalOf(device, profiles);
    if (signal === 'on') return [];
    const { objectId, name } = object;
    return [{ objectId, name, placeName: place.name, signal, lastContactMs: device.presence.lastSeenAtMs }];
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
