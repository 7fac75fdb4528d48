// Venue record: venue, place and object as whoever runs them decides them, each with the version that an edit is compared with.
import type { Place, Venue } from '../place.ts';

export type VenueRecord = Venue & {
  /** 1 is new. */
  readonly version: number;
};

/** Where the place is, is said on its own (`place-positioned`). */
export type PlaceRecord = Pick<Place, 'placeId' | 'venueId' | 'name'> & { readonly tenantId: string; readonly version: number };

/** Who changed the service state last, when, and why. */
export type ServiceNote = { readonly by: string; readonly atMs: number; readonly reason: string };

/** What is decided about an object; whether it waits for a cleaner, and what its device reports, is not among it. */
export type ObjectCard = {
  readonly objectId: string;
  readonly tenantId: string;
  readonly venueId: string;
  readonly placeId: string;
  readonly kind: string;
  readonly name: string;
  readonly deviceId: string;
  readonly status: 'in_service' | 'out_of_service' | 'retired';
  /** null: it is shown, and its start refused. */
  readonly tariffId: string | null;
  /** After each use somebody cleans it before it is offered again. */
  readonly isCleaned: boolean;
  /** null: as it was created. */
  readonly service: ServiceNote | null;
  readonly version: number;
};
