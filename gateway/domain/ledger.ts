// Ledger: transfers whose postings sum to zero; holds, captures and releases as double entry.
import type { Currency, Minor } from './money.ts';

/** One leg: positive credits the account, negative debits it. */
export type Posting = { readonly account: string; readonly deltaMinor: Minor };

export type TransferRecord = {
  readonly transferId: string;
  /** A function of state (R2), such as `ses_x:hld_y:capture`; unique for ever. */
  readonly opKey: string;
  readonly kind: 'top-up' | 'authorize' | 'capture' | 'void';
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
  clearing: (currency: Currency): string => `clearing:${currency}`,
};

/** True for accounts whose balance is kept as a row and may not fall below zero. */
export function isWalletAccount(account: string): boolean {
  return account.startsWith('available:') || account.startsWith('held:');
}
