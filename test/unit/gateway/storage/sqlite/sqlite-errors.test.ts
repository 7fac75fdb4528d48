// The judgement of SQLite's errors is total: every unique key of the schema has its constraint, nothing else has.
import { describe, expect, test } from 'vitest';
import { Unavailable } from '../../../../../gateway/ports/unavailable.ts';
import { type Connection, openConnection } from '../../../../../gateway/storage/sqlite/connection.ts';
import { SqliteDatabase } from '../../../../../gateway/storage/sqlite/library.ts';
import { migrate } from '../../../../../gateway/storage/sqlite/migrate.ts';
import { asThrown, CONSTRAINT_BY_KEY, judge } from '../../../../../gateway/storage/sqlite/sqlite-errors.ts';

function schema(): Connection {
  const db = openConnection(':memory:');
  migrate(db, { path: ':memory:', clock: { nowMs: () => 0 } });
  return db;
}

/** Tables that no change inserts into with a key of its own: set-up and upserts find their rows first. */
const FOUND_FIRST = [
  'migrations',
  'tenants',
  'venues',
  'places',
  'tariff_texts',
  'tariffs',
  'devices',
  'objects',
  'stays',
  'stamps',
  'deadlines',
  'wallet_balances',
  'quarantine_totals',
  'persons',
  'hold_moves',
  'session_moves',
  'factory_units',
  'label_scans',
  'label_sightings',
  'limit_buckets',
  'person_contacts',
  'messages',
  'tariff_versions',
  'terms_acceptances',
];
/** Numbered by the store itself inside the transaction, or drawn anew: to meet one twice is our mistake. */
const OWN_NUMBERS = [
  'quarantined_messages.device_id, quarantined_messages.message_no',
  'postings.transfer_id, postings.leg',
  'audit_rows.audit_id',
];

function uniqueKeys(db: Connection): string[] {
  const rows = db
    .prepare<[], { table_name: string; columns: string }>(
      `SELECT m.name AS table_name, (
         SELECT group_concat(m.name || '.' || c.name, ', ') FROM pragma_index_info(i.name) AS c
       ) AS columns
       FROM sqlite_schema AS m, pragma_index_list(m.name) AS i
       WHERE m.type = 'table' AND i."unique" = 1`,
    )
    .all();
  return rows.filter((row) => !FOUND_FIRST.includes(row.table_name)).map((row) => row.columns);
}

const thrownBy = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

describe('SQLite errors', () => {
  test('every unique key that a change can meet has its constraint, and no other key is named', () => {
    const keys = new Set(uniqueKeys(schema()));
    for (const own of OWN_NUMBERS) expect(keys.delete(own)).toBe(true);
    expect([...keys].sort()).toEqual(Object.keys(CONSTRAINT_BY_KEY).sort());
  });

  test.each([
    ['SQLITE_FULL', { is: 'world', lasting: false }],
    ['SQLITE_BUSY', { is: 'world', lasting: false }],
    ['SQLITE_READONLY', { is: 'world', lasting: false }],
    ['SQLITE_IOERR_FSYNC', { is: 'world', lasting: true }],
    ['SQLITE_IOERR_WRITE', { is: 'world', lasting: true }],
    ['SQLITE_CORRUPT', { is: 'world', lasting: true }],
    ['SQLITE_ERROR', { is: 'mistake' }],
    ['SQLITE_CONSTRAINT_FOREIGNKEY', { is: 'mistake' }],
    ['SQLITE_CONSTRAINT_TRIGGER', { is: 'mistake' }],
    ['SQLITE_CONSTRAINT_NOTNULL', { is: 'mistake' }],
  ])('judges %s', (code, judgement) => {
    expect(judge(new SqliteDatabase.SqliteError('words', code))).toEqual(judgement);
  });

  test('a check or key that is not named refuses nothing: it is our mistake', () => {
    const db = schema();
    db.exec("INSERT INTO tenants (tenant_id) VALUES ('t')");
    expect(judge(thrownBy(() => db.exec("INSERT INTO tenants (tenant_id) VALUES ('t')")))).toEqual({ is: 'mistake' });
    expect(judge(thrownBy(() => db.exec("INSERT INTO wallet_balances VALUES ('payable:v', 'CNY', 1)")))).toEqual({
      is: 'mistake',
    });
    expect(judge(thrownBy(() => db.exec("UPDATE hold_moves SET to_state = 'held'")))).toEqual({ is: 'mistake' });
    const overdrawn = thrownBy(() => db.exec("INSERT INTO wallet_balances VALUES ('held:p', 'CNY', -1)"));
    expect(judge(overdrawn)).toEqual({ is: 'refusal', constraint: 'wallet_floor' });
  });

  test.each([
    ['hold_state', 'hold_state'],
    ['operation_state', 'operation_state'],
    ['uncollected_state', 'uncollected_state'],
    ['transfer_closed', 'transfer_op_key'],
    ['audit_position', 'audit_position'],
    ['receipt_number', 'receipt_number'],
  ])('a trigger that says %s refuses by %s', (message, constraint) => {
    const error = new SqliteDatabase.SqliteError(message, 'SQLITE_CONSTRAINT_TRIGGER');
    expect(judge(error)).toEqual({ is: 'refusal', constraint });
    const named = schema().prepare<[], string>("SELECT group_concat(sql) FROM sqlite_schema WHERE type = 'trigger'").pluck();
    expect(named.get()).toContain(`RAISE(ABORT, '${message}')`);
  });

  test('only a broken world becomes Unavailable', () => {
    expect(asThrown(new SqliteDatabase.SqliteError('words', 'SQLITE_FULL'))).toBeInstanceOf(Unavailable);
    const mistake = new TypeError('ours');
    expect(asThrown(mistake)).toBe(mistake);
  });
});
