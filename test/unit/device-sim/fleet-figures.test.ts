// Fleet figures: how fast devices arrive, how many messages pass in a second, and that a slow gateway is not overrun.
import { describe, expect, test } from 'vitest';
import { createAlarms, createTally, type DeviceRuntime, type Observation } from '#sim';
import { createArrivals } from '../../../device-sim/fleet/arrivals.ts';
import { watchBusiestSecond } from '../../../device-sim/fleet/busiest-second.ts';
import { powerUp } from '../../../device-sim/fleet/power-up.ts';

function createHandTime() {
  let nowMs = 1_000;
  const clock = { nowMs: () => nowMs };
  const timers = createAlarms({ clock });
  return {
    ...{ clock, timers },
    pass(ms: number): void {
      for (const untilMs = nowMs + ms; nowMs < untilMs; timers.runDue()) nowMs += 100;
    },
  };
}
const seen = (ev: Observation['ev']): Observation => ({ ev, data: {} });

describe('arrivals', () => {
  test('count from the first power of each device to its first greeting', () => {
    const time = createHandTime();
    const arrivals = createArrivals(time.clock, 3);
    for (const device of ['a', 'b', 'c']) arrivals.see(device, seen('booted'));
    time.pass(200);
    arrivals.see('a', seen('greeted'));
    time.pass(300);
    arrivals.see('b', seen('greeted'));
    arrivals.see('a', seen('booted'));
    arrivals.see('a', seen('greeted'));
    expect(arrivals.times()).toEqual({ arrived: 2, allMs: null, medianMs: 200, p95Ms: 500, longestMs: 500 });
    time.pass(500);
    arrivals.see('c', seen('greeted'));
    expect(arrivals.times()).toEqual({ arrived: 3, allMs: 1_000, medianMs: 500, p95Ms: 1_000, longestMs: 1_000 });
  });

  test('nobody has arrived at first', () => {
    expect(createArrivals({ nowMs: () => 0 }, 1).times()).toMatchObject({ arrived: 0, allMs: null, longestMs: 0 });
  });
});

test('the busiest second is the one with the most messages, up and down together', () => {
  const time = createHandTime();
  let [messagesUp, messagesDown] = [10, 0];
  const counts = () => ({ ...createTally().counts(), messagesUp, messagesDown });
  const busiest = watchBusiestSecond({ counts, timers: time.timers });
  messagesUp = 15;
  time.pass(1_000);
  [messagesUp, messagesDown] = [35, 7];
  time.pass(1_000);
  messagesUp = 40;
  time.pass(1_000);
  expect(busiest.messages()).toBe(27);
  busiest.stop();
  expect(time.timers.nextDueMs()).toBeNull();
});

describe('power up', () => {
  /** Devices that are let in and greeted when somebody says so. */
  function createRow(count: number) {
    const row = Array.from({ length: count }, () => ({ isStarted: false, isIn: false, isGreeted: false }));
    const runtimes = row.map(
      (each) =>
        ({
          start() {
            each.isStarted = true;
          },
          peek: () => ({ connection: each.isIn || each.isGreeted ? { isGreeted: each.isGreeted } : null }),
        }) as unknown as DeviceRuntime,
    );
    return { row, runtimes, started: () => row.filter(({ isStarted }) => isStarted).length };
  }

  test('one that is greeted makes room for two, until a hundred are on their way', () => {
    const time = createHandTime();
    const { row, runtimes, started } = createRow(1_000);
    powerUp(runtimes, 1_000, time);
    time.pass(5_000);
    expect(started()).toBe(20);
    for (const each of row.slice(0, 10)) each.isGreeted = true;
    time.pass(1_000);
    expect(started()).toBe(40);
    for (const each of row) each.isGreeted = each.isStarted;
    time.pass(100);
    for (const each of row) each.isGreeted = each.isStarted;
    time.pass(100);
    const before = started();
    for (const each of row) each.isGreeted = each.isStarted;
    time.pass(1_000);
    expect(started() - before).toBe(100);
  });

  test('no more than so many a second come up at a gateway that is fast', () => {
    const time = createHandTime();
    const { row, runtimes, started } = createRow(400);
    for (const each of row) each.isGreeted = true;
    powerUp(runtimes, 50, time);
    time.pass(2_000);
    expect(started()).toBe(105);
  });

  test('when devices are not let in in time, fewer and fewer follow them', () => {
    const time = createHandTime();
    const { runtimes, started } = createRow(400);
    powerUp(runtimes, 1_000, time);
    time.pass(16_000);
    expect(started()).toBe(30);
    time.pass(60_000);
    expect(started()).toBeLessThan(60);
  });

  test('who is in and stays silent holds the others up for a while only', () => {
    const time = createHandTime();
    const { row, runtimes, started } = createRow(60);
    for (const each of row) each.isIn = true;
    powerUp(runtimes, 1_000, time);
    time.pass(14_000);
    expect(started()).toBe(20);
    time.pass(32_000);
    expect(started()).toBe(60);
  });

  test('is stopped half way', () => {
    const time = createHandTime();
    const { runtimes, started } = createRow(400);
    const stop = powerUp(runtimes, 100, time);
    stop();
    time.pass(10_000);
    expect(started()).toBe(10);
  });
});
