// The store's contract, label watch and limits: counts add up, one alert a label, one round a venue, and buckets that only empty.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '#protocol';
import type { LabelAlert } from '../../../gateway/domain/watch/label-alert.ts';
import type { LabelRound, LabelSighting } from '../../../gateway/domain/watch/label-round.ts';
import type { LabelHour } from '../../../gateway/domain/watch/label-scans.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import {
  type AlertPage,
  listOpenAlerts,
  listRounds,
  readAlert,
  readClosedAlerts,
  readEndedAlerts,
  readLabelHabits,
  readOddHours,
  readOpenAlerts,
  readOpenRound,
  readPeopleDays,
  readRound,
  readSightings,
  readVenueHours,
  readVenueLabels,
} from '../../../gateway/storage/queries/label-watch.ts';
import { readKeptBuckets } from '../../../gateway/storage/queries/limits.ts';
import { POD, POD_TAG, START_MS, TENANT, VENUE, venueSetup } from '../../support/records.ts';
import { mustCommit, type OpenStore, refusedBy } from './opened-store.ts';

const HOUR = START_MS - (START_MS % HOUR_MS);
const hour = (changes: Partial<LabelHour> = {}): LabelHour => ({
  ...{ tagId: POD_TAG, hourMs: HOUR, scans: 2, people: 0, elsewhere: 1, ended: 0 },
  ...changes,
});
const counted = (hours: readonly LabelHour[], forgetBeforeMs = 0) =>
  ({ change: 'label-scans-counted', hours, forgetBeforeMs }) as const;
const alert = (changes: Partial<LabelAlert> = {}): LabelAlert => ({
  ...{ alertId: 'alr_1', tenantId: TENANT, tagId: POD_TAG, state: 'open', openedAtMs: HOUR, lastAtMs: HOUR },
  ...{ silentSinceMs: HOUR, missedScans: 9, elsewhereScans: 0, endedScans: 0 },
  ...{ closedAtMs: null, closedBy: null, note: null, version: 1 },
  ...changes,
});
const alerted = (changes: Partial<LabelAlert> = {}) => ({ change: 'label-alert-changed', alert: alert(changes) }) as const;
const page = (changes: Partial<AlertPage> = {}): AlertPage => ({ tenantId: TENANT, afterAlertId: null, limit: 9, ...changes });
const closed = { state: 'closed', closedAtMs: START_MS, closedBy: 'olga', note: 'was covered', version: 2 } as const;
const round = (changes: Partial<LabelRound> = {}): LabelRound => ({
  ...{ roundId: 'rnd_1', tenantId: TENANT, venueId: VENUE, startedBy: 'olga', startedAtMs: START_MS },
  ...{ endedAtMs: null, report: null, version: 1 },
  ...changes,
});
const walked = (changes: Partial<LabelRound> = {}) => ({ change: 'label-round-changed', round: round(changes) }) as const;
const report = {
  ...{ expected: 1, inPlace: 0, missing: [{ tagId: POD_TAG, objectId: POD }], toHang: [], unlabelled: [], onAnotherObject: [] },
  ...{ foreign: [], ended: [], notAttached: [] },
};
const over = { endedAtMs: START_MS + 5, report, version: 2 };
const sighting = (changes: Partial<LabelSighting> = {}): LabelSighting => ({
  ...{ roundId: 'rnd_1', codeKey: POD_TAG, seenAt: POD, tagId: POD_TAG, boundTo: POD, finding: 'in-place' },
  ...{ seenBy: 'olga', seenAtMs: START_MS },
  ...changes,
});
const sighted = (changes: Partial<LabelSighting> = {}) => ({ change: 'label-sighted', sighting: sighting(changes) }) as const;

export function describeLabelWatch(name: string, open: OpenStore): void {
  describe(`${name}: label watch and limits`, () => {
    let opened: Awaited<ReturnType<OpenStore>>;
    let store: OwnedStore;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
      await store.setUpVenue(venueSetup());
    });
    afterEach(() => opened.dispose());

    test('scans of an hour add up, whoever counted them, and old hours are forgotten', async () => {
      await mustCommit(store, [counted([hour(), hour({ hourMs: HOUR - HOUR_MS, scans: 5, elsewhere: 0 })])]);
      await mustCommit(store, [counted([hour({ scans: 1, elsewhere: 0, ended: 3 }), hour({ tagId: 'taken-over' })])]);
      const label = { tagId: POD_TAG, tenantId: TENANT, venueId: VENUE, isLive: true };
      expect(await readLabelHabits(store.books, 0)).toEqual([
        { ...label, firstHourMs: HOUR - HOUR_MS, lastHourMs: HOUR, scans: 8 },
      ]);
      expect(await readVenueHours(store.books, HOUR)).toEqual([{ venueId: VENUE, hourMs: HOUR, scans: 3 }]);
      expect((await readOddHours(store.books, 0)).filter(({ tagId }) => tagId === POD_TAG)).toEqual([
        { tagId: POD_TAG, hourMs: HOUR, elsewhere: 1, ended: 3 },
      ]);
      await mustCommit(store, [counted([hour()], HOUR)]);
      expect(await readLabelHabits(store.books, 0)).toMatchObject([{ firstHourMs: HOUR, scans: 5 }]);
    });

    test('people of a day add up over its hours, whoever counted them', async () => {
      const dayMs = HOUR - (HOUR % DAY_MS);
      const at = (hourMs: number, people: number) => hour({ hourMs, people, scans: 9 });
      await mustCommit(store, [counted([at(dayMs, 3), at(dayMs + 23 * HOUR_MS, 2), at(dayMs - HOUR_MS, 1)])]);
      await mustCommit(store, [counted([at(dayMs, 4), at(dayMs + DAY_MS, 0)])]);
      expect(await readPeopleDays(store.books, 0)).toEqual([
        { tagId: POD_TAG, dayMs: dayMs - DAY_MS, people: 1 },
        { tagId: POD_TAG, dayMs, people: 9 },
      ]);
      expect(await readPeopleDays(store.books, dayMs)).toHaveLength(1);
    });

    test('scans that somebody has looked at are no news, and those after them in the same hour are', async () => {
      const other = 'taken-over';
      const odd = async () => (await readOddHours(store.books, 0)).map(({ hourMs: _, ...rest }) => rest);
      await mustCommit(store, [counted([hour({ elsewhere: 2, ended: 3 }), hour({ tagId: other })])]);
      await mustCommit(store, [{ change: 'label-scans-settled', tagId: POD_TAG }]);
      expect(await odd()).toEqual([{ tagId: other, elsewhere: 1, ended: 0 }]);
      await mustCommit(store, [counted([hour({ elsewhere: 0, ended: 1 })])]);
      expect(await odd()).toEqual(
        expect.arrayContaining([
          { tagId: POD_TAG, elsewhere: 0, ended: 1 },
          { tagId: other, elsewhere: 1, ended: 0 },
        ]),
      );
    });

    test('a label that was only scanned after its end has no hour of use', async () => {
      await mustCommit(store, [counted([hour({ scans: 0, elsewhere: 0, ended: 1 })])]);
      expect(await readLabelHabits(store.books, 0)).toMatchObject([{ firstHourMs: null, lastHourMs: null, scans: 0 }]);
    });

    test('open alerts are read page by page, from where the page before ended, closed or not', async () => {
      const tagIds = ['aa', 'bb', 'cc'].map((end) => POD_TAG.slice(0, -2) + end);
      const tags = tagIds.map((tagId, at) => ({ tagId, payloadHex: `01aa5${at}`, status: 'active' as const, objectId: POD }));
      await store.setUpVenue(venueSetup({ tags }));
      const opened = (n: number, openedAtMs: number) => alerted({ alertId: `alr_${n}`, tagId: tagIds[n] ?? '', openedAtMs });
      await mustCommit(store, [opened(0, HOUR + 1), opened(1, HOUR), opened(2, HOUR + 1)]);
      const read = async (changes: Partial<AlertPage>) =>
        (await listOpenAlerts(store.books, page(changes))).map((listed) => listed.alert.alertId);
      expect(await read({ limit: 2 })).toEqual(['alr_1', 'alr_0']);
      expect(await read({ afterAlertId: 'alr_0', limit: 2 })).toEqual(['alr_2']);
      await mustCommit(store, [alerted({ ...closed, alertId: 'alr_0', tagId: tagIds[0] ?? '', openedAtMs: HOUR + 1 })]);
      expect(await read({ afterAlertId: 'alr_0' })).toEqual(['alr_2']);
      expect(await read({ afterAlertId: 'alr_2' })).toEqual([]);
      expect(await read({ afterAlertId: 'alr_none' })).toEqual([]);
    });

    test('a label has one open alert, which moves by its version and is closed once', async () => {
      await mustCommit(store, [alerted()]);
      expect(await store.commit([alerted({ alertId: 'alr_2' })])).toEqual(refusedBy('label_alert'));
      expect(await store.commit([alerted()])).toEqual(refusedBy('label_alert'));
      expect(await store.commit([alerted({ version: 3 })])).toEqual(refusedBy('label_alert'));
      expect(await readOpenAlerts(store.books)).toEqual([alert()]);
      expect(await listOpenAlerts(store.books, page())).toMatchObject([
        { alert: { alertId: 'alr_1' }, labelStatus: 'active', objectId: POD },
      ]);
      expect(await listOpenAlerts(store.books, page({ tenantId: 'tnt_other' }))).toEqual([]);
      await mustCommit(store, [alerted(closed)]);
      expect(await store.commit([alerted({ ...closed, version: 3 })])).toEqual(refusedBy('label_alert'));
      expect(await readAlert(store.books, 'alr_1')).toEqual(alert(closed));
      expect(await readClosedAlerts(store.books)).toEqual(new Map([[POD_TAG, START_MS]]));
      await mustCommit(store, [alerted({ alertId: 'alr_2' })]);
      expect(await readOpenAlerts(store.books)).toHaveLength(1);
      await mustCommit(store, [alerted({ ...closed, alertId: 'alr_2', closedAtMs: START_MS + 9, closedBy: null, note: null })]);
      expect(await readClosedAlerts(store.books)).toEqual(new Map([[POD_TAG, START_MS]]));
      expect(await readEndedAlerts(store.books)).toEqual(new Map([[POD_TAG, START_MS + 9]]));
    });

    test('a venue has one round at a time, and nothing is seen in one that is over', async () => {
      expect(await store.commit([sighted()])).toEqual(refusedBy('label_round'));
      await mustCommit(store, [walked()]);
      expect(await store.commit([walked({ roundId: 'rnd_2' })])).toEqual(refusedBy('label_round'));
      await mustCommit(store, [sighted()]);
      await mustCommit(store, [sighted({ seenBy: 'omar', seenAtMs: START_MS + 1 })]);
      await mustCommit(store, [sighted({ codeKey: 'x', tagId: null, boundTo: null, finding: 'foreign', seenAt: '' })]);
      expect(await readSightings(store.books, 'rnd_1')).toEqual([
        sighting({ codeKey: 'x', tagId: null, boundTo: null, finding: 'foreign', seenAt: '' }),
        sighting({ seenBy: 'omar', seenAtMs: START_MS + 1 }),
      ]);
      expect(await readOpenRound(store.books, VENUE)).toEqual(round());
      await mustCommit(store, [walked(over)]);
      expect(await readOpenRound(store.books, VENUE)).toBeNull();
      expect(await readRound(store.books, 'rnd_1')).toEqual(round(over));
      expect(await store.commit([walked({ ...over, version: 3 })])).toEqual(refusedBy('label_round'));
      expect(await store.commit([sighted({ codeKey: 'late' })])).toEqual(refusedBy('label_round'));
      await mustCommit(store, [walked({ roundId: 'rnd_2' })]);
      expect((await listRounds(store.books, TENANT, 9)).map(({ roundId }) => roundId)).toEqual(['rnd_2', 'rnd_1']);
    });

    test('what hangs in a venue are its active labels and those that were taken over; what is printed for it does not yet', async () => {
      const nothing = { signature: null, shortCode: null, batchId: null, batchNo: null, issuedAtMs: null };
      const never = { attachedAtMs: null, firstScannedAtMs: null, endedAtMs: null, replaces: null };
      const printed = { tagId: 'aa00000000000009', tenantId: TENANT, payloadHex: '1107aa00000000000009012c', kid: 7 };
      const taken = { labelId: 'tko_1', tenantId: TENANT, url: 'https://m.example.cn/1', takenOverAtMs: 1, version: 1 };
      await mustCommit(store, [
        { change: 'label-issued', label: { ...printed, ...nothing, ...never, status: 'printed', objectId: POD, version: 1 } },
        { change: 'label-taken-over', label: { ...taken, objectId: POD } },
        { change: 'label-taken-over', label: { ...taken, labelId: 'tko_2', url: 'https://m.example.cn/2', objectId: null } },
      ]);
      const read = await readVenueLabels(store.books, VENUE);
      const byTag = (labels: typeof read.inUse) => labels.map(({ tagId, objectId }) => `${tagId} ${objectId}`).sort();
      expect({ ...read, inUse: byTag(read.inUse) }).toEqual({
        objectIds: [POD],
        inUse: [`${POD_TAG} ${POD}`, `tko_1 ${POD}`].sort(),
        printed: [{ tagId: printed.tagId, objectId: POD }],
      });
    });

    test('a bucket is kept as empty as the emptiest gateway left it, and forgotten once it is full', async () => {
      const kept = (key: string, fullAtMs: number) => ({ key, fullAtMs });
      const keep = (nowMs: number, ...buckets: ReturnType<typeof kept>[]) =>
        mustCommit(store, [{ change: 'limits-kept', buckets, nowMs }]);
      await keep(1_000, kept('a', 5_000), kept('b', 2_000));
      await keep(1_001, kept('a', 4_000), kept('c', 3_000));
      expect(await readKeptBuckets(store.books, 1_000, 9)).toEqual([kept('a', 5_000), kept('c', 3_000), kept('b', 2_000)]);
      expect(await readKeptBuckets(store.books, 1_000, 1)).toEqual([kept('a', 5_000)]);
      expect(await readKeptBuckets(store.books, 3_000, 9)).toEqual([kept('a', 5_000)]);
      await keep(3_000);
      expect(await readKeptBuckets(store.books, 0, 9)).toEqual([kept('a', 5_000)]);
    });
  });
}
