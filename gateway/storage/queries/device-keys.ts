// Device keys: which key manifest each device of a tenant believes, and the manifests that were installed (FP-30).
import type { InstalledManifest, KeysStanding } from '../../domain/device/signing-keys.ts';
import type { BooksQuery } from '../../ports/store.ts';
import { type ManifestRow, manifestFromRow } from '../rows/manifest-row.ts';

/** By rising version, tenant by tenant. */
export async function readKeyManifests(books: BooksQuery): Promise<readonly InstalledManifest[]> {
  return (await books<ManifestRow>('SELECT * FROM key_manifests ORDER BY tenant_id, ver')).map(manifestFromRow);
}

type StandingRow = {
  readonly device_id: string;
  readonly tenant_id: string;
  readonly keys_ver: number;
  readonly is_online: 0 | 1;
};

/** Devices that sign nothing believe no key either (FP-32). */
export async function readKeysStanding(books: BooksQuery, tenant: string): Promise<readonly KeysStanding[]> {
  const rows = await books<StandingRow>(
    'SELECT device_id, tenant_id, keys_ver, is_online FROM devices WHERE tenant_id = ? AND is_unsigned = 0 ORDER BY device_id',
    [tenant],
  );
  return rows.map((row) => ({
    tenant: row.tenant_id,
    device: row.device_id,
    keysVer: row.keys_ver,
    online: row.is_online === 1,
  }));
}

export async function isTenant(books: BooksQuery, tenant: string): Promise<boolean> {
  return (await books<{ tenant_id: string }>('SELECT tenant_id FROM tenants WHERE tenant_id = ?', [tenant])).length > 0;
}

/** Whether anything was enrolled under the root that is in force, or took a manifest of it. */
export async function isRootBelieved(books: BooksQuery): Promise<boolean> {
  const rows = await books<{ device_id: string }>(
    `SELECT device_id FROM devices WHERE keys_ver > 0
     UNION ALL SELECT device_id FROM device_claims WHERE state = 'enrolled' LIMIT 1`,
  );
  return rows.length > 0;
}
