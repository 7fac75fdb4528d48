// Ledger: transfers whose postings sum to zero; holds, captures and releases as double entry.
import type { Currency, Minor } from '../money.ts';
import type { WalletName } from '../wallet/wallet-operation.ts';

/** One leg: positive credits the account, negative debits it. */
export type Posting = { readonly account: string; readonly deltaMinor: Minor };

export const TRANSFER_KINDS = [
  'top-up',
  'top-up-reversal',
  'authorize',
  'increment',
  'capture',
  'void',
  'refund',
  'payout',
  'dispute',
  'dispute-won',
  'dispute-lost',
  /** What was owed and came in after all (R19). */
  'collect',
] as const;
export type TransferKind = (typeof TRANSFER_KINDS)[number];

export type TransferRecord = {
  readonly transferId: string;
  /** A function of state (R2), such as `ses_x:hld_y:capture`; unique for ever. */
  readonly opKey: string;
  readonly kind: TransferKind;
  readonly tenantId: string;
  readonly sessionId: string | null;
  readonly currency: Currency;
  readonly postings: readonly Posting[];
  readonly atMs: number;
};

export type WalletBalance = { readonly currency: Currency; readonly availableMinor: Minor; readonly heldMinor: Minor };

/** Names of accounts. Those of persons carry a balance row with a floor; all others are the sum of their postings (R12). */
export const accounts = {
  available: (personId: string): string => `available:${personId}`,
  held: (personId: string): string => `held:${personId}`,
  payable: (venueId: string): string => `payable:${venueId}`,
  tax: (venueId: string): string => `tax:${venueId}`,
  /** The platform's own share. */
  fee: (venueId: string): string => `fee:${venueId}`,
  /** Mirrors what a provider holds for us, one per wallet (M8). */
  clearing: (wallet: WalletName, currency: Currency): string => `clearing:${wallet}:${currency}`,
  /** A person owes this after a reversal took more than was there. */
  receivable: (personId: string): string => `receivable:${personId}`,
  /** A top-up of this person's that is under dispute: not to be spent. */
  disputed: (personId: string): string => `disputed:${personId}`,
  /** Payable that is under dispute. */
  reserve: (venueId: string): string => `reserve:${venueId}`,
};

/** True for accounts whose balance is kept as a row and may not fall below zero. */
export function isWalletAccount(account: string): boolean {
  return account.startsWith('available:') || account.startsWith('held:');
}

/** Owed and not to be had: a memo that credits nobody until it is collected (R19), and blocks new starts. */
export type UncollectedRecord = {
  readonly holdId: string;
  readonly sessionId: string;
  readonly payerId: string;
  readonly tenantId: string;
  readonly currency: Currency;
  readonly owedMinor: Minor;
  readonly state: 'open' | 'collected' | 'waived';
  readonly atMs: number;
};

/** One refund of a payer's share: absolute and cumulative per hold (R16). */
export type RefundRecord = {
  readonly refundId: string;
  readonly holdId: string;
  readonly sessionId: string;
  readonly payerId: string;
  readonly tenantId: string;
  /** The op key's last part: the claim's rule, or a number for an operator's. */
  readonly rule: string;
  /** By how much this one raised the hold's cumulative `refundedMinor`. */
  readonly amountMinor: Minor;
  readonly currency: Currency;
  readonly by: { readonly actor: 'claim' | 'operator' | 'review'; readonly id: string };
  readonly reason: string;
  /** pending: a wallet elsewhere was asked. owed: it refused, and the money is owed by other means (row 24). */
  readonly state: 'pending' | 'done' | 'owed';
  readonly createdAtMs: number;
};
