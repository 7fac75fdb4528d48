// Writes of the ledger: transfers with their postings and balances, and receipts.
import { assert } from '#protocol';
import type { TransferRecord } from '../../domain/ledger/ledger.ts';
import {
  type PostingRow,
  postingToRow,
  type ReceiptRow,
  receiptToRow,
  type TransferRow,
  transferToRow,
} from '../rows/ledger-row.ts';
import { type WalletMovement, walletMovements } from '../wallet-movements.ts';
import type { Connection } from './connection.ts';
import type { Writers } from './writers.ts';

type LedgerChanges = 'transfer-posted' | 'receipt-issued';

/** Posts a transfer; the balance's CHECK refuses what would fall below the floor (M2). */
function createPoster(db: Connection): (transfer: TransferRecord) => void {
  const insertTransfer = db.prepare<TransferRow>(
    `INSERT INTO transfers (transfer_id, op_key, kind, tenant_id, session_id, currency, at_ms)
     VALUES (@transfer_id, @op_key, @kind, @tenant_id, @session_id, @currency, @at_ms)`,
  );
  const insertPosting = db.prepare<PostingRow>(
    'INSERT INTO postings (transfer_id, leg, account, delta_minor) VALUES (@transfer_id, @leg, @account, @delta_minor)',
  );
  const moveBalance = db.prepare<WalletMovement>(
    'UPDATE wallet_balances SET balance_minor = balance_minor + @delta_minor WHERE account = @account AND currency = @currency',
  );
  // Not an upsert: its CHECK would judge the delta alone before it sees that the row exists.
  const openBalance = db.prepare<WalletMovement>(
    'INSERT INTO wallet_balances (account, currency, balance_minor) VALUES (@account, @currency, @delta_minor)',
  );
  return (transfer) => {
    const total = transfer.postings.reduce((sum, posting) => sum + posting.deltaMinor, 0n);
    assert(total === 0n, `postings of ${transfer.opKey} sum to zero (M1), not ${total}`);
    // The transfer last: the database then sums what it consists of, and takes no posting of it any more (M1).
    for (const [leg, posting] of transfer.postings.entries()) insertPosting.run(postingToRow(transfer.transferId, leg, posting));
    insertTransfer.run(transferToRow(transfer));
    for (const movement of walletMovements(transfer)) {
      if (moveBalance.run(movement).changes === 0) openBalance.run(movement);
    }
  };
}

export function ledgerWriters(db: Connection): Writers<LedgerChanges> {
  const post = createPoster(db);
  const insertReceipt = db.prepare<ReceiptRow>(
    `INSERT INTO receipts (receipt_id, session_id, payer_id, tenant_id, receipt_json, issued_at_ms)
     VALUES (@receipt_id, @session_id, @payer_id, @tenant_id, @receipt_json, @issued_at_ms)`,
  );
  return {
    'transfer-posted': ({ transfer }) => {
      post(transfer);
      return null;
    },
    'receipt-issued': ({ receipt }) => {
      insertReceipt.run(receiptToRow(receipt));
      return null;
    },
  };
}
