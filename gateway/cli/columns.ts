// Columns: rows of short texts as a table for a terminal.
import { visible } from './cli-refusal.ts';

/** The last column is not padded, so that lines end where their text does. */
export function formatColumns(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(visible));
  const widths = (cells[0] ?? []).map((_, at) => Math.max(...cells.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0))).join('  ');
  return cells.map((row) => `${line(row)}\n`).join('');
}
