// The schema on PostgreSQL: the same names as on SQLite, and a database that defends itself against whoever writes past the store.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HOLD_MOVES } from '../../../gateway/domain/hold/hold.ts';
import { openPostgresStore } from '../../../gateway/storage/postgres/open-store.ts';
import { openConnection } from '../../../gateway/storage/sqlite/connection.ts';
import { migrate } from '../../../gateway/storage/sqlite/migrate.ts';
import { openSqliteStore } from '../../../gateway/storage/sqlite/open-store.ts';
import { checkInvariants } from '../../../gateway/upkeep/check-invariants.ts';
import { hasPostgres, inSql, openPostgresForTests, type PostgresForTests } from '../../support/postgres.ts';
import { journalRecord, receiptRecord } from '../../support/records.ts';
import { quarantineCount } from '../../support/stored.ts';
import { clock, furnishWithSession, mustCommit } from './opened-store.ts';

/** What PostgreSQL needs and SQLite has by itself, or has no use for. */
const ONLY_HERE = {
  columns: ['commands.row_no', 'objects.row_no', 'orders.row_no', 'tags.row_no', 'transfers.row_no'],
  /** Several gateways share the work only here. */
  claims: ['deadlines.claimed_by', 'deadlines.claimed_until_ms'],
  names: ['deadline_claim_whole', 'deadline_claimed', 'posting_closes'],
};

type Names = { readonly columns: readonly string[]; readonly constraints: readonly string[] };

/** Columns, and the names of all constraints, indexes and triggers, of the SQLite schema. */
function sqliteNames(): Names {
  const db = openConnection(':memory:');
  migrate(db, { path: ':memory:', clock });
  const schema = db.prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'").all() as {
    type: string;
    name: string;
    sql: string;
  }[];
  const columns = db
    .prepare(
      `SELECT t.name || '.' || c.name AS name FROM sqlite_schema AS t, pragma_table_info(t.name) AS c WHERE t.type = 'table'`,
    )
    .pluck()
    .all() as string[];
  db.close();
  const inTables = schema.flatMap(({ sql }) => [...sql.matchAll(/\bCONSTRAINT (\w+)/g)].map(([, name]) => name ?? ''));
  const ofTheirOwn = schema.filter(({ type }) => type !== 'table').map(({ name }) => name);
  return { columns: columns.sort(), constraints: [...new Set([...inTables, ...ofTheirOwn])].sort() };
}

async function postgresNames(url: string): Promise<Names> {
  const columns = await inSql<{ name: string }>(
    url,
    `SELECT table_name || '.' || column_name AS name FROM information_schema.columns WHERE table_schema = 'public'`,
  );
  const constraints = await inSql<{ name: string }>(
    url,
    `SELECT conname AS name FROM pg_constraint JOIN pg_namespace AS n ON n.oid = connamespace WHERE nspname = 'public'
     UNION SELECT indexname FROM pg_indexes WHERE schemaname = 'public'
     UNION SELECT tgname FROM pg_trigger WHERE NOT tgisinternal`,
  );
  return { columns: columns.map(({ name }) => name).sort(), constraints: constraints.map(({ name }) => name).sort() };
}

describe.skipIf(!hasPostgres)('PostgreSQL: the schema (needs PostgreSQL 15)', () => {
  let postgres: PostgresForTests;
  let url: string;

  beforeAll(async () => {
    postgres = await openPostgresForTests();
    url = await postgres.createDatabase();
    await (await openPostgresStore({ url, clock })).close();
  });
  afterAll(() => postgres.stop());

  test('has the tables and columns of SQLite, and a few of its own that are named here', async () => {
    const own = [...ONLY_HERE.columns, ...ONLY_HERE.claims];
    const { columns } = await postgresNames(url);
    expect(columns.filter((name) => !own.includes(name))).toEqual(sqliteNames().columns);
    expect(own.filter((name) => !columns.includes(name))).toEqual([]);
  });

  test('has the constraints, indexes and triggers of SQLite by the same names', async () => {
    const here = (await postgresNames(url)).constraints;
    // TRUNCATE is a way around triggers of rows that SQLite does not have.
    const own = here.filter((name) => ONLY_HERE.names.includes(name) || name.endsWith('_no_truncate'));
    expect(here.filter((name) => !own.includes(name))).toEqual(sqliteNames().constraints);
    expect(own.length).toBeGreaterThan(ONLY_HERE.names.length);
  });

  test('knows exactly the moves of a hold that the domain knows', async () => {
    const moves = await inSql<{ move: string }>(url, "SELECT from_state || ' ' || to_state AS move FROM hold_moves");
    const known = Object.entries(HOLD_MOVES).flatMap(([from, all]) => all.map((to) => `${from} ${to}`));
    expect(moves.map(({ move }) => move).sort()).toEqual(known.sort());
  });

  test('compares ids byte by byte, whatever the locale of the server', async () => {
    const loose = await inSql(
      url,
      `SELECT attrelid::regclass || '.' || attname AS name FROM pg_attribute
       JOIN pg_index ON indrelid = attrelid AND attnum = ANY (indkey)
       JOIN pg_collation ON pg_collation.oid = attcollation
       WHERE attrelid::regclass::text IN (SELECT tablename FROM pg_tables WHERE schemaname = 'public')
         AND collname <> 'C' AND attrelid::regclass::text <> 'migrations'`,
    );
    expect(loose).toEqual([]);
  });
});

describe.skipIf(!hasPostgres)('PostgreSQL: what was written stays as it was (needs PostgreSQL 15)', () => {
  let postgres: PostgresForTests;
  let url: string;

  beforeAll(async () => {
    postgres = await openPostgresForTests();
    url = await postgres.createDatabase();
  });
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    const store = await openPostgresStore({ url, clock });
    await furnishWithSession(store);
    await mustCommit(store, [
      { change: 'journal-stored', record: journalRecord() },
      { change: 'receipt-issued', receipt: receiptRecord() },
    ]);
    await store.close();
    return () => postgres.emptyDatabase(url);
  });

  test.each([
    ["UPDATE transfers SET kind = 'void'", 'transfer_immutable'],
    ['DELETE FROM transfers', 'transfer_immutable'],
    ['TRUNCATE transfers CASCADE', 'transfer_immutable'],
    ['UPDATE postings SET delta_minor = 0', 'posting_immutable'],
    ['DELETE FROM postings', 'posting_immutable'],
    ['TRUNCATE postings', 'posting_immutable'],
    ["UPDATE receipts SET receipt_json = '{}'", 'receipt_immutable'],
    ['DELETE FROM receipts', 'receipt_immutable'],
    ["UPDATE journal_entries SET jws = ''", 'journal_entry_immutable'],
    ['DELETE FROM journal_entries', 'journal_entry_immutable'],
    ["UPDATE tariff_texts SET tariff_json = '{}'", 'tariff_text_immutable'],
    ['DELETE FROM tariff_texts', 'tariff_text_immutable'],
    ["UPDATE sessions SET payer_id = 'person-2'", 'session_frozen'],
    ["UPDATE sessions SET tariff_hash = 'x'", 'session_frozen'],
    ["UPDATE holds SET payer_id = 'person-2'", 'hold_frozen'],
    ["UPDATE holds SET state = 'pending_authorize', version = version + 1", 'hold_state'],
    ["UPDATE holds SET state = 'captured', captured_minor = held_minor + 1, version = version + 1", 'hold_captured_within'],
    ["UPDATE holds SET state = 'voided'", 'hold_version'],
    ['DELETE FROM holds', 'hold_immutable'],
    ['TRUNCATE holds CASCADE', 'immutable'],
    ['DELETE FROM hold_moves', 'hold_move_immutable'],
    ['UPDATE wallet_balances SET balance_minor = -1', 'wallet_floor'],
    ['UPDATE sessions SET held_minor = most_minor + 1', 'session_most'],
  ])('%s is refused by %s', async (sql, refusal) => {
    await expect(inSql(url, sql)).rejects.toThrow(refusal);
  });

  const transfer = (id: string): string =>
    `INSERT INTO transfers (transfer_id, op_key, kind, tenant_id, currency, at_ms) VALUES ('${id}', '${id}', 'top-up', 'tnt_airport', 'CNY', 0)`;
  const posting = (id: string, leg: number, delta: number): string =>
    `INSERT INTO postings VALUES ('${id}', ${leg}, 'clearing:ledger:CNY', ${delta})`;

  test.each([
    ['postings that do not sum to zero', [posting('t', 0, -5), posting('t', 1, 4), transfer('t')], 'transfer_sum'],
    ['a posting after its transfer', [posting('t', 0, 0), transfer('t'), posting('t', 1, 1)], 'transfer_closed'],
    ['postings without their transfer', [posting('t', 0, -5), posting('t', 1, 5)], 'posting_transfer'],
  ])('%s do not commit (M1)', async (_what, statements, refusal) => {
    await expect(inSql(url, statements.join(';'))).rejects.toThrow(refusal);
    expect(await inSql(url, "SELECT 1 FROM postings WHERE transfer_id = 't'")).toEqual([]);
  });

  test('a posting that is slipped in beside a transfer on its way does not commit (M1)', async () => {
    const { Client } = await import('pg');
    const [one, other] = [new Client({ connectionString: url }), new Client({ connectionString: url })];
    await Promise.all([one.connect(), other.connect()]);
    await one.query(['BEGIN', posting('t', 0, -5), posting('t', 1, 5), transfer('t')].join(';'));
    await other.query(['BEGIN', posting('t', 2, 7)].join(';'));
    await one.query('COMMIT');
    await expect(other.query('COMMIT')).rejects.toThrow('transfer_sum');
    await Promise.all([one.end(), other.end()]);
  });

  test('texts with U+0000, which PostgreSQL cannot hold, are kept with its visible sign and never break a read', async () => {
    const store = await openPostgresStore({ url, clock });
    const payload = 'a\0b';
    await mustCommit(store, [{ change: 'quarantined', deviceId: 'dev_\0', reason: 'bad-json', payload, atMs: 1 }]);
    expect(await quarantineCount(store, 'dev_\0')).toBe(1);
    expect(await store.session('ses_1\0')).toBeNull();
    expect(await store.answer('person\0', 'r', 'k')).toBeNull();
    expect(await inSql(url, 'SELECT payload FROM quarantined_messages')).toEqual([{ payload: 'a␀b' }]);
    await store.close();
  });

  test('the books are read with the same SQL as on SQLite, and never written', async () => {
    const store = await openPostgresStore({ url, clock });
    const read = store.books<{ total: string }>(
      `SELECT receipt_json ->> 'totalMinor' AS total FROM receipts WHERE session_id = ? -- what about this one?`,
      ['ses_1'],
    );
    expect(await read).toEqual([{ total: '500' }]);
    const sums = await store.books('SELECT sum(delta_minor) AS total, count(*) > 1 AS many FROM postings WHERE account <> ?', [
      '?',
    ]);
    expect(sums).toEqual([{ total: 0, many: 1 }]);
    await expect(store.books('DELETE FROM deadlines')).rejects.toThrow('read-only');
    await store.close();
  });

  test('every invariant of the books is asked here as on SQLite, and finds the same', async () => {
    const [here, there] = [await openPostgresStore({ url, clock }), openSqliteStore({ path: ':memory:', clock })];
    await furnishWithSession(there);
    await mustCommit(there, [
      { change: 'journal-stored', record: journalRecord() },
      { change: 'receipt-issued', receipt: receiptRecord() },
    ]);
    const found = await checkInvariants(here.books, { billsSinceMs: 0 });
    expect(found).toEqual(await checkInvariants(there.books, { billsSinceMs: 0 }));
    // A session that nothing wakes, with a receipt before its end: the story above is no sound one.
    expect(found.map(({ id }) => id)).toContain('L1');
    for (const table of ['sessions', 'holds', 'transfers', 'postings', 'receipts', 'journal_entries']) {
      const sql = `SELECT * FROM ${table} ORDER BY 1, 2`;
      expect(await here.books(sql)).toEqual(await there.books(sql));
    }
    await here.close();
    await there.close();
  });
});
