// Migrations: numbered SQL files, applied forward only, each once, in its own transaction, known by its checksum.
import { readdirSync, readFileSync } from 'node:fs';
import { assert, type Clock, sha256 } from '#protocol';
import { StorageRefused } from '../storage-refused.ts';
import type { Connection } from './connection.ts';

type Migration = { readonly number: number; readonly name: string; readonly sql: string; readonly checksum: string };

type AppliedRow = { readonly migration_id: number; readonly name: string; readonly checksum: string };

const FOLDER = new URL('../migrations/sqlite/', import.meta.url);

const MIGRATIONS_TABLE = `
  CREATE TABLE migrations (
    migration_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at_ms INTEGER NOT NULL,
    CONSTRAINT migration_pk PRIMARY KEY (migration_id)
  ) STRICT`;

/** All migrations of this release, by number, without a gap. */
function readMigrations(): readonly Migration[] {
  const names = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  return names.map((name, at) => {
    // A checkout may turn line ends: they are no change of meaning.
    const sql = readFileSync(new URL(name, FOLDER), 'utf8').replaceAll('\r\n', '\n');
    const number = Number(name.slice(0, 4));
    assert(number === at + 1, `migration ${name} is number ${at + 1}`);
    return { number, name, sql, checksum: sha256(sql) };
  });
}

function readApplied(db: Connection, path: string): readonly AppliedRow[] {
  const tables = db.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  if (tables.some(({ name }) => name === 'migrations')) {
    return db.prepare<[], AppliedRow>('SELECT migration_id, name, checksum FROM migrations ORDER BY migration_id').all();
  }
  if (tables.length > 0) throw new StorageRefused({ code: 'storage.foreign', path });
  db.exec(MIGRATIONS_TABLE);
  return [];
}

/**
 * Brings the schema to this release.
 * @throws StorageRefused for a database of a later release, of another program, or with a migration that differs.
 */
export function migrate(db: Connection, facts: { readonly path: string; readonly clock: Clock }): void {
  const known = readMigrations();
  const applied = readApplied(db, facts.path);
  for (const row of applied) {
    const migration = known[row.migration_id - 1];
    if (!migration) {
      throw new StorageRefused({ code: 'storage.newer', found: row.name, newestKnown: known.at(-1)?.name ?? 'none' });
    }
    if (migration.checksum !== row.checksum) throw new StorageRefused({ code: 'storage.altered', migration: row.name });
  }
  const record = db.prepare('INSERT INTO migrations (migration_id, name, checksum, applied_at_ms) VALUES (?, ?, ?, ?)');
  const apply = db.transaction((migration: Migration) => {
    db.exec(migration.sql);
    record.run(migration.number, migration.name, migration.checksum, facts.clock.nowMs());
  });
  for (const migration of known.slice(applied.length)) apply.immediate(migration);
}
