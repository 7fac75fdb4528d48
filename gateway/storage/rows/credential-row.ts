// Credential rows: what devices show when they connect, how they come to us, and what their factory said, as columns, both ways.
import { assert } from '#protocol';
import type { CredentialRecord } from '../../domain/device/credential.ts';
import type { DeviceClaim, FactoryUnit } from '../../domain/device/device-claim.ts';

export type CredentialRow = {
  readonly credential_id: string;
  readonly device_id: string;
  readonly kind: CredentialRecord['kind'];
  readonly state: CredentialRecord['state'];
  readonly proof: string;
  readonly made_at_ms: number;
  readonly expires_at_ms: number | null;
  readonly first_used_at_ms: number | null;
  readonly ended_at_ms: number | null;
  readonly last_boot: string | null;
  readonly last_up_ms: number | null;
  readonly version: number;
};

export function credentialToRow(credential: CredentialRecord): CredentialRow {
  return {
    credential_id: credential.credentialId,
    device_id: credential.deviceId,
    kind: credential.kind,
    state: credential.state,
    proof: credential.proof,
    made_at_ms: credential.madeAtMs,
    expires_at_ms: credential.expiresAtMs,
    first_used_at_ms: credential.firstUsedAtMs,
    ended_at_ms: credential.endedAtMs,
    last_boot: credential.lastProof?.boot ?? null,
    last_up_ms: credential.lastProof?.upMs ?? null,
    version: credential.version,
  };
}

export function credentialFromRow(row: CredentialRow): CredentialRecord {
  const { last_boot: boot, last_up_ms: upMs } = row;
  assert((boot === null) === (upMs === null), 'the columns of a last proof are whole');
  return {
    credentialId: row.credential_id,
    deviceId: row.device_id,
    kind: row.kind,
    state: row.state,
    proof: row.proof,
    madeAtMs: row.made_at_ms,
    expiresAtMs: row.expires_at_ms,
    firstUsedAtMs: row.first_used_at_ms,
    endedAtMs: row.ended_at_ms,
    lastProof: boot === null || upMs === null ? null : { boot, upMs },
    version: row.version,
  };
}

export type DeviceClaimRow = {
  readonly claim_id: string;
  readonly tenant_id: string;
  readonly serial: string;
  readonly kind: string;
  readonly device_id: string;
  readonly state: DeviceClaim['state'];
  readonly public_x: string | null;
  readonly model: string;
  readonly fw: string;
  readonly issued_at_ms: number;
  readonly expires_at_ms: number;
  readonly moved_at_ms: number;
  readonly version: number;
};

export function deviceClaimToRow(claim: DeviceClaim): DeviceClaimRow {
  return {
    claim_id: claim.claimId,
    tenant_id: claim.tenantId,
    serial: claim.serial,
    kind: claim.kind,
    device_id: claim.deviceId,
    state: claim.state,
    public_x: claim.publicX,
    model: claim.model,
    fw: claim.fw,
    issued_at_ms: claim.issuedAtMs,
    expires_at_ms: claim.expiresAtMs,
    moved_at_ms: claim.movedAtMs,
    version: claim.version,
  };
}

export function deviceClaimFromRow(row: DeviceClaimRow): DeviceClaim {
  return {
    claimId: row.claim_id,
    tenantId: row.tenant_id,
    serial: row.serial,
    kind: row.kind,
    deviceId: row.device_id,
    state: row.state,
    publicX: row.public_x,
    model: row.model,
    fw: row.fw,
    issuedAtMs: row.issued_at_ms,
    expiresAtMs: row.expires_at_ms,
    movedAtMs: row.moved_at_ms,
    version: row.version,
  };
}

export type FactoryUnitRow = {
  readonly serial: string;
  readonly tenant_id: string;
  readonly kind: string;
  readonly device_id: string;
  readonly key_hash: string | null;
};

export function factoryUnitToRow(unit: FactoryUnit): FactoryUnitRow {
  return {
    serial: unit.serial,
    tenant_id: unit.tenantId,
    kind: unit.kind,
    device_id: unit.deviceId,
    key_hash: unit.keyHash,
  };
}

export function factoryUnitFromRow(row: FactoryUnitRow): FactoryUnit {
  return {
    serial: row.serial,
    tenantId: row.tenant_id,
    kind: row.kind,
    deviceId: row.device_id,
    keyHash: row.key_hash,
  };
}
