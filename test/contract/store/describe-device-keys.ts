// The store's contract, keys and settings: manifests that only rise, what devices believe and answer, devices that sign nothing.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '../../../gateway/domain/changes.ts';
import type { InstalledManifest } from '../../../gateway/domain/device/signing-keys.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import { isRootBelieved, isTenant, readKeyManifests, readKeysStanding } from '../../../gateway/storage/queries/device-keys.ts';
import { BOOT, deviceSetup, POD, POD_DEVICE, START_MS, TENANT, venueSetup } from '../../support/records.ts';
import { mustCommit, type OpenStore, refusedBy } from './opened-store.ts';

const manifest = (ver: number, tenantId = TENANT): InstalledManifest => ({
  tenantId,
  ver,
  rootKid: 'root-1',
  jws: `e.${ver}.s`,
  installedAtMs: START_MS,
});
const install = (ver: number): Change => ({ change: 'key-manifest-installed', manifest: manifest(ver) });
const greeted = (keysVer: number): Change => ({
  change: 'device-greeted',
  deviceId: POD_DEVICE,
  boot: { boot: BOOT, bootAtMs: START_MS, verifiedAtMs: START_MS, conn: 'c1' },
  lastCtr: 0,
  keysVer,
  dropped: keysVer * 10,
});
const setConfig = (ver: number, tries = 0): Change => ({
  change: 'device-config-set',
  deviceId: POD_DEVICE,
  config: { ver, desired: { emptyAfterS: 30 }, tries },
});

export function describeDeviceKeys(name: string, open: OpenStore): void {
  describe(`${name}: keys and settings of devices`, () => {
    let opened: Awaited<ReturnType<OpenStore>>;
    let store: OwnedStore;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
      await store.setUpVenue(venueSetup());
    });
    afterEach(() => opened.dispose());

    test('FP-30 manifests are kept word for word, by rising version', async () => {
      await mustCommit(store, [install(1)]);
      await mustCommit(store, [install(4)]);
      expect(await readKeyManifests(store.books)).toEqual([manifest(1), manifest(4)]);
      expect([await isTenant(store.books, TENANT), await isTenant(store.books, 'other')]).toEqual([true, false]);
    });

    test.each([4, 3])('FP-30 version %i after 4 is refused, whoever was first', async (ver) => {
      await mustCommit(store, [install(4)]);
      expect(await store.commit([install(ver)])).toEqual(refusedBy('key_manifest_version'));
      expect(await readKeyManifests(store.books)).toEqual([manifest(4)]);
    });

    test('FP-30 what a device believes is what its last hello said', async () => {
      expect(await isRootBelieved(store.books)).toBe(false);
      await mustCommit(store, [greeted(3)]);
      expect(await store.device(POD_DEVICE)).toMatchObject({ keysVer: 3, dropped: 30, isUnsigned: false });
      expect(await readKeysStanding(store.books, TENANT)).toContainEqual({
        tenant: TENANT,
        device: POD_DEVICE,
        keysVer: 3,
        online: false,
      });
      expect(await isRootBelieved(store.books)).toBe(true);
    });

    test('FP-23 settings are set from the version that was read, and by nobody in between', async () => {
      await mustCommit(store, [setConfig(2)]);
      expect(await store.commit([setConfig(2)])).toEqual(refusedBy('device_config'));
      await mustCommit(store, [setConfig(3, 2)]);
      expect((await store.device(POD_DEVICE))?.config).toMatchObject({ desiredVer: 3, desired: { emptyAfterS: 30 }, tries: 2 });
    });

    test('FP-32 a device may be set up as unsigned where nothing costs, and is enrolled with a key later', async () => {
      const { tariffs: _priced, objects: _sold, tags: _labels, stays: _rooms, ...venue } = venueSetup();
      const alone = { ...venue, tariffs: [], objects: [], tags: [], stays: [] };
      await store.setUpVenue({ ...alone, devices: [deviceSetup({ deviceId: 'lamp', publicX: '', isUnsigned: true })] });
      expect(await store.device('lamp')).toMatchObject({ isUnsigned: true, publicX: '' });
      expect((await readKeysStanding(store.books, TENANT)).map(({ device }) => device)).not.toContain('lamp');
      const enrolled = {
        change: 'device-enrolled',
        deviceId: 'lamp',
        tenantId: TENANT,
        kind: 'sleep-pod',
        publicX: 'new',
      } as const;
      await mustCommit(store, [enrolled]);
      expect(await store.device('lamp')).toMatchObject({ isUnsigned: false, publicX: 'new' });
    });

    test('FP-32 a set-up that sells what an unsigned device moves is refused whole', async () => {
      const devices = [deviceSetup({ publicX: '', isUnsigned: true })];
      const refused = async () => store.setUpVenue({ ...venueSetup(), devices });
      await expect(refused()).rejects.toMatchObject({ code: 'object.unsigned-not-free', message: expect.stringContaining(POD) });
      expect(await store.device(POD_DEVICE)).toMatchObject({ isUnsigned: false });
    });
  });
}
