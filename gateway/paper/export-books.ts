// Export of the books: every table that money rests on, as CSV or JSON lines, in pages, so that memory stays flat.
import type { BooksQuery } from '../ports/store.ts';
import { EXPORTED_TABLES, type ExportedRow, type ExportedTable, readPages } from '../storage/queries/export-pages.ts';
import { type Cell, encodeCsv, encodeCsvRows } from './csv.ts';

export { EXPORTED_TABLES, type ExportedTable };

export type ExportFormat = 'csv' | 'jsonl';

/** Never leaves the gateway: a token that a wallet gave for one operation. */
const SECRET_COLUMNS: readonly string[] = ['grant_token'];

function cellsOf(row: ExportedRow, columns: readonly string[]): readonly Cell[] {
  return columns.map((column) => row[column] ?? null);
}

function toJsonLine(row: ExportedRow, columns: readonly string[]): string {
  return JSON.stringify(Object.fromEntries(columns.map((column) => [column, row[column] ?? null])));
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
