// Connection: opens the file as its only owner, with the settings that durability rests on, and proves them.

import type SqliteLibrary from 'better-sqlite3';
import { assert } from '#protocol';
import { Unavailable } from '../../ports/unavailable.ts';
import { StorageRefused } from '../storage-refused.ts';
import { SqliteDatabase } from './library.ts';

export type Connection = SqliteLibrary.Database;

export const MEMORY = ':memory:';
/** `synchronous=FULL` as SQLite reports it. */
const FULL = 2;
/** How long an opening waits for an owner that is just ending, such as one that was killed. */
const WAIT_FOR_OWNER_MS = 1_000;
/** A log that once grew large is cut back to this after a checkpoint. */
const LOG_KEPT_BYTES = 64 * 1024 * 1024;

/**
 * EXCLUSIVE keeps the operating system's lock until the process ends, however it ends: a second process is refused
 * at once, and kill -9 leaves no lock behind. It must come before WAL, which then needs no shared memory file.
 */
function applySettings(db: Connection, isMemory: boolean): void {
  if (!isMemory) {
    db.pragma('locking_mode = EXCLUSIVE');
    db.pragma('journal_mode = WAL');
    db.pragma(`journal_size_limit = ${LOG_KEPT_BYTES}`);
  }
  // Not remembered by the file: a connection that opens an existing WAL file starts with NORMAL.
  db.pragma('synchronous = FULL');
  db.pragma('foreign_keys = ON');
  // Savepoints of a group keep their undo in memory: on disk it was most of what a commit wrote.
  db.pragma('temp_store = MEMORY');
  db.pragma('trusted_schema = OFF');
}

/** What the invariants stand on is read back, not believed. */
export function assertDurable(db: Connection, isMemory: boolean): void {
  const value = (name: string): unknown => db.pragma(name, { simple: true });
  assert(value('synchronous') === FULL, 'synchronous is FULL');
  assert(value('foreign_keys') === 1, 'foreign keys are on');
  if (isMemory) return;
  assert(value('journal_mode') === 'wal', 'the journal is a write-ahead log');
  assert(value('locking_mode') === 'exclusive', 'the file has one owner');
}

/** Every table is STRICT: a text in an amount's column is refused by the database. */
export function assertStrict(db: Connection): void {
  const tables = db.pragma('table_list') as { schema: string; name: string; type: string; strict: number }[];
  const loose = tables.filter(
    ({ schema, name, type, strict }) => schema === 'main' && type === 'table' && strict === 0 && !name.startsWith('sqlite_'),
  );
  assert(loose.length === 0, `tables are STRICT, but not ${loose.map(({ name }) => name).join(', ')}`);
}

/**
 * @param path a file in an existing folder, or ':memory:'.
 * @throws StorageRefused `storage.in-use` when another process (or another store of this one) owns the file.
 * @throws Unavailable when it cannot be opened, read or written.
 */
export function openConnection(path: string): Connection {
  let db: Connection | null = null;
  try {
    db = new SqliteDatabase(path, { timeout: WAIT_FOR_OWNER_MS });
    applySettings(db, path === MEMORY);
  } catch (error) {
    db?.close();
    const isOwned = error instanceof SqliteDatabase.SqliteError && error.code.startsWith('SQLITE_BUSY');
    throw isOwned ? new StorageRefused({ code: 'storage.in-use', path }, error) : new Unavailable('storage', error);
  }
  assertDurable(db, path === MEMORY);
  return db;
}
