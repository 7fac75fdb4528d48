// The store's contract, lists of devices: a tenant's machines with what they move, and its claims by their serials, the newest first.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { issueClaim } from '../../../gateway/domain/device/device-claim.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import {
  readClaimedSerials,
  readDevices,
  readObjectsOfDevice,
  readSerialOfClaim,
} from '../../../gateway/storage/queries/devices.ts';
import { deviceSetup, objectSetup, START_MS, TENANT, venueSetup } from '../../support/records.ts';
import { mustCommit, type OpenStore } from './opened-store.ts';

const claim = (claimId: string, serial: string, issuedAtMs: number) =>
  issueClaim({
    ...{ claimId, serial, issuedAtMs, tenantId: TENANT, kind: 'sleep-pod', deviceId: serial },
    expiresAtMs: issuedAtMs + 1_000,
  });

export function describeDeviceLists(name: string, open: OpenStore): void {
  describe(`${name}: lists of devices`, () => {
    let store: OwnedStore;
    let dispose: () => Promise<void>;
    beforeEach(async () => {
      ({ store, dispose } = await open());
      await store.setUpVenue(
        venueSetup({
          devices: [deviceSetup({ deviceId: 'dev-a' }), deviceSetup({ deviceId: 'dev-b', publicX: '', passwordHash: '' })],
          objects: ['pod-1', 'pod-2'].map((objectId) => objectSetup({ objectId, name: objectId, deviceId: 'dev-a' })),
          tags: [],
        }),
      );
    });
    afterEach(() => dispose());

    test('each comes once with all that it moves, and whether it has a key', async () => {
      const objects = ['pod-1', 'pod-2'].map((objectId) => ({ objectId, name: objectId }));
      const away = { kind: 'sleep-pod', isUnsigned: false, isOnline: false, lastSeenAtMs: null };
      expect(await readDevices(store.books, TENANT, { afterId: '', limit: 9 })).toEqual([
        { ...away, deviceId: 'dev-a', hasKey: true, objects },
        { ...away, deviceId: 'dev-b', hasKey: false, objects: [] },
      ]);
      const rest = await readDevices(store.books, TENANT, { afterId: 'dev-a', limit: 9 });
      expect(rest.map(({ deviceId }) => deviceId)).toEqual(['dev-b']);
      expect(await readObjectsOfDevice(store.books, 'dev-a')).toEqual(objects);
      expect(await readDevices(store.books, 'somebody-else', { afterId: '', limit: 9 })).toEqual([]);
    });

    test('serials come once, by the newest of their claims', async () => {
      const claims = [claim('clm_1', 'SN-1', START_MS), claim('clm_2', 'SN-2', START_MS + 1)];
      await mustCommit(
        store,
        claims.map((each) => ({ change: 'device-claim-added', claim: each })),
      );
      const over = { ...claim('clm_1', 'SN-1', START_MS), state: 'refused', version: 2 } as const;
      await mustCommit(store, [
        { change: 'device-claim-changed', claim: over },
        { change: 'device-claim-added', claim: claim('clm_3', 'SN-1', START_MS + 2) },
      ]);
      expect(await readClaimedSerials(store.books, TENANT, 9)).toEqual(['SN-1', 'SN-2']);
      expect(await readClaimedSerials(store.books, 'somebody-else', 9)).toEqual([]);
      expect(await readSerialOfClaim(store.books, TENANT, 'clm_2')).toBe('SN-2');
      expect(await readSerialOfClaim(store.books, 'somebody-else', 'clm_2')).toBeNull();
    });
  });
}
