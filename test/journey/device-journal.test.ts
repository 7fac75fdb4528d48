// The device's journal: gaps, repeats, lies and losses; every believed entry is stored before it is acked, and none is billed twice.

import { afterEach, describe, expect, test } from 'vitest';
import { type JournalEntry, MESSAGE_TYPES, MINUTE_MS } from '#protocol';
import type { Change } from '../../gateway/domain/changes.ts';
import type { OwnedStore } from '../../gateway/ports/store.ts';
import { Unavailable } from '../../gateway/ports/unavailable.ts';
import { openSqliteStore } from '../../gateway/storage/sqlite/open-store.ts';
import { changesOf, expectBooksHold } from '../support/books.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must, type Person } from '../support/person.ts';
import { quarantineCount } from '../support/stored.ts';

let house: House;
let ada: Person;
let sessionId: string;
let at: string;
afterEach(async () => house.close());

async function begin(objectId: string, byHand: readonly string[] = []): Promise<void> {
  at = objectId;
  house = await openHouse({ objects: ['room-101', 'bike-1', 'bike-2'], persons: false });
  ada = await createPerson(house, 'ada');
  if (objectId === 'room-101') must(await ada.pair(objectId, house.pairingCode));
  sessionId = must(await ada.start(objectId)).sessionId;
  await house.pass(500);
  for (const act of byHand) device().runtime.act(act);
  await house.pass(500);
  expect((await ada.read(sessionId)).state).toBe('active');
}

const device = () => house.device(at);
const journal = async (): Promise<readonly JournalEntry[]> =>
  (await house.store.dossier(sessionId))?.journal.map(({ entry }) => entry) ?? [];
const acks = (): { seen: { [name: string]: unknown }[]; stop: () => void } => {
  const seen: { [name: string]: unknown }[] = [];
  const stop = device().lose({
    down: ({ topic, body }) => {
      if (topic.endsWith('/dn/ack')) seen.push(body);
      return false;
    },
  });
  return { seen, stop };
};
const isEntry =
  (n: number) =>
  ({ topic, body }: { topic: string; body: { [name: string]: unknown } }): boolean =>
    topic.endsWith('/up/ses') && body.n === n;

/** Says an entry as the device itself would sign it, with some of it changed. */
async function sayEntry(change: Partial<JournalEntry> & { endUpMs?: number; trigger?: string }): Promise<void> {
  const first = (await journal())[0];
  if (!first) throw new Error('no entry to copy');
  const upMs = device().runtime.peek() ? house.clock.nowMs() - (await bootAtMs()) : 0;
  const entry = { ...first, seq: 900_000 + Math.floor(Math.random() * 90_000), upMs, ev: 'updated', trigger: 'meter', ...change };
  device().say({ leaf: 'journal' }, await device().sign(MESSAGE_TYPES.journal, entry));
  await house.settle();
}
const bootAtMs = async (): Promise<number> => (await house.store.device(at))?.boot?.bootAtMs ?? 0;
const QUARANTINED = 'device_messages_quarantined:';
/** How many messages were set aside, by reason. */
const quarantined = (): { [reason: string]: number } =>
  Object.fromEntries(
    Object.entries(house.metrics)
      .filter(([thing]) => thing.startsWith(QUARANTINED))
      .map(([thing, count]) => [thing.slice(QUARANTINED.length), count]),
  );

describe('a gap before the end', () => {
  test('is asked for, and the session settles when it is filled', async () => {
    await begin('room-101');
    const lose = device().lose({ up: isEntry(1) });
    const { seen } = acks();
    await house.pass(35_000, 1_000);
    must(await ada.stop(sessionId));
    await house.pass(500);
    expect(await ada.read(sessionId)).toMatchObject({ state: 'settling', end: null });
    expect((await ada.wallet()).heldMinor).toBe(8_000n);
    expect(seen.at(-1)).toMatchObject({ ses: sessionId, upTo: 0, missing: [1] });
    lose();
    // The device repeats what the ack misses as soon as it hears one; here on its next greeting.
    device().wire.disconnect();
    device().wire.reconnect();
    await house.pass(1_000);
    expect(await ada.provenReceipt(sessionId)).toMatchObject({ totalMinor: 80, usage: { useMs: 36_000 } });
    expect(seen.at(-1)).toMatchObject({ upTo: 2, missing: [] });
    await expectBooksHold(house, [ada]);
  });

  test('that never comes is waited for one minute, and nothing is asked of the device for ever', async () => {
    await begin('room-101');
    device().lose({ up: isEntry(1) });
    const { seen } = acks();
    await house.pass(35_000, 1_000);
    must(await ada.stop(sessionId));
    await house.pass(59_000, 1_000);
    expect((await ada.read(sessionId)).state).toBe('settling');
    await house.pass(3_000, 1_000);
    expect(await ada.provenReceipt(sessionId)).toMatchObject({ totalMinor: 80, usage: { useMs: 36_000 } });
    expect(seen.at(-1)).toMatchObject({ upTo: 2, missing: [] });
    expect(device().runtime.peek()?.flash.journal).toEqual([]);
    await expectBooksHold(house, [ada]);
  });

  test('that is the start itself bills nothing without it, and everything with it', async () => {
    await begin('room-101');
    must(await ada.stop(sessionId));
    await house.pass(2_000);
    const second = await startUnheard();
    await house.pass(70_000, 1_000);
    expect(await ada.provenReceipt(second.sessionId)).toMatchObject({
      endReason: 'start-unseen',
      totalMinor: 0,
      startedAt: null,
    });
    second.lose();
    // Later than what would be priced as the same use gone on (R17).
    await house.pass(16 * MINUTE_MS, 10_000);
    const third = await startUnheard();
    third.lose();
    device().wire.disconnect();
    device().wire.reconnect();
    await house.pass(1_000);
    const receipt = await ada.provenReceipt(third.sessionId);
    expect(receipt).toMatchObject({ endReason: 'stopped', totalMinor: 80, usage: { useMs: 10_000 } });
    await expectBooksHold(house, [ada]);
  });

  /** Ten seconds of use of which the start record is lost and the end is known. */
  async function startUnheard(): Promise<{ sessionId: string; lose: () => void }> {
    const lose = device().lose({ up: (seen) => seen.body.ev === 'started' });
    sessionId = must(await ada.start('room-101')).sessionId;
    await house.pass(10_000, 1_000);
    must(await ada.stop(sessionId));
    await house.pass(500);
    expect((await ada.read(sessionId)).state).toBe('settling');
    return { sessionId, lose };
  }

  test('left by entries that the device gave up does not keep its memory for ever', async () => {
    await begin('room-101');
    device().lose({ up: isEntry(2) });
    await house.pass(4 * MINUTE_MS, 1_000);
    // While it runs the entry is still missed, and what came after it is kept by the device.
    expect(device().runtime.peek()?.flash.journal.length).toBeGreaterThan(0);
    // Entry 2 is given up, as a full flash would.
    const { memory } = device();
    const kept = memory.load();
    if (!kept?.flash) throw new Error('no memory');
    device().runtime.powerCut(1_000);
    memory.save({ ...kept, flash: { ...kept.flash, journal: kept.flash.journal.filter(({ n }) => n !== 2), dropped: 1 } });
    await house.pass(5_000, 1_000);
    must(await ada.stop(sessionId));
    await house.pass(90_000, 1_000);
    expect((await ada.read(sessionId)).state).toBe('closed');
    expect(device().runtime.peek()?.flash.journal).toEqual([]);
    await ada.provenReceipt(sessionId);
  });
});

describe('an entry', () => {
  test('whose ack was lost comes again and counts once', async () => {
    await begin('room-101');
    const deaf = device().lose({ down: ({ topic }) => topic.endsWith('/dn/ack') });
    await house.pass(65_000, 1_000);
    const before = await ada.read(sessionId);
    expect(device().runtime.peek()?.flash.journal.length).toBeGreaterThan(2);
    deaf();
    device().wire.disconnect();
    device().wire.reconnect();
    await house.settle();
    expect(device().runtime.peek()?.flash.journal).toEqual([]);
    expect((await ada.read(sessionId)).costMinor).toBe(before.costMinor);
    expect(quarantined()).toEqual({});
    const stored = changesOf(house, 'journal-stored');
    expect(new Set(stored.map(({ record }) => record.entry.n)).size).toBe(stored.length);
  });

  test('is acked only once its commit has returned: what the disk refused the device keeps, and says again (M13)', async () => {
    const real = openSqliteStore({ path: ':memory:', clock: { nowMs: () => house?.clock.nowMs() ?? 0 } });
    const stored = (changes: readonly Change[]): boolean => changes.some(({ change }) => change === 'journal-stored');
    let isDiskBroken = true;
    let refused = 0;
    const complaints: string[] = [];
    const store: OwnedStore = {
      ...real,
      commit(changes) {
        if (!isDiskBroken || !stored(changes)) return real.commit(changes);
        refused += 1;
        return Promise.reject(new Unavailable('storage', new Error('disk I/O error')));
      },
    };
    at = 'room-101';
    house = await openHouse({ objects: [at], persons: false, store, onError: (what) => complaints.push(what) });
    ada = await createPerson(house, 'ada');
    const { seen } = acks();
    must(await ada.pair(at, house.pairingCode));
    sessionId = must(await ada.start(at)).sessionId;
    await house.pass(500);
    expect(refused).toBeGreaterThan(0);
    expect(complaints.length).toBeGreaterThan(0);
    expect(seen).toEqual([]);
    expect(await journal()).toEqual([]);
    expect(
      device()
        .runtime.peek()
        ?.flash.journal.map(({ n }) => n),
    ).toEqual([0]);
    isDiskBroken = false;
    device().wire.disconnect();
    device().wire.reconnect();
    await house.pass(500);
    expect(seen).toMatchObject([{ ses: sessionId, upTo: 0, missing: [] }]);
    expect((await journal()).map(({ n }) => n)).toEqual([0]);
    expect(device().runtime.peek()?.flash.journal).toEqual([]);
    expect((await ada.read(sessionId)).state).toBe('active');
  });

  test('under a known number with another payload is quarantined and not acked', async () => {
    await begin('room-101');
    await house.pass(31_000, 1_000);
    const { seen, stop } = acks();
    const before = await house.store.session(sessionId);
    await sayEntry({ n: 1, use: { useMs: 3_600_000, distanceM: 0 } });
    stop();
    expect(quarantined()).toEqual({ 'journal-entry-refused': 1 });
    expect(seen).toEqual([]);
    expect(await house.store.session(sessionId)).toEqual(before);
    expect(await quarantineCount(house.store, 'room-101')).toBe(1);
  });

  test('under a known sequence number with another payload is quarantined', async () => {
    await begin('room-101');
    const [started] = await journal();
    await sayEntry({ n: 1, seq: started?.seq ?? 0 });
    expect(quarantined()).toEqual({ 'journal-entry-refused': 1 });
    expect(await journal()).toHaveLength(1);
  });

  test('of a session at another device is quarantined and not acked', async () => {
    await begin('bike-1', ['pullPin']);
    const alien = house.device('bike-2');
    const entry = { ...(await journal())[0], sub: 'demo/bike-2', n: 1, ev: 'ended', trigger: 'parked', endUpMs: 900, upMs: 900 };
    alien.say({ leaf: 'journal' }, await alien.sign(MESSAGE_TYPES.journal, entry));
    await house.settle();
    expect(quarantined()).toEqual({ 'journal-of-unknown-session': 1 });
    expect((await ada.read(sessionId)).state).toBe('active');
    expect(await journal()).toHaveLength(1);
  });

  test('signed by another device is not believed at all', async () => {
    await begin('bike-1', ['pullPin']);
    const entry = { ...(await journal())[0], n: 1, ev: 'ended', trigger: 'parked', endUpMs: 900, upMs: 900 };
    device().say({ leaf: 'journal' }, await house.device('bike-2').sign(MESSAGE_TYPES.journal, entry));
    await house.settle();
    expect(quarantined()).toEqual({ 'signature.unknown-key': 1 });
    expect((await ada.read(sessionId)).state).toBe('active');
  });

  test('that cites another start command is quarantined (M7)', async () => {
    await begin('room-101');
    await sayEntry({ n: 1, cmdHash: 'A'.repeat(43) });
    await sayEntry({ n: 1, cid: 'cmd_other' });
    expect(quarantined()).toEqual({ 'journal-entry-refused': 2 });
    expect(await journal()).toHaveLength(1);
  });

  test('whose uptime runs ahead of our clock is refused', async () => {
    await begin('room-101');
    await sayEntry({ n: 1, upMs: 3_600_000, use: { useMs: 3_600_000, distanceM: 0 } });
    expect(quarantined()).toEqual({ 'journal-entry-refused': 1 });
    expect((await ada.read(sessionId)).costMinor).toBe(80);
  });

  test('whose meter is faster than our clock is clamped to it (R14)', async () => {
    await begin('room-101');
    await house.pass(10_000, 1_000);
    await sayEntry({ n: 1, use: { useMs: 3_600_000, distanceM: 0 } });
    const session = await house.store.session(sessionId);
    expect(session?.usage.useMs).toBeGreaterThanOrEqual(11_000);
    expect(session?.usage.useMs).toBeLessThanOrEqual(11_000 + 2_100);
    const told = await house.store.sessionEvents(sessionId, 0);
    expect(told.findLast(({ what }) => what === 'use-metered')?.facts.clamped).toBe(true);
  });

  test('recorded without a connection bills at most the lease that was granted (R14)', async () => {
    await begin('bike-1', ['pullPin']);
    const granted = (await house.store.session(sessionId))?.lease?.endsAtMs ?? 0;
    device().runtime.act('ride', 4);
    device().wire.disconnect();
    // It must not be cut while it moves, so it runs on past its lease; that part was never sold.
    await house.pass(5 * MINUTE_MS, 1_000);
    device().runtime.act('brake');
    device().runtime.act('closePin');
    await house.pass(5_000, 1_000);
    expect(device().runtime.peek()?.flash.session).toBeNull();
    device().wire.reconnect();
    await house.pass(1_000);
    const receipt = await ada.provenReceipt(sessionId);
    const createdAtMs = (await house.store.session(sessionId))?.createdAtMs ?? 0;
    expect(receipt).toMatchObject({ endReason: 'left', rounding: 'started' });
    expect(house.metrics['device_incidents:use-clamped']).toBeGreaterThan(0);
    expect(receipt.usage.useMs).toBeLessThanOrEqual(granted - createdAtMs + 2_300);
    await expectBooksHold(house, [ada]);
  });

  test('whose way is longer than wheels can go is clamped to their fastest (R14)', async () => {
    await begin('bike-1', ['pullPin']);
    await house.pass(10_000, 1_000);
    await sayEntry({ n: 1, use: { useMs: 10_000, distanceM: 90_000 } });
    expect((await ada.read(sessionId)).distanceM).toBe(140);
  });

  test('with lower registers changes nothing (FP-15)', async () => {
    await begin('room-101');
    await house.pass(31_000, 1_000);
    const before = await house.store.session(sessionId);
    await sayEntry({ n: 2, use: { useMs: 5, distanceM: 0 } });
    expect((await house.store.session(sessionId))?.usage).toEqual(before?.usage);
  });

  test('of start whose evidence is short starts no bill (M7)', async () => {
    at = 'bike-1';
    house = await openHouse({ objects: [at], persons: false });
    ada = await createPerson(house, 'ada');
    sessionId = must(await ada.start('bike-1')).sessionId;
    await house.pass(500);
    const { commands = [] } = (await house.store.dossier(sessionId)) ?? {};
    const start = commands[0];
    if (!start) throw new Error('no start command');
    const cmdHash = device().runtime.peek()?.flash.session?.cmdHash;
    const entry = {
      v: 1,
      sub: 'demo/bike-1',
      boot: start.composed?.boot,
      seq: 500,
      upMs: 500,
      ses: sessionId,
      n: 0,
      cid: start.commandId,
      cmdHash,
      use: { useMs: 0, distanceM: 0 },
      // The lock says that it opened; no second signal says that anybody used it (FP-11).
      evidence: ['lock_released', 'pin_closed'],
      off: false,
      ev: 'started',
    };
    device().say({ leaf: 'journal' }, await device().sign(MESSAGE_TYPES.journal, entry));
    await house.settle();
    expect(quarantined()).toEqual({});
    expect(await journal()).toHaveLength(1);
    expect(await ada.read(sessionId)).toMatchObject({ state: 'starting', startedAt: null, costMinor: 0 });
    await house.pass(20_000, 500);
    expect(await ada.receipt(sessionId)).toMatchObject({ totalMinor: 0, endReason: 'start-unseen' });
  });
});
