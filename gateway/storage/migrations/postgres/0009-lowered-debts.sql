-- What is owed may go down, and by how much stays with the memo: the receipt says what was frozen (R13).
ALTER TABLE uncollected ADD COLUMN lowered_minor BIGINT NOT NULL DEFAULT 0;
ALTER TABLE uncollected ADD CONSTRAINT uncollected_lowered CHECK (lowered_minor >= 0);

DROP TRIGGER uncollected_frozen ON uncollected;
CREATE TRIGGER uncollected_frozen
  BEFORE UPDATE OF hold_id, session_id, payer_id, tenant_id, currency, at_ms ON uncollected
  FOR EACH ROW EXECUTE FUNCTION refuse_change('uncollected_frozen');

CREATE TRIGGER uncollected_only_lowered
  BEFORE UPDATE OF owed_minor, lowered_minor ON uncollected
  FOR EACH ROW
  WHEN (NEW.owed_minor > OLD.owed_minor OR NEW.owed_minor + NEW.lowered_minor <> OLD.owed_minor + OLD.lowered_minor)
  EXECUTE FUNCTION refuse_change('uncollected_only_lowered');
