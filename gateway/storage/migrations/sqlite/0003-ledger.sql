-- Money: holds, transfers and their postings, balances of persons, receipts.

CREATE TABLE holds (
  hold_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  payer_id TEXT NOT NULL,
  currency TEXT NOT NULL,
  held_minor INTEGER NOT NULL,
  state TEXT NOT NULL,
  captured_minor INTEGER,
  CONSTRAINT hold_pk PRIMARY KEY (hold_id),
  CONSTRAINT hold_session FOREIGN KEY (session_id) REFERENCES sessions (session_id),
  CONSTRAINT hold_state CHECK (state IN ('held', 'captured', 'voided')),
  CONSTRAINT hold_amount CHECK (held_minor >= 0),
  -- M3: never more than was held, and only what was captured has an amount.
  CONSTRAINT hold_captured_within CHECK (captured_minor IS NULL OR captured_minor BETWEEN 0 AND held_minor),
  CONSTRAINT hold_captured_whole CHECK ((state = 'captured') = (captured_minor IS NOT NULL))
) STRICT;

CREATE INDEX hold_by_session ON holds (session_id);

-- Resolved exactly once.
CREATE TRIGGER hold_resolved_once BEFORE UPDATE ON holds WHEN OLD.state <> 'held' BEGIN SELECT RAISE(ABORT, 'hold_resolved'); END;

CREATE TABLE transfers (
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
  CONSTRAINT transfer_kind CHECK (kind IN ('top-up', 'authorize', 'capture', 'void'))
) STRICT;

CREATE INDEX transfer_by_session ON transfers (session_id) WHERE session_id IS NOT NULL;

-- `leg` keeps the order in which shares were rounded.
CREATE TABLE postings (
  transfer_id TEXT NOT NULL,
  leg INTEGER NOT NULL,
  account TEXT NOT NULL,
  delta_minor INTEGER NOT NULL,
  CONSTRAINT posting_pk PRIMARY KEY (transfer_id, leg),
  CONSTRAINT posting_transfer FOREIGN KEY (transfer_id) REFERENCES transfers (transfer_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX posting_by_account ON postings (account);

CREATE TRIGGER transfer_no_update BEFORE UPDATE ON transfers BEGIN SELECT RAISE(ABORT, 'transfer_immutable'); END;
CREATE TRIGGER transfer_no_delete BEFORE DELETE ON transfers BEGIN SELECT RAISE(ABORT, 'transfer_immutable'); END;
CREATE TRIGGER posting_no_update BEFORE UPDATE ON postings BEGIN SELECT RAISE(ABORT, 'posting_immutable'); END;
CREATE TRIGGER posting_no_delete BEFORE DELETE ON postings BEGIN SELECT RAISE(ABORT, 'posting_immutable'); END;

-- Only accounts of persons: a venue's balance is the sum of its postings, so that nobody waits on a hot row (R12).
CREATE TABLE wallet_balances (
  account TEXT NOT NULL,
  currency TEXT NOT NULL,
  balance_minor INTEGER NOT NULL,
  CONSTRAINT wallet_balance_pk PRIMARY KEY (account, currency),
  CONSTRAINT wallet_floor CHECK (balance_minor >= 0),
  CONSTRAINT wallet_account CHECK (account LIKE 'available:%' OR account LIKE 'held:%')
) STRICT, WITHOUT ROWID;

CREATE TABLE receipts (
  receipt_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  payer_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  receipt_json TEXT NOT NULL,
  issued_at_ms INTEGER NOT NULL,
  CONSTRAINT receipt_pk PRIMARY KEY (receipt_id),
  CONSTRAINT receipt_session UNIQUE (session_id, payer_id),
  CONSTRAINT receipt_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT receipt_of_session FOREIGN KEY (session_id) REFERENCES sessions (session_id)
) STRICT;

CREATE TRIGGER receipt_no_update BEFORE UPDATE ON receipts BEGIN SELECT RAISE(ABORT, 'receipt_immutable'); END;
CREATE TRIGGER receipt_no_delete BEFORE DELETE ON receipts BEGIN SELECT RAISE(ABORT, 'receipt_immutable'); END;
