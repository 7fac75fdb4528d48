// Guests: several payers of one session, each let in by the host, each paying what they ordered from a hold of their own.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KIND_CATALOGUE, type KindProfile, MINUTE_MS } from '#protocol';
import { checkInvariants } from '../../gateway/upkeep/check-invariants.ts';
import { changesOf } from '../support/books.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createCompany, documentOf } from '../support/people.ts';
import { createPerson, must, type Person } from '../support/person.ts';

let house: House;
let ada: Person;
let ben: Person;
let sessionId: string;

const noodles = [{ itemId: 'beef-noodles', quantity: 1 }];
const greens = [{ itemId: 'greens', quantity: 2 }];

afterEach(async () => house.close());

const wrongCode = (): string => (house.pairingCode === '000000' ? '000001' : '000000');

async function joined(host: Person, guest: Person, objectId: string): Promise<string> {
  if (objectId === 'room-101') must(await guest.pair(objectId, house.pairingCode));
  const asked = documentOf<{ guestId: string }>(must(await createCompany(house, guest).ask(objectId)));
  must(await createCompany(house, host).answer(sessionId, asked.guestId, true));
  return asked.guestId;
}

describe('at a restaurant table', () => {
  beforeEach(async () => {
    house = await openHouse({ objects: ['table-7'] });
    ada = await createPerson(house, 'ada');
    ben = await createPerson(house, 'ben', 30_000n);
    sessionId = must(await ada.start('table-7')).sessionId;
    await house.pass(1_000);
  });

  test('a scan offers to join, the host sees the ask, and each pays for what they ordered', async () => {
    const { offer } = must(await ben.scan('table-7'));
    expect(offer).toMatchObject({ availability: 'joinable', joinMinor: 20_000n, liveSessionId: null });
    const asked = must(await createCompany(house, ben).ask('table-7'));
    expect(asked.status).toBe(202);
    const { guestId } = documentOf<{ guestId: string }>(asked);
    expect((await ada.read(sessionId)).guests).toEqual([{ guestId, number: 1, state: 'asked' }]);
    expect(await ben.read(sessionId)).toMatchObject({ role: 'asking', asksMinor: 20_000, heldMinor: 0, menu: [] });
    expect(must(await ben.scan('table-7')).offer).toMatchObject({ availability: 'yours', liveSessionId: sessionId });

    must(await createCompany(house, ada).answer(sessionId, guestId, true));
    expect(await ben.wallet()).toMatchObject({ availableMinor: 10_000n, heldMinor: 20_000n });
    const view = await ben.read(sessionId);
    expect(view).toMatchObject({
      role: 'guest',
      heldMinor: 20_000,
      costMinor: 0,
      may: { order: true, control: false, stop: false },
    });

    must(await ada.order(sessionId, noodles));
    must(await ben.order(sessionId, greens));
    await house.pass(2_000);
    expect(await ben.read(sessionId)).toMatchObject({ costMinor: 3_600 });
    expect((await ben.read(sessionId)).orders).toHaveLength(1);
    expect(await ada.read(sessionId)).toMatchObject({ costMinor: 4_000 });
    expect((await ada.read(sessionId)).orders.map(({ mine }) => mine)).toEqual([true, false]);

    expect(await ben.stop(sessionId)).toMatchObject({ ok: false });
    must(await ada.stop(sessionId));
    await house.pass(5_000, 500);
    const [host, guest] = [await ada.provenReceipt(sessionId), await ben.provenReceipt(sessionId)];
    expect([host.role, host.totalMinor, guest.role, guest.totalMinor]).toEqual(['host', 4_000, 'guest', 3_600]);
    expect(guest.receiptId).not.toBe(host.receiptId);
    expect(guest.lines.map(({ line, itemId }) => ({ line, itemId }))).toEqual([{ line: 'item', itemId: 'greens' }]);
    expect(await ben.wallet()).toMatchObject({ availableMinor: 26_400n, heldMinor: 0n });
    expect(await checkInvariants(house.store.books, { billsSinceMs: 0 })).toEqual([]);
  });

  test('keys of two payers never collide: they carry the hold (R2)', async () => {
    await joined(ada, ben, 'table-7');
    must(await ben.order(sessionId, greens));
    await house.pass(2_000);
    must(await ada.stop(sessionId));
    await house.pass(5_000, 500);
    const keys = changesOf(house, 'transfer-posted').map(({ transfer }) => transfer.opKey);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.filter((key) => key.endsWith(':capture'))).toHaveLength(2);
  });

  test('a guest orders only from what they reserved, and the host’s hold is untouched by it', async () => {
    await joined(ada, ben, 'table-7');
    const feast = [{ itemId: 'beef-noodles', quantity: 6 }];
    expect(await ben.order(sessionId, feast)).toMatchObject({
      ok: false,
      error: { code: 'order.exceeds-hold', leftMinor: 20_000n },
    });
    must(await ben.order(sessionId, [{ itemId: 'beef-noodles', quantity: 5 }]));
    await house.pass(2_000);
    expect(await ben.order(sessionId, noodles)).toMatchObject({ ok: false, error: { leftMinor: 1_000n } });
    must(await ada.order(sessionId, noodles));
  });

  test('who is not let in orders nothing, and the host may say no once and for all', async () => {
    const company = createCompany(house, ben);
    const { guestId } = documentOf<{ guestId: string }>(must(await company.ask('table-7')));
    expect(await ben.order(sessionId, noodles)).toMatchObject({ ok: false, error: { code: 'guest.not-allowed' } });
    must(await createCompany(house, ada).answer(sessionId, guestId, false));
    expect(await house.core.steps.readSession({ sessionId, personId: 'ben' })).toEqual({
      ok: false,
      error: { code: 'join.refused' },
    });
    expect(await house.core.steps.listSessions({ personId: 'ben' })).toEqual({ ok: true, value: [] });
    expect(await company.ask('table-7')).toMatchObject({ ok: false, error: { code: 'join.refused' } });
    expect(await ben.wallet()).toMatchObject({ heldMinor: 0n, availableMinor: 30_000n });
  });

  test('strangers who ask and leave as fast as they can hold up no Stop', async () => {
    const eves = await Promise.all(Array.from({ length: 11 }, (_, at) => createPerson(house, `eve-${at}`)));
    const asking = eves.map(async (eve) => {
      const company = createCompany(house, eve);
      for (let times = 0; times < 5 && (await company.ask('table-7')).ok; times += 1) must(await company.leave(sessionId));
    });
    const { version } = await ada.read(sessionId);
    const stopped = await ada.stop(sessionId);
    await Promise.all(asking);
    must(stopped);
    const after = await ada.read(sessionId);
    expect(after.version).toBeGreaterThan(version + 10);
    expect((await ada.read(sessionId)).state).not.toBe('active');
  });

  test('who comes and goes more often than friends do is not passed on to the host any more', async () => {
    const eve = createCompany(house, await createPerson(house, 'eve'));
    for (let times = 0; times < 6; times += 1) {
      must(await eve.ask('table-7'));
      must(await eve.leave(sessionId));
    }
    expect(await eve.ask('table-7')).toMatchObject({ ok: false, error: { code: 'join.too-often' } });
  });

  test('a stranger sees, orders and answers nothing', async () => {
    const eve = await createPerson(house, 'eve');
    const { guestId } = documentOf<{ guestId: string }>(must(await createCompany(house, ben).ask('table-7')));
    const unknown = { ok: false, error: { code: 'session.unknown' } };
    expect(await house.core.steps.readSession({ sessionId, personId: 'eve' })).toMatchObject(unknown);
    expect(await eve.order(sessionId, noodles)).toMatchObject(unknown);
    expect(await createCompany(house, eve).answer(sessionId, guestId, true)).toMatchObject(unknown);
    expect(await createCompany(house, ben).answer(sessionId, guestId, true)).toMatchObject(unknown);
  });

  test('a guest who cannot reserve is not let in, and the host learns only that', async () => {
    const poor = await createPerson(house, 'poor', 20_000n);
    const company = createCompany(house, poor);
    const { guestId } = documentOf<{ guestId: string }>(must(await company.ask('table-7')));
    const other = await createPerson(house, 'poor', 0n);
    expect(other.personId).toBe('poor');
    // The money goes elsewhere between the ask and the yes.
    await house.store.commit([
      {
        change: 'transfer-posted',
        transfer: {
          transferId: 'trf_gone',
          opKey: 'test:gone',
          kind: 'top-up-reversal',
          tenantId: 'demo',
          sessionId: null,
          currency: 'CNY',
          postings: [
            { account: 'available:poor', deltaMinor: -1n },
            { account: 'clearing:ledger:CNY', deltaMinor: 1n },
          ],
          atMs: house.clock.nowMs(),
        },
      },
    ]);
    const answered = await createCompany(house, ada).answer(sessionId, guestId, true);
    expect(answered).toMatchObject({ ok: false, error: { code: 'guest.cannot-pay' } });
    expect((await poor.read(sessionId)).role).toBe('asking');
    const broke = await createPerson(house, 'broke', 100n);
    expect(await createCompany(house, broke).ask('table-7')).toMatchObject({
      ok: false,
      error: { code: 'wallet.funds-insufficient', shortfallMinor: 19_900n },
    });
  });

  test('leaving without an order gives the money back at once; with one, the bill waits for the end', async () => {
    await joined(ada, ben, 'table-7');
    must(await createCompany(house, ben).leave(sessionId));
    expect(await ben.wallet()).toMatchObject({ availableMinor: 30_000n, heldMinor: 0n });
    expect((await ben.read(sessionId)).role).toBe('left');
    await joined(ada, ben, 'table-7');
    must(await ben.order(sessionId, greens));
    await house.pass(2_000);
    must(await createCompany(house, ben).leave(sessionId));
    expect(await ben.wallet()).toMatchObject({ heldMinor: 20_000n });
    expect(await ben.order(sessionId, greens)).toMatchObject({ ok: false, error: { code: 'guest.not-allowed' } });
    must(await ada.stop(sessionId));
    await house.pass(5_000, 500);
    expect(await ben.wallet()).toMatchObject({ availableMinor: 26_400n, heldMinor: 0n });
    expect((await ben.provenReceipt(sessionId)).totalMinor).toBe(3_600);
    expect(await checkInvariants(house.store.books, { billsSinceMs: 0 })).toEqual([]);
  });

  test('the same ask, answer and leaving again change nothing', async () => {
    const company = createCompany(house, ben);
    const first = must(await company.ask('table-7', 'k1'));
    expect(must(await company.ask('table-7')).status).toBe(200);
    const { guestId } = documentOf<{ guestId: string }>(first);
    const host = createCompany(house, ada);
    const yes = must(await host.answer(sessionId, guestId, true, 'k2'));
    expect(must(await host.answer(sessionId, guestId, true, 'k2')).body).toBe(yes.body);
    must(await host.answer(sessionId, guestId, true));
    expect(await ben.wallet()).toMatchObject({ heldMinor: 20_000n });
    must(await company.leave(sessionId));
    must(await company.leave(sessionId));
    expect(await ben.wallet()).toMatchObject({ heldMinor: 0n, availableMinor: 30_000n });
  });

  test('no more guests join than the kind has room for', async () => {
    for (let n = 0; n < 11; n += 1) {
      const guest = await createPerson(house, `guest-${n}`, 20_000n);
      must(await createCompany(house, guest).ask('table-7'));
    }
    expect(await createCompany(house, ben).ask('table-7')).toMatchObject({ ok: false, error: { code: 'join.full', most: 11 } });
  });
});

describe('in a hotel room', () => {
  beforeEach(async () => {
    house = await openHouse({ objects: ['room-101'] });
    ada = await createPerson(house, 'ada');
    ben = await createPerson(house, 'ben', 0n);
    must(await ada.pair('room-101', house.pairingCode));
    sessionId = must(await ada.start('room-101')).sessionId;
    await house.pass(2_000);
  });

  test('a stranger at its door asks nobody, and sees no more than that a code is needed', async () => {
    const eve = await createPerson(house, 'eve', 0n);
    const unused = must(await eve.scan('room-101')).offer;
    expect(await createCompany(house, eve).ask('room-101')).toEqual({ ok: false, error: { code: 'stay.not-paired' } });
    expect(await house.core.steps.readSession({ sessionId, personId: 'eve' })).toMatchObject({
      error: { code: 'session.unknown' },
    });
    expect(await eve.pair('room-101', wrongCode())).toMatchObject({ ok: false, error: { code: 'stay.code-wrong' } });
    must(await ada.stop(sessionId));
    await house.pass(20_000);
    const { lastSeenAtMs: _, ...after } = must(await eve.scan('room-101')).offer;
    expect(unused).toMatchObject(after);
  });

  test('who gave its code waits for the host, and until then learns nothing of its use', async () => {
    must(await ben.pair('room-101', house.pairingCode));
    expect(must(await ben.scan('room-101')).offer).toMatchObject({ availability: 'yours', liveSessionId: sessionId });
    await house.pass(5 * MINUTE_MS, 5_000);
    const outside = {
      role: 'asking',
      state: 'active',
      startedAt: null,
      useMs: 0,
      useAt: null,
      lastContactAt: null,
      reported: {},
    };
    expect(await ben.read(sessionId)).toMatchObject(outside);
    const [guest] = (await ada.read(sessionId)).guests;
    must(await createCompany(house, ada).answer(sessionId, guest?.guestId ?? '', false));
    const seen = await house.core.steps.readSession({ sessionId, personId: 'ben' });
    expect(seen).toEqual({ ok: false, error: { code: 'join.refused' } });
    expect(await ben.pair('room-101', house.pairingCode)).toEqual({ ok: false, error: { code: 'join.refused' } });
  });

  test('who left is a stranger again', async () => {
    await joined(ada, ben, 'room-101');
    expect((await ben.read(sessionId)).startedAt).not.toBeNull();
    must(await createCompany(house, ben).leave(sessionId));
    expect(await house.core.steps.readSession({ sessionId, personId: 'ben' })).toMatchObject({
      error: { code: 'session.unknown' },
    });
    expect(await house.core.steps.listSessions({ personId: 'ben' })).toEqual({ ok: true, value: [] });
    must(await createCompany(house, ben).leave(sessionId));
  });

  test('a second person shares the controls and pays nothing', async () => {
    expect(must(await ben.scan('room-101')).offer).toMatchObject({ availability: 'not-paired', joinMinor: null });
    await joined(ada, ben, 'room-101');
    const view = await ben.read(sessionId);
    expect(view).toMatchObject({ role: 'guest', heldMinor: 0, may: { control: true, stop: false, order: false } });
    must(await ben.set(sessionId, 'dimmer', 40, view.reportedVer));
    await house.pass(2_000);
    expect((await ben.read(sessionId)).controls.find(({ name }) => name === 'dimmer')?.reported).toBe(40);
    must(await ada.stop(sessionId));
    await house.pass(20_000);
    expect((await ada.provenReceipt(sessionId)).role).toBe('host');
    expect(await house.core.steps.readReceipt({ sessionId, personId: 'ben' })).toMatchObject({ ok: false });
    expect(await checkInvariants(house.store.books, { billsSinceMs: 0 })).toEqual([]);
  });
});

describe('Stop by a guest', () => {
  /** The room's host lets guests stop it. */
  const roomThatGuestsMayStop = KIND_CATALOGUE.map((profile) => {
    const { guests, ...commerce } = profile.commerce as { guests: { may: readonly string[] } };
    return profile.kind === 'hotel-room'
      ? { ...profile, commerce: { ...commerce, guests: { ...guests, may: [...guests.may, 'stop'] } } }
      : profile;
  });

  async function share(kinds: readonly KindProfile[]): Promise<void> {
    house = await openHouse({ objects: ['room-101'], kinds });
    [ada, ben] = [await createPerson(house, 'ada'), await createPerson(house, 'ben', 0n)];
    must(await ada.pair('room-101', house.pairingCode));
    sessionId = must(await ada.start('room-101')).sessionId;
    await house.pass(2_000);
    await joined(ada, ben, 'room-101');
  }

  test('who has the right ends the session, and its host pays', async () => {
    await share(roomThatGuestsMayStop);
    expect((await ben.read(sessionId)).may.stop).toBe(true);
    must(await ben.stop(sessionId));
    await house.pass(5_000, 500);
    expect(await ada.provenReceipt(sessionId)).toMatchObject({ endReason: 'stopped', role: 'host', totalMinor: 80 });
    // Pressed again, it is over and stays so.
    must(await ben.stop(sessionId));
    expect(changesOf(house, 'receipt-issued')).toHaveLength(1);
  });

  test('who has not is told so, who was not let in too, and a stranger finds no session', async () => {
    await share(KIND_CATALOGUE);
    const notAllowed = { ok: false, error: { code: 'guest.not-allowed' } };
    expect(await ben.stop(sessionId)).toEqual(notAllowed);
    const eve = await createPerson(house, 'eve', 0n);
    expect(await eve.stop(sessionId)).toEqual({ ok: false, error: { code: 'session.unknown' } });
    must(await eve.pair('room-101', house.pairingCode));
    expect(await eve.stop(sessionId)).toEqual(notAllowed);
    expect((await ada.read(sessionId)).state).toBe('active');
    expect(changesOf(house, 'command-added').filter(({ command }) => command.intent.act === 'stop')).toEqual([]);
  });
});

test('a bike is one person’s alone', async () => {
  house = await openHouse({ objects: ['bike-1'] });
  ada = await createPerson(house, 'ada');
  ben = await createPerson(house, 'ben');
  must(await ada.start('bike-1'));
  await house.pass(2_000);
  expect(must(await ben.scan('bike-1')).offer.availability).toBe('busy');
  expect(await createCompany(house, ben).ask('bike-1')).toMatchObject({ ok: false, error: { code: 'join.not-offered' } });
});
