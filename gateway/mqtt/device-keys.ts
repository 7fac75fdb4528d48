// Device keys: finds the public key that a device's signatures must hold against.
import { importVerifyingKey, type VerifyingKey } from '#protocol';
import type { Store } from '../ports/store.ts';

/** `key` null: registered as one that signs nothing (FP-32). */
export type DeviceKey = { readonly tenant: string; readonly key: VerifyingKey | null };

/** Tenant and key of a registered device; null for a stranger. Rejects with Unavailable when the store cannot be read. */
export type FindDeviceKey = (deviceId: string) => Promise<DeviceKey | null>;

/** Reads keys from the store. Importing costs as much as half a verification: the relay remembers the answers. */
export function createFindDeviceKey(store: Pick<Store, 'device'>): FindDeviceKey {
  return async (deviceId) => {
    const device = await store.device(deviceId);
    if (!device) return null;
    if (device.isUnsigned) return { tenant: device.tenantId, key: null };
    const key = await importVerifyingKey({ kty: 'OKP', crv: 'Ed25519', x: device.publicX });
    return { tenant: device.tenantId, key };
  };
}
