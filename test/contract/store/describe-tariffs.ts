// The store's contract, tariffs: a version takes the place of the one its writer saw, its objects' tickets grow old, and nothing is forgotten.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '../../../gateway/domain/changes.ts';
import { freezeTariff } from '../../../gateway/domain/tariff/tariff.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import {
  readAllPriced,
  readEarlierVersions,
  readObjectsOfTariff,
  readPricedObjects,
  readTariff,
  readTariffs,
  readVenueCurrency,
} from '../../../gateway/storage/queries/tariffs.ts';
import { deviceSetup, frozenTariff, objectSetup, START_MS, TENANT, tariff, venueSetup } from '../../support/records.ts';
import { mustCommit, type OpenStore, refusedBy } from './opened-store.ts';

const first = frozenTariff();
const { tariffId } = first;
const OTHER_TENANT = 'tnt_other';

const versionOf = (version: number, baseMinor: bigint, id = tariffId) => freezeTariff(id, version, tariff({ baseMinor }));
const published = (version: number, baseMinor: bigint, changes: { tenantId?: string; id?: string } = {}): Change => ({
  change: 'tariff-published',
  published: {
    tenantId: changes.tenantId ?? TENANT,
    tariff: versionOf(version, baseMinor, changes.id),
    publishedBy: `eve-${version}`,
    publishedAtMs: START_MS + version,
  },
});
const assigned = (id: string, version: number, objectIds: readonly string[], tenantId = TENANT): Change => ({
  change: 'tariff-assigned',
  tariffId: id,
  ...{ version, objectIds, tenantId },
});

export function describeTariffs(name: string, open: OpenStore): void {
  describe(`${name}: tariffs`, () => {
    let store: OwnedStore;
    let dispose: () => Promise<void>;
    const bindingOf = async (objectId: string) => (await store.scene(objectId))?.object.bindingVersion;
    const priceOf = async (objectId: string) => (await store.scene(objectId))?.tariff;
    beforeEach(async () => {
      ({ store, dispose } = await open());
      await store.setUpVenue(
        venueSetup({
          objects: ['pod-1', 'pod-2'].map((objectId) => objectSetup({ objectId, deviceId: `dev-${objectId}` })),
          devices: ['pod-1', 'pod-2'].map((objectId) => deviceSetup({ deviceId: `dev-${objectId}` })),
          tags: [],
        }),
      );
    });
    afterEach(() => dispose());

    test('the next version is in force at once, and tickets of its objects grow old', async () => {
      const before = await bindingOf('pod-1');
      await mustCommit(store, [published(2, 400n)]);
      expect(await priceOf('pod-1')).toEqual(versionOf(2, 400n));
      expect(await bindingOf('pod-1')).toBe((before ?? 0) + 1);
    });

    test('what a set-up wrote is the first of the versions that are kept', async () => {
      expect(await readEarlierVersions(store.books, TENANT, tariffId)).toEqual([]);
      expect(await readTariff(store.books, TENANT, tariffId)).toMatchObject({ publishedBy: null, publishedAtMs: null });
      await mustCommit(store, [published(2, 400n)]);
      await mustCommit(store, [published(3, 500n)]);
      expect(await readTariff(store.books, TENANT, tariffId)).toEqual({
        ...{ tariff: versionOf(3, 500n), publishedBy: 'eve-3', publishedAtMs: START_MS + 3 },
        ...{ objects: 2, kind: 'sleep-pod' },
      });
      expect(await readEarlierVersions(store.books, TENANT, tariffId)).toEqual([
        { tariff: versionOf(2, 400n), publishedBy: 'eve-2', publishedAtMs: START_MS + 2 },
        { tariff: first, publishedBy: null, publishedAtMs: null },
      ]);
    });

    test('a set-up does not take back what was published since, and goes on otherwise', async () => {
      await mustCommit(store, [published(2, 400n)]);
      await store.setUpVenue(venueSetup({ objects: [], devices: [], tags: [] }));
      expect((await priceOf('pod-1'))?.version).toBe(2);
    });

    test('of two writers who saw the same version the second is refused, and nothing of it stays', async () => {
      await mustCommit(store, [published(2, 400n)]);
      expect(await store.commit([published(2, 999n)])).toEqual(refusedBy('tariff_version'));
      expect(await store.commit([published(4, 999n)])).toEqual(refusedBy('tariff_version'));
      expect((await readTariffs(store.books, TENANT)).map((each) => each.tariff)).toEqual([versionOf(2, 400n)]);
      expect(await readEarlierVersions(store.books, TENANT, tariffId)).toHaveLength(1);
    });

    test("another tenant's is neither replaced nor seen nor given to anything", async () => {
      expect(await store.commit([published(2, 1n, { tenantId: OTHER_TENANT })])).toEqual(refusedBy('tariff_version'));
      expect(await store.commit([assigned(tariffId, 1, [], OTHER_TENANT)])).toEqual(refusedBy('tariff_version'));
      expect(await readTariff(store.books, OTHER_TENANT, tariffId)).toBeNull();
      expect(await readTariffs(store.books, OTHER_TENANT)).toEqual([]);
      expect(await readEarlierVersions(store.books, OTHER_TENANT, tariffId)).toEqual([]);
      expect(await readPricedObjects(store.books, OTHER_TENANT, ['pod-1'])).toEqual([]);
      expect(await readVenueCurrency(store.books, OTHER_TENANT)).toBeNull();
    });

    test('a new one is of whoever published it, once', async () => {
      await mustCommit(store, [published(1, 700n, { tenantId: OTHER_TENANT, id: 'tar_new' })]);
      expect(await readTariff(store.books, OTHER_TENANT, 'tar_new')).toMatchObject({ objects: 0, kind: null });
      expect(await store.commit([published(1, 800n, { id: 'tar_new' })])).toEqual(refusedBy('tariff_version'));
      expect(await readTariffs(store.books, TENANT)).toHaveLength(1);
    });

    test('an object gets another price at the version that was read, and only its own tickets grow old', async () => {
      await mustCommit(store, [published(1, 700n, { id: 'tar_new' })]);
      const before = [await bindingOf('pod-1'), await bindingOf('pod-2')];
      expect(await store.commit([assigned('tar_new', 2, ['pod-1'])])).toEqual(refusedBy('tariff_version'));
      await mustCommit(store, [assigned('tar_new', 1, ['pod-1'])]);
      expect(await priceOf('pod-1')).toEqual(versionOf(1, 700n, 'tar_new'));
      expect([await bindingOf('pod-1'), await bindingOf('pod-2')]).toEqual([(before[0] ?? 0) + 1, before[1]]);
      // Once more changes nothing: no ticket grows old for nothing.
      await mustCommit(store, [assigned('tar_new', 1, ['pod-1'])]);
      expect(await bindingOf('pod-1')).toBe((before[0] ?? 0) + 1);
    });

    test('what a price is judged by: kind, currency and manner of device', async () => {
      const pod = { kind: 'sleep-pod', currency: 'CNY', tariffId, isUnsigned: false };
      expect(await readPricedObjects(store.books, TENANT, ['pod-2', 'pod-9'])).toMatchObject([{ ...pod, objectId: 'pod-2' }]);
      expect(await readObjectsOfTariff(store.books, TENANT, tariffId)).toMatchObject([pod]);
      expect((await readAllPriced(store.books, TENANT, 9)).map(({ objectId }) => objectId)).toEqual(['pod-1', 'pod-2']);
      expect(await readVenueCurrency(store.books, TENANT)).toBe('CNY');
    });
  });
}
