// The store's contract on SQLite, in memory and on a file.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../../gateway/storage/sqlite/open-store.ts';
import { sessionRecord, startChanges, topUp, venueOfPods } from '../../support/records.ts';
import { describeStore } from './describe-store.ts';
import { clock, mustCommit } from './opened-store.ts';

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

describe('SQLite: group commit', () => {
  test('what one turn of the event loop commits shares one transaction, and none of it is seen before', async () => {
    const store = openSqliteStore({ path: ':memory:', clock });
    await store.setUpVenue(venueOfPods(8));
    await mustCommit(store, [{ change: 'transfer-posted', transfer: topUp('first', 10_000_000n) }]);
    const { transactions } = store.statistics();
    const starts = [1, 2, 3, 4, 5, 6, 7, 8].map((pod) => {
      const names = { sessionId: `ses_${pod}`, holdId: `hld_${pod}`, objectId: `obj_pod_${pod}`, deviceId: `dev_pod_${pod}` };
      return store.commit(startChanges(sessionRecord(names)));
    });
    expect(await store.session('ses_1')).toBeNull();
    expect(await Promise.all(starts)).toEqual(Array(8).fill({ ok: true }));
    expect(store.statistics().transactions - transactions).toBe(1);
    await store.close();
  });
});
