// Hold expiry: stopped while it can be paid, settled before the money is gone, and left alone where it is over (row 21).
import { describe, expect, test } from 'vitest';
import { MINUTE_MS } from '#protocol';
import type { HoldRecord } from '../../../../../gateway/domain/hold/hold.ts';
import { drainAtMs } from '../../../../../gateway/domain/hold/hold-drain.ts';
import { expireHold } from '../../../../../gateway/domain/hold/hold-expiry.ts';
import type { SessionRecord } from '../../../../../gateway/domain/session/session.ts';
import { holdRecord, START_MS } from '../../../../support/records.ts';
import { changesIn, compose, factsOf, GIVEN, NOW_MS, plainSession, sessionAfter, settleIds } from '../session/session-facts.ts';

const ids = { commandId: 'cmd_stop', settle: settleIds };
const living = (lifeMs: number, overrides: Partial<HoldRecord> = {}): HoldRecord =>
  holdRecord({ wallet: 'host', expiresAtMs: START_MS + lifeMs, ...overrides });
const expire = (session: SessionRecord, hold: HoldRecord, nowMs = NOW_MS) =>
  expireHold(factsOf(session, { hold, holds: [hold] }), hold.holdId, ids, { ...compose, nowMs });

test.each([
  [null, null],
  [60 * MINUTE_MS, 57 * MINUTE_MS],
  [7 * 24 * 60 * MINUTE_MS, 7 * 24 * 60 * MINUTE_MS - 10 * MINUTE_MS],
])('of a life of %s ms the last good moment is at %s', (lifeMs, atMs) => {
  const hold = { createdAtMs: START_MS, expiresAtMs: lifeMs === null ? null : START_MS + lifeMs };
  expect(drainAtMs(hold)).toBe(atMs === null ? null : START_MS + atMs);
});

describe('a hold that nears its end', () => {
  const hold = living(10 * MINUTE_MS);
  const lastMs = START_MS + 9.5 * MINUTE_MS;

  test.each(['starting', 'active'] as const)('stops a session that is %s, and is looked at again at the last moment', (given) => {
    const decision = expire(GIVEN[given], hold, START_MS + 9 * MINUTE_MS);
    expect(sessionAfter(decision)).toMatchObject({ state: 'stopping', stopRequest: { by: 'gateway' } });
    const [again] = changesIn(decision, 'deadline-set').filter(({ deadline }) => deadline.kind === 'hold-expiring');
    expect(again?.deadline.dueAtMs).toBe(lastMs);
  });

  test('at the last moment is asked to capture what is proven, exactly', () => {
    const decision = expire(GIVEN.stopping, hold, lastMs);
    expect(changesIn(decision, 'operation-added')[0]?.operation).toMatchObject({ kind: 'capture', opKey: 'ses_1:hld_1:capture' });
    expect(sessionAfter(decision)).toMatchObject({ state: 'settling' });
  });

  test('at the last moment of a start that nobody saw is let go', () => {
    const decision = expire(GIVEN['stopping, never proven'], hold, lastMs);
    expect(changesIn(decision, 'operation-added')[0]?.operation.kind).toBe('void');
  });

  test.each([
    ['of a session that settles', GIVEN.settling, hold],
    ['of a session in review', plainSession({ state: 'review' }), hold],
    ['of a session that is over', GIVEN.closed, hold],
    ['that is captured already', GIVEN.stopping, living(10 * MINUTE_MS, { state: 'capturing' })],
    ["that is a guest's", GIVEN.active, living(10 * MINUTE_MS, { role: 'guest' })],
    ['that nobody lets go of', GIVEN.active, holdRecord()],
  ])('%s is only forgotten', (_what, session, of) => {
    expect(expire(session, of, lastMs).changes).toEqual([
      { change: 'deadline-cleared', kind: 'hold-expiring', subjectId: 'hld_1' },
    ]);
  });
});
