// Settle shares: what each payer of a session owes, computed once, stored, and only then captured (R8).
import { assert } from '#protocol';
import { priceGuestSpared, priceHostSpared } from '../emergency/spared-price.ts';
import type { HoldRecord } from '../hold/hold.ts';
import { splitProRata } from '../ledger/shares.ts';
import { divideDown, lesserOf, type Minor } from '../money.ts';
import { type Price, pricingOf } from '../tariff/price.ts';
import { lineDownTo } from '../tariff/price-line.ts';
import type { SessionRecord, Settlement, Share } from './session.ts';
import type { SettleFacts } from './session-settle-facts.ts';
import type { Ending } from './unproven-end.ts';

const NO_PRICE: Price = { lines: [], totalMinor: 0n, taxMinor: 0n };

/** Where our own books are in doubt, nobody pays by them (R11). */
function isFree({ review }: SessionRecord): boolean {
  return review?.reason === 'invariant-broken' || review?.reason === 'recovered-unknown';
}

/** Start evidence or nothing is captured (M7); never above what the payer's holds really hold (M3, row 13). */
function priceOf(facts: SettleFacts, payer: Pick<HoldRecord, 'payerId' | 'role'>, heldMinor: Minor, ending: Ending): Price {
  const { session, spared = [] } = facts;
  if (session.startedAtMs === null || heldMinor === 0n || isFree(session)) return NO_PRICE;
  const pricing = pricingOf(session);
  const billed = { orders: facts.orders.filter(({ payerId }) => payerId === payer.payerId), spared };
  if (payer.role === 'guest') return priceGuestSpared(pricing, billed, heldMinor);
  return priceHostSpared(pricing, ending.usage, billed, ending.rounding, lesserOf(session.mostMinor, heldMinor));
}

/** What of a hold can still be had. */
function reachOf({ state, heldMinor }: HoldRecord): Minor {
  return state === 'held' || state === 'expired' ? heldMinor : 0n;
}

/** The platform's part of a price, rounded down once in the venue's favour, and never out of the tax. */
function feeOf(session: SessionRecord, { totalMinor, taxMinor }: Price): Minor {
  return lesserOf(divideDown(totalMinor * BigInt(session.terms.feePermille), 1000n), totalMinor - taxMinor);
}

type Parts = { readonly payableMinor: Minor; readonly feeMinor: Minor; readonly taxMinor: Minor };

/** Whose the first `amountMinor` of the whole are; of a larger amount no part is smaller, so steps of it sum up. */
function partsOf(amountMinor: Minor, whole: Parts): Parts {
  const [payableMinor = 0n, feeMinor = 0n, taxMinor = 0n] =
    amountMinor === 0n ? [] : splitProRata(amountMinor, [whole.payableMinor, whole.feeMinor, whole.taxMinor]);
  return { payableMinor, feeMinor, taxMinor };
}

function wholeOf({ totalMinor, taxMinor, feeMinor }: Pick<Share, 'totalMinor' | 'taxMinor' | 'feeMinor'>): Parts {
  return { payableMinor: totalMinor - taxMinor - feeMinor, feeMinor, taxMinor };
}

/**
 * A payer's price over their holds, each filled before the next; tax and fee are rounded once, on the whole. Only where there
 * are several, a line `limit` says what another hold pays of the price.
 */
function splitPrice(session: SessionRecord, price: Price, own: readonly HoldRecord[]): readonly Share[] {
  const { totalMinor: wholeMinor } = price;
  const whole = wholeOf({ ...price, feeMinor: feeOf(session, price) });
  const shares: Share[] = [];
  let beforeMinor = 0n;
  for (const hold of own) {
    const totalMinor = lesserOf(reachOf(hold), wholeMinor - beforeMinor);
    const untilMinor = beforeMinor + totalMinor;
    const [before, until] = [partsOf(beforeMinor, whole), partsOf(untilMinor, whole)];
    const isFirst = shares.length === 0;
    const elsewhereMinor = isFirst ? totalMinor - wholeMinor : totalMinor;
    const split = { line: 'limit', unitMinor: totalMinor, amountMinor: elsewhereMinor } as const;
    shares.push({
      holdId: hold.holdId,
      payerId: hold.payerId,
      lines: [...(isFirst ? price.lines : []), ...(elsewhereMinor === 0n ? [] : [split])],
      totalMinor,
      taxMinor: until.taxMinor - before.taxMinor,
      feeMinor: until.feeMinor - before.feeMinor,
    });
    beforeMinor = untilMinor;
  }
  return shares;
}

/** The final amounts of everybody who pays, the host's first. */
export function freezeSettlement(facts: SettleFacts, ending: Ending, nowMs: number): Settlement {
  const { session } = facts;
  const holds = facts.holds.filter(({ state }) => state !== 'declined');
  const payers = [...new Set(holds.map(({ payerId }) => payerId))];
  const shares = payers.flatMap((payerId) => {
    const own = holds.filter((hold) => hold.payerId === payerId);
    const heldMinor = own.reduce((sum, hold) => sum + reachOf(hold), 0n);
    const role = payerId === session.payerId ? 'host' : 'guest';
    const price = priceOf(facts, { payerId, role }, heldMinor, ending);
    assert(price.totalMinor <= heldMinor, 'a share never exceeds its holds (M3)');
    return splitPrice(session, price, own);
  });
  const { reason, rounding, usage, atMs } = ending;
  return { reason, rounding, usage, endedAtMs: atMs, frozenAtMs: nowMs, shares };
}

export function shareFor(settlement: Settlement, hold: Pick<HoldRecord, 'holdId'>): Share | undefined {
  return settlement.shares.find(({ holdId }) => holdId === hold.holdId);
}

/**
 * A payer's shares as one bill: what a review took off shows as a line of its own; corrections only go down (R13).
 * @param finalMinor what was really captured, or is owed.
 */
export function joinShares(shares: readonly Share[], finalMinor: Minor): Pick<Share, 'lines' | 'totalMinor' | 'taxMinor'> {
  const [first, ...further] = shares;
  if (!first) return { lines: [], totalMinor: 0n, taxMinor: 0n };
  const totalMinor = shares.reduce((sum, share) => sum + share.totalMinor, 0n);
  const taxMinor = shares.reduce((sum, share) => sum + share.taxMinor, 0n);
  const isSplit = further.some((share) => share.totalMinor > 0n);
  const lines = isSplit ? first.lines.slice(0, -1) : first.lines;
  assert(finalMinor >= 0n && finalMinor <= totalMinor, 'a frozen share is only ever lowered');
  if (finalMinor === totalMinor) return { lines, totalMinor, taxMinor };
  return {
    lines: [...lines, ...lineDownTo('limit', totalMinor, finalMinor)],
    totalMinor: finalMinor,
    taxMinor: partsOf(finalMinor, wholeOf({ totalMinor, taxMinor, feeMinor: 0n })).taxMinor,
  };
}

/** What of a share's tax and fee goes with a lower amount than was frozen. */
export function partOfShare(share: Share, finalMinor: Minor): Pick<Share, 'totalMinor' | 'taxMinor' | 'feeMinor'> {
  if (finalMinor === share.totalMinor) return share;
  assert(finalMinor > 0n && finalMinor < share.totalMinor, 'a frozen share is only ever lowered');
  const { taxMinor, feeMinor } = partsOf(finalMinor, wholeOf(share));
  return { totalMinor: finalMinor, taxMinor, feeMinor };
}
