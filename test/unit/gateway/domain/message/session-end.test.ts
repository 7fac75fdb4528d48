// Session end: whom time will end, and when its person hears of it.
import { expect, test } from 'vitest';
import { comingEndOf, warnAtMsOf } from '../../../../../gateway/domain/message/session-end.ts';
import { START_MS, sessionRecord } from '../../../../support/records.ts';

const HOUR_S = 3_600;
const HOUR_MS = 3_600_000;
const session = sessionRecord({ startedAtMs: START_MS + 1_000 });
const withTerms = (terms: object) => ({ ...session, terms: { ...session.terms, freeLeftMs: 0, ...terms } });

test('without a package it is the longest session of the kind, from its Start on', () => {
  const plain = withTerms({ packageId: null, overdueAfterMs: 1 });
  expect(comingEndOf(plain, 2 * HOUR_S)).toEqual({ endsAtMs: START_MS + 2 * HOUR_MS, because: 'longest' });
});

test('a package ends it earlier where time beyond it costs extra, after the free time', () => {
  const packaged = withTerms({ packageId: 'night', overdueAfterMs: HOUR_MS, freeLeftMs: 60_000 });
  const endsAtMs = START_MS + 1_000 + 60_000 + HOUR_MS;
  expect(comingEndOf(packaged, 12 * HOUR_S)).toEqual({ endsAtMs, because: 'package' });
  expect(comingEndOf(packaged, HOUR_S)).toMatchObject({ because: 'longest' });
  expect(comingEndOf(withTerms({ packageId: 'night', overdueAfterMs: null }), HOUR_S)).toMatchObject({ because: 'longest' });
});

test('a quarter of an hour before it, and not at all for a short use', () => {
  const endIn = (ms: number) => warnAtMsOf(session, { endsAtMs: session.createdAtMs + ms, because: 'longest' });
  expect(endIn(HOUR_MS)).toBe(session.createdAtMs + HOUR_MS - 900_000);
  expect(endIn(45 * 60_000)).toBe(session.createdAtMs + 30 * 60_000);
  expect(endIn(45 * 60_000 - 1)).toBeNull();
});
