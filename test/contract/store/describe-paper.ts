// The store's contract, paper: statements, payouts, numbers, exports and the sealed audit say the same on every database.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS } from '#protocol';
import type { Change } from '../../../gateway/domain/changes.ts';
import { composePayout } from '../../../gateway/domain/ledger/payout.ts';
import { findNoBooks, listPersons, listVenues } from '../../../gateway/paper/book-owners.ts';
import { exportTable } from '../../../gateway/paper/export-books.ts';
import { readPayoutFile } from '../../../gateway/paper/payouts.ts';
import { isStatementSound, readPersonStatement, readVenueStatement, statementToCsv } from '../../../gateway/paper/statement.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import { readBookCounts } from '../../../gateway/storage/queries/book-owners.ts';
import { readUnpaidItems } from '../../../gateway/storage/queries/payouts.ts';
import { numberReceipts } from '../../../gateway/upkeep/number-receipts.ts';
import { reconcileBooks } from '../../../gateway/upkeep/reconcile.ts';
import { readAuditHead, sealAudit, verifyAuditChain } from '../../../gateway/upkeep/seal-audit.ts';
import { auditRow, settlementRecord } from '../../support/money-records.ts';
import {
  captureOf,
  holdRecord,
  PERSON,
  receiptRecord,
  START_MS,
  sessionRecord,
  startChanges,
  TENANT,
  topUp,
  VENUE,
  venueSetup,
} from '../../support/records.ts';
import { clock, mustCommit, type OpenStore, refusedBy } from './opened-store.ts';

const SELLER = { name: 'Pod Hall, Ltd.', vatNumber: 'NL001', address: 'Hall A' };
const ALL_TIME = { fromMs: 0, untilMs: START_MS + 365 * DAY_MS };

/** Everything that closes `ses_1` with 5.00 captured, of which 0.28 is tax. */
function closeChanges(): readonly Change[] {
  const session = sessionRecord();
  const settlement = settlementRecord();
  const end = { reason: settlement.reason, atMs: settlement.endedAtMs, finalMinor: 500n };
  return [
    { change: 'transfer-posted', transfer: captureOf(session, 500n, 28n) },
    { change: 'hold-changed', hold: { ...holdRecord(), state: 'captured', capturedMinor: 500n, version: 2 } },
    {
      change: 'session-changed',
      session: { ...session, state: 'closed', version: 2, settlement, end, costMinor: 500n, receiptId: 'rcp_1' },
    },
    { change: 'receipt-issued', receipt: receiptRecord() },
  ];
}

async function textOf(pieces: AsyncGenerator<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

export function describePaper(name: string, open: OpenStore): void {
  describe(`${name}: what goes on paper`, () => {
    let opened: Awaited<ReturnType<OpenStore>>;
    let store: OwnedStore;

    beforeEach(async () => {
      opened = await open();
      store = opened.store;
      const setup = venueSetup();
      await store.setUpVenue({ ...setup, venue: { ...setup.venue, seller: SELLER } });
      await mustCommit(store, [{ change: 'transfer-posted', transfer: topUp('first', 20_000n) }]);
      await mustCommit(store, startChanges());
    });
    afterEach(() => opened.dispose());

    test("a venue's statement explains its balance, and ends before what comes after it", async () => {
      await mustCommit(store, closeChanges());
      const statement = await readVenueStatement(store.books, VENUE, 'CNY', ALL_TIME);
      expect(statement).toMatchObject({ openingMinor: 0n, closingMinor: 472n });
      expect(statement.rows).toMatchObject([
        { kind: 'capture', sessionId: 'ses_1', grossMinor: 500n, taxMinor: 28n, feeMinor: 0n, netMinor: 472n },
      ]);
      expect(isStatementSound(statement)).toBe(true);
      expect(statementToCsv(statement)).toContain('5.00,0.28,0.00,4.72,4.72');
      const before = await readVenueStatement(store.books, VENUE, 'CNY', { fromMs: 0, untilMs: START_MS });
      expect(before).toMatchObject({ rows: [], closingMinor: 0n });
      expect(await readVenueStatement(store.books, VENUE, 'EUR', ALL_TIME)).toMatchObject({ rows: [], closingMinor: 0n });
    });

    test("a person's statement lists what came and went; what is only held is still theirs", async () => {
      const whileHeld = await readPersonStatement(store.books, PERSON, 'CNY', ALL_TIME);
      expect(whileHeld.rows.map(({ kind }) => kind)).toEqual(['top-up']);
      expect(whileHeld.closingMinor).toBe(20_000n);
      await mustCommit(store, closeChanges());
      const after = await readPersonStatement(store.books, PERSON, 'CNY', ALL_TIME);
      expect(after.rows.map(({ netMinor }) => netMinor)).toEqual([20_000n, -500n]);
      expect(after.closingMinor).toBe(19_500n);
      expect(isStatementSound(after)).toBe(true);
    });

    test('whoever has books is listed in each of their currencies, and counted', async () => {
      await mustCommit(store, closeChanges());
      expect((await listVenues(store.books)).rows).toEqual([[TENANT, VENUE, expect.any(String), 'CNY', '4.72']]);
      const { rows } = await listPersons(store.books, 10);
      expect(rows).toEqual([[PERSON, 'CNY', expect.stringMatching(/^\d+\.\d\d$/), '1', expect.stringMatching(/Z$/)]]);
      expect((await listPersons(store.books, 0)).rows).toEqual([]);
      expect(await findNoBooks(store.books, 'person', PERSON, 'CNY')).toBeNull();
      expect(await findNoBooks(store.books, 'person', 'nobody', 'CNY')).toMatchObject({ code: 'person.unknown' });
      expect(await findNoBooks(store.books, 'venue', VENUE, 'CNY')).toBeNull();
      expect(await findNoBooks(store.books, 'venue', VENUE, 'EUR')).toMatchObject({ code: 'statement.currency-unknown' });
      expect(await readBookCounts(store.books)).toMatchObject({ sessions: 1, holds: 1, receipts: 1 });
    });

    test('R19 nothing of a running session is due; a closed one is paid out once, after seven days', async () => {
      expect(await readUnpaidItems(store.books, VENUE, 'CNY')).toEqual([]);
      await mustCommit(store, closeChanges());
      const items = await readUnpaidItems(store.books, VENUE, 'CNY');
      expect(items).toMatchObject([{ sessionId: 'ses_1', wallet: 'ledger', amountMinor: 472n }]);
      const request = { payoutId: 'pay_1', transferId: 'tra_pay_1', tenantId: TENANT, venueId: VENUE, currency: 'CNY' };
      expect(composePayout({ ...request, nowMs: START_MS + DAY_MS }, items)).toBeNull();
      const made = composePayout({ ...request, nowMs: START_MS + 8 * DAY_MS }, items);
      if (!made) throw new Error('something is due');
      await mustCommit(store, [
        { change: 'transfer-posted', transfer: made.transfer },
        { change: 'payout-made', payout: made.payout },
      ]);
      expect(await readUnpaidItems(store.books, VENUE, 'CNY')).toEqual([]);
      const again = { ...made.payout, payoutId: 'pay_2' };
      expect(await store.commit([{ change: 'payout-made', payout: again }])).toEqual(refusedBy('payout_item'));
      const file = await readPayoutFile(store.books, 'pay_1');
      expect(file?.split('\r\n').slice(1, 3)).toEqual([
        expect.stringMatching(/^pay_1,.*,ses_1,tra_ses_1_capture,CNY,4\.72$/),
        expect.stringMatching(/^pay_1,.*,total,,CNY,4\.72$/),
      ]);
      expect(await readPayoutFile(store.books, 'pay_2')).toBeNull();
      expect((await readVenueStatement(store.books, VENUE, 'CNY', ALL_TIME)).closingMinor).toBe(0n);
    });

    test('receipts are numbered once, and nothing is left to number', async () => {
      await mustCommit(store, closeChanges());
      expect(await numberReceipts(store, clock)).toBe(1);
      expect(await numberReceipts(store, clock)).toBe(0);
      const [row] = (await readVenueStatement(store.books, VENUE, 'CNY', ALL_TIME)).rows;
      expect(row?.receiptNumber).toBe('2026-000001');
      const taken = { venueId: VENUE, year: 2026, number: 2, receiptId: 'rcp_1', atMs: START_MS };
      expect(await store.commit([{ change: 'receipt-numbered', number: taken }])).toEqual(refusedBy('receipt_number'));
    });

    test('A3 what was audited is sealed once, in any order of arrival, and the chain is walked to its head', async () => {
      const rows = [3, 1, 2].map((n) => auditRow({ auditId: `aud_${n}`, atMs: START_MS + n }));
      await mustCommit(
        store,
        rows.map((row) => ({ change: 'audited', row })),
      );
      expect(await sealAudit(store, clock)).toBe(3);
      expect(await sealAudit(store, clock)).toBe(0);
      const head = await readAuditHead(store);
      expect(head.position).toBe(3);
      // Older by its clock than what is sealed already: it is sealed all the same, after it.
      await mustCommit(store, [{ change: 'audited', row: auditRow({ auditId: 'aud_0', atMs: START_MS - 1 }) }]);
      expect(await sealAudit(store, clock)).toBe(1);
      expect(await verifyAuditChain(store, head)).toMatchObject({ head: { position: 4 }, broken: null });
      const forged = { position: 3, hash: 'another' };
      expect(await verifyAuditChain(store, forged)).toMatchObject({ broken: { position: 3, problem: 'anchor-differs' } });
      const longer = { position: 9, hash: head.hash };
      expect(await verifyAuditChain(store, longer)).toMatchObject({ broken: { position: 9, problem: 'anchor-differs' } });
    });

    test('the export of a table is whole, ordered and the same in both forms', async () => {
      await mustCommit(store, closeChanges());
      const csv = await textOf(exportTable(store.books, 'postings', 'csv'));
      const lines = (await textOf(exportTable(store.books, 'postings', 'jsonl'))).trim().split('\n');
      const [heading = '', ...rows] = csv.trim().split('\r\n');
      expect(rows).toHaveLength(lines.length);
      expect(lines.map((line) => Object.values(JSON.parse(line)).join(','))).toEqual(rows);
      expect(Object.keys(JSON.parse(lines[0] ?? '{}')).join(',')).toBe(heading);
      const sumMinor = lines.reduce((sum, line) => sum + JSON.parse(line).delta_minor, 0);
      expect(sumMinor).toBe(0);
      expect(await textOf(exportTable(store.books, 'payouts', 'csv'))).toBe('');
    });

    test('books that agree with themselves have no difference; a hold left open under a closed session is one', async () => {
      await mustCommit(store, closeChanges());
      const period = { sinceMs: 0, untilMs: ALL_TIME.untilMs };
      expect(await reconcileBooks(store.books, period)).toEqual([]);
      await mustCommit(store, [
        { change: 'hold-placed', hold: holdRecord({ holdId: 'hld_2', payerId: 'person-2', role: 'guest' }) },
      ]);
      expect(await reconcileBooks(store.books, period)).toMatchObject([
        { what: 'open-hold-of-closed-session', subject: 'hld_2' },
      ]);
    });
  });
}
