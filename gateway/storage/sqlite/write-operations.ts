// Writes of intents towards wallets elsewhere: added, attempted, noted, resolved exactly once.
import { type OperationRow, operationToRow } from '../rows/operation-row.ts';
import type { Connection } from './connection.ts';
import { refusedUnlessOne, type Writers } from './writers.ts';

type OperationChanges = 'operation-added' | 'operation-attempted' | 'operation-noted' | 'operation-resolved';

export function operationWriters(db: Connection): Writers<OperationChanges> {
  const insert = db.prepare<OperationRow>(
    `INSERT INTO wallet_operations (
       op_key, kind, wallet, tenant_id, session_id, hold_id, payer_id, amount_minor, currency, state, attempts, grant_token,
       wallet_ref, action_url, refusal, created_at_ms, resolved_at_ms
     ) VALUES (
       @op_key, @kind, @wallet, @tenant_id, @session_id, @hold_id, @payer_id, @amount_minor, @currency, @state, @attempts,
       @grant_token, @wallet_ref, @action_url, @refusal, @created_at_ms, @resolved_at_ms
     )`,
  );
  const countAttempt = db.prepare<[string]>(
    'UPDATE wallet_operations SET attempts = attempts + 1 WHERE op_key = ? AND resolved_at_ms IS NULL',
  );
  // A name that the wallet once told is not forgotten because a later word lacks it.
  const note = db.prepare<[string, string | null, string | null, string]>(
    `UPDATE wallet_operations SET state = ?, wallet_ref = coalesce(?, wallet_ref), action_url = ?
     WHERE op_key = ? AND resolved_at_ms IS NULL`,
  );
  const resolve = db.prepare<[string, string | null, string | null, number, string]>(
    `UPDATE wallet_operations SET
       state = ?, wallet_ref = coalesce(?, wallet_ref), refusal = ?, resolved_at_ms = ?, grant_token = NULL
     WHERE op_key = ? AND resolved_at_ms IS NULL`,
  );
  return {
    'operation-added': ({ operation }) => {
      insert.run(operationToRow(operation));
      return null;
    },
    'operation-attempted': ({ opKey }) => refusedUnlessOne(countAttempt.run(opKey), 'operation_state'),
    'operation-noted': ({ opKey, state, walletRef, actionUrl }) =>
      refusedUnlessOne(note.run(state, walletRef, actionUrl, opKey), 'operation_state'),
    'operation-resolved': ({ opKey, state, walletRef, refusal, atMs }) =>
      refusedUnlessOne(resolve.run(state, walletRef, refusal, atMs, opKey), 'operation_state'),
  };
}
