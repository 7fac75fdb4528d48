// Queries for attaching labels: the objects that staff may choose from, and what looks wrong with the labels of a tenant.
import type { BooksQuery } from '../../ports/store.ts';

/** What people can scan: as many as are told, kept or ended when a further one is attached. */
const LIVE = "t.status IN ('printed', 'active')";
/** A label and its successor, which is printed already, are one place on the object. */
const LAST_PRINTED = `NOT EXISTS (SELECT 1 FROM tags n WHERE n.replaces = t.tag_id AND n.status IN ('printed', 'active'))`;

export type AttachableObject = {
  readonly objectId: string;
  readonly name: string;
  readonly placeName: string;
  readonly venueId: string;
  readonly venueName: string;
  /** What people can scan there: a label whose successor is printed counts, and the successor too. */
  readonly labels: number;
};

type ObjectRow = {
  readonly object_id: string;
  readonly name: string;
  readonly place_name: string;
  readonly venue_id: string;
  readonly venue_name: string;
  readonly labels: number;
};

const SHOWN = `
  SELECT o.object_id, o.name, p.name AS place_name, v.venue_id, v.name AS venue_name,
    (SELECT count(*) FROM tags t WHERE t.object_id = o.object_id AND ${LIVE}) AS labels
  FROM objects o JOIN places p ON p.place_id = o.place_id JOIN venues v ON v.venue_id = o.venue_id`;
const OBJECTS = `${SHOWN}
  WHERE o.tenant_id = ? AND o.retired_at_ms IS NULL
    AND (o.object_id = ? OR lower(o.name) LIKE ? ESCAPE '!' OR lower(p.name) LIKE ? ESCAPE '!')
  ORDER BY v.name, p.name, o.name, o.object_id LIMIT ?`;

const NAMED = `${SHOWN}
  WHERE o.tenant_id = ? AND o.retired_at_ms IS NULL AND (o.object_id = ? OR lower(o.name) = lower(?))
  ORDER BY CASE WHEN o.object_id = ? THEN 0 ELSE 1 END, o.object_id LIMIT 2`;

function shownOf(row: ObjectRow): AttachableObject {
  return {
    objectId: row.object_id,
    name: row.name,
    placeName: row.place_name,
    venueId: row.venue_id,
    venueName: row.venue_name,
    labels: Number(row.labels),
  };
}

/** Among all objects of the tenant: the one with this id first; two where the text is not enough to tell one. */
export async function readObjectsNamed(books: BooksQuery, tenantId: string, text: string): Promise<readonly AttachableObject[]> {
  return (await books<ObjectRow>(NAMED, [tenantId, text, text, text])).map(shownOf);
}

/** @param text part of a name or of a place's; or a whole object id. */
export async function readObjectsToAttach(
  books: BooksQuery,
  tenantId: string,
  text: string,
  limit: number,
): Promise<readonly AttachableObject[]> {
  const part = `%${text.toLowerCase().replaceAll(/[!%_]/g, '!$&')}%`;
  const rows = await books<ObjectRow>(OBJECTS, [tenantId, text, part, part, limit]);
  return rows.map(shownOf);
}

const LOOSE_COUNT = "SELECT count(*) AS labels FROM tags WHERE tenant_id = ? AND status = 'printed' AND object_id IS NULL";
const DOUBLES = `
  SELECT o.object_id, o.name, p.name AS place_name, v.venue_id, v.name AS venue_name, count(*) AS labels
  FROM tags t JOIN objects o ON o.object_id = t.object_id
    JOIN places p ON p.place_id = o.place_id JOIN venues v ON v.venue_id = o.venue_id
  WHERE o.tenant_id = ? AND ${LIVE}
  GROUP BY o.object_id, o.name, p.name, v.venue_id, v.name HAVING sum(CASE WHEN ${LAST_PRINTED} THEN 1 ELSE 0 END) > 1
  ORDER BY v.name, p.name, o.name LIMIT ?`;

export type LabelOversights = {
  /** Printed and hung on nothing. */
  readonly loose: number;
  /** Objects with more than one label, of which none is there to replace another. */
  readonly doubles: readonly AttachableObject[];
};

export async function readLabelOversights(books: BooksQuery, tenantId: string, limit: number): Promise<LabelOversights> {
  const [loose] = await books<{ readonly labels: number }>(LOOSE_COUNT, [tenantId]);
  const doubles = await books<ObjectRow>(DOUBLES, [tenantId, limit]);
  return {
    loose: Number(loose?.labels ?? 0),
    doubles: doubles.map(shownOf),
  };
}
