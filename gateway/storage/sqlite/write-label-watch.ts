// Writes of the label watch: scans by the hour, alerts, rounds and what they saw.
import {
  type LabelAlertRow,
  type LabelHourRow,
  type LabelRoundRow,
  type LabelSightingRow,
  labelAlertToRow,
  labelHourToRow,
  labelRoundToRow,
  labelSightingToRow,
} from '../rows/watch-row.ts';
import type { Connection } from './connection.ts';
import { refusedUnlessOne, type Writers } from './writers.ts';

type Counted = Writers<'label-scans-counted' | 'label-scans-settled' | 'label-alert-changed'>;
type Walked = Writers<'label-round-changed' | 'label-sighted'>;

function countWriters(db: Connection): Counted {
  const count = db.prepare<LabelHourRow>(
    `INSERT INTO label_scans (tag_id, hour_ms, scans, people, elsewhere, ended)
     VALUES (@tag_id, @hour_ms, @scans, @people, @elsewhere, @ended)
     ON CONFLICT (tag_id, hour_ms) DO UPDATE SET scans = scans + excluded.scans,
       people = people + excluded.people, elsewhere = elsewhere + excluded.elsewhere, ended = ended + excluded.ended`,
  );
  const forget = db.prepare<[number]>('DELETE FROM label_scans WHERE hour_ms < ?');
  const settle = db.prepare<[string]>(
    'UPDATE label_scans SET settled_elsewhere = elsewhere, settled_ended = ended WHERE tag_id = ?',
  );
  const open = db.prepare<LabelAlertRow>(
    `INSERT INTO label_alerts (alert_id, tenant_id, tag_id, state, opened_at_ms, last_at_ms, silent_since_ms, missed_scans,
       elsewhere_scans, ended_scans, closed_at_ms, closed_by, note, version)
     VALUES (@alert_id, @tenant_id, @tag_id, @state, @opened_at_ms, @last_at_ms, @silent_since_ms, @missed_scans,
       @elsewhere_scans, @ended_scans, @closed_at_ms, @closed_by, @note, @version)`,
  );
  const change = db.prepare<LabelAlertRow>(
    `UPDATE label_alerts SET state = @state, last_at_ms = @last_at_ms, silent_since_ms = @silent_since_ms,
       missed_scans = @missed_scans, elsewhere_scans = @elsewhere_scans, ended_scans = @ended_scans,
       closed_at_ms = @closed_at_ms, closed_by = @closed_by, note = @note, version = @version
     WHERE alert_id = @alert_id AND version = @version - 1 AND state = 'open'`,
  );
  return {
    'label-scans-counted': ({ hours, forgetBeforeMs }) => {
      for (const hour of hours) count.run(labelHourToRow(hour));
      forget.run(forgetBeforeMs);
      return null;
    },
    'label-scans-settled': ({ tagId }) => {
      settle.run(tagId);
      return null;
    },
    'label-alert-changed': ({ alert }) =>
      refusedUnlessOne((alert.version === 1 ? open : change).run(labelAlertToRow(alert)), 'label_alert'),
  };
}

function roundWriters(db: Connection): Walked {
  const start = db.prepare<LabelRoundRow>(
    `INSERT INTO label_rounds (round_id, tenant_id, venue_id, started_by, started_at_ms, ended_at_ms, report_json, version)
     VALUES (@round_id, @tenant_id, @venue_id, @started_by, @started_at_ms, @ended_at_ms, @report_json, @version)`,
  );
  const change = db.prepare<LabelRoundRow>(
    `UPDATE label_rounds SET ended_at_ms = @ended_at_ms, report_json = @report_json, version = @version
     WHERE round_id = @round_id AND version = @version - 1 AND ended_at_ms IS NULL`,
  );
  const see = db.prepare<LabelSightingRow>(
    `INSERT INTO label_sightings (round_id, code_key, seen_at, tag_id, bound_to, finding, seen_by, seen_at_ms)
     SELECT @round_id, @code_key, @seen_at, @tag_id, @bound_to, @finding, @seen_by, @seen_at_ms FROM label_rounds
     WHERE round_id = @round_id AND ended_at_ms IS NULL
     ON CONFLICT (round_id, code_key, seen_at) DO UPDATE SET tag_id = excluded.tag_id, bound_to = excluded.bound_to,
       finding = excluded.finding, seen_by = excluded.seen_by, seen_at_ms = excluded.seen_at_ms`,
  );
  return {
    'label-round-changed': ({ round }) =>
      refusedUnlessOne((round.version === 1 ? start : change).run(labelRoundToRow(round)), 'label_round'),
    'label-sighted': ({ sighting }) => refusedUnlessOne(see.run(labelSightingToRow(sighting)), 'label_round'),
  };
}

export function labelWatchWriters(db: Connection): Counted & Walked {
  return { ...countWriters(db), ...roundWriters(db) };
}
