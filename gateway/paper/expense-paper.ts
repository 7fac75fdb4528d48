// Expense paper: what makes a receipt good for expenses - its running number, who sold, and to whom it is made out.
import { formatReceiptNumber } from '../domain/receipt/receipt-number.ts';
import type { BooksQuery } from '../ports/store.ts';

export type ExpensePaper = {
  /** Null until it is numbered, within a minute of the issue. */
  readonly number: string | null;
  readonly seller: { readonly name: string; readonly vatNumber: string; readonly address: string };
  readonly company: string | null;
};

type PaperRow = {
  readonly seller_json: string | null;
  readonly year: number | null;
  readonly number: number | null;
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

/** Null where the venue has not said who sells: its receipts are bills, and no more. */
export async function readExpensePaper(books: BooksQuery, receiptId: string): Promise<ExpensePaper | null> {
  const [row] = await books<PaperRow>(PAPER, [receiptId]);
  if (!row || row.seller_json === null) return null;
  const { year, number } = row;
  return {
    number: year === null || number === null ? null : formatReceiptNumber({ year: Number(year), number: Number(number) }),
    seller: JSON.parse(row.seller_json) as ExpensePaper['seller'],
    company: row.company,
  };
}
