// List set-up: what a tenant's venue is made of, as the console and scripts read it - venues, places and objects.

import type { KindProfile } from '#protocol';
import { ok, type Result, refused } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import { isInterlocked, OBJECT_STATES, type ObjectState } from '../domain/venue/object-state.ts';
import { policyOf, profileOf, type StepContext } from '../journey/step-context.ts';
import type { BooksQuery } from '../ports/store.ts';
import {
  countObjects,
  countObjectsByVenue,
  type ListedObject,
  type ListedPlace,
  type ListedVenue,
  type ObjectsAsked,
  readObject,
  readObjects,
  readPlaces,
  readVenue,
  readVenues,
} from '../storage/queries/venue-set-up.ts';

type Reported = { readonly [field: string]: string | number | boolean };

export type ObjectDetail = ListedObject & {
  /** What its device reports and everybody may see; in a room with a guest nobody sees anything. */
  readonly reported: Reported;
  readonly reportedAtMs: number | null;
  readonly isOnline: boolean;
  /** It may be opened without a price now, as far as is known here. */
  readonly mayOpenFree: boolean;
};

type ObjectCounts = { readonly [S in ObjectState]: number };
/** With how many of its objects are in each state. */
export type VenueStanding = ListedVenue & { readonly states: ObjectCounts };

export type ListSetUp = {
  /** Of objects that may be created. */
  readonly kinds: readonly string[];
  /** By name. */
  venues(tenantId: string): Promise<readonly VenueStanding[]>;
  venue(tenantId: string, venueId: string): Promise<Result<VenueStanding, Rejection>>;
  /** By name; of one venue, where one is named. */
  places(tenantId: string, venueId: string | null): Promise<Result<readonly ListedPlace[], Rejection>>;
  /** By name, a page after the one named. */
  objects(asked: ObjectsAsked): Promise<{ readonly objects: readonly ListedObject[]; readonly nextAfterId: string | null }>;
  /** How many of each state. */
  counts(tenantId: string): Promise<ObjectCounts>;
  object(tenantId: string, objectId: string): Promise<Result<ObjectDetail, Rejection>>;
};

function reportedOf({ reported: fields, controls }: KindProfile, said: Reported): Reported {
  const isShown = (field: string): boolean => fields[field]?.public === true || Object.hasOwn(controls, field);
  return Object.fromEntries(Object.entries(said).filter(([field]) => isShown(field)));
}

const NO_OBJECTS = Object.fromEntries(OBJECT_STATES.map((state) => [state, 0])) as { [S in ObjectState]: number };

export function createListSetUp(context: StepContext, books: BooksQuery): ListSetUp {
  return {
    kinds: context.kinds.map(({ kind }) => kind),
    async venues(tenantId) {
      const counted = await countObjectsByVenue(books, tenantId);
      const venues = await readVenues(books, tenantId);
      return venues.map((venue) => ({ ...venue, states: counted.get(venue.venueId) ?? NO_OBJECTS }));
    },
    async venue(tenantId, venueId) {
      const venue = await readVenue(books, tenantId, venueId);
      if (!venue) return refused({ code: 'venue.unknown' });
      return ok({ ...venue, states: (await countObjectsByVenue(books, tenantId)).get(venueId) ?? NO_OBJECTS });
    },
    async places(tenantId, venueId) {
      const isKnown = venueId === null || (await readVenue(books, tenantId, venueId)) !== null;
      return isKnown ? ok(await readPlaces(books, tenantId, venueId)) : refused({ code: 'venue.unknown' });
    },
    async objects(asked) {
      const found = await readObjects(books, { ...asked, limit: asked.limit + 1 });
      const objects = found.slice(0, asked.limit);
      return { objects, nextAfterId: found.length > asked.limit ? (objects.at(-1)?.objectId ?? null) : null };
    },
    counts: (tenantId) => countObjects(books, tenantId),
    async object(tenantId, objectId) {
      const listed = await readObject(books, tenantId, objectId);
      const scene = listed && (await context.store.scene(objectId));
      if (!listed || !scene) return refused({ code: 'object.unknown' });
      const { device } = scene;
      const profile = profileOf(context, listed.kind);
      const isPrivate = policyOf(context, listed.kind).pairing === 'stay';
      const heardMs = context.heardAtMs(device.deviceId);
      return ok({
        ...listed,
        reported: isPrivate || !device.state ? {} : reportedOf(profile, device.state.reported),
        reportedAtMs: device.state?.atMs ?? null,
        isOnline: device.presence.online,
        lastContactMs: heardMs === null ? listed.lastContactMs : Math.max(heardMs, listed.lastContactMs ?? 0),
        mayOpenFree: listed.state === 'out-of-service' && !isInterlocked(profile, device.state),
      });
    },
  };
}
