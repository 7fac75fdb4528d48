// What a session counts for the price of its person's next one.
import { describe, expect, test } from 'vitest';
import { recentUseOf } from '../../../../../gateway/domain/session/recent-use.ts';
import type { PriceTerms } from '../../../../../gateway/domain/tariff/price-terms.ts';
import { settlementRecord } from '../../../../support/money-records.ts';
import { holdRecord, priceTerms, START_MS, sessionRecord } from '../../../../support/records.ts';

const [share] = settlementRecord().shares;
if (!share) throw new Error('the host has a share');
const fresh = priceTerms({ stitch: null });
const usage = { useMs: 90_000, distanceM: 12, pausedMs: 5_000 };

describe('a recent use', () => {
  test('that goes on may still have all of its free window, and costs nothing yet', () => {
    const session = sessionRecord({
      terms: fresh,
      startedAtMs: START_MS + 400,
      usage: { useMs: 30_000, distanceM: 4 },
      costMinor: 400n,
    });
    expect(recentUseOf(session, [])).toMatchObject({
      sessionId: 'ses_1',
      startedAtMs: START_MS + 400,
      endedAtMs: null,
      useMs: 30_000,
      distanceM: 4,
      pausedMs: 0,
      freeUsedMs: priceTerms().freeLeftMs,
      useMinor: 0n,
    });
  });

  test('that was not seen to start began when it was asked for', () => {
    expect(recentUseOf(sessionRecord(), []).startedAtMs).toBe(START_MS);
  });

  test('that is settled counts as it was billed: its own free time, and use without items, service and tax', () => {
    const lines = [
      ...share.lines,
      { line: 'item', quantity: 'count', units: 1, unitMinor: 900n, amountMinor: 900n },
      { line: 'service', permille: 100, amountMinor: 140n },
    ] as const;
    const settlement = settlementRecord({ usage, shares: [{ ...share, lines, totalMinor: 1_540n }] });
    const settling = sessionRecord({ terms: fresh, state: 'settling', settlement, usage: { useMs: 1, distanceM: 0 } });
    expect(recentUseOf(settling, [])).toMatchObject({
      ...usage,
      endedAtMs: settlement.endedAtMs,
      freeUsedMs: 60_000,
      useMinor: 500n,
    });
  });

  test('shorter than its free window used no more of it than it lasted', () => {
    const settlement = settlementRecord({ usage: { useMs: 20_000, distanceM: 0 } });
    expect(recentUseOf(sessionRecord({ terms: fresh, settlement }), []).freeUsedMs).toBe(20_000);
  });

  test('counts what the host paid for use, not the guests', () => {
    const guest = { ...share, holdId: 'hld_2', payerId: 'person-2' };
    expect(recentUseOf(sessionRecord({ settlement: settlementRecord({ shares: [guest] }) }), []).useMinor).toBe(0n);
  });

  test('of before there were settlements is known by its end alone', () => {
    const end = { reason: 'stopped', atMs: START_MS + 9, finalMinor: 500n } as const;
    expect(recentUseOf(sessionRecord({ state: 'closed', end, usage }), [])).toMatchObject({
      endedAtMs: START_MS + 9,
      useMinor: 0n,
    });
  });

  test('used its free window up by a pause too', () => {
    const settlement = settlementRecord({ usage: { useMs: 2_000, distanceM: 0, pausedMs: 30_000 } });
    expect(recentUseOf(sessionRecord({ terms: fresh, settlement }), []).freeUsedMs).toBe(32_000);
  });

  test('that continues another used of the free window what that one had left', () => {
    const stitch = { ...priceTerms().stitch, useMs: 20_000, pausedMs: 15_000 } as NonNullable<PriceTerms['stitch']>;
    const session = sessionRecord({ terms: priceTerms({ stitch }), settlement: settlementRecord() });
    expect(recentUseOf(session, []).freeUsedMs).toBe(25_000);
    expect(recentUseOf({ ...session, settlement: null }, []).freeUsedMs).toBe(25_000);
    expect(recentUseOf(sessionRecord(), []).freeUsedMs).toBe(0);
  });

  test('names the tariff, the use that it continues, and how its last unit counted', () => {
    const settlement = settlementRecord({ rounding: 'exact' });
    const session = sessionRecord({ settlement });
    const { tariffId, hash } = session.tariff;
    expect(recentUseOf(session, [])).toMatchObject({ sold: { tariffId, hash }, continuesId: 'ses_0', rounding: 'exact' });
    expect(recentUseOf(sessionRecord({ terms: priceTerms({ stitch: null }) }), []).continuesId).toBeNull();
  });

  test.each<[string, bigint, bigint, bigint, boolean]>([
    ['all', 500n, 500n, 0n, true],
    ['a part', 500n, 200n, 300n, false],
    ['nothing', 500n, 0n, 500n, false],
    ['all that a review had left', 300n, 300n, 0n, true],
    ['nothing of what a review had left', 300n, 0n, 300n, false],
  ])('counts what stays paid when %s of it was given back (%#)', (_what, capturedMinor, refundedMinor, useMinor, isRefunded) => {
    const hold = holdRecord({ state: 'captured', capturedMinor, refundedMinor });
    const session = sessionRecord({ state: 'closed', settlement: settlementRecord() });
    expect(recentUseOf(session, [hold])).toMatchObject({ useMinor, isRefunded });
  });

  test('shares a part that was given back between use and what was ordered', () => {
    const lines = [...share.lines, { line: 'item', quantity: 'count', units: 1, unitMinor: 500n, amountMinor: 500n }] as const;
    const settlement = settlementRecord({ shares: [{ ...share, lines, totalMinor: 1_000n }] });
    const hold = holdRecord({ state: 'captured', capturedMinor: 1_000n, refundedMinor: 400n });
    expect(recentUseOf(sessionRecord({ settlement }), [hold]).useMinor).toBe(300n);
  });

  test('that its hold could not pay in full counts what was paid, also where a minimum lifted it', () => {
    const lines = [...share.lines, { line: 'minimum', unitMinor: 1_000n, amountMinor: 500n }] as const;
    const limited = [...lines, { line: 'limit', unitMinor: 800n, amountMinor: -200n }] as const;
    const settlement = settlementRecord({ shares: [{ ...share, lines: limited, totalMinor: 800n }] });
    expect(recentUseOf(sessionRecord({ settlement }), [])).toMatchObject({ useMinor: 800n, liftedMinor: 800n });
  });
});
