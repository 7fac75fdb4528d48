// Catalogue: the kinds that ship; a further kind is one profile more, and nothing else changes.
import { bike } from './bike.ts';
import { hotelRoom } from './hotel-room.ts';
import type { KindProfile } from './profile.ts';
import { restaurantTable } from './restaurant-table.ts';
import { sleepPod } from './sleep-pod.ts';

export const KIND_CATALOGUE: readonly KindProfile[] = [sleepPod, bike, hotelRoom, restaurantTable];

/** Finds a profile in a list of kinds; lists are passed in, so that a test can add a kind. */
export function findProfile(kinds: readonly KindProfile[], kind: string): KindProfile | undefined {
  return kinds.find((profile) => profile.kind === kind);
}
