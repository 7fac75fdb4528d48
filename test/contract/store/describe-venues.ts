// Contract of the store, venues and devices: set-up, scenes, stays, hellos, presence, state and quarantine.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '../../../gateway/domain/changes.ts';
import type { DeviceBoot, DeviceRecord, ReportedState } from '../../../gateway/domain/device/device.ts';
import { freezeTariff } from '../../../gateway/domain/tariff/tariff.ts';
import type { OwnedStore, VenueSetup } from '../../../gateway/ports/store.ts';
import {
  BOOT,
  deviceSetup,
  frozenTariff,
  objectSetup,
  PERSON,
  PLACE,
  POD,
  POD_DEVICE,
  POD_TAG,
  START_MS,
  sessionRecord,
  startChanges,
  TENANT,
  tariff,
  topUp,
  VENUE,
  venueSetup,
} from '../../support/records.ts';
import { ledgerTotals, quarantineCount, tagsOf } from '../../support/stored.ts';
import { furnish, furnishWithSession, mustCommit, type OpenStore } from './opened-store.ts';

const boot: DeviceBoot = { boot: BOOT, bootAtMs: START_MS - 100_000, verifiedAtMs: START_MS, conn: 'c2' };
const greeted = (lastCtr: number): Change => ({
  change: 'device-greeted',
  deviceId: POD_DEVICE,
  boot,
  lastCtr,
  keysVer: 2,
  dropped: 0,
});
const presence = (online: boolean, conn: string, atMs: number): Change => ({
  change: 'device-presence',
  deviceId: POD_DEVICE,
  online,
  conn,
  atMs,
});
const reported = (at: Partial<ReportedState>, cfgVer = 0): Change => ({
  change: 'device-state',
  deviceId: POD_DEVICE,
  state: { boot: BOOT, seq: 1, ver: 1, reported: { door: 'closed', light: 40, occupied: false }, atMs: START_MS, ...at },
  cfgVer,
  answers: { emptyAfterS: 'accepted' },
});
const stay = (overrides: Partial<VenueSetup['stays'][number]> = {}): VenueSetup['stays'][number] => ({
  stayId: 'sty_1',
  objectId: POD,
  tenantId: TENANT,
  pairingCode: '4711',
  pairedPersonId: null,
  fromMs: START_MS - 1_000,
  untilMs: START_MS + 1_000,
  version: 1,
  ...overrides,
});

export function describeVenues(name: string, open: OpenStore): void {
  describe(`${name}: venues and devices`, () => {
    let store: OwnedStore;
    let dispose: () => Promise<void>;
    beforeEach(async () => {
      ({ store, dispose } = await open());
    });
    afterEach(() => dispose());

    const device = async (): Promise<DeviceRecord> => {
      const found = await store.device(POD_DEVICE);
      if (!found) throw new Error('the pod has a device');
      return found;
    };
    const bindingVersion = async (): Promise<number | undefined> => (await store.scene(POD))?.object.bindingVersion;

    test('shows the scene of an object as it was set up', async () => {
      await furnish(store);
      const { tariffId: _named, ...object } = objectSetup();
      expect(await store.scene(POD)).toEqual({
        object: { ...object, tenantId: TENANT, bindingVersion: 1 },
        place: { placeId: PLACE, venueId: VENUE, name: 'Hall A' },
        venue: venueSetup().venue,
        device: {
          ...(({ config: _desired, ...facts }) => facts)(deviceSetup()),
          tenantId: TENANT,
          isUnsigned: false,
          keysVer: 0,
          dropped: 0,
          presence: { online: false, conn: null, lastSeenAtMs: null },
          boot: null,
          lastCtr: 0,
          state: null,
          config: { desiredVer: 1, desired: { emptyAfterS: 60 }, reportedVer: 0, answers: {}, tries: 0 },
        },
        tariff: frozenTariff(),
        live: null,
        stay: null,
      });
      expect(await store.objects()).toEqual([await store.scene(POD)]);
      expect(await store.ownTenant()).toBe(TENANT);
      expect(await store.tag(POD_TAG)).toEqual({ ...venueSetup().tags[0], tenantId: TENANT });
      expect(await tagsOf(store, POD)).toEqual([await store.tag(POD_TAG)]);
      expect([await store.scene('obj_none'), await store.tag('none'), await store.device('none')]).toEqual([null, null, null]);
      await mustCommit(store, startChanges());
      expect((await store.scene(POD))?.live).toEqual(sessionRecord());
    });

    test('an object whose tariff is missing has none, rather than a free one', async () => {
      await store.setUpVenue(venueSetup({ tariffs: [] }));
      expect(await store.scene(POD)).toMatchObject({ tariff: null });
    });

    test('a second set-up with the same words changes nothing', async () => {
      await furnishWithSession(store);
      await mustCommit(store, [greeted(7), presence(true, 'c2', START_MS), reported({}, 1)]);
      const before = [await store.objects(), await store.device(POD_DEVICE), await tagsOf(store, POD)];
      await store.setUpVenue(venueSetup());
      expect([await store.objects(), await store.device(POD_DEVICE), await tagsOf(store, POD)]).toEqual(before);
    });

    test.each<[string, Partial<VenueSetup>]>([
      ['object', { objects: [objectSetup({ name: 'Pod One' })] }],
      ['tariff', { tariffs: [freezeTariff('trf_pod', 2, tariff({ baseMinor: 400n }))] }],
      ['device key', { devices: [deviceSetup({ publicX: 'bmV3' })] }],
      ['label', { tags: [{ tagId: POD_TAG, payloadHex: '01aa56', status: 'active', objectId: POD }] }],
      ['everything', { objects: [objectSetup({ status: 'out_of_service' })], devices: [deviceSetup({ kind: 'bike' })] }],
    ])('a changed %s raises the binding version once', async (_what, change) => {
      await furnish(store);
      await store.setUpVenue(venueSetup(change));
      expect(await bindingVersion()).toBe(2);
      await store.setUpVenue(venueSetup(change));
      expect(await bindingVersion()).toBe(2);
    });

    test('a label that moves to another object raises both bindings', async () => {
      const objects = [objectSetup(), objectSetup({ objectId: 'obj_pod_2' }), objectSetup({ objectId: 'obj_pod_3' })];
      await store.setUpVenue(venueSetup({ objects }));
      await store.setUpVenue(
        venueSetup({ objects, tags: [{ tagId: POD_TAG, payloadHex: '02', status: 'active', objectId: 'obj_pod_2' }] }),
      );
      expect((await store.objects()).map(({ object }) => object.bindingVersion)).toEqual([2, 2, 1]);
    });

    test('a changed desired document raises its version alone; counter, boot, presence and state stay', async () => {
      await furnish(store);
      await mustCommit(store, [greeted(7), presence(true, 'c2', START_MS), reported({}, 1)]);
      const before = await device();
      await store.setUpVenue(venueSetup({ devices: [deviceSetup({ config: { emptyAfterS: 90 }, passwordHash: 'scrypt$new' })] }));
      expect(await device()).toEqual({
        ...before,
        passwordHash: 'scrypt$new',
        config: { desiredVer: 2, desired: { emptyAfterS: 90 }, reportedVer: 1, answers: { emptyAfterS: 'accepted' }, tries: 0 },
      });
      expect(await bindingVersion()).toBe(1);
    });

    test.each(['replaced', 'lost', 'revoked'] as const)('a tag that is %s is not brought back by a set-up', async (status) => {
      const tags = (now: VenueSetup['tags'][number]['status']) => [
        { tagId: POD_TAG, payloadHex: '01aa55', status: now, objectId: POD },
      ];
      await store.setUpVenue(venueSetup({ tags: tags(status) }));
      await store.setUpVenue(venueSetup({ tags: tags('active') }));
      expect(await store.tag(POD_TAG)).toMatchObject({ status });
    });

    test('a set-up that mixes tenants is our own mistake, and writes nothing (M12)', async () => {
      await expect(store.setUpVenue(venueSetup({ stays: [stay({ tenantId: 'tnt_other' })] }))).rejects.toThrow('M12');
      expect(await store.objects()).toEqual([]);
      expect(await store.ownTenant()).toBeNull();
    });

    test('a started session keeps its tariff when the object gets another (R13)', async () => {
      await furnishWithSession(store);
      const dearer = freezeTariff('trf_pod', 2, tariff({ baseMinor: 900n }));
      await store.setUpVenue(venueSetup({ tariffs: [dearer] }));
      expect((await store.session('ses_1'))?.tariff).toEqual(frozenTariff());
      expect((await store.scene(POD))?.tariff).toEqual(dearer);
    });

    test('shows the present stay, then the next, never a past one', async () => {
      const past = stay({ stayId: 'sty_0', fromMs: START_MS - 5_000, untilMs: START_MS });
      const next = stay({ stayId: 'sty_2', fromMs: START_MS + 2_000, untilMs: START_MS + 3_000 });
      await store.setUpVenue(venueSetup({ stays: [next, past] }));
      expect((await store.scene(POD))?.stay).toEqual(next);
      await store.setUpVenue(venueSetup({ stays: [next, past, stay()] }));
      expect((await store.scene(POD))?.stay).toEqual(stay());
    });

    test('pairs a stay, counts wrong codes, and a set-up forgets neither', async () => {
      await store.setUpVenue(venueSetup({ stays: [stay()] }));
      const failed = {
        change: 'stay-attempt-failed',
        stayId: 'sty_1',
        personId: PERSON,
        key: 'k-1',
        atMs: START_MS,
        fromVersion: 1,
      } as const;
      await mustCommit(store, [failed]);
      await mustCommit(store, [{ change: 'stay-paired', stayId: 'sty_1', personId: PERSON, fromVersion: 2 }]);
      await store.setUpVenue(venueSetup({ stays: [stay()] }));
      expect((await store.scene(POD))?.stay).toEqual(stay({ pairedPersonId: PERSON, version: 3 }));
      expect(await store.failedPairings('sty_1', START_MS)).toEqual([{ personId: PERSON, key: 'k-1', atMs: START_MS }]);
      expect(await store.failedPairings('sty_1', START_MS + 1)).toEqual([]);
    });

    test('a hello raises the counter, never lowers it', async () => {
      await furnish(store);
      await mustCommit(store, [greeted(40)]);
      expect(await device()).toMatchObject({ boot, lastCtr: 40 });
      await mustCommit(store, [greeted(3)]);
      expect(await device()).toMatchObject({ lastCtr: 40 });
    });

    test('a will counts only for the current connection', async () => {
      await furnish(store);
      await mustCommit(store, [presence(true, 'c1', START_MS)]);
      await mustCommit(store, [presence(true, 'c2', START_MS + 1)]);
      await mustCommit(store, [presence(false, 'c1', START_MS + 2)]);
      expect((await device()).presence).toEqual({ online: true, conn: 'c2', lastSeenAtMs: START_MS + 1 });
      await mustCommit(store, [presence(false, 'c2', START_MS + 3)]);
      expect((await device()).presence).toEqual({ online: false, conn: 'c2', lastSeenAtMs: START_MS + 3 });
    });

    test.each<[string, Partial<ReportedState>, boolean]>([
      ['a later seq of the same boot', { seq: 6 }, true],
      ['the same seq', { seq: 5 }, false],
      ['an earlier seq', { seq: 4 }, false],
      ['a later boot, counted as a number', { boot: '10-00112233445566ff', seq: 0 }, true],
      ['an earlier boot', { boot: '6-00112233445566ff', seq: 99 }, false],
      ['another boot of the same count', { boot: '7-ffffffffffffffff', seq: 99 }, false],
    ])('state of %s', async (_what, at, isApplied) => {
      await furnish(store);
      await mustCommit(store, [reported({ seq: 5 }, 1)]);
      await mustCommit(store, [reported({ ...at, reported: { door: 'open' } }, 2)]);
      const { state, config } = await device();
      expect(state?.reported).toEqual(isApplied ? { door: 'open' } : { door: 'closed', light: 40, occupied: false });
      expect(config.reportedVer).toBe(isApplied ? 2 : 1);
    });

    test('a boot that a hello has verified is present even when the device lost its count', async () => {
      await furnish(store);
      await mustCommit(store, [reported({ boot: '90-00112233445566ff', seq: 5 })]);
      await mustCommit(store, [greeted(1)]);
      await mustCommit(store, [reported({ seq: 0, ver: 8 })]);
      expect((await device()).state).toMatchObject({ boot: BOOT, ver: 8 });
    });

    test('quarantine counts everything, of devices that nobody knows too', async () => {
      await furnish(store);
      const message = (deviceId: string): Change => ({
        change: 'quarantined',
        deviceId,
        reason: 'bad-json',
        payload: '{',
        atMs: 1,
      });
      await mustCommit(
        store,
        Array.from({ length: 1_005 }, () => message(POD_DEVICE)),
      );
      await mustCommit(store, [message('dev_alien')]);
      expect(await quarantineCount(store, POD_DEVICE)).toBe(1_005);
      expect(await quarantineCount(store, 'dev_alien')).toBe(1);
      expect(await quarantineCount(store, 'dev_none')).toBe(0);
    });

    test('keeps stamps on the whole database', async () => {
      expect(await store.readStamp('purpose')).toBeNull();
      await store.writeStamp('purpose', 'demo');
      await store.writeStamp('purpose', 'serve');
      expect(await store.readStamp('purpose')).toBe('serve');
    });

    test('keeps the first word of a stamp that is kept, whoever writes it next', async () => {
      expect(await store.keepStamp('installation', 'ins_1')).toBe('ins_1');
      expect(await store.keepStamp('installation', 'ins_2')).toBe('ins_1');
      expect(await store.readStamp('installation')).toBe('ins_1');
    });

    test('ledger totals know every currency', async () => {
      await furnish(store);
      const euros = { ...topUp('euro', 5n), currency: 'EUR' };
      await mustCommit(store, [{ change: 'transfer-posted', transfer: euros }]);
      expect(await ledgerTotals(store)).toEqual({ CNY: 0n, EUR: 0n });
    });
  });
}
