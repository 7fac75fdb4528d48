// Books: read-only SQL over the whole database, for whoever checks or prints them; the same SQL as on SQLite.
import { DatabaseError } from 'pg';
import type { BooksQuery } from '../../ports/store.ts';
import type { Database } from './database.ts';
import type { Row } from './decode-row.ts';
import { asThrown } from './postgres-errors.ts';
import type { Statement } from './statement.ts';

/** Texts in quotes and comments are passed over: a `?` in them is a question mark. */
const PLACES = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\?/g;

/** Whoever writes through the books has made a mistake: SQLSTATE 25006. */
const isReadOnly = (error: unknown): boolean => error instanceof DatabaseError && error.code === '25006';

export function numberPlaces(sql: string): string {
  let places = 0;
  return sql.replace(PLACES, (found) => {
    if (found !== '?') return found;
    places += 1;
    return `$${places}`;
  });
}

/** A statement of many parts that runs once takes a second to compile, and some ms to run. */
const UNCOMPILED: Statement = { text: 'SET LOCAL jit = off', values: [] };

/** What stands in for SQLite's rowid stays out of `*`, as that does. */
const withoutRowNumber = ({ row_no: _, ...row }: Row): Row => row;

/** @returns runs one statement in a snapshot in which the server lets nobody write. */
export function createBooks(database: Database): BooksQuery {
  return async <R extends object>(sql: string, parameters: readonly (string | number)[] = []) => {
    try {
      const [, rows = []] = await database.snapshot([UNCOMPILED, { text: numberPlaces(sql), values: parameters, once: true }]);
      return rows.map(withoutRowNumber) as readonly object[] as readonly R[];
    } catch (error) {
      throw isReadOnly(error) ? error : asThrown(error);
    }
  };
}
