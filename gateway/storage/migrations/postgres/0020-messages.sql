-- Messages: where a person wants mail, and each mail with its own attempts and its own end.

-- Seen by the person alone. An address counts once the code that was sent to it has come back; the one before counts meanwhile.
CREATE TABLE person_contacts (
  person_id word NOT NULL,
  language word NOT NULL,
  address word,
  confirmed_at_ms BIGINT,
  pending_address word,
  pending_until_ms BIGINT,
  pending_wrong_codes BIGINT NOT NULL,
  version BIGINT NOT NULL,
  CONSTRAINT person_contact_pk PRIMARY KEY (person_id),
  CONSTRAINT person_contact_confirmed CHECK ((address IS NULL) = (confirmed_at_ms IS NULL)),
  CONSTRAINT person_contact_pending CHECK ((pending_address IS NULL) = (pending_until_ms IS NULL)),
  CONSTRAINT person_contact_version CHECK (version >= 1)
);

-- Beside the event that it is about, not after it: the deadline `deliver-message` drives it, whatever becomes of a webhook.
CREATE TABLE messages (
  message_id word NOT NULL,
  kind word NOT NULL,
  person_id word NOT NULL,
  tenant_id word,
  session_id word,
  subject_id word,
  state word NOT NULL,
  attempts BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  cause word,
  ended_at_ms BIGINT,
  CONSTRAINT message_pk PRIMARY KEY (message_id),
  CONSTRAINT message_tenant FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id),
  CONSTRAINT message_session FOREIGN KEY (session_id) REFERENCES sessions (session_id),
  CONSTRAINT message_kind CHECK (kind IN ('confirm-address', 'session-started', 'session-ends-soon', 'receipt', 'refund')),
  CONSTRAINT message_state CHECK (state IN ('waiting', 'taken', 'refused', 'given-up', 'dropped')),
  CONSTRAINT message_ended CHECK ((state = 'waiting') = (ended_at_ms IS NULL))
);

CREATE INDEX message_undelivered ON messages (tenant_id, at_ms) WHERE state IN ('waiting', 'refused', 'given-up');
