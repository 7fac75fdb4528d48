// Invariants: of a sound database the checker says nothing, and each of its rules finds the one thing that was made wrong.
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BooksQuery } from '../../gateway/ports/store.ts';
import { SQL_INVARIANTS } from '../../gateway/storage/queries/invariants.ts';
import { SqliteDatabase } from '../../gateway/storage/sqlite/library.ts';
import { openSqliteStore } from '../../gateway/storage/sqlite/open-store.ts';
import { checkInvariants } from '../../gateway/upkeep/check-invariants.ts';
import { openHostStage } from '../contract/wallet/host-stage.ts';
import { growingHolds } from '../property/model/model-world.ts';
import { openHouse } from '../support/one-process.ts';
import { createPerson, must } from '../support/person.ts';

const folder = mkdtempSync(join(tmpdir(), 'unlatch-invariants-'));
const sound = join(folder, 'sound.db');

/** A pod that was paid at the embedded ledger, then one at the host wallet with a refund, and a bike that still runs there. */
beforeAll(async () => {
  const stage = await openHostStage();
  const clock = stage.clock;
  const here = await openHouse({ objects: ['pod-1'], store: openSqliteStore({ path: sound, clock }) });
  const ada = await createPerson(here, 'ada');
  const paidHere = must(await ada.start('pod-1'));
  await here.pass(5 * 60_000, 5_000);
  must(await ada.stop(paidHere.sessionId));
  await here.pass(60_000, 2_000);
  await here.close();
  const there = await openHouse({
    objects: ['pod-2', 'bike-1'],
    store: openSqliteStore({ path: sound, clock }),
    wallet: stage,
    venue: growingHolds,
  });
  const bob = await createPerson(there, 'bob');
  const paidThere = must(await bob.start('pod-2'));
  await there.pass(15 * 60_000, 5_000);
  must(await bob.stop(paidThere.sessionId));
  await there.pass(60_000, 2_000);
  const operator = { operatorId: 'op-1', tenantId: 'demo' };
  const keyed = { personId: 'op-1', route: 'refunds', key: 'back-1', bodyHash: 'b1' };
  const wish = { sessionId: paidThere.sessionId, payerId: null, totalMinor: 100n, reason: 'the fan was loud' };
  must(await there.core.steps.operator.refundSession({ ...keyed, ...wish, operator }));
  await there.settle();
  must(await bob.start('bike-1'));
  await there.pass(30_000, 2_000);
  await there.close();
  await stage.close();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Broken = { readonly id: string; readonly says: RegExp; readonly sql: string };

const PAID_HERE = `(SELECT hold_id FROM holds WHERE wallet = 'ledger')`;
const PAID_THERE = `(SELECT hold_id FROM holds WHERE wallet = 'host' AND state = 'captured')`;
const RUNNING = `(SELECT session_id FROM sessions WHERE state = 'active')`;
const CLOSED = `(SELECT session_id FROM sessions WHERE state = 'closed' ORDER BY session_id LIMIT 1)`;

/** What is done to a sound copy, and the rule that has to notice. */
const BROKEN: readonly Broken[] = [
  { id: 'M1', says: /transfer sum/, sql: 'UPDATE postings SET delta_minor = delta_minor + 1 WHERE leg = 0' },
  { id: 'M1', says: /of a currency/, sql: 'UPDATE postings SET delta_minor = delta_minor + 1 WHERE leg = 0' },
  { id: 'M2', says: /sum of its postings/, sql: 'UPDATE wallet_balances SET balance_minor = balance_minor + 1' },
  { id: 'M2', says: /has a balance/, sql: `DELETE FROM wallet_balances WHERE account LIKE 'available:%'` },
  { id: 'M2', says: /open holds/, sql: `UPDATE holds SET state = 'held', captured_minor = NULL WHERE hold_id = ${PAID_HERE}` },
  {
    id: 'M9',
    says: /no second transfer/,
    sql: `UPDATE wallet_operations SET state = 'refused', refusal = 'fraud' WHERE kind = 'capture'`,
  },
  { id: 'M12', says: /tenant/, sql: `UPDATE sessions SET tenant_id = 'another' WHERE session_id = ${CLOSED}` },
  {
    id: 'M3',
    says: /at most what was held/,
    sql: 'UPDATE holds SET refunded_minor = captured_minor + 1 WHERE captured_minor > 0',
  },
  {
    id: 'M3',
    says: /captured at most once/,
    sql: `INSERT INTO wallet_operations SELECT op_key || '2', 'recapture', wallet, tenant_id, session_id, hold_id, payer_id, amount_minor,
          currency, state, attempts, grant_token, wallet_ref, action_url, refusal, created_at_ms, resolved_at_ms
          FROM wallet_operations WHERE kind = 'capture'`,
  },
  { id: 'M3', says: /together at most/, sql: `UPDATE transfers SET kind = 'dispute' WHERE kind = 'capture'` },
  { id: 'M3', says: /sum of its refunds/, sql: 'UPDATE holds SET refunded_minor = 1 WHERE captured_minor > 0' },
  {
    id: 'M4',
    says: /has each hold/,
    sql: `UPDATE holds SET state = 'capturing', captured_minor = NULL WHERE hold_id = ${PAID_THERE}`,
  },
  {
    id: 'M4',
    says: /failed only where/,
    sql: `UPDATE sessions SET state = 'failed', end_reason = 'declined', end_at_ms = 1, final_minor = 0 WHERE session_id = ${RUNNING}`,
  },
  {
    id: 'M4',
    says: /captured at the wallet/,
    sql: `UPDATE wallet_operations SET amount_minor = amount_minor + 1 WHERE kind = 'capture'`,
  },
  {
    id: 'M4',
    says: /voided at the wallet/,
    sql: `UPDATE holds SET state = 'voided', captured_minor = NULL WHERE hold_id = ${PAID_THERE}`,
  },
  {
    id: 'M5',
    says: /open where its session/,
    sql: `UPDATE holds SET state = 'held', captured_minor = NULL WHERE hold_id = ${PAID_THERE}`,
  },
  { id: 'M8', says: /clearing mirrors/, sql: 'UPDATE refunds SET amount_minor = amount_minor + 1' },
  { id: 'R8', says: /before the final amount/, sql: 'UPDATE sessions SET settlement_json = NULL' },
  { id: 'M4', says: /receipt stands/, sql: 'DELETE FROM receipts' },
  { id: 'M10', says: /more than the offer/, sql: 'UPDATE sessions SET most_minor = held_minor - 1' },
  {
    id: 'M9',
    says: /called what it does/,
    sql: `UPDATE wallet_operations SET op_key = op_key || ':again' WHERE kind = 'capture'`,
  },
  {
    id: 'D1',
    says: /one live session/,
    sql: `UPDATE sessions SET state = 'active', object_id = (SELECT object_id FROM sessions WHERE state = 'active')`,
  },
  { id: 'M6', says: /reason from the list/, sql: `UPDATE sessions SET end_reason = 'because' WHERE state = 'closed'` },
  { id: 'M7', says: /record of a start/, sql: 'DELETE FROM journal_entries WHERE n = 0' },
  { id: 'M13', says: /without a gap/, sql: `DELETE FROM journal_entries WHERE n = 0 AND session_id = ${RUNNING}` },
  { id: 'M14', says: /above the highest/, sql: 'UPDATE devices SET last_ctr = 0' },
  { id: 'M14', says: /used once/, sql: `UPDATE commands SET ctr = 7, device_id = 'pod-2' WHERE ctr IS NOT NULL` },
  {
    id: 'A1',
    says: /answer names exists/,
    sql: `UPDATE answers SET location = '/api/v1/sessions/ses_nobody' WHERE location IS NOT NULL`,
  },
  { id: 'L1', says: /something that wakes it/, sql: 'DELETE FROM deadlines' },
  { id: 'L1', says: /asked again/, sql: `UPDATE wallet_operations SET state = 'pending' WHERE kind = 'refund'` },
  { id: 'M11', says: /offer of its session/, sql: `UPDATE sessions SET offer_hash = 'another' WHERE state = 'closed'` },
  {
    id: 'M4',
    says: /came to/,
    sql: 'UPDATE holds SET captured_minor = captured_minor - 1 WHERE captured_minor > 0',
  },
  {
    id: 'R8',
    says: /what was frozen/,
    sql: `UPDATE sessions SET settlement_json = replace(settlement_json, '"totalMinor":', '"totalMinor":1') WHERE state = 'closed'`,
  },
  {
    id: 'M6',
    says: /lines of a bill/,
    sql: `UPDATE receipts SET receipt_json = replace(receipt_json, '"lines":[', '"lines":[{"line":"base","amountMinor":1},')`,
  },
];

/** A copy without the database's own guards: what could only be there after a mistake of the storage itself. */
function openUnguarded(path: string) {
  const db = new SqliteDatabase(path);
  db.pragma('foreign_keys = OFF');
  const named = db
    .prepare<[string], string>(`SELECT name FROM sqlite_schema WHERE type = ? AND name NOT LIKE 'sqlite_%'`)
    .pluck();
  for (const trigger of named.all('trigger')) db.exec(`DROP TRIGGER ${trigger}`);
  for (const table of named.all('table')) {
    db.exec(`CREATE TABLE unguarded AS SELECT * FROM ${table}; DROP TABLE ${table}; ALTER TABLE unguarded RENAME TO ${table}`);
  }
  return db;
}

async function check(breaking: string | null): Promise<readonly { readonly id: string; readonly says: string }[]> {
  const path = join(folder, 'copy.db');
  copyFileSync(sound, path);
  const db = openUnguarded(path);
  try {
    if (breaking !== null) expect(db.prepare(breaking).run().changes, 'something was made wrong').toBeGreaterThan(0);
    const books: BooksQuery = async <Row extends object>(sql: string, parameters: readonly (string | number)[] = []) =>
      db.prepare(sql).all(...parameters) as Row[];
    return await checkInvariants(books, { billsSinceMs: 0 });
  } finally {
    db.close();
    rmSync(path);
  }
}

describe('the invariant checker', () => {
  test('says nothing of a sound database', async () => {
    expect(await check(null)).toEqual([]);
  });

  test.each(BROKEN)('$id notices: $sql', async ({ id, says, sql }) => {
    const found = await check(sql);
    expect(found.map((each) => `${each.id} ${each.says}`)).toContainEqual(expect.stringMatching(says));
    expect(found.map((each) => each.id)).toContain(id);
  });

  test('has no rule that nothing here can break', () => {
    const untried = SQL_INVARIANTS.filter(({ id, says }) => !BROKEN.some((each) => each.id === id && each.says.test(says)));
    expect(untried).toEqual([]);
  });
});
