// Queries on payouts: what is due to a venue as the books say, and what one payout paid.
import { accounts } from '../../domain/ledger/ledger.ts';
import type { PayableItem } from '../../domain/ledger/payout.ts';
import type { BooksQuery } from '../../ports/store.ts';
import type { PayoutItemRow } from '../rows/paper-row.ts';
import { minorFromColumn } from '../rows/values.ts';

/** Only of closed sessions: what is in review, settling or disputed is not paid out (R19). */
const UNPAID_ITEMS = `
  SELECT t.transfer_id, t.session_id, h.wallet, SUM(p.delta_minor) AS amount_minor, t.at_ms
  FROM transfers t
  JOIN postings p ON p.transfer_id = t.transfer_id AND p.account = ?
  JOIN sessions s ON s.session_id = t.session_id AND s.state = 'closed'
  JOIN holds h ON h.hold_id = s.hold_id
  LEFT JOIN payout_items i ON i.transfer_id = t.transfer_id
  WHERE t.currency = ? AND t.kind <> 'payout' AND i.transfer_id IS NULL
  GROUP BY t.transfer_id, t.session_id, h.wallet, t.at_ms
  ORDER BY t.at_ms, t.transfer_id`;

export async function readUnpaidItems(books: BooksQuery, venueId: string, currency: string): Promise<readonly PayableItem[]> {
  const rows = await books<Omit<PayoutItemRow, 'payout_id'>>(UNPAID_ITEMS, [accounts.payable(venueId), currency]);
  return rows.map((row) => ({
    transferId: row.transfer_id,
    sessionId: row.session_id,
    wallet: row.wallet,
    amountMinor: minorFromColumn(row.amount_minor),
    atMs: row.at_ms,
  }));
}

type PaidRow = {
  readonly payout_id: string;
  readonly venue_id: string;
  readonly currency: string;
  readonly total_minor: number;
  readonly paid_at_ms: number;
  readonly session_id: string;
  readonly transfer_id: string;
  readonly amount_minor: number;
  readonly at_ms: number;
};

/** One movement of a payout, with what was paid in all. */
export type PaidItem = Pick<PayableItem, 'transferId' | 'sessionId' | 'amountMinor' | 'atMs'> & {
  readonly payoutId: string;
  readonly venueId: string;
  readonly currency: string;
  readonly totalMinor: bigint;
  readonly paidAtMs: number;
};

const PAID_ITEMS = `
  SELECT o.payout_id, o.venue_id, o.currency, o.amount_minor AS total_minor, o.at_ms AS paid_at_ms,
    i.session_id, i.transfer_id, i.amount_minor, i.at_ms
  FROM payouts o JOIN payout_items i ON i.payout_id = o.payout_id
  WHERE o.payout_id = ? ORDER BY i.at_ms, i.transfer_id`;

/** Empty for an unknown payout. */
export async function readPaidItems(books: BooksQuery, payoutId: string): Promise<readonly PaidItem[]> {
  const rows = await books<PaidRow>(PAID_ITEMS, [payoutId]);
  return rows.map((row) => ({
    payoutId: row.payout_id,
    venueId: row.venue_id,
    currency: row.currency,
    totalMinor: minorFromColumn(row.total_minor),
    paidAtMs: row.paid_at_ms,
    sessionId: row.session_id,
    transferId: row.transfer_id,
    amountMinor: minorFromColumn(row.amount_minor),
    atMs: row.at_ms,
  }));
}
