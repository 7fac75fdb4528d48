// The red button on a database that takes nothing: it is said, nobody is told half of it, and the same press counts once there is room.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { OwnedStore } from '../../gateway/ports/store.ts';
import { Unavailable } from '../../gateway/ports/unavailable.ts';
import { openSqliteStore } from '../../gateway/storage/sqlite/open-store.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createHttpWorld, type HttpWorld, problemOf } from './http-world.ts';

const BUTTON = '/api/v1/operator/venues/venue-1/emergency';

let house: House;
let world: HttpWorld;
let isFull = false;
beforeEach(async () => {
  isFull = false;
  const clock = { nowMs: (): number => house?.clock.nowMs() ?? Date.UTC(2026, 10, 21, 4, 0, 0) };
  const real = openSqliteStore({ path: ':memory:', clock });
  const store: OwnedStore = {
    ...real,
    commit(changes) {
      if (isFull) return Promise.reject(new Unavailable('store', new Error('database or disk is full')));
      return real.commit(changes);
    },
  };
  house = await openHouse({ objects: ['pod-1'], persons: false, store });
  world = await createHttpWorld({ steps: house.core.steps });
});
afterEach(() => house.close());

async function press(path: string, who: string, key: string): Promise<Response> {
  const token = await world.staffToken(who, { tenant: 'demo', role: 'owner' });
  return world.post(path, { reason: 'smoke' }, { Authorization: `Bearer ${token}`, 'Idempotency-Key': key });
}
const lightOf = async () => (await house.store.device('pod-1'))?.state?.reported.light;
const isOpen = async () => (await house.store.venueScene('venue-1'))?.newest?.ended === null;

test('a press says that it did not work, nothing shines by it, and the same press works afterwards', async () => {
  isFull = true;
  const { status, code } = await problemOf(await press(BUTTON, 'eve', 'once'));
  expect([status, code]).toEqual([503, 'system.unavailable']);
  isFull = false;
  await house.settle();
  expect([await isOpen(), await lightOf()]).toEqual([false, 0]);
  const again = await press(BUTTON, 'eve', 'once');
  expect([again.status, await again.json()]).toEqual([200, expect.objectContaining({ state: 'open', isNew: true })]);
  await house.settle();
  expect([await isOpen(), await lightOf()]).toEqual([true, 100]);
});

test('its end says so too, and the emergency stays open', async () => {
  await press(BUTTON, 'eve', 'press');
  await house.settle();
  isFull = true;
  expect((await problemOf(await press(`${BUTTON}/end`, 'fay', 'end'))).code).toBe('system.unavailable');
  isFull = false;
  await house.settle();
  expect([await isOpen(), await lightOf()]).toEqual([true, 100]);
  expect((await press(`${BUTTON}/end`, 'fay', 'end')).status).toBe(200);
});
