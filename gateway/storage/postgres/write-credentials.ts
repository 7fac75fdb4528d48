// Writes of credentials: how devices come to us, what they show when they connect, and the device that a claim ends in.
import {
  type CredentialRow,
  credentialToRow,
  type DeviceClaimRow,
  deviceClaimToRow,
  type FactoryUnitRow,
  factoryUnitToRow,
} from '../rows/credential-row.ts';
import { insertInto, sql } from './statement.ts';
import { compareAndSet, type Writers } from './writers.ts';

type CredentialChanges =
  | 'credential-added'
  | 'credential-changed'
  | 'device-claim-added'
  | 'device-claim-changed'
  | 'device-enrolled'
  | 'factory-unit-listed';

const keepTenant = sql<{ tenant_id: string }>('INSERT INTO tenants (tenant_id) VALUES (@tenant_id) ON CONFLICT DO NOTHING');
const changeCredential = compareAndSet<CredentialRow>(
  'credential_version',
  `UPDATE device_credentials SET state = @state, proof = @proof, first_used_at_ms = @first_used_at_ms,
     ended_at_ms = @ended_at_ms, last_boot = @last_boot, last_up_ms = @last_up_ms, version = @version
   WHERE credential_id = @credential_id AND version = @version - 1 AND state IN ('current', 'next')`,
);
const changeClaim = compareAndSet<DeviceClaimRow>(
  'device_claim_version',
  `UPDATE device_claims SET state = @state, public_x = @public_x, model = @model, fw = @fw, moved_at_ms = @moved_at_ms,
     version = @version
   WHERE claim_id = @claim_id AND version = @version - 1`,
);
type Enrolled = { device_id: string; tenant_id: string; kind: string; public_x: string };
// A session that waits for its start must not begin on another machine (crash table row 30).
const rebind = sql<Enrolled>(
  `UPDATE objects SET binding_version = binding_version + 1 WHERE device_id = @device_id
   AND EXISTS (SELECT FROM devices WHERE device_id = @device_id AND public_x <> @public_x)`,
);
const enrol = compareAndSet<Enrolled>(
  'device_identity',
  `INSERT INTO devices (device_id, tenant_id, kind, public_x, password_hash, desired_ver, desired_json)
   VALUES (@device_id, @tenant_id, @kind, @public_x, '', 0, '{}')
   ON CONFLICT (device_id) DO UPDATE SET public_x = excluded.public_x, is_unsigned = 0, keys_ver = 0
   WHERE devices.tenant_id = excluded.tenant_id AND devices.kind = excluded.kind`,
);
const list = sql<FactoryUnitRow>(
  `INSERT INTO factory_units (serial, tenant_id, kind, device_id, key_hash)
   VALUES (@serial, @tenant_id, @kind, @device_id, @key_hash)
   ON CONFLICT (serial) DO UPDATE SET tenant_id = excluded.tenant_id, kind = excluded.kind, device_id = excluded.device_id,
     key_hash = excluded.key_hash`,
);

export const credentialWriters: Writers<CredentialChanges> = {
  'credential-added': ({ credential }) => [insertInto('device_credentials', credentialToRow(credential))],
  'credential-changed': ({ credential }) => [changeCredential(credentialToRow(credential))],
  'device-claim-added': ({ claim }) => [
    keepTenant({ tenant_id: claim.tenantId }),
    insertInto('device_claims', deviceClaimToRow(claim)),
  ],
  'device-claim-changed': ({ claim }) => [changeClaim(deviceClaimToRow(claim))],
  'device-enrolled': ({ deviceId, tenantId, kind, publicX }) => {
    const row = { device_id: deviceId, tenant_id: tenantId, kind, public_x: publicX };
    return [rebind(row), enrol(row)];
  },
  'factory-unit-listed': ({ unit }) => [keepTenant({ tenant_id: unit.tenantId }), list(factoryUnitToRow(unit))],
};
