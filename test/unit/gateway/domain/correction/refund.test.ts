// Refunds: absolute targets, never above what was captured, to the last minor unit of every currency (R16, M1, M3, rows 24 and 25).
import { describe, expect, test } from 'vitest';
import type { Change } from '../../../../../gateway/domain/changes.ts';
import {
  decideRefund,
  EXCESS,
  forgiveShortfall,
  owedPaid,
  paidBy,
  type RefundFacts,
  type RefundWish,
  refundDone,
  refundElsewhere,
  refundFailedLate,
  refundRefused,
  refundTotal,
  venuePart,
} from '../../../../../gateway/domain/correction/refund.ts';
import type { HoldRecord } from '../../../../../gateway/domain/hold/hold.ts';
import type { RefundRecord, TransferRecord } from '../../../../../gateway/domain/ledger/ledger.ts';
import type { Share } from '../../../../../gateway/domain/session/session.ts';
import { type OperationRecord, opKeys } from '../../../../../gateway/domain/wallet/wallet-operation.ts';
import { operationRecord, refundRecord, settlementRecord } from '../../../../support/money-records.ts';
import { holdRecord, PERSON, VENUE } from '../../../../support/records.ts';
import { NOW_MS, plainSession } from '../session/session-facts.ts';

const PAYABLE = `payable:${VENUE}`;
const BACK = `available:${PERSON}`;
const by = { actor: 'operator', id: 'ops-1' } as const;
const IDS = {
  hld_1: { refundId: 'ref_1', transferId: 'trf_1' },
  hld_2: { refundId: 'ref_2', transferId: 'trf_2' },
};

const captured = (capturedMinor: bigint, overrides: Partial<HoldRecord> = {}): HoldRecord =>
  holdRecord({ state: 'captured', heldMinor: capturedMinor, capturedMinor, ...overrides });

/** A closed session whose holds were captured, each with 6 % tax and 5 % fee, rounded down. */
function facts(holds: readonly HoldRecord[], overrides: Partial<RefundFacts> = {}): RefundFacts {
  const shares = holds.map(({ holdId, payerId, capturedMinor }): Share => {
    const totalMinor = capturedMinor ?? 0n;
    return { holdId, payerId, lines: [], totalMinor, taxMinor: (totalMinor * 6n) / 100n, feeMinor: (totalMinor * 5n) / 100n };
  });
  const session = { ...plainSession({ state: 'closed' }), settlement: settlementRecord({ shares }) };
  return { session, venue: { venueId: VENUE }, holds, refunds: [], ...overrides };
}

const wish = (targetMinor: bigint, overrides: Partial<RefundWish> = {}): RefundWish => ({
  ...{ payerId: PERSON, targetMinor, rule: null, by, reason: 'cold room' },
  ...overrides,
});

function given(of: RefundFacts, targetMinor: bigint, overrides: Partial<RefundWish> = {}): string {
  const decided = decideRefund(of, wish(targetMinor, overrides), IDS, NOW_MS);
  if (!decided.ok) return decided.error.code;
  return decided.value.refunds
    .map(({ holdId, rule, amountMinor, state }) => `${holdId} ${rule}: ${amountMinor} ${state}`)
    .join(', ');
}

const transfers = (changes: readonly Change[]): readonly TransferRecord[] =>
  changes.flatMap((each) => (each.change === 'transfer-posted' ? [each.transfer] : []));
const legs = ({ postings }: TransferRecord) =>
  Object.fromEntries(postings.map(({ account, deltaMinor }) => [account, deltaMinor]));
const kindsOf = (changes: readonly Change[]): readonly string[] => changes.map(({ change }) => change);

const CAPTURED_MINOR = 1_000n;
const whole = facts([captured(CAPTURED_MINOR)]);

describe('R16, M3 a target', () => {
  test.each<[string, RefundFacts, bigint, string]>([
    ['of nothing gives nothing', whole, 0n, 'refund.already-given'],
    ['below nothing gives nothing', whole, -1n, 'refund.already-given'],
    ['of one minor unit', whole, 1n, 'hld_1 1: 1 done'],
    ['one unit below what was captured', whole, 999n, 'hld_1 1: 999 done'],
    ['of all that was captured', whole, 1_000n, 'hld_1 1: 1000 done'],
    ['one unit above what was captured', whole, 1_001n, 'refund.exceeds-captured'],
    ['far above it', whole, 2n ** 64n, 'refund.exceeds-captured'],
    ['reached before', facts([captured(1_000n, { refundedMinor: 400n })]), 400n, 'refund.already-given'],
    ['below one reached before', facts([captured(1_000n, { refundedMinor: 400n })]), 399n, 'refund.already-given'],
    ['beyond one reached before gives the rest', facts([captured(1_000n, { refundedMinor: 400n })]), 1_000n, 'hld_1 1: 600 done'],
    ['of what was released', facts([holdRecord({ state: 'voided' })]), 1n, 'refund.not-captured'],
    ['while the session settles', { ...whole, session: { ...whole.session, state: 'settling' } }, 1n, 'refund.not-captured'],
    ['while another refund is under way', { ...whole, refunds: [refundRecord()] }, 500n, 'refund.under-way'],
    [
      'while somebody else’s is',
      { ...whole, refunds: [refundRecord({ payerId: 'bob', holdId: 'hld_9' })] },
      1n,
      'hld_1 1: 1 done',
    ],
    ['of what the bank is asked for', { ...whole, disputed: { hld_1: 300n } }, 701n, 'refund.disputed'],
    ['up to what the bank is asked for', { ...whole, disputed: { hld_1: 300n } }, 700n, 'hld_1 1: 700 done'],
  ])('%s', (_, of, targetMinor, expected) => {
    expect(given(of, targetMinor)).toBe(expected);
  });

  test('of somebody who paid nothing of this session is refused', () => {
    expect(given(whole, 1n, { payerId: 'bob' })).toBe('session.unknown');
  });

  test('is filled hold by hold, in their order, and a disputed part is left out', () => {
    const two = facts([captured(600n), captured(400n, { holdId: 'hld_2' })]);
    expect(given(two, 600n)).toBe('hld_1 1: 600 done');
    expect(given(two, 601n)).toBe('hld_1 1: 600 done, hld_2 1: 1 done');
    expect(given({ ...two, disputed: { hld_1: 500n } }, 500n)).toBe('hld_1 1: 100 done, hld_2 1: 400 done');
  });

  test('says how much a payer has paid and got back, over their own holds alone', () => {
    const bob = captured(50n, { holdId: 'hld_3', payerId: 'bob' });
    const open = holdRecord({ holdId: 'hld_4', capturedMinor: null });
    const { holds } = facts([
      captured(600n, { refundedMinor: 1n }),
      captured(400n, { holdId: 'hld_2', refundedMinor: 2n }),
      bob,
      open,
    ]);
    expect(paidBy(holds, PERSON)).toEqual({ capturedMinor: 1_000n, refundedMinor: 3n });
    expect(paidBy(holds, 'nobody')).toEqual({ capturedMinor: 0n, refundedMinor: 0n });
  });
});

describe('R2 the number of a refund', () => {
  const earlier = [refundRecord({ rule: '1', state: 'done' }), refundRecord({ rule: 'never-opened', state: 'done' })];

  test.each<[string, Partial<RefundFacts>, string | null, string]>([
    ['counts those of its hold, and claims do not', { refunds: earlier }, null, 'hld_1 2: 1 done'],
    ['is the rule of a claim', { refunds: earlier }, 'started-late', 'hld_1 started-late: 1 done'],
    ['begins anew for another hold', { refunds: earlier.map((each) => ({ ...each, holdId: 'hld_2' })) }, null, 'hld_1 1: 1 done'],
  ])('%s', (_, overrides, rule, expected) => {
    expect(given({ ...whole, ...overrides }, 1n, { rule })).toBe(expected);
  });

  test('is above all of the time that a restore lost (row 27)', () => {
    const [before, after] = [0, 1].map((restoreEpoch) => {
      const decided = decideRefund({ ...whole, restoreEpoch }, wish(1n), IDS, NOW_MS);
      return decided.ok ? Number(decided.value.refunds[0]?.rule) : Number.NaN;
    });
    expect(before).toBe(1);
    expect(after).toBeGreaterThan(1_000);
  });
});

describe('M1 what everybody returns', () => {
  test.each<[string, string, bigint]>([
    ['0 decimals', 'JPY', 1_000n],
    ['2 decimals', 'CNY', 5_999n],
    ['3 decimals', 'KWD', 12_345n],
    ['one minor unit', 'CNY', 1n],
    ['the largest amount that a column holds', 'VND', BigInt(Number.MAX_SAFE_INTEGER)],
  ])('of an amount in %s is to the last unit what they got, in three steps', (_, currency, capturedMinor) => {
    let of = facts([captured(capturedMinor, { currency })]);
    const sums: { [account: string]: bigint } = {};
    for (const targetMinor of [capturedMinor / 3n, (capturedMinor * 2n) / 3n, capturedMinor]) {
      const ids = { hld_1: { refundId: `ref_${targetMinor}`, transferId: `trf_${targetMinor}` } };
      const decided = decideRefund(of, wish(targetMinor), ids, NOW_MS);
      if (!decided.ok) {
        // A third of one unit is nothing yet.
        expect(decided.error.code).toBe('refund.already-given');
        continue;
      }
      for (const transfer of transfers(decided.value.changes)) {
        expect(transfer.currency).toBe(currency);
        for (const { account, deltaMinor } of transfer.postings) sums[account] = (sums[account] ?? 0n) + deltaMinor;
      }
      of = {
        ...of,
        holds: [captured(capturedMinor, { currency, refundedMinor: targetMinor })],
        refunds: [...of.refunds, ...decided.value.refunds],
      };
    }
    const [share] = of.session.settlement?.shares ?? [];
    const { taxMinor = 0n, feeMinor = 0n } = share ?? {};
    expect(sums[BACK]).toBe(capturedMinor);
    expect(sums[PAYABLE]).toBe(-(capturedMinor - taxMinor - feeMinor));
    expect(sums[`tax:${VENUE}`] ?? 0n).toBe(-taxMinor);
    expect(sums[`fee:${VENUE}`] ?? 0n).toBe(-feeMinor);
  });

  test('names the venue’s part of one', () => {
    const refund = refundRecord({ amountMinor: CAPTURED_MINOR, rule: '1', state: 'done' });
    expect(venuePart({ ...whole, refunds: [refund] }, refund)).toBe(890n);
  });
});

describe('at a wallet elsewhere (row 24)', () => {
  const hold = captured(CAPTURED_MINOR, { wallet: 'host' });
  const pending = refundRecord({ rule: '1', amountMinor: 400n, state: 'pending' });
  const opKey = opKeys.refund('ses_1', 'hld_1', '1');
  const asked = operationRecord({ opKey, kind: 'refund', amountMinor: 400n });
  const elsewhere = (refund: RefundRecord) => facts([hold], { refunds: [refund] });
  const clearing = 'clearing:host:CNY';

  test('it is asked for under a key that stays, and nothing is posted before its word (R1)', () => {
    const decided = decideRefund(facts([hold]), wish(400n), IDS, NOW_MS);
    expect(decided.ok && transfers(decided.value.changes)).toEqual([]);
    expect(decided.ok && decided.value.changes).toContainEqual(
      expect.objectContaining({ change: 'operation-added', operation: expect.objectContaining({ opKey, amountMinor: 400n }) }),
    );
    expect(given(facts([hold]), 400n)).toBe('hld_1 1: 400 pending');
  });

  test('it gave it: posted once, however often it says so (row 25)', () => {
    const [transfer] = transfers(refundDone(elsewhere(pending), asked, { transferId: 'trf_9' }, NOW_MS));
    expect(transfer && legs(transfer)).toMatchObject({ [clearing]: 400n, [PAYABLE]: -356n });
    expect(refundDone(elsewhere({ ...pending, state: 'done' }), asked, { transferId: 'trf_9' }, NOW_MS)).toEqual([]);
  });

  test('it gave what we had given up already: nobody owes it any more', () => {
    const changes = refundDone(elsewhere({ ...pending, state: 'owed' }), asked, { transferId: 'trf_9' }, NOW_MS);
    expect(changes).toContainEqual({ change: 'refund-resolved', refundId: 'rfd_1', state: 'done' });
  });

  test.each<[RefundRecord['state'], number]>([
    ['pending', 1],
    ['owed', 0],
    ['done', 0],
  ])('it refuses one that is %s', (state, times) => {
    expect(refundRefused(elsewhere({ ...pending, state }), asked)).toHaveLength(times);
  });

  test('it came back after it was given: everything is reversed, once', () => {
    const done = elsewhere({ ...pending, state: 'done' });
    const [first] = transfers(refundDone(elsewhere(pending), asked, { transferId: 'trf_9' }, NOW_MS));
    const changes = refundFailedLate(done, asked, { transferId: 'trf_10' }, NOW_MS);
    const [second] = transfers(changes);
    expect(changes[0]).toEqual({ change: 'refund-resolved', refundId: 'rfd_1', state: 'owed' });
    expect(second?.opKey).toBe(`${opKey}:failed`);
    for (const [account, deltaMinor] of Object.entries(first ? legs(first) : {})) {
      expect(second && legs(second)[account]).toBe(-deltaMinor);
    }
    expect(refundFailedLate({ ...done, failedLate: [opKey] }, asked, { transferId: 'trf_11' }, NOW_MS)).toEqual([]);
    expect(refundFailedLate(elsewhere(pending), asked, { transferId: 'trf_11' }, NOW_MS)).toEqual([]);
  });

  test('owed and paid by hand, it leaves our bank and not the wallet that refused it', () => {
    const owed: RefundRecord = { ...pending, state: 'owed' };
    const changes = owedPaid(elsewhere(owed), owed, { transferId: 'trf_9' }, NOW_MS);
    const [transfer] = transfers(changes);
    expect(transfer?.opKey).toBe(`${opKey}:by-hand`);
    expect(transfer && legs(transfer)).toMatchObject({ 'clearing:ledger:CNY': 400n, [PAYABLE]: -356n });
    expect(Object.keys(transfer ? legs(transfer) : {})).not.toContain(BACK);
  });

  describe('R16 the total that it is asked for', () => {
    const earlier = (overrides: Partial<RefundRecord>) =>
      refundRecord({ refundId: 'rfd_0', rule: 'stopped-late', amountMinor: 100n, state: 'done', ...overrides });
    const keyOf = (rule: string): string => opKeys.refund('ses_1', 'hld_1', rule);
    const word = (rule: string, state: OperationRecord['state'], amountMinor = 100n): OperationRecord =>
      operationRecord({ opKey: keyOf(rule), kind: 'refund', amountMinor, state });

    test.each<[string, Parameters<typeof refundTotal>[0], bigint]>([
      ['is its own where it is the first', { refunds: [pending], operations: [asked] }, 400n],
      [
        'adds what was given before',
        { refunds: [earlier({}), pending], operations: [word('stopped-late', 'done'), asked] },
        500n,
      ],
      ['leaves out what is only owed', { refunds: [earlier({ state: 'owed' }), pending], operations: [asked] }, 400n],
      [
        'leaves out what the wallet refused and a person paid by hand',
        { refunds: [earlier({}), pending], operations: [word('stopped-late', 'refused'), asked] },
        400n,
      ],
      [
        'leaves out what came back',
        { refunds: [earlier({}), pending], operations: [asked], failedLate: [keyOf('stopped-late')] },
        400n,
      ],
      [
        'leaves out what the wallet never took',
        { refunds: [earlier({ rule: 'shortfall' }), pending], operations: [asked] },
        400n,
      ],
      ['leaves out another hold', { refunds: [earlier({ holdId: 'hld_2' }), pending], operations: [asked] }, 400n],
      ['adds what went back beyond our books', { refunds: [pending], operations: [word(EXCESS, 'done', 70n), asked] }, 470n],
      ['but not while that is not said', { refunds: [pending], operations: [word(EXCESS, 'pending', 70n), asked] }, 400n],
    ])('%s', (_, of, expectedMinor) => {
      expect(refundTotal(of, asked)).toBe(expectedMinor);
    });
  });

  describe('given there, past us', () => {
    const said = (amountMinor: bigint, of: RefundFacts = facts([hold])) =>
      refundElsewhere(of, { holdId: 'hld_1', amountMinor, by: 'host' }, { refundId: 'ref_x', transferId: 'trf_x' }, NOW_MS);

    test.each<[string, readonly Change[], bigint | null]>([
      ['nothing', said(0n), null],
      ['less than nothing', said(-5n), null],
      ['one unit', said(1n), 1n],
      ['all', said(1_000n), 1_000n],
      ['more than was captured: our books stop at that (M3)', said(1_500n), 1_000n],
      ['beyond what was given', said(1_000n, facts([captured(1_000n, { wallet: 'host', refundedMinor: 999n })])), 1n],
      ['beyond what is disputed', said(1_000n, facts([hold], { disputed: { hld_1: 950n } })), 50n],
      ['of all that was given', said(1n, facts([captured(1_000n, { wallet: 'host', refundedMinor: 1_000n })])), null],
      ['of a hold that was released', said(1n, facts([holdRecord({ state: 'voided', wallet: 'host' })])), null],
    ])('%s', (_, changes, expectedMinor) => {
      const [transfer] = transfers(changes);
      expect(transfer ? legs(transfer)[clearing] : null).toBe(expectedMinor);
    });
  });

  test.each([1n, 999n])('a shortfall of %s is the books’ own refund, and asks no wallet (R11)', (amountMinor) => {
    const ids = { refundId: 'ref_s', transferId: 'trf_s' };
    const changes = forgiveShortfall(facts([hold]), hold, amountMinor, ids, NOW_MS);
    expect(kindsOf(changes)).not.toContain('operation-added');
    const [transfer] = transfers(changes);
    expect(transfer && legs(transfer)[clearing]).toBe(amountMinor);
    expect(changes[0]).toMatchObject({ refund: { rule: 'shortfall', state: 'done', amountMinor } });
  });
});
