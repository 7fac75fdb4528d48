// Contract of the store, a venue's set-up: versions of venues, places and objects, a device without a key, and what waits for a cleaner.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '../../../gateway/domain/changes.ts';
import type { ObjectCard, PlaceRecord, VenueRecord } from '../../../gateway/domain/venue/venue-record.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import { readObject as readConsoleObject } from '../../../gateway/storage/queries/console-objects.ts';
import {
  countObjects,
  countObjectsByVenue,
  readDevicesNamed,
  readNamesAt,
  readObject,
  readObjects,
  readPlace,
  readPlaces,
  readPricesIn,
  readVenue,
  readVenues,
} from '../../../gateway/storage/queries/venue-set-up.ts';
import { PLACE, POD, POD_DEVICE, START_MS, sessionRecord, TENANT, VENUE, venueSetup } from '../../support/records.ts';
import { furnish, furnishWithSession, mustCommit, type OpenStore, refusedBy } from './opened-store.ts';

const venue = (changes: Partial<VenueRecord> = {}): VenueRecord => ({
  ...{ venueId: 'ven_9', tenantId: 'tnt_new', name: 'Corner', zone: 'Europe/Berlin', currency: 'EUR', feePermille: 25 },
  seller: { name: 'Corner GmbH', vatNumber: 'DE1', address: 'Street 1' },
  version: 1,
  ...changes,
});
const place = (changes: Partial<PlaceRecord> = {}): PlaceRecord => ({
  ...{ placeId: 'plc_9', tenantId: 'tnt_new', venueId: 'ven_9', name: 'Yard', version: 1 },
  ...changes,
});
const card = (changes: Partial<ObjectCard> = {}): ObjectCard => ({
  ...{ objectId: 'obj_9', tenantId: 'tnt_new', venueId: 'ven_9', placeId: 'plc_9', kind: 'sleep-pod', name: 'Pod 9' },
  ...{ deviceId: 'dev_9', tariffId: null, status: 'in_service', isCleaned: true, service: null, version: 1 },
  ...changes,
});
const changed = {
  venue: (record: VenueRecord): Change => ({ change: 'venue-changed', venue: record }),
  place: (record: PlaceRecord): Change => ({ change: 'place-changed', place: record }),
  object: (object: ObjectCard): Change => ({ change: 'object-changed', object }),
};
const used = (objectId: string, atMs = START_MS): Change => ({ change: 'object-used', objectId, atMs });

export function describeVenueSetUp(name: string, open: OpenStore): void {
  describe(`${name}: what an owner sets up`, () => {
    let store: OwnedStore;
    let dispose: () => Promise<void>;
    beforeEach(async () => {
      ({ store, dispose } = await open());
    });
    afterEach(() => dispose());

    const setUp = (): Promise<void> =>
      mustCommit(store, [changed.venue(venue()), changed.place(place()), changed.object(card())]);
    const pod = async () => {
      const scene = await store.scene('obj_9');
      if (!scene) throw new Error('the pod was set up');
      return scene;
    };

    test('a whole venue comes to be in one commit, its tenant with it, and is read as it was written', async () => {
      await setUp();
      expect(await readVenues(store.books, 'tnt_new')).toEqual([{ ...venue(), places: 1, objects: 1 }]);
      expect(await readPlaces(store.books, 'tnt_new', 'ven_9')).toEqual([{ ...place(), objects: 1, isPositioned: false }]);
      expect(await readObject(store.books, 'tnt_new', 'obj_9')).toEqual({
        ...card(),
        ...{ state: 'not-enrolled', venueName: 'Corner', placeName: 'Yard', uncleanSinceMs: null },
        ...{ labels: 0, liveSessionId: null, lastContactMs: null },
      });
      expect(await pod()).toMatchObject({
        object: { name: 'Pod 9', status: 'in_service', bindingVersion: 1, cleaning: { neededSinceMs: null } },
        place: { name: 'Yard' },
        venue: { name: 'Corner', seller: { name: 'Corner GmbH' } },
        tariff: null,
      });
    });

    test('an edit of a version that is not there any more is refused, and changes nothing', async () => {
      await setUp();
      await mustCommit(store, [
        changed.venue(venue({ name: 'Corner 2', version: 2 })),
        changed.place(place({ name: 'Yard 2', version: 2 })),
        changed.object(card({ name: 'Pod 10', version: 2 })),
      ]);
      for (const version of [1, 2, 4]) {
        expect(await store.commit([changed.venue(venue({ version }))])).toEqual(refusedBy('venue_version'));
        expect(await store.commit([changed.place(place({ version }))])).toEqual(refusedBy('place_version'));
      }
      expect(await store.commit([changed.object(card({ version: 2 }))])).toEqual(refusedBy('object_version'));
      expect(await readVenue(store.books, 'tnt_new', 'ven_9')).toMatchObject({ name: 'Corner 2', version: 2 });
      expect(await readPlace(store.books, 'tnt_new', 'plc_9')).toMatchObject({ name: 'Yard 2', version: 2 });
      expect((await pod()).place.name).toBe('Yard 2');
    });

    test('two edits at once: one is written, one is refused', async () => {
      await setUp();
      const outcomes = await Promise.all(
        ['A', 'B'].map((word) => store.commit([changed.object(card({ name: word, version: 2 }))])),
      );
      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
      expect((await pod()).object.bindingVersion).toBe(2);
    });

    test('an edit by a set-up counts as one', async () => {
      await furnish(store);
      const setup = venueSetup();
      await store.setUpVenue({ ...setup, venue: { ...setup.venue, name: 'Elsewhere' } });
      expect(await readVenue(store.books, TENANT, VENUE)).toMatchObject({ version: 2 });
      expect(await readPlace(store.books, TENANT, PLACE)).toMatchObject({ version: 1 });
    });

    test('a ticket grows old by a name, a place and a price, and not by service', async () => {
      await setUp();
      const versions = [];
      const edits = [{ name: 'New' }, { tariffId: 'trf_x' }, { status: 'out_of_service' }, { isCleaned: false }] as const;
      let next = card();
      for (const edit of edits) {
        next = { ...next, ...edit, version: next.version + 1 };
        await mustCommit(store, [changed.object(next)]);
        versions.push((await pod()).object.bindingVersion);
      }
      expect(versions).toEqual([2, 3, 3, 3]);
    });

    test('a new device has no key and no credential, and its claim gives it both', async () => {
      await setUp();
      expect((await pod()).device).toMatchObject({ publicX: '', isUnsigned: false, passwordHash: '', boot: null });
      expect(await store.credentialsOf('dev_9', 9)).toEqual([]);
      const enrolled = {
        change: 'device-enrolled',
        deviceId: 'dev_9',
        tenantId: 'tnt_new',
        kind: 'sleep-pod',
        publicX: 'key',
      } as const;
      expect(await store.commit([{ ...enrolled, kind: 'bike' }])).toEqual(refusedBy('device_identity'));
      await mustCommit(store, [enrolled]);
      expect(await pod()).toMatchObject({ device: { publicX: 'key' }, object: { bindingVersion: 2 } });
      expect(await readObject(store.books, 'tnt_new', 'obj_9')).toMatchObject({ state: 'offline' });
    });

    test('a device of another tenant or kind, and one that moves something already, becomes nobody else’s', async () => {
      await furnish(store);
      await mustCommit(store, [changed.venue(venue()), changed.place(place())]);
      const with_ = (changes: Partial<ObjectCard>) => store.commit([changed.object(card(changes))]);
      expect(await with_({ deviceId: POD_DEVICE })).toEqual(refusedBy('device_identity'));
      await mustCommit(store, [changed.object(card())]);
      expect(await with_({ objectId: 'obj_10' })).toEqual(refusedBy('device_identity'));
      expect(await with_({ objectId: 'obj_10', kind: 'bike' })).toEqual(refusedBy('device_identity'));
      expect([...(await readDevicesNamed(store.books, ['dev_9', POD_DEVICE, 'dev_none']))].sort()).toEqual(
        [
          ['dev_9', { tenantId: 'tnt_new', kind: 'sleep-pod', isMoving: true }],
          [POD_DEVICE, { tenantId: TENANT, kind: 'sleep-pod', isMoving: true }],
        ].sort(),
      );
      expect(await store.scene('obj_10')).toBeNull();
    });

    test('what is used waits for a cleaner where objects are cleaned, since the first time', async () => {
      await setUp();
      await mustCommit(store, [used('obj_9', START_MS), used('obj_9', START_MS + 5)]);
      expect((await pod()).object.cleaning).toEqual({ neededSinceMs: START_MS });
      expect(await store.commit([{ change: 'object-cleaned', objectId: 'obj_9', sinceMs: 7 }])).toEqual(
        refusedBy('object_version'),
      );
      // An edit of its name has nothing to do with it.
      await mustCommit(store, [changed.object(card({ name: 'Renamed', version: 2 }))]);
      expect(await readObject(store.books, 'tnt_new', 'obj_9')).toMatchObject({ uncleanSinceMs: START_MS });
      await mustCommit(store, [{ change: 'object-cleaned', objectId: 'obj_9', sinceMs: START_MS }]);
      expect((await pod()).object.cleaning).toEqual({ neededSinceMs: null });
      await mustCommit(store, [used('obj_9')]);
      await mustCommit(store, [changed.object(card({ isCleaned: false, version: 3 })), used('obj_9')]);
      expect((await pod()).object).not.toHaveProperty('cleaning');
      expect(await readObject(store.books, 'tnt_new', 'obj_9')).toMatchObject({ uncleanSinceMs: null });
    });

    test('a running session sees its object as it is now', async () => {
      await furnishWithSession(store);
      expect((await store.dossier('ses_1'))?.object.name).not.toBe('Renamed');
      const listed = await readObject(store.books, TENANT, POD);
      expect(listed).toMatchObject({ state: 'in-use', liveSessionId: 'ses_1', version: 1 });
      const { objectId, tenantId, venueId, placeId, kind, deviceId, tariffId, status } = listed ?? card();
      const renamed = { objectId, tenantId, venueId, placeId, kind, deviceId, tariffId, status };
      await mustCommit(store, [
        changed.object({ ...renamed, name: 'Renamed', isCleaned: true, service: null, version: 2 }),
        { change: 'place-changed', place: { placeId: PLACE, tenantId: TENANT, venueId: VENUE, name: 'Hall Z', version: 2 } },
      ]);
      expect(await store.dossier('ses_1')).toMatchObject({
        object: { name: 'Renamed', cleaning: { neededSinceMs: null } },
        place: { name: 'Hall Z' },
      });
    });

    test('nothing is retired while a session goes on, and what is retired stays so', async () => {
      await furnishWithSession(store);
      const note = { by: 'olga', atMs: START_MS + 9, reason: 'gone' };
      const retire = (version: number) => {
        const gone = { objectId: POD, tenantId: TENANT, venueId: VENUE, placeId: PLACE, name: 'Pod', deviceId: POD_DEVICE };
        return changed.object(card({ ...gone, status: 'retired', service: note, version }));
      };
      expect(await store.commit([retire(2)])).toEqual(refusedBy('object_version'));
      await mustCommit(store, [{ change: 'session-changed', session: sessionRecord({ state: 'settling', version: 2 }) }]);
      await mustCommit(store, [retire(2)]);
      expect((await store.scene(POD))?.object.status).toBe('retired');
      expect(await store.labelledObjects([POD])).toMatchObject([{ objectId: POD, isRetired: true }]);
      expect(await readObject(store.books, TENANT, POD)).toMatchObject({ state: 'retired', service: note });
      expect(await readConsoleObject(store.books, TENANT, POD)).toMatchObject({ status: 'retired' });
      await store.setUpVenue(venueSetup());
      expect((await store.scene(POD))?.object.status).toBe('retired');
      expect(await readNamesAt(store.books, TENANT)).toEqual([]);
      expect(await readPricesIn(store.books, VENUE)).toBe(false);
    });

    test('objects are listed by name, by pages, by what they are, and never those of others', async () => {
      await furnish(store);
      await setUp();
      const names = ['pod b', 'Pod a', 'Pod c'];
      await mustCommit(
        store,
        names.map((each, at) => changed.object(card({ objectId: `obj_1${at}`, deviceId: `dev_1${at}`, name: each }))),
      );
      const list = async (asked: object) =>
        (await readObjects(store.books, { tenantId: 'tnt_new', limit: 9, ...asked })).map((each) => each.name);
      expect(await list({})).toEqual(['Pod 9', 'Pod a', 'pod b', 'Pod c']);
      expect(await list({ limit: 2 })).toEqual(['Pod 9', 'Pod a']);
      expect(await list({ afterId: 'obj_11', limit: 2 })).toEqual(['pod b', 'Pod c']);
      expect(await list({ text: 'POD A' })).toEqual(['Pod a']);
      expect(await list({ text: 'obj_12' })).toEqual(['Pod c']);
      expect(await list({ text: 'yard', kind: 'sleep-pod', placeId: 'plc_9', venueId: 'ven_9' })).toHaveLength(4);
      expect(await list({ text: '%' })).toEqual([]);
      expect(await list({ state: 'not-enrolled' })).toHaveLength(4);
      expect(await list({ state: 'free' })).toEqual([]);
      expect(await list({ tenantId: 'tnt_none' })).toEqual([]);
      expect(await countObjects(store.books, 'tnt_new')).toMatchObject({ 'not-enrolled': 4, retired: 0 });
      const byVenue = await countObjectsByVenue(store.books, 'tnt_new');
      expect([...byVenue]).toEqual([['ven_9', await countObjects(store.books, 'tnt_new')]]);
      for (const read of [readVenue(store.books, TENANT, 'ven_9'), readPlace(store.books, TENANT, 'plc_9')]) {
        expect(await read).toBeNull();
      }
      expect(await readObject(store.books, TENANT, 'obj_9')).toBeNull();
    });
  });
}
