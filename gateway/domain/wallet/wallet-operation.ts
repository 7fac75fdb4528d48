// Wallet operation: one intent towards a wallet, committed before its first call and resolved exactly once (R1, R2, R3).
import type { Currency, Minor } from '../money.ts';

/** ledger: the embedded one, in the same transaction. host: the super-app's own, over HTTP. card: holds on a card. */
export const WALLET_NAMES = ['ledger', 'host', 'card'] as const;
export type WalletName = (typeof WALLET_NAMES)[number];

export const OPERATION_KINDS = ['authorize', 'increment', 'capture', 'void', 'recapture', 'refund', 'top-up'] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];

/** Why a wallet says no; a closed list (money port). */
export const WALLET_REFUSALS = [
  'insufficient_funds',
  'limit_exceeded',
  'account_blocked',
  'fraud',
  'auth_required',
  'method_invalid',
  'not_supported',
  'hold_not_found',
  'hold_expired',
  'amount_exceeds_hold',
  'already_captured',
  'already_voided',
  'currency_mismatch',
  'key_reuse_mismatch',
  'misconfigured',
] as const;
export type WalletRefusal = (typeof WALLET_REFUSALS)[number];

/** Only for wallets elsewhere: what the embedded ledger does is a transfer in the same commit. */
export type OperationRecord = {
  /** `<ses>:<hold>:<kind>[:<n>]`, or `topup:<id>`; one (kind, amount, currency) for ever (M9). */
  readonly opKey: string;
  readonly kind: OperationKind;
  readonly wallet: Exclude<WalletName, 'ledger'>;
  readonly tenantId: string;
  readonly sessionId: string | null;
  readonly holdId: string | null;
  readonly payerId: string;
  /** authorize, increment: the absolute total to hold. capture, recapture, refund, top-up: the amount. void: 0. */
  readonly amountMinor: Minor;
  readonly currency: Currency;
  /** pending until the wallet's own word; unknown is not a word (R3). action: the payer must do something at `actionUrl`. */
  readonly state: 'pending' | 'action' | 'done' | 'refused';
  readonly attempts: number;
  /** Token narrowed to this operation (RFC 8693), erased when it is resolved; null where the wallet needs none. */
  readonly grant: string | null;
  readonly walletRef: string | null;
  readonly actionUrl: string | null;
  readonly refusal: WalletRefusal | null;
  readonly createdAtMs: number;
  readonly resolvedAtMs: number | null;
};

/** Keys are functions of state and of the payer's hold, never fresh on a retry (R2). */
export const opKeys = {
  authorize: (sessionId: string, holdId: string): string => `${sessionId}:${holdId}:authorize`,
  increment: (sessionId: string, holdId: string, n: number): string => `${sessionId}:${holdId}:inc:${n}`,
  capture: (sessionId: string, holdId: string): string => `${sessionId}:${holdId}:capture`,
  void: (sessionId: string, holdId: string): string => `${sessionId}:${holdId}:void`,
  recapture: (sessionId: string, holdId: string, n: number): string => `${sessionId}:${holdId}:recapture:${n}`,
  refund: (sessionId: string, holdId: string, rule: string): string => `${sessionId}:${holdId}:refund:${rule}`,
  /** What is owed at a wallet elsewhere, paid out of the embedded ledger. */
  collect: (sessionId: string, holdId: string): string => `${sessionId}:${holdId}:collect`,
  topUp: (topUpId: string): string => `topup:${topUpId}`,
} as const;
