// Stored: what tests look at in a database and no step asks for, read from the books, so that it is the same on every store.
import type { TransferRecord } from '../../gateway/domain/ledger/ledger.ts';
import type { ReceiptRecord } from '../../gateway/domain/receipt/receipt.ts';
import type { TagRecord } from '../../gateway/domain/scan/tag.ts';
import type { OwnedStore } from '../../gateway/ports/store.ts';
import { type TagRow, tagFromRow } from '../../gateway/storage/rows/label-row.ts';
import {
  type PostingRow,
  type ReceiptRow,
  receiptFromRow,
  type TransferRow,
  transferFromRows,
} from '../../gateway/storage/rows/ledger-row.ts';

type Books = Pick<OwnedStore, 'books'>;

/** Totals over all accounts by currency: must be 0 (M1). */
export async function ledgerTotals({ books }: Books): Promise<{ readonly [currency: string]: bigint }> {
  const rows = await books<{ readonly currency: string; readonly total_minor: number }>(
    `SELECT t.currency, sum(p.delta_minor) AS total_minor FROM postings p JOIN transfers t ON t.transfer_id = p.transfer_id
     GROUP BY t.currency`,
  );
  return Object.fromEntries(rows.map((row) => [row.currency, BigInt(row.total_minor)]));
}

/** By when they were posted. */
export async function transfersOf({ books }: Books, sessionId: string): Promise<readonly TransferRecord[]> {
  const transfers = await books<TransferRow>('SELECT * FROM transfers WHERE session_id = ? ORDER BY at_ms, transfer_id', [
    sessionId,
  ]);
  const postings = await books<PostingRow>(
    `SELECT p.* FROM postings p JOIN transfers t ON t.transfer_id = p.transfer_id WHERE t.session_id = ?
     ORDER BY p.transfer_id, p.leg`,
    [sessionId],
  );
  return transfers.map((row) =>
    transferFromRows(
      row,
      postings.filter(({ transfer_id }) => transfer_id === row.transfer_id),
    ),
  );
}

export async function receiptsOf({ books }: Books, sessionId: string): Promise<readonly ReceiptRecord[]> {
  const rows = await books<ReceiptRow>('SELECT * FROM receipts WHERE session_id = ? ORDER BY issued_at_ms, receipt_id', [
    sessionId,
  ]);
  return rows.map(receiptFromRow);
}

/** Keys of the operations that no wallet has answered, oldest first. */
export async function unansweredKeys({ books }: Books): Promise<readonly string[]> {
  const rows = await books<{ readonly op_key: string }>(
    'SELECT op_key FROM wallet_operations WHERE resolved_at_ms IS NULL ORDER BY created_at_ms, op_key',
  );
  return rows.map((row) => row.op_key);
}

/** Their ids, oldest first. */
export async function sessionsInReview({ books }: Books): Promise<readonly string[]> {
  const rows = await books<{ readonly session_id: string }>(
    "SELECT session_id FROM sessions WHERE state = 'review' ORDER BY created_at_ms, session_id",
  );
  return rows.map((row) => row.session_id);
}

export async function tagsOf({ books }: Books, objectId: string): Promise<readonly TagRecord[]> {
  return (await books<TagRow>('SELECT * FROM tags WHERE object_id = ? ORDER BY tag_id', [objectId])).map(tagFromRow);
}

/** How many messages of a device were put aside. */
export async function quarantineCount({ books }: Books, deviceId: string): Promise<number> {
  const [row] = await books<{ readonly message_count: number }>(
    'SELECT message_count FROM quarantine_totals WHERE device_id = ?',
    [deviceId],
  );
  return row?.message_count ?? 0;
}
