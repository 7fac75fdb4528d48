// Disputes: money that a payer's bank asks for is set aside once, never more than is left, and ends once (R19, M3, row 25).
import { describe, expect, test } from 'vitest';
import type { Change } from '../../../../../gateway/domain/changes.ts';
import { type DisputeFacts, type DisputeWord, decideDispute } from '../../../../../gateway/domain/correction/dispute.ts';
import type { HoldState } from '../../../../../gateway/domain/hold/hold.ts';
import { operationRecord } from '../../../../support/money-records.ts';
import { holdRecord, VENUE } from '../../../../support/records.ts';
import { NOW_MS } from '../session/session-facts.ts';

const PAYABLE = `payable:${VENUE}`;
const RESERVE = `reserve:${VENUE}`;
const said = (amountMinor: bigint) => ({ amountMinor, openId: 'trf_open', endId: 'trf_end' });

function facts(
  overrides: Partial<DisputeFacts> & { refundedMinor?: bigint; state?: HoldState; currency?: string } = {},
): DisputeFacts {
  const { refundedMinor = 0n, state = 'captured', currency = 'CNY', ...rest } = overrides;
  const opKey = 'ses_1:hld_1:capture';
  return {
    operation: operationRecord({ opKey, kind: 'capture', wallet: 'card', amountMinor: 1_000n, state: 'done', currency }),
    venueId: VENUE,
    hold: holdRecord({ state, wallet: 'card', capturedMinor: 1_000n, refundedMinor, currency }),
    isOpened: false,
    openMinor: 0n,
    isSettled: false,
    ...rest,
  };
}

/** `from>to amount` of each transfer, and whether the hold moved. */
function decided(word: DisputeWord, of: DisputeFacts, amountMinor: bigint): string {
  const changes = decideDispute(word, of, said(amountMinor), NOW_MS);
  const words = changes.map((change: Change) => {
    if (change.change === 'hold-changed') return 'hold';
    if (change.change !== 'transfer-posted') return change.change;
    const { postings, kind, opKey } = change.transfer;
    expect(opKey).toBe(`ses_1:hld_1:capture:${kind}`);
    const from = postings.find(({ deltaMinor }) => deltaMinor < 0n);
    const to = postings.find(({ deltaMinor }) => deltaMinor > 0n);
    expect((from?.deltaMinor ?? 0n) + (to?.deltaMinor ?? 0n)).toBe(0n);
    return `${from?.account}>${to?.account} ${to?.deltaMinor}`;
  });
  return words.join(', ') || 'nothing';
}

const opened = (minor: bigint): string => `${PAYABLE}>${RESERVE} ${minor}, hold`;
const won = (minor: bigint): string => `${RESERVE}>${PAYABLE} ${minor}`;
const lost = (minor: bigint, currency = 'CNY'): string => `${RESERVE}>clearing:card:${currency} ${minor}`;

describe('M3 a dispute', () => {
  test.each<[string, DisputeFacts, bigint, string]>([
    ['about nothing', facts(), 0n, 'nothing'],
    ['about less than nothing', facts(), -1n, 'nothing'],
    ['about one minor unit', facts(), 1n, opened(1n)],
    ['about all of it', facts(), 1_000n, opened(1_000n)],
    ['about more than was captured', facts(), 1_001n, opened(1_000n)],
    ['about what was given back in part', facts({ refundedMinor: 999n }), 1_000n, opened(1n)],
    ['about what was given back whole', facts({ refundedMinor: 1_000n }), 1_000n, 'nothing'],
    ['that is open already', facts({ isOpened: true, openMinor: 700n }), 1_000n, 'nothing'],
  ])('%s', (_, of, amountMinor, expected) => {
    expect(decided('dispute-opened', of, amountMinor)).toBe(expected);
  });

  test('about money of a hold that is captured no more moves no hold', () => {
    expect(decided('dispute-opened', facts({ state: 'uncollected' }), 5n)).toBe(`${PAYABLE}>${RESERVE} 5`);
  });

  test('about a top-up is none of a venue', () => {
    const { operation, ...rest } = facts();
    expect(decided('dispute-opened', { ...rest, operation: { ...operation, sessionId: null } }, 5n)).toBe('nothing');
  });
});

describe('row 25 the end of a dispute', () => {
  const open = facts({ isOpened: true, openMinor: 700n });

  test.each<[DisputeWord, DisputeFacts, bigint, string]>([
    ['dispute-won', open, 700n, won(700n)],
    ['dispute-lost', open, 700n, lost(700n)],
    // What it was opened about ends, whatever its end says.
    ['dispute-won', open, 1n, won(700n)],
    ['dispute-lost', open, 1_000n, lost(700n)],
    // Given back in between: the frozen amount is what ends.
    ['dispute-lost', facts({ isOpened: true, openMinor: 700n, refundedMinor: 300n }), 700n, lost(700n)],
    // Its end is the first that is heard of it.
    ['dispute-won', facts(), 700n, `${opened(700n)}, ${won(700n)}`],
    ['dispute-lost', facts(), 5_000n, `${opened(1_000n)}, ${lost(1_000n)}`],
    // The first word on the end stands.
    ['dispute-won', facts({ isOpened: true, openMinor: 700n, isSettled: true }), 700n, 'nothing'],
    ['dispute-lost', facts({ isOpened: true, openMinor: 700n, isSettled: true }), 700n, 'nothing'],
  ])('%s %#', (word, of, amountMinor, expected) => {
    expect(decided(word, of, amountMinor)).toBe(expected);
  });

  test.each(['JPY', 'KWD'])('leaves the clearing account of %s, and of no other currency', (currency) => {
    expect(decided('dispute-lost', facts({ isOpened: true, openMinor: 700n, currency }), 700n)).toBe(lost(700n, currency));
  });
});
