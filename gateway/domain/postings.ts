// Postings: which accounts move when money is topped up, held, captured or released; each transfer sums to zero.
import { assert } from '#protocol';
import { accounts, type Posting, type TransferRecord } from './ledger.ts';
import type { Currency, Minor } from './money.ts';

/** The hold whose money moves, and what the transfer is called. */
export type HoldMoney = {
  readonly transferId: string;
  readonly tenantId: string;
  readonly sessionId: string;
  readonly holdId: string;
  readonly payerId: string;
  readonly currency: Currency;
  readonly heldMinor: Minor;
  readonly atMs: number;
};

export type CaptureMoney = HoldMoney & {
  readonly venueId: string;
  /** More than 0 (a free session is voided), at most what is held (M3). */
  readonly capturedMinor: Minor;
  /** Part of what is captured. */
  readonly taxMinor: Minor;
};

export type TopUpMoney = {
  readonly transferId: string;
  readonly topUpId: string;
  readonly tenantId: string;
  readonly personId: string;
  readonly currency: Currency;
  readonly amountMinor: Minor;
  readonly atMs: number;
};

/** Drops legs of nothing; a transfer that creates or loses money is our own mistake (M1). */
function balanced(postings: readonly Posting[]): readonly Posting[] {
  const sumMinor = postings.reduce((sum, { deltaMinor }) => sum + deltaMinor, 0n);
  assert(sumMinor === 0n, `postings sum to ${sumMinor} (M1)`);
  return postings.filter(({ deltaMinor }) => deltaMinor !== 0n);
}

function holdTransfer(money: HoldMoney, kind: 'authorize' | 'capture' | 'void', postings: readonly Posting[]): TransferRecord {
  assert(money.heldMinor >= 0n, 'a hold is not negative');
  return {
    transferId: money.transferId,
    opKey: `${money.sessionId}:${money.holdId}:${kind}`,
    kind,
    tenantId: money.tenantId,
    sessionId: money.sessionId,
    currency: money.currency,
    postings: balanced(postings),
    atMs: money.atMs,
  };
}

/** Sets money aside: available to held. */
export function authorizeTransfer(money: HoldMoney): TransferRecord {
  return holdTransfer(money, 'authorize', [
    { account: accounts.available(money.payerId), deltaMinor: -money.heldMinor },
    { account: accounts.held(money.payerId), deltaMinor: money.heldMinor },
  ]);
}

/** Takes the final price out of the hold for venue and tax, and releases the rest to the payer. */
export function captureTransfer(money: CaptureMoney): TransferRecord {
  const { heldMinor, capturedMinor, taxMinor } = money;
  assert(capturedMinor > 0n, 'a capture of nothing is a void');
  assert(capturedMinor <= heldMinor, 'a capture never exceeds its hold (M3)');
  assert(taxMinor >= 0n && taxMinor <= capturedMinor, 'tax is part of what is captured');
  return holdTransfer(money, 'capture', [
    { account: accounts.held(money.payerId), deltaMinor: -heldMinor },
    { account: accounts.payable(money.venueId), deltaMinor: capturedMinor - taxMinor },
    { account: accounts.tax(money.venueId), deltaMinor: taxMinor },
    { account: accounts.available(money.payerId), deltaMinor: heldMinor - capturedMinor },
  ]);
}

/** Releases the whole hold. */
export function voidTransfer(money: HoldMoney): TransferRecord {
  return holdTransfer(money, 'void', [
    { account: accounts.held(money.payerId), deltaMinor: -money.heldMinor },
    { account: accounts.available(money.payerId), deltaMinor: money.heldMinor },
  ]);
}

/** Money that came in from outside, once its provider confirmed it. */
export function topUpTransfer(money: TopUpMoney): TransferRecord {
  assert(money.amountMinor > 0n, 'a top-up adds money');
  return {
    transferId: money.transferId,
    opKey: `topup:${money.topUpId}`,
    kind: 'top-up',
    tenantId: money.tenantId,
    sessionId: null,
    currency: money.currency,
    postings: balanced([
      { account: accounts.clearing(money.currency), deltaMinor: -money.amountMinor },
      { account: accounts.available(money.personId), deltaMinor: money.amountMinor },
    ]),
    atMs: money.atMs,
  };
}
