// Person rows: guests of a session, claims, and what counts for a person as columns, both ways.

import type { ParticipantRecord } from '../../domain/company/participant.ts';
import type { ClaimRecord } from '../../domain/correction/claim.ts';

export type ParticipantRow = {
  readonly session_id: string;
  readonly person_id: string;
  readonly state: ParticipantRecord['state'];
  readonly hold_id: string | null;
  readonly version: number;
  readonly at_ms: number;
};

export function participantToRow(participant: ParticipantRecord): ParticipantRow {
  return {
    session_id: participant.sessionId,
    person_id: participant.personId,
    state: participant.state,
    hold_id: participant.holdId,
    version: participant.version,
    at_ms: participant.atMs,
  };
}

export function participantFromRow(row: ParticipantRow): ParticipantRecord {
  return {
    sessionId: row.session_id,
    personId: row.person_id,
    state: row.state,
    holdId: row.hold_id,
    version: row.version,
    atMs: row.at_ms,
  };
}

export type ClaimRow = {
  readonly claim_id: string;
  readonly session_id: string;
  readonly tenant_id: string;
  readonly object_id: string;
  readonly person_id: string;
  readonly rule: ClaimRecord['rule'];
  readonly verdict: ClaimRecord['verdict'];
  readonly because: ClaimRecord['because'];
  readonly at_ms: number;
};

export function claimToRow(claim: ClaimRecord): ClaimRow {
  return {
    claim_id: claim.claimId,
    session_id: claim.sessionId,
    tenant_id: claim.tenantId,
    object_id: claim.objectId,
    person_id: claim.personId,
    rule: claim.rule,
    verdict: claim.verdict,
    because: claim.because,
    at_ms: claim.atMs,
  };
}

export function claimFromRow(row: ClaimRow): ClaimRecord {
  return {
    claimId: row.claim_id,
    sessionId: row.session_id,
    tenantId: row.tenant_id,
    objectId: row.object_id,
    personId: row.person_id,
    rule: row.rule,
    verdict: row.verdict,
    because: row.because,
    atMs: row.at_ms,
  };
}

/** Something counted per object, such as claims of one person. */
export type ObjectCountRow = { readonly object_id: string; readonly found: number };
export type ObjectCounts = { readonly total: number; readonly byObject: { readonly [objectId: string]: number } };

export function countsFromRows(rows: readonly ObjectCountRow[]): ObjectCounts {
  return {
    total: rows.reduce((sum, { found }) => sum + found, 0),
    byObject: Object.fromEntries(rows.map((row) => [row.object_id, row.found])),
  };
}
