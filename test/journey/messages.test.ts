// Messages by mail: sent beside the webhook and never before or after it, at least once, to an address that its person confirmed.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, KIND_CATALOGUE, MINUTE_MS } from '#protocol';
import { createSmtpMailer } from '../../gateway/mail/smtp-mailer.ts';
import { createHttpSink } from '../../gateway/webhooks/http-sink.ts';
import { type EventReceiver, openEventReceiver } from '../support/event-receiver.ts';
import { type MailServer, openMailServer } from '../support/mail-server.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createStaff } from '../support/people.ts';
import { createPerson, must, type Person } from '../support/person.ts';
import { type ReadMail, readMail } from '../support/read-mail.ts';

let server: MailServer;
let receiver: EventReceiver;
let house: House;
let ada: Person;
beforeEach(async () => {
  server = await openMailServer();
  receiver = await openEventReceiver();
  const mailer = createSmtpMailer({
    server: { host: '127.0.0.1', port: server.port, tls: 'offered', auth: null, ca: null },
    from: { name: 'Unlatch', address: 'no-reply@go.example.com' },
    origin: () => 'https://go.example.com',
  });
  const eventSink = createHttpSink({ url: receiver.url, secrets: [receiver.secretBytes], userAgent: 'unlatch' });
  house = await openHouse({ objects: ['room-101'], eventSink, mailer, onError: () => {} });
  ada = await createPerson(house, 'ada');
  must(await ada.pair('room-101', house.pairingCode));
});
afterEach(async () => {
  await house.close();
  await receiver.close();
  await server.close();
});

const contact = () => house.core.steps.contact;
const mails = (): readonly ReadMail[] => server.taken.all().map(({ raw }) => readMail(raw));
const subjects = (): readonly (string | undefined)[] => mails().map(({ headers }) => headers.subject);
type Row = { readonly kind: string; readonly state: string; readonly attempts: number; readonly cause: string | null };
const rows = () => house.store.books<Row>('SELECT kind, state, attempts, cause FROM messages ORDER BY kind, message_id');

async function newestCode(): Promise<string> {
  await house.pass(1_000);
  const code = /^(\d{6}) /.exec(subjects().at(-1) ?? '')?.[1];
  if (code === undefined) throw new Error('no code came');
  return code;
}

async function confirmAddress(address = 'ada@example.com', sessionId: string | null = null): Promise<void> {
  must(await contact().askForContact({ personId: 'ada', address, language: 'en', from: '203.0.113.7' }));
  const code = await newestCode();
  must(await contact().confirmContact({ personId: 'ada', code, language: 'en', sessionId }));
}

async function stay(): Promise<string> {
  const { sessionId } = must(await ada.start('room-101'));
  await house.pass(5 * MINUTE_MS, 15_000);
  must(await ada.stop(sessionId));
  await house.pass(30_000, 1_000);
  return sessionId;
}

describe('a person who confirmed an address', () => {
  test('hears of the start with the way to Stop, of the receipt, and of money that came back', async () => {
    await confirmAddress();
    const sessionId = await stay();
    must(await createStaff(house).refund(sessionId, 80n));
    await house.pass(2_000);
    const [, started, receipt, refund] = mails();
    expect(subjects()).toHaveLength(4);
    expect(started?.text).toContain(`https://go.example.com/sessions/${sessionId}\n`);
    expect(receipt?.text).toContain(`https://go.example.com/sessions/${sessionId}/receipt\n`);
    const { totalMinor } = await ada.receipt(sessionId);
    expect(receipt?.headers.subject).toContain(`CN¥${(totalMinor / 100).toFixed(2)}`);
    expect(refund?.headers.subject).toBe('CN¥0.80 given back');
    expect(server.taken.all().every(({ to }) => to.join() === 'ada@example.com')).toBe(true);
    expect((await rows()).filter(({ kind }) => kind !== 'session-ends-soon').every(({ state }) => state === 'taken')).toBe(true);
  });

  test('is not warned of the end of a use that ended before', async () => {
    await confirmAddress();
    await stay();
    await house.pass(DAY_MS, HOUR_MS);
    expect((await rows()).filter(({ kind }) => kind === 'session-ends-soon')).toEqual([]);
    expect(subjects()).toHaveLength(3);
  });

  test('gets no more once the address is removed, and what waits is dropped', async () => {
    await confirmAddress();
    await server.down();
    await stay();
    must(await contact().removeContact({ personId: 'ada' }));
    await server.up();
    await house.pass(HOUR_MS, MINUTE_MS);
    expect(subjects()).toHaveLength(1);
    const told = (await rows()).filter(({ kind }) => kind !== 'session-ends-soon');
    expect(told.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      ...['confirm-address taken', 'receipt dropped', 'session-started dropped'],
    ]);
  });
});

describe('what is coming', () => {
  const told = (part: string) => mails().filter(({ headers }) => headers.subject?.includes(part));
  const types = (type: string) => receiver.received.all().filter(({ body }) => body.includes(`"type":"${type}"`));

  test('is told a quarter of an hour before the longest use ends: by mail and to the host app, once, whoever starts anew', async () => {
    await confirmAddress();
    const { sessionId } = must(await ada.start('room-101'));
    const longestMs = (KIND_CATALOGUE.find(({ kind }) => kind === 'hotel-room')?.longestSessionS ?? 0) * 1_000;
    const createdAtMs = (await house.store.session(sessionId))?.createdAtMs ?? 0;
    await house.pass(longestMs - 16 * MINUTE_MS, 100_000);
    expect(types('session.ends-soon')).toEqual([]);
    await house.pass(5 * MINUTE_MS, 30_000);
    expect(types('session.ends-soon')).toHaveLength(1);
    const { data } = JSON.parse(types('session.ends-soon')[0]?.body ?? '') as { data: unknown };
    expect(data).toEqual({ because: 'longest', endsAt: new Date(createdAtMs + longestMs).toISOString() });
    expect(told(': until ')).toHaveLength(1);
    expect(told(': until ')[0]?.text).toContain(`https://go.example.com/sessions/${sessionId}\n`);
    await house.stopGateway();
    await house.startGateway();
    await house.pass(3 * MINUTE_MS, 30_000);
    expect(types('session.ends-soon')).toHaveLength(1);
    expect(told(': until ')).toHaveLength(1);
  });

  test('of a session that is over nothing is told, and nobody looks at it any more', async () => {
    await confirmAddress();
    await stay();
    expect(await house.store.books("SELECT * FROM deadlines WHERE kind = 'warn-ahead'")).toEqual([]);
  });
});

test('nobody else gets mail: who gave no address, or one that was never confirmed', async () => {
  must(await contact().askForContact({ personId: 'ada', address: 'eve@example.com', language: 'en', from: '203.0.113.7' }));
  await house.pass(1_000);
  await stay();
  expect(subjects()).toHaveLength(1);
  expect(await rows()).toEqual([{ kind: 'confirm-address', state: 'taken', attempts: 1, cause: null }]);
});

test('a receipt is sent to an address that is given afterwards, once for each', async () => {
  const sessionId = await stay();
  await confirmAddress('ada@example.com', sessionId);
  await house.pass(1_000);
  expect(subjects().at(-1)).toMatch(/^Receipt: /);
  must(await contact().sendReceipt({ personId: 'ada', sessionId, from: '203.0.113.7' }));
  await house.pass(1_000);
  expect(subjects()).toHaveLength(2);
  const stranger = await contact().sendReceipt({ personId: 'bob', sessionId, from: '203.0.113.7' });
  expect(stranger).toMatchObject({ ok: false, error: { code: 'contact.missing' } });
});

test('presses fill no mailbox: three mails in a row to one address, by whomever', async () => {
  const ask = (personId: string, address: string) =>
    contact().askForContact({ personId, address, language: 'en', from: '203.0.113.7' });
  for (const personId of ['p1', 'p2', 'p3']) must(await ask(personId, 'Victim@example.com'));
  expect(await ask('p4', 'victim@example.com')).toMatchObject({ ok: false, error: { code: 'contact.too-often' } });
  for (const n of [1, 2, 3, 4]) must(await ask('p1', `a${n}@example.com`));
  expect(await ask('p1', 'a5@example.com')).toMatchObject({ ok: false, error: { code: 'contact.too-often' } });
});

describe('a mail server', () => {
  beforeEach(() => confirmAddress());

  test('that is away gets everything once when it is back, and is left alone meanwhile', async () => {
    await server.down();
    await stay();
    const before = server.connections();
    await house.pass(3 * HOUR_MS, MINUTE_MS);
    expect(receiver.received.all().length).toBe(3);
    const waiting = (await rows()).filter(({ kind }) => kind === 'receipt');
    expect(waiting).toMatchObject([{ state: 'waiting', cause: expect.stringMatching(/^E/) }]);
    expect(waiting[0]?.attempts).toBeLessThan(10);
    await server.up();
    await house.pass(7 * HOUR_MS, MINUTE_MS);
    expect(server.connections() - before).toBe(1);
    expect(subjects().filter((subject) => subject?.startsWith('Receipt'))).toHaveLength(1);
  });

  test('that greylists is asked again after a while', async () => {
    server.next('greylist', 'greylist');
    await stay();
    await house.pass(HOUR_MS, 30_000);
    expect(subjects().filter((subject) => subject?.startsWith('Receipt'))).toHaveLength(1);
  });

  test('that says no for good is not asked again; staff see it, and never the address', async () => {
    server.next('take', 'no-mailbox');
    await stay();
    const attempted = server.connections();
    await house.pass(DAY_MS, 10 * MINUTE_MS);
    expect(server.connections()).toBe(attempted);
    const operator = { operatorId: 'op-1', tenantId: 'demo', role: 'owner' } as const;
    const { mails: undelivered } = must(await house.core.steps.operator.listOpenMatters({ operator } as never));
    expect(undelivered).toMatchObject([{ kind: 'receipt', state: 'refused', cause: 'smtp-550', attempts: 1 }]);
    expect(JSON.stringify(undelivered)).not.toContain('@');
    expect(house.metrics['messages_undelivered:refused']).toBe(1);
  });

  test('that takes a mail and dies before its yes gets it again, under the same id', async () => {
    server.next('take', 'cut-after');
    await stay();
    await house.pass(30 * MINUTE_MS, 30_000);
    const receipts = mails().filter(({ headers }) => headers.subject?.startsWith('Receipt'));
    expect(receipts).toHaveLength(2);
    expect(new Set(receipts.map(({ headers }) => headers['message-id'])).size).toBe(1);
  });

  test('that never comes back is given up for after some days, in the log and for staff, and nothing stays due', async () => {
    await server.down();
    await stay();
    await house.pass(6 * DAY_MS, 30 * MINUTE_MS);
    expect((await rows()).filter(({ kind }) => kind === 'receipt')).toMatchObject([{ state: 'given-up' }]);
    expect(await house.store.books("SELECT * FROM deadlines WHERE kind LIKE 'deliver-%'")).toEqual([]);
  });
});

test('mail goes out while the webhook’s receiver is away, and what a gateway could not send the next one sends', async () => {
  await confirmAddress();
  await receiver.down();
  const { sessionId } = must(await ada.start('room-101'));
  await house.pass(MINUTE_MS, 5_000);
  expect(subjects()).toHaveLength(2);
  await server.down();
  must(await ada.stop(sessionId));
  await house.pass(30_000, 1_000);
  await house.stopGateway();
  await server.up();
  await house.startGateway();
  await house.pass(30 * MINUTE_MS, 15_000);
  expect(subjects().filter((subject) => subject?.startsWith('Receipt'))).toHaveLength(1);
});
