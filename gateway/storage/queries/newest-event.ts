// Query on the newest event: when the newest row that survived was written.
import type { BooksQuery } from '../../ports/store.ts';

/** 0 where nothing ever happened. */
export async function readNewestEventAtMs(books: BooksQuery): Promise<number> {
  const [row] = await books<{ readonly at_ms: number | null }>('SELECT max(at_ms) AS at_ms FROM session_events');
  return row?.at_ms ?? 0;
}
