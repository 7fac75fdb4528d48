// Find objects to label: the venues that labels can be printed for, and the objects of one - all, or those that carry none yet.
import type { BooksQuery } from '../ports/store.ts';
import { readObjectIds, readVenueNames, type WhichObjects } from '../storage/queries/venue-objects.ts';

const PAGE = 1_000;

export type FindObjectsToLabel = {
  venues(): ReturnType<typeof readVenueNames>;
  /** By id, a page after `afterId`; an empty one is the last. */
  objects(
    venue: { readonly tenantId: string; readonly venueId: string },
    which: WhichObjects,
    afterId: string,
  ): Promise<readonly string[]>;
};

export function createFindObjectsToLabel(books: BooksQuery): FindObjectsToLabel {
  return {
    venues: () => readVenueNames(books),
    objects: (venue, which, afterId) => readObjectIds(books, venue, which, afterId, PAGE),
  };
}
