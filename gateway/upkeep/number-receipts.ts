// Number receipts: gives receipts their running number per venue and year, outside the session path (R12), without a gap.
import type { Clock } from '#protocol';
import { type ReceiptNumber, yearIn } from '../domain/receipt/receipt-number.ts';
import type { OwnedStore } from '../ports/store.ts';

type Unnumbered = {
  readonly receipt_id: string;
  readonly venue_id: string;
  readonly zone: string;
  readonly issued_at_ms: number;
};

const BATCH = 200;

/** Only venues that said who sells have receipts that are good for expenses. */
const UNNUMBERED = `
  SELECT r.receipt_id, s.venue_id, v.zone, r.issued_at_ms
  FROM receipts r
  JOIN sessions s ON s.session_id = r.session_id
  JOIN venues v ON v.venue_id = s.venue_id AND v.seller_json IS NOT NULL
  LEFT JOIN receipt_numbers n ON n.receipt_id = r.receipt_id
  WHERE n.receipt_id IS NULL ORDER BY r.issued_at_ms, r.receipt_id LIMIT ${BATCH}`;
const LAST_NUMBER = 'SELECT COALESCE(MAX(number), 0) AS number FROM receipt_numbers WHERE venue_id = ? AND year = ?';

/** @returns how many receipts were numbered; a number that another replica took first is drawn again at the next call. */
export async function numberReceipts(store: Pick<OwnedStore, 'books' | 'commit'>, clock: Clock): Promise<number> {
  const found = await store.books<Unnumbered>(UNNUMBERED);
  const last = new Map<string, number>();
  let numbered = 0;
  for (const { receipt_id, venue_id, zone, issued_at_ms } of found) {
    const year = yearIn(zone, Number(issued_at_ms));
    const series = `${venue_id} ${year}`;
    const [row] = last.has(series) ? [] : await store.books<{ number: number }>(LAST_NUMBER, [venue_id, year]);
    const number = (last.get(series) ?? Number(row?.number ?? 0)) + 1;
    const entry: ReceiptNumber = { venueId: venue_id, year, number, receiptId: receipt_id, atMs: clock.nowMs() };
    const outcome = await store.commit([{ change: 'receipt-numbered', number: entry }]);
    if (!outcome.ok) return numbered;
    last.set(series, number);
    numbered += 1;
  }
  return numbered;
}
