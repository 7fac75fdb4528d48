// Books: read-only SQL over the whole database, for whoever checks or prints them.
import { assert } from '#protocol';
import type { Connection } from './connection.ts';

/** A sum may pass what a number holds exactly: that is said, never rounded. */
function toNumbers<Row>(row: Row): Row {
  const columns = Object.entries(row as object).map(([name, value]: [string, unknown]) => {
    if (typeof value !== 'bigint') return [name, value];
    assert(Number.isSafeInteger(Number(value)), `column ${name} is a safe integer, got ${value}`);
    return [name, Number(value)];
  });
  return Object.fromEntries(columns) as Row;
}

/** @returns runs one statement that writes nothing; anything else is our own mistake. */
export function createBooks(db: Connection) {
  return <Row extends object>(sql: string, parameters: readonly (string | number)[] = []): readonly Row[] => {
    const statement = db.prepare<unknown[], Row>(sql).safeIntegers(true);
    assert(statement.readonly, 'the books are only read');
    return statement.all(...parameters).map(toNumbers);
  };
}
