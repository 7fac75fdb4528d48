// Enrolment: what a claim that ends well writes - the device, its key as its only credential, and who let it in (FP-28).
import { assert } from '#protocol';
import type { AuditRow } from '../audit/audit.ts';
import type { Change } from '../changes.ts';
import { displayEnded } from '../presence/display-end.ts';
import { type CredentialRecord, endCredential, isLiveCredential } from './credential.ts';
import type { DeviceRecord } from './device.ts';
import { type DeviceClaim, hashOfKey } from './device-claim.ts';

export type EnrolmentIds = { readonly credentialId: string; readonly auditId: string };

/** The device of that name, where there is one: a replaced machine takes its ways in, and its display's secret, with it. */
export type FormerDevice = { readonly device: DeviceRecord | null; readonly credentials: readonly CredentialRecord[] };

export function enrolChanges(
  claim: DeviceClaim,
  { device, credentials }: FormerDevice,
  by: { readonly ids: EnrolmentIds; readonly actor: AuditRow['actor']; readonly nowMs: number },
): readonly Change[] {
  const { publicX, deviceId, tenantId, kind, serial } = claim;
  assert(publicX !== null && claim.state === 'enrolled', 'only a proven key is enrolled');
  const added: CredentialRecord = {
    credentialId: by.ids.credentialId,
    deviceId,
    kind: 'device-key',
    state: 'current',
    proof: publicX,
    madeAtMs: by.nowMs,
    expiresAtMs: null,
    firstUsedAtMs: null,
    endedAtMs: null,
    lastProof: null,
    version: 1,
  };
  const ended = credentials.filter(isLiveCredential).map((each) => endCredential(each, 'replaced', by.nowMs));
  const { auditId } = by.ids;
  const facts = { serial, kind, claimId: claim.claimId, keyHash: hashOfKey(publicX) };
  return [
    { change: 'device-claim-changed', claim },
    { change: 'device-enrolled', deviceId, tenantId, kind, publicX },
    ...(device ? displayEnded(device) : []),
    ...ended.map((credential): Change => ({ change: 'credential-changed', credential })),
    { change: 'credential-added', credential: added },
    {
      change: 'audited',
      row: { auditId, tenantId, atMs: by.nowMs, actor: by.actor, what: 'device-enrolled', subjectId: deviceId, facts },
    },
  ];
}

/** A key that nobody promised: kept, told and counted; nothing else changes. */
export function keyAlarmChanges(
  claim: DeviceClaim,
  publicX: string,
  by: { readonly auditId: string; readonly nowMs: number },
): readonly Change[] {
  const { serial, deviceId, tenantId, claimId } = claim;
  const facts = { serial, claimId, keyHash: hashOfKey(publicX) };
  const actor = { kind: 'device', id: deviceId } as const;
  const payload = JSON.stringify({ serial, claimId, x: publicX });
  return [
    { change: 'quarantined', deviceId: `claim-${serial}`, reason: 'claim.key-changed', payload, atMs: by.nowMs },
    {
      change: 'audited',
      row: { auditId: by.auditId, tenantId, atMs: by.nowMs, actor, what: 'device-key-refused', subjectId: deviceId, facts },
    },
  ];
}
