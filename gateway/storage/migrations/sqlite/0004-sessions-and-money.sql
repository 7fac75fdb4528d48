-- Sessions, holds and transfers of the whole money machine: more states, wallets elsewhere, frozen settlements, sums that close.
-- rebuilds tables: SQLite cannot alter a CHECK, so each table is made anew and filled; migrate.ts checks all references at the end.

ALTER TABLE venues ADD COLUMN fee_permille INTEGER NOT NULL DEFAULT 0
  CONSTRAINT venue_fee CHECK (fee_permille BETWEEN 0 AND 1000);
ALTER TABLE venues ADD COLUMN seller_json TEXT;

CREATE TABLE sessions_next (
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
  terms_json TEXT NOT NULL,
  tag_id TEXT NOT NULL,
  tag_proof_json TEXT NOT NULL,
  offer_hash TEXT NOT NULL,
  hold_id TEXT NOT NULL,
  held_minor INTEGER NOT NULL,
  most_minor INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  started_at_ms INTEGER,
  stop_request_json TEXT,
  stop_advice TEXT,
  usage_json TEXT NOT NULL,
  usage_at_ms INTEGER,
  cost_minor INTEGER NOT NULL,
  lease_json TEXT,
  journal_up_to INTEGER NOT NULL,
  settlement_json TEXT,
  review_json TEXT,
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
) STRICT;

-- Sessions of before: one price for all hours, no free window shared with another session, no fee, nothing above what is held.
INSERT INTO sessions_next (
  session_id, tenant_id, venue_id, place_id, object_id, device_id, kind, payer_id, state, version,
  tariff_id, tariff_version, tariff_hash, terms_json, tag_id, tag_proof_json, offer_hash, hold_id, held_minor, most_minor,
  created_at_ms, started_at_ms, stop_request_json, stop_advice, usage_json, usage_at_ms, cost_minor, lease_json,
  journal_up_to, settlement_json, review_json, end_reason, end_at_ms, final_minor, receipt_id
)
SELECT
  s.session_id, s.tenant_id, s.venue_id, s.place_id, s.object_id, s.device_id, s.kind, s.payer_id, s.state, s.version,
  s.tariff_id, s.tariff_version, s.tariff_hash,
  json_object(
    'day', NULL, 'feePermille', 0, 'freeLeftMs', json_extract(t.tariff_json, '$.freeMs'), 'frozenAtMs', 0,
    'isMinimumDue', json('false'), 'overdueAfterMs', NULL, 'packageId', NULL, 'peaks', json('[]'), 'stitch', NULL,
    'zone', v.zone
  ),
  s.tag_id, s.tag_proof_json, s.offer_hash, s.hold_id, s.held_minor, s.held_minor,
  s.created_at_ms, s.started_at_ms, s.stop_request_json, s.stop_advice, s.usage_json, s.usage_at_ms, s.cost_minor, s.lease_json,
  s.journal_up_to, NULL, NULL, s.end_reason, s.end_at_ms, s.final_minor, s.receipt_id
FROM sessions AS s
JOIN venues AS v ON v.venue_id = s.venue_id
JOIN tariff_texts AS t ON t.tariff_hash = s.tariff_hash
ORDER BY s.rowid;

DROP TABLE sessions;
ALTER TABLE sessions_next RENAME TO sessions;

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
BEGIN
  SELECT RAISE(ABORT, 'session_frozen');
END;

-- The final amounts are computed once (R8).
CREATE TRIGGER session_settled_once
BEFORE UPDATE OF settlement_json ON sessions
WHEN OLD.settlement_json IS NOT NULL AND NEW.settlement_json IS NOT OLD.settlement_json
BEGIN
  SELECT RAISE(ABORT, 'session_settled_once');
END;

CREATE TABLE holds_next (
  hold_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  payer_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  wallet TEXT NOT NULL,
  role TEXT NOT NULL,
  currency TEXT NOT NULL,
  held_minor INTEGER NOT NULL,
  state TEXT NOT NULL,
  version INTEGER NOT NULL,
  wallet_ref TEXT,
  expires_at_ms INTEGER,
  captured_minor INTEGER,
  refunded_minor INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  CONSTRAINT hold_pk PRIMARY KEY (hold_id),
  CONSTRAINT hold_session FOREIGN KEY (session_id) REFERENCES sessions (session_id),
  CONSTRAINT hold_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT hold_wallet CHECK (wallet IN ('ledger', 'host', 'card')),
  CONSTRAINT hold_role CHECK (role IN ('host', 'guest')),
  CONSTRAINT hold_state CHECK (
    state IN (
      'pending_authorize', 'in_doubt', 'held', 'capturing', 'captured', 'voiding', 'voided', 'declined', 'expired', 'uncollected'
    )
  ),
  CONSTRAINT hold_version CHECK (version >= 1),
  CONSTRAINT hold_amount CHECK (held_minor >= 0),
  -- Only what was captured has an amount, and never nothing: that is a void.
  CONSTRAINT hold_captured_whole CHECK ((state = 'captured') = (captured_minor IS NOT NULL) AND (captured_minor IS NULL OR captured_minor > 0)),
  -- R10: two refunds at once cannot both find room.
  CONSTRAINT hold_refunded_within CHECK (refunded_minor BETWEEN 0 AND coalesce(captured_minor, 0))
) STRICT;

INSERT INTO holds_next (
  hold_id, session_id, payer_id, tenant_id, wallet, role, currency, held_minor, state, version, wallet_ref, expires_at_ms,
  captured_minor, refunded_minor, created_at_ms
)
SELECT
  h.hold_id, h.session_id, h.payer_id, s.tenant_id, 'ledger', 'host', h.currency, h.held_minor, h.state, 1, NULL, NULL,
  h.captured_minor, 0, s.created_at_ms
FROM holds AS h
JOIN sessions AS s ON s.session_id = h.session_id
ORDER BY h.rowid;

DROP TABLE holds;
ALTER TABLE holds_next RENAME TO holds;

CREATE INDEX hold_by_session ON holds (session_id);

-- Every change of state that exists: HOLD_MOVES of domain/hold/hold.ts, row by row.
CREATE TABLE hold_moves (
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  CONSTRAINT hold_move_pk PRIMARY KEY (from_state, to_state)
) STRICT, WITHOUT ROWID;

INSERT INTO hold_moves (from_state, to_state) VALUES
  ('pending_authorize', 'held'), ('pending_authorize', 'declined'), ('pending_authorize', 'in_doubt'), ('pending_authorize', 'voiding'),
  ('in_doubt', 'voiding'), ('in_doubt', 'voided'), ('in_doubt', 'declined'),
  ('held', 'capturing'), ('held', 'captured'), ('held', 'voiding'), ('held', 'voided'), ('held', 'expired'),
  ('capturing', 'captured'), ('capturing', 'expired'), ('capturing', 'uncollected'),
  ('voiding', 'voided'), ('voiding', 'captured'),
  ('expired', 'captured'), ('expired', 'voided'), ('expired', 'uncollected'),
  ('uncollected', 'captured');

CREATE TRIGGER hold_move_no_update BEFORE UPDATE ON hold_moves BEGIN SELECT RAISE(ABORT, 'hold_move_immutable'); END;
CREATE TRIGGER hold_move_no_delete BEFORE DELETE ON hold_moves BEGIN SELECT RAISE(ABORT, 'hold_move_immutable'); END;
CREATE TRIGGER hold_no_delete BEFORE DELETE ON holds BEGIN SELECT RAISE(ABORT, 'hold_immutable'); END;

CREATE TRIGGER hold_begins
BEFORE INSERT ON holds
WHEN NEW.state NOT IN ('pending_authorize', 'held') OR NEW.version <> 1
BEGIN
  SELECT RAISE(ABORT, 'hold_begins');
END;

CREATE TRIGGER hold_frozen
BEFORE UPDATE OF hold_id, session_id, payer_id, tenant_id, wallet, role, currency, created_at_ms ON holds
BEGIN
  SELECT RAISE(ABORT, 'hold_frozen');
END;

-- Resolved exactly once: what is captured can only be refunded more, what is voided or declined is over.
CREATE TRIGGER hold_moves_on
BEFORE UPDATE ON holds
BEGIN
  SELECT RAISE(ABORT, 'hold_state')
  WHERE (
      OLD.state <> NEW.state
      AND NOT EXISTS (SELECT 1 FROM hold_moves WHERE from_state = OLD.state AND to_state = NEW.state)
    )
    OR (OLD.state = NEW.state AND OLD.state IN ('voided', 'declined'));
  SELECT RAISE(ABORT, 'hold_version') WHERE NEW.version <> OLD.version + 1;
  SELECT RAISE(ABORT, 'hold_captured_once')
  WHERE OLD.state = 'captured'
    AND (NEW.captured_minor IS NOT OLD.captured_minor OR NEW.held_minor <> OLD.held_minor OR NEW.refunded_minor < OLD.refunded_minor);
END;

-- M3: never more than was held; what comes in after the hold was gone is the frozen amount at most (R8, row 22).
CREATE TRIGGER hold_captured_within
BEFORE UPDATE OF captured_minor ON holds
WHEN OLD.state <> 'captured' AND NEW.captured_minor IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'hold_captured_within')
  WHERE NEW.captured_minor > CASE
    WHEN OLD.state IN ('expired', 'uncollected') THEN coalesce((
      SELECT json_extract(share.value, '$.totalMinor')
      FROM sessions, json_each(sessions.settlement_json, '$.shares') AS share
      WHERE sessions.session_id = OLD.session_id AND json_extract(share.value, '$.holdId') = OLD.hold_id
    ), OLD.held_minor)
    ELSE NEW.held_minor
  END;
END;

-- M1: a transfer is the last row of itself. Its postings come first (the reference is judged at COMMIT), it is refused unless they
-- sum to zero, and afterwards none can be added.
CREATE TABLE transfers_next (
  transfer_id TEXT NOT NULL,
  op_key TEXT NOT NULL,
  kind TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  session_id TEXT,
  currency TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  CONSTRAINT transfer_pk PRIMARY KEY (transfer_id),
  CONSTRAINT transfer_op_key UNIQUE (op_key),
  CONSTRAINT transfer_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT transfer_session FOREIGN KEY (session_id) REFERENCES sessions (session_id),
  CONSTRAINT transfer_kind CHECK (
    kind IN (
      'top-up', 'top-up-reversal', 'authorize', 'increment', 'capture', 'void', 'refund', 'payout', 'dispute', 'dispute-won',
      'dispute-lost', 'collect'
    )
  )
) STRICT;

INSERT INTO transfers_next (transfer_id, op_key, kind, tenant_id, session_id, currency, at_ms)
SELECT transfer_id, op_key, kind, tenant_id, session_id, currency, at_ms FROM transfers ORDER BY rowid;

CREATE TABLE postings_next (
  transfer_id TEXT NOT NULL,
  leg INTEGER NOT NULL,
  account TEXT NOT NULL,
  delta_minor INTEGER NOT NULL,
  CONSTRAINT posting_pk PRIMARY KEY (transfer_id, leg),
  CONSTRAINT posting_transfer FOREIGN KEY (transfer_id) REFERENCES transfers (transfer_id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;

-- `clearing:CNY` of before is the mirror of what came into the embedded ledger.
INSERT INTO postings_next (transfer_id, leg, account, delta_minor)
SELECT
  transfer_id, leg,
  CASE WHEN account LIKE 'clearing:%' THEN 'clearing:ledger:' || substr(account, length('clearing:') + 1) ELSE account END,
  delta_minor
FROM postings;

DROP TABLE postings;
DROP TABLE transfers;
ALTER TABLE transfers_next RENAME TO transfers;
ALTER TABLE postings_next RENAME TO postings;

CREATE INDEX transfer_by_session ON transfers (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX posting_by_account ON postings (account);

CREATE TRIGGER transfer_no_update BEFORE UPDATE ON transfers BEGIN SELECT RAISE(ABORT, 'transfer_immutable'); END;
CREATE TRIGGER transfer_no_delete BEFORE DELETE ON transfers BEGIN SELECT RAISE(ABORT, 'transfer_immutable'); END;
CREATE TRIGGER posting_no_update BEFORE UPDATE ON postings BEGIN SELECT RAISE(ABORT, 'posting_immutable'); END;
CREATE TRIGGER posting_no_delete BEFORE DELETE ON postings BEGIN SELECT RAISE(ABORT, 'posting_immutable'); END;

CREATE TRIGGER transfer_closes
BEFORE INSERT ON transfers
WHEN (SELECT coalesce(sum(delta_minor), 0) FROM postings WHERE transfer_id = NEW.transfer_id) <> 0
BEGIN
  SELECT RAISE(ABORT, 'transfer_sum');
END;

CREATE TRIGGER posting_of_closed_transfer
BEFORE INSERT ON postings
WHEN EXISTS (SELECT 1 FROM transfers WHERE transfer_id = NEW.transfer_id)
BEGIN
  SELECT RAISE(ABORT, 'transfer_closed');
END;

-- Each order is paid by whoever ordered; so far that was the host alone.
CREATE TABLE orders_next (
  order_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  payer_id TEXT NOT NULL,
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

INSERT INTO orders_next (order_id, session_id, payer_id, command_id, lines_json, state, amount_minor, at_ms)
SELECT o.order_id, o.session_id, s.payer_id, o.command_id, o.lines_json, o.state, o.amount_minor, o.at_ms
FROM orders AS o
JOIN sessions AS s ON s.session_id = o.session_id
ORDER BY o.rowid;

DROP TABLE orders;
ALTER TABLE orders_next RENAME TO orders;

CREATE INDEX order_by_session ON orders (session_id, at_ms);
