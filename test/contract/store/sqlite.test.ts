// The store's contract on SQLite, in memory and on a file.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../../gateway/storage/sqlite/open-store.ts';
import { describeConstraints } from './describe-constraints.ts';
import { describeSessions } from './describe-sessions.ts';
import { describeVenues } from './describe-venues.ts';
import { clock, type OpenStore } from './opened-store.ts';

function describeStore(name: string, open: OpenStore): void {
  describeConstraints(name, open);
  describeSessions(name, open);
  describeVenues(name, open);
}

describeStore('SQLite in memory', async () => {
  const store = openSqliteStore({ path: ':memory:', clock });
  return { store, dispose: () => store.close() };
});

describeStore('SQLite on a file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'unlatch-store-'));
  const store = openSqliteStore({ path: join(folder, 'unlatch.sqlite'), clock });
  const dispose = async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  };
  return { store, dispose };
});
