// SQLite, past the store: what a careless hand with SQL cannot do to money and proof.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import { type Connection, openConnection } from '../../../gateway/storage/sqlite/connection.ts';
import { migrate } from '../../../gateway/storage/sqlite/migrate.ts';
import { createSqliteStore } from '../../../gateway/storage/sqlite/open-store.ts';
import {
  auditLinks,
  auditRow,
  claimRecord,
  holdCaptured,
  operationRecord,
  outboxEvent,
  payoutRecord,
  refundRecord,
  settlementRecord,
  uncollectedRecord,
} from '../../support/money-records.ts';
import { captureOf, journalRecord, receiptRecord, START_MS, sessionRecord, VENUE } from '../../support/records.ts';
import { clock, furnishWithSession, mustCommit } from './opened-store.ts';

let db: Connection;
let store: OwnedStore;

beforeEach(async () => {
  db = openConnection(':memory:');
  migrate(db, { path: ':memory:', clock });
  store = createSqliteStore(db, { clock });
  await furnishWithSession(store);
  await mustCommit(store, [
    { change: 'session-changed', session: sessionRecord({ version: 2, state: 'settling', settlement: settlementRecord() }) },
    { change: 'journal-stored', record: journalRecord() },
    holdCaptured(500n),
    { change: 'transfer-posted', transfer: captureOf(sessionRecord(), 500n, 28n) },
    { change: 'receipt-issued', receipt: receiptRecord() },
    { change: 'operation-added', operation: operationRecord({ state: 'done', grant: null, resolvedAtMs: START_MS }) },
    { change: 'operation-added', operation: operationRecord({ opKey: 'pending' }) },
    { change: 'uncollected-noted', uncollected: uncollectedRecord() },
    { change: 'refund-noted', refund: refundRecord() },
    { change: 'refund-resolved', refundId: 'rfd_1', state: 'done' },
    { change: 'refund-noted', refund: refundRecord({ refundId: 'rfd_2', rule: '1' }) },
    { change: 'claim-decided', claim: claimRecord() },
    { change: 'audited', row: auditRow() },
    { change: 'audit-sealed', links: auditLinks([auditRow()]) },
    { change: 'event-queued', event: outboxEvent() },
    { change: 'payout-made', payout: payoutRecord() },
    { change: 'receipt-numbered', number: { venueId: VENUE, year: 2026, number: 1, receiptId: 'rcp_1', atMs: START_MS } },
    { change: 'receipt-addressed', addressee: { receiptId: 'rcp_1', company: 'Airport Ltd', atMs: START_MS } },
  ]);
});
afterEach(() => store.close());

/** Tables that nothing is ever changed in or taken out of. */
const APPEND_ONLY = {
  transfers: ['kind', 'transfer_immutable'],
  postings: ['account', 'posting_immutable'],
  receipts: ['receipt_json', 'receipt_immutable'],
  journal_entries: ['jws', 'journal_entry_immutable'],
  tariff_texts: ['tariff_json', 'tariff_text_immutable'],
  claims: ['verdict', 'claim_immutable'],
  audit_rows: ['what', 'audit_row_immutable'],
  audit_links: ['hash', 'audit_link_immutable'],
  payouts: ['amount_minor', 'payout_immutable'],
  payout_items: ['amount_minor', 'payout_item_immutable'],
  receipt_numbers: ['number', 'receipt_number_immutable'],
  receipt_addressees: ['company', 'receipt_addressee_immutable'],
  hold_moves: ['to_state', 'hold_move_immutable'],
  session_moves: ['to_state', 'session_move_immutable'],
} as const;

describe('SQLite: what was written stays as it was', () => {
  test.each(Object.entries(APPEND_ONLY))('%s takes rows and gives none back', (table, [column, refusal]) => {
    expect(() => db.exec(`UPDATE ${table} SET ${column} = ${column}`)).toThrow(refusal);
    expect(() => db.exec(`DELETE FROM ${table}`)).toThrow(refusal);
  });

  test.each([
    ["UPDATE sessions SET payer_id = 'person-2'", 'session_frozen'],
    ["UPDATE sessions SET tariff_hash = 'x'", 'session_frozen'],
    ["UPDATE sessions SET terms_json = '{}'", 'session_frozen'],
    ["UPDATE sessions SET settlement_json = '{}'", 'session_settled_once'],
    ['UPDATE sessions SET settlement_json = NULL', 'session_settled_once'],
    ['UPDATE sessions SET held_minor = most_minor + 1', 'session_most'],
    ['UPDATE wallet_balances SET balance_minor = -1', 'wallet_floor'],
    ["UPDATE holds SET version = version + 1, payer_id = 'person-2'", 'hold_frozen'],
    ["UPDATE holds SET version = version + 1, wallet = 'card'", 'hold_frozen'],
    ['UPDATE holds SET refunded_minor = 1', 'hold_version'],
    ['UPDATE holds SET version = version + 2', 'hold_version'],
    ["UPDATE holds SET version = version + 1, state = 'voided', captured_minor = NULL", 'hold_state'],
    ['UPDATE holds SET version = version + 1, captured_minor = 400', 'hold_captured_once'],
    ['UPDATE holds SET version = version + 1, held_minor = 500', 'hold_captured_once'],
    ['UPDATE holds SET version = version + 1, refunded_minor = 501', 'hold_refunded_within'],
    ['DELETE FROM holds', 'hold_immutable'],
    ["UPDATE wallet_operations SET amount_minor = 1 WHERE op_key = 'pending'", 'operation_frozen'],
    ["UPDATE wallet_operations SET kind = 'refund' WHERE op_key = 'pending'", 'operation_frozen'],
    ["UPDATE wallet_operations SET currency = 'EUR' WHERE op_key = 'pending'", 'operation_frozen'],
    ["UPDATE wallet_operations SET state = 'refused' WHERE op_key <> 'pending'", 'operation_state'],
    ["UPDATE wallet_operations SET state = 'done', resolved_at_ms = 1 WHERE op_key = 'pending'", 'operation_grant_erased'],
    ['DELETE FROM wallet_operations', 'operation_immutable'],
    ["UPDATE uncollected SET payer_id = 'bob'", 'uncollected_frozen'],
    ['UPDATE uncollected SET owed_minor = owed_minor - 1', 'uncollected_only_lowered'],
    ['UPDATE uncollected SET owed_minor = owed_minor + 1, lowered_minor = lowered_minor - 1', 'uncollected_only_lowered'],
    ['UPDATE uncollected SET owed_minor = 0, lowered_minor = owed_minor', 'uncollected_amount'],
    ['DELETE FROM uncollected', 'uncollected_immutable'],
    ["UPDATE refunds SET amount_minor = 1 WHERE state = 'pending'", 'refund_frozen'],
    ["UPDATE refunds SET state = 'pending'", 'refund_done_once'],
    ['DELETE FROM refunds', 'refund_immutable'],
    ["UPDATE outbox_events SET body = '{}'", 'outbox_event_frozen'],
  ])('%s is refused by %s', (sql, refusal) => {
    expect(() => db.exec(sql)).toThrow(refusal);
  });
});

describe('SQLite: the sum of a transfer (M1)', () => {
  const post = (id: string): string =>
    `INSERT INTO transfers (transfer_id, op_key, kind, tenant_id, session_id, currency, at_ms)
     VALUES ('${id}', 'key_${id}', 'top-up', 'tnt_airport', NULL, 'CNY', 1)`;
  const leg = (id: string, n: number, deltaMinor: number): string =>
    `INSERT INTO postings (transfer_id, leg, account, delta_minor) VALUES ('${id}', ${n}, 'payable:v', ${deltaMinor})`;

  test('closes with the transfer: what does not sum to zero is refused', () => {
    db.exec('BEGIN');
    db.exec(leg('tra_x', 0, 5));
    db.exec(leg('tra_x', 1, -4));
    expect(() => db.exec(post('tra_x'))).toThrow('transfer_sum');
    db.exec(leg('tra_x', 2, -1));
    db.exec(post('tra_x'));
    db.exec('COMMIT');
    expect(db.prepare('SELECT count(*) FROM postings WHERE transfer_id = ?').pluck().get('tra_x')).toBe(3);
  });

  test('stays closed: nothing is added to a transfer, not even a pair', () => {
    expect(() => db.exec(leg('tra_first', 2, 5))).toThrow('transfer_closed');
  });

  test('leaves no posting without a transfer', () => {
    db.exec('BEGIN');
    db.exec(leg('tra_x', 0, 5));
    expect(() => db.exec('COMMIT')).toThrow('FOREIGN KEY');
    db.exec('ROLLBACK');
    expect(() => db.exec(leg('tra_x', 0, 5))).toThrow('FOREIGN KEY');
  });
});

test('SQLite: an object has one session that uses it, and any number that only wait (D1)', async () => {
  const other = sessionRecord({ sessionId: 'ses_2', holdId: 'hld_2' });
  await mustCommit(store, [{ change: 'session-created', session: other }]);
  // One whose use has ended does not come back to the object, whoever is on it.
  expect(() => db.exec("UPDATE sessions SET state = 'active' WHERE session_id = 'ses_1'")).toThrow('session_moves_on');
  const third = sessionRecord({ sessionId: 'ses_3', holdId: 'hld_3' });
  expect(await store.commit([{ change: 'session-created', session: third }])).toEqual({
    ok: false,
    constraint: 'session_live_object',
  });
});
