// A pause on its journey: what the view says of it, from the wish to the hand that ends it (FP-27).
import { afterEach, expect, test } from 'vitest';
import { pauseOnBill } from '../../gateway/domain/receipt/receipt-pause.ts';
import { expectBooksHold } from '../support/books.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must, type Person } from '../support/person.ts';

let house: House;
afterEach(async () => house.close());
const SECOND = 1_000;
const hand = (act: string, value?: number): void => house.device('bike-1').runtime.act(act, value);

test('FP-27 is a wish until the lock has proven it, on the way in and on the way out', async () => {
  house = await openHouse({ objects: ['bike-1', 'pod-1'], persons: false });
  const ada = await createPerson(house, 'ada');
  const { sessionId } = must(await ada.start('bike-1'));
  expect((await ada.read(sessionId)).pause).toBeNull();
  await house.pass(500);
  hand('pullPin');
  await house.pass(60 * SECOND, SECOND);
  const offered = { wish: null, taken: false, refused: null, rate: { per: 60_000, amountMinor: 20 }, endsAt: null };
  expect(await ada.read(sessionId)).toMatchObject({ state: 'active', pause: offered });

  must(await ada.pause(sessionId));
  await house.pass(SECOND);
  expect(await ada.read(sessionId)).toMatchObject({ state: 'active', pausedMs: 0, pause: { wish: 'pause', taken: true } });
  hand('closePin');
  await house.pass(60 * SECOND, SECOND);
  const kept = await ada.read(sessionId);
  expect(kept).toMatchObject({ state: 'suspended', pause: { wish: null, taken: false } });
  expect(kept.pausedMs).toBeGreaterThan(50 * SECOND);
  expect(Date.parse(kept.pause?.endsAt ?? '') - house.clock.nowMs()).toBeGreaterThan(3_500 * SECOND);

  must(await ada.pause(sessionId, 'resume'));
  await house.pass(SECOND);
  expect(await ada.read(sessionId)).toMatchObject({ state: 'suspended', pause: { wish: 'resume', taken: true } });
  hand('pullPin');
  await house.pass(2 * SECOND);
  expect(await ada.read(sessionId)).toMatchObject({ state: 'active', pause: offered });

  // The end of the first one does not hide the second wish.
  must(await ada.pause(sessionId));
  await house.pass(SECOND);
  expect(await ada.read(sessionId)).toMatchObject({ state: 'active', pause: { wish: 'pause', taken: true } });
});

test('is offered to nobody where the kind has none', async () => {
  house = await openHouse({ objects: ['pod-1'] });
  const ada = await createPerson(house, 'ada');
  const { sessionId } = must(await ada.start('pod-1'));
  await house.pass(3 * SECOND);
  expect(await ada.read(sessionId)).toMatchObject({ state: 'active', pause: null });
  expect(await ada.pause(sessionId)).toMatchObject({ ok: false, error: { code: 'pause.not-offered' } });
});

/** Rides for a minute, then asks for a pause and lets the device take it. */
async function armed(ada: Person, seconds = 60): Promise<string> {
  const { sessionId } = must(await ada.start('bike-1'));
  await house.pass(500);
  hand('pullPin');
  await house.settle();
  hand('ride', 4);
  await house.pass(seconds * SECOND, SECOND);
  must(await ada.pause(sessionId));
  await house.pass(SECOND);
  expect(await ada.read(sessionId)).toMatchObject({ state: 'active', pause: { wish: 'pause', taken: true } });
  return sessionId;
}
const toldOf = async (sessionId: string) => (await house.store.sessionEvents(sessionId, 0)).map(({ what }) => what);

test('FP-27 Stop while a pause waits for the pin: the pin is the end, billed to its closing, with no second stop', async () => {
  house = await openHouse({ objects: ['bike-1'], persons: false });
  const ada = await createPerson(house, 'ada');
  const sessionId = await armed(ada);
  must(await ada.stop(sessionId));
  await house.pass(SECOND);
  expect(await ada.read(sessionId)).toMatchObject({ state: 'stopping', stopRequest: { advice: 'moving' }, pause: null });
  hand('brake');
  hand('closePin');
  await house.pass(500);
  // What the page says and what the lock sees are the same thing.
  const closed = await ada.read(sessionId);
  expect(closed).toMatchObject({ stopRequest: { advice: null }, reported: { pin: 'closed', moving: false }, pausedMs: 0 });
  await house.pass(3 * SECOND, 500);
  const receipt = await ada.provenReceipt(sessionId);
  expect(receipt).toMatchObject({
    endReason: 'stopped',
    usage: { useMs: 62_000, distanceM: 248 },
    totalMinor: 150 + 2 * 50 + 13 * 10,
  });
  expect(receipt.usage.pausedMs).toBeUndefined();
  expect(await toldOf(sessionId)).not.toContain('use-paused');
  const { commands } = (await house.store.dossier(sessionId)) ?? { commands: [] };
  expect(commands.filter(({ intent }) => intent.act === 'stop')).toHaveLength(1);
  await expectBooksHold(house, [ada]);
});

test('FP-27 Stop that the object cannot hear while a pause waits: the pause it still takes is not billed, and is the end', async () => {
  house = await openHouse({ objects: ['bike-1'], persons: false });
  const ada = await createPerson(house, 'ada');
  const sessionId = await armed(ada);
  house.device('bike-1').wire.disconnect();
  must(await ada.stop(sessionId));
  hand('brake');
  hand('closePin');
  await house.pass(40 * SECOND, SECOND);
  house.device('bike-1').wire.reconnect();
  await house.pass(5 * SECOND, 500);
  expect(await toldOf(sessionId)).toContain('use-paused');
  const receipt = await ada.provenReceipt(sessionId);
  expect(receipt).toMatchObject({
    endReason: 'stopped',
    usage: { useMs: 61_000, distanceM: 244 },
    totalMinor: 150 + 2 * 50 + 13 * 10,
  });
  expect(receipt.usage.pausedMs).toBeUndefined();
  await expectBooksHold(house, [ada]);
});

test('FP-27 a pause that waits is taken back by one press: the ride goes on, and the next pin is its end', async () => {
  house = await openHouse({ objects: ['bike-1'], persons: false });
  const ada = await createPerson(house, 'ada');
  const sessionId = await armed(ada);
  const before = (await ada.read(sessionId)).version;
  must(await ada.pause(sessionId, 'resume'));
  expect(await ada.read(sessionId)).toMatchObject({ state: 'active', pause: { wish: 'resume', taken: false } });
  await house.pass(500);
  const after = await ada.read(sessionId);
  expect(after).toMatchObject({ state: 'active', pausedMs: 0, pause: { wish: null, refused: null, endsAt: null } });
  // Whoever follows the session hears of it without a reading of the meter.
  expect(after.version).toBeGreaterThan(before);
  expect(await toldOf(sessionId)).toEqual(expect.arrayContaining(['pause-taken', 'resume-taken']));
  hand('brake');
  hand('closePin');
  await house.pass(3 * SECOND, 500);
  const receipt = await ada.provenReceipt(sessionId);
  expect(receipt).toMatchObject({ endReason: 'left', usage: { useMs: 61_500 } });
  expect(receipt.usage.pausedMs).toBeUndefined();
  await expectBooksHold(house, [ada]);
});

test('FP-27 Stop in the midst of a pause ends it at once, and the bill says what the pause lasted and cost', async () => {
  house = await openHouse({ objects: ['bike-1'], persons: false });
  const ada = await createPerson(house, 'ada');
  const sessionId = await armed(ada);
  hand('brake');
  hand('closePin');
  await house.pass(90 * SECOND, SECOND);
  must(await ada.stop(sessionId));
  await house.pass(SECOND);
  const receipt = await ada.provenReceipt(sessionId);
  expect(receipt).toMatchObject({ endReason: 'stopped', usage: { useMs: 61_000, pausedMs: 90_000 } });
  expect(pauseOnBill(receipt)).toEqual({ pausedMs: 90_000, amountMinor: 40 });
  await expectBooksHold(house, [ada]);
});
