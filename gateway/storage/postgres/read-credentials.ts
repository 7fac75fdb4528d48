// Reads of credentials: what a device may show, and how devices come to us.
import {
  type CredentialRow,
  credentialFromRow,
  type DeviceClaimRow,
  deviceClaimFromRow,
  factoryUnitFromRow,
} from '../rows/credential-row.ts';
import type { Reader, Reads } from './reads.ts';
import { sql } from './statement.ts';

type CredentialReads = 'credentialsOf' | 'deviceClaim' | 'deviceClaims' | 'factoryUnit';

const ofDevice = sql<{ device_id: string; most: number }>(
  `SELECT * FROM device_credentials WHERE device_id = @device_id
   ORDER BY ended_at_ms IS NULL DESC, made_at_ms DESC, credential_id DESC LIMIT @most`,
);
const newestClaim = sql<{ serial: string }>(
  "SELECT * FROM device_claims WHERE serial = @serial ORDER BY state = 'refused', issued_at_ms DESC, claim_id DESC LIMIT 1",
);
const claims = sql<{ most: number }>('SELECT * FROM device_claims ORDER BY issued_at_ms DESC, claim_id DESC LIMIT @most');
const unit = sql<{ serial: string }>('SELECT * FROM factory_units WHERE serial = @serial');

export function credentialReads(reader: Reader): Reads<CredentialReads> {
  return {
    async credentialsOf(deviceId, limit) {
      return (await reader.rows<CredentialRow>(ofDevice({ device_id: deviceId, most: limit }))).map(credentialFromRow);
    },
    deviceClaim: (serial) => reader.first(newestClaim({ serial }), deviceClaimFromRow),
    deviceClaims: async (limit) => (await reader.rows<DeviceClaimRow>(claims({ most: limit }))).map(deviceClaimFromRow),
    factoryUnit: (serial) => reader.first(unit({ serial }), factoryUnitFromRow),
  };
}
