// Payout preview: what a payout made now would pay, and what is not due yet; nothing is written.
import { isDue, PAYOUT_AGE_MS, type PayableItem } from '../domain/ledger/payout.ts';
import type { BooksQuery } from '../ports/store.ts';
import { isVenueOf } from '../storage/queries/book-owners.ts';
import { readUnpaidItems } from '../storage/queries/payouts.ts';

type Part = {
  /** As text: JSON has no bigint. */
  readonly amountMinor: string;
  readonly sessions: number;
  readonly movements: number;
  readonly fromMs: number;
  readonly untilMs: number;
};

type PayoutPreview = {
  readonly currency: string;
  /** What would be paid: nothing moves where this is null, or not above zero. */
  readonly due: Part | null;
  /** Younger than 7 days; `dueAtMs` is when the first of it can be paid. */
  readonly later: (Part & { readonly dueAtMs: number }) | null;
};

function partOf(items: readonly PayableItem[]): Part | null {
  const times = items.map(({ atMs }) => atMs);
  if (items.length === 0) return null;
  return {
    amountMinor: items.reduce((sum, { amountMinor }) => sum + amountMinor, 0n).toString(),
    sessions: new Set(items.map(({ sessionId }) => sessionId)).size,
    movements: items.length,
    fromMs: times.reduce((first, atMs) => Math.min(first, atMs)),
    untilMs: times.reduce((last, atMs) => Math.max(last, atMs)),
  };
}

/** @returns null where the tenant has no such venue. */
export async function readPayoutPreview(
  books: BooksQuery,
  asked: { readonly tenantId: string; readonly venueId: string; readonly currency: string },
  nowMs: number,
): Promise<PayoutPreview | null> {
  const { tenantId, venueId, currency } = asked;
  if (!(await isVenueOf(books, venueId, tenantId))) return null;
  const items = await readUnpaidItems(books, venueId, currency);
  const later = partOf(items.filter((item) => !isDue(item, nowMs)));
  return {
    currency,
    due: partOf(items.filter((item) => isDue(item, nowMs))),
    later: later && { ...later, dueAtMs: later.fromMs + PAYOUT_AGE_MS },
  };
}
