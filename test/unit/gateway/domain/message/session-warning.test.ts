// Session warning: what is told ahead, when it is looked at again, and that nothing is told twice or of what is over.
import { describe, expect, test } from 'vitest';
import type { Change } from '../../../../../gateway/domain/changes.ts';
import { moneyShortOf, type WarningFacts, warnAhead } from '../../../../../gateway/domain/message/session-warning.ts';
import { plainTerms } from '../../../../../gateway/domain/tariff/price-terms.ts';
import { frozenTariff, START_MS, sessionRecord } from '../../../../support/records.ts';
import { profileOf } from '../session/session-facts.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const profile = profileOf('sleep-pod');
const longestMs = profile.longestSessionS * 1_000;
const NOT_TOLD = { end: false, money: false };

/** Three, and one a minute; ten of it are held, and the wallet has ten more. */
function at(afterMs: number, over: Partial<WarningFacts['session']> = {}, availableMinor = 1_000n): WarningFacts {
  const tariff = frozenTariff({ capMinor: null, hold: { atStartMinor: 1_000n, stepMinor: 0n, mostMinor: 9_000n } });
  const running = { state: 'active', startedAtMs: START_MS, usageAtMs: START_MS + afterMs } as const;
  const terms = plainTerms((over.tariff ?? tariff).tariff, 'Asia/Shanghai');
  const money = { tariff, terms, heldMinor: 1_000n, mostMinor: 9_000n, usage: { useMs: afterMs, distanceM: 0 } };
  return {
    session: sessionRecord({ ...running, ...money, ...over }),
    ...{ profile, orders: [], purse: { wallet: 'ledger', availableMinor } },
  };
}

const told = (changes: readonly Change[]) => changes.flatMap((each) => (each.change === 'event-queued' ? [each.event.kind] : []));
const nextOf = (changes: readonly Change[]): number | null | undefined => {
  const looks = changes.filter((each) => 'deadline' in each && each.deadline.kind === 'warn-ahead');
  const [look] = looks;
  if (look?.change === 'deadline-set') return look.deadline.dueAtMs;
  return changes.some((each) => each.change === 'deadline-cleared') ? null : undefined;
};

describe('money', () => {
  test('that lasts a while is looked at when 80 % of what can be had is spent', () => {
    const { changes } = warnAhead(at(5 * MINUTE_MS), NOT_TOLD, START_MS + 5 * MINUTE_MS);
    expect(told(changes)).toEqual([]);
    // 3.00 and 13 started minutes are 16.00 of 20.00.
    expect(nextOf(changes)).toBe(START_MS + 13 * MINUTE_MS);
  });

  test('that gets short is told once, with when it is spent', () => {
    const nowMs = START_MS + 13 * MINUTE_MS;
    const facts = at(13 * MINUTE_MS);
    expect(told(warnAhead(facts, NOT_TOLD, nowMs).changes)).toEqual(['session.money-low']);
    expect(moneyShortOf(facts, nowMs)).toMatchObject({ reachMinor: 2_000n, runsOutAtMs: START_MS + 17 * MINUTE_MS });
    expect(told(warnAhead(facts, { end: false, money: true }, nowMs).changes)).toEqual([]);
  });

  test.each([
    ['a fuller wallet', at(13 * MINUTE_MS, {}, 8_000n)],
    ['a wallet elsewhere that may give more', { ...at(13 * MINUTE_MS), purse: { wallet: 'host', increment: 'native' } as const }],
    ['a cap that is held', at(13 * MINUTE_MS, { tariff: frozenTariff({ capMinor: 900n }) })],
    ['a pause', at(13 * MINUTE_MS, { state: 'suspended' })],
  ])('is not short with %s', (_, facts) => {
    expect(moneyShortOf(facts, START_MS + 13 * MINUTE_MS)).toBeNull();
  });

  test('of a wallet elsewhere that gives no more is what is held', () => {
    const facts = { ...at(6 * MINUTE_MS), purse: { wallet: 'card', increment: 'none' } as const };
    expect(moneyShortOf(facts, START_MS + 6 * MINUTE_MS)).toMatchObject({ reachMinor: 1_000n });
  });

  test('costs nothing while the red button is pressed, and nobody is told of it', () => {
    const open = { emergencyId: 'emg_1', fromMs: START_MS, untilMs: null, before: { useMs: 0, distanceM: 0 }, after: null };
    const facts = { ...at(13 * MINUTE_MS), spared: [{ ...open, orderIds: [] }] };
    expect(moneyShortOf(facts, START_MS + 13 * MINUTE_MS)).toBeNull();
  });
});

describe('the end', () => {
  const free = { tariff: frozenTariff({ capMinor: 900n }) };

  test('of the longest use is told a quarter of an hour before, and then nothing is looked at but the money', () => {
    const beforeMs = longestMs - 15 * MINUTE_MS;
    const early = warnAhead(at(beforeMs - MINUTE_MS, free), NOT_TOLD, START_MS + beforeMs - MINUTE_MS).changes;
    expect([told(early), nextOf(early)]).toEqual([[], START_MS + beforeMs]);
    const due = warnAhead(at(beforeMs, free), NOT_TOLD, START_MS + beforeMs).changes;
    expect(told(due)).toEqual(['session.ends-soon']);
    expect(told(warnAhead(at(beforeMs, free), { end: true, money: false }, START_MS + beforeMs).changes)).toEqual([]);
  });

  test('that is told with all else is not looked at again', () => {
    expect(nextOf(warnAhead(at(HOUR_MS), { end: true, money: true }, START_MS + HOUR_MS).changes)).toBeNull();
  });
});

test.each(['stopping', 'settling', 'closed', 'failed', 'review'] as const)('a session that is %s is told nothing', (state) => {
  const { changes } = warnAhead(at(longestMs - MINUTE_MS, { state }), NOT_TOLD, START_MS + longestMs - MINUTE_MS);
  expect([told(changes), nextOf(changes)]).toEqual([[], null]);
});

test('a session that starts is looked at again soon', () => {
  const { changes } = warnAhead(at(0, { state: 'starting', startedAtMs: null }), NOT_TOLD, START_MS);
  expect([told(changes), nextOf(changes)]).toEqual([[], START_MS + 10_000]);
});
