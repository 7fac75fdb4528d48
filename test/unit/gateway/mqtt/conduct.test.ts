// Conduct: tokens, strikes and suspension of a device as time passes.
import { describe, expect, test } from 'vitest';
import { BROKER_LIMITS } from '../../../../gateway/mqtt/broker-limits.ts';
import { createConduct } from '../../../../gateway/mqtt/conduct.ts';
import { createHandClock } from './recorders.ts';

function open() {
  const clock = createHandClock();
  const limits = {
    ...BROKER_LIMITS,
    messageBurst: 3,
    messagesPerS: 2,
    strikesBeforeKick: 3,
    strikeWindowMs: 10_000,
    suspendMs: 5_000,
  };
  return { clock, conduct: createConduct({ limits, clock }) };
}
const take = (conduct: ReturnType<typeof createConduct>, times: number) =>
  Array.from({ length: times }, () => conduct.takeToken('d')).filter(Boolean).length;

describe('tokens', () => {
  test('a burst passes, then as many as time brings back, never more than the burst', () => {
    const { clock, conduct } = open();
    expect(take(conduct, 5)).toBe(3);
    clock.advance(500);
    expect(take(conduct, 5)).toBe(1);
    clock.advance(60_000);
    expect(take(conduct, 5)).toBe(3);
  });

  test('one device does not take from another', () => {
    const { conduct } = open();
    take(conduct, 5);
    expect(conduct.takeToken('other')).toBe(true);
  });

  test('a clock that is set back gives nothing and takes nothing', () => {
    const { clock, conduct } = open();
    take(conduct, 3);
    clock.advance(-60_000);
    expect(conduct.takeToken('d')).toBe(false);
    clock.advance(500);
    expect(conduct.takeToken('d')).toBe(true);
  });
});

describe('strikes', () => {
  test('the last one allowed suspends for a while', () => {
    const { clock, conduct } = open();
    expect([conduct.strike('d'), conduct.strike('d')]).toEqual([false, false]);
    expect(conduct.isSuspended('d')).toBe(false);
    expect(conduct.strike('d')).toBe(true);
    expect(conduct.isSuspended('d')).toBe(true);
    expect(conduct.isSuspended('other')).toBe(false);
    clock.advance(5_000);
    expect(conduct.isSuspended('d')).toBe(false);
    expect(conduct.strike('d')).toBe(false);
  });

  test('old ones are forgiven', () => {
    const { clock, conduct } = open();
    conduct.strike('d');
    conduct.strike('d');
    clock.advance(10_000);
    expect(conduct.strike('d')).toBe(false);
  });
});
