// Emergency row: the red button of a venue as columns, both ways; and what of it a session saw.
import { type JournalEntry, NO_USAGE } from '#protocol';
import type { JournalRecord } from '../../domain/device/journal.ts';
import type { EmergencyRecord } from '../../domain/emergency/emergency.ts';
import type { Spared } from '../../domain/emergency/spared.ts';
import { jsonFromColumn } from './values.ts';

export type EmergencyRow = {
  readonly emergency_id: string;
  readonly tenant_id: string;
  readonly venue_id: string;
  readonly raised_by: string;
  readonly raised_at_ms: number;
  readonly raise_reason: string;
  readonly ended_by: string | null;
  readonly ended_at_ms: number | null;
  readonly end_reason: string | null;
  readonly version: number;
};

export function emergencyToRow({ ended, ...emergency }: EmergencyRecord): EmergencyRow {
  return {
    emergency_id: emergency.emergencyId,
    tenant_id: emergency.tenantId,
    venue_id: emergency.venueId,
    raised_by: emergency.raisedBy,
    raised_at_ms: emergency.raisedAtMs,
    raise_reason: emergency.reason,
    ended_by: ended?.by ?? null,
    ended_at_ms: ended?.atMs ?? null,
    end_reason: ended?.reason ?? null,
    version: emergency.version,
  };
}

export function emergencyFromRow(row: EmergencyRow): EmergencyRecord {
  const { ended_by: by, ended_at_ms: atMs, end_reason: reason } = row;
  return {
    emergencyId: row.emergency_id,
    tenantId: row.tenant_id,
    venueId: row.venue_id,
    raisedBy: row.raised_by,
    raisedAtMs: row.raised_at_ms,
    reason: row.raise_reason,
    ended: by === null || atMs === null || reason === null ? null : { by, atMs, reason },
    version: row.version,
  };
}

/** An emergency that a session saw, with the entries of its journal that were known before and after it. */
export type SparedRow = {
  readonly emergency_id: string;
  readonly raised_at_ms: number;
  readonly ended_at_ms: number | null;
  readonly before_json: string | null;
  readonly after_json: string | null;
};

/**
 * The last entry that was known when it was raised, and the first that came after its end.
 * @param session the alias or table whose row names venue and session.
 */
export const sparedSql = (ofSession: string): string => `
  SELECT emergencies.emergency_id, raised_at_ms, ended_at_ms,
    (SELECT entry_json FROM journal_entries WHERE journal_entries.session_id = sessions.session_id
      AND received_at_ms < raised_at_ms ORDER BY n DESC LIMIT 1) AS before_json,
    (SELECT entry_json FROM journal_entries WHERE journal_entries.session_id = sessions.session_id
      AND received_at_ms >= ended_at_ms ORDER BY n LIMIT 1) AS after_json
  FROM emergencies JOIN sessions ON sessions.venue_id = emergencies.venue_id
  WHERE sessions.session_id = ${ofSession} AND (ended_at_ms IS NULL OR ended_at_ms > sessions.created_at_ms)
  ORDER BY raised_at_ms`;

const useOf = (json: string): JournalEntry['use'] => jsonFromColumn<JournalEntry>(json).use;

/** @param proofs of the session, its printed tickets among them. */
export function sparedFromRow(row: SparedRow, proofs: readonly JournalRecord[]): Spared {
  const { raised_at_ms: fromMs, ended_at_ms: untilMs } = row;
  const isIn = (atMs: number): boolean => atMs >= fromMs && (untilMs === null || atMs < untilMs);
  const printed = proofs.filter(({ receivedAtMs }) => isIn(receivedAtMs));
  return {
    emergencyId: row.emergency_id,
    fromMs,
    untilMs,
    before: row.before_json === null ? NO_USAGE : useOf(row.before_json),
    after: row.after_json === null ? null : useOf(row.after_json),
    orderIds: printed.flatMap(({ entry }) => (entry.ev === 'updated' && entry.ticket ? [entry.ticket.order] : [])),
  };
}
