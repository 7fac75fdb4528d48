// Presence rows: what showed that a person was at an object, and displays with their codes, as columns, both ways.
import type { DisplayCodeUse, DisplayRecord } from '../../domain/presence/display.ts';
import type { PresenceRecord, StartWithout } from '../../domain/presence/presence-evidence.ts';
import { type Flag, flagToColumn } from './values.ts';

export type EvidenceRow = {
  readonly evidence_id: string;
  readonly tenant_id: string;
  readonly person_id: string;
  readonly object_id: string;
  readonly by_way: PresenceRecord['by'];
  readonly at_ms: number;
  readonly until_ms: number;
  readonly session_id: string | null;
};

export function evidenceToRow(shown: PresenceRecord): EvidenceRow {
  return {
    evidence_id: shown.evidenceId,
    tenant_id: shown.tenantId,
    person_id: shown.personId,
    object_id: shown.objectId,
    by_way: shown.by,
    at_ms: shown.atMs,
    until_ms: shown.untilMs,
    session_id: null,
  };
}

export function evidenceFromRow(row: EvidenceRow): PresenceRecord {
  return {
    evidenceId: row.evidence_id,
    tenantId: row.tenant_id,
    personId: row.person_id,
    objectId: row.object_id,
    by: row.by_way,
    atMs: row.at_ms,
    untilMs: row.until_ms,
  };
}

export type StartWithoutRow = { readonly at_ms: number; readonly is_used: Flag };

export function startWithoutFromRow(row: StartWithoutRow): StartWithout {
  return { atMs: row.at_ms, isUsed: row.is_used === 1 };
}

export type DisplayRow = {
  readonly object_id: string;
  readonly tag_id: string;
  readonly tenant_id: string;
  readonly device_id: string;
  readonly secret_hex: string;
  readonly made_at_ms: number;
};

export function displayToRow(display: DisplayRecord): DisplayRow {
  return {
    object_id: display.objectId,
    tag_id: display.tagId,
    tenant_id: display.tenantId,
    device_id: display.deviceId,
    secret_hex: display.secretHex,
    made_at_ms: display.madeAtMs,
  };
}

export function displayFromRow(row: DisplayRow): DisplayRecord {
  return {
    tagId: row.tag_id,
    tenantId: row.tenant_id,
    objectId: row.object_id,
    deviceId: row.device_id,
    secretHex: row.secret_hex,
    madeAtMs: row.made_at_ms,
  };
}

export type DisplayCodeUseRow = {
  readonly tag_id: string;
  readonly counter: number;
  readonly person_id: string;
  readonly session_id: string;
  readonly is_exclusive: Flag;
  readonly at_ms: number;
};

export function displayCodeUseToRow(use: DisplayCodeUse): DisplayCodeUseRow {
  return {
    tag_id: use.tagId,
    counter: use.counter,
    person_id: use.personId,
    session_id: use.sessionId,
    is_exclusive: flagToColumn(use.isExclusive),
    at_ms: use.atMs,
  };
}
