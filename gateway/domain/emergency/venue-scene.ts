// Venue scene: everything that the red button of a venue decides on, read in one go.
import type { ObjectScene } from '../object.ts';
import type { Venue } from '../place.ts';
import type { EmergencyRecord } from './emergency.ts';

export type VenueScene = {
  readonly venue: Venue;
  /** In the order in which they were set up. */
  readonly objects: readonly ObjectScene[];
  /** Open or ended; null: there never was one. */
  readonly newest: EmergencyRecord | null;
};
