// Queries on what happens once: events that were seen, and top-ups that their wallet took back since.
import type { BooksQuery } from '../../ports/store.ts';
import { minorFromColumn } from '../rows/values.ts';

const SEEN = 'SELECT 1 AS seen FROM seen_events WHERE source = ? AND event_id = ?';

/** Two of the same at once are told apart by the database when the second is written. */
export async function isEventSeen(books: BooksQuery, source: string, eventId: string): Promise<boolean> {
  return (await books(SEEN, [source, eventId])).length > 0;
}

const REVERSED = `
  SELECT count(DISTINCT t.transfer_id) AS times, coalesce(sum(p.delta_minor), 0) AS minor
  FROM transfers t JOIN postings p ON p.transfer_id = t.transfer_id
  WHERE t.kind = 'top-up-reversal' AND p.delta_minor > 0 AND (t.op_key = ? OR t.op_key LIKE ?)`;

/** How often something of a top-up was taken back, and how much in all. */
export async function readReversed(
  books: BooksQuery,
  opKey: string,
): Promise<{ readonly times: number; readonly minor: bigint }> {
  const key = `${opKey}:reversal`;
  const [row] = await books<{ readonly times: number; readonly minor: number }>(REVERSED, [key, `${key}:%`]);
  return { times: row?.times ?? 0, minor: minorFromColumn(row?.minor ?? 0) };
}
