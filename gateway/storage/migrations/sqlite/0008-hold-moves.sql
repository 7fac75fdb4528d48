-- Four moves of a hold that nothing makes: a release goes the way of its answer, and nothing that is released is captured (M4).
DROP TRIGGER hold_move_no_delete;

DELETE FROM hold_moves
WHERE (from_state = 'pending_authorize' AND to_state = 'voiding')
  OR (from_state = 'in_doubt' AND to_state = 'declined')
  OR (from_state = 'capturing' AND to_state = 'uncollected')
  OR (from_state = 'voiding' AND to_state = 'captured');

CREATE TRIGGER hold_move_no_delete BEFORE DELETE ON hold_moves BEGIN SELECT RAISE(ABORT, 'hold_move_immutable'); END;
