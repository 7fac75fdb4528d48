// Manifest row: a key manifest that was installed, as columns, both ways.
import type { InstalledManifest } from '../../domain/device/signing-keys.ts';

export type ManifestRow = {
  readonly tenant_id: string;
  readonly ver: number;
  readonly root_kid: string;
  readonly jws: string;
  readonly installed_at_ms: number;
};

export function manifestToRow({ tenantId, ver, rootKid, jws, installedAtMs }: InstalledManifest): ManifestRow {
  return { tenant_id: tenantId, ver, root_kid: rootKid, jws, installed_at_ms: installedAtMs };
}

export function manifestFromRow(row: ManifestRow): InstalledManifest {
  return { tenantId: row.tenant_id, ver: row.ver, rootKid: row.root_kid, jws: row.jws, installedAtMs: row.installed_at_ms };
}
