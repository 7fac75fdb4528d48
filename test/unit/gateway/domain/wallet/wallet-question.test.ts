// When a wallet is asked, and how: counted before the call, later each time, and never about what is over (R1, R3).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY_MS } from '#protocol';
import type { HoldState } from '../../../../../gateway/domain/hold/hold.ts';
import type { SessionRecord } from '../../../../../gateway/domain/session/session.ts';
import { MONEY_LIMITS } from '../../../../../gateway/domain/wallet/money-limits.ts';
import type { AnswerFacts } from '../../../../../gateway/domain/wallet/wallet-answer.ts';
import type { OperationRecord } from '../../../../../gateway/domain/wallet/wallet-operation.ts';
import { backOffMs, decideNamed, decideQuestion } from '../../../../../gateway/domain/wallet/wallet-question.ts';
import { operationRecord, settlementRecord } from '../../../../support/money-records.ts';
import { holdRecord } from '../../../../support/records.ts';
import { changesIn, factsOf, GIVEN, NOW_MS, plainSession, sessionAfter } from '../session/session-facts.ts';

const asking = plainSession({ state: 'authorizing', heldMinor: 0n, lease: null });
const settling: SessionRecord = { ...GIVEN.stopping, state: 'settling', settlement: settlementRecord() };

function given(operation: Partial<OperationRecord> = {}, state: HoldState = 'pending_authorize', session = asking): AnswerFacts {
  const asked = operationRecord({ createdAtMs: NOW_MS - 1_000, ...operation });
  const hold = holdRecord({ wallet: 'host', state, heldMinor: state === 'pending_authorize' ? 0n : 6_000n });
  return { ...factsOf(session, { hold, holds: [hold], operations: [asked] }), operation: asked, refunds: [], payerVersion: 0 };
}
const capture = { opKey: 'ses_1:hld_1:capture', kind: 'capture', amountMinor: 500n } as const;
const ask = (facts: AnswerFacts, jitter = 0) => decideQuestion(facts, DAY_MS, jitter, NOW_MS);

describe('a question', () => {
  test('is counted, and the next one due, in the commit before the call', () => {
    const decision = ask(given());
    expect(decision.value).toMatchObject({ how: 'ask', amountMinor: 6_000n });
    expect(decision.changes).toEqual([
      { change: 'operation-attempted', opKey: 'ses_1:hld_1:authorize', atMs: NOW_MS },
      {
        change: 'deadline-set',
        deadline: { kind: 'chase-operation', subjectId: 'ses_1:hld_1:authorize', dueAtMs: NOW_MS + MONEY_LIMITS.chaseFirstMs },
      },
    ]);
  });

  test.each<[string, AnswerFacts, 'ask' | 'look']>([
    ['new', given(), 'ask'],
    ['asked before, without a word', given({ attempts: 3 }), 'ask'],
    ['named by the wallet', given({ attempts: 1, walletRef: 'pi_1' }), 'look'],
    ['waiting for the payer', given({ attempts: 1, state: 'action', actionUrl: 'https://w.example' }), 'look'],
    ['older than the wallet remembers a key (R3)', given({ attempts: 9, createdAtMs: NOW_MS - DAY_MS }), 'look'],
  ])('that is %s is put so', (_what, facts, how) => {
    expect(ask(facts).value?.how).toBe(how);
  });

  test('of a release names what was authorized, also when no answer of it ever came', () => {
    const authorize = operationRecord();
    const release = operationRecord({ opKey: 'ses_1:hld_1:void', kind: 'void', amountMinor: 0n, createdAtMs: NOW_MS });
    const facts = given({}, 'in_doubt', settling);
    const hold = { ...facts.hold, heldMinor: 0n };
    const decision = ask({ ...facts, hold, holds: [hold], operation: release, operations: [authorize, release] });
    expect(decision.value?.amountMinor).toBe(6_000n);
  });

  test.each<[string, AnswerFacts]>([
    ['resolved', given({ state: 'done', resolvedAtMs: NOW_MS })],
    ['an authorize that is being given up (R4)', given({}, 'in_doubt', settling)],
    [
      'an increment of a session whose amount is frozen',
      given({ kind: 'increment', opKey: 'ses_1:hld_1:inc:1' }, 'capturing', settling),
    ],
  ])('about %s is not put any more', (_what, facts) => {
    const decision = ask(facts);
    expect(decision.value).toBeNull();
    expect(decision.changes).toEqual([{ change: 'deadline-cleared', kind: 'chase-operation', subjectId: facts.operation.opKey }]);
  });

  test('that nobody has answered for a day goes to a person (L1)', () => {
    const decision = ask(given({ ...capture, createdAtMs: NOW_MS - MONEY_LIMITS.walletSilentMs }, 'capturing', settling));
    expect(decision.value).toBeNull();
    expect(sessionAfter(decision)?.review).toMatchObject({ reason: 'wallet-refuses', opKey: capture.opKey });
  });

  test('that a person looks at is put once more when asked for, and not again by itself', () => {
    const review = { reason: 'capture-differs', sinceMs: 0, dueAtMs: 1, opKey: capture.opKey, saidMinor: null } as const;
    const decision = ask(given(capture, 'capturing', { ...settling, state: 'review', review }));
    expect(decision.value?.how).toBe('look');
    expect(changesIn(decision, 'deadline-set')).toEqual([]);
    expect(changesIn(decision, 'deadline-cleared')).toHaveLength(1);
  });
});

describe('a name that the wallet gives before it acts', () => {
  test('is kept with the operation and with the hold that it places', () => {
    const { value, changes } = decideNamed(given(), 'pi_1');
    expect(value).toBe(true);
    expect(changes).toMatchObject([
      { change: 'operation-noted', state: 'pending', walletRef: 'pi_1' },
      { change: 'hold-changed', hold: { state: 'pending_authorize', walletRef: 'pi_1', version: 2 } },
    ]);
  });

  test('is refused when the start was given up meanwhile: nothing may take effect (R4)', () => {
    expect(decideNamed(given({}, 'in_doubt', settling), 'pi_1')).toMatchObject({ value: false, changes: [] });
  });
});

test('the time between two questions doubles up to its most, and chance takes off half of it at most', () => {
  fc.assert(
    fc.property(
      fc.nat(60),
      fc.boolean(),
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      (attempts, isAwaited, jitter) => {
        const mostMs = isAwaited ? MONEY_LIMITS.chaseAwaitedMostMs : MONEY_LIMITS.chaseMostMs;
        const fullMs = backOffMs(attempts, isAwaited, 0);
        expect(fullMs).toBe(Math.min(mostMs, MONEY_LIMITS.chaseFirstMs * 2 ** attempts));
        const waitMs = backOffMs(attempts, isAwaited, jitter);
        expect(waitMs).toBeLessThanOrEqual(fullMs);
        expect(waitMs).toBeGreaterThanOrEqual(fullMs / 2);
      },
    ),
  );
});
