// Writes of credentials: how devices come to us, what they show when they connect, and the device that a claim ends in.
import {
  type CredentialRow,
  credentialToRow,
  type DeviceClaimRow,
  deviceClaimToRow,
  type FactoryUnitRow,
  factoryUnitToRow,
} from '../rows/credential-row.ts';
import type { Connection } from './connection.ts';
import { refusedUnlessOne, type Writers } from './writers.ts';

type CredentialChanges =
  | 'credential-added'
  | 'credential-changed'
  | 'device-claim-added'
  | 'device-claim-changed'
  | 'device-enrolled'
  | 'factory-unit-listed';

function claimWriters(
  db: Connection,
  keepTenant: (tenantId: string) => void,
): Writers<'device-claim-added' | 'device-claim-changed'> {
  const add = db.prepare<DeviceClaimRow>(
    `INSERT INTO device_claims (claim_id, tenant_id, serial, kind, device_id, state, public_x, model, fw, issued_at_ms,
       expires_at_ms, moved_at_ms, version)
     VALUES (@claim_id, @tenant_id, @serial, @kind, @device_id, @state, @public_x, @model, @fw, @issued_at_ms,
       @expires_at_ms, @moved_at_ms, @version)`,
  );
  const change = db.prepare<DeviceClaimRow>(
    `UPDATE device_claims SET state = @state, public_x = @public_x, model = @model, fw = @fw, moved_at_ms = @moved_at_ms,
       version = @version
     WHERE claim_id = @claim_id AND version = @version - 1`,
  );
  return {
    'device-claim-added': ({ claim }) => {
      keepTenant(claim.tenantId);
      add.run(deviceClaimToRow(claim));
      return null;
    },
    'device-claim-changed': ({ claim }) => refusedUnlessOne(change.run(deviceClaimToRow(claim)), 'device_claim_version'),
  };
}

/** @param onRebound an object's binding has risen. */
export function credentialWriters(db: Connection, onRebound: () => void): Writers<CredentialChanges> {
  const insertTenant = db.prepare<[string]>('INSERT INTO tenants (tenant_id) VALUES (?) ON CONFLICT DO NOTHING');
  const keepTenant = (tenantId: string): void => void insertTenant.run(tenantId);
  const add = db.prepare<CredentialRow>(
    `INSERT INTO device_credentials (credential_id, device_id, kind, state, proof, made_at_ms, expires_at_ms, first_used_at_ms,
       ended_at_ms, last_boot, last_up_ms, version)
     VALUES (@credential_id, @device_id, @kind, @state, @proof, @made_at_ms, @expires_at_ms, @first_used_at_ms, @ended_at_ms,
       @last_boot, @last_up_ms, @version)`,
  );
  const change = db.prepare<CredentialRow>(
    `UPDATE device_credentials SET state = @state, proof = @proof, first_used_at_ms = @first_used_at_ms,
       ended_at_ms = @ended_at_ms, last_boot = @last_boot, last_up_ms = @last_up_ms, version = @version
     WHERE credential_id = @credential_id AND version = @version - 1 AND state IN ('current', 'next')`,
  );
  type Enrolled = { device_id: string; tenant_id: string; kind: string; public_x: string };
  // A session that waits for its start must not begin on another machine (crash table row 30).
  const rebind = db.prepare<Enrolled>(
    `UPDATE objects SET binding_version = binding_version + 1 WHERE device_id = @device_id
     AND EXISTS (SELECT 1 FROM devices WHERE device_id = @device_id AND public_x <> @public_x)`,
  );
  const enrol = db.prepare<Enrolled>(
    `INSERT INTO devices (device_id, tenant_id, kind, public_x, password_hash, desired_ver, desired_json)
     VALUES (@device_id, @tenant_id, @kind, @public_x, '', 0, '{}')
     ON CONFLICT (device_id) DO UPDATE SET public_x = excluded.public_x, is_unsigned = 0, keys_ver = 0
     WHERE tenant_id = excluded.tenant_id AND kind = excluded.kind`,
  );
  const list = db.prepare<FactoryUnitRow>(
    `INSERT INTO factory_units (serial, tenant_id, kind, device_id, key_hash)
     VALUES (@serial, @tenant_id, @kind, @device_id, @key_hash)
     ON CONFLICT (serial) DO UPDATE SET tenant_id = excluded.tenant_id, kind = excluded.kind, device_id = excluded.device_id,
       key_hash = excluded.key_hash`,
  );
  return {
    ...claimWriters(db, keepTenant),
    'credential-added': ({ credential }) => {
      add.run(credentialToRow(credential));
      return null;
    },
    'credential-changed': ({ credential }) => refusedUnlessOne(change.run(credentialToRow(credential)), 'credential_version'),
    'device-enrolled': ({ deviceId, tenantId, kind, publicX }) => {
      const row = { device_id: deviceId, tenant_id: tenantId, kind, public_x: publicX };
      if (rebind.run(row).changes > 0) onRebound();
      return refusedUnlessOne(enrol.run(row), 'device_identity');
    },
    'factory-unit-listed': ({ unit }) => {
      keepTenant(unit.tenantId);
      list.run(factoryUnitToRow(unit));
      return null;
    },
  };
}
