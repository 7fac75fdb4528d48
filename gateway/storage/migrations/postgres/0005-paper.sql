-- What the venue and the guest get on paper: the sealed audit, payouts, running numbers of receipts and whom they are made out to.

-- Each link follows the last one: nothing is put between, nothing left out (A3).
CREATE TABLE audit_links (
  position BIGINT NOT NULL,
  audit_id word NOT NULL,
  previous_hash word NOT NULL,
  hash word NOT NULL,
  sealed_at_ms BIGINT NOT NULL,
  CONSTRAINT audit_position PRIMARY KEY (position),
  CONSTRAINT audit_link_once UNIQUE (audit_id),
  CONSTRAINT audit_link_row FOREIGN KEY (audit_id) REFERENCES audit_rows (audit_id)
);

-- Two sealers at once: both follow the same link, and the second meets the key of the first.
CREATE FUNCTION audit_link_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  head RECORD;
BEGIN
  SELECT position, hash INTO head FROM audit_links ORDER BY position DESC LIMIT 1;
  PERFORM refuse_unless(NEW.position = 1 + coalesce(head.position, 0), 'audit_position');
  PERFORM refuse_unless(head.hash IS NULL OR NEW.previous_hash = head.hash, 'audit_position');
  RETURN NEW;
END $$;

CREATE TRIGGER audit_link_follows BEFORE INSERT ON audit_links
  FOR EACH ROW EXECUTE FUNCTION audit_link_follows();
CREATE TRIGGER audit_link_no_update BEFORE UPDATE ON audit_links
  FOR EACH ROW EXECUTE FUNCTION refuse_change('audit_link_immutable');
CREATE TRIGGER audit_link_no_delete BEFORE DELETE ON audit_links
  FOR EACH ROW EXECUTE FUNCTION refuse_change('audit_link_immutable');
CREATE TRIGGER audit_link_no_truncate BEFORE TRUNCATE ON audit_links
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('audit_link_immutable');

CREATE TABLE payouts (
  payout_id word NOT NULL,
  tenant_id word NOT NULL,
  venue_id word NOT NULL,
  currency word NOT NULL,
  amount_minor BIGINT NOT NULL,
  until_ms BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  CONSTRAINT payout_pk PRIMARY KEY (payout_id),
  CONSTRAINT payout_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT payout_venue FOREIGN KEY (venue_id) REFERENCES venues (venue_id),
  CONSTRAINT payout_amount CHECK (amount_minor > 0)
);

CREATE INDEX payout_by_venue ON payouts (venue_id, at_ms);

-- A transfer is paid out once (R19).
CREATE TABLE payout_items (
  payout_id word NOT NULL,
  transfer_id word NOT NULL,
  session_id word NOT NULL,
  wallet word NOT NULL,
  amount_minor BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  CONSTRAINT payout_item PRIMARY KEY (transfer_id),
  CONSTRAINT payout_item_payout FOREIGN KEY (payout_id) REFERENCES payouts (payout_id),
  CONSTRAINT payout_item_transfer FOREIGN KEY (transfer_id) REFERENCES transfers (transfer_id),
  CONSTRAINT payout_item_session FOREIGN KEY (session_id) REFERENCES sessions (session_id),
  CONSTRAINT payout_item_wallet CHECK (wallet IN ('ledger', 'host', 'card'))
);

CREATE INDEX payout_item_by_payout ON payout_items (payout_id, at_ms);

CREATE TRIGGER payout_no_update BEFORE UPDATE ON payouts
  FOR EACH ROW EXECUTE FUNCTION refuse_change('payout_immutable');
CREATE TRIGGER payout_no_delete BEFORE DELETE ON payouts
  FOR EACH ROW EXECUTE FUNCTION refuse_change('payout_immutable');
CREATE TRIGGER payout_no_truncate BEFORE TRUNCATE ON payouts
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('payout_immutable');
CREATE TRIGGER payout_item_no_update BEFORE UPDATE ON payout_items
  FOR EACH ROW EXECUTE FUNCTION refuse_change('payout_item_immutable');
CREATE TRIGGER payout_item_no_delete BEFORE DELETE ON payout_items
  FOR EACH ROW EXECUTE FUNCTION refuse_change('payout_item_immutable');
CREATE TRIGGER payout_item_no_truncate BEFORE TRUNCATE ON payout_items
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('payout_item_immutable');

-- Without a gap per venue and year: what tax authorities ask of bills.
CREATE TABLE receipt_numbers (
  receipt_id word NOT NULL,
  venue_id word NOT NULL,
  year BIGINT NOT NULL,
  number BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  CONSTRAINT receipt_number_pk PRIMARY KEY (receipt_id),
  CONSTRAINT receipt_number UNIQUE (venue_id, year, number),
  CONSTRAINT receipt_number_receipt FOREIGN KEY (receipt_id) REFERENCES receipts (receipt_id),
  CONSTRAINT receipt_number_venue FOREIGN KEY (venue_id) REFERENCES venues (venue_id)
);

CREATE FUNCTION receipt_number_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refuse_unless(
    NEW.number = 1 + (
      SELECT coalesce(max(number), 0) FROM receipt_numbers WHERE venue_id = NEW.venue_id AND year = NEW.year
    ),
    'receipt_number'
  );
  RETURN NEW;
END $$;

CREATE TRIGGER receipt_number_follows BEFORE INSERT ON receipt_numbers
  FOR EACH ROW EXECUTE FUNCTION receipt_number_follows();
CREATE TRIGGER receipt_number_no_update BEFORE UPDATE ON receipt_numbers
  FOR EACH ROW EXECUTE FUNCTION refuse_change('receipt_number_immutable');
CREATE TRIGGER receipt_number_no_delete BEFORE DELETE ON receipt_numbers
  FOR EACH ROW EXECUTE FUNCTION refuse_change('receipt_number_immutable');
CREATE TRIGGER receipt_number_no_truncate BEFORE TRUNCATE ON receipt_numbers
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('receipt_number_immutable');

CREATE TABLE receipt_addressees (
  receipt_id word NOT NULL,
  company TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  CONSTRAINT receipt_addressee PRIMARY KEY (receipt_id),
  CONSTRAINT receipt_addressee_receipt FOREIGN KEY (receipt_id) REFERENCES receipts (receipt_id)
);

CREATE TRIGGER receipt_addressee_no_update BEFORE UPDATE ON receipt_addressees
  FOR EACH ROW EXECUTE FUNCTION refuse_change('receipt_addressee_immutable');
CREATE TRIGGER receipt_addressee_no_delete BEFORE DELETE ON receipt_addressees
  FOR EACH ROW EXECUTE FUNCTION refuse_change('receipt_addressee_immutable');
CREATE TRIGGER receipt_addressee_no_truncate BEFORE TRUNCATE ON receipt_addressees
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('receipt_addressee_immutable');
