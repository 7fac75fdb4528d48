// Queries on tag keys: how many labels of each key still hang, which they are, and what the audit knows of the keys.
import type { BooksQuery } from '../../ports/store.ts';

/** Printed ones count: somebody may hang them tomorrow. The second byte of a payload names the key (QR-03). */
const HANGING = `
  SELECT substr(payload_hex, 3, 2) AS kid_hex, count(*) AS labels FROM tags
  WHERE status IN ('printed', 'active') GROUP BY substr(payload_hex, 3, 2)`;

/** Labels that work or soon will, by the key that signed them. */
export async function readHangingLabels(books: BooksQuery): Promise<ReadonlyMap<number, number>> {
  const rows = await books<{ readonly kid_hex: string; readonly labels: number }>(HANGING);
  return new Map(rows.map(({ kid_hex, labels }) => [Number.parseInt(kid_hex, 16), Number(labels)]));
}

export type QueuedLabel = {
  readonly tagId: string;
  readonly tenantId: string;
  readonly status: 'printed' | 'active';
  readonly shortCode: string | null;
  readonly objectId: string | null;
  readonly objectName: string | null;
  readonly placeName: string | null;
  readonly venueId: string | null;
  readonly venueName: string | null;
  /** Its new label is printed, and it ends when that one is seen. */
  readonly isReprinted: boolean;
};

/** `to-print`: what hangs on an object, and for which nothing is printed yet. */
type QueuePart = 'all' | 'to-print';

type QueueRow = {
  readonly tag_id: string;
  readonly tenant_id: string;
  readonly status: 'printed' | 'active';
  readonly short_code: string | null;
  readonly object_id: string | null;
  readonly object_name: string | null;
  readonly place_name: string | null;
  readonly venue_id: string | null;
  readonly venue_name: string | null;
  readonly reprinted: number;
};

/** In the order in which somebody walks through the venues. */
const queueOf = (part: QueuePart): string => `
  SELECT t.tag_id, t.tenant_id, t.status, t.short_code, t.object_id, o.name AS object_name, p.name AS place_name,
    v.venue_id, v.name AS venue_name, CASE WHEN n.tag_id IS NULL THEN 0 ELSE 1 END AS reprinted
  FROM tags t LEFT JOIN objects o ON o.object_id = t.object_id
    LEFT JOIN places p ON p.place_id = o.place_id LEFT JOIN venues v ON v.venue_id = o.venue_id
    LEFT JOIN tags n ON n.replaces = t.tag_id AND n.status IN ('printed', 'active')
  WHERE t.status IN ('printed', 'active') AND substr(t.payload_hex, 3, 2) = ?
    ${part === 'to-print' ? 'AND o.object_id IS NOT NULL AND n.tag_id IS NULL' : ''}
  ORDER BY v.name, p.name, o.name, t.tag_id LIMIT ?`;

/** What has to be printed anew before a key can end. */
export async function readReprintQueue(
  books: BooksQuery,
  kid: number,
  limit: number,
  part: QueuePart = 'all',
): Promise<readonly QueuedLabel[]> {
  const rows = await books<QueueRow>(queueOf(part), [kid.toString(16).padStart(2, '0'), limit]);
  return rows.map((row) => ({
    tagId: row.tag_id,
    tenantId: row.tenant_id,
    status: row.status,
    shortCode: row.short_code,
    objectId: row.object_id,
    objectName: row.object_name,
    placeName: row.place_name,
    venueId: row.venue_id,
    venueName: row.venue_name,
    isReprinted: Number(row.reprinted) > 0,
  }));
}

export async function readTenants(books: BooksQuery): Promise<readonly string[]> {
  const rows = await books<{ readonly tenant_id: string }>('SELECT tenant_id FROM tenants ORDER BY tenant_id');
  return rows.map(({ tenant_id }) => tenant_id);
}

export type KeyNote = { readonly tenantId: string; readonly subjectId: string; readonly what: string };

/** Subjects are few, and the audit is found by them: it may be long. */
export async function readKeyNotes(books: BooksQuery, subjectIds: readonly string[]): Promise<readonly KeyNote[]> {
  const notes: KeyNote[] = [];
  for (const subjectId of subjectIds) {
    const rows = await books<{ readonly tenant_id: string; readonly what: string }>(
      "SELECT tenant_id, what FROM audit_rows WHERE subject_id = ? AND what LIKE 'tag-key-%'",
      [subjectId],
    );
    notes.push(...rows.map((row) => ({ tenantId: row.tenant_id, subjectId, what: row.what })));
  }
  return notes;
}
