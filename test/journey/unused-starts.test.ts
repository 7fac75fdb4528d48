// Unused starts: a photo of a code opens an object a few times an hour at most, and whoever really uses it is not counted.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HOUR_MS } from '#protocol';
import { SESSION_LIMITS } from '../../gateway/domain/gateway-limits.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must, type Person } from '../support/person.ts';

const SECOND = 1_000;
let house: House;
let eve: Person;
beforeEach(async () => {
  house = await openHouse({ objects: ['bike-1', 'bike-2', 'bike-3'], persons: false });
  eve = await createPerson(house, 'eve');
});
afterEach(async () => house.close());

/** Unlocks it and pulls no pin, until it is locked again by itself. */
async function startInVain(bike: string): Promise<void> {
  const { sessionId } = must(await eve.start(bike));
  let looks = 0;
  while ((await eve.read(sessionId)).state !== 'closed' && looks < 200) {
    looks += 1;
    await house.pass(5 * SECOND, SECOND);
  }
  expect(await eve.read(sessionId)).toMatchObject({ state: 'closed', startedAt: null });
}

test('a few at one object and a few in all are taken in an hour; then the next step is said, and nothing is held', async () => {
  for (let times = 0; times < SESSION_LIMITS.unusedPerObject; times += 1) await startInVain('bike-1');
  expect(await eve.start('bike-1')).toEqual({ ok: false, error: { code: 'object.starts-unused' } });
  for (let times = SESSION_LIMITS.unusedPerObject; times < SESSION_LIMITS.unusedPerPerson; times += 1)
    await startInVain('bike-2');
  expect(await eve.start('bike-3')).toEqual({ ok: false, error: { code: 'person.starts-unused' } });
  expect((await eve.wallet()).heldMinor).toBe(0n);

  const ada = await createPerson(house, 'ada');
  must(await ada.start('bike-1'));
  await house.pass(HOUR_MS, 60 * SECOND);
  must(await eve.start('bike-3'));
});

test('rides are not counted, however many there are', async () => {
  for (let times = 0; times <= SESSION_LIMITS.unusedPerObject; times += 1) {
    const { sessionId } = must(await eve.start('bike-1'));
    await house.pass(SECOND);
    house.device('bike-1').runtime.act('pullPin');
    await house.pass(20 * SECOND, SECOND);
    house.device('bike-1').runtime.act('closePin');
    must(await eve.stop(sessionId));
    await house.pass(10 * SECOND, SECOND);
    expect(await eve.read(sessionId)).toMatchObject({ state: 'closed' });
  }
});
