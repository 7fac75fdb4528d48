-- Warnings: two more kinds of events and one more of mails.
ALTER TABLE outbox_events DROP CONSTRAINT outbox_event_kind;
ALTER TABLE outbox_events ADD CONSTRAINT outbox_event_kind CHECK (
  kind IN (
    'session.started', 'session.ends-soon', 'session.money-low', 'session.ended', 'receipt.issued', 'refund.given',
    'hold.changed'
  )
);

ALTER TABLE messages DROP CONSTRAINT message_kind;
ALTER TABLE messages ADD CONSTRAINT message_kind CHECK (
  kind IN ('confirm-address', 'session-started', 'session-ends-soon', 'session-money-low', 'receipt', 'refund')
);
