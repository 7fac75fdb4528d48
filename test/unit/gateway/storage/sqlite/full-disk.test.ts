// A full disk: the ballast is given up for what runs, nothing new begins on it, and a disk that fails for good ends the process (row 28).

import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Change } from '../../../../../gateway/domain/changes.ts';
import { Unavailable } from '../../../../../gateway/ports/unavailable.ts';
import { type Ballast, createBallast } from '../../../../../gateway/storage/sqlite/ballast.ts';
import { openConnection } from '../../../../../gateway/storage/sqlite/connection.ts';
import { createGroupCommit } from '../../../../../gateway/storage/sqlite/group-commit.ts';
import { SqliteDatabase } from '../../../../../gateway/storage/sqlite/library.ts';
import { migrate } from '../../../../../gateway/storage/sqlite/migrate.ts';
import { createSqliteStore } from '../../../../../gateway/storage/sqlite/open-store.ts';
import { quarantineCount } from '../../../../support/stored.ts';

const clock = { nowMs: () => 0 };
/** Something that goes on: a deadline of it, as long as a row may be. */
const goesOn = (n: number): Change => ({
  change: 'deadline-set',
  deadline: { kind: 'renew-lease', subjectId: `ses_${n}`.padEnd(4_000, 'x'), dueAtMs: n },
});
const begins = (n: number): Change => ({
  change: 'quarantined',
  deviceId: `dev_${n}`,
  reason: 'flood',
  payload: 'x'.repeat(4_000),
  atMs: n,
});

/** A database that may not grow; its reserve is a number of pages. */
function crampedStore(reservePages: number) {
  const db = openConnection(':memory:');
  migrate(db, { path: ':memory:', clock });
  const allow = (pages: number): unknown => db.pragma(`max_page_count = ${pages}`);
  const used = db.pragma('page_count', { simple: true }) as number;
  let isHeld = true;
  const ballast: Ballast = {
    isHeld: () => isHeld,
    giveUp() {
      if (!isHeld) return false;
      isHeld = false;
      allow(used + 2 + reservePages);
      return true;
    },
    takeBack: () => {},
  };
  allow(used + 2);
  const failures: unknown[] = [];
  return { store: createSqliteStore(db, { clock, ballast, onFailed: (cause) => failures.push(cause) }), ballast, failures };
}

describe('row 28: a full disk', () => {
  test('gives up its reserve for what runs, in the very commit that met it', async () => {
    const { store, ballast } = crampedStore(400);
    for (let n = 0; n < 20; n += 1) expect(await store.commit([goesOn(n)])).toEqual({ ok: true });
    expect(ballast.isHeld()).toBe(false);
    expect(await store.dueDeadlines(100, 100)).toHaveLength(20);
    await store.close();
  });

  test('lets nothing begin on the reserve, and fails no neighbour of what it refuses', async () => {
    const { store, ballast } = crampedStore(400);
    for (let n = 0; ballast.isHeld(); n += 1) await store.commit([goesOn(n)]);
    const [begun, gone] = await Promise.allSettled([store.commit([begins(1)]), store.commit([goesOn(99)])]);
    expect(begun).toMatchObject({ status: 'rejected', reason: expect.any(Unavailable) });
    expect(gone).toMatchObject({ status: 'fulfilled', value: { ok: true } });
    expect(await quarantineCount(store, 'dev_1')).toBe(0);
    await store.close();
  });

  test('whose reserve is spent too refuses all, and says so each time', async () => {
    const { store, failures } = crampedStore(1);
    let refusal: unknown = null;
    for (let n = 0; n < 40 && refusal === null; n += 1) {
      refusal = await store.commit([goesOn(n)]).then(
        () => null,
        (error: unknown) => error,
      );
    }
    expect(refusal).toBeInstanceOf(Unavailable);
    await expect(store.commit([goesOn(41)])).rejects.toBeInstanceOf(Unavailable);
    // Full is not broken: there may be room again, and nobody has to end the process.
    expect(failures).toEqual([]);
    expect(store.canCommit()).toBe(true);
    await store.close();
  });
});

test('row 28: a disk that failed at fsync is never tried again: it is told once, and every later commit is refused', async () => {
  const db = openConnection(':memory:');
  migrate(db, { path: ':memory:', clock });
  const failures: unknown[] = [];
  let attempts = 0;
  const group = createGroupCommit({
    db,
    clock,
    onFailed: (cause) => failures.push(cause),
    apply: () => {
      attempts += 1;
      throw new SqliteDatabase.SqliteError('disk I/O error', 'SQLITE_IOERR_FSYNC');
    },
  });
  await expect(group.commit([goesOn(1)])).rejects.toBeInstanceOf(Unavailable);
  await expect(group.commit([goesOn(2)])).rejects.toBeInstanceOf(Unavailable);
  expect(attempts).toBe(1);
  expect(failures).toHaveLength(1);
  expect(group.canCommit()).toBe(false);
  db.close();
});

test('the ballast is real bytes beside the database, given up once and taken back when there is room', () => {
  const folder = mkdtempSync(join(tmpdir(), 'unlatch-ballast-'));
  const path = join(folder, 'unlatch.db');
  const ballast = createBallast(path);
  const own = `${path}.ballast`;
  expect(statSync(own).size).toBe(8 * 1024 * 1024);
  expect(statSync(own).blocks * 512).toBeGreaterThanOrEqual(8 * 1024 * 1024);
  expect(ballast.giveUp()).toBe(true);
  expect([existsSync(own), ballast.isHeld(), ballast.giveUp()]).toEqual([false, false, false]);
  ballast.takeBack(60_000);
  expect([existsSync(own), ballast.isHeld()]).toEqual([true, true]);
  expect(createBallast(path).isHeld()).toBe(true);
  rmSync(folder, { recursive: true });
});

test('the ballast that finds no room holds nothing, and looks again after a minute', () => {
  const folder = mkdtempSync(join(tmpdir(), 'unlatch-ballast-'));
  const path = join(folder, 'later', 'unlatch.db');
  const ballast = createBallast(path);
  expect([ballast.isHeld(), ballast.giveUp()]).toEqual([false, false]);
  ballast.takeBack(0);
  ballast.takeBack(59_999);
  expect(ballast.isHeld()).toBe(false);
  rmSync(folder, { recursive: true });
});
