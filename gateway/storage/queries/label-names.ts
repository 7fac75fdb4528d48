// Queries on names: what stands on labels and what objects are called, for lists that know them by their ids.
import type { BooksQuery } from '../../ports/store.ts';

export type NamedObject = {
  readonly objectId: string;
  readonly name: string;
  readonly placeName: string;
  readonly venueId: string;
  readonly venueName: string;
};

export type LabelNames = {
  /** By tag id; null: a label that can only be scanned. */
  readonly shortCodes: ReadonlyMap<string, string | null>;
  /** Addresses of labels that were taken over, by the id that sightings have of them. */
  readonly urls: ReadonlyMap<string, string>;
  readonly objects: ReadonlyMap<string, NamedObject>;
};

/** Databases take so many values in one statement. */
const MOST_AT_ONCE = 500;

type Owned = { readonly tenantId: string; readonly ids: readonly string[] };

async function readByIds<Row extends object>(
  books: BooksQuery,
  statement: (places: string) => string,
  { tenantId, ids }: Owned,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (let from = 0; from < ids.length; from += MOST_AT_ONCE) {
    const some = ids.slice(from, from + MOST_AT_ONCE);
    rows.push(...(await books<Row>(statement(some.map(() => '?').join(', ')), [tenantId, ...some])));
  }
  return rows;
}

export async function readLabelNames(
  books: BooksQuery,
  tenantId: string,
  asked: { readonly tagIds: readonly string[]; readonly objectIds: readonly string[] },
): Promise<LabelNames> {
  const tagIds = { tenantId, ids: [...new Set(asked.tagIds)] };
  const tags = await readByIds<{ readonly tag_id: string; readonly short_code: string | null }>(
    books,
    (places) => `SELECT tag_id, short_code FROM tags WHERE tenant_id = ? AND tag_id IN (${places})`,
    tagIds,
  );
  const taken = await readByIds<{ readonly label_id: string; readonly url: string }>(
    books,
    (places) => `SELECT label_id, url FROM taken_over_labels WHERE tenant_id = ? AND label_id IN (${places})`,
    tagIds,
  );
  const objects = await readByIds<{
    readonly object_id: string;
    readonly name: string;
    readonly place_name: string;
    readonly venue_id: string;
    readonly venue_name: string;
  }>(
    books,
    (places) =>
      `SELECT o.object_id, o.name, p.name AS place_name, v.venue_id, v.name AS venue_name
       FROM objects o JOIN places p ON p.place_id = o.place_id JOIN venues v ON v.venue_id = o.venue_id
       WHERE o.tenant_id = ? AND o.object_id IN (${places})`,
    { tenantId, ids: [...new Set(asked.objectIds)] },
  );
  return {
    shortCodes: new Map(tags.map((row) => [row.tag_id, row.short_code])),
    urls: new Map(taken.map((row) => [row.label_id, row.url])),
    objects: new Map(
      objects.map((row) => [
        row.object_id,
        {
          objectId: row.object_id,
          name: row.name,
          placeName: row.place_name,
          venueId: row.venue_id,
          venueName: row.venue_name,
        },
      ]),
    ),
  };
}
