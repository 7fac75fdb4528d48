-- Every change of state of a session that exists: SESSION_TABLE of domain/session/session-state.ts, as the database's own guard.
CREATE TABLE session_moves (
  from_state TEXT NOT NULL,
  to_state TEXT NOT NULL,
  CONSTRAINT session_move_pk PRIMARY KEY (from_state, to_state)
) STRICT, WITHOUT ROWID;

INSERT INTO session_moves (from_state, to_state) VALUES
  ('authorizing', 'starting'), ('authorizing', 'failed'), ('authorizing', 'settling'), ('authorizing', 'review'),
  ('starting', 'active'), ('starting', 'stopping'), ('starting', 'settling'), ('starting', 'closed'), ('starting', 'review'),
  ('active', 'suspended'), ('active', 'stopping'), ('active', 'settling'), ('active', 'closed'), ('active', 'review'),
  ('suspended', 'active'), ('suspended', 'stopping'), ('suspended', 'settling'), ('suspended', 'closed'), ('suspended', 'review'),
  ('stopping', 'active'), ('stopping', 'settling'), ('stopping', 'closed'), ('stopping', 'review'),
  ('settling', 'closed'), ('settling', 'review'),
  ('review', 'settling'), ('review', 'closed');

CREATE TRIGGER session_move_no_update BEFORE UPDATE ON session_moves BEGIN SELECT RAISE(ABORT, 'session_move_immutable'); END;
CREATE TRIGGER session_move_no_delete BEFORE DELETE ON session_moves BEGIN SELECT RAISE(ABORT, 'session_move_immutable'); END;

-- What is over stays over, and nothing skips a step that moves money.
CREATE TRIGGER session_moves_on
BEFORE UPDATE OF state ON sessions
WHEN OLD.state <> NEW.state
  AND NOT EXISTS (SELECT 1 FROM session_moves WHERE from_state = OLD.state AND to_state = NEW.state)
BEGIN
  SELECT RAISE(ABORT, 'session_moves_on');
END;
