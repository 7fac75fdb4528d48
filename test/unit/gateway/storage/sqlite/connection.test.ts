// The connection's settings: proved when a file is created, and again when it is opened the next time.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { assertDurable, assertStrict, openConnection } from '../../../../../gateway/storage/sqlite/connection.ts';
import { SqliteDatabase } from '../../../../../gateway/storage/sqlite/library.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unlatch-connection-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a connection', () => {
  test('is as durable when it is opened again as when the file was created', () => {
    const path = join(folder, 'store.sqlite');
    for (const _time of ['created', 'opened again']) {
      const db = openConnection(path);
      db.exec('CREATE TABLE IF NOT EXISTS t (a INTEGER) STRICT');
      expect(db.pragma('synchronous', { simple: true })).toBe(2);
      expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
      expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
      expect(db.pragma('locking_mode', { simple: true })).toBe('exclusive');
      db.close();
    }
  });

  test('of somebody else is not durable by itself, which the assertion notices', () => {
    const path = join(folder, 'store.sqlite');
    openConnection(path).exec('CREATE TABLE t (a INTEGER) STRICT').close();
    const plain = new SqliteDatabase(path);
    expect(() => assertDurable(plain, false)).toThrow('synchronous is FULL');
    plain.close();
  });

  test('accepts only STRICT tables', () => {
    const db = openConnection(':memory:');
    db.exec('CREATE TABLE tight (a INTEGER) STRICT');
    assertStrict(db);
    db.exec('CREATE TABLE loose (a INTEGER)');
    expect(() => assertStrict(db)).toThrow('loose');
    db.close();
  });
});
