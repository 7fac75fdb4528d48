-- Label watch: scans counted by the hour, alerts that they raise, and rounds of inspection.

-- How often a label was scanned in an hour: where it belongs, where it does not (`elsewhere`), and after its end (`ended`).
-- It names whatever a code named, so that a label that is taken over is counted like one of ours.
-- `people` are those of `scans` whose person was at this label for the first time that day.
-- `settled` are those of them that somebody has looked at and closed the alert: what comes after them in the same hour is news.
CREATE TABLE label_scans (
  tag_id TEXT NOT NULL,
  hour_ms INTEGER NOT NULL,
  scans INTEGER NOT NULL,
  people INTEGER NOT NULL,
  elsewhere INTEGER NOT NULL,
  ended INTEGER NOT NULL,
  settled_elsewhere INTEGER NOT NULL DEFAULT 0,
  settled_ended INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT label_scan_pk PRIMARY KEY (tag_id, hour_ms),
  CONSTRAINT label_scan_counts CHECK (scans >= people AND people >= 0 AND elsewhere >= 0 AND ended >= 0 AND scans + elsewhere + ended > 0)
) STRICT, WITHOUT ROWID;

CREATE INDEX label_scan_by_hour ON label_scans (hour_ms);

-- What somebody should look at, one ticket a label at a time, whatever all is wrong with it.
CREATE TABLE label_alerts (
  alert_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  tag_id TEXT NOT NULL,
  state TEXT NOT NULL,
  opened_at_ms INTEGER NOT NULL,
  last_at_ms INTEGER NOT NULL,
  silent_since_ms INTEGER,
  missed_scans INTEGER NOT NULL,
  elsewhere_scans INTEGER NOT NULL,
  ended_scans INTEGER NOT NULL,
  closed_at_ms INTEGER,
  closed_by TEXT,
  note TEXT,
  version INTEGER NOT NULL,
  CONSTRAINT label_alert_pk PRIMARY KEY (alert_id),
  CONSTRAINT label_alert_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT label_alert_tag FOREIGN KEY (tag_id) REFERENCES tags (tag_id),
  CONSTRAINT label_alert_state CHECK (state IN ('open', 'closed')),
  CONSTRAINT label_alert_closed CHECK ((closed_at_ms IS NULL) = (state = 'open'))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX label_alert_open ON label_alerts (tag_id) WHERE state = 'open';
CREATE INDEX label_alert_by_tag ON label_alerts (tag_id, closed_at_ms);
CREATE INDEX label_alert_by_tenant ON label_alerts (tenant_id, state, opened_at_ms);

-- Somebody walks through a venue and scans what hangs there; one walk at a time.
CREATE TABLE label_rounds (
  round_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  venue_id TEXT NOT NULL,
  started_by TEXT NOT NULL,
  started_at_ms INTEGER NOT NULL,
  ended_at_ms INTEGER,
  report_json TEXT,
  version INTEGER NOT NULL,
  CONSTRAINT label_round_pk PRIMARY KEY (round_id),
  CONSTRAINT label_round_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT label_round_venue FOREIGN KEY (venue_id) REFERENCES venues (venue_id),
  CONSTRAINT label_round_ended CHECK ((ended_at_ms IS NULL) = (report_json IS NULL))
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX label_round_open ON label_rounds (venue_id) WHERE ended_at_ms IS NULL;
CREATE INDEX label_round_by_tenant ON label_rounds (tenant_id, started_at_ms);

-- One row for what was scanned and where; the same label at two objects is two rows. `seen_at` is empty where nobody said.
CREATE TABLE label_sightings (
  round_id TEXT NOT NULL,
  code_key TEXT NOT NULL,
  seen_at TEXT NOT NULL,
  tag_id TEXT,
  bound_to TEXT,
  finding TEXT NOT NULL,
  seen_by TEXT NOT NULL,
  seen_at_ms INTEGER NOT NULL,
  CONSTRAINT label_sighting_pk PRIMARY KEY (round_id, code_key, seen_at),
  CONSTRAINT label_sighting_round FOREIGN KEY (round_id) REFERENCES label_rounds (round_id),
  CONSTRAINT label_sighting_finding CHECK (finding IN ('in-place', 'on-another-object', 'not-attached', 'ended', 'foreign'))
) STRICT, WITHOUT ROWID;
