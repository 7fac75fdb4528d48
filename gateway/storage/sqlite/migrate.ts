// Migrations: numbered SQL files, applied forward only, each once, in its own transaction, known by its checksum.
import { assert, type Clock } from '#protocol';
import { type AppliedMigration, assertOurs, type Migration, readMigrations } from '../read-migrations.ts';
import { StorageRefused } from '../storage-refused.ts';
import type { Connection } from './connection.ts';

/**
 * A line by which a migration says that it makes tables anew which others refer to: references are judged once, at its end.
 * SQLite's own procedure for what ALTER TABLE cannot do.
 */
const rebuildsTables = ({ sql }: Migration): boolean => /^-- rebuilds tables\b/m.test(sql);

const FOLDER = new URL('../migrations/sqlite/', import.meta.url);

const MIGRATIONS_TABLE = `
  CREATE TABLE migrations (
    migration_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at_ms INTEGER NOT NULL,
    CONSTRAINT migration_pk PRIMARY KEY (migration_id)
  ) STRICT`;

function readApplied(db: Connection, path: string): readonly AppliedMigration[] {
  const tables = db.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  if (tables.some(({ name }) => name === 'migrations')) {
    return db.prepare<[], AppliedMigration>('SELECT migration_id, name, checksum FROM migrations ORDER BY migration_id').all();
  }
  if (tables.length > 0) throw new StorageRefused({ code: 'storage.foreign', path });
  db.exec(MIGRATIONS_TABLE);
  return [];
}

/** The setting does nothing inside a transaction, and a table that is dropped would take its references with it. */
function withoutForeignKeys(db: Connection, work: () => void): void {
  db.pragma('foreign_keys = OFF');
  try {
    work();
  } finally {
    db.pragma('foreign_keys = ON');
  }
  assert(db.pragma('foreign_keys', { simple: true }) === 1, 'foreign keys are on again');
}

/**
 * Brings the schema to this release.
 * @throws StorageRefused for a database of a later release, of another program, or with a migration that differs.
 */
export function migrate(db: Connection, facts: { readonly path: string; readonly clock: Clock }): void {
  const known = readMigrations(FOLDER);
  const applied = readApplied(db, facts.path);
  assertOurs(known, applied);
  const record = db.prepare('INSERT INTO migrations (migration_id, name, checksum, applied_at_ms) VALUES (?, ?, ?, ?)');
  const apply = db.transaction((migration: Migration) => {
    db.exec(migration.sql);
    if (rebuildsTables(migration)) {
      const broken = db.pragma('foreign_key_check') as readonly object[];
      assert(
        broken.length === 0,
        `migration ${migration.name} leaves every reference whole, but not ${JSON.stringify(broken[0])}`,
      );
    }
    record.run(migration.number, migration.name, migration.checksum, facts.clock.nowMs());
  });
  for (const migration of known.slice(applied.length)) {
    if (rebuildsTables(migration)) withoutForeignKeys(db, () => apply.immediate(migration));
    else apply.immediate(migration);
  }
}
