// Postings: which accounts move when money is topped up, held, captured, released, refunded or disputed; each transfer sums to zero.
import { assert } from '#protocol';
import { type Currency, lesserOf, type Minor } from '../money.ts';
import { opKeys, type WalletName } from '../wallet/wallet-operation.ts';
import { accounts, type Posting, type TransferKind, type TransferRecord } from './ledger.ts';
import { splitProRata } from './shares.ts';

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

/** What a capture gave to each: tax and fee are parts of it, the venue has the rest. */
type CaptureParts = {
  readonly venueId: string;
  readonly wallet: WalletName;
  /** More than 0 (a free session is voided), at most what is held (M3). */
  readonly capturedMinor: Minor;
  readonly taxMinor: Minor;
  readonly feeMinor: Minor;
};

export type CaptureMoney = HoldMoney &
  CaptureParts & {
    /** The operation's that took it: `...:capture`, or `...:recapture:<n>` after the hold was gone. */
    readonly opKey: string;
  };

export type RefundMoney = Omit<HoldMoney, 'heldMinor' | 'holdId'> &
  CaptureParts & {
    readonly opKey: string;
    /** Given back of this hold by all refunds before. */
    readonly beforeMinor: Minor;
    /** Given back now. */
    readonly amountMinor: Minor;
  };

export type TopUpMoney = {
  readonly transferId: string;
  readonly topUpId: string;
  readonly tenantId: string;
  readonly personId: string;
  /** Through which the money came: its clearing account is the mirror. */
  readonly wallet: WalletName;
  readonly currency: Currency;
  readonly amountMinor: Minor;
  readonly atMs: number;
};

export type DisputeMoney = {
  readonly transferId: string;
  readonly tenantId: string;
  readonly sessionId: string;
  readonly venueId: string;
  readonly wallet: WalletName;
  readonly currency: Currency;
  /** The operation whose capture is disputed; one dispute each. */
  readonly disputedOpKey: string;
  readonly amountMinor: Minor;
  readonly atMs: number;
};

/** Drops legs of nothing; a transfer that creates or loses money is our own mistake (M1). */
function balanced(postings: readonly Posting[]): readonly Posting[] {
  const sumMinor = postings.reduce((sum, { deltaMinor }) => sum + deltaMinor, 0n);
  assert(sumMinor === 0n, `postings sum to ${sumMinor} (M1)`);
  return postings.filter(({ deltaMinor }) => deltaMinor !== 0n);
}

type Named = Pick<TransferRecord, 'transferId' | 'tenantId' | 'currency' | 'atMs'> & { readonly sessionId: string | null };

function compose(money: Named, kind: TransferKind, opKey: string, postings: readonly Posting[]): TransferRecord {
  const { transferId, tenantId, sessionId, currency, atMs } = money;
  return { transferId, opKey, kind, tenantId, sessionId, currency, postings: balanced(postings), atMs };
}

/** Venue, platform and tax, in the order in which a split is rounded (M1). */
function creditParts(parts: CaptureParts, minor: readonly Minor[]): readonly Posting[] {
  const [payableMinor = 0n, feeMinor = 0n, taxMinor = 0n] = minor;
  return [
    { account: accounts.payable(parts.venueId), deltaMinor: payableMinor },
    { account: accounts.fee(parts.venueId), deltaMinor: feeMinor },
    { account: accounts.tax(parts.venueId), deltaMinor: taxMinor },
  ];
}

function partsOf({ capturedMinor, taxMinor, feeMinor }: CaptureParts): readonly Minor[] {
  assert(capturedMinor > 0n, 'a capture of nothing is a void');
  assert(taxMinor >= 0n && feeMinor >= 0n && taxMinor + feeMinor <= capturedMinor, 'tax and fee are parts of what is captured');
  return [capturedMinor - feeMinor - taxMinor, feeMinor, taxMinor];
}

/** Sets money aside: available to held. */
export function authorizeTransfer(money: HoldMoney): TransferRecord {
  assert(money.heldMinor >= 0n, 'a hold is not negative');
  return compose(money, 'authorize', opKeys.authorize(money.sessionId, money.holdId), [
    { account: accounts.available(money.payerId), deltaMinor: -money.heldMinor },
    { account: accounts.held(money.payerId), deltaMinor: money.heldMinor },
  ]);
}

/** Sets more aside. `n` numbers the increments of a hold (R2). */
export function incrementTransfer(money: HoldMoney & { readonly n: number; readonly addedMinor: Minor }): TransferRecord {
  assert(money.addedMinor > 0n, 'an increment adds to a hold');
  return compose(money, 'increment', opKeys.increment(money.sessionId, money.holdId, money.n), [
    { account: accounts.available(money.payerId), deltaMinor: -money.addedMinor },
    { account: accounts.held(money.payerId), deltaMinor: money.addedMinor },
  ]);
}

/**
 * Takes the final price for venue, platform and tax. With the embedded ledger out of the hold, whose rest is released;
 * with a wallet elsewhere the money is what that wallet owes us from now on, and what it held was never on our books.
 */
export function captureTransfer(money: CaptureMoney): TransferRecord {
  const { heldMinor, capturedMinor, wallet, currency, payerId } = money;
  const parts = creditParts(money, partsOf(money));
  if (wallet !== 'ledger') {
    const owed = { account: accounts.clearing(wallet, currency), deltaMinor: -capturedMinor };
    return compose(money, 'capture', money.opKey, [owed, ...parts]);
  }
  assert(capturedMinor <= heldMinor, 'a capture never exceeds its hold (M3)');
  return compose(money, 'capture', money.opKey, [
    { account: accounts.held(payerId), deltaMinor: -heldMinor },
    ...parts,
    { account: accounts.available(payerId), deltaMinor: heldMinor - capturedMinor },
  ]);
}

/** Releases the whole hold. */
export function voidTransfer(money: HoldMoney): TransferRecord {
  return compose(money, 'void', opKeys.void(money.sessionId, money.holdId), [
    { account: accounts.held(money.payerId), deltaMinor: -money.heldMinor },
    { account: accounts.available(money.payerId), deltaMinor: money.heldMinor },
  ]);
}

/**
 * Gives back a part of a capture: venue, platform and tax each return their share of all that was given back, less what they
 * returned before. However it is cut into refunds, nobody returns more than they got, and a full refund returns exactly that.
 */
export function refundTransfer(money: RefundMoney): TransferRecord {
  const { beforeMinor, amountMinor, wallet, currency } = money;
  const weights = partsOf(money);
  assert(amountMinor > 0n && beforeMinor >= 0n, 'a refund gives something back');
  assert(beforeMinor + amountMinor <= money.capturedMinor, 'refunds never exceed the capture (M3)');
  const returned = splitProRata(beforeMinor, weights);
  const returnsNow = splitProRata(beforeMinor + amountMinor, weights).map((part, at) => (returned[at] ?? 0n) - part);
  const account = wallet === 'ledger' ? accounts.available(money.payerId) : accounts.clearing(wallet, currency);
  return compose(money, 'refund', money.opKey, [...creditParts(money, returnsNow), { account, deltaMinor: amountMinor }]);
}

/** What was owed and came in after all: only now is anybody credited (R19). */
export function collectTransfer(money: CaptureMoney): TransferRecord {
  const { wallet, currency, payerId, capturedMinor } = money;
  const account = wallet === 'ledger' ? accounts.available(payerId) : accounts.clearing(wallet, currency);
  return compose(money, 'collect', money.opKey, [{ account, deltaMinor: -capturedMinor }, ...creditParts(money, partsOf(money))]);
}

/**
 * Money that came in from outside, once its provider confirmed it.
 * @param money.repaysMinor what the person owes since a reversal took more than was there: it is repaid first.
 */
export function topUpTransfer(money: TopUpMoney & { readonly repaysMinor?: Minor }): TransferRecord {
  const { amountMinor, wallet, currency, personId, repaysMinor = 0n } = money;
  assert(amountMinor > 0n, 'a top-up adds money');
  assert(repaysMinor >= 0n, 'nobody owes less than nothing');
  const repaidMinor = lesserOf(repaysMinor, amountMinor);
  return compose({ ...money, sessionId: null }, 'top-up', opKeys.topUp(money.topUpId), [
    { account: accounts.clearing(wallet, currency), deltaMinor: -amountMinor },
    { account: accounts.receivable(personId), deltaMinor: repaidMinor },
    { account: accounts.available(personId), deltaMinor: amountMinor - repaidMinor },
  ]);
}

/** What of it is there, down to the floor, and the rest, which the person owes from now on (M2). */
function outOfBalance({ personId, amountMinor, availableMinor }: TakenMoney): readonly Posting[] {
  assert(amountMinor > 0n && availableMinor >= 0n, 'a reversal takes something, down to the floor at most (M2)');
  const takenMinor = lesserOf(amountMinor, availableMinor);
  return [
    { account: accounts.available(personId), deltaMinor: -takenMinor },
    { account: accounts.receivable(personId), deltaMinor: takenMinor - amountMinor },
  ];
}

type TakenMoney = TopUpMoney & { readonly availableMinor: Minor };

/**
 * The provider took a top-up back: what is there goes at once, the rest is owed by the person and blocks new starts.
 * @param money.earlier reversals of this top-up so far: each has its own key (R2).
 */
export function reverseTopUpTransfer(money: TakenMoney & { readonly earlier?: number }): TransferRecord {
  const { amountMinor, wallet, currency, earlier = 0 } = money;
  const opKey = `${opKeys.topUp(money.topUpId)}:reversal${earlier === 0 ? '' : `:${earlier + 1}`}`;
  return compose({ ...money, sessionId: null }, 'top-up-reversal', opKey, [
    ...outOfBalance(money),
    { account: accounts.clearing(wallet, currency), deltaMinor: amountMinor },
  ]);
}

/** The payer asks their bank for a top-up back: nobody spends it while that is open. */
export function disputedTopUpTransfer(money: TakenMoney): TransferRecord {
  const frozen = { account: accounts.disputed(money.personId), deltaMinor: money.amountMinor };
  const opKey = `${opKeys.topUp(money.topUpId)}:dispute`;
  return compose({ ...money, sessionId: null }, 'dispute', opKey, [...outOfBalance(money), frozen]);
}

/** @param money.owedMinor what the person owes now: it is repaid first. */
export function keptTopUpTransfer(money: TopUpMoney & { readonly owedMinor: Minor }): TransferRecord {
  const { personId, amountMinor } = money;
  const repaidMinor = lesserOf(money.owedMinor, amountMinor);
  return compose({ ...money, sessionId: null }, 'dispute-won', `${opKeys.topUp(money.topUpId)}:dispute-won`, [
    { account: accounts.disputed(personId), deltaMinor: -amountMinor },
    { account: accounts.receivable(personId), deltaMinor: repaidMinor },
    { account: accounts.available(personId), deltaMinor: amountMinor - repaidMinor },
  ]);
}

/** The provider took the disputed money. */
export function lostTopUpTransfer(money: TopUpMoney): TransferRecord {
  const { personId, amountMinor, wallet, currency } = money;
  return compose({ ...money, sessionId: null }, 'dispute-lost', `${opKeys.topUp(money.topUpId)}:dispute-lost`, [
    { account: accounts.disputed(personId), deltaMinor: -amountMinor },
    { account: accounts.clearing(wallet, currency), deltaMinor: amountMinor },
  ]);
}

function disputeTransferOf(money: DisputeMoney, kind: TransferKind, from: string, to: string): TransferRecord {
  assert(money.amountMinor > 0n, 'a dispute is about something');
  return compose(money, kind, `${money.disputedOpKey}:${kind}`, [
    { account: from, deltaMinor: -money.amountMinor },
    { account: to, deltaMinor: money.amountMinor },
  ]);
}

/** The payer's provider asks for the money back: the venue is not paid it while that is open. */
export function disputeTransfer(money: DisputeMoney): TransferRecord {
  return disputeTransferOf(money, 'dispute', accounts.payable(money.venueId), accounts.reserve(money.venueId));
}

export function disputeWonTransfer(money: DisputeMoney): TransferRecord {
  return disputeTransferOf(money, 'dispute-won', accounts.reserve(money.venueId), accounts.payable(money.venueId));
}

/** The provider took the money. */
export function disputeLostTransfer(money: DisputeMoney): TransferRecord {
  const { venueId, wallet, currency } = money;
  return disputeTransferOf(money, 'dispute-lost', accounts.reserve(venueId), accounts.clearing(wallet, currency));
}
