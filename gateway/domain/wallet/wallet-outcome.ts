// Wallet outcome: what a wallet elsewhere says of one operation, as a value; only its own word moves money state (R3).
import type { Currency, Minor } from '../money.ts';
import type { WalletRefusal } from './wallet-operation.ts';

/**
 * Why there is no word. no-answer: timeout, lost connection, or the caller gave up. server-error: 5xx, or too busy.
 * bad-answer: malformed, truncated, oversized, a redirect, or of an unknown shape. bad-signature: whoever answered is not
 * the wallet. mismatch: it speaks of another amount, currency, hold or key than was asked; for a person to look at (row 19).
 */
export type WalletDoubt = 'no-answer' | 'server-error' | 'bad-answer' | 'bad-signature' | 'mismatch';

/**
 * done: the wallet did it, and amount, currency and hold are those asked for: the adapter has compared them, except in a
 * webhook's event, where the caller does. amountMinor: the total held (authorize, increment), what was captured (capture,
 * recapture), the cumulative refund (refund), what arrived (top-up), 0 (void).
 * pending: it will tell later. action: the payer must do something at `url` first.
 * refused: it did not do it under this key; with `retry` the same key may be asked again later, without it never.
 * unknown: no word; nothing may be concluded (R3). `detail` is for the log: no token, key or person in it. `saidMinor`: the
 * amount that a mismatch speaks of, in the hold's currency; null where there is none.
 */
export type WalletOutcome =
  | {
      readonly outcome: 'done';
      readonly walletRef: string;
      readonly amountMinor: Minor;
      readonly currency: Currency;
      readonly expiresAtMs: number | null;
    }
  | { readonly outcome: 'pending'; readonly walletRef: string | null }
  | { readonly outcome: 'action'; readonly walletRef: string | null; readonly url: string; readonly expiresAtMs: number }
  | { readonly outcome: 'refused'; readonly code: WalletRefusal; readonly retry: boolean }
  | { readonly outcome: 'unknown'; readonly cause: WalletDoubt; readonly detail: string; readonly saidMinor?: Minor | null };
