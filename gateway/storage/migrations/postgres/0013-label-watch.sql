-- Label watch: scans counted by the hour, alerts that they raise, and rounds of inspection.

-- How often a label was scanned in an hour: where it belongs, where it does not (`elsewhere`), and after its end (`ended`).
-- It names whatever a code named, so that a label that is taken over is counted like one of ours.
-- `people` are those of `scans` whose person was at this label for the first time that day.
-- `settled` are those of them that somebody has looked at and closed the alert: what comes after them in the same hour is news.
CREATE TABLE label_scans (
  tag_id word NOT NULL,
  hour_ms BIGINT NOT NULL,
  scans BIGINT NOT NULL,
  people BIGINT NOT NULL,
  elsewhere BIGINT NOT NULL,
  ended BIGINT NOT NULL,
  settled_elsewhere BIGINT NOT NULL DEFAULT 0,
  settled_ended BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT label_scan_pk PRIMARY KEY (tag_id, hour_ms),
  CONSTRAINT label_scan_counts CHECK (scans >= people AND people >= 0 AND elsewhere >= 0 AND ended >= 0 AND scans + elsewhere + ended > 0)
);

CREATE INDEX label_scan_by_hour ON label_scans (hour_ms);

-- What somebody should look at, one ticket a label at a time, whatever all is wrong with it.
CREATE TABLE label_alerts (
  alert_id word NOT NULL,
  tenant_id word NOT NULL,
  tag_id word NOT NULL,
  state word NOT NULL,
  opened_at_ms BIGINT NOT NULL,
  last_at_ms BIGINT NOT NULL,
  silent_since_ms BIGINT,
  missed_scans BIGINT NOT NULL,
  elsewhere_scans BIGINT NOT NULL,
  ended_scans BIGINT NOT NULL,
  closed_at_ms BIGINT,
  closed_by word,
  note word,
  version BIGINT NOT NULL,
  CONSTRAINT label_alert_pk PRIMARY KEY (alert_id),
  CONSTRAINT label_alert_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT label_alert_tag FOREIGN KEY (tag_id) REFERENCES tags (tag_id),
  CONSTRAINT label_alert_state CHECK (state IN ('open', 'closed')),
  CONSTRAINT label_alert_closed CHECK ((closed_at_ms IS NULL) = (state = 'open'))
);

CREATE UNIQUE INDEX label_alert_open ON label_alerts (tag_id) WHERE state = 'open';
CREATE INDEX label_alert_by_tag ON label_alerts (tag_id, closed_at_ms);
CREATE INDEX label_alert_by_tenant ON label_alerts (tenant_id, state, opened_at_ms);

-- Somebody walks through a venue and scans what hangs there; one walk at a time.
CREATE TABLE label_rounds (
  round_id word NOT NULL,
  tenant_id word NOT NULL,
  venue_id word NOT NULL,
  started_by word NOT NULL,
  started_at_ms BIGINT NOT NULL,
  ended_at_ms BIGINT,
  report_json word,
  version BIGINT NOT NULL,
  CONSTRAINT label_round_pk PRIMARY KEY (round_id),
  CONSTRAINT label_round_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT label_round_venue FOREIGN KEY (venue_id) REFERENCES venues (venue_id),
  CONSTRAINT label_round_ended CHECK ((ended_at_ms IS NULL) = (report_json IS NULL))
);

CREATE UNIQUE INDEX label_round_open ON label_rounds (venue_id) WHERE ended_at_ms IS NULL;
CREATE INDEX label_round_by_tenant ON label_rounds (tenant_id, started_at_ms);

-- One row for what was scanned and where; the same label at two objects is two rows. `seen_at` is empty where nobody said.
CREATE TABLE label_sightings (
  round_id word NOT NULL,
  code_key word NOT NULL,
  seen_at word NOT NULL,
  tag_id word,
  bound_to word,
  finding word NOT NULL,
  seen_by word NOT NULL,
  seen_at_ms BIGINT NOT NULL,
  CONSTRAINT label_sighting_pk PRIMARY KEY (round_id, code_key, seen_at),
  CONSTRAINT label_sighting_round FOREIGN KEY (round_id) REFERENCES label_rounds (round_id),
  CONSTRAINT label_sighting_finding CHECK (finding IN ('in-place', 'on-another-object', 'not-attached', 'ended', 'foreign'))
);
