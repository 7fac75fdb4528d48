// Watch rows: scans by the hour, alerts, rounds and sightings of labels as columns, both ways.
import type { LabelAlert } from '../../domain/watch/label-alert.ts';
import type { LabelRound, LabelSighting, RoundReport } from '../../domain/watch/label-round.ts';
import type { LabelHour } from '../../domain/watch/label-scans.ts';
import { jsonFromColumn } from './values.ts';

export type LabelHourRow = {
  readonly tag_id: string;
  readonly hour_ms: number;
  readonly scans: number;
  readonly people: number;
  readonly elsewhere: number;
  readonly ended: number;
};

export function labelHourToRow({ tagId, hourMs, ...counts }: LabelHour): LabelHourRow {
  return { tag_id: tagId, hour_ms: hourMs, ...counts };
}

export type LabelAlertRow = {
  readonly alert_id: string;
  readonly tenant_id: string;
  readonly tag_id: string;
  readonly state: LabelAlert['state'];
  readonly opened_at_ms: number;
  readonly last_at_ms: number;
  readonly silent_since_ms: number | null;
  readonly missed_scans: number;
  readonly elsewhere_scans: number;
  readonly ended_scans: number;
  readonly closed_at_ms: number | null;
  readonly closed_by: string | null;
  readonly note: string | null;
  readonly version: number;
};

export function labelAlertToRow(alert: LabelAlert): LabelAlertRow {
  return {
    alert_id: alert.alertId,
    tenant_id: alert.tenantId,
    tag_id: alert.tagId,
    state: alert.state,
    opened_at_ms: alert.openedAtMs,
    last_at_ms: alert.lastAtMs,
    silent_since_ms: alert.silentSinceMs,
    missed_scans: alert.missedScans,
    elsewhere_scans: alert.elsewhereScans,
    ended_scans: alert.endedScans,
    closed_at_ms: alert.closedAtMs,
    closed_by: alert.closedBy,
    note: alert.note,
    version: alert.version,
  };
}

export function labelAlertFromRow(row: LabelAlertRow): LabelAlert {
  return {
    alertId: row.alert_id,
    tenantId: row.tenant_id,
    tagId: row.tag_id,
    state: row.state,
    openedAtMs: row.opened_at_ms,
    lastAtMs: row.last_at_ms,
    silentSinceMs: row.silent_since_ms,
    missedScans: row.missed_scans,
    elsewhereScans: row.elsewhere_scans,
    endedScans: row.ended_scans,
    closedAtMs: row.closed_at_ms,
    closedBy: row.closed_by,
    note: row.note,
    version: row.version,
  };
}

export type LabelRoundRow = {
  readonly round_id: string;
  readonly tenant_id: string;
  readonly venue_id: string;
  readonly started_by: string;
  readonly started_at_ms: number;
  readonly ended_at_ms: number | null;
  readonly report_json: string | null;
  readonly version: number;
};

export function labelRoundToRow(round: LabelRound): LabelRoundRow {
  return {
    round_id: round.roundId,
    tenant_id: round.tenantId,
    venue_id: round.venueId,
    started_by: round.startedBy,
    started_at_ms: round.startedAtMs,
    ended_at_ms: round.endedAtMs,
    report_json: round.report === null ? null : JSON.stringify(round.report),
    version: round.version,
  };
}

export function labelRoundFromRow(row: LabelRoundRow): LabelRound {
  return {
    roundId: row.round_id,
    tenantId: row.tenant_id,
    venueId: row.venue_id,
    startedBy: row.started_by,
    startedAtMs: row.started_at_ms,
    endedAtMs: row.ended_at_ms,
    report: row.report_json === null ? null : jsonFromColumn<RoundReport>(row.report_json),
    version: row.version,
  };
}

export type LabelSightingRow = {
  readonly round_id: string;
  readonly code_key: string;
  readonly seen_at: string;
  readonly tag_id: string | null;
  readonly bound_to: string | null;
  readonly finding: LabelSighting['finding'];
  readonly seen_by: string;
  readonly seen_at_ms: number;
};

export function labelSightingToRow(sighting: LabelSighting): LabelSightingRow {
  return {
    round_id: sighting.roundId,
    code_key: sighting.codeKey,
    seen_at: sighting.seenAt,
    tag_id: sighting.tagId,
    bound_to: sighting.boundTo,
    finding: sighting.finding,
    seen_by: sighting.seenBy,
    seen_at_ms: sighting.seenAtMs,
  };
}

export function labelSightingFromRow(row: LabelSightingRow): LabelSighting {
  return {
    roundId: row.round_id,
    codeKey: row.code_key,
    seenAt: row.seen_at,
    tagId: row.tag_id,
    boundTo: row.bound_to,
    finding: row.finding,
    seenBy: row.seen_by,
    seenAtMs: row.seen_at_ms,
  };
}
