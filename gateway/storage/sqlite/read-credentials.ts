// Reads of credentials: what a device may show, and how devices come to us.
import {
  type CredentialRow,
  credentialFromRow,
  type DeviceClaimRow,
  deviceClaimFromRow,
  type FactoryUnitRow,
  factoryUnitFromRow,
} from '../rows/credential-row.ts';
import type { Connection } from './connection.ts';
import type { Queries } from './queries.ts';

type CredentialReads = 'credentialsOf' | 'deviceClaim' | 'deviceClaims' | 'factoryUnit';

export function credentialQueries(db: Connection): Queries<CredentialReads> {
  const ofDevice = db.prepare<[string, number], CredentialRow>(
    `SELECT * FROM device_credentials WHERE device_id = ?
     ORDER BY ended_at_ms IS NULL DESC, made_at_ms DESC, credential_id DESC LIMIT ?`,
  );
  const newestClaim = db.prepare<[string], DeviceClaimRow>(
    "SELECT * FROM device_claims WHERE serial = ? ORDER BY state = 'refused', issued_at_ms DESC, claim_id DESC LIMIT 1",
  );
  const claims = db.prepare<[number], DeviceClaimRow>(
    'SELECT * FROM device_claims ORDER BY issued_at_ms DESC, claim_id DESC LIMIT ?',
  );
  const unit = db.prepare<[string], FactoryUnitRow>('SELECT * FROM factory_units WHERE serial = ?');
  return {
    credentialsOf: (deviceId, limit) => ofDevice.all(deviceId, limit).map(credentialFromRow),
    deviceClaim: (serial) => {
      const row = newestClaim.get(serial);
      return row === undefined ? null : deviceClaimFromRow(row);
    },
    deviceClaims: (limit) => claims.all(limit).map(deviceClaimFromRow),
    factoryUnit: (serial) => {
      const row = unit.get(serial);
      return row === undefined ? null : factoryUnitFromRow(row);
    },
  };
}
