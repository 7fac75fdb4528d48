// Writes of money: holds, transfers with their postings and balances, receipts.
import { assert } from '#protocol';
import { isWalletAccount, type TransferRecord } from '../../domain/ledger.ts';
import {
  type HoldRow,
  holdToRow,
  type PostingRow,
  postingToRow,
  type ReceiptRow,
  receiptToRow,
  type TransferRow,
  transferToRow,
} from '../rows/ledger-row.ts';
import { minorToColumn } from '../rows/values.ts';
import type { Connection } from './connection.ts';
import { refusedUnlessOne, type Writers } from './writers.ts';

type LedgerChanges = 'hold-placed' | 'hold-captured' | 'hold-voided' | 'transfer-posted' | 'receipt-issued';
type WalletRow = { readonly account: string; readonly currency: string; readonly delta_minor: number };

/** One movement per account: a transfer that leaves and enters the same wallet is judged by its whole. */
function walletMovements(transfer: TransferRecord): readonly WalletRow[] {
  const byAccount = new Map<string, bigint>();
  for (const { account, deltaMinor } of transfer.postings) {
    if (isWalletAccount(account)) byAccount.set(account, (byAccount.get(account) ?? 0n) + deltaMinor);
  }
  return [...byAccount].map(([account, delta]) => ({ account, currency: transfer.currency, delta_minor: minorToColumn(delta) }));
}

/** Posts a transfer; the balance's CHECK refuses what would fall below the floor (M2). */
function createPoster(db: Connection): (transfer: TransferRecord) => void {
  const insertTransfer = db.prepare<TransferRow>(
    `INSERT INTO transfers (transfer_id, op_key, kind, tenant_id, session_id, currency, at_ms)
     VALUES (@transfer_id, @op_key, @kind, @tenant_id, @session_id, @currency, @at_ms)`,
  );
  const insertPosting = db.prepare<PostingRow>(
    'INSERT INTO postings (transfer_id, leg, account, delta_minor) VALUES (@transfer_id, @leg, @account, @delta_minor)',
  );
  const moveBalance = db.prepare<WalletRow>(
    'UPDATE wallet_balances SET balance_minor = balance_minor + @delta_minor WHERE account = @account AND currency = @currency',
  );
  // Not an upsert: its CHECK would judge the delta alone before it sees that the row exists.
  const openBalance = db.prepare<WalletRow>(
    'INSERT INTO wallet_balances (account, currency, balance_minor) VALUES (@account, @currency, @delta_minor)',
  );
  return (transfer) => {
    const total = transfer.postings.reduce((sum, posting) => sum + posting.deltaMinor, 0n);
    assert(total === 0n, `postings of ${transfer.opKey} sum to zero (M1), not ${total}`);
    insertTransfer.run(transferToRow(transfer));
    for (const [leg, posting] of transfer.postings.entries()) insertPosting.run(postingToRow(transfer.transferId, leg, posting));
    for (const movement of walletMovements(transfer)) {
      if (moveBalance.run(movement).changes === 0) openBalance.run(movement);
    }
  };
}

export function ledgerWriters(db: Connection): Writers<LedgerChanges> {
  const post = createPoster(db);
  const insertHold = db.prepare<HoldRow>(
    `INSERT INTO holds (hold_id, session_id, payer_id, currency, held_minor, state, captured_minor)
     VALUES (@hold_id, @session_id, @payer_id, @currency, @held_minor, @state, @captured_minor)`,
  );
  const capture = db.prepare<[number, string]>(
    "UPDATE holds SET state = 'captured', captured_minor = ? WHERE hold_id = ? AND state = 'held'",
  );
  const release = db.prepare<[string]>("UPDATE holds SET state = 'voided' WHERE hold_id = ? AND state = 'held'");
  const insertReceipt = db.prepare<ReceiptRow>(
    `INSERT INTO receipts (receipt_id, session_id, payer_id, tenant_id, receipt_json, issued_at_ms)
     VALUES (@receipt_id, @session_id, @payer_id, @tenant_id, @receipt_json, @issued_at_ms)`,
  );
  return {
    'hold-placed': ({ hold }) => {
      insertHold.run(holdToRow(hold));
      return null;
    },
    'hold-captured': ({ holdId, capturedMinor }) =>
      refusedUnlessOne(capture.run(minorToColumn(capturedMinor), holdId), 'hold_state'),
    'hold-voided': ({ holdId }) => refusedUnlessOne(release.run(holdId), 'hold_state'),
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
