// Device acts: what the owner may ask about claims and credentials - the form of names, every refusal, and what is kept as proof.
import type { Change } from '../changes.ts';
import type { ClaimState, DeviceClaim } from './device-claim.ts';

export type DeviceActRefusal =
  | { readonly code: 'serial.malformed' | 'tenant.unclear' | 'kind.missing' }
  | { readonly code: 'kind.unknown'; readonly kinds: readonly string[] }
  | { readonly code: 'device.id-refused' | 'device.unknown' | 'device.taken' | 'device.keyless' }
  | { readonly code: 'claim.open'; readonly state: ClaimState; readonly untilMs: number }
  | { readonly code: 'claim.unknown' }
  | { readonly code: 'claim.not-pending'; readonly state: ClaimState }
  | { readonly code: 'credential.unknown' | 'credential.lifetime' | 'credential.fingerprint' };

const SERIAL = /^[A-Za-z0-9_-]{1,42}$/;
/** Client ids that begin with `claim-` are those of devices without a name (FP-28). */
const DEVICE_ID = /^(?!claim-)[A-Za-z0-9_-]{1,48}$/;
const TENANT_ID = /^(?!(gw|claim)$)[A-Za-z0-9_-]{1,48}$/;

export const isSerial = (text: string): boolean => SERIAL.test(text);
export const isDeviceId = (text: string): boolean => DEVICE_ID.test(text);
export const isTenantId = (text: string): boolean => TENANT_ID.test(text);
/** As hex, in lower case. */
export const isSha256 = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);

/** Who did what about a claim, in the commit that did it (A3). */
export function auditOfClaim(
  { tenantId, serial, claimId, kind, deviceId }: DeviceClaim,
  by: { readonly what: string; readonly operatorId: string; readonly auditId: string; readonly atMs: number },
): Change {
  const { what, auditId, atMs, operatorId } = by;
  const actor = { kind: 'operator', id: operatorId } as const;
  const facts = { serial, claimId, kind };
  return { change: 'audited', row: { auditId, tenantId, atMs, actor, what, subjectId: deviceId, facts } };
}
