// Reads of money: balances, transfers and receipts.
import { accounts, type TransferRecord } from '../../domain/ledger/ledger.ts';
import { type PostingRow, type ReceiptRow, receiptFromRow, type TransferRow, transferFromRows } from '../rows/ledger-row.ts';
import { minorFromColumn } from '../rows/values.ts';
import type { Connection } from './connection.ts';
import type { Queries } from './queries.ts';

type LedgerReads = 'balance' | 'receiptOf' | 'transferOf';

export function ledgerQueries(db: Connection): Queries<LedgerReads> {
  const balance = db
    .prepare<[string, string], number>('SELECT balance_minor FROM wallet_balances WHERE account = ? AND currency = ?')
    .pluck();
  const receipt = db.prepare<[string, string], ReceiptRow>('SELECT * FROM receipts WHERE session_id = ? AND payer_id = ?');
  const transfer = db.prepare<[string], TransferRow>('SELECT * FROM transfers WHERE op_key = ?');
  const postings = db.prepare<[string], PostingRow>('SELECT * FROM postings WHERE transfer_id = ? ORDER BY leg');

  const toTransfer = (row: TransferRow): TransferRecord => transferFromRows(row, postings.all(row.transfer_id));
  const balanceOf = (account: string, currency: string): bigint => minorFromColumn(balance.get(account, currency) ?? 0);
  return {
    balance: (personId, currency) => ({
      currency,
      availableMinor: balanceOf(accounts.available(personId), currency),
      heldMinor: balanceOf(accounts.held(personId), currency),
    }),
    receiptOf(sessionId, payerId) {
      const row = receipt.get(sessionId, payerId);
      return row ? receiptFromRow(row) : null;
    },
    transferOf(opKey) {
      const row = transfer.get(opKey);
      return row ? toTransfer(row) : null;
    },
  };
}
