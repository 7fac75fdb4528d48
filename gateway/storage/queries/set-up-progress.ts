// Queries on the set-up: what each object of a venue has by now, the last session that was tried, and a mark that changes with both.
import type { ObjectInSetUp, TriedSession } from '../../ports/set-up-view.ts';
import type { BooksQuery } from '../../ports/store.ts';

type Row = {
  readonly object_id: string;
  readonly name: string;
  readonly kind: string;
  readonly place_name: string;
  readonly device_id: string;
  readonly status: string;
  readonly is_priced: number;
  readonly is_enrolled: number;
  readonly is_online: number | boolean;
  readonly is_unclean: number;
  readonly labels: number;
  readonly printed: number;
  readonly hung: number;
  readonly session_id: string | null;
  readonly state: string | null;
  readonly payer_id: string | null;
};

const LABELS = `FROM tags AS t WHERE t.object_id = o.object_id AND t.status IN ('printed', 'active')`;
const OBJECTS = `
  SELECT o.object_id, o.name, o.kind, p.name AS place_name, o.device_id, o.status,
    CASE WHEN r.tariff_id IS NULL THEN 0 ELSE 1 END AS is_priced,
    CASE WHEN d.public_x = '' AND d.is_unsigned = 0 THEN 0 ELSE 1 END AS is_enrolled, d.is_online,
    CASE WHEN o.is_cleaned = 1 AND o.unclean_since_ms IS NOT NULL THEN 1 ELSE 0 END AS is_unclean,
    (SELECT count(*) ${LABELS}) AS labels,
    (SELECT count(*) FROM tags AS t
      JOIN audit_rows AS a ON a.subject_id = t.batch_id AND a.tenant_id = t.tenant_id AND a.what = 'labels-printed'
      WHERE t.object_id = o.object_id AND t.status IN ('printed', 'active')) AS printed,
    (SELECT count(*) ${LABELS} AND t.status = 'active') AS hung,
    s.session_id, s.state, s.payer_id
  FROM objects AS o
    JOIN places AS p ON p.place_id = o.place_id
    JOIN devices AS d ON d.device_id = o.device_id
    LEFT JOIN tariffs AS r ON r.tariff_id = o.tariff_id AND r.tenant_id = o.tenant_id
    LEFT JOIN sessions AS s ON s.object_id = o.object_id AND s.state IN ('authorizing', 'starting', 'active', 'suspended', 'stopping')
  WHERE o.tenant_id = ? AND o.venue_id = ? AND o.retired_at_ms IS NULL
  ORDER BY o.object_id LIMIT ?`;

/** By id; none of another tenant's venue. */
export async function readObjectsInSetUp(
  books: BooksQuery,
  of: { readonly tenantId: string; readonly venueId: string; readonly limit: number },
): Promise<readonly ObjectInSetUp[]> {
  const rows = await books<Row>(OBJECTS, [of.tenantId, of.venueId, of.limit]);
  return rows.map((row) => ({
    ...{ objectId: row.object_id, name: row.name, kind: row.kind, placeName: row.place_name, deviceId: row.device_id },
    ...{ isInService: row.status === 'in_service', isPriced: Number(row.is_priced) === 1 },
    ...{
      isEnrolled: Number(row.is_enrolled) === 1,
      isOnline: Number(row.is_online) === 1,
      isUnclean: Number(row.is_unclean) === 1,
    },
    ...{ isLabelled: Number(row.labels) > 0, isPrinted: Number(row.printed) > 0, isHung: Number(row.hung) > 0 },
    live: row.session_id === null ? null : { sessionId: row.session_id, state: row.state ?? '', payerId: row.payer_id ?? '' },
  }));
}

const TRIED = `
  SELECT s.session_id, s.object_id, o.name, s.started_at_ms, s.end_at_ms
  FROM objects AS o JOIN sessions AS s ON s.object_id = o.object_id
  WHERE o.tenant_id = ? AND o.venue_id = ? AND s.state = 'closed' AND s.started_at_ms IS NOT NULL
  ORDER BY s.created_at_ms DESC, s.session_id DESC LIMIT 1`;

/** The last session of a venue that was started and is over. */
export async function readTriedSession(books: BooksQuery, tenantId: string, venueId: string): Promise<TriedSession | null> {
  const [row] = await books<{
    readonly session_id: string;
    readonly object_id: string;
    readonly name: string;
    readonly started_at_ms: number;
    readonly end_at_ms: number | null;
  }>(TRIED, [tenantId, venueId]);
  if (!row) return null;
  const { session_id: sessionId, object_id: objectId, name: objectName } = row;
  const endedAtMs = row.end_at_ms === null ? null : Number(row.end_at_ms);
  return { sessionId, objectId, objectName, startedAtMs: Number(row.started_at_ms), endedAtMs };
}

/** No person has a space in their name: those who open without a price are staff. */
const GUEST = `
  SELECT s.session_id FROM sessions AS s
  WHERE s.tenant_id = ? AND s.state = 'closed' AND s.started_at_ms IS NOT NULL AND s.final_minor > 0
    AND s.payer_id NOT LIKE 'operator %' LIMIT 1`;

/** True once a guest has used something at a price and left. */
export async function hasHadPayingGuest(books: BooksQuery, tenantId: string): Promise<boolean> {
  return (await books<{ readonly session_id: string }>(GUEST, [tenantId])).length > 0;
}

const MARK = `
  SELECT
    (SELECT count(*) FROM objects AS o JOIN tags AS t ON t.object_id = o.object_id WHERE o.tenant_id = ? AND t.status = 'active') AS hung,
    (SELECT count(*) FROM label_batches AS b
      JOIN audit_rows AS a ON a.subject_id = b.batch_id AND a.tenant_id = b.tenant_id AND a.what = 'labels-printed'
      WHERE b.tenant_id = ?) AS printed,
    (SELECT coalesce(max(c.moved_at_ms), 0) FROM device_claims AS c
      WHERE c.tenant_id = ? AND c.state IN ('issued', 'challenged', 'pending')) AS claimed`;

/** Differs whenever a label was hung or printed, or a device has said something that leads to its name. */
export async function readSetUpMark(books: BooksQuery, tenantId: string): Promise<string> {
  const [row] = await books<{ readonly hung: number; readonly printed: number; readonly claimed: number }>(MARK, [
    tenantId,
    tenantId,
    tenantId,
  ]);
  return `${row?.hung ?? 0} ${row?.printed ?? 0} ${row?.claimed ?? 0}`;
}
