// Expense paper: what makes a receipt good for expenses - its running number, who sold, and to whom it is made out.
import { formatReceiptNumber } from '../domain/receipt/receipt-number.ts';
import type { BooksQuery } from '../ports/store.ts';
import { readReceiptPaper } from '../storage/queries/receipts.ts';

export type ExpensePaper = {
  /** Null until it is numbered: at the first look, or within a minute of the issue. */
  readonly number: string | null;
  readonly seller: { readonly name: string; readonly vatNumber: string; readonly address: string };
  readonly company: string | null;
};

/** Null where the venue has not said who sells: its receipts are bills, and no more. */
export async function readExpensePaper(books: BooksQuery, receiptId: string): Promise<ExpensePaper | null> {
  const paper = await readReceiptPaper(books, receiptId);
  if (!paper || paper.sellerJson === null) return null;
  return {
    number: paper.number && formatReceiptNumber(paper.number),
    seller: JSON.parse(paper.sellerJson) as ExpensePaper['seller'],
    company: paper.company,
  };
}
