// SQLite on a file, what only a file can do: survive, be owned, be refused, and run out of disk.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import { Unavailable } from '../../../gateway/ports/unavailable.ts';
import type { Connection } from '../../../gateway/storage/sqlite/connection.ts';
import { SqliteDatabase } from '../../../gateway/storage/sqlite/library.ts';
import { openSqliteStore } from '../../../gateway/storage/sqlite/open-store.ts';
import { type StorageRefusal, StorageRefused } from '../../../gateway/storage/storage-refused.ts';
import { journalRecord, PERSON, POD, POD_DEVICE, receiptRecord, sessionRecord } from '../../support/records.ts';
import { ledgerTotals } from '../../support/stored.ts';
import { clock, furnishWithSession, mustCommit } from './opened-store.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const committer = fileURLToPath(new URL('./commit-until-killed.ts', import.meta.url));
const filler = fileURLToPath(new URL('./fill-the-disk.ts', import.meta.url));

let folder: string;
let path: string;
let children: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unlatch-store-'));
  path = join(folder, 'unlatch.sqlite');
  children = [];
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

const open = (): OwnedStore => openSqliteStore({ path, clock });

function refusalOf(attempt: () => unknown): StorageRefusal | unknown {
  try {
    attempt();
  } catch (error) {
    return error instanceof StorageRefused ? error.refusal : error;
  }
  return 'opened';
}

/** Works on the closed file as SQL, past the store. */
function inSql<T>(work: (db: Connection) => T): T {
  const db = new SqliteDatabase(path);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

async function leaveFurnished(): Promise<void> {
  const store = open();
  await furnishWithSession(store);
  await mustCommit(store, [
    { change: 'journal-stored', record: journalRecord() },
    { change: 'receipt-issued', receipt: receiptRecord() },
    { change: 'deadline-set', deadline: { kind: 'renew-lease', subjectId: 'ses_1', dueAtMs: 5 } },
  ]);
  await store.close();
}

describe('SQLite on a file: what was committed', () => {
  test('is all there after close and open', async () => {
    await leaveFurnished();
    const store = open();
    expect(await store.session('ses_1')).toEqual(sessionRecord());
    expect(await store.scene(POD)).toMatchObject({ object: { bindingVersion: 1 }, live: { sessionId: 'ses_1' } });
    expect(await store.device(POD_DEVICE)).toMatchObject({ lastCtr: 1 });
    expect(await store.balance(PERSON, 'CNY')).toMatchObject({ availableMinor: 14_000n, heldMinor: 6_000n });
    expect(await store.journalEntryOf('ses_1', 0)).toEqual(journalRecord());
    expect(await store.receiptOf('ses_1', PERSON)).toEqual(receiptRecord());
    expect(await store.dueDeadlines(5, 9)).toHaveLength(1);
    expect(store.statistics()).toEqual({ commits: 0, transactions: 0 });
    await store.close();
  });

  test('outlives kill -9 right after its commit, and the file is free again (A1)', async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', committer, path], {
      cwd: root,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    children.push(child);
    const [said] = await once(child.stdout, 'data');
    expect(String(said)).toBe('committed\n');
    expect(refusalOf(open)).toEqual({ code: 'storage.in-use', path });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const store = open();
    expect(await store.session('ses_1')).toEqual(sessionRecord());
    expect(await store.balance(PERSON, 'CNY')).toMatchObject({ availableMinor: 14_000n, heldMinor: 6_000n });
    expect(await ledgerTotals(store)).toEqual({ CNY: 0n });
    await store.close();
  });
});

describe('SQLite on a file: ownership', () => {
  test('a second store is refused with a code while the first goes on', async () => {
    const store = open();
    expect(refusalOf(open)).toEqual({ code: 'storage.in-use', path });
    await furnishWithSession(store);
    await store.close();
    await open().close();
  });
});

describe('SQLite on a file: migrations', () => {
  test('a database of a later release is refused and left alone', async () => {
    await leaveFurnished();
    inSql((db) => db.exec("INSERT INTO migrations VALUES (9999, '9999-from-the-future.sql', 'x', 0)"));
    expect(refusalOf(open)).toMatchObject({ code: 'storage.newer', found: '9999-from-the-future.sql' });
    expect(inSql((db) => db.prepare('SELECT count(*) AS n FROM sessions').get())).toEqual({ n: 1 });
  });

  test('a changed migration is refused', async () => {
    await leaveFurnished();
    inSql((db) => db.exec("UPDATE migrations SET checksum = 'other' WHERE migration_id = 2"));
    expect(refusalOf(open)).toEqual({ code: 'storage.altered', migration: '0002-sessions.sql' });
  });

  test("another program's database is refused", () => {
    inSql((db) => db.exec('CREATE TABLE recipes (name TEXT)'));
    expect(refusalOf(open)).toEqual({ code: 'storage.foreign', path });
  });

  test('a file that is no database is unavailable, and not touched', () => {
    writeFileSync(path, 'not a database, but long enough to be asked for its header'.repeat(20));
    expect(refusalOf(open)).toBeInstanceOf(Unavailable);
  });

  test('a missing folder is unavailable', () => {
    path = join(folder, 'none', 'unlatch.sqlite');
    expect(refusalOf(open)).toBeInstanceOf(Unavailable);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});

describe('SQLite on a file: a full disk', () => {
  test('commits are Unavailable, and reads go on', () => {
    // 9 MB for each file of the process: enough for the ballast, and too little for the flood. The limit is real, so is the error.
    const words = ['-c', 'ulimit -f 9000 && exec "$0" --import tsx "$1" "$2"', process.execPath, filler, path];
    const { stdout, stderr } = spawnSync('bash', words, { cwd: root, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({ first: 'unavailable:storage', second: 'unavailable:storage', read: 'ses_1' });
  });
});
