// Queries on the label watch: how labels are scanned, what alerts are open, and what a round has seen.
import { DAY_MS } from '#protocol';
import type { LabelAlert, ListedAlert } from '../../domain/watch/label-alert.ts';
import type { LabelRound, LabelSighting, VenueLabels } from '../../domain/watch/label-round.ts';
import type { BooksQuery } from '../../ports/store.ts';
import {
  type LabelAlertRow,
  type LabelRoundRow,
  type LabelSightingRow,
  labelAlertFromRow,
  labelRoundFromRow,
  labelSightingFromRow,
} from '../rows/watch-row.ts';

/** A label's scans in the time that is asked for. */
export type LabelHabit = {
  readonly tagId: string;
  readonly tenantId: string;
  readonly venueId: string | null;
  readonly isLive: boolean;
  /** null: it was not scanned where it belongs. */
  readonly firstHourMs: number | null;
  readonly lastHourMs: number | null;
  readonly scans: number;
};

type HabitRow = {
  readonly tag_id: string;
  readonly tenant_id: string;
  readonly venue_id: string | null;
  readonly status: string;
  readonly first_hour: number | null;
  readonly last_hour: number | null;
  readonly scans: number;
};

const HABITS = `
  SELECT t.tag_id, t.tenant_id, o.venue_id, t.status,
    min(CASE WHEN s.scans > 0 THEN s.hour_ms END) AS first_hour, max(CASE WHEN s.scans > 0 THEN s.hour_ms END) AS last_hour,
    sum(s.scans) AS scans
  FROM label_scans AS s JOIN tags AS t ON t.tag_id = s.tag_id LEFT JOIN objects AS o ON o.object_id = t.object_id
  WHERE s.hour_ms >= ? GROUP BY t.tag_id, t.tenant_id, o.venue_id, t.status ORDER BY t.tag_id`;

const orNull = (value: number | null): number | null => (value === null ? null : Number(value));

export async function readLabelHabits(books: BooksQuery, sinceMs: number): Promise<readonly LabelHabit[]> {
  const rows = await books<HabitRow>(HABITS, [sinceMs]);
  return rows.map((row) => ({
    tagId: row.tag_id,
    tenantId: row.tenant_id,
    venueId: row.venue_id,
    isLive: row.venue_id !== null && (row.status === 'active' || row.status === 'printed'),
    firstHourMs: orNull(row.first_hour),
    lastHourMs: orNull(row.last_hour),
    scans: Number(row.scans),
  }));
}

type VenueHourRow = { readonly venue_id: string; readonly hour_ms: number; readonly scans: number };

const VENUE_HOURS = `
  SELECT o.venue_id, s.hour_ms, sum(s.scans) AS scans
  FROM label_scans AS s JOIN tags AS t ON t.tag_id = s.tag_id JOIN objects AS o ON o.object_id = t.object_id
  WHERE s.hour_ms >= ? GROUP BY o.venue_id, s.hour_ms ORDER BY s.hour_ms`;

/** All scans of a venue by the hour, oldest first. */
export async function readVenueHours(books: BooksQuery, sinceMs: number) {
  const rows = await books<VenueHourRow>(VENUE_HOURS, [sinceMs]);
  return rows.map((row) => ({ venueId: row.venue_id, hourMs: Number(row.hour_ms), scans: Number(row.scans) }));
}

type PeopleDayRow = { readonly tag_id: string; readonly day_ms: number; readonly people: number };

/** How many people scanned each label on each day, oldest first. */
export async function readPeopleDays(books: BooksQuery, sinceMs: number) {
  const rows = await books<PeopleDayRow>(
    `SELECT tag_id, hour_ms - hour_ms % ${DAY_MS} AS day_ms, sum(people) AS people FROM label_scans
     WHERE hour_ms >= ? AND people > 0 GROUP BY tag_id, hour_ms - hour_ms % ${DAY_MS} ORDER BY 2, 1`,
    [sinceMs],
  );
  return rows.map((row) => ({ tagId: row.tag_id, dayMs: Number(row.day_ms), people: Number(row.people) }));
}

type OddHourRow = { readonly tag_id: string; readonly hour_ms: number; readonly elsewhere: number; readonly ended: number };

/** Hours in which a label was scanned far from its object, or after its end, and nobody has looked at that yet. */
export async function readOddHours(books: BooksQuery, sinceMs: number) {
  const rows = await books<OddHourRow>(
    `SELECT tag_id, hour_ms, elsewhere - settled_elsewhere AS elsewhere, ended - settled_ended AS ended FROM label_scans
     WHERE hour_ms >= ? AND (elsewhere > settled_elsewhere OR ended > settled_ended) ORDER BY hour_ms`,
    [sinceMs],
  );
  return rows.map((row) => ({
    tagId: row.tag_id,
    hourMs: Number(row.hour_ms),
    elsewhere: Number(row.elsewhere),
    ended: Number(row.ended),
  }));
}

export async function readOpenAlerts(books: BooksQuery): Promise<readonly LabelAlert[]> {
  const rows = await books<LabelAlertRow>("SELECT * FROM label_alerts WHERE state = 'open'");
  return rows.map(labelAlertFromRow);
}

/** When the newest alert of a label ended, by its tag: by somebody, or by itself because it was found to hang there. */
export async function readEndedAlerts(books: BooksQuery): Promise<ReadonlyMap<string, number>> {
  const rows = await books<{ readonly tag_id: string; readonly closed_at_ms: number }>(
    'SELECT tag_id, max(closed_at_ms) AS closed_at_ms FROM label_alerts WHERE closed_at_ms IS NOT NULL GROUP BY tag_id',
  );
  return new Map(rows.map((row) => [row.tag_id, Number(row.closed_at_ms)]));
}

/** When somebody closed the newest alert of a label, by its tag; one that ended by itself was looked at by nobody. */
export async function readClosedAlerts(books: BooksQuery): Promise<ReadonlyMap<string, number>> {
  const rows = await books<{ readonly tag_id: string; readonly closed_at_ms: number }>(
    'SELECT tag_id, max(closed_at_ms) AS closed_at_ms FROM label_alerts WHERE closed_by IS NOT NULL GROUP BY tag_id',
  );
  return new Map(rows.map((row) => [row.tag_id, Number(row.closed_at_ms)]));
}

type ListedAlertRow = LabelAlertRow & {
  readonly label_status: string;
  readonly object_id: string | null;
  readonly object_name: string | null;
};

const ALERTS = `
  SELECT a.*, t.status AS label_status, o.object_id, o.name AS object_name
  FROM label_alerts AS a JOIN tags AS t ON t.tag_id = a.tag_id LEFT JOIN objects AS o ON o.object_id = t.object_id`;

function toListed(row: ListedAlertRow): ListedAlert {
  const { label_status: labelStatus, object_id: objectId, object_name: objectName } = row;
  return { alert: labelAlertFromRow(row), labelStatus, objectId, objectName };
}

export type AlertPage = {
  readonly tenantId: string;
  /** The last one of the page before, open or closed by now; null for the first page. */
  readonly afterAlertId: string | null;
  readonly limit: number;
};

const AFTER = `
  AND (a.opened_at_ms, a.alert_id) > (SELECT opened_at_ms, alert_id FROM label_alerts WHERE alert_id = ? AND tenant_id = ?)`;

/** Open ones, the oldest first. */
export async function listOpenAlerts(
  books: BooksQuery,
  { tenantId, afterAlertId, limit }: AlertPage,
): Promise<readonly ListedAlert[]> {
  const after = afterAlertId === null ? [] : [afterAlertId, tenantId];
  const rows = await books<ListedAlertRow>(
    `${ALERTS} WHERE a.tenant_id = ? AND a.state = 'open' ${afterAlertId === null ? '' : AFTER}
     ORDER BY a.opened_at_ms, a.alert_id LIMIT ?`,
    [tenantId, ...after, limit],
  );
  return rows.map(toListed);
}

export async function readAlert(books: BooksQuery, alertId: string): Promise<LabelAlert | null> {
  const [row] = await books<LabelAlertRow>('SELECT * FROM label_alerts WHERE alert_id = ?', [alertId]);
  return row ? labelAlertFromRow(row) : null;
}

export async function readRound(books: BooksQuery, roundId: string): Promise<LabelRound | null> {
  const [row] = await books<LabelRoundRow>('SELECT * FROM label_rounds WHERE round_id = ?', [roundId]);
  return row ? labelRoundFromRow(row) : null;
}

/** Newest first; those that go on before those that are over. */
export async function listRounds(books: BooksQuery, tenantId: string, limit: number): Promise<readonly LabelRound[]> {
  const rows = await books<LabelRoundRow>(
    `SELECT * FROM label_rounds WHERE tenant_id = ?
     ORDER BY CASE WHEN ended_at_ms IS NULL THEN 0 ELSE 1 END, started_at_ms DESC, round_id LIMIT ?`,
    [tenantId, limit],
  );
  return rows.map(labelRoundFromRow);
}

/** The one that goes on in a venue, however many there were. */
export async function readOpenRound(books: BooksQuery, venueId: string): Promise<LabelRound | null> {
  const [row] = await books<LabelRoundRow>('SELECT * FROM label_rounds WHERE venue_id = ? AND ended_at_ms IS NULL', [venueId]);
  return row ? labelRoundFromRow(row) : null;
}

/** By when they were made. */
export async function readSightings(books: BooksQuery, roundId: string): Promise<readonly LabelSighting[]> {
  const rows = await books<LabelSightingRow>(
    'SELECT * FROM label_sightings WHERE round_id = ? ORDER BY seen_at_ms, code_key, seen_at',
    [roundId],
  );
  return rows.map(labelSightingFromRow);
}

type VenueLabelRow = {
  readonly tag_id: string;
  readonly object_id: string;
  readonly status: 'active' | 'printed' | 'taken-over';
};

/** Labels of somebody else hang there as ours do, and a walk scans them. */
const VENUE_LABELS = `
  SELECT t.tag_id, t.object_id, t.status FROM tags AS t JOIN objects AS o ON o.object_id = t.object_id
  WHERE o.venue_id = ? AND t.status IN ('active', 'printed')
  UNION ALL
  SELECT l.label_id AS tag_id, l.object_id, 'taken-over' AS status
  FROM taken_over_labels AS l JOIN objects AS o ON o.object_id = l.object_id WHERE o.venue_id = ?
  ORDER BY 2, 1`;

export async function readVenueLabels(books: BooksQuery, venueId: string): Promise<VenueLabels> {
  const objects = await books<{ readonly object_id: string }>(
    'SELECT object_id FROM objects WHERE venue_id = ? ORDER BY object_id',
    [venueId],
  );
  const labels = await books<VenueLabelRow>(VENUE_LABELS, [venueId, venueId]);
  const inOrder = labels.map((row) => ({ tagId: row.tag_id, objectId: row.object_id, isInUse: row.status !== 'printed' }));
  const named = (isInUse: boolean) =>
    inOrder.filter((each) => each.isInUse === isInUse).map(({ tagId, objectId }) => ({ tagId, objectId }));
  return { objectIds: objects.map((row) => row.object_id), inUse: named(true), printed: named(false) };
}

export async function isVenueOf(books: BooksQuery, venueId: string, tenantId: string): Promise<boolean> {
  const rows = await books<object>('SELECT 1 AS one FROM venues WHERE venue_id = ? AND tenant_id = ?', [venueId, tenantId]);
  return rows.length > 0;
}
