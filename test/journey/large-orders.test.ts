// Orders at the limit of the wire: what does not fit into one message to the printer is refused before it is promised (FP-24).
import { afterEach, expect, test } from 'vitest';
import { LIMITS } from '#protocol';
import { freezeTariff } from '../../gateway/domain/tariff/tariff.ts';
import type { VenueSetup } from '../../gateway/ports/store.ts';
import { changesOf } from '../support/books.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must, type Person } from '../support/person.ts';

let house: House;
let ada: Person;
let sessionId: string;
afterEach(async () => house.close());

/** A cheap menu whose dishes have names as long as a ticket may carry. */
const wordy =
  (name: string) =>
  (setup: VenueSetup): VenueSetup => ({
    ...setup,
    tariffs: setup.tariffs.map((frozen) => {
      const items = Array.from({ length: 20 }, (_, n) => ({ itemId: `dish-${n}`, amountMinor: 10n, name: { en: name } }));
      return frozen.tariffId === 'tariff-restaurant-table'
        ? freezeTariff(frozen.tariffId, frozen.version, { ...frozen.tariff, items })
        : frozen;
    }),
  });

async function sit(name: string): Promise<void> {
  house = await openHouse({ objects: ['table-7'], venue: wordy(name) });
  ada = await createPerson(house, 'ada');
  sessionId = must(await ada.start('table-7')).sessionId;
  await house.pass(1_000);
}

const dishes = (count: number) => Array.from({ length: count }, (_, n) => ({ itemId: `dish-${n}`, quantity: 1 }));

test.each([
  ['short', 'Tea', 20],
  ['long', 'x'.repeat(80), 1],
  ['long in Chinese', '面'.repeat(80), 1],
])('names that are %s: the largest order that is taken is printed, the next is refused with nothing changed', async (_what, name, least) => {
  await sit(name);
  let taken = 0;
  for (let count = 20; count >= 1 && taken === 0; count -= 1) {
    const before = changesOf(house, 'command-added').length;
    const placed = await ada.order(sessionId, dishes(count));
    if (placed.ok) {
      taken = count;
      continue;
    }
    expect(placed.error).toEqual({ code: 'order.too-large', limitBytes: LIMITS.maxDownBytes });
    expect(changesOf(house, 'command-added')).toHaveLength(before);
  }
  expect(taken).toBeGreaterThanOrEqual(least);
  await house.pass(1_000);
  expect((await ada.read(sessionId)).orders).toMatchObject([{ state: 'printed' }]);
});

test('more lines or pieces than one order may have are refused the same way', async () => {
  await sit('Tea');
  const tooLarge = { ok: false, error: { code: 'order.too-large', limitBytes: LIMITS.maxDownBytes } };
  const twentyOne = [...dishes(20), { itemId: 'dish-0', quantity: 1 }];
  expect(await ada.order(sessionId, twentyOne)).toEqual(tooLarge);
  expect(await ada.order(sessionId, [{ itemId: 'dish-0', quantity: 100 }])).toEqual(tooLarge);
  expect(must(await ada.order(sessionId, [{ itemId: 'dish-0', quantity: 99 }])).status).toBe(201);
});
