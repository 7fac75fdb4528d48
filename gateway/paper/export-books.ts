// Export of the books: every table that money rests on, as CSV or JSON lines, in pages, so that memory stays flat.
import type { BooksQuery } from '../ports/store.ts';
import { type Cell, encodeCsv, encodeCsvRows } from './csv.ts';

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
export type ExportFormat = 'csv' | 'jsonl';

const PAGE = 1_000;
/** Never leaves the gateway: a token that a wallet gave for one operation. */
const SECRET_COLUMNS: readonly string[] = ['grant_token'];

type Row = { readonly [column: string]: Cell };

function cellsOf(row: Row, columns: readonly string[]): readonly Cell[] {
  return columns.map((column) => row[column] ?? null);
}

/** bigint has no JSON form; a count beyond 2^53 is written as text rather than rounded. */
function toJsonLine(row: Row, columns: readonly string[]): string {
  const plain = columns.map((column) => {
    const cell = row[column] ?? null;
    const isExact = typeof cell !== 'bigint' || (cell <= Number.MAX_SAFE_INTEGER && cell >= Number.MIN_SAFE_INTEGER);
    return [column, typeof cell === 'bigint' ? (isExact ? Number(cell) : cell.toString()) : cell];
  });
  return JSON.stringify(Object.fromEntries(plain));
}

/** A page after the row that ended the one before it: what is written meanwhile can neither be skipped nor repeated. */
async function* readPages(books: BooksQuery, table: ExportedTable): AsyncGenerator<readonly Row[]> {
  const key = EXPORTED_TABLES[table];
  const order = key.join(', ');
  const after = `WHERE (${order}) > (${key.map(() => '?').join(', ')})`;
  let last: readonly (string | number)[] | null = null;
  for (;;) {
    const rows: readonly Row[] = await books<Row>(
      `SELECT * FROM ${table} ${last ? after : ''} ORDER BY ${order} LIMIT ${PAGE}`,
      last ?? [],
    );
    const end = rows.at(-1);
    if (!end) return;
    yield rows;
    if (rows.length < PAGE) return;
    last = key.map((column) => {
      const value = end[column];
      return typeof value === 'string' ? value : Number(value);
    });
  }
}

/** One table as text, in pieces; an empty table gives nothing. */
export async function* exportTable(books: BooksQuery, table: ExportedTable, format: ExportFormat): AsyncGenerator<string> {
  let columns: readonly string[] | null = null;
  for await (const rows of readPages(books, table)) {
    const isFirst = columns === null;
    const known: readonly string[] = columns ?? Object.keys(rows[0] ?? {}).filter((name) => !SECRET_COLUMNS.includes(name));
    columns = known;
    if (format === 'jsonl') yield rows.map((row) => `${toJsonLine(row, known)}\n`).join('');
    else {
      const cells = rows.map((row) => cellsOf(row, known));
      yield isFirst ? encodeCsv(known, cells) : encodeCsvRows(cells);
    }
  }
}
