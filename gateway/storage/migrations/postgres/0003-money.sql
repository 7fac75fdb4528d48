-- Money: holds and their moves, transfers and their postings, balances of persons, receipts.

CREATE TABLE holds (
  hold_id word NOT NULL,
  session_id word NOT NULL,
  payer_id word NOT NULL,
  tenant_id word NOT NULL,
  wallet word NOT NULL,
  role word NOT NULL,
  currency word NOT NULL,
  held_minor BIGINT NOT NULL,
  state word NOT NULL,
  version BIGINT NOT NULL,
  wallet_ref word,
  expires_at_ms BIGINT,
  captured_minor BIGINT,
  refunded_minor BIGINT NOT NULL,
  created_at_ms BIGINT NOT NULL,
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
);

CREATE INDEX hold_by_session ON holds (session_id);

-- Every change of state that exists: HOLD_MOVES of domain/hold/hold.ts, row by row.
CREATE TABLE hold_moves (
  from_state word NOT NULL,
  to_state word NOT NULL,
  CONSTRAINT hold_move_pk PRIMARY KEY (from_state, to_state)
);

INSERT INTO hold_moves (from_state, to_state) VALUES
  ('pending_authorize', 'held'), ('pending_authorize', 'declined'), ('pending_authorize', 'in_doubt'), ('pending_authorize', 'voiding'),
  ('in_doubt', 'voiding'), ('in_doubt', 'voided'), ('in_doubt', 'declined'),
  ('held', 'capturing'), ('held', 'captured'), ('held', 'voiding'), ('held', 'voided'), ('held', 'expired'),
  ('capturing', 'captured'), ('capturing', 'expired'), ('capturing', 'uncollected'),
  ('voiding', 'voided'), ('voiding', 'captured'),
  ('expired', 'captured'), ('expired', 'voided'), ('expired', 'uncollected'),
  ('uncollected', 'captured');

CREATE TRIGGER hold_move_no_update BEFORE UPDATE ON hold_moves
  FOR EACH ROW EXECUTE FUNCTION refuse_change('hold_move_immutable');
CREATE TRIGGER hold_move_no_delete BEFORE DELETE ON hold_moves
  FOR EACH ROW EXECUTE FUNCTION refuse_change('hold_move_immutable');
CREATE TRIGGER hold_move_no_truncate BEFORE TRUNCATE ON hold_moves
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('hold_move_immutable');
CREATE TRIGGER hold_no_delete BEFORE DELETE ON holds
  FOR EACH ROW EXECUTE FUNCTION refuse_change('hold_immutable');
CREATE TRIGGER hold_no_truncate BEFORE TRUNCATE ON holds
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('hold_immutable');

CREATE TRIGGER hold_begins
  BEFORE INSERT ON holds
  FOR EACH ROW
  WHEN (NEW.state NOT IN ('pending_authorize', 'held') OR NEW.version <> 1)
  EXECUTE FUNCTION refuse_change('hold_begins');

CREATE TRIGGER hold_frozen
  BEFORE UPDATE OF hold_id, session_id, payer_id, tenant_id, wallet, role, currency, created_at_ms ON holds
  FOR EACH ROW EXECUTE FUNCTION refuse_change('hold_frozen');

-- Resolved exactly once: what is captured can only be refunded more, what is voided or declined is over.
CREATE FUNCTION hold_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> NEW.state THEN
    PERFORM refuse_unless(
      EXISTS (SELECT FROM hold_moves WHERE from_state = OLD.state AND to_state = NEW.state), 'hold_state'
    );
  ELSE
    PERFORM refuse_unless(OLD.state NOT IN ('voided', 'declined'), 'hold_state');
  END IF;
  PERFORM refuse_unless(NEW.version = OLD.version + 1, 'hold_version');
  IF OLD.state = 'captured' THEN
    PERFORM refuse_unless(
      NEW.captured_minor IS NOT DISTINCT FROM OLD.captured_minor
      AND NEW.held_minor = OLD.held_minor
      AND NEW.refunded_minor >= OLD.refunded_minor,
      'hold_captured_once'
    );
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER hold_moves_on BEFORE UPDATE ON holds FOR EACH ROW EXECUTE FUNCTION hold_moves_on();

-- M3: never more than was held; what comes in after the hold was gone is the frozen amount at most (R8, row 22).
CREATE FUNCTION hold_captured_within() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  most BIGINT := NEW.held_minor;
BEGIN
  IF OLD.state IN ('expired', 'uncollected') THEN
    SELECT coalesce(max((share ->> 'totalMinor')::bigint), OLD.held_minor) INTO most
    FROM sessions, json_array_elements(sessions.settlement_json::json -> 'shares') AS share
    WHERE sessions.session_id = OLD.session_id AND share ->> 'holdId' = OLD.hold_id;
  END IF;
  PERFORM refuse_unless(NEW.captured_minor <= most, 'hold_captured_within');
  RETURN NEW;
END $$;

CREATE TRIGGER hold_captured_within
  BEFORE UPDATE OF captured_minor ON holds
  FOR EACH ROW
  WHEN (OLD.state <> 'captured' AND NEW.captured_minor IS NOT NULL)
  EXECUTE FUNCTION hold_captured_within();

CREATE TABLE transfers (
  row_no BIGINT GENERATED ALWAYS AS IDENTITY,
  transfer_id word NOT NULL,
  op_key word NOT NULL,
  kind word NOT NULL,
  tenant_id word NOT NULL,
  session_id word,
  currency word NOT NULL,
  at_ms BIGINT NOT NULL,
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
);

CREATE INDEX transfer_by_session ON transfers (session_id) WHERE session_id IS NOT NULL;

-- A transfer is the last row of itself: its postings come first (the reference is judged at COMMIT), and none can be added after.
-- `leg` keeps the order in which shares were rounded.
CREATE TABLE postings (
  transfer_id word NOT NULL,
  leg INTEGER NOT NULL,
  account word NOT NULL,
  delta_minor BIGINT NOT NULL,
  CONSTRAINT posting_pk PRIMARY KEY (transfer_id, leg),
  CONSTRAINT posting_transfer FOREIGN KEY (transfer_id) REFERENCES transfers (transfer_id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX posting_by_account ON postings (account);

CREATE TRIGGER transfer_no_update BEFORE UPDATE ON transfers
  FOR EACH ROW EXECUTE FUNCTION refuse_change('transfer_immutable');
CREATE TRIGGER transfer_no_delete BEFORE DELETE ON transfers
  FOR EACH ROW EXECUTE FUNCTION refuse_change('transfer_immutable');
CREATE TRIGGER transfer_no_truncate BEFORE TRUNCATE ON transfers
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('transfer_immutable');
CREATE TRIGGER posting_no_update BEFORE UPDATE ON postings
  FOR EACH ROW EXECUTE FUNCTION refuse_change('posting_immutable');
CREATE TRIGGER posting_no_delete BEFORE DELETE ON postings
  FOR EACH ROW EXECUTE FUNCTION refuse_change('posting_immutable');
CREATE TRIGGER posting_no_truncate BEFORE TRUNCATE ON postings
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('posting_immutable');

CREATE FUNCTION posting_of_closed_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refuse_unless(NOT EXISTS (SELECT FROM transfers WHERE transfer_id = NEW.transfer_id), 'transfer_closed');
  RETURN NEW;
END $$;

CREATE TRIGGER posting_of_closed_transfer BEFORE INSERT ON postings
  FOR EACH ROW EXECUTE FUNCTION posting_of_closed_transfer();

-- M1, judged when all rows of the commit are there: also a posting that another connection slipped in meanwhile is seen.
CREATE FUNCTION transfer_closes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refuse_unless(
    (SELECT coalesce(sum(delta_minor), 0) FROM postings WHERE transfer_id = NEW.transfer_id) = 0, 'transfer_sum'
  );
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER transfer_closes AFTER INSERT ON transfers DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION transfer_closes();
CREATE CONSTRAINT TRIGGER posting_closes AFTER INSERT ON postings DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION transfer_closes();

-- Only accounts of persons: a venue's balance is the sum of its postings, so that nobody waits on a hot row (R12).
CREATE TABLE wallet_balances (
  account word NOT NULL,
  currency word NOT NULL,
  balance_minor BIGINT NOT NULL,
  CONSTRAINT wallet_balance_pk PRIMARY KEY (account, currency),
  CONSTRAINT wallet_floor CHECK (balance_minor >= 0),
  CONSTRAINT wallet_account CHECK (account LIKE 'available:%' OR account LIKE 'held:%')
);

CREATE TABLE receipts (
  receipt_id word NOT NULL,
  session_id word NOT NULL,
  payer_id word NOT NULL,
  tenant_id word NOT NULL,
  receipt_json TEXT NOT NULL,
  issued_at_ms BIGINT NOT NULL,
  CONSTRAINT receipt_pk PRIMARY KEY (receipt_id),
  CONSTRAINT receipt_session UNIQUE (session_id, payer_id),
  CONSTRAINT receipt_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT receipt_of_session FOREIGN KEY (session_id) REFERENCES sessions (session_id)
);

CREATE TRIGGER receipt_no_update BEFORE UPDATE ON receipts
  FOR EACH ROW EXECUTE FUNCTION refuse_change('receipt_immutable');
CREATE TRIGGER receipt_no_delete BEFORE DELETE ON receipts
  FOR EACH ROW EXECUTE FUNCTION refuse_change('receipt_immutable');
CREATE TRIGGER receipt_no_truncate BEFORE TRUNCATE ON receipts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('receipt_immutable');
