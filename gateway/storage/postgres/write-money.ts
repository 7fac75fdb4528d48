// Writes of money: holds and what becomes of them, transfers with their postings and balances, intents towards wallets, receipts.
import { assert } from '#protocol';
import type { TransferRecord } from '../../domain/ledger/ledger.ts';
import { type HoldRow, holdToRow, refundToRow, uncollectedToRow } from '../rows/hold-row.ts';
import { postingToRow, receiptToRow, transferToRow } from '../rows/ledger-row.ts';
import { operationToRow } from '../rows/operation-row.ts';
import { minorToColumn } from '../rows/values.ts';
import { type WalletMovement, walletMovements } from '../wallet-movements.ts';
import { insertInto, type Statement, sql } from './statement.ts';
import { compareAndSet, type Writers } from './writers.ts';

type HoldChanges =
  | 'hold-placed'
  | 'hold-changed'
  | 'uncollected-noted'
  | 'uncollected-resolved'
  | 'uncollected-lowered'
  | 'refund-noted'
  | 'refund-resolved';
type LedgerChanges = 'transfer-posted' | 'receipt-issued';
type OperationChanges = 'operation-added' | 'operation-attempted' | 'operation-noted' | 'operation-resolved';

/** Whose hold it is and where is not among the columns; which moves exist is judged by the trigger. */
const changeHold = compareAndSet<HoldRow>(
  'hold_state',
  `UPDATE holds SET
     held_minor = @held_minor, state = @state, version = @version, wallet_ref = @wallet_ref, expires_at_ms = @expires_at_ms,
     captured_minor = @captured_minor, refunded_minor = @refunded_minor
   WHERE hold_id = @hold_id AND version + 1 = @version`,
);
const resolveUncollected = compareAndSet<{ hold_id: string; state: string; at_ms: number }>(
  'uncollected_state',
  "UPDATE uncollected SET state = @state, resolved_at_ms = @at_ms WHERE hold_id = @hold_id AND state = 'open'",
);
const lowerUncollected = compareAndSet<{ hold_id: string; from_minor: number; owed_minor: number }>(
  'uncollected_state',
  `UPDATE uncollected SET owed_minor = @owed_minor, lowered_minor = lowered_minor + owed_minor - @owed_minor
   WHERE hold_id = @hold_id AND state = 'open' AND owed_minor = @from_minor`,
);
// What is owed may be given by other means later.
const resolveRefund = compareAndSet<{ refund_id: string; state: string }>(
  'refund_rule',
  `UPDATE refunds SET state = @state
   WHERE refund_id = @refund_id AND (state = 'pending' OR (state = 'owed' AND @state = 'done') OR (state = 'done' AND @state = 'owed'))`,
);

export const holdWriters: Writers<HoldChanges> = {
  'hold-placed': ({ hold }) => [insertInto('holds', holdToRow(hold))],
  'hold-changed': ({ hold }) => [changeHold(holdToRow(hold))],
  'uncollected-noted': ({ uncollected }) => [insertInto('uncollected', uncollectedToRow(uncollected))],
  'uncollected-resolved': ({ holdId, state, atMs }) => [resolveUncollected({ hold_id: holdId, state, at_ms: atMs })],
  'uncollected-lowered': ({ holdId, fromMinor, owedMinor }) => [
    lowerUncollected({ hold_id: holdId, from_minor: minorToColumn(fromMinor), owed_minor: minorToColumn(owedMinor) }),
  ],
  'refund-noted': ({ refund }) => [insertInto('refunds', refundToRow(refund))],
  'refund-resolved': ({ refundId, state }) => [resolveRefund({ refund_id: refundId, state })],
};

// First a row, then the movement: an upsert's CHECK would judge the movement alone, without what is there.
const openBalance = sql<WalletMovement>(
  'INSERT INTO wallet_balances (account, currency, balance_minor) VALUES (@account, @currency, 0) ON CONFLICT DO NOTHING',
);
const moveBalance = sql<WalletMovement>(
  `UPDATE wallet_balances SET balance_minor = balance_minor + @delta_minor
   WHERE account = @account AND currency = @currency`,
);

/** All legs in one statement, however many persons share a table. */
const insertPostings = sql<{ transfer_id: string; legs: number[]; accounts: string[]; deltas: number[] }>(
  `INSERT INTO postings (transfer_id, leg, account, delta_minor)
   SELECT @transfer_id, leg, account, delta_minor
   FROM unnest(@legs::int[], @accounts::text[], @deltas::bigint[]) AS legs (leg, account, delta_minor)`,
);

/** The transfer after its postings: the database then takes no posting of it any more (M1). */
function post(transfer: TransferRecord): readonly Statement[] {
  const total = transfer.postings.reduce((sum, posting) => sum + posting.deltaMinor, 0n);
  assert(total === 0n, `postings of ${transfer.opKey} sum to zero (M1), not ${total}`);
  const rows = transfer.postings.map((posting, leg) => postingToRow(transfer.transferId, leg, posting));
  const postings = insertPostings({
    transfer_id: transfer.transferId,
    legs: rows.map(({ leg }) => leg),
    accounts: rows.map(({ account }) => account),
    deltas: rows.map(({ delta_minor }) => delta_minor),
  });
  const balances = walletMovements(transfer).flatMap((movement) => [openBalance(movement), moveBalance(movement)]);
  return [postings, insertInto('transfers', transferToRow(transfer)), ...balances];
}

export const ledgerWriters: Writers<LedgerChanges> = {
  'transfer-posted': ({ transfer }) => post(transfer),
  'receipt-issued': ({ receipt }) => [insertInto('receipts', receiptToRow(receipt))],
};

const countAttempt = compareAndSet<{ op_key: string }>(
  'operation_state',
  'UPDATE wallet_operations SET attempts = attempts + 1 WHERE op_key = @op_key AND resolved_at_ms IS NULL',
);
// A name that the wallet once told is not forgotten because a later word lacks it.
const noteOperation = compareAndSet<{ op_key: string; state: string; wallet_ref: string | null; action_url: string | null }>(
  'operation_state',
  `UPDATE wallet_operations SET state = @state, wallet_ref = coalesce(@wallet_ref, wallet_ref), action_url = @action_url
   WHERE op_key = @op_key AND resolved_at_ms IS NULL`,
);
const resolveOperation = compareAndSet<{
  op_key: string;
  state: string;
  wallet_ref: string | null;
  refusal: string | null;
  at_ms: number;
}>(
  'operation_state',
  `UPDATE wallet_operations SET
     state = @state, wallet_ref = coalesce(@wallet_ref, wallet_ref), refusal = @refusal, resolved_at_ms = @at_ms,
     grant_token = NULL
   WHERE op_key = @op_key AND resolved_at_ms IS NULL`,
);

export const operationWriters: Writers<OperationChanges> = {
  'operation-added': ({ operation }) => [insertInto('wallet_operations', operationToRow(operation))],
  'operation-attempted': ({ opKey }) => [countAttempt({ op_key: opKey })],
  'operation-noted': ({ opKey, state, walletRef, actionUrl }) => [
    noteOperation({ op_key: opKey, state, wallet_ref: walletRef, action_url: actionUrl }),
  ],
  'operation-resolved': ({ opKey, state, walletRef, refusal, atMs }) => [
    resolveOperation({ op_key: opKey, state, wallet_ref: walletRef, refusal, at_ms: atMs }),
  ],
};
