// Many taps at once: one start for one person and object, the same bytes for the same key, and limits that a race cannot pass (A2, R10).
import { afterEach, describe, expect, test } from 'vitest';
import { changesOf, expectBooksHold } from '../support/books.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must, type Person } from '../support/person.ts';
import { openStreet } from '../support/street.ts';

let house: House;
let ada: Person;
afterEach(async () => house.close());

const MANY = 1_000;

async function open(options: Partial<Parameters<typeof openHouse>[0]> = {}): Promise<void> {
  house = await openHouse({ objects: ['pod-1', 'pod-2'], ...options });
  ada = await createPerson(house, 'ada');
}

async function offered(objectId: string) {
  const { ticket, offer } = must(await ada.scan(objectId));
  return { ticket, tariffHash: offer.tariff.hash };
}

describe('a thousand taps at once', () => {
  test('of one key are one start, and its bytes a thousand times', async () => {
    await open();
    const tap = { ...(await offered('pod-1')), key: 'tap' };
    const answers = await Promise.all(Array.from({ length: MANY }, () => ada.startWith(tap)));
    const [first] = answers.map(must);
    expect(first?.status).toBe(201);
    for (const answer of answers) expect(must(answer)).toEqual(first);
    expect(changesOf(house, 'session-created')).toHaveLength(1);
    expect(changesOf(house, 'hold-placed')).toHaveLength(1);
    await expectBooksHold(house, [ada]);
  });

  test('of a thousand keys are one 201, and 999 times 200 of the same session', async () => {
    await open();
    const taps = await Promise.all(Array.from({ length: MANY }, () => offered('pod-1')));
    const answers = await Promise.all(taps.map((tap, at) => ada.startWith({ ...tap, key: `tap-${at}` })));
    const statuses = answers.map((answer) => must(answer).status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 200)).toHaveLength(MANY - 1);
    expect(new Set(answers.map((answer) => must(answer).sessionId)).size).toBe(1);
    expect(changesOf(house, 'session-created')).toHaveLength(1);
    // Each key has its answer.
    const again = await Promise.all(taps.slice(0, 20).map((tap, at) => ada.startWith({ ...tap, key: `tap-${at}` })));
    expect(again.map(must)).toEqual(answers.slice(0, 20).map(must));
    await expectBooksHold(house, [ada]);
  });

  test('of one ticket under a thousand keys are one start all the same', async () => {
    await open();
    const tap = await offered('pod-1');
    const answers = await Promise.all(Array.from({ length: MANY }, (_, at) => ada.startWith({ ...tap, key: `tap-${at}` })));
    expect(answers.filter((answer) => must(answer).status === 201)).toHaveLength(1);
    expect(changesOf(house, 'session-created')).toHaveLength(1);
  });
});

describe('two phones of one person', () => {
  test('that race for two objects under a limit of one start one', async () => {
    await open({ liveSessionsPerPerson: 1 });
    const [here, there] = [await offered('pod-1'), await offered('pod-2')];
    const outcomes = await Promise.all([ada.startWith(here), ada.startWith(there)]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.find(({ ok }) => !ok)).toEqual({ ok: false, error: { code: 'person.too-many-sessions', most: 1 } });
    expect(changesOf(house, 'session-created')).toHaveLength(1);
    await expectBooksHold(house, [ada]);
  });

  test('that take everything there is get as many as one may have, and an honest no for the rest', async () => {
    const objects = ['pod-1', 'pod-2', 'bike-1', 'bike-2', 'bike-3', 'table-7'];
    await open({ objects, liveSessionsPerPerson: 4 });
    const taps = await Promise.all(objects.map(offered));
    const outcomes = await Promise.all(taps.map((tap, at) => ada.startWith({ ...tap, key: `tap-${at}` })));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(4);
    const refusals = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.error]));
    expect(refusals).toEqual(refusals.map(() => ({ code: 'person.too-many-sessions', most: 4 })));
    expect(new Set(changesOf(house, 'hold-placed').map(({ hold }) => hold.holdId)).size).toBe(4);
  });

  test('may start again once one of theirs is over', async () => {
    await open({ liveSessionsPerPerson: 1 });
    const { sessionId } = must(await ada.start('pod-1'));
    await house.pass(3_000);
    expect(await ada.start('pod-2')).toMatchObject({ ok: false, error: { code: 'person.too-many-sessions' } });
    must(await ada.stop(sessionId));
    await house.pass(6_000);
    expect(must(await ada.start('pod-2')).status).toBe(201);
  });
});

test('a hundred taps at a wallet elsewhere are one hold there', async () => {
  const street = await openStreet('host');
  house = street.house;
  ada = street.ada;
  const tap = { ...(await street.offered()), key: 'tap' };
  const same = Array.from({ length: 50 }, () => ada.startWith(tap));
  const other = Array.from({ length: 50 }, (_, at) => ada.startWith({ ...tap, key: `tap-${at}` }));
  const answers = (await Promise.all([...same, ...other])).map(must);
  expect(new Set(answers.map(({ sessionId }) => sessionId)).size).toBe(1);
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(50);
  expect(new Set(answers.slice(0, 50).map(({ body }) => body)).size).toBe(1);
  await house.settle();
  const [hold] = changesOf(house, 'hold-placed');
  expect(changesOf(house, 'hold-placed')).toHaveLength(1);
  expect(street.stage.moneyOf(hold?.hold.holdId ?? '').heldMinor).toBe(5_900);
  await street.stage.close();
});
