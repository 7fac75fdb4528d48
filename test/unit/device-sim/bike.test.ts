// Bike: distance, the pin that only a hand closes, and no stop while it rolls.
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

describe('bike', () => {
  test('the pulled pin starts use, and distance is metered', () => {
    const bed = rollingBike();
    expect(bed.sent()[0]).toMatchObject({ ev: 'started', use: { useMs: 0, distanceM: 0 } });
    bed.pass(30_000);
    expect(bed.sent().at(-1)).toMatchObject({ ev: 'updated', trigger: 'meter', use: { useMs: 30_000, distanceM: 120 } });
    expect(bed.states().at(-1)?.reported).toMatchObject({ moving: true, distance: 120 });
  });

  test('stop while it rolls is refused for safety, nothing ran, and the ride goes on', () => {
    const bed = rollingBike();
    bed.pass(5_000);
    const answer = bed.results(bed.stop()).at(-1);
    expect(answer).toMatchObject({ status: 'rejected', code: 'SAFETY', detail: 'moving', ran: false });
    bed.pass(30_000);
    expect(bed.sent().at(-1)).toMatchObject({ ev: 'updated' });
  });

  test('after a refused stop, braking and closing the pin ends it, back-dated to the pin', () => {
    const bed = rollingBike();
    bed.pass(10_000);
    bed.stop();
    bed.person('closePin');
    expect(bed.device().body.pin).toBe('open');
    bed.person('brake');
    bed.person('closePin');
    bed.pass(30_000);
    expect(bed.sent().at(-1)).toMatchObject({
      ev: 'ended',
      trigger: 'parked',
      endUpMs: 11_000,
      use: { useMs: 10_000, distanceM: 40 },
    });
  });

  test('a stop that is obeyed waits for the hand, then ends as asked', () => {
    const bed = rollingBike();
    bed.pass(4_000);
    bed.person('brake');
    expect(bed.results(bed.stop()).at(-1)).toMatchObject({ status: 'succeeded', ran: true });
    bed.pass(10_000);
    expect(bed.sent().some((entry) => entry.ev === 'ended')).toBe(false);
    bed.person('closePin');
    bed.pass(30_000);
    expect(bed.sent().at(-1)).toMatchObject({ ev: 'ended', trigger: 'stop_command', endUpMs: 15_000 });
    expect(bed.sent().at(-1)?.evidence).toEqual(expect.arrayContaining(['pin_closed', 'parked']));
  });

  test('a pin opened again before it counts as parked goes on with the same ride', () => {
    const bed = rollingBike();
    bed.person('brake');
    bed.person('closePin');
    bed.pass(20_000);
    expect(bed.sent()).toHaveLength(1);
    bed.pass(20_000);
    expect(bed.sent().at(-1)).toMatchObject({ ev: 'ended', trigger: 'parked', endUpMs: 1_000, use: { useMs: 0 } });
  });

  test('FP-18 the end of the lease ends no ride: neither a rolling bike nor one that stands open, until it is closed', () => {
    const bed = rollingBike(60_000);
    bed.pass(100_000);
    expect(bed.sent().at(-1)).toMatchObject({ ev: 'updated' });
    bed.person('brake');
    bed.pass(60_000);
    expect(bed.sent().at(-1)).toMatchObject({ ev: 'updated', trigger: 'meter' });
    const standsMs = bed.upMs();
    bed.person('closePin');
    bed.pass(30_000);
    expect(bed.sent().at(-1)).toMatchObject({ ev: 'ended', trigger: 'parked', endUpMs: standsMs, use: { distanceM: 400 } });
  });

  test('a start that nobody used is latched again at the end of its lease', () => {
    const bed = createBed('bike');
    bed.greet();
    bed.start({ leaseUp: 60_000 });
    bed.pass(60_000);
    expect(bed.device().body).toMatchObject({ latch: 'held' });
    expect(bed.device().flash.session).toBeNull();
    expect(bed.journal()).toEqual([]);
    expect(bed.seen('undone')).toEqual([{ ses: 'ses1', why: 'lease_lapsed' }]);
  });

  test('an empty battery keeps the lock shut', () => {
    const fresh = createBed('bike');
    const bed = createBed('bike', { memory: { ...fresh.memory(), body: { ...fresh.memory().body, batteryPercent: 4 } } });
    bed.greet();
    expect(bed.results(bed.start()).at(-1)).toMatchObject({ code: 'LOW_BATTERY', ran: false });
  });
});
