// The store's contract, printing: the objects of a venue page by page, and which of them carry no label that counts.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import { readObjectIds, readVenueNames } from '../../../gateway/storage/queries/venue-objects.ts';
import { deviceSetup, objectSetup, TENANT, VENUE, venueSetup } from '../../support/records.ts';
import type { OpenStore } from './opened-store.ts';

const IDS = ['pod-1', 'pod-2', 'pod-3', 'pod-4'];
const HERE = { tenantId: TENANT, venueId: VENUE };

export function describeVenueObjects(name: string, open: OpenStore): void {
  describe(`${name}: objects to label`, () => {
    let store: OwnedStore;
    let dispose: () => Promise<void>;
    beforeEach(async () => {
      ({ store, dispose } = await open());
      const tag = (no: number, status: 'printed' | 'active' | 'replaced' | 'lost') => ({
        ...{ tagId: `aa0000000000000${no}`, payloadHex: `1107aa0000000000000${no}012c`, status, objectId: `pod-${no}` },
      });
      await store.setUpVenue(
        venueSetup({
          objects: IDS.map((objectId, at) => objectSetup({ objectId, deviceId: `dev-${at}` })),
          devices: IDS.map((_, at) => deviceSetup({ deviceId: `dev-${at}` })),
          tags: [tag(1, 'active'), tag(2, 'printed'), tag(3, 'lost')],
        }),
      );
    });
    afterEach(() => dispose());

    test('all of them come by their ids, a page after the other', async () => {
      expect(await readObjectIds(store.books, HERE, 'all', '', 3)).toEqual(['pod-1', 'pod-2', 'pod-3']);
      expect(await readObjectIds(store.books, HERE, 'all', 'pod-3', 3)).toEqual(['pod-4']);
      expect(await readObjectIds(store.books, HERE, 'all', 'pod-4', 3)).toEqual([]);
    });

    test('a label that is printed or hangs there counts, one that has ended does not', async () => {
      expect(await readObjectIds(store.books, HERE, 'unlabelled', '', 9)).toEqual(['pod-3', 'pod-4']);
    });

    test("another tenant's venue has none of them", async () => {
      expect(await readObjectIds(store.books, { ...HERE, tenantId: 'somebody-else' }, 'all', '', 9)).toEqual([]);
      expect(await readVenueNames(store.books)).toEqual([{ ...HERE, name: 'Pudong Airport' }]);
    });
  });
}
