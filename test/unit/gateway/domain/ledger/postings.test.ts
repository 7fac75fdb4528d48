// Money moves as transfers that sum to zero, under keys that are functions of state.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  authorizeTransfer,
  captureTransfer,
  collectTransfer,
  disputeLostTransfer,
  disputeTransfer,
  disputeWonTransfer,
  incrementTransfer,
  refundTransfer,
  reverseTopUpTransfer,
  topUpTransfer,
  voidTransfer,
} from '../../../../../gateway/domain/ledger/postings.ts';

const names = { transferId: 'trf_1', tenantId: 'pvg', sessionId: 'ses_1', payerId: 'per_1', currency: 'CNY', atMs: 1_000 };
const hold = { ...names, holdId: 'hld_1', heldMinor: 5_900n };
const parts = { venueId: 'ven_1', wallet: 'ledger', capturedMinor: 1_060n, taxMinor: 60n, feeMinor: 50n } as const;
const capture = { ...hold, ...parts, opKey: 'ses_1:hld_1:capture' };
const refund = { ...names, ...parts, opKey: 'ses_1:hld_1:refund:1', beforeMinor: 0n };
const payIn = {
  transferId: 'trf_2',
  topUpId: 'top_1',
  tenantId: 'pvg',
  personId: 'per_1',
  wallet: 'card',
  currency: 'CNY',
  amountMinor: 500n,
  atMs: 5,
} as const;
const dispute = {
  transferId: 'trf_3',
  tenantId: 'pvg',
  sessionId: 'ses_1',
  venueId: 'ven_1',
  wallet: 'card',
  currency: 'CNY',
  disputedOpKey: 'ses_1:hld_1:capture',
  amountMinor: 700n,
  atMs: 9,
} as const;

describe('a hold', () => {
  test('moves from available to held', () => {
    expect(authorizeTransfer(hold)).toEqual({
      transferId: 'trf_1',
      opKey: 'ses_1:hld_1:authorize',
      kind: 'authorize',
      tenantId: 'pvg',
      sessionId: 'ses_1',
      currency: 'CNY',
      postings: [
        { account: 'available:per_1', deltaMinor: -5_900n },
        { account: 'held:per_1', deltaMinor: 5_900n },
      ],
      atMs: 1_000,
    });
  });

  test('raised takes only what is added, under a number of its own (R2)', () => {
    const { opKey, kind, postings } = incrementTransfer({ ...hold, n: 2, addedMinor: 100n });
    expect({ opKey, kind }).toEqual({ opKey: 'ses_1:hld_1:inc:2', kind: 'increment' });
    expect(postings).toEqual([
      { account: 'available:per_1', deltaMinor: -100n },
      { account: 'held:per_1', deltaMinor: 100n },
    ]);
    expect(() => incrementTransfer({ ...hold, n: 2, addedMinor: 0n })).toThrow('adds to a hold');
  });

  test('captured pays venue, platform and tax, and releases the rest', () => {
    const { opKey, kind, postings } = captureTransfer(capture);
    expect({ opKey, kind }).toEqual({ opKey: 'ses_1:hld_1:capture', kind: 'capture' });
    expect(postings).toEqual([
      { account: 'held:per_1', deltaMinor: -5_900n },
      { account: 'payable:ven_1', deltaMinor: 950n },
      { account: 'fee:ven_1', deltaMinor: 50n },
      { account: 'tax:ven_1', deltaMinor: 60n },
      { account: 'available:per_1', deltaMinor: 4_840n },
    ]);
  });

  test('captured at a wallet elsewhere is what that wallet owes: its hold was never on our books (M8)', () => {
    expect(captureTransfer({ ...capture, wallet: 'host' }).postings).toEqual([
      { account: 'clearing:host:CNY', deltaMinor: -1_060n },
      { account: 'payable:ven_1', deltaMinor: 950n },
      { account: 'fee:ven_1', deltaMinor: 50n },
      { account: 'tax:ven_1', deltaMinor: 60n },
    ]);
  });

  test('captured whole and free of tax and fee has no legs of nothing', () => {
    const { postings } = captureTransfer({ ...capture, capturedMinor: 5_900n, taxMinor: 0n, feeMinor: 0n });
    expect(postings).toEqual([
      { account: 'held:per_1', deltaMinor: -5_900n },
      { account: 'payable:ven_1', deltaMinor: 5_900n },
    ]);
  });

  test('voided gives everything back, and nothing of a capture that it was handed with', () => {
    const { opKey, kind, postings } = voidTransfer(capture);
    expect({ opKey, kind }).toEqual({ opKey: 'ses_1:hld_1:void', kind: 'void' });
    expect(postings).toEqual([
      { account: 'held:per_1', deltaMinor: -5_900n },
      { account: 'available:per_1', deltaMinor: 5_900n },
    ]);
  });

  test('of nothing has no legs', () => {
    expect(authorizeTransfer({ ...hold, heldMinor: 0n }).postings).toEqual([]);
  });

  test.each([
    ['more than is held (M3)', { capturedMinor: 5_901n }],
    ['nothing', { capturedMinor: 0n, taxMinor: 0n, feeMinor: 0n }],
    ['less than its tax and fee', { capturedMinor: 109n }],
  ])('is never captured for %s', (_what, change) => {
    expect(() => captureTransfer({ ...capture, ...change })).toThrow();
  });

  test('collected after all credits everybody only now (R19)', () => {
    const money = { ...capture, wallet: 'host', opKey: 'ses_1:hld_1:recapture:2', heldMinor: 0n } as const;
    const { opKey, kind, postings } = collectTransfer(money);
    expect({ opKey, kind }).toEqual({ opKey: 'ses_1:hld_1:recapture:2', kind: 'collect' });
    expect(postings).toEqual(captureTransfer({ ...capture, wallet: 'host' }).postings);
    expect(collectTransfer({ ...money, wallet: 'ledger' }).postings[0]).toEqual({
      account: 'available:per_1',
      deltaMinor: -1_060n,
    });
  });
});

describe('a refund', () => {
  test('takes from venue, platform and tax in their proportion, and gives it to the payer', () => {
    expect(refundTransfer({ ...refund, amountMinor: 530n })).toMatchObject({
      opKey: 'ses_1:hld_1:refund:1',
      kind: 'refund',
      postings: [
        { account: 'payable:ven_1', deltaMinor: -475n },
        { account: 'fee:ven_1', deltaMinor: -25n },
        { account: 'tax:ven_1', deltaMinor: -30n },
        { account: 'available:per_1', deltaMinor: 530n },
      ],
    });
  });

  test('at a wallet elsewhere lowers what that wallet owes', () => {
    const { postings } = refundTransfer({ ...refund, wallet: 'card', amountMinor: 1_060n });
    expect(postings.at(-1)).toEqual({ account: 'clearing:card:CNY', deltaMinor: 1_060n });
  });

  test.each([
    ['nothing', { amountMinor: 0n }],
    ['more than was captured', { amountMinor: 1_061n }],
    ['more than earlier ones left', { amountMinor: 61n, beforeMinor: 1_000n }],
  ])('never gives back %s (M3)', (_what, change) => {
    expect(() => refundTransfer({ ...refund, ...change })).toThrow();
  });

  test('however it is cut, takes from nobody more than they got, and all of it in the end (M1, M3)', () => {
    const cuts = fc
      .record({ payable: fc.bigInt(0n, 900n), fee: fc.bigInt(0n, 90n), tax: fc.bigInt(0n, 300n), seed: fc.array(fc.nat(1_000)) })
      .filter(({ payable, fee, tax }) => payable + fee + tax > 0n);
    fc.assert(
      fc.property(cuts, ({ payable, fee, tax, seed }) => {
        const capturedMinor = payable + fee + tax;
        const left = new Map([
          ['payable:ven_1', payable],
          ['fee:ven_1', fee],
          ['tax:ven_1', tax],
        ]);
        let beforeMinor = 0n;
        for (const weight of [...seed.map(BigInt), capturedMinor]) {
          const restMinor = capturedMinor - beforeMinor;
          if (restMinor === 0n) break;
          const amountMinor = weight >= restMinor ? restMinor : weight + 1n;
          const money = { ...refund, capturedMinor, taxMinor: tax, feeMinor: fee, beforeMinor, amountMinor };
          for (const { account, deltaMinor } of refundTransfer(money).postings) {
            if (account === 'available:per_1') expect(deltaMinor).toBe(amountMinor);
            else {
              expect(deltaMinor).toBeLessThan(0n);
              left.set(account, (left.get(account) ?? 0n) + deltaMinor);
            }
          }
          for (const restOfOne of left.values()) expect(restOfOne).toBeGreaterThanOrEqual(0n);
          beforeMinor += amountMinor;
        }
        expect([...left.values()]).toEqual([0n, 0n, 0n]);
      }),
      { numRuns: 400 },
    );
  });
});

describe('a top-up', () => {
  test('comes from the clearing of the wallet that it came through', () => {
    expect(topUpTransfer(payIn)).toMatchObject({
      opKey: 'topup:top_1',
      kind: 'top-up',
      sessionId: null,
      postings: [
        { account: 'clearing:card:CNY', deltaMinor: -500n },
        { account: 'available:per_1', deltaMinor: 500n },
      ],
    });
    expect(() => topUpTransfer({ ...payIn, amountMinor: 0n })).toThrow('adds money');
  });

  test('taken back leaves nobody below the floor: the rest is owed (M2)', () => {
    expect(reverseTopUpTransfer({ ...payIn, availableMinor: 120n })).toMatchObject({
      opKey: 'topup:top_1:reversal',
      kind: 'top-up-reversal',
      postings: [
        { account: 'available:per_1', deltaMinor: -120n },
        { account: 'receivable:per_1', deltaMinor: -380n },
        { account: 'clearing:card:CNY', deltaMinor: 500n },
      ],
    });
    const enough = reverseTopUpTransfer({ ...payIn, availableMinor: 900n }).postings;
    expect(enough.map(({ account }) => account)).toEqual(['available:per_1', 'clearing:card:CNY']);
    expect(() => reverseTopUpTransfer({ ...payIn, availableMinor: -1n })).toThrow('M2');
  });

  test('repays first what is owed since', () => {
    expect(topUpTransfer({ ...payIn, repaysMinor: 380n }).postings).toEqual([
      { account: 'clearing:card:CNY', deltaMinor: -500n },
      { account: 'receivable:per_1', deltaMinor: 380n },
      { account: 'available:per_1', deltaMinor: 120n },
    ]);
    const all = topUpTransfer({ ...payIn, repaysMinor: 9_000n }).postings;
    expect(all.at(-1)).toEqual({ account: 'receivable:per_1', deltaMinor: 500n });
  });
});

describe('a dispute', () => {
  test('keeps the money from the venue until it is decided', () => {
    expect(disputeTransfer(dispute)).toMatchObject({
      opKey: 'ses_1:hld_1:capture:dispute',
      kind: 'dispute',
      postings: [
        { account: 'payable:ven_1', deltaMinor: -700n },
        { account: 'reserve:ven_1', deltaMinor: 700n },
      ],
    });
  });

  test('won gives it to the venue again, lost gives it to the provider', () => {
    expect(disputeWonTransfer(dispute)).toMatchObject({
      opKey: 'ses_1:hld_1:capture:dispute-won',
      postings: [
        { account: 'reserve:ven_1', deltaMinor: -700n },
        { account: 'payable:ven_1', deltaMinor: 700n },
      ],
    });
    expect(disputeLostTransfer(dispute)).toMatchObject({
      opKey: 'ses_1:hld_1:capture:dispute-lost',
      postings: [
        { account: 'reserve:ven_1', deltaMinor: -700n },
        { account: 'clearing:card:CNY', deltaMinor: 700n },
      ],
    });
  });

  test('about nothing is none', () => {
    expect(() => disputeTransfer({ ...dispute, amountMinor: 0n })).toThrow('about something');
  });
});
