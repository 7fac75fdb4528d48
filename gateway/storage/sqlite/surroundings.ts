// Surroundings: where an object stands, remembered between set-ups, since only these, and the enrolment of its device, change it.
import { assert } from '#protocol';
import type { ObjectRecord } from '../../domain/object.ts';
import type { Place, Venue } from '../../domain/place.ts';
import { type ObjectRow, objectFromRow, type PlaceRow, placeFromRow, type VenueRow, venueFromRow } from '../rows/venue-row.ts';
import type { Connection } from './connection.ts';
import { prepareJoined } from './joined-rows.ts';

const REMEMBERED = 1_024;

type Surroundings = { readonly object: ObjectRecord; readonly place: Place; readonly venue: Venue };
type SurroundingsRow = { readonly objects: ObjectRow; readonly places: PlaceRow; readonly venues: VenueRow };

export type SurroundingsMemory = {
  /** Of a session: its object may stand elsewhere by now. */
  read(named: { readonly object_id: string; readonly place_id: string; readonly venue_id: string }): Surroundings;
  /** After a set-up, or when a machine was replaced. */
  forget(): void;
};

export function createSurroundings(db: Connection): SurroundingsMemory {
  const select = prepareJoined<[string, string, string], SurroundingsRow>(
    db,
    `SELECT objects.*, places.*, venues.* FROM objects, places, venues
     WHERE objects.object_id = ? AND places.place_id = ? AND venues.venue_id = ?`,
  );
  const remembered = new Map<string, Surroundings>();
  return {
    read(named) {
      const key = `${named.object_id} ${named.place_id} ${named.venue_id}`;
      const known = remembered.get(key);
      if (known) return known;
      const row = select.get(named.object_id, named.place_id, named.venue_id);
      assert(row, `object ${named.object_id} stands somewhere`);
      const found = { object: objectFromRow(row.objects), place: placeFromRow(row.places), venue: venueFromRow(row.venues) };
      const oldest = remembered.keys().next().value;
      if (remembered.size >= REMEMBERED && oldest !== undefined) remembered.delete(oldest);
      remembered.set(key, found);
      return found;
    },
    forget: () => remembered.clear(),
  };
}
