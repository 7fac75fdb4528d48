// A group of commits on a disk that fills up: all of the group fail, nothing of it stays, and later ones may pass.

import { describe, expect, test } from 'vitest';
import type { Change } from '../../../../../gateway/domain/changes.ts';
import { Unavailable } from '../../../../../gateway/ports/unavailable.ts';
import { openConnection } from '../../../../../gateway/storage/sqlite/connection.ts';
import { migrate } from '../../../../../gateway/storage/sqlite/migrate.ts';
import { createSqliteStore } from '../../../../../gateway/storage/sqlite/open-store.ts';
import { quarantineCount } from '../../../../support/stored.ts';

const clock = { nowMs: () => 0 };
const flood = (deviceId: string, bytes: number): Change => ({
  change: 'quarantined',
  deviceId,
  reason: 'flood',
  payload: 'x'.repeat(bytes),
  atMs: 0,
});

function crampedStore() {
  const db = openConnection(':memory:');
  migrate(db, { path: ':memory:', clock });
  const groups: number[] = [];
  const store = createSqliteStore(db, { clock, onGroupCommitted: ({ commits }) => groups.push(commits) });
  const allow = (pages: number): unknown => db.pragma(`max_page_count = ${pages}`);
  const used = db.pragma('page_count', { simple: true }) as number;
  return { store, groups, allow, used };
}

describe('group commit', () => {
  test('a full disk fails the whole group, keeps reads alive, and is over when there is room again', async () => {
    const { store, groups, allow, used } = crampedStore();
    await store.commit([flood('dev_small', 1)]);
    allow(used + 2);
    const group = await Promise.allSettled([
      store.commit([flood('dev_small', 1)]),
      store.commit(Array.from({ length: 20 }, () => flood('dev_big', 8_000))),
      store.commit([flood('dev_small', 1)]),
    ]);
    expect(group.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(group.every((each) => each.status === 'rejected' && each.reason instanceof Unavailable)).toBe(true);
    expect(await quarantineCount(store, 'dev_small')).toBe(1);
    expect(await quarantineCount(store, 'dev_big')).toBe(0);
    expect(store.statistics()).toEqual({ commits: 1, transactions: 1 });
    allow(used + 1_000);
    expect(await store.commit([flood('dev_big', 8_000)])).toEqual({ ok: true });
    expect(groups).toEqual([1, 1]);
    await store.close();
  });

  test('callers are answered before the group is announced', async () => {
    const db = openConnection(':memory:');
    migrate(db, { path: ':memory:', clock });
    const said: string[] = [];
    const announced = new Promise<void>((resolve) => {
      const onGroupCommitted = ({ commits }: { commits: number }): void => {
        said.push(`group of ${commits}`);
        resolve();
      };
      const store = createSqliteStore(db, { clock, onGroupCommitted });
      for (const deviceId of ['a', 'b', 'c']) void store.commit([flood(deviceId, 1)]);
    });
    await announced;
    expect(said).toEqual(['group of 3']);
  });

  test('quarantine keeps the newest thousand of a device and cuts what is longer than any message', async () => {
    const db = openConnection(':memory:');
    migrate(db, { path: ':memory:', clock });
    const store = createSqliteStore(db, { clock });
    await store.commit(Array.from({ length: 1_003 }, () => flood('dev_a', 1)));
    await store.commit([flood('dev_b', 100_000)]);
    const kept = db.prepare<[], { n: number; oldest: number }>(
      "SELECT count(*) AS n, min(message_no) AS oldest FROM quarantined_messages WHERE device_id = 'dev_a'",
    );
    expect(kept.get()).toEqual({ n: 1_000, oldest: 4 });
    const longest = db.prepare<[], { length: number }>('SELECT max(length(payload)) AS length FROM quarantined_messages');
    expect(longest.get()).toEqual({ length: 8_192 });
    await store.close();
  });
});
