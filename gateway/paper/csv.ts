// CSV (RFC 4180): the one encoder for every file that a spreadsheet may open; a cell can never become a formula.

export type Cell = string | number | bigint | null;

const FORMULA_START = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;
/** A number as a spreadsheet reads it: a minus sign in front of it starts no formula. */
const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/;

function encodeCell(cell: Cell): string {
  const text = cell === null ? '' : String(cell);
  const safe = FORMULA_START.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows without their heading, for a file that is written in pieces. */
export function encodeCsvRows(rows: Iterable<readonly Cell[]>): string {
  return [...rows].map((row) => `${row.map(encodeCell).join(',')}\r\n`).join('');
}

/** Lines end in CRLF; the first names the columns. Every row must have as many cells. */
export function encodeCsv(columns: readonly string[], rows: Iterable<readonly Cell[]>): string {
  return encodeCsvRows([columns]) + encodeCsvRows(rows);
}
