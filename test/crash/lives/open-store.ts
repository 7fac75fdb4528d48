// Opening of a life's database, by what the task names.
import type { Clock } from '#protocol';
import { type Failpoint, noFailpoint } from '../../../gateway/ports/failpoint.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import { openSqliteStore } from '../../../gateway/storage/sqlite/open-store.ts';
import type { StoreTask } from './life-messages.ts';

export async function openStore(
  data: StoreTask,
  options: { readonly clock: Clock; readonly failpoint: Failpoint },
): Promise<OwnedStore> {
  if (data.store === 'sqlite') return openSqliteStore({ path: data.path, ...options });
  // A fifth of a process's start is the driver: only a life on PostgreSQL pays for it.
  const { openPostgresStore } = await import('../../../gateway/storage/postgres/open-store.ts');
  return openPostgresStore({ url: data.url, ...options });
}

/** Brings an empty PostgreSQL database to this release's schema, to be copied for each world. */
export async function migrateTemplate(url: string): Promise<void> {
  const store = await openStore({ store: 'postgres', url }, { clock: { nowMs: () => 0 }, failpoint: noFailpoint });
  await store.close();
}
