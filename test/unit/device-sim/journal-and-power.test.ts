// Journal, lease and power: what survives a cut, what is replayed byte for byte, and what may be forgotten.
import { describe, expect, test } from 'vitest';
import { findProfile, KIND_CATALOGUE, LIMITS, SCHEMAS } from '#protocol';
import type { Effect } from '../../../device-sim/device/device.ts';
import { createBed, rebootBed } from './bed.ts';

const journalBodies = (made: readonly Effect[]) =>
  made.flatMap((effect) => (effect.type === 'publish' && effect.to.leaf === 'journal' ? [effect.body] : []));

function usedPod() {
  const bed = createBed('sleep-pod');
  bed.greet();
  bed.start({ leaseUp: 600_000 });
  bed.person('openDoor');
  bed.person('enter');
  bed.person('closeDoor');
  return bed;
}

function usedRoom() {
  const bed = createBed('hotel-room');
  bed.greet();
  bed.start({ leaseUp: 600_000 });
  return bed;
}

describe('journal', () => {
  test('every entry fits its schema', () => {
    const bed = usedPod();
    bed.pass(60_000);
    bed.person('leave');
    bed.stop();
    bed.pass(60_000);
    expect(bed.journal().map((entry) => entry.ev)).toEqual(['started', 'updated', 'updated', 'updated', 'ended']);
    for (const entry of bed.journal()) expect(SCHEMAS.journalEntry.parse(entry)).toEqual(entry);
  });

  test('entries made without a connection say so for ever, and are replayed in order after a welcome', () => {
    const bed = usedPod();
    bed.feed({ type: 'disconnected' });
    bed.pass(30_000);
    const made = bed.greet();
    expect(bed.sent(made).map((entry) => [entry.n, entry.off])).toEqual([
      [0, false],
      [1, true],
    ]);
    const again = bed.greet();
    expect(journalBodies(again)).toEqual(journalBodies(made));
  });

  test('nothing is replayed to a gateway that has not proven itself', () => {
    const bed = usedPod();
    bed.feed({ type: 'disconnected' });
    expect(journalBodies(bed.feed({ type: 'connected', conn: 'conn2' }))).toEqual([]);
    expect(journalBodies(bed.feed({ type: 'rehello', nonce: 'nonce-nonce-nonce-1' }))).toEqual([]);
  });

  test('an ack erases what it names and nothing else', () => {
    const bed = usedPod();
    bed.pass(60_000);
    bed.ack(1);
    expect(bed.journal().map((entry) => entry.n)).toEqual([2]);
    bed.ack(9, { ses: 'ses2' });
    bed.ack(9, { boot: '9-bbbbbbbbbbbbbbbb' });
    expect(bed.journal().map((entry) => entry.n)).toEqual([2]);
  });

  test('an ack sends again what is missing', () => {
    const bed = usedPod();
    bed.pass(60_000);
    expect(bed.sent(bed.ack(0, { missing: [1] })).map((entry) => entry.n)).toEqual([1]);
  });

  test('an ack of this boot erases entries of an earlier one', () => {
    const bed = rebootBed('sleep-pod', usedPod());
    bed.greet();
    expect(bed.journal().map((entry) => entry.ev)).toEqual(['started', 'updated']);
    bed.ack(1);
    expect(bed.journal()).toEqual([]);
  });

  test('a full journal gives up every second reading, counts them, and keeps start and tickets', () => {
    const bed = createBed('restaurant-table', { profile: { maxLeaseS: 100_000 } });
    bed.greet();
    bed.start({ leaseUp: 90_000_000, maxS: 100_000 });
    bed.feed(bed.command('order', { order: 'ord1', lines: [{ item: 'greens', name: 'Greens', qty: 1 }] }));
    bed.pass(LIMITS.journalEntries * LIMITS.meterEveryMs);
    const kept = bed.journal();
    expect(kept.length).toBeLessThan(LIMITS.journalEntries);
    expect(kept.slice(0, 2)).toMatchObject([{ ev: 'started' }, { trigger: 'ticket_printed' }]);
    expect(bed.device().flash.dropped).toBe(255);
    expect(kept.at(-1)?.n).toBe(kept.length + 255 - 1);
  });

  test('the verdict stored forgets an ended session and never a running one', () => {
    const bed = usedPod();
    bed.greet({ verdicts: [{ ses: 'ses1', verdict: 'stored' }] });
    expect(bed.journal()).toHaveLength(1);
    bed.person('leave');
    bed.stop();
    bed.pass(60_000);
    bed.greet({ verdicts: [{ ses: 'ses1', verdict: 'stored' }] });
    expect(bed.journal()).toEqual([]);
  });

  test('the verdict end ends a session that the gateway does not know to run', () => {
    const bed = usedPod();
    bed.pass(12_000);
    const made = bed.greet({ verdicts: [{ ses: 'ses1', verdict: 'end' }] });
    expect(bed.sent(made).at(-1)).toMatchObject({ ev: 'ended', trigger: 'verdict', endUpMs: 12_000 });
  });

  test('hello names open sessions, journal depth and the last counter', () => {
    const bed = usedPod();
    bed.feed({ type: 'connected', conn: 'conn2' });
    const made = bed.feed({ type: 'rehello', nonce: 'nonce-nonce-nonce-1' });
    const hello = made.flatMap((effect) =>
      effect.type === 'publish' ? [SCHEMAS.signedHello.parse(JSON.parse(effect.body))] : [],
    );
    expect(hello).toMatchObject([{ open: [{ ses: 'ses1', n: 1, state: 'running' }], journal: 1, lastCtr: 1, amnesia: false }]);
  });
});

describe('lease', () => {
  test('renewing raises it, and shortening it ends the session there', () => {
    const bed = usedRoom();
    bed.pass(30_000);
    bed.renew(500_000);
    bed.pass(30_000);
    bed.renew(70_000);
    bed.pass(30_000);
    expect(bed.sent().at(-1)).toMatchObject({ ev: 'ended', trigger: 'lease_lapsed', endUpMs: 70_000 });
    expect(bed.sent().filter((entry) => entry.ev === 'updated' && entry.trigger === 'renewed')).toHaveLength(2);
  });

  test('FP-18 its end proves nothing where a person ends use: that is metered on', () => {
    const bed = usedPod();
    bed.pass(700_000);
    expect(bed.sent().at(-1)).toMatchObject({ ev: 'updated', trigger: 'meter' });
    expect(bed.device().flash.session?.ses).toBe('ses1');
  });

  test('a renewal cannot exceed what the profile allows', () => {
    const bed = usedPod();
    bed.renew(90_000_000);
    const longest = (findProfile(KIND_CATALOGUE, 'sleep-pod')?.maxLeaseS ?? 0) * 1_000;
    expect(bed.device().flash.session?.leaseUpMs).toBe(longest);
  });

  test('a late tick ends it at the lease all the same', () => {
    const bed = usedRoom();
    bed.feed({ type: 'disconnected' });
    bed.pass(3_600_000);
    expect(bed.journal().at(-1)).toMatchObject({ ev: 'ended', trigger: 'lease_lapsed', endUpMs: 600_000, off: true });
  });

  test('a command that comes after the lease finds the session ended', () => {
    const bed = createBed('restaurant-table');
    bed.greet();
    bed.start({ leaseUp: 60_000 });
    bed.pass(60_000);
    const made = bed.feed(bed.command('order', { order: 'ord1', lines: [{ item: 'greens', name: 'Greens', qty: 1 }] }));
    expect(bed.results(made)).toMatchObject([{ code: 'BAD_STATE', ran: false }]);
  });
});

describe('power', () => {
  test('a session resumes with stored use and 30 s less lease, and time without power is not counted', () => {
    const before = usedPod();
    before.pass(45_000);
    before.feed(before.command('set', { control: 'light', value: 10, seen: 99 }));
    const bed = rebootBed('sleep-pod', before);
    expect(bed.device().boot).not.toBe(before.device().boot);
    const [, , resumed] = bed.journal();
    expect(resumed).toMatchObject({ ev: 'updated', trigger: 'power_resumed', n: 2, off: true, use: { useMs: 30_000 }, upMs: 0 });
    expect(bed.device().flash.session?.leaseUpMs).toBe(600_000 - 45_000 - 30_000);
    bed.greet();
    bed.pass(30_000);
    expect(bed.sent().at(-1)).toMatchObject({ trigger: 'meter', n: 3, use: { useMs: 60_000 }, boot: bed.device().boot });
  });

  test('a kind that ends on power loss ends where it was stored', () => {
    const profile = { afterPowerLoss: 'end' } as const;
    const before = createBed('hotel-room', { profile });
    before.greet();
    before.start();
    before.pass(31_000);
    const bed = rebootBed('hotel-room', before, { profile });
    expect(bed.journal().at(-1)).toMatchObject({ ev: 'ended', trigger: 'power_loss', endUpMs: 0, use: { useMs: 30_000 } });
    expect(bed.device().body.scene).toBe('away');
  });

  test('what a hand did in the dark is found at boot', () => {
    const before = createBed('bike');
    before.greet();
    before.start();
    before.person('pullPin');
    before.person('ride', 4);
    before.pass(10_000);
    before.feed({ type: 'tick' });
    const memory = before.memory();
    const bed = createBed('bike', {
      memory: { ...memory, body: { ...memory.body, speedMPerS: 0, pin: 'closed', latch: 'held' } },
    });
    bed.pass(30_000);
    expect(bed.journal().at(-1)).toMatchObject({ ev: 'ended', trigger: 'parked', endUpMs: 0, use: { distanceM: 40 } });
  });

  test('an unused start survives the cut as an unused start', () => {
    const before = createBed('sleep-pod');
    before.greet();
    before.start();
    const bed = rebootBed('sleep-pod', before);
    expect(bed.journal()).toEqual([]);
    bed.person('openDoor');
    expect(bed.journal()).toMatchObject([{ ev: 'started', n: 0, boot: bed.device().boot }]);
  });
});
