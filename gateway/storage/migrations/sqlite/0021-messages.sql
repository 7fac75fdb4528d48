-- Messages: where a person wants mail, and each mail with its own attempts and its own end.

-- Seen by the person alone. An address counts once the code that was sent to it has come back; the one before counts meanwhile.
CREATE TABLE person_contacts (
  person_id TEXT NOT NULL,
  language TEXT NOT NULL,
  address TEXT,
  confirmed_at_ms INTEGER,
  pending_address TEXT,
  pending_until_ms INTEGER,
  pending_wrong_codes INTEGER NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT person_contact_pk PRIMARY KEY (person_id),
  CONSTRAINT person_contact_confirmed CHECK ((address IS NULL) = (confirmed_at_ms IS NULL)),
  CONSTRAINT person_contact_pending CHECK ((pending_address IS NULL) = (pending_until_ms IS NULL)),
  CONSTRAINT person_contact_version CHECK (version >= 1)
) STRICT, WITHOUT ROWID;

-- Beside the event that it is about, not after it: the deadline `deliver-message` drives it, whatever becomes of a webhook.
CREATE TABLE messages (
  message_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  person_id TEXT NOT NULL,
  tenant_id TEXT,
  session_id TEXT,
  subject_id TEXT,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  cause TEXT,
  ended_at_ms INTEGER,
  CONSTRAINT message_pk PRIMARY KEY (message_id),
  CONSTRAINT message_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT message_session FOREIGN KEY (session_id) REFERENCES sessions (session_id),
  CONSTRAINT message_kind CHECK (kind IN ('confirm-address', 'session-started', 'session-ends-soon', 'receipt', 'refund')),
  CONSTRAINT message_state CHECK (state IN ('waiting', 'taken', 'refused', 'given-up', 'dropped')),
  CONSTRAINT message_ended CHECK ((state = 'waiting') = (ended_at_ms IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX message_undelivered ON messages (tenant_id, at_ms) WHERE state IN ('waiting', 'refused', 'given-up');
