// Shares: what each payer owes of a session, over one hold or several, to the last unit and once (R2, R8).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OrderRecord } from '../../../../../gateway/domain/company/order.ts';
import type { HoldRecord } from '../../../../../gateway/domain/hold/hold.ts';
import type { SessionRecord, Share } from '../../../../../gateway/domain/session/session.ts';
import type { SettleFacts } from '../../../../../gateway/domain/session/session-settle-facts.ts';
import { settle } from '../../../../../gateway/domain/session/session-settle-money.ts';
import { freezeSettlement, joinShares, partOfShare } from '../../../../../gateway/domain/session/session-settle-share.ts';
import type { Ending } from '../../../../../gateway/domain/session/unproven-end.ts';
import { holdRecord, PERSON, START_MS } from '../../../../support/records.ts';
import { changesIn, factsOf, GIVEN, NOW_MS } from './session-facts.ts';

/** Two minutes: 3.00 to begin with, 1.00 a minute. */
const ending: Ending = {
  reason: 'stopped',
  rounding: 'started',
  usage: { useMs: 120_000, distanceM: 0 },
  atMs: START_MS + 121_000,
};
const withFee = (session: SessionRecord, feePermille: number): SessionRecord => ({
  ...session,
  terms: { ...session.terms, feePermille },
});

function given(holds: readonly HoldRecord[], session: SessionRecord = GIVEN.stopping): SettleFacts {
  const [hold] = holds;
  if (!hold) throw new Error('a session has a hold');
  return factsOf(session, { hold, holds });
}

const host = (heldMinor: bigint, holdId = 'hld_1'): HoldRecord => holdRecord({ holdId, heldMinor });
const guest = (payerId: string, holdId: string): HoldRecord => holdRecord({ holdId, payerId, role: 'guest', heldMinor: 3_000n });
const order = (orderId: string, payerId: string, quantity: number): OrderRecord => ({
  ...{ orderId, payerId, sessionId: 'ses_1', lines: [{ itemId: 'itm_tea', quantity }], state: 'printed' },
  ...{ amountMinor: 1_200n, commandId: 'cmd_o', atMs: START_MS },
});
const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, each) => total + each, 0n);

describe('shares', () => {
  test('of host and guests are each for what they used and ordered, in the order of their holds', () => {
    const facts = {
      ...given([host(6_000n), guest('bob', 'hld_2'), guest('eve', 'hld_3')]),
      orders: [order('ord_1', 'bob', 2), order('ord_2', PERSON, 1)],
    };
    const { shares } = freezeSettlement(facts, ending, NOW_MS);
    expect(shares.map(({ payerId, totalMinor }) => [payerId, totalMinor])).toEqual([
      [PERSON, 1_700n],
      ['bob', 2_400n],
      ['eve', 0n],
    ]);
  });

  test('never exceed what the payer really holds: an increment that was declined is not billed (row 13)', () => {
    const [share] = freezeSettlement(given([host(450n)]), ending, NOW_MS).shares;
    expect(share?.totalMinor).toBe(450n);
    expect(sum(share?.lines.map(({ amountMinor }) => amountMinor) ?? [])).toBe(450n);
    expect(share?.lines.at(-1)).toMatchObject({ line: 'limit', amountMinor: -50n });
  });

  test('of a session that was never proven are nothing (M7)', () => {
    const { shares } = freezeSettlement(given([host(6_000n)], GIVEN['stopping, never proven']), ending, NOW_MS);
    expect(shares).toMatchObject([{ totalMinor: 0n, taxMinor: 0n, feeMinor: 0n, lines: [] }]);
  });

  test('are nothing where our own books are in doubt (R11)', () => {
    const review = { reason: 'invariant-broken', sinceMs: 0, dueAtMs: 1, opKey: null, saidMinor: null } as const;
    const doubtful: SessionRecord = { ...GIVEN.stopping, state: 'review', review };
    expect(freezeSettlement(given([host(6_000n)], doubtful), ending, NOW_MS).shares[0]?.totalMinor).toBe(0n);
  });

  test('of one payer with two holds fill the first before the second, and are one bill', () => {
    const facts = given([host(300n), host(6_000n, 'hld_2')], withFee(GIVEN.stopping, 50));
    const { shares } = freezeSettlement(facts, ending, NOW_MS);
    expect(shares.map(({ holdId, totalMinor }) => [holdId, totalMinor])).toEqual([
      ['hld_1', 300n],
      ['hld_2', 200n],
    ]);
    for (const share of shares) expect(sum(share.lines.map(({ amountMinor }) => amountMinor))).toBe(share.totalMinor);
    const bill = joinShares(shares, 500n);
    expect(bill.totalMinor).toBe(500n);
    expect(bill.lines.map(({ line }) => line)).toEqual(['base', 'step']);
    expect(sum(bill.lines.map(({ amountMinor }) => amountMinor))).toBe(500n);
  });

  test('of any two holds sum up to the price, its tax and its fee, whatever each can bear', () => {
    const held = fc.bigInt(0n, 700n);
    fc.assert(
      fc.property(held, held, fc.integer({ min: 0, max: 300 }), (first, second, feePermille) => {
        const session = withFee(GIVEN.stopping, feePermille);
        const both = freezeSettlement(given([host(first), host(second, 'hld_2')], session), ending, NOW_MS).shares;
        const [whole] = freezeSettlement(given([host(first + second)], session), ending, NOW_MS).shares;
        const of = (part: 'totalMinor' | 'taxMinor' | 'feeMinor') => sum(both.map((share) => share[part]));
        expect([of('totalMinor'), of('taxMinor'), of('feeMinor')]).toEqual([whole?.totalMinor, whole?.taxMinor, whole?.feeMinor]);
        for (const share of both) {
          expect(share.totalMinor - share.taxMinor - share.feeMinor).toBeGreaterThanOrEqual(0n);
          expect(sum(share.lines.map(({ amountMinor }) => amountMinor))).toBe(share.totalMinor);
        }
      }),
    );
  });
});

describe('a settlement', () => {
  const ids = {
    hld_1: { transferId: 'trf_1', receiptId: 'rcp_1' },
    hld_2: { transferId: 'trf_2', receiptId: 'rcp_2' },
    hld_3: { transferId: 'trf_3', receiptId: 'rcp_3' },
  };

  test('in the embedded ledger moves every hold and closes in one commit, one receipt per payer', () => {
    const facts = { ...given([host(6_000n), guest('bob', 'hld_2'), guest('eve', 'hld_3')]), orders: [order('ord_1', 'bob', 1)] };
    const decision = settle(facts, ending, ids, NOW_MS);
    expect(changesIn(decision, 'hold-changed').map(({ hold }) => [hold.holdId, hold.state])).toEqual([
      ['hld_1', 'captured'],
      ['hld_2', 'captured'],
      ['hld_3', 'voided'],
    ]);
    expect(changesIn(decision, 'transfer-posted').map(({ transfer }) => transfer.opKey)).toEqual([
      'ses_1:hld_1:capture',
      'ses_1:hld_2:capture',
      'ses_1:hld_3:void',
    ]);
    expect(changesIn(decision, 'receipt-issued').map(({ receipt }) => [receipt.receiptId, receipt.payerId])).toEqual([
      ['rcp_1', PERSON],
      ['rcp_2', 'bob'],
      ['rcp_3', 'eve'],
    ]);
    expect(changesIn(decision, 'session-changed').map(({ session }) => session.state)).toEqual(['closed']);
  });

  test('at wallets elsewhere asks for every hold, and closes nothing yet (M4)', () => {
    const elsewhere = (hold: HoldRecord): HoldRecord => ({ ...hold, wallet: 'host' });
    const decision = settle(given([host(6_000n), guest('bob', 'hld_2')].map(elsewhere)), ending, ids, NOW_MS);
    expect(changesIn(decision, 'operation-added').map(({ operation }) => [operation.opKey, operation.amountMinor])).toEqual([
      ['ses_1:hld_1:capture', 500n],
      ['ses_1:hld_2:void', 0n],
    ]);
    expect(changesIn(decision, 'session-changed').map(({ session }) => session.state)).toEqual(['settling']);
    expect(changesIn(decision, 'receipt-issued')).toEqual([]);
    expect(changesIn(decision, 'transfer-posted')).toEqual([]);
  });

  test('is computed once: a session that has one is never settled anew (R8)', () => {
    const settled = { ...GIVEN.stopping, settlement: freezeSettlement(given([host(6_000n)]), ending, NOW_MS) };
    expect(() => settle(given([host(6_000n)], settled), ending, ids, NOW_MS)).toThrow('computed once');
  });
});

describe('a share that is lowered afterwards', () => {
  const share: Share = {
    ...{ holdId: 'hld_1', payerId: PERSON, totalMinor: 500n, taxMinor: 28n, feeMinor: 25n },
    lines: [{ line: 'base', amountMinor: 500n }],
  };

  test('says so by a line of its own, with tax and fee in proportion', () => {
    expect(joinShares([share], 250n)).toEqual({
      ...{ totalMinor: 250n, taxMinor: 14n },
      lines: [
        { line: 'base', amountMinor: 500n },
        { line: 'limit', unitMinor: 250n, amountMinor: -250n },
      ],
    });
    expect(partOfShare(share, 250n)).toEqual({ totalMinor: 250n, taxMinor: 14n, feeMinor: 12n });
  });

  test('is never raised: corrections only go down (R13)', () => {
    expect(() => joinShares([share], 501n)).toThrow('only ever lowered');
    expect(() => partOfShare(share, 501n)).toThrow('only ever lowered');
  });
});
