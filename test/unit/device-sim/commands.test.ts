// Commands at the device: order of the checks, the same bytes for a repeat, fences, and what ran:false means.
import { describe, expect, test } from 'vitest';
import { LIMITS } from '#protocol';
import type { Effect } from '../../../device-sim/device/device.ts';
import { createBed, rebootBed } from './bed.ts';

const resultBodies = (made: readonly Effect[]) =>
  made.flatMap((effect) => (effect.type === 'publish' && effect.to.leaf === 'result' ? [effect.body] : []));

describe('admission at the device', () => {
  test.each([
    ['a boot that is over', { boot: '9-bbbbbbbbbbbbbbbb' }, 'STALE_BOOT'],
    ['an expiry that has passed', { expUp: 0 }, 'EXPIRED'],
    ['a counter that was used', { ctr: 0 }, 'REPLAY'],
  ] as const)('%s is refused with its code', (_what, change, code) => {
    const bed = createBed('sleep-pod');
    bed.greet();
    const made = bed.start(change);
    expect(bed.results(made)).toMatchObject([{ status: 'rejected', code }]);
    expect(bed.device().body.bolt).toBe('locked');
    expect(bed.device().flash.lastCtr).toBe(0);
  });

  test('expiry and replay of this boot surely did not run', () => {
    const bed = createBed('sleep-pod');
    bed.greet();
    expect(bed.results(bed.start({ expUp: 0 }))).toMatchObject([{ ran: false }]);
    expect(bed.results(bed.start({ ctr: 0 }))).toMatchObject([{ ran: false }]);
  });

  test('a boot from before this memory may have run', () => {
    const bed = createBed('sleep-pod');
    bed.greet();
    expect(bed.results(bed.start({ boot: '9-bbbbbbbbbbbbbbbb' }))).toMatchObject([{ ran: true }]);
  });

  test('a command of the boot before a power cut surely did not run', () => {
    const before = createBed('sleep-pod');
    const bed = rebootBed('sleep-pod', before);
    bed.greet();
    expect(bed.results(bed.start({ boot: before.device().boot }))).toMatchObject([{ code: 'STALE_BOOT', ran: false }]);
  });

  test('the counter is stored before anything is said or moved', () => {
    const bed = createBed('sleep-pod');
    bed.greet();
    const [first, ...rest] = bed.start({ ctr: 7 });
    expect(first).toMatchObject({ type: 'persist', memory: { flash: { lastCtr: 7 }, body: { bolt: 'open' } } });
    expect(rest.some((effect) => effect.type === 'persist')).toBe(false);
  });

  test('amnesia acts on nothing until a signed floor, and the floor kills older commands', () => {
    const lost = rebootBed('sleep-pod', createBed('sleep-pod'), { losesFlash: true });
    lost.feed({ type: 'connected', conn: 'conn1' });
    lost.feed({ type: 'rehello', nonce: 'nonce-nonce-nonce-1' });
    expect(lost.effects().some((effect) => effect.type === 'publish' && effect.body.includes('"amnesia":true'))).toBe(true);
    expect(lost.results(lost.start())).toMatchObject([{ code: 'BAD_STATE', ran: false }]);
    lost.welcome({ floor: 50 });
    expect(lost.results(lost.start({ ctr: 50 }))).toMatchObject([{ code: 'REPLAY' }]);
    expect(lost.results(lost.start({ ctr: 51 })).at(-1)).toMatchObject({ status: 'succeeded' });
  });

  test('FP-17 what amnesia refused stays refused when a welcome that was held back brings its floor', () => {
    const lost = rebootBed('sleep-pod', createBed('sleep-pod'), { losesFlash: true });
    lost.feed({ type: 'connected', conn: 'conn1' });
    lost.feed({ type: 'rehello', nonce: 'nonce-nonce-nonce-1' });
    const start = lost.command('start', { limits: { leaseUp: 90_000, maxS: 60 } }, { ctr: 51 });
    const [persisted, ...rest] = lost.feed(start);
    expect(persisted).toMatchObject({ type: 'persist', memory: { flash: { lastCtr: 51 } } });
    expect(lost.results(rest)).toMatchObject([{ code: 'BAD_STATE', ran: false }]);
    expect(lost.device().isAmnesiac).toBe(true);
    lost.welcome({ floor: 50 });
    expect(lost.results(lost.feed(start))).toMatchObject([{ code: 'REPLAY', ran: false }]);
    expect(lost.device().flash.session).toBeNull();
    expect(lost.results(lost.start({ ctr: 52 })).at(-1)).toMatchObject({ status: 'succeeded' });
  });

  test('a welcome for another boot or nonce changes nothing', () => {
    const bed = createBed('sleep-pod');
    bed.feed({ type: 'connected', conn: 'conn1' });
    bed.feed({ type: 'rehello', nonce: 'another-nonce-of-16' });
    bed.welcome({ floor: 50 });
    expect(bed.device()).toMatchObject({ isAmnesiac: true, flash: { lastCtr: 0 } });
    bed.greet({ boot: '9-bbbbbbbbbbbbbbbb', floor: 50 });
    expect(bed.device()).toMatchObject({ isAmnesiac: true, flash: { lastCtr: 0 } });
  });

  test('what is not believed is refused under the id of its topic', () => {
    const bed = createBed('sleep-pod');
    bed.greet();
    const made = bed.feed({ type: 'unbelieved', gateway: 'gw1', cid: 'cmdX', code: 'BAD_SIG', cmdHash: 'h'.repeat(43) });
    expect(bed.results(made)).toMatchObject([{ cid: 'cmdX', status: 'rejected', code: 'BAD_SIG', ran: false }]);
  });
});

describe('repeated commands', () => {
  test('a repeat gets the same bytes and moves nothing', () => {
    const bed = createBed('sleep-pod');
    bed.greet();
    const command = bed.command('start', { limits: { leaseUp: 90_000, maxS: 60 } });
    const first = resultBodies(bed.feed(command));
    bed.person('openDoor');
    bed.pass(2_000);
    const again = bed.feed(command);
    expect(resultBodies(again)).toEqual([first.at(-1)]);
    expect(again.some((effect) => effect.type === 'persist')).toBe(false);
  });

  test('a repeat after expiry, and in the next boot, still gets the answer', () => {
    const bed = createBed('sleep-pod');
    bed.greet();
    const command = bed.command('start', { limits: { leaseUp: 90_000, maxS: 60 } });
    const first = resultBodies(bed.feed(command));
    bed.person('openDoor');
    bed.pass(20_000);
    expect(resultBodies(bed.feed(command))).toEqual([first.at(-1)]);
    const later = rebootBed('sleep-pod', bed);
    later.greet();
    expect(resultBodies(later.feed(command))).toEqual([first.at(-1)]);
  });

  test('start and stop answers outlive the cache while their session is open', () => {
    const bed = createBed('hotel-room');
    bed.greet();
    const command = bed.command('start', { limits: { leaseUp: 90_000, maxS: 60 } });
    const first = resultBodies(bed.feed(command));
    const set = bed.command('set', { control: 'dimmer', value: 5, seen: 99 });
    bed.feed(set);
    for (let i = 0; i < LIMITS.resultCacheEntries; i += 1) {
      bed.feed(bed.command('set', { control: 'dimmer', value: (i % 20) * 5, seen: 99 }));
    }
    expect(resultBodies(bed.feed(command))).toEqual([first.at(-1)]);
    expect(bed.results(bed.feed(set))).toMatchObject([{ code: 'REPLAY', ran: true }]);
  });

  test('a second start of the running session moves nothing and says that it runs', () => {
    const bed = createBed('hotel-room');
    bed.greet();
    bed.start();
    expect(bed.results(bed.start()).at(-1)).toMatchObject({ status: 'succeeded', code: 'ALREADY', ran: true });
    expect(bed.sent()).toHaveLength(1);
  });
});

describe('stop as a fence', () => {
  test('a stop of an unknown session is remembered, and an older start never runs', () => {
    const bed = createBed('sleep-pod');
    bed.greet();
    const late = bed.command('start', { limits: { leaseUp: 90_000, maxS: 60 } });
    expect(bed.results(bed.stop())).toMatchObject([{ status: 'accepted' }, { status: 'succeeded', code: 'ALREADY', ran: false }]);
    expect(bed.results(bed.feed(late))).toMatchObject([{ code: 'REPLAY', ran: false }]);
    expect(bed.results(bed.start())).toMatchObject([{ code: 'BAD_STATE', detail: 'stopped', ran: false }]);
    expect(bed.device().body.bolt).toBe('locked');
  });

  test('a stopped session cannot be renewed', () => {
    const bed = createBed('bike');
    bed.greet();
    bed.start();
    bed.person('pullPin');
    bed.stop();
    expect(bed.results(bed.renew(200_000))).toMatchObject([{ code: 'BAD_STATE' }]);
  });

  test('stopping what has ended answers with its journal', () => {
    const bed = createBed('hotel-room');
    bed.greet();
    bed.start();
    bed.stop();
    const made = bed.stop();
    expect(bed.results(made).at(-1)).toMatchObject({ code: 'ALREADY', ran: false });
    expect(bed.sent(made).map((entry) => entry.ev)).toEqual(['started', 'ended']);
  });

  test('an act that the kind does not have is unsupported', () => {
    const bed = createBed('sleep-pod');
    bed.greet();
    expect(bed.results(bed.feed(bed.command('beep', {})))).toMatchObject([{ code: 'UNSUPPORTED', ran: false }]);
  });
});
