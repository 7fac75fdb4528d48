-- What the venue and the guest get on paper: the sealed audit, payouts, running numbers of receipts and whom they are made out to.

-- Each link follows the last one: nothing is put between, nothing left out (A3).
CREATE TABLE audit_links (
  position INTEGER NOT NULL,
  audit_id TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  sealed_at_ms INTEGER NOT NULL,
  CONSTRAINT audit_position PRIMARY KEY (position),
  CONSTRAINT audit_link_once UNIQUE (audit_id),
  CONSTRAINT audit_link_row FOREIGN KEY (audit_id) REFERENCES audit_rows (audit_id)
) STRICT;

CREATE TRIGGER audit_link_follows
BEFORE INSERT ON audit_links
WHEN NEW.position <> 1 + (SELECT coalesce(max(position), 0) FROM audit_links)
  OR NEW.previous_hash <> coalesce((SELECT hash FROM audit_links ORDER BY position DESC LIMIT 1), NEW.previous_hash)
BEGIN
  SELECT RAISE(ABORT, 'audit_position');
END;
CREATE TRIGGER audit_link_no_update BEFORE UPDATE ON audit_links BEGIN SELECT RAISE(ABORT, 'audit_link_immutable'); END;
CREATE TRIGGER audit_link_no_delete BEFORE DELETE ON audit_links BEGIN SELECT RAISE(ABORT, 'audit_link_immutable'); END;

CREATE TABLE payouts (
  payout_id TEXT NOT NULL,
  tenant_id TEXT NOT NULL,
  venue_id TEXT NOT NULL,
  currency TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  until_ms INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  CONSTRAINT payout_pk PRIMARY KEY (payout_id),
  CONSTRAINT payout_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT payout_venue FOREIGN KEY (venue_id) REFERENCES venues (venue_id),
  CONSTRAINT payout_amount CHECK (amount_minor > 0)
) STRICT;

CREATE INDEX payout_by_venue ON payouts (venue_id, at_ms);

-- A transfer is paid out once (R19).
CREATE TABLE payout_items (
  payout_id TEXT NOT NULL,
  transfer_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  wallet TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  CONSTRAINT payout_item PRIMARY KEY (transfer_id),
  CONSTRAINT payout_item_payout FOREIGN KEY (payout_id) REFERENCES payouts (payout_id),
  CONSTRAINT payout_item_transfer FOREIGN KEY (transfer_id) REFERENCES transfers (transfer_id),
  CONSTRAINT payout_item_session FOREIGN KEY (session_id) REFERENCES sessions (session_id),
  CONSTRAINT payout_item_wallet CHECK (wallet IN ('ledger', 'host', 'card'))
) STRICT;

CREATE INDEX payout_item_by_payout ON payout_items (payout_id, at_ms);

CREATE TRIGGER payout_no_update BEFORE UPDATE ON payouts BEGIN SELECT RAISE(ABORT, 'payout_immutable'); END;
CREATE TRIGGER payout_no_delete BEFORE DELETE ON payouts BEGIN SELECT RAISE(ABORT, 'payout_immutable'); END;
CREATE TRIGGER payout_item_no_update BEFORE UPDATE ON payout_items BEGIN SELECT RAISE(ABORT, 'payout_item_immutable'); END;
CREATE TRIGGER payout_item_no_delete BEFORE DELETE ON payout_items BEGIN SELECT RAISE(ABORT, 'payout_item_immutable'); END;

-- Without a gap per venue and year: what tax authorities ask of bills.
CREATE TABLE receipt_numbers (
  receipt_id TEXT NOT NULL,
  venue_id TEXT NOT NULL,
  year INTEGER NOT NULL,
  number INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  CONSTRAINT receipt_number_pk PRIMARY KEY (receipt_id),
  CONSTRAINT receipt_number UNIQUE (venue_id, year, number),
  CONSTRAINT receipt_number_receipt FOREIGN KEY (receipt_id) REFERENCES receipts (receipt_id),
  CONSTRAINT receipt_number_venue FOREIGN KEY (venue_id) REFERENCES venues (venue_id)
) STRICT;

CREATE TRIGGER receipt_number_follows
BEFORE INSERT ON receipt_numbers
WHEN NEW.number <> 1 + (SELECT coalesce(max(number), 0) FROM receipt_numbers WHERE venue_id = NEW.venue_id AND year = NEW.year)
BEGIN
  SELECT RAISE(ABORT, 'receipt_number');
END;
CREATE TRIGGER receipt_number_no_update BEFORE UPDATE ON receipt_numbers BEGIN SELECT RAISE(ABORT, 'receipt_number_immutable'); END;
CREATE TRIGGER receipt_number_no_delete BEFORE DELETE ON receipt_numbers BEGIN SELECT RAISE(ABORT, 'receipt_number_immutable'); END;

CREATE TABLE receipt_addressees (
  receipt_id TEXT NOT NULL,
  company TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  CONSTRAINT receipt_addressee PRIMARY KEY (receipt_id),
  CONSTRAINT receipt_addressee_receipt FOREIGN KEY (receipt_id) REFERENCES receipts (receipt_id)
) STRICT;

CREATE TRIGGER receipt_addressee_no_update
BEFORE UPDATE ON receipt_addressees
BEGIN
  SELECT RAISE(ABORT, 'receipt_addressee_immutable');
END;
CREATE TRIGGER receipt_addressee_no_delete
BEFORE DELETE ON receipt_addressees
BEGIN
  SELECT RAISE(ABORT, 'receipt_addressee_immutable');
END;
