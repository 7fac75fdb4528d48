// Migrations on PostgreSQL: forward only, each once in its own transaction, by one gateway at a time.
import { type ClientBase, DatabaseError } from 'pg';
import type { Clock } from '#protocol';
import { type AppliedMigration, assertOurs, type Migration, readMigrations } from '../read-migrations.ts';
import { StorageRefused } from '../storage-refused.ts';

const FOLDER = new URL('../migrations/postgres/', import.meta.url);

/** Names our lock among whatever else locks by number in the database; any number does that nobody else takes. */
const MIGRATION_LOCK = 7_031_956_220;

const MIGRATIONS_TABLE = `
  CREATE TABLE migrations (
    migration_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at_ms BIGINT NOT NULL,
    CONSTRAINT migration_pk PRIMARY KEY (migration_id)
  )`;

/** Of the schema that our tables are made in. */
const TABLES = `
  SELECT relname AS name FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
  WHERE relkind IN ('r', 'p') AND nspname = current_schema()`;
const APPLIED = 'SELECT migration_id::int, name, checksum FROM migrations ORDER BY migration_id';

const UNDEFINED_COLUMN = '42703';

/** Inside the lock; a database that is not ours is left as it is. */
async function readApplied(client: ClientBase, name: string): Promise<readonly AppliedMigration[]> {
  const { rows: tables } = await client.query<{ readonly name: string }>(TABLES);
  if (!tables.some((table) => table.name === 'migrations')) {
    if (tables.length > 0) throw new StorageRefused({ code: 'storage.foreign', path: name });
    await client.query(MIGRATIONS_TABLE);
    return [];
  }
  try {
    return (await client.query<AppliedMigration>(APPLIED)).rows;
  } catch (error) {
    // Others call a table of theirs so too.
    const isOthers = error instanceof DatabaseError && error.code === UNDEFINED_COLUMN;
    throw isOthers ? new StorageRefused({ code: 'storage.foreign', path: name }, error) : error;
  }
}

/** One step forward, or null when there is none left: another gateway may have gone some of the way meanwhile. */
async function stepForward(
  client: ClientBase,
  known: readonly Migration[],
  facts: { readonly name: string; readonly clock: Clock },
): Promise<Migration | null> {
  await client.query('BEGIN');
  // Held until this step is committed; a gateway that waits here then finds it done.
  await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
  const applied = await readApplied(client, facts.name);
  assertOurs(known, applied);
  const next = known[applied.length] ?? null;
  if (next) {
    await client.query(next.sql);
    await client.query('INSERT INTO migrations (migration_id, name, checksum, applied_at_ms) VALUES ($1, $2, $3, $4)', [
      next.number,
      next.name,
      next.checksum,
      facts.clock.nowMs(),
    ]);
  }
  await client.query('COMMIT');
  return next;
}

/**
 * Brings the schema to this release.
 * @param client a connection for this alone: after an error it is to be closed.
 * @throws StorageRefused for a database of a later release, of another program, or with a migration that differs.
 */
export async function migrate(client: ClientBase, facts: { readonly name: string; readonly clock: Clock }): Promise<void> {
  const known = readMigrations(FOLDER);
  // A big table takes its time, and so may a gateway that migrates before us.
  await client.query('SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0');
  while (await stepForward(client, known, facts)) {
    // Each step is its own transaction.
  }
}
