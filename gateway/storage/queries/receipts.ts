// Queries on receipts as papers: who sold, to whom one is made out, its running number, and which have none yet.
import type { ReceiptNumber } from '../../domain/receipt/receipt-number.ts';
import type { BooksQuery } from '../../ports/store.ts';

type PaperRow = {
  readonly seller_json: string | null;
  readonly year: number | null;
  readonly number: number | null;
  readonly company: string | null;
};

export type ReceiptPaper = {
  /** As the venue's set-up wrote it; null where it has not said who sells. */
  readonly sellerJson: string | null;
  readonly number: Pick<ReceiptNumber, 'year' | 'number'> | null;
  readonly company: string | null;
};

const PAPER = `
  SELECT v.seller_json, n.year, n.number, a.company
  FROM receipts r
  JOIN sessions s ON s.session_id = r.session_id
  JOIN venues v ON v.venue_id = s.venue_id
  LEFT JOIN receipt_numbers n ON n.receipt_id = r.receipt_id
  LEFT JOIN receipt_addressees a ON a.receipt_id = r.receipt_id
  WHERE r.receipt_id = ?`;

export async function readReceiptPaper(books: BooksQuery, receiptId: string): Promise<ReceiptPaper | null> {
  const [row] = await books<PaperRow>(PAPER, [receiptId]);
  if (!row) return null;
  const { year, number } = row;
  return {
    sellerJson: row.seller_json,
    number: year === null || number === null ? null : { year, number },
    company: row.company,
  };
}

type UnnumberedRow = {
  readonly receipt_id: string;
  readonly venue_id: string;
  readonly zone: string;
  readonly issued_at_ms: number;
};

export type UnnumberedReceipt = {
  readonly receiptId: string;
  readonly venueId: string;
  readonly zone: string;
  readonly issuedAtMs: number;
};

/** Only venues that said who sells have receipts that are good for expenses. */
const unnumbered = (which: string): string => `
  SELECT r.receipt_id, s.venue_id, v.zone, r.issued_at_ms
  FROM receipts r
  JOIN sessions s ON s.session_id = r.session_id
  JOIN venues v ON v.venue_id = s.venue_id AND v.seller_json IS NOT NULL
  LEFT JOIN receipt_numbers n ON n.receipt_id = r.receipt_id
  WHERE n.receipt_id IS NULL ${which} ORDER BY r.issued_at_ms, r.receipt_id LIMIT ?`;
const ANY_UNNUMBERED = unnumbered('');
const ONE_UNNUMBERED = unnumbered('AND r.receipt_id = ?');

function unnumberedFromRow(row: UnnumberedRow): UnnumberedReceipt {
  return { receiptId: row.receipt_id, venueId: row.venue_id, zone: row.zone, issuedAtMs: row.issued_at_ms };
}

/** By when they were issued. */
export async function readUnnumberedReceipts(books: BooksQuery, limit: number): Promise<readonly UnnumberedReceipt[]> {
  return (await books<UnnumberedRow>(ANY_UNNUMBERED, [limit])).map(unnumberedFromRow);
}

/** null where it has its number, or needs none. */
export async function readUnnumberedReceipt(books: BooksQuery, receiptId: string): Promise<UnnumberedReceipt | null> {
  const [row] = await books<UnnumberedRow>(ONE_UNNUMBERED, [receiptId, 1]);
  return row ? unnumberedFromRow(row) : null;
}

const LAST_NUMBER = 'SELECT COALESCE(MAX(number), 0) AS number FROM receipt_numbers WHERE venue_id = ? AND year = ?';

/** 0 where the series has not begun. */
export async function readLastReceiptNumber(books: BooksQuery, venueId: string, year: number): Promise<number> {
  const [row] = await books<{ readonly number: number }>(LAST_NUMBER, [venueId, year]);
  return row?.number ?? 0;
}
