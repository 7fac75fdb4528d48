// Steady clock: what becomes of the time that decisions are given when the machine's clock is set, forward or back.
import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '#protocol';
import { CLOCK_TOLERANCE_MS, createSteadyClock } from '../../../../gateway/timer/steady-clock.ts';

const START_MS = Date.UTC(2026, 10, 21, 8);

function machine(notBeforeMs = 0) {
  const hands = { wallMs: START_MS, monotonicMs: 500 };
  const jumps: number[] = [];
  const clock = createSteadyClock({
    wallMs: () => hands.wallMs,
    monotonicMs: () => hands.monotonicMs,
    notBeforeMs,
    onJump: (byMs) => jumps.push(byMs),
  });
  const pass = (ms: number): void => {
    hands.wallMs += ms;
    hands.monotonicMs += ms;
  };
  return { clock, hands, jumps, pass };
}

test('it goes with the wall clock while that goes on', () => {
  const { clock, jumps, pass } = machine();
  expect(clock.nowMs()).toBe(START_MS);
  pass(90_000);
  expect(clock.nowMs()).toBe(START_MS + 90_000);
  expect(jumps).toEqual([]);
});

test('a wall clock that is set back a day does not take it along: it goes on at its own pace and says so once', () => {
  const { clock, hands, jumps, pass } = machine();
  pass(10_000);
  hands.wallMs -= DAY_MS;
  expect(clock.nowMs()).toBe(START_MS + 10_000);
  pass(HOUR_MS);
  expect(clock.nowMs()).toBe(START_MS + 10_000 + HOUR_MS);
  expect(jumps).toEqual([-DAY_MS]);
  // The wall clock is set right again.
  hands.wallMs += DAY_MS;
  expect(clock.nowMs()).toBe(START_MS + 10_000 + HOUR_MS);
  pass(1_000);
  expect(clock.nowMs()).toBe(START_MS + 11_000 + HOUR_MS);
});

test('many reads while it is on its own do not slow it down', () => {
  const { clock, hands } = machine();
  hands.wallMs -= DAY_MS;
  for (let read = 0; read < 10_000; read += 1) {
    hands.monotonicMs += 0.25;
    clock.nowMs();
  }
  expect(clock.nowMs()).toBe(START_MS + 2_500);
});

test('small corrections back only hold it for as long', () => {
  const { clock, hands, jumps, pass } = machine();
  pass(5_000);
  clock.nowMs();
  hands.wallMs -= CLOCK_TOLERANCE_MS;
  expect(clock.nowMs()).toBe(START_MS + 5_000);
  pass(CLOCK_TOLERANCE_MS + 1);
  expect(clock.nowMs()).toBe(START_MS + 5_001);
  expect(jumps).toEqual([]);
});

test('a machine that slept has slept, and it is said', () => {
  const { clock, hands, jumps } = machine();
  hands.wallMs += HOUR_MS;
  expect(clock.nowMs()).toBe(START_MS + HOUR_MS);
  expect(jumps).toEqual([HOUR_MS]);
});

test('after a restart with a clock that is behind it goes on from the newest row', () => {
  const { clock, jumps, pass } = machine(START_MS + DAY_MS);
  expect(clock.nowMs()).toBe(START_MS + DAY_MS);
  pass(60_000);
  expect(clock.nowMs()).toBe(START_MS + DAY_MS + 60_000);
  expect(jumps).toEqual([-DAY_MS]);
});
