// Top-ups: within their limits, one intent each, and what is owed of an earlier one is repaid first (R1, R19, M8).
import { describe, expect, test } from 'vitest';
import {
  decideTopUp,
  receivableMinor,
  TOP_UP_LIMITS,
  topUpDone,
  topUpIdOf,
} from '../../../../../gateway/domain/ledger/top-up-decide.ts';
import { operationRecord, uncollectedRecord } from '../../../../support/money-records.ts';
import { PERSON, TENANT } from '../../../../support/records.ts';
import { changesIn, NOW_MS } from '../session/session-facts.ts';

const wish = { topUpId: 'tup_1', tenantId: TENANT, payerId: PERSON, wallet: 'host', grant: 'eyJ.grant' } as const;

describe('a top-up', () => {
  test.each<[string, bigint, string, boolean]>([
    ['of nothing', 0n, 'CNY', false],
    ['below nothing', -100n, 'CNY', false],
    ['of one minor unit', 1n, 'CNY', false],
    ['one below the least', TOP_UP_LIMITS.leastMinor - 1n, 'CNY', false],
    ['of the least', TOP_UP_LIMITS.leastMinor, 'CNY', true],
    ['of the least without decimals', TOP_UP_LIMITS.leastMinor, 'JPY', true],
    ['of the least with three decimals', TOP_UP_LIMITS.leastMinor, 'KWD', true],
    ['of the most', TOP_UP_LIMITS.mostMinor, 'CNY', true],
    ['one above the most', TOP_UP_LIMITS.mostMinor + 1n, 'JPY', false],
    ['beyond every column', 2n ** 63n, 'KWD', false],
  ])('%s', (_, amountMinor, currency, isTaken) => {
    const decided = decideTopUp({ ...wish, amountMinor, currency }, NOW_MS);
    expect(decided.ok).toBe(isTaken);
    if (!decided.ok) expect(decided.error).toEqual({ code: 'top-up.amount-refused', ...TOP_UP_LIMITS, currency });
  });

  test('is an intent with its final key and amount, due at once, and no money yet (R1, R2)', () => {
    const decided = decideTopUp({ ...wish, amountMinor: 5_000n, currency: 'CNY' }, NOW_MS);
    const changes = decided.ok ? decided.value : [];
    expect(changes.map(({ change }) => change)).toEqual(['operation-added', 'deadline-set']);
    const [added] = changesIn({ changes, value: null }, 'operation-added');
    expect(added?.operation).toMatchObject({
      ...{ opKey: 'topup:tup_1', kind: 'top-up', amountMinor: 5_000n, currency: 'CNY', state: 'pending', attempts: 0 },
      ...{ sessionId: null, holdId: null, payerId: PERSON, grant: 'eyJ.grant', resolvedAtMs: null },
    });
    const [due] = changesIn({ changes, value: null }, 'deadline-set');
    expect(due?.deadline).toEqual({ kind: 'chase-operation', subjectId: 'topup:tup_1', dueAtMs: NOW_MS });
  });

  test.each([
    ['topup:tup_1', 'tup_1'],
    ['topup:', null],
    ['ses_1:hld_1:capture', null],
    ['x:topup:tup_1', null],
  ])('the key %s names %s', (opKey, topUpId) => {
    expect(topUpIdOf(opKey)).toBe(topUpId);
  });
});

describe('R19 what the balance itself owes', () => {
  const owed = (minor: bigint, currency = 'CNY') => ({ currency, minor });

  test.each<[string, Parameters<typeof receivableMinor>, bigint]>([
    ['is nothing where nothing is owed', [{ owed: [] }, [], 'CNY'], 0n],
    ['is all of it without a memo', [{ owed: [owed(700n)] }, [], 'CNY'], 700n],
    ['is none of what sessions owe', [{ owed: [owed(500n)] }, [uncollectedRecord()], 'CNY'], 0n],
    ['is the rest beside them, to one unit', [{ owed: [owed(501n)] }, [uncollectedRecord()], 'CNY'], 1n],
    [
      'counts no memo that is over',
      [{ owed: [owed(500n)] }, [uncollectedRecord({ state: 'waived' }), uncollectedRecord({ state: 'collected' })], 'CNY'],
      500n,
    ],
    ['counts no memo of another currency', [{ owed: [owed(500n)] }, [uncollectedRecord({ currency: 'JPY' })], 'CNY'], 500n],
    ['is asked per currency', [{ owed: [owed(500n), owed(90n, 'JPY')] }, [], 'JPY'], 90n],
  ])('%s', (_, given, expectedMinor) => {
    expect(receivableMinor(...given)).toBe(expectedMinor);
  });
});

describe('M8 once its provider has the money', () => {
  const done = (amountMinor: bigint, owedMinor: bigint, currency = 'CNY') => {
    const operation = operationRecord({
      opKey: 'topup:tup_1',
      kind: 'top-up',
      sessionId: null,
      holdId: null,
      amountMinor,
      currency,
    });
    const changes = topUpDone(operation, { transferId: 'trf_1' }, { receivableMinor: owedMinor, version: 7 }, NOW_MS);
    const [posted] = changesIn({ changes, value: null }, 'transfer-posted');
    const legs = Object.fromEntries(posted?.transfer.postings.map((leg) => [leg.account, leg.deltaMinor]) ?? []);
    return { legs, counted: changesIn({ changes, value: null }, 'person-counted'), opKey: posted?.transfer.opKey };
  };
  const [available, receivable] = [`available:${PERSON}`, `receivable:${PERSON}`];

  test.each<[string, bigint, bigint, { readonly [account: string]: bigint }]>([
    ['all of it is there', 500n, 0n, { 'clearing:host:CNY': -500n, [available]: 500n }],
    ['a debt of one unit is repaid', 500n, 1n, { 'clearing:host:CNY': -500n, [receivable]: 1n, [available]: 499n }],
    ['a debt as large takes it whole', 500n, 500n, { 'clearing:host:CNY': -500n, [receivable]: 500n }],
    ['a larger debt keeps its rest', 500n, 900n, { 'clearing:host:CNY': -500n, [receivable]: 500n }],
  ])('%s', (_, amountMinor, owedMinor, legs) => {
    expect(done(amountMinor, owedMinor).legs).toEqual(legs);
  });

  test('only a repayment counts against the person: two of them cannot repay one debt (R10)', () => {
    expect(done(500n, 0n).counted).toEqual([]);
    expect(done(500n, 1n).counted).toEqual([{ change: 'person-counted', personId: PERSON, fromVersion: 7 }]);
  });

  test.each(['JPY', 'KWD'])('in %s it comes from the clearing account of that currency', (currency) => {
    expect(done(100n, 0n, currency).legs).toEqual({ [`clearing:host:${currency}`]: -100n, [available]: 100n });
  });
});
