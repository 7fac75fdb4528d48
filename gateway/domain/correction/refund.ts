// Refund: money back to whoever paid, up to an absolute target in all, so that no repeat and no race gives twice (R16).
import { assert, ok, type Result, refused } from '#protocol';
import type { Change } from '../changes.ts';
import type { HoldRecord } from '../hold/hold.ts';
import { changeHold } from '../hold/hold-state.ts';
import { accounts, type RefundRecord, type TransferRecord } from '../ledger/ledger.ts';
import { refundTransfer } from '../ledger/postings.ts';
import { lesserOf, type Minor, toSafeNumber } from '../money.ts';
import { queueEvent } from '../outbox/queue-event.ts';
import type { Venue } from '../place.ts';
import { refundNumber } from '../recovery/recovery.ts';
import type { Rejection } from '../rejections.ts';
import type { SessionRecord } from '../session/session.ts';
import { partOfShare, shareFor } from '../session/session-settle-share.ts';
import { askWallet } from '../wallet/wallet-ask.ts';
import { type OperationRecord, opKeys, type WalletName } from '../wallet/wallet-operation.ts';

export type RefundFacts = {
  readonly session: SessionRecord;
  readonly venue: Pick<Venue, 'venueId'>;
  readonly holds: readonly HoldRecord[];
  /** All of the session, oldest first. */
  readonly refunds: readonly RefundRecord[];
  /** By hold: what its payer has asked their bank for, and may get or has got there. */
  readonly disputed?: { readonly [holdId: string]: Minor };
  /** Which restore the books are of: numbers of the time that was lost are never given again (row 27). */
  readonly restoreEpoch?: number;
};

export type RefundWish = {
  readonly payerId: string;
  /** What this payer shall have got back of the session in all, once this is done. */
  readonly targetMinor: Minor;
  /** The claim's rule; null numbers an operator's. */
  readonly rule: string | null;
  readonly by: RefundRecord['by'];
  readonly reason: string;
};

/** Drawn before the decision, per hold: a payer may have more than one. */
export type RefundIds = { readonly [holdId: string]: { readonly refundId: string; readonly transferId: string } };

export type Refunded = { readonly refunds: readonly RefundRecord[]; readonly changes: readonly Change[] };

const NUMBERED = /^\d+$/;

function ofHold(refunds: readonly RefundRecord[], holdId: string): readonly RefundRecord[] {
  return refunds.filter((refund) => refund.holdId === holdId);
}

function sumOf(refunds: readonly RefundRecord[]): Minor {
  return refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
}

/** What this payer paid and got back so far, over all of their holds. */
export function paidBy(
  holds: readonly HoldRecord[],
  payerId: string,
): { readonly capturedMinor: Minor; readonly refundedMinor: Minor } {
  const own = holds.filter((hold) => hold.payerId === payerId);
  return {
    capturedMinor: own.reduce((sum, hold) => sum + (hold.capturedMinor ?? 0n), 0n),
    refundedMinor: own.reduce((sum, hold) => sum + hold.refundedMinor, 0n),
  };
}

/** A key is a function of state: two operators at once draw the same number, and the second is refused (R2, R10). */
function nextNumber(earlier: readonly RefundRecord[], epoch = 0): string {
  return String(refundNumber(epoch, earlier.filter(({ rule }) => NUMBERED.test(rule)).length));
}

/** What can still be given back of a hold: not what a dispute has taken, or may take (M3). */
function roomOf({ disputed }: RefundFacts, hold: HoldRecord): Minor {
  return (hold.capturedMinor ?? 0n) - hold.refundedMinor - (disputed?.[hold.holdId] ?? 0n);
}

/** What a payer has asked their bank for of this session. */
export function disputedBy({ holds, disputed }: RefundFacts, payerId: string): Minor {
  return holds.reduce((sum, hold) => (hold.payerId === payerId ? sum + (disputed?.[hold.holdId] ?? 0n) : sum), 0n);
}

function refusalOf(facts: RefundFacts, { payerId, targetMinor }: RefundWish): Rejection | null {
  const { session, holds, refunds } = facts;
  const own = holds.filter((hold) => hold.payerId === payerId);
  const [first] = own;
  if (!first) return { code: 'session.unknown' };
  const { capturedMinor, refundedMinor } = paidBy(holds, payerId);
  const { currency } = first;
  if (session.state !== 'closed' || capturedMinor === 0n) return { code: 'refund.not-captured', state: first.state };
  if (targetMinor > capturedMinor) return { code: 'refund.exceeds-captured', capturedMinor, currency };
  if (targetMinor <= refundedMinor) return { code: 'refund.already-given', refundedMinor, currency };
  const disputedMinor = disputedBy(facts, payerId);
  if (targetMinor > capturedMinor - disputedMinor) return { code: 'refund.disputed', disputedMinor, currency };
  const isUnderWay = refunds.some((refund) => refund.payerId === payerId && refund.state === 'pending');
  return isUnderWay ? { code: 'refund.under-way' } : null;
}

/** @param wallet where the money goes: the hold's own, or `ledger` into the payer's balance with us. */
function transferOf(
  facts: RefundFacts,
  refund: RefundRecord,
  wallet: WalletName,
  at: { readonly transferId: string; readonly atMs: number },
): TransferRecord {
  const { session, venue } = facts;
  const hold = facts.holds.find(({ holdId }) => holdId === refund.holdId);
  const share = hold && session.settlement && shareFor(session.settlement, hold);
  assert(hold?.capturedMinor && share, 'what was captured has a share');
  const { totalMinor, taxMinor, feeMinor } = partOfShare(share, hold.capturedMinor);
  const earlier = ofHold(facts.refunds, hold.holdId);
  const own = earlier.findIndex(({ refundId }) => refundId === refund.refundId);
  return refundTransfer({
    transferId: at.transferId,
    opKey: opKeys.refund(session.sessionId, hold.holdId, refund.rule),
    tenantId: session.tenantId,
    sessionId: session.sessionId,
    venueId: venue.venueId,
    payerId: hold.payerId,
    currency: hold.currency,
    wallet,
    capturedMinor: totalMinor,
    taxMinor,
    feeMinor,
    beforeMinor: sumOf(own < 0 ? earlier : earlier.slice(0, own)),
    amountMinor: refund.amountMinor,
    atMs: at.atMs,
  });
}

/** What of a refund the venue returns; fee and tax return the rest. */
export function venuePart(facts: RefundFacts, refund: RefundRecord): Minor {
  const transfer = transferOf(facts, refund, 'ledger', { transferId: refund.refundId, atMs: refund.createdAtMs });
  const payable = accounts.payable(facts.venue.venueId);
  return transfer.postings.reduce((sum, { account, deltaMinor }) => (account === payable ? sum - deltaMinor : sum), 0n);
}

/** @param subjectId of the event: what was given once, came back, and is given by hand is told anew. */
function refundGiven(refund: RefundRecord, atMs: number, subjectId = refund.refundId): readonly Change[] {
  const { refundId, tenantId, payerId, sessionId, holdId, rule, currency } = refund;
  return queueEvent({
    kind: 'refund.given',
    subjectId,
    tenantId,
    personId: payerId,
    sessionId,
    facts: { refundId, holdId, rule, by: refund.by.actor, amountMinor: toSafeNumber(refund.amountMinor), currency },
    atMs,
  });
}

function posted(transfer: TransferRecord): Change {
  return { change: 'transfer-posted', transfer };
}

/** One hold's part of it. Elsewhere the wallet is asked after the commit, under a key that stays the same (R1, row 24). */
function refundHold(
  facts: RefundFacts,
  wish: RefundWish,
  hold: HoldRecord,
  amountMinor: Minor,
  at: { readonly refundId: string; readonly transferId: string; readonly atMs: number },
): { readonly refund: RefundRecord; readonly changes: readonly Change[] } {
  const isLocal = hold.wallet === 'ledger';
  const refund: RefundRecord = {
    refundId: at.refundId,
    holdId: hold.holdId,
    sessionId: hold.sessionId,
    payerId: hold.payerId,
    tenantId: hold.tenantId,
    rule: wish.rule ?? nextNumber(ofHold(facts.refunds, hold.holdId), facts.restoreEpoch),
    amountMinor,
    currency: hold.currency,
    by: wish.by,
    reason: wish.reason,
    state: isLocal ? 'done' : 'pending',
    createdAtMs: at.atMs,
  };
  const raised = changeHold(hold, 'refund-asked', { refundedMinor: hold.refundedMinor + amountMinor });
  const opKey = opKeys.refund(hold.sessionId, hold.holdId, refund.rule);
  const moved = isLocal
    ? [posted(transferOf(facts, refund, 'ledger', at)), ...refundGiven(refund, at.atMs)]
    : askWallet(hold, { opKey, kind: 'refund', amountMinor }, at.atMs);
  return { refund, changes: [raised.change, { change: 'refund-noted', refund }, ...moved] };
}

/** Refused, or everything that makes it true; with the embedded ledger the money moves in this very commit. */
export function decideRefund(facts: RefundFacts, wish: RefundWish, ids: RefundIds, atMs: number): Result<Refunded, Rejection> {
  const refusal = refusalOf(facts, wish);
  if (refusal) return refused(refusal);
  let leftMinor = wish.targetMinor - paidBy(facts.holds, wish.payerId).refundedMinor;
  const refunded = [];
  for (const hold of facts.holds.filter(({ payerId }) => payerId === wish.payerId)) {
    const amountMinor = lesserOf(leftMinor, roomOf(facts, hold));
    if (amountMinor <= 0n) continue;
    const own = ids[hold.holdId];
    assert(own, 'ids are drawn for every hold');
    refunded.push(refundHold(facts, wish, hold, amountMinor, { ...own, atMs }));
    leftMinor -= amountMinor;
  }
  assert(leftMinor === 0n, 'a refund finds room in what was captured (M3)');
  return ok({ refunds: refunded.map(({ refund }) => refund), changes: refunded.flatMap(({ changes }) => changes) });
}

function refundOf({ refunds }: Pick<RefundFacts, 'refunds'>, operation: OperationRecord): RefundRecord {
  const refund = refunds.find((each) => opKeys.refund(each.sessionId, each.holdId, each.rule) === operation.opKey);
  assert(refund, `a refund was noted with its operation ${operation.opKey}`);
  return refund;
}

/** The rule under which what a wallet took in error is given back; it is in no refund of our books. */
export const EXCESS = 'excess';
/** ... and that of what a wallet did not take of the frozen amount. */
const SHORTFALL = 'shortfall';

/**
 * What a wallet elsewhere shall have given back of this hold in all: what it gave before, and this one on top. What was paid
 * by hand or never taken it did not give; what it took beyond our books it did.
 */
export function refundTotal(
  { refunds, operations, failedLate = [] }: LateFacts & { readonly operations: readonly OperationRecord[] },
  operation: OperationRecord,
): Minor {
  const own = refundOf({ refunds }, operation);
  const wordOn = (rule: string): OperationRecord | undefined =>
    operations.find(({ opKey }) => opKey === opKeys.refund(own.sessionId, own.holdId, rule));
  const given = ofHold(refunds, own.holdId).filter(({ refundId, rule, state }) => {
    if (state !== 'done' || refundId === own.refundId) return false;
    if (failedLate.includes(opKeys.refund(own.sessionId, own.holdId, rule))) return false;
    return rule !== SHORTFALL && wordOn(rule)?.state !== 'refused';
  });
  const excess = wordOn(EXCESS);
  return sumOf(given) + (excess?.state === 'done' ? excess.amountMinor : 0n) + own.amountMinor;
}

/** The wallet elsewhere gave it back. */
export function refundDone(
  facts: RefundFacts,
  operation: OperationRecord,
  ids: { readonly transferId: string },
  nowMs: number,
): readonly Change[] {
  const refund = refundOf(facts, operation);
  if (refund.state === 'done') return [];
  return [
    { change: 'refund-resolved', refundId: refund.refundId, state: 'done' },
    posted(transferOf(facts, refund, operation.wallet, { transferId: ids.transferId, atMs: nowMs })),
    ...refundGiven(refund, nowMs),
  ];
}

type LateFacts = {
  readonly refunds: readonly RefundRecord[];
  /** Keys of refunds that came back after their wallet had said that they were given. */
  readonly failedLate?: readonly string[];
};

/** Under this the books take back what a wallet said too early. */
export const failedLateKey = (opKey: string): string => `${opKey}:failed`;

/** It was given, and came back later: the venue has its part again, and the payer is owed theirs by other means (row 24). */
export function refundFailedLate(
  facts: RefundFacts & LateFacts,
  operation: OperationRecord,
  ids: { readonly transferId: string },
  nowMs: number,
): readonly Change[] {
  const refund = refundOf(facts, operation);
  if (refund.state !== 'done' || facts.failedLate?.includes(operation.opKey)) return [];
  const given = transferOf(facts, refund, operation.wallet, { transferId: ids.transferId, atMs: nowMs });
  const postings = given.postings.map(({ account, deltaMinor }) => ({ account, deltaMinor: -deltaMinor }));
  const { refundId, holdId, rule, currency, sessionId, tenantId, payerId } = refund;
  return [
    { change: 'refund-resolved', refundId, state: 'owed' },
    posted({ ...given, opKey: failedLateKey(given.opKey), postings }),
    ...queueEvent({
      kind: 'hold.changed',
      subjectId: `${holdId}:refund:${rule}:failed`,
      tenantId,
      personId: payerId,
      sessionId,
      facts: { holdId, state: 'captured', refundId, currency, owedBackMinor: toSafeNumber(refund.amountMinor) },
      atMs: nowMs,
    }),
  ];
}

/** It will not: the money is owed by other means, and a person looks after it (row 24). */
export function refundRefused(facts: Pick<RefundFacts, 'refunds'>, operation: OperationRecord): readonly Change[] {
  const refund = refundOf(facts, operation);
  return refund.state === 'pending' ? [{ change: 'refund-resolved', refundId: refund.refundId, state: 'owed' }] : [];
}

/** Owed since its wallet refused, and paid by hand: it leaves our own bank account, behind the embedded ledger (row 24). */
export function owedPaid(
  facts: RefundFacts,
  refund: RefundRecord,
  ids: { readonly transferId: string },
  atMs: number,
): readonly Change[] {
  const transfer = transferOf(facts, refund, 'ledger', { transferId: ids.transferId, atMs });
  const balance = accounts.available(refund.payerId);
  const bank = accounts.clearing('ledger', refund.currency);
  const postings = transfer.postings.map((each) => (each.account === balance ? { ...each, account: bank } : each));
  return [
    { change: 'refund-resolved', refundId: refund.refundId, state: 'done' },
    // A key of its own: the one under which the wallet refused says so for ever (M9).
    posted({ ...transfer, opKey: `${transfer.opKey}:by-hand`, postings }),
    ...refundGiven(refund, atMs, `${refund.refundId}:by-hand`),
  ];
}

/**
 * The wallet took less than was frozen, and nobody asks the payer for the rest: the books have the whole bill, and what was
 * not taken as given back (R11). @param hold captured, of the frozen amount.
 */
export function forgiveShortfall(
  facts: Pick<RefundFacts, 'session' | 'venue'>,
  hold: HoldRecord,
  amountMinor: Minor,
  ids: { readonly refundId: string; readonly transferId: string },
  atMs: number,
): readonly Change[] {
  const refund: RefundRecord = {
    refundId: ids.refundId,
    holdId: hold.holdId,
    sessionId: hold.sessionId,
    payerId: hold.payerId,
    tenantId: hold.tenantId,
    rule: SHORTFALL,
    amountMinor,
    currency: hold.currency,
    by: { actor: 'review', id: hold.sessionId },
    reason: 'the wallet captured less than was due',
    state: 'done',
    createdAtMs: atMs,
  };
  const books = { ...facts, holds: [hold], refunds: [] };
  return [
    { change: 'refund-noted', refund },
    posted(transferOf(books, refund, hold.wallet, { transferId: ids.transferId, atMs })),
    ...refundGiven(refund, atMs),
  ];
}

/** Somebody gave it back at the wallet itself, past us: our books follow, and never above what was captured (M3). */
export function refundElsewhere(
  facts: RefundFacts,
  given: { readonly holdId: string; readonly amountMinor: Minor; readonly by: string },
  ids: { readonly refundId: string; readonly transferId: string },
  atMs: number,
): readonly Change[] {
  const hold = facts.holds.find(({ holdId }) => holdId === given.holdId);
  if (hold?.state !== 'captured') return [];
  const amountMinor = lesserOf(given.amountMinor, roomOf(facts, hold));
  if (amountMinor <= 0n) return [];
  const refund: RefundRecord = {
    refundId: ids.refundId,
    holdId: hold.holdId,
    sessionId: hold.sessionId,
    payerId: hold.payerId,
    tenantId: hold.tenantId,
    rule: nextNumber(ofHold(facts.refunds, hold.holdId), facts.restoreEpoch),
    amountMinor,
    currency: hold.currency,
    by: { actor: 'operator', id: given.by },
    reason: 'given at the wallet itself',
    state: 'done',
    createdAtMs: atMs,
  };
  return [
    changeHold(hold, 'refund-asked', { refundedMinor: hold.refundedMinor + amountMinor }).change,
    { change: 'refund-noted', refund },
    posted(transferOf(facts, refund, hold.wallet, { transferId: ids.transferId, atMs })),
    ...refundGiven(refund, atMs),
  ];
}
