// Labels as a table for mail merge in somebody's own design: RFC 4180, with the mark by which spreadsheets know UTF-8.

export type LabelRow = {
  readonly url: string;
  readonly shortCode: string;
  readonly name: string;
  readonly kind: string;
  readonly place: string;
};

const BYTE_ORDER_MARK = '\uFEFF';
export const LABEL_CSV_HEAD = `${BYTE_ORDER_MARK}url,short code,name,kind,place\r\n`;

export function labelCsvRow(row: LabelRow): string {
  return `${[row.url, row.shortCode, row.name, row.kind, row.place].map(csvField).join(',')}\r\n`;
}

/** A name that begins like a formula would be run by a spreadsheet: an apostrophe makes it text. */
function csvField(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
