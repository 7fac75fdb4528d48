// The bike's journey: a ride with distance on the bill, a Stop that a moving wheel refuses, an end by closing the pin.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MINUTE_MS } from '#protocol';
import { expectBooksHold } from '../support/books.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must, type Person } from '../support/person.ts';
import { priceByHand } from '../support/proven-receipt.ts';

let house: House;
let ada: Person;
beforeEach(async () => {
  house = await openHouse({ objects: ['bike-1'], persons: false });
  ada = await createPerson(house, 'ada');
});
afterEach(async () => house.close());

const hand = (act: string, value?: number): void => house.device('bike-1').runtime.act(act, value);

async function ride(seconds: number): Promise<string> {
  const { sessionId } = must(await ada.start('bike-1'));
  await house.pass(500);
  hand('pullPin');
  await house.settle();
  expect((await ada.read(sessionId)).state).toBe('active');
  hand('ride', 4);
  await house.pass(seconds * 1_000, 1_000);
  return sessionId;
}

describe('a bike', () => {
  test('refuses to stop while it moves, and nothing ends until the pin is closed', async () => {
    const sessionId = await ride(90);
    must(await ada.stop(sessionId));
    await house.pass(1_000);
    const refusedStop = await ada.read(sessionId);
    expect(refusedStop).toMatchObject({ state: 'stopping', stopRequest: { advice: 'moving' } });
    expect((await ada.wallet()).heldMinor).toBe(3_000n);
    expect(house.device('bike-1').runtime.peek()?.flash.session?.ses).toBe(sessionId);
    await house.pass(9_000, 1_000);
    hand('brake');
    await house.pass(3_000, 1_000);
    expect((await ada.read(sessionId)).state).toBe('stopping');
    hand('closePin');
    await house.pass(5_000, 500);
    const receipt = await ada.provenReceipt(sessionId);
    // 100 s at 4 m/s; the 3 s of standing count, the 2 s until it is parked for certain do not.
    expect(receipt.usage).toEqual({ useMs: 103_000, distanceM: 400 });
    expect(receipt.totalMinor).toBe(priceByHand('bike', receipt.usage));
    expect(receipt.totalMinor).toBe(150 + 2 * 50 + 20 * 10);
    expect(Date.parse(receipt.endedAt) - Date.parse(receipt.startedAt ?? '')).toBe(103_000);
    expect(await ada.wallet()).toMatchObject({ heldMinor: 0n, availableMinor: 50_000n - 450n });
    await expectBooksHold(house, [ada]);
  });

  test('takes a Stop that comes after it stands, and says so', async () => {
    const sessionId = await ride(20);
    hand('brake');
    must(await ada.stop(sessionId));
    await house.pass(2_000, 500);
    expect(await ada.read(sessionId)).toMatchObject({ state: 'stopping', stopRequest: { advice: null } });
    hand('closePin');
    await house.pass(3_000, 500);
    expect(await ada.provenReceipt(sessionId)).toMatchObject({ endReason: 'stopped', usage: { useMs: 22_000, distanceM: 80 } });
  });

  test('ends without Stop once it is closed and parked', async () => {
    const sessionId = await ride(5 * 60);
    expect((await ada.read(sessionId)).distanceM).toBeGreaterThan(1_000);
    hand('brake');
    hand('closePin');
    await house.pass(4_000, 500);
    const receipt = await ada.provenReceipt(sessionId);
    expect(receipt).toMatchObject({ endReason: 'left', usage: { useMs: 5 * MINUTE_MS, distanceM: 1_200 } });
    expect(receipt.totalMinor).toBe(150 + 5 * 50 + 60 * 10);
    await expectBooksHold(house, [ada]);
  });

  test('is free for the next person as soon as it is closed', async () => {
    const sessionId = await ride(10);
    hand('brake');
    hand('closePin');
    await house.pass(4_000, 500);
    expect((await ada.read(sessionId)).state).toBe('closed');
    const bob = await createPerson(house, 'bob');
    expect(must(await bob.scan('bike-1')).offer.availability).toBe('free');
    must(await bob.start('bike-1'));
    await house.pass(1_000);
    hand('pullPin');
    await house.pass(1_000);
    expect((await bob.wallet()).heldMinor).toBe(3_000n);
    await expectBooksHold(house, [ada, bob]);
  });

  test('that is never opened gives all of the money back', async () => {
    const { sessionId } = must(await ada.start('bike-1'));
    await house.pass(20_000, 500);
    const receipt = await ada.provenReceipt(sessionId);
    expect(receipt).toMatchObject({ endReason: 'start-unseen', totalMinor: 0, startedAt: null, lines: [] });
    expect(await ada.wallet()).toMatchObject({ heldMinor: 0n, availableMinor: 50_000n });
    await expectBooksHold(house, [ada]);
  });
});
