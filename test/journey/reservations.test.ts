// Reservations in the house: an object is kept while its offer is open, blinks, and knows by the answer or its button who stands there.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KIND_CATALOGUE } from '#protocol';
import { type House, openHouse } from '../support/one-process.ts';
import { createStaff, documentOf } from '../support/people.ts';
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
const wrongOf = ([first = 1, second = 1, third = 1]: readonly number[]): readonly number[] => [first, (second % 6) + 1, third];
/** The button, so often, two seconds apart; and as long as it takes until nobody else can have pressed. */
async function press(times: number): Promise<void> {
  for (let nth = 0; nth < times; nth += 1) {
    house.device(TABLE).runtime.act('press');
    await house.pass(2_000, 1_000);
  }
  await house.pass(3_000, 1_000);
}

describe('a table that is kept', () => {
  test('blinks what nobody elsewhere can know, and its Start rests on the right answer', async () => {
    const { ticket, reserved } = await reserve(ada);
    expect(must(reserved)).toMatchObject({ objectId: TABLE, blink: 'asked', groups: 3, untilMs: house.clock.nowMs() + 90_000 });
    expect(await startWith(ada, ticket)).toMatchObject({ ok: false, error: { code: 'presence.required', because: 'always' } });
    const [shown = []] = blinked;
    expect(shown).toHaveLength(3);
    expect(must(await tell(ada, ticket, shown))).toEqual({ by: 'blink', untilMs: house.clock.nowMs() + 180_000 });
    expect(await open(ada)).toMatchObject({
      offer: { availability: 'free', reservation: { isMine: true, isAsking: false } },
      presence: { isNeeded: false, shownBy: 'blink' },
    });
    must(await startWith(ada, ticket));
    const kept = await house.store.reservations({ objectId: TABLE }, 0);
    expect(kept.map(({ state }) => state)).toEqual(['started']);
    expect(house.metrics['presence_blinks:restaurant-table']).toBe(1);
    // Spent: the next Start asks again.
    expect((await house.store.presence('ada', TABLE, { nowMs: house.clock.nowMs(), sinceMs: 0 })).evidence).toEqual([]);
  });

  test('is shown as kept to somebody else, who can neither keep nor start it, until its time is over', async () => {
    await reserve(ada);
    expect(await open(eve)).toMatchObject({
      offer: { availability: 'reserved', reservation: { isMine: false, isAsking: false, untilMs: house.clock.nowMs() + 90_000 } },
    });
    await house.pass(30_000, 10_000);
    const { ticket, reserved } = await reserve(eve);
    expect(reserved).toEqual({ ok: false, error: { code: 'object.reserved', retryAfterS: 60 } });
    expect(await startWith(eve, ticket)).toEqual({ ok: false, error: { code: 'object.reserved', retryAfterS: 60 } });
    expect(blinked).toHaveLength(1);
    await house.pass(60_000, 10_000);
    expect((await open(eve)).offer.availability).toBe('free');
    expect(must((await reserve(eve)).reserved).blink).toBe('asked');
    const states = (await house.store.reservations({ objectId: TABLE }, 0)).map(({ personId, state }) => [personId, state]);
    expect(states).toEqual([
      ['eve', 'open'],
      ['ada', 'lapsed'],
    ]);
    expect(await tell(ada, ticket, blinked[0] ?? [])).toMatchObject({ ok: false, error: { code: 'ticket.invalid' } });
  });

  test('believes no wrong answer, and no answer of another showing or another person', async () => {
    const { ticket } = await reserve(ada);
    const [first = []] = blinked;
    expect(await tell(ada, ticket, wrongOf(first))).toEqual({ ok: false, error: { code: 'blink.wrong' } });
    expect(await tell(ada, ticket, first)).toEqual({ ok: false, error: { code: 'blink.not-asked' } });
    expect(must((await reserve(ada)).reserved).blink).toBe('too-soon');
    await house.pass(10_000, 5_000);
    expect(must((await reserve(ada)).reserved).blink).toBe('asked');
    const { ticket: evesTicket } = await open(eve);
    expect(await tell(eve, evesTicket, blinked[1] ?? [])).toEqual({ ok: false, error: { code: 'reservation.over' } });
    expect(must(await tell(ada, ticket, blinked[1] ?? [])).by).toBe('blink');
  });

  test('is started by as many presses of its button as its own page asks for, and that once', async () => {
    await press(2);
    const { ticket, reserved } = await reserve(ada);
    const { presses } = must(reserved).keeping;
    expect((await open(ada)).presence).toMatchObject({ isNeeded: true, keeping: { presses } });
    expect(await startWith(ada, ticket)).toMatchObject({ error: { code: 'presence.required' } });
    // QoS 1: the same press may arrive twice.
    house.device(TABLE).lose({
      up: ({ topic, bytes }) => {
        if (topic.endsWith('/button')) house.core.relay.receive(topic, Buffer.from(bytes));
        return false;
      },
    });
    await press(presses);
    expect((await open(ada)).presence).toMatchObject({ isNeeded: false, shownBy: 'button' });
    const { sessionId } = must(await startWith(ada, ticket));
    await house.pass(1_000);
    must(await ada.stop(sessionId));
    await house.pass(1_000);
    expect(await startWith(ada, (await open(ada)).ticket)).toMatchObject({ error: { code: 'presence.required' } });
  });

  test('is not started from afar by the presses of somebody in front of it', async () => {
    const { ticket, reserved } = await reserve(eve);
    const { presses } = must(reserved).keeping;
    expect((await open(ada)).presence.keeping).toBeUndefined();
    for (const times of [1, presses - 1, presses + 1]) {
      await press(times);
      expect(await startWith(eve, ticket), `${times}`).toMatchObject({ error: { code: 'presence.required' } });
    }
  });

  test('takes no press of an earlier boot, nor one from before it was kept', async () => {
    const event = (boot: string, upMs: number) => JSON.stringify({ v: 1, boot, seq: 900, upMs, data: {} });
    const { runtime } = house.device(TABLE);
    const boot = runtime.peek()?.boot ?? '';
    const pressedUpMs = runtime.upMs();
    await house.pass(3_000, 1_000);
    await reserve(ada);
    const say = async (text: string) => {
      house.core.relay.receive(`o2o/1/demo/${TABLE}/up/evt/button`, Buffer.from(text));
      await house.settle();
      return (await house.store.reservations({ objectId: TABLE }, 0))[0]?.presses;
    };
    expect(await say(event(boot, pressedUpMs))).toBe(0);
    expect(await say(event('1-0123456789abcdef', runtime.upMs()))).toBe(0);
    expect(await say(event(boot, runtime.upMs()))).toBe(1);
  });
});

describe('somebody who keeps it from a photo', () => {
  test('does not keep it from whoever the staff see there, and is told so by the same commit', async () => {
    must((await reserve(eve)).reserved);
    expect((await open(ada)).offer.availability).toBe('reserved');
    must(await createStaff(house).vouch(TABLE, { personId: 'ada' }));
    expect(await open(ada)).toMatchObject({ offer: { availability: 'free' }, presence: { isNeeded: false, shownBy: 'staff' } });
    const { ticket } = await open(ada);
    must(await startWith(ada, ticket));
    const kept = await house.store.reservations({ objectId: TABLE }, 0);
    expect(kept.map(({ personId, state }) => [personId, state])).toEqual([['eve', 'lapsed']]);
  });

  test('nor, of a kind whose Start asks for nothing, from whoever is seen at it', async () => {
    must((await reserve(eve, 'pod-1')).reserved);
    const { ticket } = await open(ada, 'pod-1');
    expect(await startWith(ada, ticket, 'pod-1')).toMatchObject({ error: { code: 'object.reserved' } });
    must(await createStaff(house).vouch('pod-1', { personId: 'ada' }));
    must(await startWith(ada, ticket, 'pod-1'));
  });

  test('keeps it from everybody once they have shown that they are there themselves', async () => {
    const { ticket } = await reserve(eve);
    must(await tell(eve, ticket, blinked[0] ?? []));
    must(await createStaff(house).vouch(TABLE, { personId: 'ada' }));
    expect(await startWith(ada, (await open(ada)).ticket)).toMatchObject({ error: { code: 'object.reserved' } });
  });

  test('is vouched for by nobody: the staff name a person, or the number that a page in front of them shows', async () => {
    const { reserved } = await reserve(eve);
    const { number } = must(reserved).keeping;
    const staff = createStaff(house);
    const another = String((Number(number) + 1) % 10_000).padStart(4, '0');
    expect(await staff.vouch(TABLE, { number: another })).toEqual({ ok: false, error: { code: 'presence.nobody' } });
    expect((await open(ada)).presence.keeping).toBeUndefined();
    expect(documentOf(must(await staff.vouch(TABLE, { number })))).toMatchObject({ personId: 'eve' });
    await house.pass(90_000, 30_000);
    expect(await staff.vouch(TABLE, { number })).toEqual({ ok: false, error: { code: 'presence.nobody' } });
  });

  test('keeps nothing without the money for a Start', async () => {
    const penniless = await createPerson(house, 'penniless', 0n);
    expect((await reserve(penniless)).reserved).toMatchObject({ error: { code: 'wallet.funds-insufficient' } });
    expect(blinked).toEqual([]);
  });

  test('keeps nothing by a label that was revoked since', async () => {
    const { ticket } = await open(eve);
    const steps = house.core.steps.operator;
    const of = {
      tenantId: 'demo',
      status: null,
      batchId: null,
      objectId: TABLE,
      isUnattached: false,
      afterTagId: null,
      limit: 9,
    };
    const [listed] = must(await steps.listLabels(of));
    const label = listed?.label.tagId ?? '';
    must(await steps.endLabel({ operatorId: 'op', tenantId: 'demo', label, as: 'revoked', reason: 'stolen' }));
    const asked = { ticket, personId: 'eve', binding: eve.binding, address: null };
    expect(await house.core.steps.reserveObject(asked)).toEqual({ ok: false, error: { code: 'code.replaced' } });
    expect(blinked).toEqual([]);
  });
});

describe('whoever keeps and never starts', () => {
  test('waits longer each time, while others and their own Start do not wait', async () => {
    const waits: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      must((await reserve(eve, 'pod-1')).reserved);
      await house.pass(90_000, 30_000);
      const { reserved } = await reserve(eve, 'pod-1');
      if (reserved.ok || !('retryAfterS' in reserved.error)) throw new Error('it was kept again at once');
      expect(reserved.error.code).toBe('reservation.cool-down');
      waits.push(reserved.error.retryAfterS);
      expect(must((await reserve(ada, 'pod-1')).reserved).reservationId).toMatch(/^rsv_/);
      await house.pass(Math.max(90, reserved.error.retryAfterS) * 1_000, 60_000);
    }
    expect(waits).toEqual([30, 60, 300, 900]);
    must(await startWith(eve, (await open(eve, 'pod-1')).ticket, 'pod-1'));
  });

  test('keeps one thing at a time', async () => {
    must((await reserve(eve, 'pod-1')).reserved);
    must((await reserve(eve)).reserved);
    expect((await open(ada, 'pod-1')).offer.availability).toBe('free');
    expect((await open(ada)).offer.availability).toBe('reserved');
  });

  test('two who want the same object at once: one keeps it', async () => {
    const both = await Promise.all([reserve(ada, 'pod-1'), reserve(eve, 'pod-1')]);
    expect(both.map(({ reserved }) => reserved.ok).sort()).toEqual([false, true]);
    expect(both.find(({ reserved }) => !reserved.ok)?.reserved).toMatchObject({ error: { code: 'object.reserved' } });
  });
});

test('wrong numbers from one address, under many names, lock that address and not whoever is there', async () => {
  const codes: string[] = [];
  for (let nth = 0; nth < 9; nth += 1) {
    const person = await createPerson(house, `guess-${nth}`);
    const { ticket } = await reserve(person);
    const told = await tell(person, ticket, wrongOf(blinked.at(-1) ?? []), '203.0.113.9');
    codes.push(told.ok ? 'ok' : told.error.code);
    await house.pass(90_000, 90_000);
  }
  expect(codes).toEqual([...Array<string>(8).fill('blink.wrong'), 'limit.reached']);
  const { ticket } = await reserve(ada);
  expect(must(await tell(ada, ticket, blinked.at(-1) ?? [], '198.51.100.7')).by).toBe('blink');
});

test('who kept what, and showed what, is deleted in time although nobody comes again', async () => {
  const { ticket } = await reserve(ada);
  must(await tell(ada, ticket, blinked[0] ?? []));
  must(await startWith(ada, ticket));
  must(await createStaff(house).vouch('pod-1', { personId: 'eve' }));
  must(await startWith(eve, (await open(eve, 'bike-1')).ticket, 'bike-1'));
  const left = async (): Promise<readonly number[]> => {
    await house.core.forgetOld();
    const tables = ['presence_evidence', 'reservations', 'starts_without_presence'];
    const counted = tables.map((table) => house.store.books<{ n: number }>(`SELECT count(*) AS n FROM ${table}`));
    return (await Promise.all(counted)).map(([row]) => Number(row?.n));
  };
  expect(await left()).toEqual([2, 1, 1]);
  await house.pass(10 * 60_000, 60_000);
  expect(await left()).toEqual([0, 1, 1]);
  await house.pass(48 * 3_600_000, 3_600_000);
  expect(await left()).toEqual([0, 0, 0]);
});

describe('an object in use, or away', () => {
  test('is kept for nobody, and does not blink', async () => {
    const { ticket } = await open(ada, 'pod-1');
    must(await startWith(ada, ticket, 'pod-1'));
    expect((await reserve(eve, 'pod-1')).reserved).toEqual({ ok: false, error: { code: 'object.busy' } });
    house.device('bike-1').wire.disconnect();
    await house.settle();
    expect((await reserve(eve, 'bike-1')).reserved).toMatchObject({ ok: false, error: { code: 'device.offline' } });
    expect(blinked).toEqual([]);
  });
});

test('a phone far from the place is told so, is counted for its label, and starts all the same', async () => {
  const say = (key: string, tenantId: string, position: { latitudeE6: number; longitudeE6: number; radiusM: number } | null) =>
    house.core.steps.operator.positionPlace({
      ...{ personId: 'op-1', route: 'position', key, bodyHash: key, operator: { operatorId: 'op-1', tenantId } },
      ...{ objectId: 'pod-1', position, reason: 'measured' },
    });
  const pudong = { latitudeE6: 31_150_500, longitudeE6: 121_801_900, radiusM: 100 };
  expect(await say('k1', 'another', pudong)).toEqual({ ok: false, error: { code: 'object.unknown' } });
  must(await say('k2', 'demo', pudong));
  const audited = house.changes.flatMap((change) => (change.change === 'audited' ? [change.row] : []));
  expect(audited.at(-1)).toMatchObject({ what: 'place-positioned', facts: { objectId: 'pod-1', ...pudong, reason: 'measured' } });
  const { ticket, offer } = await open(ada, 'pod-1');
  expect(offer.hasPosition).toBe(true);
  const compare = async (position: { latitude: number; longitude: number; accuracyM: number } | null) =>
    must(await house.core.steps.compareWhereabouts({ ticket, personId: 'ada', binding: ada.binding, position })).whereabouts;
  const commits = house.store.statistics().commits;
  expect(await compare({ latitude: 31.1506, longitude: 121.8018, accuracyM: 15 })).toBe('near');
  expect(await compare({ latitude: 31.1979, longitude: 121.3363, accuracyM: 15 })).toBe('elsewhere');
  expect(await compare(null)).toBe('unknown');
  expect(house.store.statistics().commits).toBe(commits);
  must(await say('k3', 'demo', null));
  expect((await open(ada, 'pod-1')).offer.hasPosition).toBeUndefined();
  must(await startWith(ada, ticket, 'pod-1'));
});
