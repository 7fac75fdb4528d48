// Owed and collected: asked for under a new key each time, paid once, and only then anybody's money (R2, R19, M1, row 22).
import { describe, expect, test } from 'vitest';
import type { Change } from '../../../../../gateway/domain/changes.ts';
import type { HoldRecord } from '../../../../../gateway/domain/hold/hold.ts';
import type { TransferRecord } from '../../../../../gateway/domain/ledger/ledger.ts';
import {
  askForOwed,
  owedCollected,
  owedFromBalance,
  repayFromBalance,
} from '../../../../../gateway/domain/ledger/owed-collect.ts';
import { type OperationRecord, opKeys } from '../../../../../gateway/domain/wallet/wallet-operation.ts';
import { operationRecord, settlementRecord, uncollectedRecord } from '../../../../support/money-records.ts';
import { holdRecord, PERSON, TENANT, VENUE } from '../../../../support/records.ts';
import { changesIn, NOW_MS, plainSession } from '../session/session-facts.ts';

/** 5.00, of which 0.28 tax and 0.25 fee. */
const session = { ...plainSession({ state: 'closed' }), settlement: settlementRecord() };
const venue = { venueId: VENUE };
const hold = holdRecord({ state: 'uncollected', wallet: 'host', version: 4 });
const of = (operations: readonly OperationRecord[] = [], held: HoldRecord = hold) => ({
  session,
  venue,
  holds: [held],
  operations,
});
const recapture = (n: number, overrides: Partial<OperationRecord> = {}): OperationRecord =>
  operationRecord({ opKey: opKeys.recapture('ses_1', 'hld_1', n), kind: 'recapture', amountMinor: 500n, ...overrides });
const refusedOnce = recapture(1, { state: 'refused', refusal: 'insufficient_funds', resolvedAtMs: NOW_MS });

const transferIn = (changes: readonly Change[]): TransferRecord | undefined =>
  changesIn({ changes, value: null }, 'transfer-posted')[0]?.transfer;
const legsIn = (changes: readonly Change[]) =>
  Object.fromEntries(transferIn(changes)?.postings.map(({ account, deltaMinor }) => [account, deltaMinor]) ?? []);
const [PAYABLE, TAX, FEE] = [`payable:${VENUE}`, `tax:${VENUE}`, `fee:${VENUE}`];

describe('R2 asked for again', () => {
  test.each<[string, readonly Change[], string | null]>([
    [
      'after a refusal, under the next number',
      askForOwed(of([refusedOnce]), uncollectedRecord(), NOW_MS),
      'ses_1:hld_1:recapture:2',
    ],
    ['never while the wallet has not said', askForOwed(of([recapture(1)]), uncollectedRecord(), NOW_MS), null],
    ['never for a hold that was captured', askForOwed(of([], { ...hold, state: 'captured' }), uncollectedRecord(), NOW_MS), null],
    ['never for a hold that is not there', askForOwed(of(), uncollectedRecord({ holdId: 'hld_9' }), NOW_MS), null],
  ])('%s', (_, changes, opKey) => {
    expect(changesIn({ changes, value: null }, 'operation-added')[0]?.operation.opKey ?? null).toBe(opKey);
  });

  test.each([1n, 499n, 500n])('it is for the %s that are owed now (R13)', (owedMinor) => {
    const changes = askForOwed(of([refusedOnce]), uncollectedRecord({ owedMinor }), NOW_MS);
    expect(changesIn({ changes, value: null }, 'operation-added')[0]?.operation.amountMinor).toBe(owedMinor);
  });
});

describe('R19 collected at its wallet', () => {
  const collected = (amountMinor: bigint) =>
    owedCollected(of(), hold, recapture(2, { amountMinor }), { transferId: 'trf_c', walletRef: 'pay-2' }, NOW_MS);

  test('credits venue, tax and platform what was frozen', () => {
    const changes = collected(500n);
    expect(legsIn(changes)).toEqual({ 'clearing:host:CNY': -500n, [PAYABLE]: 447n, [TAX]: 28n, [FEE]: 25n });
    expect(changesIn({ changes, value: null }, 'hold-changed')[0]?.hold).toMatchObject({
      // Refunds go by the payment that took the money, and no more by the hold that was gone.
      ...{ state: 'captured', capturedMinor: 500n, walletRef: 'pay-2' },
    });
    expect(changesIn({ changes, value: null }, 'uncollected-resolved')[0]).toMatchObject({ holdId: 'hld_1', state: 'collected' });
  });

  test.each([
    1n,
    250n,
    499n,
  ])('credits their parts of the %s that it was lowered to, and sums to zero (R13, M1)', (amountMinor) => {
    const changes = collected(amountMinor);
    const legs = Object.values(legsIn(changes));
    expect(legs.reduce((sum, each) => sum + each, 0n)).toBe(0n);
    expect(legsIn(changes)['clearing:host:CNY']).toBe(-amountMinor);
    expect(changesIn({ changes, value: null }, 'hold-changed')[0]?.hold.capturedMinor).toBe(amountMinor);
  });

  test.each([0n, 501n])('takes no %s: never nothing, never above what was frozen (R8)', (amountMinor) => {
    expect(() => collected(amountMinor)).toThrow('a frozen share is only ever lowered');
  });
});

describe('paid with what is with us', () => {
  const paid = (availableMinor: bigint, given = of([refusedOnce]), owedMinor = 500n) =>
    owedFromBalance(given, uncollectedRecord({ owedMinor }), availableMinor, { transferId: 'trf_b', atMs: NOW_MS });

  test.each<[string, readonly Change[], boolean]>([
    ['with as much as is owed', paid(500n), true],
    ['with one unit more', paid(501n), true],
    ['with one unit less', paid(499n), false],
    ['with nothing', paid(0n), false],
    ['while its wallet is asked: it may give the same money', paid(9_999n, of([refusedOnce, recapture(2)])), false],
    ['owed at the embedded ledger itself', paid(9_999n, of([], { ...hold, wallet: 'ledger' })), false],
  ])('%s', (_, changes, isPaid) => {
    expect(changes.length > 0).toBe(isPaid);
  });

  test('it comes out of the balance, under a key of its own', () => {
    const changes = paid(500n);
    expect(transferIn(changes)).toMatchObject({ opKey: 'ses_1:hld_1:collect', kind: 'collect' });
    expect(legsIn(changes)).toEqual({ [`available:${PERSON}`]: -500n, [PAYABLE]: 447n, [TAX]: 28n, [FEE]: 25n });
  });

  test('of a debt that was lowered each gets their part', () => {
    const legs = Object.values(legsIn(paid(100n, of([refusedOnce]), 100n)));
    expect(legs.reduce((sum, each) => sum + each, 0n)).toBe(0n);
    expect(legs).toContain(-100n);
  });
});

describe('M2 a debt of the balance itself', () => {
  const repaid = (receivableMinor: bigint, availableMinor: bigint, currency = 'CNY') =>
    repayFromBalance(
      { personId: PERSON, tenantId: TENANT, receivableMinor, balance: { currency, availableMinor, heldMinor: 900n } },
      { transferId: 'trf_r', version: 7, atMs: NOW_MS },
    );

  test.each<[string, bigint, bigint, bigint | null]>([
    ['nothing owed', 0n, 500n, null],
    ['nothing there', 500n, 0n, null],
    ['one unit there', 500n, 1n, 1n],
    ['as much there', 500n, 500n, 500n],
    ['more there', 500n, 501n, 500n],
    ['less than nothing owed', -1n, 500n, null],
  ])('%s', (_, owedMinor, availableMinor, paysMinor) => {
    expect(legsIn(repaid(owedMinor, availableMinor))).toEqual(
      paysMinor === null ? {} : { [`available:${PERSON}`]: -paysMinor, [`receivable:${PERSON}`]: paysMinor },
    );
  });

  test.each(['JPY', 'KWD'])('is repaid in %s, once for each count of the person (R2, R10)', (currency) => {
    const changes = repaid(500n, 500n, currency);
    expect(transferIn(changes)).toMatchObject({ opKey: `owed:${PERSON}:7`, currency });
    expect(changes[0]).toEqual({ change: 'person-counted', personId: PERSON, fromVersion: 7 });
  });
});
