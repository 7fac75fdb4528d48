// PostgreSQL shared by two gateways: due work is one gateway's at a time, and whoever comes late changes nothing (row 26).
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '../../../gateway/domain/changes.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import { openPostgresStore } from '../../../gateway/storage/postgres/open-store.ts';
import { hasPostgres, inSql, openPostgresForTests, type PostgresForTests } from '../../support/postgres.ts';
import { START_MS, sessionRecord } from '../../support/records.ts';
import { clock, furnishWithSession, mustCommit } from './opened-store.ts';

const set = (subjectId: string, dueAtMs = START_MS): Change => ({
  change: 'deadline-set',
  deadline: { kind: 'renew-lease', subjectId, dueAtMs },
});
/** Longer than any lease. */
const LATER_MS = START_MS + 60_000;

describe.skipIf(!hasPostgres)('PostgreSQL: two gateways (needs PostgreSQL 15)', () => {
  let postgres: PostgresForTests;
  let url: string;
  let one: OwnedStore;
  let other: OwnedStore;

  beforeAll(async () => {
    postgres = await openPostgresForTests();
    url = await postgres.createDatabase();
  });
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    one = await openPostgresStore({ url, clock });
    other = await openPostgresStore({ url, clock });
    await furnishWithSession(one);
    return async () => {
      await one.close();
      await other.close();
      await postgres.emptyDatabase(url);
    };
  });

  const subjects = async (store: OwnedStore, nowMs: number, limit = 100): Promise<readonly string[]> =>
    (await store.dueDeadlines(nowMs, limit)).map(({ subjectId }) => subjectId);

  test('row 26: what one gateway has read as due, the other is not given', async () => {
    await mustCommit(one, [set('a'), set('b')]);
    expect(await subjects(one, START_MS)).toEqual(['a', 'b']);
    expect(await subjects(other, START_MS)).toEqual([]);
    expect(await subjects(one, START_MS)).toEqual(['a', 'b']);
  });

  test('row 26: two gateways that pump at once share the rows, each row once', async () => {
    const names = Array.from({ length: 100 }, (_, at) => `s-${String(at).padStart(3, '0')}`);
    await mustCommit(
      one,
      names.map((name) => set(name)),
    );
    const halves = await Promise.all([subjects(one, START_MS, 50), subjects(other, START_MS, 50)]);
    const rest = await Promise.all([subjects(one, START_MS, 100), subjects(other, START_MS, 100)]);
    const [first = [], second = []] = rest;
    expect(new Set([...first, ...second])).toEqual(new Set(names));
    expect(first.filter((name) => second.includes(name))).toEqual([]);
    for (const half of halves) expect(half.length).toBeLessThanOrEqual(50);
  });

  test('row 26: one paused past its lease resumes, and its compare-and-set changes nothing', async () => {
    await mustCommit(one, [set('ses_1')]);
    const session = await one.session('ses_1');
    expect(await subjects(one, START_MS)).toEqual(['ses_1']);
    // It stands still here; its lease passes, and the other one does the work.
    expect(await subjects(other, LATER_MS)).toEqual(['ses_1']);
    const done = sessionRecord({ version: 2, state: 'active' });
    expect(session?.version).toBe(1);
    await mustCommit(other, [{ change: 'session-changed', session: done }, set('ses_1', LATER_MS + 1)]);
    const late = sessionRecord({ version: 2, state: 'stopping' });
    const outcome = await one.commit([{ change: 'session-changed', session: late }, set('ses_1', LATER_MS + 9_000)]);
    expect(outcome).toEqual({ ok: false, constraint: 'session_version' });
    expect(await other.session('ses_1')).toEqual(done);
    expect(await subjects(other, LATER_MS + 1)).toEqual(['ses_1']);
  });

  test('a deadline that is set anew is free for whoever asks first', async () => {
    await mustCommit(one, [set('a')]);
    expect(await subjects(one, START_MS)).toEqual(['a']);
    await mustCommit(one, [set('a', START_MS + 1)]);
    expect(await subjects(other, START_MS + 1)).toEqual(['a']);
    expect(await subjects(one, START_MS + 1)).toEqual([]);
  });

  test('a gateway that ends leaves its claims to the others at once', async () => {
    await mustCommit(one, [set('a')]);
    const ending = await openPostgresStore({ url, clock });
    expect(await subjects(ending, START_MS)).toEqual(['a']);
    await ending.close();
    expect(await subjects(other, START_MS)).toEqual(['a']);
  });

  test('rows that a commit holds at this moment are passed over, not waited for', async () => {
    await mustCommit(one, [set('a'), set('b')]);
    const { Client } = await import('pg');
    const holder = new Client({ connectionString: url });
    await holder.connect();
    await holder.query('BEGIN');
    await holder.query("UPDATE deadlines SET due_at_ms = due_at_ms WHERE subject_id = 'a'");
    expect(await subjects(one, START_MS)).toEqual(['b']);
    await holder.query('ROLLBACK');
    await holder.end();
    expect(await subjects(one, START_MS)).toEqual(['a', 'b']);
  });

  test('two gateways that open one empty database at once migrate it once', async () => {
    const empty = await postgres.createDatabase();
    const opened = await Promise.all([1, 2, 3].map(() => openPostgresStore({ url: empty, clock })));
    for (const store of opened) await store.close();
    const applied = await inSql<{ migration_id: string }>(empty, 'SELECT migration_id FROM migrations ORDER BY migration_id');
    expect(applied.map((row) => Number(row.migration_id))).toEqual(applied.map((_, at) => at + 1));
  });
});
