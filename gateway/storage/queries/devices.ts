// Queries on devices: a tenant's machines with what they move, and the claims that are to become some.
import type { BooksQuery } from '../../ports/store.ts';

export type ListedDevice = {
  readonly deviceId: string;
  readonly kind: string;
  readonly hasKey: boolean;
  readonly isUnsigned: boolean;
  readonly isOnline: boolean;
  readonly lastSeenAtMs: number | null;
  readonly objects: readonly { readonly objectId: string; readonly name: string }[];
};

type DeviceLine = {
  readonly device_id: string;
  readonly kind: string;
  readonly has_key: number;
  readonly is_unsigned: number;
  readonly is_online: number;
  readonly last_seen_at_ms: number | string | null;
  readonly object_id: string | null;
  readonly name: string | null;
};

const LINES = `
  SELECT devices.device_id, devices.kind, CASE WHEN devices.public_x = '' THEN 0 ELSE 1 END AS has_key, devices.is_unsigned,
    devices.is_online, devices.last_seen_at_ms, objects.object_id, objects.name
  FROM devices LEFT JOIN objects ON objects.device_id = devices.device_id
  WHERE devices.tenant_id = ?`;

/** By id, those after `afterId`; at most `limit` lines of objects. */
export async function readDevices(
  books: BooksQuery,
  tenantId: string,
  page: { readonly afterId: string; readonly limit: number },
): Promise<readonly ListedDevice[]> {
  const rows = await books<DeviceLine>(
    `${LINES} AND devices.device_id > ? ORDER BY devices.device_id, objects.object_id LIMIT ${page.limit}`,
    [tenantId, page.afterId],
  );
  const byId = new Map<string, ListedDevice>();
  for (const row of rows) {
    const { object_id: objectId, name } = row;
    const own = objectId === null || name === null ? [] : [{ objectId, name }];
    const { objects = [] } = byId.get(row.device_id) ?? {};
    byId.set(row.device_id, {
      deviceId: row.device_id,
      kind: row.kind,
      hasKey: Number(row.has_key) === 1,
      isUnsigned: Number(row.is_unsigned) === 1,
      isOnline: Number(row.is_online) === 1,
      lastSeenAtMs: row.last_seen_at_ms === null ? null : Number(row.last_seen_at_ms),
      objects: [...objects, ...own],
    });
  }
  return [...byId.values()];
}

/** Names of what a device moves. */
export async function readObjectsOfDevice(
  books: BooksQuery,
  deviceId: string,
): Promise<readonly { readonly objectId: string; readonly name: string }[]> {
  const rows = await books<{ readonly object_id: string; readonly name: string }>(
    'SELECT object_id, name FROM objects WHERE device_id = ? ORDER BY object_id LIMIT 50',
    [deviceId],
  );
  return rows.map((row) => ({ objectId: row.object_id, name: row.name }));
}

/** A tenant's claims, the newest first, by their serials. */
export async function readClaimedSerials(books: BooksQuery, tenantId: string, limit: number): Promise<readonly string[]> {
  const rows = await books<{ readonly serial: string }>(
    `SELECT serial, max(issued_at_ms) AS newest FROM device_claims WHERE tenant_id = ?
     GROUP BY serial ORDER BY newest DESC, serial LIMIT ${limit}`,
    [tenantId],
  );
  return rows.map((row) => row.serial);
}

/** The serial of one claim of a tenant; null for another tenant's. */
export async function readSerialOfClaim(books: BooksQuery, tenantId: string, claimId: string): Promise<string | null> {
  const [row] = await books<{ readonly serial: string }>(
    'SELECT serial FROM device_claims WHERE tenant_id = ? AND claim_id = ?',
    [tenantId, claimId],
  );
  return row?.serial ?? null;
}
