// The store's contract, the guided set-up: what an object has by now, the session that was tried, and a mark that changes with both.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LabelRecord } from '../../../gateway/domain/label/label.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import {
  hasHadPayingGuest,
  readObjectsInSetUp,
  readSetUpMark,
  readTriedSession,
} from '../../../gateway/storage/queries/set-up-progress.ts';
import { settlementRecord } from '../../support/money-records.ts';
import { PERSON, POD, POD_DEVICE, START_MS, sessionRecord, TENANT, VENUE } from '../../support/records.ts';
import { furnishWithSession, mustCommit, type OpenStore } from './opened-store.ts';

const STRANGER = 'tnt_stranger';
const BATCH = 'set-up-1';
const HERE = { tenantId: TENANT, venueId: VENUE, limit: 9 };

const ordered = {
  change: 'label-batch-ordered',
  batch: {
    ...{ batchId: BATCH, tenantId: TENANT, venueId: VENUE, size: 1, orderedAtMs: START_MS },
    ...{ issuer: 'https://go.example.com', orderHash: 'hash' },
  },
} as const;
const label: LabelRecord = {
  ...{
    tagId: '00000000000000b1',
    tenantId: TENANT,
    payloadHex: 'aa',
    status: 'printed',
    objectId: POD,
    kid: 1,
    signature: 'sig',
  },
  ...{ shortCode: 'b1b1b1b1b', batchId: BATCH, batchNo: 1, issuedAtMs: START_MS, attachedAtMs: START_MS },
  ...{ firstScannedAtMs: null, endedAtMs: null, replaces: null, version: 1 },
};
const printed = {
  change: 'audited',
  row: {
    ...{ auditId: 'aud_print', tenantId: TENANT, atMs: START_MS, actor: { kind: 'operator', id: 'eve' } as const },
    ...{ what: 'labels-printed', subjectId: BATCH, facts: { format: 'pdf' } },
  },
} as const;

export function describeSetUpProgress(name: string, open: OpenStore): void {
  describe(`${name}: what the guided set-up reads`, () => {
    let store: OwnedStore;
    let dispose: () => Promise<void>;
    const session = sessionRecord();
    beforeEach(async () => {
      ({ store, dispose } = await open());
      await furnishWithSession(store);
    });
    afterEach(() => dispose());

    test('an object has a price and a device, is in use, and its label was printed with its batch', async () => {
      const before = await readSetUpMark(store.books, TENANT);
      const [pod, ...others] = await readObjectsInSetUp(store.books, HERE);
      expect(others).toEqual([]);
      expect(pod).toMatchObject({
        ...{
          objectId: POD,
          deviceId: POD_DEVICE,
          isInService: true,
          isPriced: true,
          isEnrolled: true,
          isOnline: false,
          isUnclean: false,
        },
        live: { sessionId: session.sessionId, state: 'starting', payerId: PERSON },
      });
      await mustCommit(store, [ordered, { change: 'label-issued', label }]);
      expect(await readObjectsInSetUp(store.books, HERE)).toMatchObject([{ isLabelled: true, isPrinted: false }]);
      expect(await readSetUpMark(store.books, TENANT)).toBe(before);
      await mustCommit(store, [printed]);
      expect(await readObjectsInSetUp(store.books, HERE)).toMatchObject([{ isLabelled: true, isPrinted: true }]);
      expect(await readSetUpMark(store.books, TENANT)).not.toBe(before);
    });

    test('nobody has tried it while its only session is not over', async () => {
      expect(await readTriedSession(store.books, TENANT, VENUE)).toBeNull();
      expect(await hasHadPayingGuest(store.books, TENANT)).toBe(false);
    });

    test.each([
      ['at a price', 500n, true],
      ['at none', 0n, false],
    ])('what a guest has started and left %s was tried, and paid or not', async (_, finalMinor, isPaid) => {
      const end = { reason: 'stopped', atMs: START_MS + 80_500, finalMinor } as const;
      const stopping = { ...session, version: 2, state: 'stopping', startedAtMs: START_MS + 400, lease: null } as const;
      const closed = { ...stopping, version: 3, state: 'closed', end, settlement: settlementRecord() } as const;
      for (const next of [stopping, closed]) await mustCommit(store, [{ change: 'session-changed', session: next }]);
      expect(await readTriedSession(store.books, TENANT, VENUE)).toMatchObject({
        ...{ sessionId: session.sessionId, objectId: POD, startedAtMs: START_MS + 400, endedAtMs: START_MS + 80_500 },
      });
      expect(await hasHadPayingGuest(store.books, TENANT)).toBe(isPaid);
      expect(await readObjectsInSetUp(store.books, HERE)).toMatchObject([{ live: null }]);
    });

    test("another tenant's is not there", async () => {
      await mustCommit(store, [ordered, { change: 'label-issued', label }, printed]);
      expect(await readObjectsInSetUp(store.books, { ...HERE, tenantId: STRANGER })).toEqual([]);
      expect(await readTriedSession(store.books, STRANGER, VENUE)).toBeNull();
      expect(await hasHadPayingGuest(store.books, STRANGER)).toBe(false);
      expect(await readSetUpMark(store.books, STRANGER)).toBe('0 0 0');
    });
  });
}
