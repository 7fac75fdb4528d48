// A late end: what the device proves afterwards lowers a bill, first what is still owed of it, then what was paid (R7, R13).
import { describe, expect, test } from 'vitest';
import type { Usage } from '#protocol';
import { correctLateEnd, type LateEndFacts, noteLateEnd } from '../../../../../gateway/domain/correction/late-end.ts';
import { SESSION_LIMITS } from '../../../../../gateway/domain/gateway-limits.ts';
import type { HoldRecord } from '../../../../../gateway/domain/hold/hold.ts';
import type { UncollectedRecord } from '../../../../../gateway/domain/ledger/ledger.ts';
import type { SessionRecord, Settlement, Share } from '../../../../../gateway/domain/session/session.ts';
import { priceUse, pricingOf } from '../../../../../gateway/domain/tariff/price.ts';
import { opKeys } from '../../../../../gateway/domain/wallet/wallet-operation.ts';
import { operationRecord, refundRecord, settlementRecord, uncollectedRecord } from '../../../../support/money-records.ts';
import { holdRecord, PERSON, VENUE } from '../../../../support/records.ts';
import { changesIn, ended, NOW_MS, plainSession, stored } from '../session/session-facts.ts';

const MINUTE_MS = 60_000;
/** 3.00 to begin with, 1.00 a minute: ten minutes are 13.00. */
const BILLED: Usage = { useMs: 10 * MINUTE_MS, distanceM: 0 };
const IDS = { refunds: { hld_1: { refundId: 'ref_1', transferId: 'trf_r' } }, auditId: 'aud_1' };
const deadline = { kind: 'correct-late-end', subjectId: 'ses_1' } as const;

const proving = (minutes: number) => stored(ended(5, { use: { useMs: minutes * MINUTE_MS, distanceM: 0 } }));
const owedHold = holdRecord({ state: 'uncollected', wallet: 'host', version: 4 });
const paidHold = (capturedMinor = 1_300n, overrides: Partial<HoldRecord> = {}): HoldRecord =>
  holdRecord({ state: 'captured', capturedMinor, ...overrides });
const debt = (owedMinor: bigint, overrides: Partial<UncollectedRecord> = {}) => uncollectedRecord({ owedMinor, ...overrides });

function billed(items: readonly { itemId: string; quantity: number }[] = []): SessionRecord {
  const plain = plainSession({ state: 'closed', startedAtMs: NOW_MS - 20 * MINUTE_MS, usage: BILLED });
  const { lines, totalMinor, taxMinor } = priceUse(pricingOf(plain), BILLED, items, 'started');
  const share: Share = { holdId: 'hld_1', payerId: PERSON, lines, totalMinor, taxMinor, feeMinor: 0n };
  const settlement: Settlement = settlementRecord({ usage: BILLED, shares: [share] });
  return { ...plain, settlement, end: { reason: 'lease-lapsed', atMs: NOW_MS - 10 * MINUTE_MS, finalMinor: totalMinor } };
}

function facts(overrides: Partial<LateEndFacts> = {}): LateEndFacts {
  return {
    session: billed(),
    holds: [paidHold()],
    operations: [],
    journal: [proving(4)],
    venue: { venueId: VENUE },
    refunds: [],
    payer: { version: 3, memos: [] },
    ...overrides,
  };
}

/** What is decided, in minor units: given back, let go of what is owed, or waited for. */
function corrected(given: LateEndFacts): string {
  const decision = correctLateEnd(given, IDS, NOW_MS);
  if (changesIn(decision, 'deadline-set').some((change) => change.deadline.kind === deadline.kind)) return 'later';
  expect(changesIn(decision, 'deadline-cleared')).toEqual([{ change: 'deadline-cleared', ...deadline }]);
  const back = changesIn(decision, 'refund-noted').reduce((sum, { refund }) => sum + refund.amountMinor, 0n);
  const lowered = changesIn(decision, 'uncollected-lowered').map(({ fromMinor, owedMinor }) => `${fromMinor} to ${owedMinor}`);
  const waived = changesIn(decision, 'uncollected-resolved').map(({ holdId, state }) => `${holdId} ${state}`);
  return [...(back > 0n ? [`back ${back}`] : []), ...lowered, ...waived].join(', ') || 'nothing';
}

const owing = (owedMinor: bigint, minutes: number): LateEndFacts =>
  facts({ holds: [owedHold], payer: { version: 3, memos: [debt(owedMinor)] }, journal: [proving(minutes)] });

describe('R13 a bill that was paid', () => {
  test.each<[string, LateEndFacts, string]>([
    ['goes down to what is proven', facts(), 'back 600'],
    ['stays where as much is proven', facts({ journal: [proving(10)] }), 'nothing'],
    ['stays where more is proven: nothing is billed upwards', facts({ journal: [proving(30)] }), 'nothing'],
    ['stays where no end is known', facts({ journal: [] }), 'nothing'],
    ['keeps its base price: a use of nothing still began', facts({ journal: [proving(0)] }), 'back 1000'],
    ['is a target: what was given back before counts', facts({ holds: [paidHold(1_300n, { refundedMinor: 400n })] }), 'back 200'],
    ['waits while a refund is under way', facts({ refunds: [refundRecord()] }), 'later'],
    ['waits while the session settles', facts({ session: { ...billed(), state: 'settling' } }), 'later'],
    ['is nobody’s where the wallet said no', facts({ session: { ...billed(), state: 'failed' } }), 'nothing'],
  ])('%s', (_, given, expected) => {
    expect(corrected(given)).toBe(expected);
  });
});

describe('R13, R19 a bill that could not be collected', () => {
  test.each<[string, LateEndFacts, string]>([
    ['goes down to what is proven', owing(1_300n, 4), '1300 to 700'],
    ['goes down by the last minor unit', { ...owing(701n, 4) }, '701 to 700'],
    ['stays where just as much is owed', owing(700n, 4), 'nothing'],
    ['stays where more is proven', owing(1_300n, 30), 'nothing'],
  ])('%s', (_, given, expected) => {
    expect(corrected(given)).toBe(expected);
  });

  test('tells the host app what is owed now, counts against the payer, and leaves the receipt alone', () => {
    const decision = correctLateEnd(owing(1_300n, 4), IDS, NOW_MS);
    expect(changesIn(decision, 'person-counted')).toEqual([{ change: 'person-counted', personId: PERSON, fromVersion: 3 }]);
    const [told] = changesIn(decision, 'event-queued');
    expect(told?.event.eventId).toContain('hld_1:4:lowered');
    expect(JSON.parse(told?.event.body ?? '')).toMatchObject({ data: { owedMinor: 700, state: 'uncollected' } });
    expect(changesIn(decision, 'audited')[0]?.row.facts).toMatchObject({ givenMinor: 0, loweredMinor: 600, provenMs: 240_000 });
    expect(changesIn(decision, 'session-changed')).toEqual([]);
    expect(changesIn(decision, 'hold-changed')).toEqual([]);
  });

  test('is let go of whole where nothing of it is due', () => {
    const second = holdRecord({ holdId: 'hld_2', state: 'uncollected', wallet: 'host' });
    const given = facts({
      holds: [paidHold(900n), second],
      payer: { version: 3, memos: [debt(400n, { holdId: 'hld_2' })] },
      journal: [proving(4)],
    });
    expect(corrected(given)).toBe('back 200, hld_2 waived');
  });

  test('over several holds goes down in their order, none below nothing', () => {
    const second = { ...owedHold, holdId: 'hld_2' };
    const memos = [debt(500n), debt(800n, { holdId: 'hld_2' })];
    expect(corrected(facts({ holds: [owedHold, second], payer: { version: 3, memos } }))).toBe('800 to 700, hld_1 waived');
  });

  test('waits while its wallet is asked for the whole of it (row 22)', () => {
    const opKey = opKeys.recapture('ses_1', 'hld_1', 2);
    const asked = operationRecord({ opKey, kind: 'recapture', amountMinor: 1_300n });
    const given = owing(1_300n, 4);
    expect(corrected({ ...given, operations: [asked] })).toBe('later');
    const again = correctLateEnd({ ...given, operations: [asked] }, IDS, NOW_MS);
    expect(changesIn(again, 'deadline-set')[0]?.deadline.dueAtMs).toBe(NOW_MS + SESSION_LIMITS.correctAgainMs);
    const refused = { ...asked, state: 'refused', refusal: 'insufficient_funds', resolvedAtMs: NOW_MS } as const;
    expect(corrected({ ...given, operations: [refused] })).toBe('1300 to 700');
  });

  test.each<[string, UncollectedRecord]>([
    ['was waived', debt(1_300n, { state: 'waived' })],
    ['was collected', debt(1_300n, { state: 'collected' })],
    ['is of another session', debt(1_300n, { sessionId: 'ses_0', holdId: 'hld_0' })],
  ])('is not touched where it %s', (_, memo) => {
    expect(corrected(facts({ holds: [owedHold], payer: { version: 3, memos: [memo] } }))).toBe('nothing');
  });

  test('a ticket that is owed beside a bill that was paid is no part of it', () => {
    const memos = [debt(1_200n)];
    expect(corrected(facts({ payer: { version: 3, memos } }))).toBe('back 600');
  });
});

describe('items', () => {
  const tea = [{ itemId: 'itm_tea', quantity: 1 }];

  test('that were billed stay billed', () => {
    expect(corrected(facts({ session: billed(tea), holds: [paidHold(2_500n)] }))).toBe('back 600');
  });
});

describe('a late end', () => {
  const word = (minutes: number) => ended(5, { use: { useMs: minutes * MINUTE_MS, distanceM: 0 } });

  test.each<[string, SessionRecord, number, number]>([
    ['below the bill', billed(), 4, 1],
    ['of the billed minute', billed(), 10, 0],
    ['above it', billed(), 11, 0],
    ['of a session that is not settled', { ...billed(), settlement: null }, 4, 0],
    ['of a session that nobody saw start', { ...billed(), startedAtMs: null }, 4, 0],
  ])('%s is looked at again, or not at all', (_, session, minutes, times) => {
    const changes = noteLateEnd({ session, holds: [paidHold()] }, word(minutes), NOW_MS);
    expect(changes).toEqual(
      Array.from({ length: times }, () => ({ change: 'deadline-set', deadline: { ...deadline, dueAtMs: NOW_MS } })),
    );
  });
});
