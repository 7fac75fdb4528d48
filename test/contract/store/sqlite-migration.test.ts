// SQLite, a database of the last release: everything in it goes on under the present rules, or nothing of it is touched.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { plainTerms } from '../../../gateway/domain/tariff/price-terms.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import type { Connection } from '../../../gateway/storage/sqlite/connection.ts';
import { SqliteDatabase } from '../../../gateway/storage/sqlite/library.ts';
import { openSqliteStore } from '../../../gateway/storage/sqlite/open-store.ts';
import { leaveLastRelease, OLD_SESSIONS, OLD_TARIFF } from '../../support/last-release.ts';
import { holdCaptured } from '../../support/money-records.ts';
import { captureOf, topUp } from '../../support/records.ts';
import { ledgerTotals, receiptsOf, transfersOf } from '../../support/stored.ts';
import { clock, mustCommit, refusedBy } from './opened-store.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unlatch-migration-'));
  path = join(folder, 'unlatch.sqlite');
  inSql(leaveLastRelease);
});
afterEach(() => rmSync(folder, { recursive: true }));

function inSql<T>(work: (db: Connection) => T): T {
  const db = new SqliteDatabase(path);
  try {
    return work(db);
  } finally {
    db.close();
  }
}

async function withStore<T>(work: (store: OwnedStore) => Promise<T>): Promise<T> {
  const store = openSqliteStore({ path, clock });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

describe('a database of the last release', () => {
  test('keeps the passwords of its devices as their credentials', () =>
    withStore(async (store) => {
      expect(await store.credentialsOf('dev_active', 9)).toMatchObject([
        { kind: 'password', state: 'current', proof: 'p', version: 1 },
      ]);
    }));

  test.each(OLD_SESSIONS)('keeps its session that was %s, with what was true of it', (name) =>
    withStore(async (store) => {
      const session = await store.session(`ses_${name}`);
      const isOver = name === 'captured' || name === 'voided';
      expect(session).toMatchObject({
        state: isOver ? 'closed' : name,
        version: 3,
        heldMinor: 6_000n,
        mostMinor: 6_000n,
        settlement: null,
        review: null,
        usage: { useMs: 79_500, distanceM: 12 },
      });
      expect(session?.tariff.json).toBe(OLD_TARIFF);
      expect(session?.terms).toEqual(session && plainTerms(session.tariff.tariff, 'Asia/Shanghai'));
      expect(session?.terms.freeLeftMs).toBe(60_000);
      expect(await store.hold(`hld_${name}`)).toEqual({
        holdId: `hld_${name}`,
        sessionId: `ses_${name}`,
        payerId: 'per_1',
        tenantId: 'tnt_1',
        wallet: 'ledger',
        role: 'host',
        currency: 'CNY',
        heldMinor: 6_000n,
        state: isOver ? name : 'held',
        version: 1,
        walletRef: null,
        expiresAtMs: null,
        capturedMinor: name === 'captured' ? 500n : null,
        refundedMinor: 0n,
        createdAtMs: session?.createdAtMs,
      });
      const dossier = await store.dossier(`ses_${name}`);
      expect(dossier).toMatchObject({
        commands: [{ commandId: `cmd_${name}` }],
        orders: [{ orderId: `ord_${name}`, payerId: 'per_1' }],
        venue: { feePermille: 0, seller: null },
      });
    }));

  test('keeps its books to the cent, under the present names of accounts (M1, M2)', () =>
    withStore(async (store) => {
      expect(await store.balance('per_1', 'CNY')).toMatchObject({ availableMinor: 75_500n, heldMinor: 24_000n });
      expect(await ledgerTotals(store)).toEqual({ CNY: 0n });
      expect((await store.transferOf('topup:1'))?.postings).toEqual([
        { account: 'clearing:ledger:CNY', deltaMinor: -100_000n },
        { account: 'available:per_1', deltaMinor: 100_000n },
      ]);
      expect((await transfersOf(store, 'ses_captured')).map(({ kind }) => kind)).toEqual(['authorize', 'capture']);
      expect(await receiptsOf(store, 'ses_voided')).toHaveLength(1);
      expect(await store.dueDeadlines(2_000, 9)).toHaveLength(OLD_SESSIONS.length);
      expect(await store.isTicketUsed('n_active')).toBe(true);
      expect((await store.sessionEvents('ses_active', 0)).map(({ what }) => what)).toEqual(['money-held']);
      expect(await store.standing('per_1', { sinceMs: 0 })).toMatchObject({ version: 0, liveSessions: 3, owed: [] });
    }));

  test('goes on: what was running is captured, and what was settling no longer keeps its object', () =>
    withStore(async (store) => {
      const active = await store.session('ses_active');
      const hold = await store.hold('hld_active');
      if (!active || !hold) throw new Error('the session was kept');
      const end = { reason: 'stopped', atMs: 99_000, finalMinor: 400n } as const;
      await mustCommit(store, [
        { change: 'session-changed', session: { ...active, version: 4, state: 'closed', end } },
        holdCaptured(400n, hold),
        { change: 'transfer-posted', transfer: captureOf(active, 400n, 0n) },
      ]);
      expect(await store.balance('per_1', 'CNY')).toMatchObject({ availableMinor: 81_100n, heldMinor: 18_000n });
      expect((await store.scene('obj_settling'))?.live).toBeNull();
      expect((await store.scene('obj_stopping'))?.live?.sessionId).toBe('ses_stopping');
      expect(await store.commit([{ change: 'transfer-posted', transfer: topUp('1', 1n, 'per_1') }])).toEqual(
        refusedBy('transfer_op_key'),
      );
    }));

  test('is guarded as a new one is, and opens again without another word', async () => {
    await withStore(async () => {});
    const guards = ['session_frozen', 'journal_entry_no_update', 'transfer_no_delete', 'posting_no_update', 'receipt_no_delete'];
    const triggers = inSql((db) => db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all());
    expect(triggers).toEqual(expect.arrayContaining(guards));
    expect(() => inSql((db) => db.exec("UPDATE sessions SET payer_id = 'x'"))).toThrow('session_frozen');
    expect(() => inSql((db) => db.exec("DELETE FROM postings WHERE account = 'payable:ven_1'"))).toThrow('posting_immutable');
    expect(inSql((db) => db.pragma('foreign_key_check'))).toEqual([]);
    await withStore(async (store) => expect(await store.session('ses_active')).toMatchObject({ version: 3 }));
  });

  test('that names what is not there is refused, and stays as it was', () => {
    inSql((db) => {
      db.pragma('foreign_keys = OFF');
      db.exec("INSERT INTO used_tickets (nonce, session_id, at_ms) VALUES ('lost', 'ses_none', 1)");
    });
    expect(() => openSqliteStore({ path, clock })).toThrow('0004-sessions-and-money.sql leaves every reference whole');
    const applied = inSql((db) => db.prepare('SELECT count(*) FROM migrations').pluck().get());
    const states = inSql((db) => db.prepare<[], string>('SELECT state FROM holds ORDER BY rowid').pluck().all());
    expect({ applied, states }).toEqual({ applied: 3, states: ['held', 'held', 'held', 'held', 'captured', 'voided'] });
  });
});
