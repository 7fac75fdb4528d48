// Session end: whom time will end, and when its person hears of it.
import { expect, test } from 'vitest';
import { comingEndOf, warnAtMsOf } from '../../../../../gateway/domain/message/session-end.ts';
import { START_MS, sessionRecord } from '../../../../support/records.ts';

const HOUR_S = 3_600;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const NOW_MS = START_MS + 1_000 + 10 * MINUTE_MS;
const usage = { useMs: 9 * MINUTE_MS, distanceM: 0 };
const session = sessionRecord({ state: 'active', startedAtMs: START_MS + 1_000, usage, usageAtMs: NOW_MS - MINUTE_MS });
const withTerms = (terms: object) => ({ ...session, terms: { ...session.terms, freeLeftMs: 0, ...terms } });

test('without a package it is the longest session of the kind, from its Start on', () => {
  const plain = withTerms({ packageId: null, overdueAfterMs: 1 });
  expect(comingEndOf(plain, 2 * HOUR_S, NOW_MS)).toEqual({ endsAtMs: START_MS + 2 * HOUR_MS, because: 'longest' });
});

test('a package ends it earlier where time beyond it costs extra, after the free time', () => {
  const packaged = withTerms({ packageId: 'night', overdueAfterMs: HOUR_MS, freeLeftMs: MINUTE_MS });
  const endsAtMs = START_MS + 1_000 + MINUTE_MS + HOUR_MS;
  expect(comingEndOf(packaged, 12 * HOUR_S, NOW_MS)).toEqual({ endsAtMs, because: 'package' });
  expect(comingEndOf(packaged, HOUR_S, NOW_MS)).toMatchObject({ because: 'longest' });
  const free = withTerms({ packageId: 'night', overdueAfterMs: null });
  expect(comingEndOf(free, HOUR_S, NOW_MS)).toMatchObject({ because: 'longest' });
});

test('a pause puts the end of a package off, and while it lasts only the longest use is known', () => {
  const packaged = withTerms({ packageId: 'night', overdueAfterMs: HOUR_MS });
  const paused = { ...packaged, usage: { ...usage, useMs: usage.useMs - 5 * MINUTE_MS, pausedMs: 5 * MINUTE_MS } };
  const endsAtMs = START_MS + 1_000 + HOUR_MS + 5 * MINUTE_MS;
  expect(comingEndOf(paused, 12 * HOUR_S, NOW_MS)).toEqual({ endsAtMs, because: 'package' });
  expect(comingEndOf({ ...paused, state: 'suspended' }, 12 * HOUR_S, NOW_MS)).toMatchObject({ because: 'longest' });
});

test('a quarter of an hour before a long use ends, five minutes before a short one, and not at all for a shorter one', () => {
  const endIn = (ms: number) => warnAtMsOf(session, { endsAtMs: session.createdAtMs + ms, because: 'longest' });
  expect(endIn(HOUR_MS)).toBe(session.createdAtMs + HOUR_MS - 15 * MINUTE_MS);
  expect(endIn(45 * MINUTE_MS)).toBe(session.createdAtMs + 30 * MINUTE_MS);
  expect(endIn(45 * MINUTE_MS - 1)).toBe(session.createdAtMs + 40 * MINUTE_MS - 1);
  expect(endIn(15 * MINUTE_MS)).toBe(session.createdAtMs + 10 * MINUTE_MS);
  expect(endIn(15 * MINUTE_MS - 1)).toBeNull();
});
