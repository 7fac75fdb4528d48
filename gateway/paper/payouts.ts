// Payouts on paper: what is due to a venue as the books say, and the file that a bank or an accountant takes.

import type { PayableItem } from '../domain/ledger/payout.ts';
import { formatMinor } from '../domain/money.ts';
import { WALLET_NAMES, type WalletName } from '../domain/wallet/wallet-operation.ts';
import type { BooksQuery } from '../ports/store.ts';
import { encodeCsv } from './csv.ts';

type ItemRow = {
  readonly transfer_id: string;
  readonly session_id: string;
  readonly wallet: string;
  readonly amount_minor: number;
  readonly at_ms: number;
};

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

function walletOf(name: string): WalletName {
  const wallet = WALLET_NAMES.find((each) => each === name);
  if (wallet === undefined) throw new TypeError(`no wallet ${name}`);
  return wallet;
}

export async function readUnpaidItems(books: BooksQuery, venueId: string, currency: string): Promise<readonly PayableItem[]> {
  const rows = await books<ItemRow>(UNPAID_ITEMS, [`payable:${venueId}`, currency]);
  return rows.map((row) => ({
    transferId: row.transfer_id,
    sessionId: row.session_id,
    wallet: walletOf(row.wallet),
    amountMinor: BigInt(row.amount_minor),
    atMs: Number(row.at_ms),
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

const PAID_ITEMS = `
  SELECT o.payout_id, o.venue_id, o.currency, o.amount_minor AS total_minor, o.at_ms AS paid_at_ms,
    i.session_id, i.transfer_id, i.amount_minor, i.at_ms
  FROM payouts o JOIN payout_items i ON i.payout_id = o.payout_id
  WHERE o.payout_id = ? ORDER BY i.at_ms, i.transfer_id`;

/** The payout file: one line per session movement, and a last line with what is paid. Null for an unknown payout. */
export async function readPayoutFile(books: BooksQuery, payoutId: string): Promise<string | null> {
  const rows = await books<PaidRow>(PAID_ITEMS, [payoutId]);
  const [first] = rows;
  if (!first) return null;
  const { currency } = first;
  const amount = (minor: number): string => formatMinor(BigInt(minor), currency);
  const iso = (atMs: number): string => new Date(Number(atMs)).toISOString();
  return encodeCsv(
    ['payout', 'venue', 'at', 'session', 'transfer', 'currency', 'amount'],
    [
      ...rows.map((row) => [
        row.payout_id,
        row.venue_id,
        iso(row.at_ms),
        row.session_id,
        row.transfer_id,
        currency,
        amount(row.amount_minor),
      ]),
      [first.payout_id, first.venue_id, iso(first.paid_at_ms), 'total', '', currency, amount(first.total_minor)],
    ],
  );
}
