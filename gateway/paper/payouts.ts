// Payouts on paper: the file that a bank or an accountant takes.
import { formatMinor } from '../domain/money.ts';
import type { BooksQuery } from '../ports/store.ts';
import { readPaidItems } from '../storage/queries/payouts.ts';
import { encodeCsv } from './csv.ts';

/** The payout file: one line per session movement, and a last line with what is paid. Null for an unknown payout. */
export async function readPayoutFile(books: BooksQuery, payoutId: string): Promise<string | null> {
  const items = await readPaidItems(books, payoutId);
  const [first] = items;
  if (!first) return null;
  const { currency } = first;
  const amount = (minor: bigint): string => formatMinor(minor, currency);
  const iso = (atMs: number): string => new Date(atMs).toISOString();
  return encodeCsv(
    ['payout', 'venue', 'at', 'session', 'transfer', 'currency', 'amount'],
    [
      ...items.map((item) => [
        item.payoutId,
        item.venueId,
        iso(item.atMs),
        item.sessionId,
        item.transferId,
        currency,
        amount(item.amountMinor),
      ]),
      [first.payoutId, first.venueId, iso(first.paidAtMs), 'total', '', currency, amount(first.totalMinor)],
    ],
  );
}
