// Guests: several payers of one session, each let in by the host, each paying what they ordered from a hold of their own.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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

async function joined(host: Person, guest: Person, objectId: string): Promise<string> {
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
    expect((await ben.read(sessionId)).role).toBe('refused');
    expect(await company.ask('table-7')).toMatchObject({ ok: false, error: { code: 'join.refused' } });
    expect(await ben.wallet()).toMatchObject({ heldMinor: 0n, availableMinor: 30_000n });
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

  test('a second person shares the controls and pays nothing', async () => {
    expect(must(await ben.scan('room-101')).offer).toMatchObject({ availability: 'joinable', joinMinor: 0n });
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

test('a bike is one person’s alone', async () => {
  house = await openHouse({ objects: ['bike-1'] });
  ada = await createPerson(house, 'ada');
  ben = await createPerson(house, 'ben');
  must(await ada.start('bike-1'));
  await house.pass(2_000);
  expect(must(await ben.scan('bike-1')).offer.availability).toBe('busy');
  expect(await createCompany(house, ben).ask('bike-1')).toMatchObject({ ok: false, error: { code: 'join.not-offered' } });
});
