// The person as attacker: foil, magnets, open locks, free windows and set clocks. Each ends stated: nothing lost, nothing doubled, the gain bounded.
import { afterEach, describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '#protocol';
import { CLAIM_LIMITS } from '../../gateway/domain/correction/claim-limits.ts';
import { SESSION_LIMITS } from '../../gateway/domain/gateway-limits.ts';
import { priceUse } from '../../gateway/domain/tariff/price.ts';
import { plainTerms } from '../../gateway/domain/tariff/price-terms.ts';
import { Unavailable } from '../../gateway/ports/unavailable.ts';
import type { Ballast } from '../../gateway/storage/sqlite/ballast.ts';
import { openConnection } from '../../gateway/storage/sqlite/connection.ts';
import { migrate } from '../../gateway/storage/sqlite/migrate.ts';
import { createSqliteStore } from '../../gateway/storage/sqlite/open-store.ts';
import { expectBooksHold } from '../support/books.ts';
import { type House, type HouseOptions, openHouse } from '../support/one-process.ts';
import { createCompany, createStaff } from '../support/people.ts';
import { createPerson, must, type Person } from '../support/person.ts';
import { withHoldRule } from '../support/raised-tariff.ts';

const SECOND = 1_000;
let house: House;
let eve: Person;
afterEach(async () => house.close());

async function open(objects: readonly string[], options: Partial<HouseOptions> = {}): Promise<void> {
  house = await openHouse({ objects, persons: false, ...options });
  eve = await createPerson(house, 'eve');
}
const hand = (objectId: string, act: string, value?: number): void => house.device(objectId).runtime.act(act, value);
const foil = (objectId: string): void => house.device(objectId).wire.disconnect();
const noFoil = (objectId: string): void => house.device(objectId).wire.reconnect();
const waivers = async () => (await house.store.standing('eve', { sinceMs: 0 })).waivers;
const unsold = () =>
  house.store.books<{ subject_id: string }>("SELECT subject_id FROM audit_rows WHERE what = 'unsold-use-proven'");

async function ride(minutes: number): Promise<string> {
  const { sessionId } = must(await eve.start('bike-1'));
  await house.pass(500, 250);
  hand('bike-1', 'pullPin');
  hand('bike-1', 'ride', 4);
  await house.pass(minutes * MINUTE_MS, 5 * SECOND);
  expect((await eve.read(sessionId)).state).toBe('active');
  return sessionId;
}

describe('foil on the antenna at start', () => {
  test('of a room: at most its first lease is had for nothing, and the proof of it is kept', async () => {
    await open(['room-101']);
    must(await eve.pair('room-101', house.pairingCode));
    const mute = house.device('room-101').lose({ up: () => true });
    const { sessionId } = must(await eve.start('room-101'));
    await house.pass(500, 250);
    foil('room-101');
    mute();
    await house.pass(60 * SECOND, SECOND);
    // R15: it may run until its lease is over, so the money stays.
    expect(await eve.read(sessionId)).toMatchObject({ state: 'stopping' });
    expect((await eve.wallet()).heldMinor).toBe(8_000n);
    await house.pass(2 * MINUTE_MS, SECOND);
    expect(await eve.provenReceipt(sessionId)).toMatchObject({ endReason: 'start-unseen', totalMinor: 0 });
    noFoil('room-101');
    await house.pass(5 * SECOND, SECOND);
    // Its journal is stored and dated, counted as an incident, and bills nothing any more.
    expect((await unsold()).map(({ subject_id }) => subject_id)).toContain(sessionId);
    expect(house.metrics['device_incidents:unsold-use']).toBeGreaterThan(0);
    const entries = (await house.store.dossier(sessionId))?.journal.map(({ entry }) => entry) ?? [];
    const gainMs = Math.max(...entries.map(({ use }) => use.useMs));
    expect(gainMs).toBeLessThanOrEqual(120 * SECOND);
    expect((await eve.read(sessionId)).end?.finalMinor).toBe(0);
    await expectBooksHold(house, [eve]);
  });

  test('of a bike: the money stays, and the ride is billed whole as soon as the bike is heard again', async () => {
    await open(['bike-1']);
    const mute = house.device('bike-1').lose({ up: () => true });
    const { sessionId } = must(await eve.start('bike-1'));
    await house.pass(500, 250);
    foil('bike-1');
    mute();
    hand('bike-1', 'pullPin');
    hand('bike-1', 'ride', 4);
    await house.pass(30 * MINUTE_MS, 5 * SECOND);
    expect(await eve.read(sessionId)).toMatchObject({ state: 'stopping' });
    expect((await eve.wallet()).heldMinor).toBe(3_000n);
    noFoil('bike-1');
    await house.pass(5 * SECOND, SECOND);
    expect(await eve.read(sessionId)).toMatchObject({ state: 'active' });
    await house.pass(MINUTE_MS, 5 * SECOND);
    hand('bike-1', 'brake');
    hand('bike-1', 'closePin');
    await house.pass(40 * SECOND, SECOND);
    const receipt = await eve.provenReceipt(sessionId);
    expect(receipt.usage.useMs).toBeGreaterThan(30 * MINUTE_MS);
    expect(receipt.totalMinor).toBeGreaterThan(150 + 30 * 50);
    await expectBooksHold(house, [eve]);
  });

  test('of a bike that is never heard again: the money stays for a day, then it is given back and counted', async () => {
    await open(['bike-1']);
    house.device('bike-1').lose({ up: () => true });
    const { sessionId } = must(await eve.start('bike-1'));
    await house.pass(500, 250);
    foil('bike-1');
    await house.pass(23 * HOUR_MS, 10 * MINUTE_MS);
    expect((await eve.wallet()).heldMinor).toBe(3_000n);
    // Nobody else is sent to a bike that may be anywhere.
    expect(must(await eve.scan('bike-1')).offer.availability).not.toBe('free');
    await house.pass(2 * HOUR_MS, 10 * MINUTE_MS);
    expect(await eve.provenReceipt(sessionId)).toMatchObject({ endReason: 'stop-unproven', totalMinor: 0 });
    expect(await waivers()).toEqual({ total: 1, byObject: { 'bike-1': 1 } });
    await expectBooksHold(house, [eve]);
  });
});

describe('foil on the antenna at stop', () => {
  async function rideOnUnderFoil(): Promise<string> {
    const sessionId = await ride(5);
    foil('bike-1');
    must(await eve.stop(sessionId));
    await house.pass(12 * MINUTE_MS, 5 * SECOND);
    return sessionId;
  }
  async function bringBack(): Promise<void> {
    hand('bike-1', 'brake');
    hand('bike-1', 'closePin');
    await house.pass(MINUTE_MS, 5 * SECOND);
    noFoil('bike-1');
    await house.pass(10 * SECOND, SECOND);
  }

  test('is believed twice at one object, ends at the tap each time, and then a person looks at it', async () => {
    await open(['bike-1']);
    for (let n = 1; n <= SESSION_LIMITS.waiversPerObject; n += 1) {
      const sessionId = await rideOnUnderFoil();
      const receipt = await eve.provenReceipt(sessionId);
      expect(receipt).toMatchObject({ endReason: 'stop-unproven', rounding: 'started' });
      expect(receipt.usage.useMs).toBeGreaterThanOrEqual(5 * MINUTE_MS - SECOND);
      expect(await waivers()).toEqual({ total: n, byObject: { 'bike-1': n } });
      await bringBack();
      expect(await eve.receipt(sessionId)).toEqual(receipt);
      await house.pass(16 * MINUTE_MS, MINUTE_MS);
    }
    const third = await rideOnUnderFoil();
    expect(await eve.read(third)).toMatchObject({ state: 'review', review: { reason: 'stop-unproven' } });
    expect((await eve.wallet()).heldMinor).toBe(3_000n);
    expect(house.metrics['money_invariant_alarms:review-opened']).toBe(1);
    // What it rode on is proven once the foil is off, and billed: evidence ends a review.
    await bringBack();
    const receipt = await eve.provenReceipt(third);
    expect(receipt).toMatchObject({ endReason: 'stopped' });
    await expectBooksHold(house, [eve]);
  });

  test('a review that nobody decides ends after three days as if it had been believed, and no better', async () => {
    await open(['bike-1']);
    for (let n = 0; n < SESSION_LIMITS.waiversPerObject; n += 1) {
      await rideOnUnderFoil();
      await bringBack();
      await house.pass(16 * MINUTE_MS, MINUTE_MS);
    }
    const third = await rideOnUnderFoil();
    await house.pass(3 * DAY_MS, HOUR_MS);
    const receipt = await eve.provenReceipt(third);
    expect(receipt.totalMinor).toBeGreaterThanOrEqual(150 + 5 * 50);
    expect((await eve.wallet()).heldMinor).toBe(0n);
    await expectBooksHold(house, [eve]);
  });
});

test('foil on the antenna of a room at stop: the use after the tap is at most one lease, and counted', async () => {
  await open(['room-101']);
  must(await eve.pair('room-101', house.pairingCode));
  const { sessionId } = must(await eve.start('room-101'));
  await house.pass(5 * MINUTE_MS, 5 * SECOND);
  foil('room-101');
  must(await eve.stop(sessionId));
  const tapMs = house.clock.nowMs();
  const leaseEndsMs = (await house.store.session(sessionId))?.lease?.endsAtMs ?? 0;
  await house.pass(12 * MINUTE_MS, 5 * SECOND);
  expect(await eve.provenReceipt(sessionId)).toMatchObject({ endReason: 'stop-unproven', totalMinor: 5 * 80 });
  expect(house.device('room-101').runtime.peek()?.flash.session).toBeNull();
  expect(leaseEndsMs - tapMs).toBeLessThanOrEqual(600 * SECOND);
  expect((await waivers()).total).toBe(1);
});

describe('a magnet on the door contact', () => {
  test('ends no bill: the door alone proves nothing while somebody lies inside', async () => {
    await open(['pod-1']);
    const { sessionId } = must(await eve.start('pod-1'));
    await house.pass(500, 250);
    for (const act of ['openDoor', 'enter', 'closeDoor']) hand('pod-1', act);
    await house.pass(5 * MINUTE_MS, 5 * SECOND);
    must(await eve.stop(sessionId));
    // The contact says open; the bed says occupied.
    hand('pod-1', 'openDoor');
    await house.pass(30 * MINUTE_MS, 10 * SECOND);
    expect(await eve.read(sessionId)).toMatchObject({ state: 'stopping' });
    expect((await eve.wallet()).heldMinor).toBe(5_900n);
    hand('pod-1', 'leave');
    await house.pass(10 * SECOND, SECOND);
    expect((await eve.provenReceipt(sessionId)).totalMinor).toBe(300 + 35 * 100);
    await expectBooksHold(house, [eve]);
  });
});

describe('Stop without closing the lock', () => {
  test('says what to do, counts on while the pin is open, and never above the most that was agreed to', async () => {
    await open(['bike-1']);
    const sessionId = await ride(5);
    hand('bike-1', 'brake');
    must(await eve.stop(sessionId));
    await house.pass(20 * MINUTE_MS, 10 * SECOND);
    expect(await eve.read(sessionId)).toMatchObject({ state: 'stopping' });
    const bob = await createPerson(house, 'bob');
    expect(must(await bob.scan('bike-1')).offer.availability).toBe('busy');
    await house.pass(60 * MINUTE_MS, 10 * SECOND);
    expect((await eve.read(sessionId)).costMinor).toBe(3_000);
    hand('bike-1', 'closePin');
    await house.pass(40 * SECOND, SECOND);
    expect(await eve.provenReceipt(sessionId)).toMatchObject({ totalMinor: 3_000, endReason: 'stopped' });
    await expectBooksHold(house, [eve, bob]);
  });

  test('of a bike that nobody ever closes ends at the longest use, for the most that was agreed to', async () => {
    await open(['bike-1']);
    const sessionId = await ride(1);
    hand('bike-1', 'brake');
    must(await eve.stop(sessionId));
    await house.pass(25 * HOUR_MS, 10 * MINUTE_MS);
    expect(await eve.provenReceipt(sessionId)).toMatchObject({ totalMinor: 3_000, endReason: 'limit-reached' });
    expect((await waivers()).total).toBe(0);
    await expectBooksHold(house, [eve]);
  });
});

test('cycling the free window: many short uses cost no less than one long one (R17)', async () => {
  const hold = { atStartMinor: 5_900n, stepMinor: 0n, mostMinor: 5_900n };
  const freeMs = 3 * MINUTE_MS;
  await open(['pod-1'], { venue: withHoldRule('pod-by-the-minute', hold, { freeMs }) });
  const totals: number[] = [];
  let usedMs = 0;
  for (let n = 0; n < 8; n += 1) {
    const { sessionId } = must(await eve.start('pod-1'));
    await house.pass(500, 250);
    for (const act of ['openDoor', 'enter']) hand('pod-1', act);
    await house.pass(freeMs - 3 * SECOND, SECOND);
    hand('pod-1', 'leave');
    must(await eve.stop(sessionId));
    await house.pass(70 * SECOND, 5 * SECOND);
    const receipt = await eve.provenReceipt(sessionId);
    totals.push(receipt.totalMinor);
    usedMs += receipt.usage.useMs;
    hand('pod-1', 'closeDoor');
  }
  const tariff = must(await eve.scan('pod-1')).offer.tariff.tariff;
  const pricing = { tariff, terms: plainTerms(tariff, 'Asia/Shanghai'), startedAtMs: 0 };
  const whole = priceUse(pricing, { useMs: usedMs, distanceM: 0 }, [], 'started').totalMinor;
  expect(totals[0]).toBe(0);
  expect(totals.reduce((sum, total) => sum + total, 0)).toBeGreaterThanOrEqual(Number(whole));
  await expectBooksHold(house, [eve]);
});

test('claiming every refund of every ride: believed as often as a stranger is, and no more (R16)', async () => {
  const bikes = ['bike-1', 'bike-2', 'bike-3'];
  await open(bikes);
  const company = createCompany(house, eve);
  let paidMinor = 0;
  for (let n = 0; n < 9; n += 1) {
    const bike = bikes[n % bikes.length] ?? '';
    const { sessionId } = must(await eve.start(bike));
    await house.pass(SECOND, 500);
    hand(bike, 'pullPin');
    await house.pass(5 * SECOND, SECOND);
    hand(bike, 'closePin');
    must(await eve.stop(sessionId));
    await house.pass(20 * MINUTE_MS, MINUTE_MS);
    paidMinor += (await eve.provenReceipt(sessionId)).totalMinor;
    // All four at once, and all four again.
    const rules = (await company.corrections(sessionId)).claimable?.rules ?? [];
    expect(rules).toHaveLength(4);
    await Promise.all(rules.map((rule) => company.claim(sessionId, rule)));
    for (const rule of rules) expect(await company.claim(sessionId, rule)).toMatchObject({ error: { code: 'claim.made' } });
  }
  const verdicts = await house.store.books<{ verdict: string; n: number }>(
    'SELECT verdict, count(*) AS n FROM claims GROUP BY verdict ORDER BY verdict',
  );
  expect(verdicts.find(({ verdict }) => verdict === 'granted')?.n).toBe(CLAIM_LIMITS.perPerson);
  const given = await house.store.books<{ sum: number }>('SELECT sum(amount_minor) AS sum FROM refunds');
  expect(Number(given[0]?.sum)).toBe(paidMinor / 3);
  expect((await eve.wallet()).availableMinor).toBe(50_000n - BigInt(paidMinor) + BigInt(given[0]?.sum ?? 0));
  // What goes beyond is asked of a person, and nothing of it is given before they say so.
  expect((await createStaff(house).matters()).claims.length).toBeGreaterThan(0);
});

describe('a machine whose clock is set back a day', () => {
  test('while somebody uses a room: leases go on, the bill is that of real time, tickets stay expired', async () => {
    const wall = { offsetMs: 0 };
    await open(['room-101'], { wall });
    must(await eve.pair('room-101', house.pairingCode));
    const stale = must(await eve.scan('room-101'));
    const { sessionId } = must(await eve.start('room-101'));
    await house.pass(4 * MINUTE_MS, 5 * SECOND);
    wall.offsetMs = -DAY_MS;
    await house.pass(20 * MINUTE_MS, 5 * SECOND);
    expect((await eve.read(sessionId)).state).toBe('active');
    must(await eve.stop(sessionId));
    await house.pass(2 * SECOND, SECOND);
    const receipt = await eve.provenReceipt(sessionId);
    expect(receipt).toMatchObject({ endReason: 'stopped', totalMinor: 24 * 80 });
    expect(Date.parse(receipt.endedAt)).toBeGreaterThan(Date.parse(receipt.startedAt ?? ''));
    expect(await eve.startWith({ ticket: stale.ticket, tariffHash: stale.offer.tariff.hash })).toMatchObject({
      ok: false,
      error: { code: 'ticket.expired' },
    });
    await expectBooksHold(house, [eve]);
  });

  test('and restarted: it goes on from its newest row, and nothing is due a day late', async () => {
    const wall = { offsetMs: 0 };
    await open(['room-101'], { wall });
    must(await eve.pair('room-101', house.pairingCode));
    const { sessionId } = must(await eve.start('room-101'));
    await house.pass(4 * MINUTE_MS, 5 * SECOND);
    await house.stopGateway();
    wall.offsetMs = -DAY_MS;
    await house.startGateway();
    await house.pass(2 * MINUTE_MS, 5 * SECOND);
    must(await eve.stop(sessionId));
    await house.pass(20 * MINUTE_MS, 5 * SECOND);
    const receipt = await eve.provenReceipt(sessionId);
    expect(receipt.usage.useMs).toBeLessThanOrEqual(7 * MINUTE_MS);
    expect(receipt.totalMinor).toBeGreaterThan(0);
    await expectBooksHold(house, [eve]);
  });
});

test('row 28: on a full disk nothing starts, and what runs is stopped, billed and told', async () => {
  const db = openConnection(':memory:');
  const clock = { nowMs: () => 0 };
  migrate(db, { path: ':memory:', clock });
  let isHeld = true;
  const ballast: Ballast = {
    isHeld: () => isHeld,
    giveUp() {
      const given = isHeld;
      isHeld = false;
      db.pragma('max_page_count = 1000000');
      return given;
    },
    takeBack: () => {},
  };
  await open(['pod-1', 'pod-2'], { store: createSqliteStore(db, { clock, ballast }) });
  const bob = await createPerson(house, 'bob');
  const { sessionId } = must(await eve.start('pod-1'));
  await house.pass(500, 250);
  for (const act of ['openDoor', 'enter']) hand('pod-1', act);
  await house.pass(30 * SECOND, SECOND);
  db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true }) as number}`);
  // Use goes on, and one of its readings meets the full disk: the reserve is given up for it.
  await house.pass(2 * MINUTE_MS, 5 * SECOND);
  expect(isHeld).toBe(false);
  await expect(bob.start('pod-2')).rejects.toBeInstanceOf(Unavailable);
  expect(await bob.wallet()).toMatchObject({ availableMinor: 50_000n, heldMinor: 0n });
  must(await eve.stop(sessionId));
  hand('pod-1', 'leave');
  await house.pass(10 * SECOND, SECOND);
  expect(await eve.provenReceipt(sessionId)).toMatchObject({ totalMinor: 300 + 3 * 100 });
  await expectBooksHold(house, [eve, bob]);
});
