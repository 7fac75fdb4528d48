// Payout: what a venue is owed of settled sessions, paid once each and not before T+7 (R19).
import { assert, DAY_MS } from '#protocol';
import type { Currency, Minor } from '../money.ts';
import type { WalletName } from '../wallet/wallet-operation.ts';
import { accounts, type Posting, type TransferRecord } from './ledger.ts';

/** Captures and refunds younger than this may still turn. */
export const PAYOUT_AGE_MS = 7 * DAY_MS;

/** One transfer's effect on what the venue is owed: captures add, refunds take away. */
export type PayableItem = {
  readonly transferId: string;
  readonly sessionId: string;
  readonly wallet: WalletName;
  readonly amountMinor: Minor;
  readonly atMs: number;
};

export type PayoutRecord = {
  readonly payoutId: string;
  readonly tenantId: string;
  readonly venueId: string;
  readonly currency: Currency;
  readonly amountMinor: Minor;
  /** Items up to here. */
  readonly untilMs: number;
  readonly atMs: number;
  readonly items: readonly PayableItem[];
};

export type PayoutRequest = {
  readonly payoutId: string;
  readonly transferId: string;
  readonly tenantId: string;
  readonly venueId: string;
  readonly currency: Currency;
  readonly nowMs: number;
};

/** Legs out of the venue's payable, and into clearing of each wallet that the money lies with. */
function payoutPostings(request: PayoutRequest, items: readonly PayableItem[], amountMinor: Minor): readonly Posting[] {
  const byWallet = new Map<WalletName, Minor>();
  for (const { wallet, amountMinor: each } of items) byWallet.set(wallet, (byWallet.get(wallet) ?? 0n) + each);
  const cleared = [...byWallet]
    .filter(([, minor]) => minor !== 0n)
    .map(([wallet, minor]): Posting => ({ account: accounts.clearing(wallet, request.currency), deltaMinor: minor }));
  return [{ account: accounts.payable(request.venueId), deltaMinor: -amountMinor }, ...cleared];
}

/** What was taken back counts at once: a payout never pays what is already known to be owed back. */
export function isDue({ atMs, amountMinor }: PayableItem, nowMs: number): boolean {
  return atMs <= nowMs - PAYOUT_AGE_MS || amountMinor < 0n;
}

/**
 * The payout of everything that is old enough. Null when that sums to nothing or less: what was refunded beyond it is
 * taken from the next one.
 * @param items unpaid, of one venue and currency, of closed sessions that are not in dispute.
 */
export function composePayout(
  request: PayoutRequest,
  items: readonly PayableItem[],
): { readonly payout: PayoutRecord; readonly transfer: TransferRecord } | null {
  const untilMs = request.nowMs - PAYOUT_AGE_MS;
  const due = items.filter((item) => isDue(item, request.nowMs));
  const amountMinor = due.reduce((sum, item) => sum + item.amountMinor, 0n);
  if (amountMinor <= 0n) return null;
  const postings = payoutPostings(request, due, amountMinor);
  assert(postings.reduce((sum, { deltaMinor }) => sum + deltaMinor, 0n) === 0n, 'a payout moves what it owes (M1)');
  const { payoutId, tenantId, venueId, currency, nowMs } = request;
  return {
    payout: { payoutId, tenantId, venueId, currency, amountMinor, untilMs, atMs: nowMs, items: due },
    transfer: {
      transferId: request.transferId,
      opKey: `payout:${payoutId}`,
      kind: 'payout',
      tenantId,
      sessionId: null,
      currency,
      postings,
      atMs: nowMs,
    },
  };
}
