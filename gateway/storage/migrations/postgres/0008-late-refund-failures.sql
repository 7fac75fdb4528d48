-- A refund that was done may come back: its wallet says later that the money never arrived, and then it is owed (row 24).
DROP TRIGGER refund_done_once ON refunds;

CREATE TRIGGER refund_done_once BEFORE UPDATE ON refunds
  FOR EACH ROW WHEN (OLD.state = 'done' AND NEW.state <> 'owed') EXECUTE FUNCTION refuse_change('refund_done_once');
