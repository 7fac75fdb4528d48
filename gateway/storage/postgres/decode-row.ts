// Decode row: the server's texts as the values that rows are made of, the same as SQLite gives.
import { assert } from '#protocol';

export type Row = { readonly [column: string]: unknown };
export type Field = { readonly name: string; readonly dataTypeID: number };

/** Types by PostgreSQL's own numbers (pg_type.dat). */
const BOOL = 16;
const WHOLE_NUMBERS: readonly number[] = [20, 21, 23, 26];
const NUMERIC = 1700;
const FLOATS: readonly number[] = [700, 701];

const WHOLE = /^-?\d+$/;

/** A bigint of the database as a number that is exact, or a mistake of ours: never one that was rounded. */
function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  assert(Number.isSafeInteger(value), `${name} is a safe integer, got ${text}`);
  return value;
}

export function decodeValue(field: Field, text: string | null): string | number | null {
  if (text === null) return null;
  const { dataTypeID: type, name } = field;
  if (WHOLE_NUMBERS.includes(type)) return wholeNumber(name, text);
  // A sum of bigints is a numeric here.
  if (type === NUMERIC) return WHOLE.test(text) ? wholeNumber(name, text) : Number(text);
  if (type === BOOL) return text === 't' ? 1 : 0;
  if (FLOATS.includes(type)) return Number(text);
  return text;
}

export function decodeRow(fields: readonly Field[], values: readonly (string | null)[]): Row {
  const row: { [column: string]: string | number | null } = {};
  for (const [at, field] of fields.entries()) row[field.name] = decodeValue(field, values[at] ?? null);
  return row;
}
