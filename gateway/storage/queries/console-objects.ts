// Queries of the console on objects: those of one tenant with what stands in the way of using them, and who does.
import type { BooksQuery } from '../../ports/store.ts';

type ObjectRow = {
  readonly object_id: string;
  readonly name: string;
  readonly kind: string;
  readonly status: string;
  readonly venue_id: string;
  readonly place_name: string;
  readonly device_id: string;
  readonly is_online: number | boolean;
  readonly last_seen_at_ms: number | null;
  readonly is_cleaned: number | boolean;
  readonly unclean_since_ms: number | null;
  readonly session_id: string | null;
  readonly session_state: string | null;
  readonly session_version: number | null;
};

export type ObjectFound = {
  readonly objectId: string;
  readonly name: string;
  readonly kind: string;
  readonly status: string;
  readonly venueId: string;
  readonly placeName: string;
  readonly deviceId: string;
  readonly isOnline: boolean;
  readonly lastSeenAtMs: number | null;
  readonly dirtySinceMs: number | null;
  readonly live: { readonly sessionId: string; readonly state: string; readonly version: number } | null;
};

const objects = (which: string): string => `
  SELECT o.object_id, o.name, o.kind, CASE WHEN o.retired_at_ms IS NULL THEN o.status ELSE 'retired' END AS status,
    o.venue_id, p.name AS place_name, o.device_id, d.is_online, d.last_seen_at_ms,
    o.is_cleaned, o.unclean_since_ms, s.session_id, s.state AS session_state, s.version AS session_version
  FROM objects o
  JOIN places p ON p.place_id = o.place_id
  JOIN devices d ON d.device_id = o.device_id
  LEFT JOIN sessions s ON s.object_id = o.object_id AND s.state IN ('authorizing', 'starting', 'active', 'suspended', 'stopping')
  WHERE o.tenant_id = ? ${which} ORDER BY p.name, o.name, o.object_id LIMIT ?`;
const ALL = objects('');
const OF_VENUE = objects('AND o.venue_id = ?');
const ONE = objects('AND o.object_id = ?');

function objectFrom(row: ObjectRow): ObjectFound {
  const { session_id, session_state, session_version } = row;
  return {
    objectId: row.object_id,
    name: row.name,
    kind: row.kind,
    status: row.status,
    venueId: row.venue_id,
    placeName: row.place_name,
    deviceId: row.device_id,
    isOnline: Number(row.is_online) === 1,
    lastSeenAtMs: row.last_seen_at_ms,
    dirtySinceMs: Number(row.is_cleaned) === 1 ? row.unclean_since_ms : null,
    live: session_id === null ? null : { sessionId: session_id, state: session_state ?? '', version: session_version ?? 0 },
  };
}

/** By place and name; of one venue where it is named. */
export async function readObjects(
  books: BooksQuery,
  { tenantId, venueId, limit }: { readonly tenantId: string; readonly venueId: string | null; readonly limit: number },
): Promise<readonly ObjectFound[]> {
  const rows =
    venueId === null
      ? await books<ObjectRow>(ALL, [tenantId, limit])
      : await books<ObjectRow>(OF_VENUE, [tenantId, venueId, limit]);
  return rows.map(objectFrom);
}

/** Null for one of another tenant. */
export async function readObject(books: BooksQuery, tenantId: string, objectId: string): Promise<ObjectFound | null> {
  const [row] = await books<ObjectRow>(ONE, [tenantId, objectId, 1]);
  return row ? objectFrom(row) : null;
}

const PENDING_DEVICES = "SELECT count(*) AS claims FROM device_claims WHERE tenant_id = ? AND state = 'pending'";

/** Devices that ask to be let in. */
export async function countPendingDevices(books: BooksQuery, tenantId: string): Promise<number> {
  const [row] = await books<{ readonly claims: number }>(PENDING_DEVICES, [tenantId]);
  return Number(row?.claims ?? 0);
}
