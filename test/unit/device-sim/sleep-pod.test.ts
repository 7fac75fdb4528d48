// Sleep pod: from unlock over evidence and meter to an end that bills only use.
import { describe, expect, test } from 'vitest';
import { createBed } from './bed.ts';

function occupiedPod() {
  const bed = createBed('sleep-pod');
  bed.greet();
  bed.config(1, { emptyAfterS: 60, leftAfterS: 300 });
  bed.pass(1_000);
  bed.start({ leaseUp: 601_000 });
  bed.pass(500);
  bed.person('openDoor');
  bed.person('enter');
  bed.person('closeDoor');
  return bed;
}

describe('sleep pod', () => {
  test('unlocking answers accepted and succeeded, and starts nothing', () => {
    const bed = createBed('sleep-pod');
    bed.greet();
    const made = bed.start();
    expect(bed.results(made).map(({ status, ran, code }) => [status, ran, code])).toEqual([
      ['accepted', true, 'OK'],
      ['succeeded', true, 'OK'],
    ]);
    expect(bed.sent()).toEqual([]);
    expect(bed.states(made).at(-1)?.reported.bolt).toBe('open');
  });

  test('use starts when bolt and door both say so, at the moment of the door', () => {
    const bed = occupiedPod();
    const [started] = bed.sent();
    expect(started).toMatchObject({ ev: 'started', n: 0, upMs: 1_500, use: { useMs: 0, distanceM: 0 }, off: false });
    expect(started?.evidence).toEqual(expect.arrayContaining(['bolt_open', 'door_opened']));
  });

  test('use is metered every 30 s and never falls', () => {
    const bed = occupiedPod();
    bed.pass(95_000);
    const updates = bed.sent().filter((entry) => entry.ev === 'updated');
    expect(updates.map((entry) => entry.use.useMs)).toEqual([30_000, 60_000, 90_000]);
    expect(updates.map((entry) => entry.n)).toEqual([1, 2, 3]);
  });

  test('stop is obeyed at once, and use ends when the guest is seen to have left', () => {
    const bed = occupiedPod();
    bed.pass(40_000);
    const answer = bed.results(bed.stop()).at(-1);
    expect(answer).toMatchObject({ status: 'succeeded', code: 'OK', ran: true });
    bed.pass(20_000);
    bed.person('leave');
    bed.pass(59_999);
    expect(bed.sent().some((entry) => entry.ev === 'ended')).toBe(false);
    bed.pass(1);
    const ended = bed.sent().at(-1);
    expect(ended).toMatchObject({ ev: 'ended', trigger: 'stop_command', endUpMs: 61_500, use: { useMs: 60_000 } });
    expect(ended?.evidence).toEqual(expect.arrayContaining(['door_opened', 'empty']));
  });

  test('a guest who just leaves ends the session back-dated to leaving', () => {
    const bed = occupiedPod();
    bed.pass(100_000);
    bed.person('leave');
    bed.pass(300_000);
    const uses = bed.sent().map((entry) => entry.use.useMs);
    expect(uses).toEqual([...uses].sort((a, b) => a - b));
    expect(bed.sent().at(-1)).toMatchObject({ ev: 'ended', trigger: 'person_left', endUpMs: 101_500, use: { useMs: 100_000 } });
  });

  test('a guest who comes back in time goes on, and the time between counts', () => {
    const bed = occupiedPod();
    bed.pass(10_000);
    bed.person('leave');
    bed.pass(120_000);
    bed.person('enter');
    bed.pass(20_000);
    expect(bed.sent().at(-1)).toMatchObject({ ev: 'updated', use: { useMs: 150_000 } });
  });

  test('an empty bed behind a door that was never seen to open is not believed to be left', () => {
    const { body, ...memory } = occupiedPod().memory();
    const bed = createBed('sleep-pod', { memory: { ...memory, body: { ...body, isOccupied: false, openedUpMs: null } } });
    bed.greet();
    bed.stop();
    bed.pass(400_000);
    expect(bed.journal().some((entry) => entry.ev === 'ended')).toBe(false);
    bed.person('openDoor');
    expect(bed.device().body.door).toBe('closed');
  });

  test('stop before anyone opened the door locks again and journals nothing', () => {
    const bed = createBed('sleep-pod');
    bed.greet();
    bed.start();
    const made = bed.stop();
    expect(bed.results(made).at(-1)).toMatchObject({ status: 'succeeded', ran: true });
    expect(bed.device().body.bolt).toBe('locked');
    expect(bed.journal()).toEqual([]);
    bed.person('openDoor');
    expect(bed.device().body.door).toBe('closed');
  });

  test('FP-18 the end of the lease ends no sleep: an occupied pod is metered until its guest has left', () => {
    const bed = occupiedPod();
    bed.pass(700_000);
    expect(bed.sent().at(-1)).toMatchObject({ ev: 'updated', trigger: 'meter' });
    bed.person('leave');
    expect(bed.device().body).toMatchObject({ door: 'open', isOccupied: false });
    bed.pass(300_000);
    expect(bed.sent().at(-1)).toMatchObject({ ev: 'ended', trigger: 'person_left' });
    bed.person('closeDoor');
    expect(bed.device().body.bolt).toBe('locked');
  });

  test('the longest use closes the bill of an occupied pod and never its door', () => {
    const bed = createBed('sleep-pod');
    bed.greet();
    bed.start({ maxS: 45 });
    bed.person('openDoor');
    bed.person('enter');
    bed.pass(80_000);
    bed.person('leave');
    expect(bed.device().body).toMatchObject({ door: 'open', isOccupied: false });
    bed.person('closeDoor');
    expect(bed.device().body.bolt).toBe('locked');
  });

  test('the longest use ends the session at exactly that second', () => {
    const bed = createBed('sleep-pod');
    bed.greet();
    bed.start({ maxS: 45 });
    bed.person('openDoor');
    bed.person('enter');
    bed.pass(80_000);
    expect(bed.sent().at(-1)).toMatchObject({ ev: 'ended', trigger: 'limit_reached', endUpMs: 45_000, use: { useMs: 45_000 } });
  });

  test('nobody opens an occupied pod from outside', () => {
    const bed = createBed('sleep-pod');
    bed.greet();
    bed.start({ maxS: 45 });
    bed.person('openDoor');
    bed.person('enter');
    bed.pass(80_000);
    const answer = bed.results(bed.start({ ses: 'ses2' })).at(-1);
    expect(answer).toMatchObject({ status: 'rejected', code: 'OCCUPIED', detail: 'occupied', ran: false });
  });

  test('a second session is refused while one holds the pod', () => {
    const bed = occupiedPod();
    expect(bed.results(bed.start({ ses: 'ses2' })).at(-1)).toMatchObject({ status: 'rejected', code: 'BUSY', ran: false });
  });
});
