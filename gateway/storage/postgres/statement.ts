// Statement: hand-written SQL with named parameters, in the form that PostgreSQL prepares.
import { assert } from '#protocol';

export type Value = string | number | null | readonly string[] | readonly number[];

export type Statement = {
  readonly text: string;
  readonly values: readonly Value[];
  /** Not kept prepared: for SQL that others write, which may be different each time. */
  readonly once?: true;
};

/**
 * `@name` in the text stands for that member of the parameters; one that occurs twice is one parameter.
 * @returns the statement for given parameters; others that they have are not used.
 */
export function sql<P extends object>(text: string): (parameters: P) => Statement {
  const names: string[] = [];
  const numbered = text.replace(/@([a-z_]+)/g, (_, name: string) => {
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  return (parameters) => {
    const given = parameters as { readonly [name: string]: Value | undefined };
    const values = names.map((name) => {
      const value = given[name];
      assert(value !== undefined, `the parameter @${name} is given`);
      return value;
    });
    return { text: numbered, values };
  };
}

/** A whole row of a table: its columns are the row's own. */
export function insertInto(table: string, row: object): Statement {
  const columns = Object.keys(row);
  const places = columns.map((_, at) => `$${at + 1}`);
  const text = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places.join(', ')})`;
  return { text, values: Object.values(row) as Value[] };
}

/** PostgreSQL's texts cannot hold U+0000: what a stranger sent with it is kept, and looked up, with its visible sign. */
const encodeText = (text: string): string => (text.includes('\0') ? text.replaceAll('\0', '\u2400') : text);

const encodeElement = (element: string | number): string =>
  typeof element === 'number' ? String(element) : `"${encodeText(element).replace(/["\\]/g, '\\$&')}"`;

/** The text form of a value on the wire. */
export function encodeValue(value: Value): string | null {
  if (value === null) return null;
  if (typeof value === 'string') return encodeText(value);
  if (typeof value === 'number') return String(value);
  return `{${value.map(encodeElement).join(',')}}`;
}
