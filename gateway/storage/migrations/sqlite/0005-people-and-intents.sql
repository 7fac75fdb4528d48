-- Intents towards wallets elsewhere, what counts for a person, who joined, claims, refunds, the audit, and what the host app is told.

-- Committed before the first call (R1); one key is one (kind, amount, currency) for ever (M9).
CREATE TABLE wallet_operations (
  op_key TEXT NOT NULL,
  kind TEXT NOT NULL,
  wallet TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  session_id TEXT,
  hold_id TEXT,
  payer_id TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  grant_token TEXT,
  wallet_ref TEXT,
  action_url TEXT,
  refusal TEXT,
  created_at_ms INTEGER NOT NULL,
  resolved_at_ms INTEGER,
  CONSTRAINT operation_key PRIMARY KEY (op_key),
  CONSTRAINT operation_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT operation_session FOREIGN KEY (session_id) REFERENCES sessions (session_id),
  CONSTRAINT operation_hold FOREIGN KEY (hold_id) REFERENCES holds (hold_id),
  CONSTRAINT operation_kind CHECK (
    kind IN ('authorize', 'increment', 'capture', 'void', 'recapture', 'refund', 'top-up')
  ),
  CONSTRAINT operation_wallet CHECK (wallet IN ('host', 'card')),
  CONSTRAINT operation_amount CHECK (CASE
    WHEN kind = 'void' THEN amount_minor = 0
    WHEN kind IN ('capture', 'recapture', 'refund', 'top-up') THEN amount_minor > 0
    ELSE amount_minor >= 0
  END),
  CONSTRAINT operation_states CHECK (state IN ('pending', 'action', 'done', 'refused')),
  CONSTRAINT operation_resolved_whole CHECK ((state IN ('done', 'refused')) = (resolved_at_ms IS NOT NULL)),
  CONSTRAINT operation_grant_erased CHECK (resolved_at_ms IS NULL OR grant_token IS NULL),
  CONSTRAINT operation_refusal_whole CHECK ((state = 'refused') = (refusal IS NOT NULL)),
  CONSTRAINT operation_refusal CHECK (
    refusal IN (
      'insufficient_funds', 'limit_exceeded', 'account_blocked', 'fraud', 'auth_required', 'method_invalid', 'not_supported',
      'hold_not_found', 'hold_expired', 'amount_exceeds_hold', 'already_captured', 'already_voided', 'currency_mismatch',
      'key_reuse_mismatch', 'misconfigured'
    )
  )
) STRICT;

CREATE INDEX operation_by_session ON wallet_operations (session_id, created_at_ms) WHERE session_id IS NOT NULL;
CREATE INDEX operation_unresolved ON wallet_operations (created_at_ms, op_key) WHERE resolved_at_ms IS NULL;

CREATE TRIGGER operation_frozen
BEFORE UPDATE OF op_key, kind, wallet, tenant_id, session_id, hold_id, payer_id, amount_minor, currency, created_at_ms
ON wallet_operations
BEGIN
  SELECT RAISE(ABORT, 'operation_frozen');
END;
CREATE TRIGGER operation_resolved_once
BEFORE UPDATE ON wallet_operations
WHEN OLD.resolved_at_ms IS NOT NULL
BEGIN
  SELECT RAISE(ABORT, 'operation_state');
END;
CREATE TRIGGER operation_no_delete BEFORE DELETE ON wallet_operations BEGIN SELECT RAISE(ABORT, 'operation_immutable'); END;

-- M9 in our books too: what mirrors an operation has its currency, its amount and its kind.
CREATE TRIGGER transfer_of_operation
BEFORE INSERT ON transfers
WHEN EXISTS (
  SELECT 1 FROM wallet_operations AS o
  WHERE o.op_key = NEW.op_key AND (
    o.currency <> NEW.currency
    OR (o.kind = 'recapture' AND NEW.kind NOT IN ('capture', 'collect'))
    OR (o.kind <> 'recapture' AND NEW.kind <> o.kind)
    OR o.amount_minor <> (
      SELECT coalesce(sum(delta_minor), 0) FROM postings WHERE transfer_id = NEW.transfer_id AND delta_minor > 0
    )
  )
)
BEGIN
  SELECT RAISE(ABORT, 'transfer_of_operation');
END;

-- A memo: nobody is credited before it is collected (R19).
CREATE TABLE uncollected (
  hold_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  payer_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  currency TEXT NOT NULL,
  owed_minor INTEGER NOT NULL,
  state TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  resolved_at_ms INTEGER,
  CONSTRAINT uncollected_pk PRIMARY KEY (hold_id),
  CONSTRAINT uncollected_hold FOREIGN KEY (hold_id) REFERENCES holds (hold_id),
  CONSTRAINT uncollected_session FOREIGN KEY (session_id) REFERENCES sessions (session_id),
  CONSTRAINT uncollected_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT uncollected_amount CHECK (owed_minor > 0),
  CONSTRAINT uncollected_states CHECK (state IN ('open', 'collected', 'waived')),
  CONSTRAINT uncollected_resolved_whole CHECK ((state = 'open') = (resolved_at_ms IS NULL))
) STRICT;

CREATE INDEX uncollected_by_payer ON uncollected (payer_id, at_ms);

CREATE TRIGGER uncollected_frozen
BEFORE UPDATE OF hold_id, session_id, payer_id, tenant_id, currency, owed_minor, at_ms ON uncollected
BEGIN
  SELECT RAISE(ABORT, 'uncollected_frozen');
END;
CREATE TRIGGER uncollected_resolved_once
BEFORE UPDATE ON uncollected
WHEN OLD.state <> 'open'
BEGIN
  SELECT RAISE(ABORT, 'uncollected_state');
END;
CREATE TRIGGER uncollected_no_delete BEFORE DELETE ON uncollected BEGIN SELECT RAISE(ABORT, 'uncollected_immutable'); END;

-- R16: one rule refunds one hold once; the cumulative sum and its limit are on the hold's row.
CREATE TABLE refunds (
  refund_id TEXT NOT NULL,
  hold_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  payer_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  rule TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  by_actor TEXT NOT NULL,
  by_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  CONSTRAINT refund_pk PRIMARY KEY (refund_id),
  CONSTRAINT refund_rule UNIQUE (hold_id, rule),
  CONSTRAINT refund_hold FOREIGN KEY (hold_id) REFERENCES holds (hold_id),
  CONSTRAINT refund_session FOREIGN KEY (session_id) REFERENCES sessions (session_id),
  CONSTRAINT refund_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT refund_amount CHECK (amount_minor > 0),
  CONSTRAINT refund_actor CHECK (by_actor IN ('claim', 'operator', 'review')),
  CONSTRAINT refund_states CHECK (state IN ('pending', 'done', 'owed'))
) STRICT;

CREATE INDEX refund_by_session ON refunds (session_id, created_at_ms);
CREATE INDEX refund_owed ON refunds (created_at_ms) WHERE state = 'owed';

CREATE TRIGGER refund_frozen
BEFORE UPDATE OF refund_id, hold_id, session_id, payer_id, tenant_id, rule, amount_minor, currency, by_actor, by_id, reason, created_at_ms
ON refunds
BEGIN
  SELECT RAISE(ABORT, 'refund_frozen');
END;
CREATE TRIGGER refund_done_once BEFORE UPDATE ON refunds WHEN OLD.state = 'done' BEGIN SELECT RAISE(ABORT, 'refund_done_once'); END;
CREATE TRIGGER refund_no_delete BEFORE DELETE ON refunds BEGIN SELECT RAISE(ABORT, 'refund_immutable'); END;

-- One row to wait on for whatever is counted per person (R10).
CREATE TABLE persons (
  person_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT person_pk PRIMARY KEY (person_id),
  CONSTRAINT person_version CHECK (version >= 1)
) STRICT, WITHOUT ROWID;

CREATE TABLE participants (
  session_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  state TEXT NOT NULL,
  hold_id TEXT,
  version INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  CONSTRAINT participant_pk PRIMARY KEY (session_id, person_id),
  CONSTRAINT participant_session FOREIGN KEY (session_id) REFERENCES sessions (session_id),
  CONSTRAINT participant_hold FOREIGN KEY (hold_id) REFERENCES holds (hold_id),
  CONSTRAINT participant_state CHECK (state IN ('asked', 'joining', 'joined', 'refused', 'left')),
  CONSTRAINT participant_version CHECK (version >= 1)
) STRICT;

CREATE INDEX participant_by_person ON participants (person_id, at_ms);

CREATE TABLE claims (
  claim_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  object_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  rule TEXT NOT NULL,
  verdict TEXT NOT NULL,
  because TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  CONSTRAINT claim_pk PRIMARY KEY (claim_id),
  CONSTRAINT claim_once UNIQUE (session_id, person_id, rule),
  CONSTRAINT claim_session FOREIGN KEY (session_id) REFERENCES sessions (session_id),
  CONSTRAINT claim_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT claim_object FOREIGN KEY (object_id) REFERENCES objects (object_id),
  CONSTRAINT claim_rule CHECK (rule IN ('never-opened', 'opened-late', 'offline-at-stop', 'not-my-object')),
  CONSTRAINT claim_verdict CHECK (verdict IN ('granted', 'refused', 'for-a-person'))
) STRICT;

CREATE INDEX claim_by_person ON claims (person_id, at_ms);

CREATE TRIGGER claim_no_update BEFORE UPDATE ON claims BEGIN SELECT RAISE(ABORT, 'claim_immutable'); END;
CREATE TRIGGER claim_no_delete BEFORE DELETE ON claims BEGIN SELECT RAISE(ABORT, 'claim_immutable'); END;

-- A3: sealed into one chain later; the rows themselves never change.
CREATE TABLE audit_rows (
  audit_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id TEXT NOT NULL,
  what TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  facts_json TEXT NOT NULL,
  CONSTRAINT audit_row_pk PRIMARY KEY (audit_id),
  CONSTRAINT audit_row_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT audit_row_actor CHECK (actor_kind IN ('person', 'operator', 'device', 'gateway'))
) STRICT;

CREATE INDEX audit_row_by_subject ON audit_rows (subject_id, at_ms);

CREATE TRIGGER audit_row_no_update BEFORE UPDATE ON audit_rows BEGIN SELECT RAISE(ABORT, 'audit_row_immutable'); END;
CREATE TRIGGER audit_row_no_delete BEFORE DELETE ON audit_rows BEGIN SELECT RAISE(ABORT, 'audit_row_immutable'); END;

-- Queued in the commit that made it true; the deadline `deliver-event` drives it (row 20).
CREATE TABLE outbox_events (
  event_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  body TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  next_at_ms INTEGER,
  delivered_at_ms INTEGER,
  CONSTRAINT outbox_event_pk PRIMARY KEY (event_id),
  CONSTRAINT outbox_event_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT outbox_event_session FOREIGN KEY (session_id) REFERENCES sessions (session_id),
  CONSTRAINT outbox_event_kind CHECK (
    kind IN ('session.started', 'session.ended', 'receipt.issued', 'refund.given', 'hold.changed')
  )
) STRICT;

CREATE INDEX outbox_event_by_session ON outbox_events (session_id, at_ms);

CREATE TRIGGER outbox_event_frozen
BEFORE UPDATE OF event_id, kind, tenant_id, person_id, session_id, body, at_ms ON outbox_events
BEGIN
  SELECT RAISE(ABORT, 'outbox_event_frozen');
END;

-- A message that came twice is applied once (row 25).
CREATE TABLE seen_events (
  source TEXT NOT NULL,
  event_id TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  CONSTRAINT seen_event_pk PRIMARY KEY (source, event_id)
) STRICT, WITHOUT ROWID;
