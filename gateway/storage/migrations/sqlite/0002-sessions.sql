-- The paid use of an object: sessions, commands, device journals, orders, deadlines, stored answers, used tickets.

CREATE TABLE sessions (
  session_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  venue_id TEXT NOT NULL,
  place_id TEXT NOT NULL,
  object_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  payer_id TEXT NOT NULL,
  state TEXT NOT NULL,
  version INTEGER NOT NULL,
  tariff_id TEXT NOT NULL,
  tariff_version INTEGER NOT NULL,
  tariff_hash TEXT NOT NULL,
  tag_id TEXT NOT NULL,
  tag_proof_json TEXT NOT NULL,
  offer_hash TEXT NOT NULL,
  hold_id TEXT NOT NULL,
  held_minor INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  started_at_ms INTEGER,
  stop_request_json TEXT,
  stop_advice TEXT,
  usage_json TEXT NOT NULL,
  usage_at_ms INTEGER,
  cost_minor INTEGER NOT NULL,
  lease_json TEXT,
  journal_up_to INTEGER NOT NULL,
  end_reason TEXT,
  end_at_ms INTEGER,
  final_minor INTEGER,
  receipt_id TEXT,
  CONSTRAINT session_pk PRIMARY KEY (session_id),
  CONSTRAINT session_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT session_venue FOREIGN KEY (venue_id) REFERENCES venues (venue_id),
  CONSTRAINT session_place FOREIGN KEY (place_id) REFERENCES places (place_id),
  CONSTRAINT session_object FOREIGN KEY (object_id) REFERENCES objects (object_id),
  CONSTRAINT session_device FOREIGN KEY (device_id) REFERENCES devices (device_id),
  CONSTRAINT session_tariff FOREIGN KEY (tariff_hash) REFERENCES tariff_texts (tariff_hash),
  CONSTRAINT session_state CHECK (state IN ('starting', 'active', 'stopping', 'settling', 'closed')),
  CONSTRAINT session_amounts CHECK (held_minor >= 0 AND cost_minor >= 0 AND (final_minor IS NULL OR final_minor >= 0)),
  CONSTRAINT session_end_whole CHECK (
    (end_reason IS NULL) = (end_at_ms IS NULL) AND (end_reason IS NULL) = (final_minor IS NULL)
  ),
  CONSTRAINT session_closed_has_end CHECK (state <> 'closed' OR end_reason IS NOT NULL)
) STRICT;

-- D1: one live session per object, whatever the code above believes.
CREATE UNIQUE INDEX session_live_object ON sessions (object_id) WHERE state <> 'closed';
CREATE INDEX session_live_device ON sessions (device_id) WHERE state <> 'closed';
CREATE INDEX session_by_payer ON sessions (payer_id, (state = 'closed'), created_at_ms DESC, session_id DESC);

-- What was agreed at Start never changes (R13).
CREATE TRIGGER session_frozen
BEFORE UPDATE OF
  session_id, tenant_id, venue_id, place_id, object_id, device_id, kind, payer_id, tariff_id, tariff_version, tariff_hash,
  tag_id, tag_proof_json, offer_hash, hold_id, created_at_ms
ON sessions
BEGIN
  SELECT RAISE(ABORT, 'session_frozen');
END;

CREATE TABLE session_events (
  session_event_id INTEGER NOT NULL,
  session_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  what TEXT NOT NULL,
  facts_json TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  CONSTRAINT session_event_pk PRIMARY KEY (session_event_id),
  CONSTRAINT session_event_session FOREIGN KEY (session_id) REFERENCES sessions (session_id)
) STRICT;

CREATE INDEX session_event_by_session ON session_events (session_id, version);

CREATE TABLE commands (
  command_id TEXT NOT NULL,
  device_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  intent_key TEXT NOT NULL,
  act TEXT NOT NULL,
  intent_json TEXT NOT NULL,
  state TEXT NOT NULL,
  payload TEXT,
  kid TEXT,
  ctr INTEGER,
  boot TEXT,
  exp_up_ms INTEGER,
  expires_at_ms INTEGER,
  outcome_json TEXT,
  attempts INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  CONSTRAINT command_pk PRIMARY KEY (command_id),
  CONSTRAINT command_intent UNIQUE (intent_key),
  CONSTRAINT command_ctr UNIQUE (device_id, ctr),
  CONSTRAINT command_device FOREIGN KEY (device_id) REFERENCES devices (device_id),
  CONSTRAINT command_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT command_session FOREIGN KEY (session_id) REFERENCES sessions (session_id),
  CONSTRAINT command_state CHECK (state IN ('queued', 'composed', 'resolved')),
  CONSTRAINT command_composed_whole CHECK (
    (payload IS NULL) = (kid IS NULL)
    AND (payload IS NULL) = (ctr IS NULL)
    AND (payload IS NULL) = (boot IS NULL)
    AND (payload IS NULL) = (exp_up_ms IS NULL)
    AND (payload IS NULL) = (expires_at_ms IS NULL)
  ),
  CONSTRAINT command_composed_has_bytes CHECK (
    (state <> 'queued' OR payload IS NULL) AND (state <> 'composed' OR payload IS NOT NULL)
  ),
  CONSTRAINT command_resolved_has_outcome CHECK ((state = 'resolved') = (outcome_json IS NOT NULL))
) STRICT;

-- FP-09: one unresolved command per device; only a stop overtakes.
CREATE UNIQUE INDEX command_in_flight ON commands (device_id) WHERE state = 'composed' AND act <> 'stop';
CREATE INDEX command_queue ON commands (device_id, created_at_ms) WHERE state = 'queued';
CREATE INDEX command_by_session ON commands (session_id, created_at_ms);

-- Device journals word for word (M13).
CREATE TABLE journal_entries (
  device_id TEXT NOT NULL,
  boot TEXT NOT NULL,
  seq INTEGER NOT NULL,
  session_id TEXT NOT NULL,
  n INTEGER NOT NULL,
  is_proof INTEGER NOT NULL,
  entry_json TEXT NOT NULL,
  jws_hash TEXT NOT NULL,
  jws TEXT NOT NULL,
  received_at_ms INTEGER NOT NULL,
  CONSTRAINT journal_entry_pk PRIMARY KEY (device_id, boot, seq),
  CONSTRAINT journal_entry_number UNIQUE (session_id, n),
  CONSTRAINT journal_entry_device FOREIGN KEY (device_id) REFERENCES devices (device_id),
  CONSTRAINT journal_entry_session FOREIGN KEY (session_id) REFERENCES sessions (session_id)
) STRICT;

CREATE INDEX journal_entry_proof ON journal_entries (session_id, n) WHERE is_proof = 1;

CREATE TRIGGER journal_entry_no_update BEFORE UPDATE ON journal_entries BEGIN SELECT RAISE(ABORT, 'journal_entry_immutable'); END;
CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entries BEGIN SELECT RAISE(ABORT, 'journal_entry_immutable'); END;

CREATE TABLE orders (
  order_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  command_id TEXT NOT NULL,
  lines_json TEXT NOT NULL,
  state TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  CONSTRAINT order_pk PRIMARY KEY (order_id),
  CONSTRAINT order_session FOREIGN KEY (session_id) REFERENCES sessions (session_id),
  CONSTRAINT order_command FOREIGN KEY (command_id) REFERENCES commands (command_id),
  CONSTRAINT order_state CHECK (state IN ('sent', 'printed', 'refused')),
  CONSTRAINT order_amount CHECK (amount_minor >= 0)
) STRICT;

CREATE INDEX order_by_session ON orders (session_id, at_ms);

-- What must happen even if nobody calls (R9).
CREATE TABLE deadlines (
  kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  due_at_ms INTEGER NOT NULL,
  CONSTRAINT deadline_pk PRIMARY KEY (kind, subject_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX deadline_due ON deadlines (due_at_ms);

-- The same key and body get the same bytes for ever (A2).
CREATE TABLE answers (
  person_id TEXT NOT NULL,
  route TEXT NOT NULL,
  answer_key TEXT NOT NULL,
  body_hash TEXT NOT NULL,
  status INTEGER NOT NULL,
  location TEXT,
  body TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  CONSTRAINT answer_pk PRIMARY KEY (person_id, route, answer_key)
) STRICT;

CREATE TABLE used_tickets (
  nonce TEXT NOT NULL,
  session_id TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  CONSTRAINT used_ticket_pk PRIMARY KEY (nonce),
  CONSTRAINT used_ticket_session FOREIGN KEY (session_id) REFERENCES sessions (session_id)
) STRICT, WITHOUT ROWID;

-- No foreign key: whatever names itself a device is kept and counted.
CREATE TABLE quarantined_messages (
  device_id TEXT NOT NULL,
  message_no INTEGER NOT NULL,
  reason TEXT NOT NULL,
  payload TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  CONSTRAINT quarantined_message_pk PRIMARY KEY (device_id, message_no)
) STRICT;

CREATE TABLE quarantine_totals (
  device_id TEXT NOT NULL,
  message_count INTEGER NOT NULL,
  CONSTRAINT quarantine_total_pk PRIMARY KEY (device_id)
) STRICT, WITHOUT ROWID;
