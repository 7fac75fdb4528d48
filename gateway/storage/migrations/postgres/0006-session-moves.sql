-- Every change of state of a session that exists: SESSION_TABLE of domain/session/session-state.ts, as the database's own guard.
CREATE TABLE session_moves (
  from_state word NOT NULL,
  to_state word NOT NULL,
  CONSTRAINT session_move_pk PRIMARY KEY (from_state, to_state)
);

INSERT INTO session_moves (from_state, to_state) VALUES
  ('authorizing', 'starting'), ('authorizing', 'failed'), ('authorizing', 'settling'), ('authorizing', 'review'),
  ('starting', 'active'), ('starting', 'stopping'), ('starting', 'settling'), ('starting', 'closed'), ('starting', 'review'),
  ('active', 'suspended'), ('active', 'stopping'), ('active', 'settling'), ('active', 'closed'), ('active', 'review'),
  ('suspended', 'active'), ('suspended', 'stopping'), ('suspended', 'settling'), ('suspended', 'closed'), ('suspended', 'review'),
  ('stopping', 'active'), ('stopping', 'settling'), ('stopping', 'closed'), ('stopping', 'review'),
  ('settling', 'closed'), ('settling', 'review'),
  ('review', 'settling'), ('review', 'closed');

CREATE TRIGGER session_move_no_update BEFORE UPDATE ON session_moves
  FOR EACH ROW EXECUTE FUNCTION refuse_change('session_move_immutable');
CREATE TRIGGER session_move_no_delete BEFORE DELETE ON session_moves
  FOR EACH ROW EXECUTE FUNCTION refuse_change('session_move_immutable');
CREATE TRIGGER session_move_no_truncate BEFORE TRUNCATE ON session_moves
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('session_move_immutable');

-- What is over stays over, and nothing skips a step that moves money.
CREATE FUNCTION session_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refuse_unless(
    EXISTS (SELECT FROM session_moves WHERE from_state = OLD.state AND to_state = NEW.state), 'session_moves_on'
  );
  RETURN NEW;
END $$;

CREATE TRIGGER session_moves_on
  BEFORE UPDATE OF state ON sessions
  FOR EACH ROW
  WHEN (OLD.state <> NEW.state)
  EXECUTE FUNCTION session_moves_on();
