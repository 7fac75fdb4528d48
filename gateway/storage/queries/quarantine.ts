// Quarantine: what was set aside of one device, newest first; why, and never what was in it.
import type { BooksQuery } from '../../ports/store.ts';

export type SetAside = { readonly code: string; readonly atMs: number };

export async function readSetAside(
  books: BooksQuery,
  deviceId: string,
  sinceMs: number,
  most: number,
): Promise<readonly SetAside[]> {
  const rows = await books<{ readonly reason: string; readonly at_ms: number }>(
    `SELECT reason, at_ms FROM quarantined_messages WHERE device_id = ? AND at_ms >= ?
     ORDER BY message_no DESC LIMIT ?`,
    [deviceId, sinceMs, most],
  );
  return rows.map((row) => ({ code: row.reason, atMs: Number(row.at_ms) }));
}
