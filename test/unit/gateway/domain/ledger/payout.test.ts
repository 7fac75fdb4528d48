// Payout: what is old enough is paid once, what was taken back counts at once, and the money leaves where it lies.
import { describe, expect, test } from 'vitest';
import { DAY_MS } from '#protocol';
import { composePayout, type PayableItem } from '../../../../../gateway/domain/ledger/payout.ts';

const NOW = 1_800_000_000_000;
const request = { payoutId: 'pay_1', transferId: 'trf_1', tenantId: 'pvg', venueId: 'ven_1', currency: 'CNY', nowMs: NOW };
const item = (n: number, amountMinor: bigint, ageDays: number, wallet: PayableItem['wallet'] = 'ledger'): PayableItem => ({
  transferId: `trf_s${n}`,
  sessionId: `ses_${n}`,
  wallet,
  amountMinor,
  atMs: NOW - ageDays * DAY_MS,
});

describe('payout', () => {
  test('pays what is seven days old, to the millisecond, and leaves the rest', () => {
    const young = { ...item(2, 500n, 7), atMs: NOW - 7 * DAY_MS + 1 };
    const made = composePayout(request, [item(1, 300n, 7), young]);
    expect(made?.payout).toMatchObject({ amountMinor: 300n, items: [{ transferId: 'trf_s1' }] });
    expect(made?.transfer).toMatchObject({ kind: 'payout', opKey: 'payout:pay_1', sessionId: null });
  });

  test('takes a refund off at once, however young it is', () => {
    const made = composePayout(request, [item(1, 300n, 8), item(2, -100n, 0)]);
    expect(made?.payout.amountMinor).toBe(200n);
    expect(made?.payout.items).toHaveLength(2);
  });

  test('is none when nothing is due, or more was taken back than came in', () => {
    expect(composePayout(request, [])).toBeNull();
    expect(composePayout(request, [item(1, 300n, 2)])).toBeNull();
    expect(composePayout(request, [item(1, 300n, 9), item(2, -300n, 1)])).toBeNull();
    expect(composePayout(request, [item(1, 300n, 9), item(2, -301n, 1)])).toBeNull();
  });

  test('leaves the clearing account of each wallet that the money lies with, and sums to zero', () => {
    const made = composePayout(request, [item(1, 300n, 8), item(2, 700n, 8, 'card'), item(3, -50n, 8, 'card')]);
    const legs = Object.fromEntries(made?.transfer.postings.map(({ account, deltaMinor }) => [account, deltaMinor]) ?? []);
    expect(legs).toEqual({ 'payable:ven_1': -950n, 'clearing:ledger:CNY': 300n, 'clearing:card:CNY': 650n });
  });
});
