// What a session counts for the price of its person's next one.
import { describe, expect, test } from 'vitest';
import { recentUseOf } from '../../../../../gateway/domain/session/recent-use.ts';
import { settlementRecord } from '../../../../support/money-records.ts';
import { priceTerms, START_MS, sessionRecord } from '../../../../support/records.ts';

const [share] = settlementRecord().shares;
if (!share) throw new Error('the host has a share');
const usage = { useMs: 90_000, distanceM: 12, pausedMs: 5_000 };

describe('a recent use', () => {
  test('that goes on may still have all of its free window, and costs nothing yet', () => {
    const session = sessionRecord({ startedAtMs: START_MS + 400, usage: { useMs: 30_000, distanceM: 4 }, costMinor: 400n });
    expect(recentUseOf(session)).toMatchObject({
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
    expect(recentUseOf(sessionRecord()).startedAtMs).toBe(START_MS);
  });

  test('that is settled counts as it was billed: its own free time, and use without items, service and tax', () => {
    const lines = [
      ...share.lines,
      { line: 'item', quantity: 'count', units: 1, unitMinor: 900n, amountMinor: 900n },
      { line: 'service', permille: 100, amountMinor: 140n },
    ] as const;
    const settlement = settlementRecord({ usage, shares: [{ ...share, lines, totalMinor: 1_540n }] });
    const settling = sessionRecord({ state: 'settling', settlement, usage: { useMs: 1, distanceM: 0 } });
    expect(recentUseOf(settling)).toMatchObject({
      ...usage,
      endedAtMs: settlement.endedAtMs,
      freeUsedMs: 60_000,
      useMinor: 500n,
    });
  });

  test('shorter than its free window used no more of it than it lasted', () => {
    const settlement = settlementRecord({ usage: { useMs: 20_000, distanceM: 0 } });
    expect(recentUseOf(sessionRecord({ settlement })).freeUsedMs).toBe(20_000);
  });

  test('counts what the host paid for use, not the guests', () => {
    const guest = { ...share, holdId: 'hld_2', payerId: 'person-2' };
    expect(recentUseOf(sessionRecord({ settlement: settlementRecord({ shares: [guest] }) })).useMinor).toBe(0n);
  });

  test('of before there were settlements is known by its end alone', () => {
    const end = { reason: 'stopped', atMs: START_MS + 9, finalMinor: 500n } as const;
    expect(recentUseOf(sessionRecord({ state: 'closed', end, usage }))).toMatchObject({ endedAtMs: START_MS + 9, useMinor: 0n });
  });
});
