// Contract of the store, emergencies: one open for a venue, ended once, read with its venue and its objects, and known to sessions that saw it.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '../../../gateway/domain/changes.ts';
import type { EmergencyRecord } from '../../../gateway/domain/emergency/emergency.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import { readVenuesInEmergency } from '../../../gateway/storage/queries/console-venues.ts';
import { journalRecord, POD, START_MS, TENANT, VENUE } from '../../support/records.ts';
import { furnishWithSession, mustCommit, type OpenStore } from './opened-store.ts';
import { type RefusalCase, testRefusals } from './refusal-cases.ts';

const RAISED_MS = START_MS + 60_000;

function emergency(facts: Partial<EmergencyRecord> = {}): EmergencyRecord {
  return {
    ...{ emergencyId: 'emg_1', tenantId: TENANT, venueId: VENUE, raisedBy: 'eve', raisedAtMs: RAISED_MS, reason: 'smoke' },
    ...{ ended: null, version: 1 },
    ...facts,
  };
}
const ENDED = { ended: { by: 'fay', atMs: RAISED_MS + 120_000, reason: 'a toaster' }, version: 2 } as const;
const put = (facts: Partial<EmergencyRecord> = {}): Change => ({ change: 'emergency-changed', emergency: emergency(facts) });

const cases: readonly RefusalCase[] = [
  { constraint: 'emergency_open', when: 'one is open there', before: [[put()]], refused: [put({ emergencyId: 'emg_2' })] },
  { constraint: 'emergency_open', when: 'it is there already', before: [[put()]], refused: [put()] },
  { constraint: 'emergency_open', when: 'it is ended already', before: [[put()], [put(ENDED)]], refused: [put(ENDED)] },
  { constraint: 'emergency_open', when: 'there is none to end', refused: [put(ENDED)] },
];

export function describeEmergencies(name: string, open: OpenStore): void {
  describe(`${name}: emergencies`, () => {
    let opened: Awaited<ReturnType<OpenStore>>;
    const store = (): OwnedStore => opened.store;
    beforeEach(async () => {
      opened = await open();
      await furnishWithSession(opened.store);
    });
    afterEach(() => opened.dispose());

    testRefusals(cases, store);

    test('are read with their venue, and with its objects while they are open', async () => {
      expect(await store().venueScene('venue-none')).toBeNull();
      const calm = await store().venueScene(VENUE);
      expect(calm).toMatchObject({ venue: { venueId: VENUE, tenantId: TENANT }, newest: null });
      expect(calm?.objects).toEqual(await store().objects());
      await mustCommit(store(), [put()]);
      expect((await store().scene(POD))?.emergency).toEqual(emergency());
      expect(await store().venueScene(VENUE)).toMatchObject({ newest: emergency(), objects: [{ emergency: emergency() }] });
      await mustCommit(store(), [put(ENDED)]);
      expect((await store().scene(POD))?.emergency).toBeUndefined();
      expect(await store().venueScene(VENUE)).toMatchObject({ newest: emergency(ENDED) });
      const again = { emergencyId: 'emg_2', raisedAtMs: RAISED_MS + 500_000 };
      await mustCommit(store(), [put(again)]);
      expect((await store().venueScene(VENUE))?.newest).toEqual(emergency(again));
    });

    test('are told to the console of their tenant while they are open', async () => {
      const told = () => Promise.all([TENANT, 'another'].map((tenantId) => readVenuesInEmergency(store().books, tenantId)));
      expect(await told()).toEqual([[], []]);
      await mustCommit(store(), [put()]);
      expect(await told()).toEqual([[VENUE], []]);
      await mustCommit(store(), [put(ENDED)]);
      expect(await told()).toEqual([[], []]);
    });

    test('are asked for by a device: open where one of its objects stands, and nowhere else', async () => {
      const [mover] = (await store().objects()).map(({ device }) => device.deviceId);
      const asked = () => Promise.all([store().isInEmergency(mover ?? ''), store().isInEmergency('dev_of_nothing')]);
      expect(await asked()).toEqual([false, false]);
      await mustCommit(store(), [put()]);
      expect(await asked()).toEqual([true, false]);
      await mustCommit(store(), [put(ENDED)]);
      expect(await asked()).toEqual([false, false]);
    });

    test('the open one is the newest, even in the moment of one that is over', async () => {
      const again = { emergencyId: 'emg_0' };
      for (const changes of [[put()], [put(ENDED)], [put(again)]]) await mustCommit(store(), changes);
      expect((await store().venueScene(VENUE))?.newest).toEqual(emergency(again));
    });

    test('are known to a session that saw them, with the readings before and after', async () => {
      expect((await store().dossier('ses_1'))?.spared).toBeUndefined();
      const reading = (n: number, useMs: number, receivedAtMs: number): Change => {
        const record = journalRecord({ n, seq: 10 + n });
        return {
          change: 'journal-stored',
          record: { ...record, entry: { ...record.entry, use: { useMs, distanceM: 0 } }, receivedAtMs },
        };
      };
      await mustCommit(store(), [reading(0, 0, START_MS + 1_000), reading(1, 55_000, RAISED_MS - 1), put()]);
      const seen = { emergencyId: 'emg_1', fromMs: RAISED_MS, before: { useMs: 55_000, distanceM: 0 }, orderIds: [] };
      expect((await store().dossier('ses_1'))?.spared).toEqual([{ ...seen, untilMs: null, after: null }]);
      await mustCommit(store(), [reading(2, 90_000, RAISED_MS + 30_000), put(ENDED)]);
      const over = { ...seen, untilMs: ENDED.ended.atMs };
      expect((await store().dossier('ses_1'))?.spared).toEqual([{ ...over, after: null }]);
      await mustCommit(store(), [reading(3, 180_000, ENDED.ended.atMs), reading(4, 210_000, ENDED.ended.atMs + 30_000)]);
      expect((await store().dossier('ses_1'))?.spared).toEqual([{ ...over, after: { useMs: 180_000, distanceM: 0 } }]);
    });

    test('of the time before a session, or of another venue, are nothing to it', async () => {
      const before = { raisedAtMs: START_MS - 900_000, ended: { by: 'fay', atMs: START_MS - 1, reason: 'a drill' } };
      await mustCommit(store(), [put({ raisedAtMs: before.raisedAtMs })]);
      await mustCommit(store(), [put({ ...before, version: 2 })]);
      expect((await store().dossier('ses_1'))?.spared).toBeUndefined();
    });
  });
}
