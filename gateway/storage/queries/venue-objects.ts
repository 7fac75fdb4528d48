// Queries for printing: which objects a venue has, and which of them carry no label yet.
import type { BooksQuery } from '../../ports/store.ts';

export type WhichObjects = 'all' | 'unlabelled';

/** By id, those after `afterId`. */
export async function readObjectIds(
  books: BooksQuery,
  venue: { readonly tenantId: string; readonly venueId: string },
  which: WhichObjects,
  afterId: string,
  limit: number,
): Promise<readonly string[]> {
  const bare = `AND NOT EXISTS (
    SELECT 1 FROM tags WHERE tags.object_id = objects.object_id AND tags.status IN ('printed', 'active'))`;
  const rows = await books<{ readonly object_id: string }>(
    `SELECT object_id FROM objects WHERE tenant_id = ? AND venue_id = ? AND retired_at_ms IS NULL AND object_id > ? ${which === 'all' ? '' : bare}
     ORDER BY object_id LIMIT ?`,
    [venue.tenantId, venue.venueId, afterId, limit],
  );
  return rows.map((row) => row.object_id);
}

/** Every venue with its tenant; by id. */
export async function readVenueNames(
  books: BooksQuery,
): Promise<readonly { readonly tenantId: string; readonly venueId: string; readonly name: string }[]> {
  const rows = await books<{ readonly tenant_id: string; readonly venue_id: string; readonly name: string }>(
    'SELECT tenant_id, venue_id, name FROM venues ORDER BY venue_id LIMIT 1000',
    [],
  );
  return rows.map((row) => ({ tenantId: row.tenant_id, venueId: row.venue_id, name: row.name }));
}
