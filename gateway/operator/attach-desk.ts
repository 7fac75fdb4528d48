// Attach desk: what staff see while they hang labels - the objects that they may choose from, and labels that look forgotten or double.
import type { BooksQuery } from '../ports/store.ts';
import {
  type AttachableObject,
  type LabelOversights,
  readLabelOversights,
  readObjectsNamed,
  readObjectsToAttach,
} from '../storage/queries/attach-objects.ts';
import { readVenueNames } from '../storage/queries/venue-objects.ts';

export type AttachDesk = {
  /** By id: where a round can be walked. */
  venues(tenantId: string): Promise<readonly { readonly venueId: string; readonly name: string }[]>;
  /**
   * @param text part of a name, or nothing for all. Objects without a label come first.
   * @param only of one venue, where that is said, and so many of them: as many as a phone's page holds unless more are asked for.
   */
  objects(
    tenantId: string,
    text: string,
    only?: { readonly most?: number; readonly venueId?: string },
  ): Promise<{ readonly shown: readonly AttachableObject[]; readonly more: number }>;
  /** Those with this id or whole name, among all that there are: the one with the id first, and no more than two. */
  named(tenantId: string, text: string): Promise<readonly AttachableObject[]>;
  oversights(tenantId: string): Promise<LabelOversights>;
};

/** So many fit a thumb's patience; whoever has more types part of a name. */
const MOST_SHOWN = 40;
const MOST_READ = 2_000;
const MOST_DOUBLES = 20;

/** `Pod 2` stands before `Pod 10`. */
function inOrder(one: AttachableObject, other: AttachableObject): number {
  const words = ({ venueName, placeName, name }: AttachableObject): string => `${venueName}\n${placeName}\n${name}`;
  const byLabel = Math.min(1, one.labels) - Math.min(1, other.labels);
  return byLabel === 0 ? words(one).localeCompare(words(other), 'en', { numeric: true }) : byLabel;
}

export function createAttachDesk(books: BooksQuery): AttachDesk {
  return {
    venues: async (tenantId) => (await readVenueNames(books)).filter((venue) => venue.tenantId === tenantId),
    async objects(tenantId, text, { most = MOST_SHOWN, venueId } = {}) {
      const read = await readObjectsToAttach(books, tenantId, text.trim(), MOST_READ);
      const found = read.filter((each) => venueId === undefined || each.venueId === venueId).sort(inOrder);
      return { shown: found.slice(0, most), more: Math.max(0, found.length - most) };
    },
    named: (tenantId, text) => readObjectsNamed(books, tenantId, text.trim()),
    oversights: (tenantId) => readLabelOversights(books, tenantId, MOST_DOUBLES),
  };
}
