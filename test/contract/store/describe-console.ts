// The store's contract, the console: the same figures and lists on every database, and nothing of another tenant.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HOUR_MS } from '#protocol';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import {
  readAuditOf,
  readSessionJournal,
  readSessionReceipts,
  readSessionTransfers,
  searchAudit,
} from '../../../gateway/storage/queries/console-evidence.ts';
import {
  isPayoutOf,
  readLabelBatches,
  readPayouts,
  readTaken,
  readVenueRefunds,
} from '../../../gateway/storage/queries/console-money.ts';
import { countPendingDevices, readObject, readObjects } from '../../../gateway/storage/queries/console-objects.ts';
import { type SessionSearch, searchSessions } from '../../../gateway/storage/queries/console-sessions.ts';
import { readTenantVenues } from '../../../gateway/storage/queries/console-venues.ts';
import { captureOf, PERSON, POD, POD_DEVICE, START_MS, sessionRecord, TENANT, VENUE } from '../../support/records.ts';
import { furnishWithSession, mustCommit, type OpenStore } from './opened-store.ts';

const STRANGER = 'tnt_stranger';
const ANY: SessionSearch = {
  ...{ tenantId: TENANT, venueId: null, sessionId: null, objectId: null, states: null, fromMs: null, untilMs: null },
  ...{ receipt: null, before: null, limit: 9 },
};
const audited = (auditId: string, atMs: number, tenantId = TENANT) =>
  ({
    change: 'audited',
    row: {
      ...{ auditId, tenantId, atMs, actor: { kind: 'operator', id: 'eve' } as const },
      ...{ what: 'refund-given', subjectId: 'ses_1', facts: { reason: 'late' } },
    },
  }) as const;

export function describeConsole(name: string, open: OpenStore): void {
  describe(`${name}: what the console reads`, () => {
    let store: OwnedStore;
    let dispose: () => Promise<void>;
    const session = sessionRecord();
    beforeEach(async () => {
      ({ store, dispose } = await open());
      await furnishWithSession(store);
    });
    afterEach(() => dispose());

    test('objects come with who moves and who uses them', async () => {
      const [found, ...others] = await readObjects(store.books, { tenantId: TENANT, venueId: VENUE, limit: 9 });
      expect(others).toEqual([]);
      expect(found).toMatchObject({
        ...{ objectId: POD, deviceId: POD_DEVICE, venueId: VENUE, isOnline: false, dirtySinceMs: null, status: 'in_service' },
        live: { sessionId: session.sessionId, state: 'starting', version: session.version },
      });
      expect(await readObject(store.books, TENANT, POD)).toEqual(found);
      expect(await readObjects(store.books, { tenantId: TENANT, venueId: null, limit: 9 })).toEqual([found]);
      expect(await readTenantVenues(store.books, TENANT)).toMatchObject([{ venueId: VENUE, currency: 'CNY' }]);
      expect(await countPendingDevices(store.books, TENANT)).toBe(0);
    });

    test.each([
      ['nothing', {}, 1],
      ['its venue', { venueId: VENUE }, 1],
      ['its object', { objectId: POD }, 1],
      ['its state among others', { states: ['active', 'starting'] }, 1],
      ['another state', { states: ['closed'] }, 0],
      ['a time that it began in', { fromMs: session.createdAtMs, untilMs: session.createdAtMs + 1 }, 1],
      ['a time that ended when it began', { untilMs: session.createdAtMs }, 0],
      ['a receipt that it does not have', { receipt: { year: 2026, number: 1 } }, 0],
      ['the page after it', { before: { createdAtMs: session.createdAtMs, sessionId: session.sessionId } }, 0],
      ['the page before it', { before: { createdAtMs: session.createdAtMs, sessionId: 'ses_9' } }, 1],
    ] as const)('sessions are found by %s', async (_, search, count) => {
      const found = await searchSessions(store.books, { ...ANY, ...search });
      expect(found).toHaveLength(count);
      if (count === 1)
        expect(found[0]).toMatchObject({ sessionId: session.sessionId, payerId: PERSON, currency: 'CNY', receipt: null });
    });

    test('what was taken is counted by the hour since the day began, with tax, and without what was released', async () => {
      const day = { fromMs: START_MS - 3 * HOUR_MS, untilMs: START_MS + 21 * HOUR_MS };
      expect(await readTaken(store.books, { tenantId: TENANT, venueId: VENUE }, day)).toEqual([]);
      const capture = { ...captureOf(session, 500n, 30n), atMs: START_MS + 2 * HOUR_MS + 1 };
      await mustCommit(store, [{ change: 'transfer-posted', transfer: capture }]);
      const taken = [{ hour: 5, currency: 'CNY', minor: 500 }];
      expect(await readTaken(store.books, { tenantId: TENANT, venueId: VENUE }, day)).toEqual(taken);
      expect(await readTaken(store.books, { tenantId: STRANGER, venueId: VENUE }, day)).toEqual([]);
      expect(await readTaken(store.books, { tenantId: TENANT, venueId: VENUE }, { ...day, untilMs: START_MS })).toEqual([]);
      const transfers = await readSessionTransfers(store.books, session.sessionId);
      expect(transfers.map(({ kind }) => kind)).toEqual(['authorize', 'capture']);
      expect(transfers[1]).toEqual(capture);
    });

    test('the audit log goes back page by page, and says what is not sealed yet', async () => {
      const rows = [audited('aud_1', START_MS), audited('aud_2', START_MS), audited('aud_3', START_MS + 1)];
      await mustCommit(store, rows);
      const all = { tenantId: TENANT, what: null, actorId: null, subjectId: null, before: null, limit: 2 };
      const first = await searchAudit(store.books, all);
      expect(first.map(({ row }) => row.auditId)).toEqual(['aud_3', 'aud_2']);
      expect(first[0]).toMatchObject({ position: null, hash: null, row: rows[2]?.row });
      const rest = await searchAudit(store.books, { ...all, before: { atMs: START_MS, auditId: 'aud_2' } });
      expect(rest.map(({ row }) => row.auditId)).toEqual(['aud_1']);
      expect(await searchAudit(store.books, { ...all, what: 'payout-made' })).toEqual([]);
      expect(await searchAudit(store.books, { ...all, actorId: 'eve', subjectId: 'ses_1' })).toHaveLength(2);
      expect((await readAuditOf(store.books, TENANT, ['ses_1', 'ses_2'], 9)).map(({ auditId }) => auditId)).toEqual([
        ...['aud_1', 'aud_2', 'aud_3'],
      ]);
    });

    test("another tenant's is not there", async () => {
      await mustCommit(store, [audited('aud_1', START_MS)]);
      const theirs = { tenantId: STRANGER, what: null, actorId: null, subjectId: null, before: null, limit: 9 };
      expect(await readTenantVenues(store.books, STRANGER)).toEqual([]);
      expect(await readObjects(store.books, { tenantId: STRANGER, venueId: VENUE, limit: 9 })).toEqual([]);
      expect(await readObject(store.books, STRANGER, POD)).toBeNull();
      expect(await searchSessions(store.books, { ...ANY, tenantId: STRANGER })).toEqual([]);
      expect(await searchAudit(store.books, theirs)).toEqual([]);
      expect(await readAuditOf(store.books, STRANGER, ['ses_1'], 9)).toEqual([]);
      expect(await readPayouts(store.books, STRANGER, VENUE, 9)).toEqual([]);
      expect(await readVenueRefunds(store.books, STRANGER, VENUE, 9)).toEqual([]);
      expect(await readLabelBatches(store.books, STRANGER, 9)).toEqual([]);
      expect(await isPayoutOf(store.books, 'pay_1', STRANGER)).toBe(false);
      expect(await countPendingDevices(store.books, STRANGER)).toBe(0);
    });

    test('payouts, refunds, batches, journal and receipts are read, where there are none too', async () => {
      expect(await readPayouts(store.books, TENANT, VENUE, 9)).toEqual([]);
      expect(await readVenueRefunds(store.books, TENANT, VENUE, 9)).toEqual([]);
      expect(await readLabelBatches(store.books, TENANT, 9)).toEqual([]);
      expect(await readSessionJournal(store.books, session.sessionId, 9)).toEqual([]);
      expect(await readSessionReceipts(store.books, session.sessionId)).toEqual([]);
    });
  });
}
