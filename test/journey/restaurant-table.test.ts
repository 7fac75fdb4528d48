// The restaurant table's journey: an order is on the bill once its ticket is printed, and paid at the end.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { expectBooksHold } from '../support/books.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must, type Person } from '../support/person.ts';
import { priceByHand } from '../support/proven-receipt.ts';

let house: House;
let ada: Person;
let sessionId: string;
beforeEach(async () => {
  house = await openHouse({ objects: ['table-7'] });
  ada = await createPerson(house, 'ada');
  sessionId = must(await ada.start('table-7')).sessionId;
  await house.pass(1_000);
  expect((await ada.read(sessionId)).state).toBe('active');
});
afterEach(async () => house.close());

const noodles = [{ itemId: 'beef-noodles', quantity: 2 }];
const orderStates = async (): Promise<readonly string[]> => (await ada.read(sessionId)).orders.map(({ state }) => state);

async function pay() {
  must(await ada.stop(sessionId));
  await house.pass(5_000, 500);
  return ada.provenReceipt(sessionId);
}

describe('a restaurant table', () => {
  test('puts an order on the bill when its ticket is printed, and is paid at the end', async () => {
    expect((await ada.read(sessionId)).costMinor).toBe(200);
    const placed = must(await ada.order(sessionId, [...noodles, { itemId: 'plum-juice', quantity: 1 }]));
    expect(placed.status).toBe(201);
    expect(JSON.parse(placed.body)).toMatchObject({ state: 'sent', amountMinor: 8_800 });
    await house.pass(1_000);
    expect(await orderStates()).toEqual(['printed']);
    expect((await ada.read(sessionId)).costMinor).toBe(9_000);
    must(await ada.order(sessionId, [{ itemId: 'greens', quantity: 1 }]));
    await house.pass(1_000);
    const receipt = await pay();
    expect(receipt.lines.map(({ line, itemId, units }) => ({ line, itemId, units }))).toEqual([
      { line: 'base' },
      { line: 'item', itemId: 'beef-noodles', units: 2 },
      { line: 'item', itemId: 'greens', units: 1 },
      { line: 'item', itemId: 'plum-juice', units: 1 },
    ]);
    expect(receipt.totalMinor).toBe(
      priceByHand('restaurant-table', receipt.usage, { 'beef-noodles': 2, greens: 1, 'plum-juice': 1 }),
    );
    expect(receipt.proof.deviceTickets).toHaveLength(2);
    expect(await ada.wallet()).toMatchObject({ heldMinor: 0n, availableMinor: 50_000n - 10_800n });
    await expectBooksHold(house, [ada]);
  });

  test('keeps an order off the bill when the printer is offline', async () => {
    house.device('table-7').runtime.act('printerOffline');
    await house.pass(500);
    must(await ada.order(sessionId, noodles));
    await house.pass(1_000);
    expect(await orderStates()).toEqual(['refused']);
    const told = await house.store.sessionEvents(sessionId, 0);
    expect(told.find(({ what }) => what === 'order-refused')?.facts).toEqual({
      deviceCode: 'HW_FAULT',
      detail: 'printer_offline',
    });
    expect((await ada.read(sessionId)).reported.printer).toBe('offline');
    // What was refused reserves nothing: the hold has room for as much again.
    house.device('table-7').runtime.act('printerOnline');
    await house.pass(500);
    must(await ada.order(sessionId, [{ itemId: 'beef-noodles', quantity: 5 }]));
    await house.pass(1_000);
    expect(await orderStates()).toEqual(['refused', 'printed']);
    expect((await pay()).totalMinor).toBe(200 + 5 * 3_800);
    await expectBooksHold(house, [ada]);
  });

  test('refuses an order above what is left of the hold, and says what is left', async () => {
    must(await ada.order(sessionId, [{ itemId: 'beef-noodles', quantity: 4 }]));
    // Sent already reserves: the answer does not depend on how fast the printer is.
    const tooMuch = await ada.order(sessionId, noodles);
    expect(tooMuch).toEqual({ ok: false, error: { code: 'order.exceeds-hold', leftMinor: 4_600n, currency: 'CNY' } });
    must(await ada.order(sessionId, [{ itemId: 'dumplings', quantity: 1 }]));
    await house.pass(1_000);
    expect((await pay()).totalMinor).toBe(200 + 4 * 3_800 + 2_600);
  });

  test.each([
    ['an unknown item', [{ itemId: 'unicorn', quantity: 1 }], { code: 'order.item-unknown', itemId: 'unicorn' }],
    ['nothing at all', [], { code: 'order.not-offered' }],
    [
      'many lines that the hold does not pay',
      Array.from({ length: 21 }, () => ({ itemId: 'plum-juice', quantity: 1 })),
      { code: 'order.exceeds-hold', leftMinor: 19_800n, currency: 'CNY' },
    ],
  ])('refuses %s', async (_what, lines, error) => {
    expect(await ada.order(sessionId, lines)).toEqual({ ok: false, error });
    expect(await orderStates()).toEqual([]);
  });

  test('refuses an order while the device is away, and keeps the money reserved as it was', async () => {
    house.device('table-7').wire.disconnect();
    await house.pass(500);
    expect(await ada.order(sessionId, noodles)).toMatchObject({ ok: false, error: { code: 'device.offline' } });
    expect((await ada.wallet()).heldMinor).toBe(20_000n);
  });

  test('prints an order once and bills it once when the result is lost and the request repeated', async () => {
    const mute = house.device('table-7').lose({ up: ({ topic }) => topic.includes('/up/res/') });
    const first = must(await ada.order(sessionId, noodles, 'order-key'));
    await house.pass(3_000, 500);
    const again = must(await ada.order(sessionId, noodles, 'order-key'));
    expect(again).toEqual(first);
    mute();
    await house.pass(4_000, 500);
    expect(await orderStates()).toEqual(['printed']);
    expect((await house.store.device('table-7'))?.state?.reported.tickets).toBe(1);
    expect((await pay()).totalMinor).toBe(200 + 2 * 3_800);
  });

  test('bills a ticket whose answer and record were both late', async () => {
    const mute = house.device('table-7').lose({
      up: ({ topic, body }) => topic.includes('/up/res/') || (topic.endsWith('/up/ses') && body.ev === 'updated'),
    });
    must(await ada.order(sessionId, noodles));
    await house.pass(40_000, 1_000);
    // Unknown is unknown: neither on the bill nor refused (R3).
    expect(await orderStates()).toEqual(['sent']);
    mute();
    const receipt = await pay();
    expect(receipt.totalMinor).toBe(200 + 2 * 3_800);
    expect((await ada.read(sessionId)).orders[0]?.state).toBe('printed');
    await expectBooksHold(house, [ada]);
  });

  test('calls the waiter, once per key', async () => {
    const first = must(await ada.call(sessionId, 'bell'));
    expect(must(await ada.call(sessionId, 'bell'))).toEqual(first);
    await house.pass(1_000);
    expect(house.metrics['commands_sent:call']).toBe(1);
  });

  test('refuses wishes of a stranger as if there were no session', async () => {
    const bob = await createPerson(house, 'bob');
    expect(await bob.order(sessionId, noodles)).toEqual({ ok: false, error: { code: 'session.unknown' } });
    expect(await bob.call(sessionId)).toEqual({ ok: false, error: { code: 'session.unknown' } });
    expect(await bob.stop(sessionId)).toEqual({ ok: false, error: { code: 'session.unknown' } });
    expect((await ada.read(sessionId)).state).toBe('active');
  });
});

test('the wishes that wait for a silent device are bounded', async () => {
  house.device('table-7').lose({ down: ({ topic }) => topic.includes('/dn/cmd/') });
  const orders = [];
  for (let n = 0; n < 12; n += 1) orders.push(await ada.order(sessionId, [{ itemId: 'plum-juice', quantity: 1 }]));
  expect(orders.filter(({ ok }) => ok)).toHaveLength(9);
  expect(orders.at(-1)).toEqual({ ok: false, error: { code: 'device.queue-full' } });
  expect((await ada.read(sessionId)).state).toBe('active');
  // ... and Stop goes past all of them.
  must(await ada.stop(sessionId));
  expect((await ada.read(sessionId)).state).toBe('stopping');
});
