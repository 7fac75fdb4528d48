// Queries for the export: every table that money rests on, page by page in an order that never changes.
import type { BooksQuery } from '../../ports/store.ts';

/** Tables in the order in which they refer to each other, each with the columns that order it for ever the same. */
export const EXPORTED_TABLES = {
  sessions: ['created_at_ms', 'session_id'],
  holds: ['created_at_ms', 'hold_id'],
  wallet_operations: ['created_at_ms', 'op_key'],
  transfers: ['at_ms', 'transfer_id'],
  postings: ['transfer_id', 'leg'],
  refunds: ['created_at_ms', 'refund_id'],
  uncollected: ['at_ms', 'hold_id'],
  receipts: ['issued_at_ms', 'receipt_id'],
  receipt_numbers: ['venue_id', 'year', 'number'],
  payouts: ['at_ms', 'payout_id'],
  payout_items: ['at_ms', 'transfer_id'],
  audit_rows: ['at_ms', 'audit_id'],
  audit_links: ['position'],
} as const;
export type ExportedTable = keyof typeof EXPORTED_TABLES;
export type ExportedRow = { readonly [column: string]: string | number | null };

const PAGE = 1_000;

/** A page after the row that ended the one before it: what is written meanwhile can neither be skipped nor repeated. */
export async function* readPages(books: BooksQuery, table: ExportedTable): AsyncGenerator<readonly ExportedRow[]> {
  const key = EXPORTED_TABLES[table];
  const order = key.join(', ');
  const after = `WHERE (${order}) > (${key.map(() => '?').join(', ')})`;
  let last: readonly (string | number)[] | null = null;
  for (;;) {
    const rows: readonly ExportedRow[] = await books<ExportedRow>(
      `SELECT * FROM ${table} ${last ? after : ''} ORDER BY ${order} LIMIT ${PAGE}`,
      last ?? [],
    );
    const end = rows.at(-1);
    if (!end) return;
    yield rows;
    if (rows.length < PAGE) return;
    last = key.map((column) => end[column] ?? '');
  }
}
