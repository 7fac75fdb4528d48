// Events to the host app: at least once, whatever the receiver does and whenever we die; each under one id for ever (row 20, C1).
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS } from '#protocol';
import type { EventSink } from '../../gateway/ports/event-sink.ts';
import { createHttpSink } from '../../gateway/webhooks/http-sink.ts';
import { type EventReceiver, openEventReceiver } from '../support/event-receiver.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createStaff } from '../support/people.ts';
import { createPerson, must, type Person } from '../support/person.ts';

let receiver: EventReceiver;
let house: House;
let ada: Person;
beforeEach(async () => {
  receiver = await openEventReceiver();
  const sink: EventSink = createHttpSink({ url: receiver.url, secrets: [receiver.secretBytes], userAgent: 'unlatch' });
  house = await openHouse({ objects: ['room-101'], eventSink: sink });
  ada = await createPerson(house, 'ada');
  must(await ada.pair('room-101', house.pairingCode));
});
afterEach(async () => {
  await house.close();
  await receiver.close();
});

async function stay(): Promise<string> {
  const { sessionId } = must(await ada.start('room-101'));
  await house.pass(5 * MINUTE_MS, 15_000);
  must(await ada.stop(sessionId));
  await house.pass(30_000, 1_000);
  return sessionId;
}

type Told = {
  readonly id: string;
  readonly type: string;
  readonly sessionId: string;
  readonly data: { readonly [name: string]: unknown };
};
const told = (): readonly Told[] => receiver.received.all().map(({ body }) => JSON.parse(body) as Told);
const typesTold = (): readonly string[] => told().map(({ type }) => type);

describe('a session', () => {
  test('is told as it starts, as it ends, with its receipt, and with what was given back', async () => {
    const sessionId = await stay();
    must(await createStaff(house).refund(sessionId, 80n));
    await house.pass(2_000);
    expect([...typesTold()].sort()).toEqual(['receipt.issued', 'refund.given', 'session.ended', 'session.started']);
    expect(receiver.received.all().every(({ isSigned }) => isSigned)).toBe(true);
    expect(told().every((event) => event.sessionId === sessionId)).toBe(true);
  });

  test('C1 the sum of what was told is what the books say', async () => {
    const sessionId = await stay();
    must(await createStaff(house).refund(sessionId, 80n));
    await house.pass(2_000);
    const paid = told().find(({ type }) => type === 'receipt.issued')?.data.totalMinor as number;
    const given = told().find(({ type }) => type === 'refund.given')?.data.amountMinor as number;
    const rows = await house.store.books<{ sum: number }>(
      "SELECT sum(delta_minor) AS sum FROM postings WHERE account LIKE 'payable:%' OR account LIKE 'fee:%' OR account LIKE 'tax:%'",
    );
    expect(paid - given).toBe(Number(rows[0]?.sum));
  });
});

describe('a receiver', () => {
  test('row 20: that refuses, drops the line and comes back has everything in the end, each event under one id', async () => {
    receiver.next('refuse', 'hang-up', 'refuse', 'redirect', 'hang-up');
    await stay();
    await house.pass(30 * MINUTE_MS, 30_000);
    const ids = told().map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
    expect(ids.length).toBe(3 + 5);
    const bodies = new Map<string, Set<string>>();
    for (const { id, body } of receiver.received.all()) bodies.set(id, (bodies.get(id) ?? new Set()).add(body));
    expect([...bodies.values()].every(({ size }) => size === 1)).toBe(true);
  });

  test('that is away for two days is told when it is back, and asked ever less often meanwhile', async () => {
    await receiver.down();
    await stay();
    await house.pass(2 * DAY_MS, 10 * MINUTE_MS);
    const rows = await house.store.books<{ attempts: number }>('SELECT attempts FROM outbox_events');
    expect(rows).toHaveLength(3);
    for (const { attempts } of rows) {
      expect(attempts).toBeGreaterThan(8);
      expect(attempts).toBeLessThan(20);
    }
    await receiver.up();
    await house.pass(DAY_MS / 2, 10 * MINUTE_MS);
    expect([...typesTold()].sort()).toEqual(['receipt.issued', 'session.ended', 'session.started']);
  });

  test('row 20: hears of a session although the gateway died before it could tell (R18)', async () => {
    await receiver.down();
    const sessionId = await stay();
    await house.stopGateway();
    await receiver.up();
    await house.startGateway();
    // The fifth attempt of what was told in vain four times comes within 12.5 minutes of the fourth.
    await house.pass(20 * MINUTE_MS, 10_000);
    // At least once, and each under its one id.
    expect([...new Set(typesTold())].sort()).toEqual(['receipt.issued', 'session.ended', 'session.started']);
    expect(new Set(told().map(({ id }) => id)).size).toBe(3);
    expect((await ada.read(sessionId)).state).toBe('closed');
  });

  test('that has taken everything is told nothing more, and nothing stays due', async () => {
    await stay();
    await house.pass(MINUTE_MS, 5_000);
    const count = receiver.received.count();
    await house.pass(DAY_MS, 30 * MINUTE_MS);
    expect(receiver.received.count()).toBe(count);
    expect(await house.store.books("SELECT * FROM deadlines WHERE kind = 'deliver-event'")).toEqual([]);
  });
});

test('without a receiver nothing is due, and what happened stays recorded', async () => {
  await house.close();
  house = await openHouse({ objects: ['room-101'] });
  ada = await createPerson(house, 'ada');
  must(await ada.pair('room-101', house.pairingCode));
  await stay();
  expect(await house.store.books("SELECT * FROM deadlines WHERE kind = 'deliver-event'")).toEqual([]);
  expect(await house.store.books('SELECT kind FROM outbox_events ORDER BY kind')).toEqual([
    { kind: 'receipt.issued' },
    { kind: 'session.ended' },
    { kind: 'session.started' },
  ]);
});
