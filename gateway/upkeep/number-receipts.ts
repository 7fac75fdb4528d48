// Number receipts: gives receipts their running number per venue and year, outside the session path (R12), without a gap.
import type { Clock } from '#protocol';
import { type ReceiptNumber, yearIn } from '../domain/receipt/receipt-number.ts';
import type { OwnedStore } from '../ports/store.ts';
import {
  readLastReceiptNumber,
  readUnnumberedReceipt,
  readUnnumberedReceipts,
  type UnnumberedReceipt,
} from '../storage/queries/receipts.ts';

const BATCH = 200;

/** Whoever lost a number to somebody else draws the next; more than this many in a row leave it to the next call. */
const MOST_DRAWS = 8;

type NumberingStore = Pick<OwnedStore, 'books' | 'commit'>;

function numberOf(receipt: UnnumberedReceipt, number: number, clock: Clock): ReceiptNumber {
  const { receiptId, venueId, zone, issuedAtMs } = receipt;
  return { venueId, year: yearIn(zone, issuedAtMs), number, receiptId, atMs: clock.nowMs() };
}

/** @returns how many receipts were numbered; a number that another replica took first is drawn again at the next call. */
export async function numberReceipts(store: NumberingStore, clock: Clock): Promise<number> {
  const found = await readUnnumberedReceipts(store.books, BATCH);
  const last = new Map<string, number>();
  let numbered = 0;
  for (const receipt of found) {
    const { venueId, year } = numberOf(receipt, 0, clock);
    const series = `${venueId} ${year}`;
    const number = (last.get(series) ?? (await readLastReceiptNumber(store.books, venueId, year))) + 1;
    const outcome = await store.commit([{ change: 'receipt-numbered', number: numberOf(receipt, number, clock) }]);
    if (!outcome.ok) return numbered;
    last.set(series, number);
    numbered += 1;
  }
  return numbered;
}

/** Numbers one receipt because somebody looks at it, sooner than the minute; every draw reads anew what is the last. */
export async function numberReceipt(store: NumberingStore, clock: Clock, receiptId: string): Promise<void> {
  for (let draws = 0; draws < MOST_DRAWS; draws += 1) {
    const receipt = await readUnnumberedReceipt(store.books, receiptId);
    if (receipt === null) return;
    const { venueId, year } = numberOf(receipt, 0, clock);
    const number = (await readLastReceiptNumber(store.books, venueId, year)) + 1;
    const outcome = await store.commit([{ change: 'receipt-numbered', number: numberOf(receipt, number, clock) }]);
    if (outcome.ok) return;
  }
}
