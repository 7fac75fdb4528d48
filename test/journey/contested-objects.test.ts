// Contested objects in the house: many accounts keep one from a photo, one after the other, and whoever stands there gets it all the same.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KIND_CATALOGUE } from '#protocol';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must, type Person } from '../support/person.ts';

const TABLE = 'table-7';
let house: House;
let ada: Person;
let eve: Person;
/** What the table has been asked to blink, newest last. */
let blinked: (readonly number[])[];

beforeEach(async () => {
  // As it is sold: nobody starts a table without having shown that they sit at it.
  house = await openHouse({ objects: [TABLE, 'pod-1', 'bike-1'], kinds: KIND_CATALOGUE, persons: false });
  ada = await createPerson(house, 'ada');
  eve = await createPerson(house, 'eve');
  blinked = [];
  for (const device of [TABLE, 'pod-1']) {
    house.device(device).lose({
      down: ({ body }) => {
        if (body.t === 'blink') blinked.push(body.blinks as readonly number[]);
        return false;
      },
    });
  }
  await house.settle();
});
afterEach(async () => house.close());

const open = async (person: Person, objectId = TABLE) => must(await person.scan(objectId));
async function reserve(person: Person, objectId = TABLE) {
  const { ticket } = await open(person, objectId);
  const { personId, binding } = person;
  const reserved = await house.core.steps.reserveObject({ ticket, personId, binding, address: null });
  return { ticket, reserved };
}
const tell = (person: Person, ticket: string, blinks: readonly number[], address: string | null = null) =>
  house.core.steps.answerBlinks({ ticket, personId: person.personId, binding: person.binding, blinks, address });
const startWith = async (person: Person, ticket: string, objectId = TABLE) =>
  person.startWith({ ticket, tariffHash: (await open(person, objectId)).offer.tariff.hash });

describe('an object that many accounts keep from a photo, one after the other', () => {
  /** Each keeps it until its time is over; the last one of them does now. */
  async function squat(objectId: string, times: number): Promise<void> {
    for (let nth = 0; nth < times; nth += 1) {
      await house.pass(90_000, 30_000);
      must((await reserve(await createPerson(house, `far-${nth}`), objectId)).reserved);
    }
  }
  const keepers = async (objectId: string) =>
    (await house.store.reservations({ objectId }, 0)).map(({ personId, state }) => `${personId} ${state}`);

  test('is started by whoever stands there, where a Start asks for nothing, from the fourth on', async () => {
    await squat('pod-1', 3);
    expect(await ada.start('pod-1')).toMatchObject({ error: { code: 'object.reserved' } });
    await squat('pod-1', 1);
    expect((await open(ada, 'pod-1')).offer.availability).toBe('free');
    must(await ada.start('pod-1'));
    expect((await keepers('pod-1'))[0]).toBe('far-0 lapsed');
  });

  test('is kept by a newcomer after half a minute where something must be shown, who then has the time to show it', async () => {
    await squat(TABLE, 4);
    expect(await open(ada)).toMatchObject({
      offer: { availability: 'reserved', reservation: { untilMs: house.clock.nowMs() + 30_000 } },
    });
    expect((await reserve(ada)).reserved).toEqual({ ok: false, error: { code: 'object.reserved', retryAfterS: 30 } });
    await house.pass(30_000, 10_000);
    expect(await open(ada)).toMatchObject({ offer: { availability: 'free' }, presence: { isNeeded: true } });
    expect(await ada.start(TABLE)).toMatchObject({ error: { code: 'presence.required' } });
    const { ticket, reserved } = await reserve(ada);
    expect(must(reserved).blink).toBe('asked');
    expect((await keepers(TABLE)).slice(0, 2)).toEqual(['ada open', 'far-3 lapsed']);
    await house.pass(60_000, 30_000);
    expect((await reserve(await createPerson(house, 'far-1'))).reserved).toEqual({
      ok: false,
      error: { code: 'object.reserved', retryAfterS: 30 },
    });
    must(await tell(ada, ticket, blinked.at(-1) ?? []));
    expect((await reserve(eve)).reserved).toMatchObject({ error: { code: 'object.reserved' } });
    must(await startWith(ada, ticket));
  });

  test('blinks for a newcomer however often it has blinked for them', async () => {
    for (let nth = 0; nth < 4; nth += 1) {
      const far = await createPerson(house, `far-${nth}`);
      for (let time = 0; time < 3; time += 1) {
        expect(must((await reserve(far)).reserved).blink).toBe('asked');
        await house.pass(10_000, 5_000);
      }
      must((await reserve(far, 'bike-1')).reserved);
      await house.pass(90_000, 30_000);
    }
    expect(must((await reserve(ada)).reserved).blink).toBe('asked');
  });
});

test('whoever keeps in vain waits as long after a start elsewhere that they never used, and not after one that they did', async () => {
  const keepInVain = async (forMs = 150_000): Promise<void> => {
    must((await reserve(eve)).reserved);
    await house.pass(forMs, 30_000);
  };
  const waitS = async (): Promise<number> => {
    const { reserved } = await reserve(eve);
    return reserved.ok || !('retryAfterS' in reserved.error) ? 0 : reserved.error.retryAfterS;
  };
  await keepInVain();
  must((await reserve(eve, 'pod-1')).reserved);
  const { sessionId } = must(await startWith(eve, (await open(eve, 'pod-1')).ticket, 'pod-1'));
  await house.pass(1_000);
  must(await eve.stop(sessionId));
  await house.pass(60_000, 5_000);
  await keepInVain();
  await keepInVain(90_000);
  expect(await waitS()).toBe(300);
  const used = must(await startWith(eve, (await open(eve, 'pod-1')).ticket, 'pod-1'));
  await house.pass(1_000);
  for (const act of ['openDoor', 'enter', 'closeDoor']) house.device('pod-1').runtime.act(act);
  await house.pass(300_000, 10_000);
  expect((await eve.read(used.sessionId)).state).toBe('active');
  must(await eve.stop(used.sessionId));
  house.device('pod-1').runtime.act('leave');
  await house.pass(60_000, 5_000);
  await keepInVain(90_000);
  expect(await waitS()).toBe(30);
});
