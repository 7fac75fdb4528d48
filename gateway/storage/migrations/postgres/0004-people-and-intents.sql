-- Intents towards wallets elsewhere, what counts for a person, who joined, claims, refunds, the audit, and what the host app is told.

-- Committed before the first call (R1); one key is one (kind, amount, currency) for ever (M9).
CREATE TABLE wallet_operations (
  op_key word NOT NULL,
  kind word NOT NULL,
  wallet word NOT NULL,
  tenant_id word NOT NULL,
  session_id word,
  hold_id word,
  payer_id word NOT NULL,
  amount_minor BIGINT NOT NULL,
  currency word NOT NULL,
  state word NOT NULL,
  attempts BIGINT NOT NULL,
  grant_token word,
  wallet_ref word,
  action_url TEXT,
  refusal word,
  created_at_ms BIGINT NOT NULL,
  resolved_at_ms BIGINT,
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
);

CREATE INDEX operation_by_session ON wallet_operations (session_id, created_at_ms) WHERE session_id IS NOT NULL;
CREATE INDEX operation_unresolved ON wallet_operations (created_at_ms, op_key) WHERE resolved_at_ms IS NULL;

CREATE TRIGGER operation_frozen
  BEFORE UPDATE OF op_key, kind, wallet, tenant_id, session_id, hold_id, payer_id, amount_minor, currency, created_at_ms
  ON wallet_operations
  FOR EACH ROW EXECUTE FUNCTION refuse_change('operation_frozen');
CREATE TRIGGER operation_resolved_once
  BEFORE UPDATE ON wallet_operations
  FOR EACH ROW
  WHEN (OLD.resolved_at_ms IS NOT NULL)
  EXECUTE FUNCTION refuse_change('operation_state');
CREATE TRIGGER operation_no_delete BEFORE DELETE ON wallet_operations
  FOR EACH ROW EXECUTE FUNCTION refuse_change('operation_immutable');
CREATE TRIGGER operation_no_truncate BEFORE TRUNCATE ON wallet_operations
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('operation_immutable');

-- M9 in our books too: what mirrors an operation has its currency, its amount and its kind.
CREATE FUNCTION transfer_of_operation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refuse_unless(
    NOT EXISTS (
      SELECT FROM wallet_operations AS o
      WHERE o.op_key = NEW.op_key AND (
        o.currency <> NEW.currency
        OR (o.kind = 'recapture' AND NEW.kind NOT IN ('capture', 'collect'))
        OR (o.kind <> 'recapture' AND NEW.kind <> o.kind)
        OR o.amount_minor <> (
          SELECT coalesce(sum(delta_minor), 0) FROM postings WHERE transfer_id = NEW.transfer_id AND delta_minor > 0
        )
      )
    ),
    'transfer_of_operation'
  );
  RETURN NEW;
END $$;

CREATE TRIGGER transfer_of_operation BEFORE INSERT ON transfers
  FOR EACH ROW EXECUTE FUNCTION transfer_of_operation();

-- A memo: nobody is credited before it is collected (R19).
CREATE TABLE uncollected (
  hold_id word NOT NULL,
  session_id word NOT NULL,
  payer_id word NOT NULL,
  tenant_id word NOT NULL,
  currency word NOT NULL,
  owed_minor BIGINT NOT NULL,
  state word NOT NULL,
  at_ms BIGINT NOT NULL,
  resolved_at_ms BIGINT,
  CONSTRAINT uncollected_pk PRIMARY KEY (hold_id),
  CONSTRAINT uncollected_hold FOREIGN KEY (hold_id) REFERENCES holds (hold_id),
  CONSTRAINT uncollected_session FOREIGN KEY (session_id) REFERENCES sessions (session_id),
  CONSTRAINT uncollected_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT uncollected_amount CHECK (owed_minor > 0),
  CONSTRAINT uncollected_states CHECK (state IN ('open', 'collected', 'waived')),
  CONSTRAINT uncollected_resolved_whole CHECK ((state = 'open') = (resolved_at_ms IS NULL))
);

CREATE INDEX uncollected_by_payer ON uncollected (payer_id, at_ms);

CREATE TRIGGER uncollected_frozen
  BEFORE UPDATE OF hold_id, session_id, payer_id, tenant_id, currency, owed_minor, at_ms ON uncollected
  FOR EACH ROW EXECUTE FUNCTION refuse_change('uncollected_frozen');
CREATE TRIGGER uncollected_resolved_once
  BEFORE UPDATE ON uncollected
  FOR EACH ROW
  WHEN (OLD.state <> 'open')
  EXECUTE FUNCTION refuse_change('uncollected_state');
CREATE TRIGGER uncollected_no_delete BEFORE DELETE ON uncollected
  FOR EACH ROW EXECUTE FUNCTION refuse_change('uncollected_immutable');
CREATE TRIGGER uncollected_no_truncate BEFORE TRUNCATE ON uncollected
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('uncollected_immutable');

-- R16: one rule refunds one hold once; the cumulative sum and its limit are on the hold's row.
CREATE TABLE refunds (
  refund_id word NOT NULL,
  hold_id word NOT NULL,
  session_id word NOT NULL,
  payer_id word NOT NULL,
  tenant_id word NOT NULL,
  rule word NOT NULL,
  amount_minor BIGINT NOT NULL,
  currency word NOT NULL,
  by_actor word NOT NULL,
  by_id word NOT NULL,
  reason TEXT NOT NULL,
  state word NOT NULL,
  created_at_ms BIGINT NOT NULL,
  CONSTRAINT refund_pk PRIMARY KEY (refund_id),
  CONSTRAINT refund_rule UNIQUE (hold_id, rule),
  CONSTRAINT refund_hold FOREIGN KEY (hold_id) REFERENCES holds (hold_id),
  CONSTRAINT refund_session FOREIGN KEY (session_id) REFERENCES sessions (session_id),
  CONSTRAINT refund_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT refund_amount CHECK (amount_minor > 0),
  CONSTRAINT refund_actor CHECK (by_actor IN ('claim', 'operator', 'review')),
  CONSTRAINT refund_states CHECK (state IN ('pending', 'done', 'owed'))
);

CREATE INDEX refund_by_session ON refunds (session_id, created_at_ms);
CREATE INDEX refund_owed ON refunds (created_at_ms) WHERE state = 'owed';

CREATE TRIGGER refund_frozen
  BEFORE UPDATE OF
    refund_id, hold_id, session_id, payer_id, tenant_id, rule, amount_minor, currency, by_actor, by_id, reason, created_at_ms
  ON refunds
  FOR EACH ROW EXECUTE FUNCTION refuse_change('refund_frozen');
CREATE TRIGGER refund_done_once BEFORE UPDATE ON refunds
  FOR EACH ROW WHEN (OLD.state = 'done') EXECUTE FUNCTION refuse_change('refund_done_once');
CREATE TRIGGER refund_no_delete BEFORE DELETE ON refunds
  FOR EACH ROW EXECUTE FUNCTION refuse_change('refund_immutable');
CREATE TRIGGER refund_no_truncate BEFORE TRUNCATE ON refunds
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('refund_immutable');

-- One row to wait on for whatever is counted per person (R10).
CREATE TABLE persons (
  person_id word NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT person_pk PRIMARY KEY (person_id),
  CONSTRAINT person_version CHECK (version >= 1)
);

CREATE TABLE participants (
  session_id word NOT NULL,
  person_id word NOT NULL,
  state word NOT NULL,
  hold_id word,
  version BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  CONSTRAINT participant_pk PRIMARY KEY (session_id, person_id),
  CONSTRAINT participant_session FOREIGN KEY (session_id) REFERENCES sessions (session_id),
  CONSTRAINT participant_hold FOREIGN KEY (hold_id) REFERENCES holds (hold_id),
  CONSTRAINT participant_state CHECK (state IN ('asked', 'joining', 'joined', 'refused', 'left')),
  CONSTRAINT participant_version CHECK (version >= 1)
);

CREATE INDEX participant_by_person ON participants (person_id, at_ms);

CREATE TABLE claims (
  claim_id word NOT NULL,
  session_id word NOT NULL,
  tenant_id word NOT NULL,
  object_id word NOT NULL,
  person_id word NOT NULL,
  rule word NOT NULL,
  verdict word NOT NULL,
  because TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  CONSTRAINT claim_pk PRIMARY KEY (claim_id),
  CONSTRAINT claim_once UNIQUE (session_id, person_id, rule),
  CONSTRAINT claim_session FOREIGN KEY (session_id) REFERENCES sessions (session_id),
  CONSTRAINT claim_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT claim_object FOREIGN KEY (object_id) REFERENCES objects (object_id),
  CONSTRAINT claim_rule CHECK (rule IN ('never-opened', 'opened-late', 'offline-at-stop', 'not-my-object')),
  CONSTRAINT claim_verdict CHECK (verdict IN ('granted', 'refused', 'for-a-person'))
);

CREATE INDEX claim_by_person ON claims (person_id, at_ms);

CREATE TRIGGER claim_no_update BEFORE UPDATE ON claims
  FOR EACH ROW EXECUTE FUNCTION refuse_change('claim_immutable');
CREATE TRIGGER claim_no_delete BEFORE DELETE ON claims
  FOR EACH ROW EXECUTE FUNCTION refuse_change('claim_immutable');
CREATE TRIGGER claim_no_truncate BEFORE TRUNCATE ON claims
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('claim_immutable');

-- A3: sealed into one chain later; the rows themselves never change.
CREATE TABLE audit_rows (
  audit_id word NOT NULL,
  tenant_id word NOT NULL,
  at_ms BIGINT NOT NULL,
  actor_kind word NOT NULL,
  actor_id word NOT NULL,
  what word NOT NULL,
  subject_id word NOT NULL,
  facts_json TEXT NOT NULL,
  CONSTRAINT audit_row_pk PRIMARY KEY (audit_id),
  CONSTRAINT audit_row_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT audit_row_actor CHECK (actor_kind IN ('person', 'operator', 'device', 'gateway'))
);

CREATE INDEX audit_row_by_subject ON audit_rows (subject_id, at_ms);

CREATE TRIGGER audit_row_no_update BEFORE UPDATE ON audit_rows
  FOR EACH ROW EXECUTE FUNCTION refuse_change('audit_row_immutable');
CREATE TRIGGER audit_row_no_delete BEFORE DELETE ON audit_rows
  FOR EACH ROW EXECUTE FUNCTION refuse_change('audit_row_immutable');
CREATE TRIGGER audit_row_no_truncate BEFORE TRUNCATE ON audit_rows
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('audit_row_immutable');

-- Queued in the commit that made it true; the deadline `deliver-event` drives it (row 20).
CREATE TABLE outbox_events (
  event_id word NOT NULL,
  kind word NOT NULL,
  tenant_id word NOT NULL,
  person_id word NOT NULL,
  session_id word NOT NULL,
  body TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  next_at_ms BIGINT,
  delivered_at_ms BIGINT,
  CONSTRAINT outbox_event_pk PRIMARY KEY (event_id),
  CONSTRAINT outbox_event_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT outbox_event_session FOREIGN KEY (session_id) REFERENCES sessions (session_id),
  CONSTRAINT outbox_event_kind CHECK (
    kind IN ('session.started', 'session.ended', 'receipt.issued', 'refund.given', 'hold.changed')
  )
);

CREATE INDEX outbox_event_by_session ON outbox_events (session_id, at_ms);

CREATE TRIGGER outbox_event_frozen
  BEFORE UPDATE OF event_id, kind, tenant_id, person_id, session_id, body, at_ms ON outbox_events
  FOR EACH ROW EXECUTE FUNCTION refuse_change('outbox_event_frozen');

-- A message that came twice is applied once (row 25).
CREATE TABLE seen_events (
  source word NOT NULL,
  event_id word NOT NULL,
  at_ms BIGINT NOT NULL,
  CONSTRAINT seen_event_pk PRIMARY KEY (source, event_id)
);
