-- Warnings: two more kinds of events and one more of mails; a CHECK is widened by building its table anew.
CREATE TABLE outbox_events_next (
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
    kind IN (
      'session.started', 'session.ends-soon', 'session.money-low', 'session.ended', 'receipt.issued', 'refund.given',
      'hold.changed'
    )
  )
) STRICT;

INSERT INTO outbox_events_next (
  event_id, kind, tenant_id, person_id, session_id, body, attempts, at_ms, next_at_ms, delivered_at_ms
) SELECT event_id, kind, tenant_id, person_id, session_id, body, attempts, at_ms, next_at_ms, delivered_at_ms
FROM outbox_events ORDER BY rowid;
DROP TABLE outbox_events;
ALTER TABLE outbox_events_next RENAME TO outbox_events;

CREATE INDEX outbox_event_by_session ON outbox_events (session_id, at_ms);

CREATE TRIGGER outbox_event_frozen
BEFORE UPDATE OF event_id, kind, tenant_id, person_id, session_id, body, at_ms ON outbox_events
BEGIN
  SELECT RAISE(ABORT, 'outbox_event_frozen');
END;

CREATE TABLE messages_next (
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
  CONSTRAINT message_kind CHECK (
    kind IN ('confirm-address', 'session-started', 'session-ends-soon', 'session-money-low', 'receipt', 'refund')
  ),
  CONSTRAINT message_state CHECK (state IN ('waiting', 'taken', 'refused', 'given-up', 'dropped')),
  CONSTRAINT message_ended CHECK ((state = 'waiting') = (ended_at_ms IS NULL))
) STRICT, WITHOUT ROWID;

INSERT INTO messages_next (
  message_id, kind, person_id, tenant_id, session_id, subject_id, state, attempts, at_ms, cause, ended_at_ms
) SELECT message_id, kind, person_id, tenant_id, session_id, subject_id, state, attempts, at_ms, cause, ended_at_ms
FROM messages;
DROP TABLE messages;
ALTER TABLE messages_next RENAME TO messages;

CREATE INDEX message_undelivered ON messages (tenant_id, at_ms) WHERE state IN ('waiting', 'refused', 'given-up');
