// Queries on limits: the buckets that are not full again yet.
import type { KeptBucket } from '../../domain/limits/bucket.ts';
import type { BooksQuery } from '../../ports/store.ts';

/** Those that take longest to be full again first. */
export async function readKeptBuckets(books: BooksQuery, nowMs: number, limit: number): Promise<readonly KeptBucket[]> {
  const rows = await books<{ readonly bucket_key: string; readonly full_at_ms: number }>(
    'SELECT bucket_key, full_at_ms FROM limit_buckets WHERE full_at_ms > ? ORDER BY full_at_ms DESC LIMIT ?',
    [nowMs, limit],
  );
  return rows.map((row) => ({ key: row.bucket_key, fullAtMs: Number(row.full_at_ms) }));
}
