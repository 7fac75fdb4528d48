// Money moves as transfers that sum to zero, under keys that are functions of state.
import { describe, expect, test } from 'vitest';
import { authorizeTransfer, captureTransfer, topUpTransfer, voidTransfer } from '../../../../gateway/domain/postings.ts';

const hold = {
  transferId: 'trf_1',
  tenantId: 'pvg',
  sessionId: 'ses_1',
  holdId: 'hld_1',
  payerId: 'per_1',
  currency: 'CNY',
  heldMinor: 5_900n,
  atMs: 1_000,
};
const capture = { ...hold, venueId: 'ven_1', capturedMinor: 1_060n, taxMinor: 60n };

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

  test('captured pays venue and tax, and releases the rest', () => {
    const { opKey, kind, postings } = captureTransfer(capture);
    expect({ opKey, kind }).toEqual({ opKey: 'ses_1:hld_1:capture', kind: 'capture' });
    expect(postings).toEqual([
      { account: 'held:per_1', deltaMinor: -5_900n },
      { account: 'payable:ven_1', deltaMinor: 1_000n },
      { account: 'tax:ven_1', deltaMinor: 60n },
      { account: 'available:per_1', deltaMinor: 4_840n },
    ]);
  });

  test('captured whole and free of tax has no legs of nothing', () => {
    const { postings } = captureTransfer({ ...capture, capturedMinor: 5_900n, taxMinor: 0n });
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
    ['nothing', { capturedMinor: 0n, taxMinor: 0n }],
    ['less than its tax', { capturedMinor: 59n }],
  ])('is never captured for %s', (_what, change) => {
    expect(() => captureTransfer({ ...capture, ...change })).toThrow();
  });
});

test('a top-up comes from clearing', () => {
  const topUp = {
    transferId: 'trf_2',
    topUpId: 'top_1',
    tenantId: 'pvg',
    personId: 'per_1',
    currency: 'CNY',
    amountMinor: 500n,
    atMs: 5,
  };
  expect(topUpTransfer(topUp)).toMatchObject({
    opKey: 'topup:top_1',
    kind: 'top-up',
    sessionId: null,
    postings: [
      { account: 'clearing:CNY', deltaMinor: -500n },
      { account: 'available:per_1', deltaMinor: 500n },
    ],
  });
  expect(() => topUpTransfer({ ...topUp, amountMinor: 0n })).toThrow('adds money');
});
