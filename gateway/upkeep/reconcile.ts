// Reconcile: wallets elsewhere, our ledger and the devices' logs are laid side by side; whatever differs is named.
import type { BooksQuery } from '../ports/store.ts';
import type { Wallet, WalletListing } from '../ports/wallet.ts';
import {
  type BookedOperation,
  type EndedUse,
  readBookedOperation,
  readDifferences,
  readDoneOperations,
  readEndedUse,
} from '../storage/queries/reconciliation.ts';

export type Difference = {
  readonly between: 'wallet' | 'ledger' | 'device-log';
  readonly what: /** The wallet did something that we never asked for, or have forgotten (row 27). */
    | 'operation-unknown-here'
    /** We hold it for done, and the wallet never heard of it. */
    | 'operation-unknown-there'
    | 'operation-state-differs'
    | 'operation-amount-differs'
    | 'capture-without-transfer'
    | 'billed-use-differs'
    | 'journal-gap'
    | 'open-hold-of-closed-session';
  readonly subject: string;
  readonly here: string;
  readonly there: string;
};

function sum(amountMinor: bigint, currency: string): string {
  return `${amountMinor} ${currency}`;
}

/** Voids carry no amount of ours: the wallet tells what it released. */
function compare(listing: WalletListing, booked: BookedOperation | null): Difference | null {
  const subject = listing.opKey;
  const there = `${listing.kind} ${listing.state} ${sum(listing.amountMinor, listing.currency)}`;
  if (!booked) return { between: 'wallet', what: 'operation-unknown-here', subject, here: 'none', there };
  const here = `${booked.kind} ${booked.state} ${sum(booked.amountMinor, booked.currency)}`;
  const isSameState = booked.state === listing.state || (booked.state === 'action' && listing.state === 'pending');
  if (!isSameState) return { between: 'wallet', what: 'operation-state-differs', subject, here, there };
  const isSameAmount = booked.kind === 'void' || booked.amountMinor === listing.amountMinor;
  if (!isSameAmount || booked.currency !== listing.currency) {
    return { between: 'wallet', what: 'operation-amount-differs', subject, here, there };
  }
  return null;
}

/** Both ways: what the wallet lists and we lack, and what we hold for done and it does not list. */
export async function reconcileWallet(
  books: BooksQuery,
  wallet: Pick<Wallet, 'name' | 'listSince'>,
  period: { readonly sinceMs: number; readonly untilMs: number; readonly signal: AbortSignal },
): Promise<readonly Difference[]> {
  const differences: Difference[] = [];
  const listed = new Set<string>();
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Wallet['listSince']>> = await wallet.listSince({
      sinceMs: period.sinceMs,
      cursor,
      signal: period.signal,
    });
    for (const listing of page.operations) {
      listed.add(listing.opKey);
      const difference = compare(listing, await readBookedOperation(books, listing.opKey));
      if (difference) differences.push(difference);
    }
    cursor = page.cursor;
  } while (cursor !== null);
  for (const { opKey, kind, state, amountMinor, currency } of await readDoneOperations(books, wallet.name, period)) {
    if (listed.has(opKey)) continue;
    const here = `${kind} ${state} ${sum(amountMinor, currency)}`;
    differences.push({ between: 'wallet', what: 'operation-unknown-there', subject: opKey, here, there: 'none' });
  }
  return differences;
}

/** Less may be billed than the device logged (clamped, or in the person's favour), never more (R14). */
function compareUse(ended: readonly EndedUse[]): readonly Difference[] {
  return ended
    .filter(({ billedMs, loggedMs }) => billedMs > loggedMs)
    .map(({ sessionId: subject, billedMs, loggedMs }) => ({
      between: 'device-log',
      what: 'billed-use-differs',
      subject,
      here: `${billedMs} ms`,
      there: `${loggedMs} ms`,
    }));
}

/** What our own books say about themselves and about the devices' logs. */
export async function reconcileBooks(
  books: BooksQuery,
  period: { readonly sinceMs: number; readonly untilMs: number },
): Promise<readonly Difference[]> {
  return [...(await readDifferences(books)), ...compareUse(await readEndedUse(books, period))];
}
