// Writes of holds, and of what becomes of their money beside a capture: refunds, and what could not be collected.
import { type HoldRow, holdToRow, type RefundRow, refundToRow, type UncollectedRow, uncollectedToRow } from '../rows/hold-row.ts';
import { minorToColumn } from '../rows/values.ts';
import type { Connection } from './connection.ts';
import { refusedUnlessOne, type Writers } from './writers.ts';

type HoldChanges =
  | 'hold-placed'
  | 'hold-changed'
  | 'uncollected-noted'
  | 'uncollected-resolved'
  | 'uncollected-lowered'
  | 'refund-noted'
  | 'refund-resolved';

const INSERT_HOLD = `
  INSERT INTO holds (
    hold_id, session_id, payer_id, tenant_id, wallet, role, currency, held_minor, state, version, wallet_ref, expires_at_ms,
    captured_minor, refunded_minor, created_at_ms
  ) VALUES (
    @hold_id, @session_id, @payer_id, @tenant_id, @wallet, @role, @currency, @held_minor, @state, @version, @wallet_ref,
    @expires_at_ms, @captured_minor, @refunded_minor, @created_at_ms
  )`;

/** Whose hold it is and where is not among the columns; which moves exist is judged by the trigger. */
const CHANGE_HOLD = `
  UPDATE holds SET
    held_minor = @held_minor, state = @state, version = @version, wallet_ref = @wallet_ref, expires_at_ms = @expires_at_ms,
    captured_minor = @captured_minor, refunded_minor = @refunded_minor
  WHERE hold_id = @hold_id AND version = @version - 1`;

const INSERT_REFUND = `
  INSERT INTO refunds (
    refund_id, hold_id, session_id, payer_id, tenant_id, rule, amount_minor, currency, by_actor, by_id, reason, state, created_at_ms
  ) VALUES (
    @refund_id, @hold_id, @session_id, @payer_id, @tenant_id, @rule, @amount_minor, @currency, @by_actor, @by_id, @reason, @state,
    @created_at_ms
  )`;

export function holdWriters(db: Connection): Writers<HoldChanges> {
  const insertHold = db.prepare<HoldRow>(INSERT_HOLD);
  const changeHold = db.prepare<HoldRow>(CHANGE_HOLD);
  const insertUncollected = db.prepare<UncollectedRow>(
    `INSERT INTO uncollected (hold_id, session_id, payer_id, tenant_id, currency, owed_minor, state, at_ms)
     VALUES (@hold_id, @session_id, @payer_id, @tenant_id, @currency, @owed_minor, @state, @at_ms)`,
  );
  const resolveUncollected = db.prepare<[string, number, string]>(
    "UPDATE uncollected SET state = ?, resolved_at_ms = ? WHERE hold_id = ? AND state = 'open'",
  );
  const lowerUncollected = db.prepare<{ hold_id: string; from_minor: number; owed_minor: number }>(
    `UPDATE uncollected SET owed_minor = @owed_minor, lowered_minor = lowered_minor + owed_minor - @owed_minor
     WHERE hold_id = @hold_id AND state = 'open' AND owed_minor = @from_minor`,
  );
  const insertRefund = db.prepare<RefundRow>(INSERT_REFUND);
  // What is owed may be given by other means later.
  const resolveRefund = db.prepare<{ refund_id: string; state: string }>(
    `UPDATE refunds SET state = @state
     WHERE refund_id = @refund_id AND (state = 'pending' OR (state = 'owed' AND @state = 'done') OR (state = 'done' AND @state = 'owed'))`,
  );
  return {
    'hold-placed': ({ hold }) => {
      insertHold.run(holdToRow(hold));
      return null;
    },
    'hold-changed': ({ hold }) => refusedUnlessOne(changeHold.run(holdToRow(hold)), 'hold_state'),
    'uncollected-noted': ({ uncollected }) => {
      insertUncollected.run(uncollectedToRow(uncollected));
      return null;
    },
    'uncollected-resolved': ({ holdId, state, atMs }) =>
      refusedUnlessOne(resolveUncollected.run(state, atMs, holdId), 'uncollected_state'),
    'uncollected-lowered': ({ holdId, fromMinor, owedMinor }) => {
      const amounts = { from_minor: minorToColumn(fromMinor), owed_minor: minorToColumn(owedMinor) };
      return refusedUnlessOne(lowerUncollected.run({ hold_id: holdId, ...amounts }), 'uncollected_state');
    },
    'refund-noted': ({ refund }) => {
      insertRefund.run(refundToRow(refund));
      return null;
    },
    'refund-resolved': ({ refundId, state }) =>
      refusedUnlessOne(resolveRefund.run({ refund_id: refundId, state }), 'refund_rule'),
  };
}
