-- A refund that was done may come back: its wallet says later that the money never arrived, and then it is owed (row 24).
DROP TRIGGER refund_done_once;

CREATE TRIGGER refund_done_once BEFORE UPDATE ON refunds WHEN OLD.state = 'done' AND NEW.state <> 'owed'
BEGIN SELECT RAISE(ABORT, 'refund_done_once'); END;
