// Writes of the label watch: scans by the hour, alerts, rounds and what they saw.
import {
  type LabelAlertRow,
  type LabelRoundRow,
  type LabelSightingRow,
  labelAlertToRow,
  labelRoundToRow,
  labelSightingToRow,
} from '../rows/watch-row.ts';
import { insertInto, sql } from './statement.ts';
import { compareAndSet, type Writers } from './writers.ts';

type Hours = {
  readonly tags: readonly string[];
  readonly hours: readonly number[];
  readonly scans: readonly number[];
  readonly people: readonly number[];
  readonly elsewhere: readonly number[];
  readonly ended: readonly number[];
};
// In one order for all gateways: two that count the same labels wait for each other, and never in a ring.
const count = sql<Hours>(
  `INSERT INTO label_scans (tag_id, hour_ms, scans, people, elsewhere, ended)
   SELECT * FROM unnest(@tags::text[], @hours::bigint[], @scans::bigint[], @people::bigint[], @elsewhere::bigint[], @ended::bigint[])
   ORDER BY 1, 2
   ON CONFLICT (tag_id, hour_ms) DO UPDATE SET scans = label_scans.scans + excluded.scans,
     people = label_scans.people + excluded.people, elsewhere = label_scans.elsewhere + excluded.elsewhere, ended = label_scans.ended + excluded.ended`,
);
const forget = sql<{ before_ms: number }>('DELETE FROM label_scans WHERE hour_ms < @before_ms');
const settle = sql<{ tag_id: string }>(
  `UPDATE label_scans AS s SET settled_elsewhere = s.elsewhere, settled_ended = s.ended
   FROM (SELECT tag_id, hour_ms FROM label_scans WHERE tag_id = @tag_id ORDER BY tag_id, hour_ms FOR UPDATE) AS counted
   WHERE s.tag_id = counted.tag_id AND s.hour_ms = counted.hour_ms`,
);
const changeAlert = compareAndSet<LabelAlertRow>(
  'label_alert',
  `UPDATE label_alerts SET state = @state, last_at_ms = @last_at_ms, silent_since_ms = @silent_since_ms,
     missed_scans = @missed_scans, elsewhere_scans = @elsewhere_scans, ended_scans = @ended_scans,
     closed_at_ms = @closed_at_ms, closed_by = @closed_by, note = @note, version = @version
   WHERE alert_id = @alert_id AND version = @version - 1 AND state = 'open'`,
);
const changeRound = compareAndSet<LabelRoundRow>(
  'label_round',
  `UPDATE label_rounds SET ended_at_ms = @ended_at_ms, report_json = @report_json, version = @version
   WHERE round_id = @round_id AND version = @version - 1 AND ended_at_ms IS NULL`,
);
// The round's row is locked: nothing is seen in a round whose report is being written.
const see = compareAndSet<LabelSightingRow>(
  'label_round',
  `INSERT INTO label_sightings (round_id, code_key, seen_at, tag_id, bound_to, finding, seen_by, seen_at_ms)
   SELECT @round_id::text, @code_key::text, @seen_at::text, @tag_id::text, @bound_to::text, @finding::text, @seen_by::text,
     @seen_at_ms::bigint
   FROM (SELECT FROM label_rounds WHERE round_id = @round_id AND ended_at_ms IS NULL FOR UPDATE) AS going_on
   ON CONFLICT (round_id, code_key, seen_at) DO UPDATE SET tag_id = excluded.tag_id, bound_to = excluded.bound_to,
     finding = excluded.finding, seen_by = excluded.seen_by, seen_at_ms = excluded.seen_at_ms`,
);

type WatchChanges =
  | 'label-scans-counted'
  | 'label-scans-settled'
  | 'label-alert-changed'
  | 'label-round-changed'
  | 'label-sighted';

export const labelWatchWriters: Writers<WatchChanges> = {
  'label-scans-counted': ({ hours, forgetBeforeMs }) => [
    count({
      tags: hours.map(({ tagId }) => tagId),
      hours: hours.map(({ hourMs }) => hourMs),
      scans: hours.map(({ scans }) => scans),
      people: hours.map(({ people }) => people),
      elsewhere: hours.map(({ elsewhere }) => elsewhere),
      ended: hours.map(({ ended }) => ended),
    }),
    forget({ before_ms: forgetBeforeMs }),
  ],
  'label-scans-settled': ({ tagId }) => [settle({ tag_id: tagId })],
  'label-alert-changed': ({ alert }) => {
    const row = labelAlertToRow(alert);
    return [alert.version === 1 ? insertInto('label_alerts', row) : changeAlert(row)];
  },
  'label-round-changed': ({ round }) => {
    const row = labelRoundToRow(round);
    return [round.version === 1 ? insertInto('label_rounds', row) : changeRound(row)];
  },
  'label-sighted': ({ sighting }) => [see(labelSightingToRow(sighting))],
};
