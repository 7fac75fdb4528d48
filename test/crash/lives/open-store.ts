// Opening of a life's database, by what the task names.
import type { Clock } from '#protocol';
import type { Failpoint } from '../../../gateway/ports/failpoint.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import { openPostgresStore } from '../../../gateway/storage/postgres/open-store.ts';
import { openSqliteStore } from '../../../gateway/storage/sqlite/open-store.ts';
import type { StoreTask } from './life-messages.ts';

export async function openStore(
  data: StoreTask,
  options: { readonly clock: Clock; readonly failpoint: Failpoint },
): Promise<OwnedStore> {
  return data.store === 'sqlite'
    ? openSqliteStore({ path: data.path, ...options })
    : openPostgresStore({ url: data.url, ...options });
}

/** Brings an empty PostgreSQL database to this release's schema, to be copied for each world. */
export async function migrateTemplate(url: string): Promise<void> {
  const store = await openPostgresStore({ url, clock: { nowMs: () => 0 } });
  await store.close();
}
