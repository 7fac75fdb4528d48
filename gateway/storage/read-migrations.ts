// Read migrations: the numbered SQL files of one database's folder, without a gap, each known by its checksum.
import { readdirSync, readFileSync } from 'node:fs';
import { assert, sha256 } from '#protocol';
import { StorageRefused } from './storage-refused.ts';

export type Migration = { readonly number: number; readonly name: string; readonly sql: string; readonly checksum: string };
export type AppliedMigration = { readonly migration_id: number; readonly name: string; readonly checksum: string };

/** All migrations of this release, by number. */
export function readMigrations(folder: URL): readonly Migration[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  return names.map((name, at) => {
    // A checkout may turn line ends: they are no change of meaning.
    const sql = readFileSync(new URL(name, folder), 'utf8').replaceAll('\r\n', '\n');
    const number = Number(name.slice(0, 4));
    assert(number === at + 1, `migration ${name} is number ${at + 1}`);
    return { number, name, sql, checksum: sha256(sql) };
  });
}

/** @throws StorageRefused for what a later release applied, or what differs from this release's own. */
export function assertOurs(known: readonly Migration[], applied: readonly AppliedMigration[]): void {
  for (const row of applied) {
    const migration = known[row.migration_id - 1];
    if (!migration) {
      throw new StorageRefused({ code: 'storage.newer', found: row.name, newestKnown: known.at(-1)?.name ?? 'none' });
    }
    if (migration.checksum !== row.checksum) throw new StorageRefused({ code: 'storage.altered', migration: row.name });
  }
}
