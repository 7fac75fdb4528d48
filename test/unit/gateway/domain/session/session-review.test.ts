// Reviews: what contradicts our books waits for a person, and ends in the payer's favour, to the last minor unit (R11, rows 19 and 23).
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '#protocol';
import type { Change } from '../../../../../gateway/domain/changes.ts';
import { SESSION_LIMITS } from '../../../../../gateway/domain/gateway-limits.ts';
import type { HoldRecord } from '../../../../../gateway/domain/hold/hold.ts';
import type { Review, SessionRecord } from '../../../../../gateway/domain/session/session.ts';
import {
  decideReview,
  excessReturned,
  openReview,
  type ReviewIds,
} from '../../../../../gateway/domain/session/session-review.ts';
import type { SettleFacts } from '../../../../../gateway/domain/session/session-settle-facts.ts';
import { MONEY_LIMITS } from '../../../../../gateway/domain/wallet/money-limits.ts';
import { type OperationRecord, opKeys } from '../../../../../gateway/domain/wallet/wallet-operation.ts';
import { operationRecord, settlementRecord } from '../../../../support/money-records.ts';
import { holdRecord, PERSON, START_MS, VENUE } from '../../../../support/records.ts';
import { changesIn, ended, factsOf, GIVEN, NOW_MS, plainSession, sessionAfter, started, stored } from './session-facts.ts';

/** 5.00, of which 0.28 tax and 0.25 fee. */
const FROZEN_MINOR = 500n;
const CAPTURE = opKeys.capture('ses_1', 'hld_1');
const EXCESS = opKeys.refund('ses_1', 'hld_1', 'excess');
const IDS: ReviewIds = {
  settle: { hld_1: { transferId: 'trf_end', receiptId: 'rcp_end' } },
  refund: { hld_1: { refundId: 'ref_1', transferId: 'trf_back' } },
};
const running = { startedAtMs: START_MS + 1_000, usage: { useMs: 60_000, distanceM: 0 }, journalUpTo: 0 };

function inReview(review: Partial<Review>, overrides: Partial<SessionRecord> = {}): SessionRecord {
  return plainSession({
    ...{ ...running, state: 'review', version: 9, settlement: settlementRecord() },
    end: { reason: 'stopped', atMs: START_MS + 80_000, finalMinor: FROZEN_MINOR },
    review: { reason: 'capture-differs', sinceMs: NOW_MS, dueAtMs: NOW_MS + DAY_MS, opKey: CAPTURE, saidMinor: null, ...review },
    ...overrides,
  });
}
const capture = (overrides: Partial<OperationRecord> = {}): OperationRecord =>
  operationRecord({ opKey: CAPTURE, kind: 'capture', amountMinor: FROZEN_MINOR, ...overrides });
const elsewhere = (overrides: Partial<HoldRecord> = {}): HoldRecord =>
  holdRecord({ wallet: 'host', state: 'capturing', ...overrides });

function facts(
  session: SessionRecord,
  hold: HoldRecord = elsewhere(),
  operations: readonly OperationRecord[] = [capture()],
): SettleFacts {
  return factsOf(session, { hold, holds: [hold], operations });
}
const of = (changes: readonly Change[]) => ({ changes, value: null });

/** What is in the books and at the wallet afterwards, in minor units. */
type Told = {
  readonly state: string | null;
  readonly hold: string | null;
  readonly posted: readonly string[];
  readonly asked: readonly string[];
};

function decided(given: SettleFacts): Told {
  const decision = decideReview(given, IDS, NOW_MS);
  const holds = changesIn(decision, 'hold-changed').at(-1)?.hold;
  const posted = changesIn(decision, 'transfer-posted').map(({ transfer }) => {
    expect(transfer.postings.reduce((sum, { deltaMinor }) => sum + deltaMinor, 0n)).toBe(0n);
    const moved = transfer.postings.find(({ account }) => account.startsWith('clearing:'))?.deltaMinor ?? 0n;
    return `${transfer.kind} ${moved < 0n ? -moved : moved}`;
  });
  const asked = changesIn(decision, 'operation-added').map(({ operation }) => `${operation.kind} ${operation.amountMinor}`);
  return { state: sessionAfter(decision)?.state ?? null, hold: holds?.state ?? null, posted, asked };
}
const waits: Told = { state: 'review', hold: null, posted: [], asked: [] };

describe('row 19 a wallet that captured another amount', () => {
  const differing = (saidMinor: bigint | null) => facts(inReview({ saidMinor }));
  const closed = { state: 'closed', hold: 'captured' } as const;

  test.each<[string, SettleFacts, Told]>([
    ['nothing at all', differing(0n), { ...closed, posted: ['capture 500', 'refund 500'], asked: [] }],
    ['one unit', differing(1n), { ...closed, posted: ['capture 500', 'refund 499'], asked: [] }],
    ['one unit less', differing(499n), { ...closed, posted: ['capture 500', 'refund 1'], asked: [] }],
    ['just what was frozen', differing(500n), { ...closed, posted: ['capture 500'], asked: [] }],
    ['one unit more', differing(501n), { ...closed, posted: ['capture 500'], asked: ['refund 1'] }],
    ['far more', differing(999_999n), { ...closed, posted: ['capture 500'], asked: ['refund 999499'] }],
    ['it does not say how much', differing(null), waits],
    [
      'and has since said otherwise',
      facts(inReview({ saidMinor: 400n }), elsewhere(), [capture({ resolvedAtMs: NOW_MS })]),
      waits,
    ],
    ['of a hold that was released', facts(inReview({ saidMinor: 400n }), elsewhere({ state: 'voided' })), waits],
    ['of an operation that we do not know', facts(inReview({ saidMinor: 400n }), elsewhere(), []), waits],
  ])('%s', (_, given, expected) => {
    expect(decided(given)).toEqual(expected);
  });

  test('what it left is a refund of the books, so that refunds are what the hold says (M3)', () => {
    const decision = decideReview(differing(100n), IDS, NOW_MS);
    const [captured] = changesIn(decision, 'hold-changed');
    expect(captured?.hold).toMatchObject({ capturedMinor: FROZEN_MINOR, refundedMinor: 400n });
    expect(changesIn(decision, 'refund-noted').map(({ refund }) => refund.amountMinor)).toEqual([400n]);
    expect(changesIn(decision, 'operation-resolved')[0]).toMatchObject({ opKey: CAPTURE, state: 'done' });
  });

  test('what it took beyond goes back under one key, and is in no posting', () => {
    const decision = decideReview(differing(700n), IDS, NOW_MS);
    expect(changesIn(decision, 'operation-added').map(({ operation }) => operation.opKey)).toEqual([EXCESS]);
    expect(changesIn(decision, 'hold-changed')[0]?.hold.refundedMinor).toBe(0n);
    const [posted] = changesIn(decision, 'transfer-posted');
    expect(posted?.transfer.postings).toContainEqual({ account: `payable:${VENUE}`, deltaMinor: 447n });
  });

  test('after its hold was gone: the recapture is accepted as the capture is (row 22)', () => {
    const opKey = opKeys.recapture('ses_1', 'hld_1', 1);
    const given = facts(inReview({ opKey, saidMinor: 400n }), elsewhere({ state: 'expired' }), [
      capture({ opKey, kind: 'recapture' }),
    ]);
    expect(decided(given)).toEqual({ state: 'closed', hold: 'captured', posted: ['capture 500', 'refund 100'], asked: [] });
  });
});

describe('row 23 a wallet that captured what was released', () => {
  const VOID = opKeys.void('ses_1', 'hld_1');
  const released = operationRecord({ opKey: VOID, kind: 'void', amountMinor: 0n, state: 'refused', resolvedAtMs: NOW_MS });
  const authorized = operationRecord({ state: 'done', amountMinor: 6_000n, resolvedAtMs: NOW_MS });
  const taken = (saidMinor: bigint | null, heldMinor: bigint, more: readonly OperationRecord[] = []) =>
    facts(inReview({ reason: 'void-of-captured', opKey: VOID, saidMinor }), elsewhere({ state: 'voiding', heldMinor }), [
      ...[authorized, released],
      ...more,
    ]);

  test.each<[string, SettleFacts, readonly string[]]>([
    ['gives back what it says it took', taken(700n, 6_000n), ['refund 700']],
    ['gives back one unit', taken(1n, 6_000n), ['refund 1']],
    ['that does not say gives back what it held', taken(null, 5_000n), ['refund 5000']],
    ['that says nothing was taken is asked for what it held', taken(null, 0n), ['refund 6000']],
    ['is asked once', taken(700n, 6_000n, [operationRecord({ opKey: EXCESS, kind: 'refund', amountMinor: 700n })]), []],
  ])('%s', (_, given, asked) => {
    expect(decided(given)).toEqual({ ...waits, asked });
  });

  test('what came back closes the session, with nothing in the books', () => {
    const given = taken(700n, 6_000n);
    const changes = excessReturned(given, given.hold, IDS.settle, NOW_MS);
    expect(sessionAfter(of(changes))?.state).toBe('closed');
    expect(changesIn(of(changes), 'hold-changed').map(({ hold }) => hold.state)).toEqual(['voided']);
    expect(changesIn(of(changes), 'transfer-posted')).toEqual([]);
  });

  test('what came back of a capture changes nothing', () => {
    expect(
      excessReturned(facts(GIVEN.closed, elsewhere({ state: 'captured' })), elsewhere({ state: 'captured' }), IDS.settle, NOW_MS),
    ).toEqual([]);
  });
});

describe('R11 a wallet that will not capture', () => {
  const refusing = (operation: Partial<OperationRecord>, hold: Partial<HoldRecord> = {}, session: Partial<SessionRecord> = {}) =>
    facts(inReview({ reason: 'wallet-refuses' }, session), elsewhere(hold), [capture({ resolvedAtMs: NOW_MS, ...operation })]);
  const letGo: Told = { state: 'settling', hold: 'expired', posted: [], asked: ['void 0'] };

  test.each<[string, SettleFacts, Told]>([
    ['lets the payer go', refusing({ state: 'refused' }), letGo],
    ['whose hold is gone lets them go as well', refusing({ state: 'refused' }, { state: 'expired' }), { ...letGo, hold: null }],
    ['but has not said so is asked again', refusing({ state: 'pending', resolvedAtMs: null }), waits],
    ['of which nobody knows the end waits', refusing({ state: 'refused' }, {}, { end: null }), waits],
    [
      'of a hold that is captured closes',
      refusing({ state: 'refused' }, { state: 'captured', capturedMinor: 500n }),
      {
        ...{ state: 'closed', hold: null, posted: [], asked: [] },
      },
    ],
  ])('%s', (_, given, expected) => {
    expect(decided(given)).toEqual(expected);
  });

  test('says that a review ended it, and is looked at no more', () => {
    const decision = decideReview(refusing({ state: 'refused' }), IDS, NOW_MS);
    expect(sessionAfter(decision)).toMatchObject({ review: null, end: { reason: 'review', finalMinor: FROZEN_MINOR } });
    expect(changesIn(decision, 'deadline-cleared').map(({ kind }) => kind)).toContain('review-overdue');
  });

  test('that waits is brought up again, later, and its open question at once', () => {
    const decision = decideReview(refusing({ state: 'pending', resolvedAtMs: null }), IDS, NOW_MS);
    expect(changesIn(decision, 'deadline-set').map(({ deadline }) => deadline)).toEqual([
      { kind: 'chase-operation', subjectId: CAPTURE, dueAtMs: NOW_MS },
      { kind: 'review-overdue', subjectId: 'ses_1', dueAtMs: NOW_MS + MONEY_LIMITS.reviewAgainMs },
    ]);
  });
});

describe('R11 a doubt before anything was frozen', () => {
  const open = (reason: Review['reason'], overrides: Partial<SessionRecord> = {}): SettleFacts => {
    const session = inReview(
      { reason, opKey: null },
      { settlement: null, end: null, stopRequest: GIVEN.stopping.stopRequest, ...overrides },
    );
    return factsOf(session, { journal: [stored(started())], journalNumbers: [0] });
  };
  const finalOf = (given: SettleFacts) => sessionAfter(decideReview(given, IDS, NOW_MS))?.end?.finalMinor;

  test.each<[Review['reason'], bigint]>([
    // Our own books are in doubt: nobody pays by them.
    ['invariant-broken', 0n],
    ['recovered-unknown', 0n],
    // 3.00 to begin with, and one minute that was seen.
    ['wallet-refuses', 400n],
  ])('of %s costs %s', (reason, finalMinor) => {
    expect(finalOf(open(reason))).toBe(finalMinor);
  });

  test('costs nothing where nobody saw it start (M7)', () => {
    expect(finalOf(open('wallet-refuses', { startedAtMs: null }))).toBe(0n);
  });

  test('goes by the device’s own end once that is there', () => {
    const given = open('journal-lost', { state: 'review' });
    const end = ended(3, { use: { useMs: 89_000, distanceM: 0 } });
    const decision = decideReview({ ...given, journal: [...given.journal, stored(end)] }, IDS, NOW_MS);
    expect(sessionAfter(decision)).toMatchObject({ state: 'closed', end: { finalMinor: 500n } });
  });

  test('is never decided twice', () => {
    const decision = decideReview(factsOf(GIVEN.closed), IDS, NOW_MS);
    expect(decision.changes).toEqual([{ change: 'deadline-cleared', kind: 'review-overdue', subjectId: 'ses_1' }]);
  });
});

describe('a review', () => {
  const dueAfterMs = (expiresAfterMs: number | null, state: HoldRecord['state'] = 'held') => {
    const expiresAtMs = expiresAfterMs === null ? null : NOW_MS + expiresAfterMs;
    const given = facts(GIVEN.active, elsewhere({ state, expiresAtMs }));
    return (sessionAfter(openReview(given, { reason: 'invariant-broken' }, NOW_MS))?.review?.dueAtMs ?? 0) - NOW_MS;
  };

  test.each<[string, number, number]>([
    ['has three days', dueAfterMs(null), SESSION_LIMITS.reviewForMs],
    ['ends in good time before its hold', dueAfterMs(DAY_MS), DAY_MS - SESSION_LIMITS.holdDrainMs],
    ['is due at once where that time has passed', dueAfterMs(HOUR_MS / 60), 0],
    ['waits for no hold that was captured', dueAfterMs(DAY_MS, 'captured'), SESSION_LIMITS.reviewForMs],
  ])('%s', (_, is, expected) => {
    expect(is).toBe(expected);
  });

  test('concludes nothing: no money moves, and nothing is asked', () => {
    const decision = openReview(facts(GIVEN.active), { reason: 'capture-differs', opKey: CAPTURE, saidMinor: 1n }, NOW_MS);
    expect(sessionAfter(decision)).toMatchObject({ state: 'review', payerId: PERSON, review: { opKey: CAPTURE, saidMinor: 1n } });
    for (const kind of ['transfer-posted', 'operation-added', 'hold-changed', 'operation-resolved'] as const) {
      expect(changesIn(decision, kind)).toEqual([]);
    }
    expect(changesIn(decision, 'deadline-cleared').map(({ subjectId }) => subjectId)).toContain(CAPTURE);
  });
});
