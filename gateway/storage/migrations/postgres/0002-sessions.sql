-- The paid use of an object: sessions, commands, device journals, orders, deadlines, stored answers, used tickets.

CREATE TABLE sessions (
  session_id word NOT NULL,
  tenant_id word NOT NULL,
  venue_id word NOT NULL,
  place_id word NOT NULL,
  object_id word NOT NULL,
  device_id word NOT NULL,
  kind word NOT NULL,
  payer_id word NOT NULL,
  state word NOT NULL,
  version BIGINT NOT NULL,
  tariff_id word NOT NULL,
  tariff_version BIGINT NOT NULL,
  tariff_hash word NOT NULL,
  terms_json TEXT NOT NULL,
  tag_id word NOT NULL,
  tag_proof_json TEXT NOT NULL,
  offer_hash word NOT NULL,
  hold_id word NOT NULL,
  held_minor BIGINT NOT NULL,
  most_minor BIGINT NOT NULL,
  created_at_ms BIGINT NOT NULL,
  started_at_ms BIGINT,
  stop_request_json TEXT,
  stop_advice TEXT,
  usage_json TEXT NOT NULL,
  usage_at_ms BIGINT,
  cost_minor BIGINT NOT NULL,
  lease_json TEXT,
  journal_up_to BIGINT NOT NULL,
  settlement_json TEXT,
  review_json TEXT,
  end_reason word,
  end_at_ms BIGINT,
  final_minor BIGINT,
  receipt_id word,
  CONSTRAINT session_pk PRIMARY KEY (session_id),
  CONSTRAINT session_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT session_venue FOREIGN KEY (venue_id) REFERENCES venues (venue_id),
  CONSTRAINT session_place FOREIGN KEY (place_id) REFERENCES places (place_id),
  CONSTRAINT session_object FOREIGN KEY (object_id) REFERENCES objects (object_id),
  CONSTRAINT session_device FOREIGN KEY (device_id) REFERENCES devices (device_id),
  CONSTRAINT session_tariff FOREIGN KEY (tariff_hash) REFERENCES tariff_texts (tariff_hash),
  CONSTRAINT session_state CHECK (
    state IN ('authorizing', 'starting', 'active', 'suspended', 'stopping', 'settling', 'review', 'closed', 'failed')
  ),
  CONSTRAINT session_amounts CHECK (held_minor >= 0 AND cost_minor >= 0 AND (final_minor IS NULL OR final_minor >= 0)),
  -- M10: what the offer showed as the most is never held beyond.
  CONSTRAINT session_most CHECK (held_minor <= most_minor),
  -- M6: a closed list.
  CONSTRAINT session_end_reason CHECK (
    end_reason IN (
      'stopped', 'left', 'lease-lapsed', 'limit-reached', 'power-loss', 'stopped-at-object', 'start-refused',
      'start-unseen', 'stop-unproven', 'declined', 'authorize-unknown', 'review'
    )
  ),
  CONSTRAINT session_end_whole CHECK (
    (end_reason IS NULL) = (end_at_ms IS NULL) AND (end_reason IS NULL) = (final_minor IS NULL)
  ),
  CONSTRAINT session_over_has_end CHECK (state NOT IN ('closed', 'failed') OR end_reason IS NOT NULL),
  CONSTRAINT session_review_has_reason CHECK (state <> 'review' OR review_json IS NOT NULL)
);

-- D1: one session per object, whatever the code above believes; one whose use has ended leaves the object to the next.
CREATE UNIQUE INDEX session_live_object ON sessions (object_id)
  WHERE state IN ('authorizing', 'starting', 'active', 'suspended', 'stopping');
CREATE INDEX session_live_device ON sessions (device_id) WHERE state NOT IN ('closed', 'failed');
CREATE INDEX session_by_payer ON sessions (payer_id, (state IN ('closed', 'failed')), created_at_ms DESC, session_id DESC);
-- What counts for a person's next start: what has not ended, and what ended lately.
CREATE INDEX session_by_payer_end ON sessions (payer_id, end_at_ms);
CREATE INDEX session_in_review ON sessions (created_at_ms, session_id) WHERE state = 'review';

-- What was agreed at Start never changes (R13).
CREATE TRIGGER session_frozen
  BEFORE UPDATE OF
    session_id, tenant_id, venue_id, place_id, object_id, device_id, kind, payer_id, tariff_id, tariff_version, tariff_hash,
    terms_json, tag_id, tag_proof_json, offer_hash, hold_id, created_at_ms
  ON sessions
  FOR EACH ROW EXECUTE FUNCTION refuse_change('session_frozen');

-- The final amounts are computed once (R8).
CREATE TRIGGER session_settled_once
  BEFORE UPDATE OF settlement_json ON sessions
  FOR EACH ROW
  WHEN (OLD.settlement_json IS NOT NULL AND NEW.settlement_json IS DISTINCT FROM OLD.settlement_json)
  EXECUTE FUNCTION refuse_change('session_settled_once');

CREATE TABLE session_events (
  session_event_id BIGINT GENERATED ALWAYS AS IDENTITY,
  session_id word NOT NULL,
  version BIGINT NOT NULL,
  what word NOT NULL,
  facts_json TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  CONSTRAINT session_event_pk PRIMARY KEY (session_event_id),
  CONSTRAINT session_event_session FOREIGN KEY (session_id) REFERENCES sessions (session_id)
);

CREATE INDEX session_event_by_session ON session_events (session_id, version);

CREATE TABLE commands (
  row_no BIGINT GENERATED ALWAYS AS IDENTITY,
  command_id word NOT NULL,
  device_id word NOT NULL,
  tenant_id word NOT NULL,
  session_id word NOT NULL,
  intent_key word NOT NULL,
  act word NOT NULL,
  intent_json TEXT NOT NULL,
  state word NOT NULL,
  payload TEXT,
  kid word,
  ctr BIGINT,
  boot word,
  exp_up_ms BIGINT,
  expires_at_ms BIGINT,
  outcome_json TEXT,
  attempts BIGINT NOT NULL,
  created_at_ms BIGINT NOT NULL,
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
);

-- FP-09: one unresolved command per device; only a stop overtakes.
CREATE UNIQUE INDEX command_in_flight ON commands (device_id) WHERE state = 'composed' AND act <> 'stop';
CREATE INDEX command_queue ON commands (device_id, created_at_ms) WHERE state = 'queued';
CREATE INDEX command_by_session ON commands (session_id, created_at_ms);

-- Device journals word for word (M13).
CREATE TABLE journal_entries (
  device_id word NOT NULL,
  boot word NOT NULL,
  seq BIGINT NOT NULL,
  session_id word NOT NULL,
  n BIGINT NOT NULL,
  is_proof SMALLINT NOT NULL,
  entry_json TEXT NOT NULL,
  jws_hash word NOT NULL,
  jws TEXT NOT NULL,
  received_at_ms BIGINT NOT NULL,
  CONSTRAINT journal_entry_pk PRIMARY KEY (device_id, boot, seq),
  CONSTRAINT journal_entry_number UNIQUE (session_id, n),
  CONSTRAINT journal_entry_device FOREIGN KEY (device_id) REFERENCES devices (device_id),
  CONSTRAINT journal_entry_session FOREIGN KEY (session_id) REFERENCES sessions (session_id)
);

CREATE INDEX journal_entry_proof ON journal_entries (session_id, n) WHERE is_proof = 1;

CREATE TRIGGER journal_entry_no_update BEFORE UPDATE ON journal_entries
  FOR EACH ROW EXECUTE FUNCTION refuse_change('journal_entry_immutable');
CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entries
  FOR EACH ROW EXECUTE FUNCTION refuse_change('journal_entry_immutable');
CREATE TRIGGER journal_entry_no_truncate BEFORE TRUNCATE ON journal_entries
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('journal_entry_immutable');

-- Each order is paid by whoever ordered.
CREATE TABLE orders (
  row_no BIGINT GENERATED ALWAYS AS IDENTITY,
  order_id word NOT NULL,
  session_id word NOT NULL,
  payer_id word NOT NULL,
  command_id word NOT NULL,
  lines_json TEXT NOT NULL,
  state word NOT NULL,
  amount_minor BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  CONSTRAINT order_pk PRIMARY KEY (order_id),
  CONSTRAINT order_session FOREIGN KEY (session_id) REFERENCES sessions (session_id),
  CONSTRAINT order_command FOREIGN KEY (command_id) REFERENCES commands (command_id),
  CONSTRAINT order_state CHECK (state IN ('sent', 'printed', 'refused')),
  CONSTRAINT order_amount CHECK (amount_minor >= 0)
);

CREATE INDEX order_by_session ON orders (session_id, at_ms);

-- What must happen even if nobody calls (R9). Several gateways may pump these rows: whoever reads one as due has it to
-- itself until `claimed_until_ms`; a claim only spares work, for the compare-and-set of the step decides (row 26).
CREATE TABLE deadlines (
  kind word NOT NULL,
  subject_id word NOT NULL,
  due_at_ms BIGINT NOT NULL,
  claimed_by BIGINT,
  claimed_until_ms BIGINT,
  CONSTRAINT deadline_pk PRIMARY KEY (kind, subject_id),
  CONSTRAINT deadline_claim_whole CHECK ((claimed_by IS NULL) = (claimed_until_ms IS NULL))
);

CREATE INDEX deadline_due ON deadlines (due_at_ms);
CREATE INDEX deadline_claimed ON deadlines (claimed_by) WHERE claimed_by IS NOT NULL;

-- The same key and body get the same bytes for ever (A2).
CREATE TABLE answers (
  person_id word NOT NULL,
  route word NOT NULL,
  answer_key word NOT NULL,
  body_hash word NOT NULL,
  status INTEGER NOT NULL,
  location TEXT,
  body TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  CONSTRAINT answer_pk PRIMARY KEY (person_id, route, answer_key)
);

CREATE TABLE used_tickets (
  nonce word NOT NULL,
  session_id word NOT NULL,
  at_ms BIGINT NOT NULL,
  CONSTRAINT used_ticket_pk PRIMARY KEY (nonce),
  CONSTRAINT used_ticket_session FOREIGN KEY (session_id) REFERENCES sessions (session_id)
);

-- No foreign key: whatever names itself a device is kept and counted.
CREATE TABLE quarantined_messages (
  device_id word NOT NULL,
  message_no BIGINT NOT NULL,
  reason TEXT NOT NULL,
  payload TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  CONSTRAINT quarantined_message_pk PRIMARY KEY (device_id, message_no)
);

CREATE TABLE quarantine_totals (
  device_id word NOT NULL,
  message_count BIGINT NOT NULL,
  CONSTRAINT quarantine_total_pk PRIMARY KEY (device_id)
);
