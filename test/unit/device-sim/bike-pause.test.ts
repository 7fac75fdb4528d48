// Pause: the bike is kept while nobody rides it - proven, metered apart, and bounded.
import { describe, expect, test } from 'vitest';
import { createBed } from './bed.ts';

function rollingBike(leaseUp = 300_000) {
  const bed = createBed('bike');
  bed.greet();
  bed.start({ leaseUp });
  bed.pass(1_000);
  bed.person('pullPin');
  bed.person('ride', 4);
  return bed;
}

describe('pause (FP-27)', () => {
  function standingBike(leaseUp = 300_000) {
    const bed = rollingBike(leaseUp);
    bed.pass(10_000);
    bed.person('brake');
    return bed;
  }

  test('FP-27 the closed pin begins a pause instead of an end; use stands and pausedMs counts', () => {
    const bed = standingBike();
    expect(bed.results(bed.pause(600)).at(-1)).toMatchObject({ status: 'succeeded', ran: true });
    bed.pass(2_000);
    bed.person('closePin');
    expect(bed.sent().at(-1)).toMatchObject({ ev: 'updated', trigger: 'paused', use: { useMs: 12_000, distanceM: 40 } });
    bed.pass(60_000);
    expect(bed.sent().at(-1)).toMatchObject({ trigger: 'meter', use: { useMs: 12_000, distanceM: 40 } });
    expect(bed.sent().at(-1)?.use.pausedMs).toBeGreaterThan(0);
    expect(bed.sent().some((entry) => entry.ev === 'ended')).toBe(false);
  });

  test('FP-27 a pin that was closed before is back-dated to the hand, not to the command', () => {
    const bed = standingBike();
    bed.person('closePin');
    bed.pass(5_000);
    bed.pause(600);
    expect(bed.sent().at(-1)).toMatchObject({ trigger: 'paused', use: { useMs: 10_000, distanceM: 40, pausedMs: 5_000 } });
  });

  test('FP-27 resume lets the latch go, and the pulled pin ends the pause', () => {
    const bed = standingBike();
    bed.pause(600);
    bed.person('closePin');
    bed.pass(20_000);
    expect(bed.person('pullPin').some((effect) => effect.type === 'publish' && effect.to.leaf === 'journal')).toBe(false);
    expect(bed.results(bed.resume()).at(-1)).toMatchObject({ status: 'succeeded', ran: true });
    bed.person('pullPin');
    expect(bed.sent().at(-1)).toMatchObject({ trigger: 'resumed', use: { useMs: 10_000, pausedMs: 20_000 } });
    bed.person('ride', 4);
    bed.pass(10_000);
    bed.person('brake');
    bed.person('closePin');
    bed.pass(30_000);
    expect(bed.sent().at(-1)).toMatchObject({
      ev: 'ended',
      trigger: 'parked',
      use: { useMs: 20_000, distanceM: 80, pausedMs: 20_000 },
    });
  });

  test('FP-27 at its longest the pause is over, and a bike that stands closed has been left then', () => {
    const bed = standingBike();
    bed.pause(60);
    bed.person('closePin');
    bed.pass(60_000);
    const ends = bed.sent().slice(-2);
    expect(ends[0]).toMatchObject({ trigger: 'resumed', use: { useMs: 10_000, pausedMs: 60_000 } });
    expect(ends[1]).toMatchObject({ ev: 'ended', trigger: 'parked', endUpMs: 71_000, use: { useMs: 10_000, pausedMs: 60_000 } });
  });

  test('FP-27 a stop ends a pause, and the end of the lease does', () => {
    const stopped = standingBike();
    stopped.pause(600);
    stopped.person('closePin');
    stopped.pass(20_000);
    stopped.stop();
    stopped.pass(30_000);
    expect(stopped.sent().at(-1)).toMatchObject({
      ev: 'ended',
      trigger: 'stop_command',
      use: { useMs: 10_000, pausedMs: 20_000 },
    });

    const lapsed = standingBike(41_000);
    lapsed.pause(600);
    lapsed.person('closePin');
    lapsed.pass(60_000);
    expect(lapsed.sent().at(-1)).toMatchObject({ ev: 'ended', endUpMs: 41_000, use: { useMs: 10_000, pausedMs: 30_000 } });
  });

  test('FP-27 a stop that is refused while it rolls takes the pause back: the pin that closes then is the end', () => {
    const bed = rollingBike();
    bed.pass(10_000);
    expect(bed.results(bed.pause(600)).at(-1)).toMatchObject({ status: 'succeeded' });
    expect(bed.results(bed.stop()).at(-1)).toMatchObject({ status: 'rejected', code: 'SAFETY', ran: false });
    expect(bed.device().flash.session).toMatchObject({ pause: null });
    bed.pass(2_000);
    bed.person('brake');
    bed.person('closePin');
    bed.pass(30_000);
    // Not one word of a pause, and no second stop was needed.
    expect(bed.sent().flatMap((entry) => (entry.ev === 'updated' ? [entry.trigger] : []))).toEqual(['meter']);
    expect(bed.sent().at(-1)).toMatchObject({
      ev: 'ended',
      trigger: 'parked',
      endUpMs: 13_000,
      use: { useMs: 12_000, distanceM: 48 },
    });
    expect(bed.sent().at(-1)?.use.pausedMs).toBeUndefined();
  });

  test('FP-27 a stop that is obeyed takes the pause back, and one of another session does not', () => {
    const bed = standingBike();
    bed.pause(600);
    bed.stop({ ses: 'ses0' });
    expect(bed.device().flash.session?.pause).not.toBeNull();
    bed.stop();
    bed.pass(4_000);
    bed.person('closePin');
    bed.pass(30_000);
    expect(bed.sent().at(-1)).toMatchObject({ ev: 'ended', trigger: 'stop_command', endUpMs: 15_000, use: { useMs: 14_000 } });
    expect(bed.sent().at(-1)?.use.pausedMs).toBeUndefined();
  });

  test('FP-27 a stop too old to be heard takes nothing back', () => {
    const bed = rollingBike();
    bed.pause(600);
    expect(bed.results(bed.stop({ expUp: bed.upMs() })).at(-1)).toMatchObject({ code: 'EXPIRED', ran: false });
    expect(bed.device().flash.session?.pause).not.toBeNull();
  });

  test('FP-27 the verdict to end takes a waiting pause back', () => {
    const bed = rollingBike();
    bed.pause(600);
    bed.welcome({ verdicts: [{ ses: 'ses1', verdict: 'end' }] });
    expect(bed.device().flash.session).toMatchObject({ pause: null });
    bed.pass(5_000);
    bed.person('brake');
    expect(bed.sent().at(-1)).toMatchObject({ ev: 'ended', trigger: 'verdict', endUpMs: 6_000 });
  });

  test('FP-27 resume takes back a pause that waits for the pin: nothing moves, and the pin that closes is the end', () => {
    const bed = standingBike();
    bed.pause(600);
    const before = bed.sent().length;
    expect(bed.results(bed.resume()).at(-1)).toMatchObject({ status: 'succeeded', code: 'OK', ran: true });
    expect(bed.sent()).toHaveLength(before);
    expect(bed.device().body).toMatchObject({ pin: 'open', latch: 'released' });
    expect(bed.results(bed.resume()).at(-1)).toMatchObject({ status: 'succeeded', code: 'ALREADY', ran: false });
    bed.person('closePin');
    bed.pass(30_000);
    expect(bed.sent().at(-1)).toMatchObject({ ev: 'ended', trigger: 'parked', endUpMs: 11_000 });
    expect(bed.sent().at(-1)?.use.pausedMs).toBeUndefined();
  });

  test('FP-27 a pause outlives a power cut, and time without power is not paused time', () => {
    const bed = standingBike();
    bed.pause(600);
    bed.person('closePin');
    bed.pass(30_000);
    const again = createBed('bike', { memory: bed.memory() });
    again.greet();
    again.pass(10_000);
    expect(again.results(again.resume()).at(-1)).toMatchObject({ status: 'succeeded', ran: true });
    again.person('pullPin');
    const resumed = again.sent().at(-1);
    expect(resumed).toMatchObject({ trigger: 'resumed', use: { useMs: 10_000 } });
    expect(resumed?.use.pausedMs).toBeLessThanOrEqual(40_000);
    expect(resumed?.use.pausedMs).toBeGreaterThanOrEqual(10_000);
  });

  test('FP-27 is refused where the profile has no such act, and without a running session', () => {
    const pod = createBed('sleep-pod');
    pod.greet();
    expect(pod.results(pod.pause(60)).at(-1)).toMatchObject({ status: 'rejected', code: 'UNSUPPORTED', ran: false });
    const bike = createBed('bike');
    bike.greet();
    expect(bike.results(bike.pause(60)).at(-1)).toMatchObject({ status: 'rejected', code: 'BAD_STATE', ran: false });
    expect(bike.results(bike.resume()).at(-1)).toMatchObject({ status: 'rejected', code: 'BAD_STATE', ran: false });
  });
});
