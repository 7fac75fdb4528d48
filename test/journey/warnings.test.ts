// Warnings: money that gets short is told while something can be done about it - by mail and to the host app, once, in the person's words.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MINUTE_MS } from '#protocol';
import { createSmtpMailer } from '../../gateway/mail/smtp-mailer.ts';
import { createHttpSink } from '../../gateway/webhooks/http-sink.ts';
import { type EventReceiver, openEventReceiver } from '../support/event-receiver.ts';
import { type MailServer, openMailServer } from '../support/mail-server.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must } from '../support/person.ts';
import { withHoldRule } from '../support/raised-tariff.ts';
import { type ReadMail, readMail } from '../support/read-mail.ts';

/** 0.80 a minute, of which 4.00 at a time are held. */
const room = withHoldRule('day-room', { atStartMinor: 400n, stepMinor: 400n, mostMinor: 8_000n });

let server: MailServer;
let receiver: EventReceiver;
let house: House;
beforeEach(async () => {
  server = await openMailServer();
  receiver = await openEventReceiver();
  const mailer = createSmtpMailer({
    server: { host: '127.0.0.1', port: server.port, tls: 'offered', auth: null, ca: null },
    from: { name: 'Unlatch', address: 'no-reply@go.example.com' },
    origin: () => 'https://go.example.com',
  });
  const eventSink = createHttpSink({ url: receiver.url, secrets: [receiver.secretBytes], userAgent: 'unlatch' });
  house = await openHouse({ objects: ['room-101'], persons: false, venue: room, eventSink, mailer });
});
afterEach(async () => {
  await house.close();
  await receiver.close();
  await server.close();
});

const mails = (): readonly ReadMail[] => server.taken.all().map(({ raw }) => readMail(raw));
const moneyMails = () => mails().filter(({ headers }) => headers.subject?.includes('Das Geld reicht bis etwa'));
type Told = { readonly type: string; readonly data: { readonly [name: string]: unknown } };
const told = () => receiver.received.all().map(({ body }) => JSON.parse(body) as Told);
const moneyTold = () => told().filter(({ type }) => type === 'session.money-low');

async function beginWith(walletMinor: bigint): Promise<string> {
  const ada = await createPerson(house, 'ada', walletMinor);
  const { contact } = house.core.steps;
  must(await contact.askForContact({ personId: 'ada', address: 'ada@example.com', language: 'de', from: '203.0.113.7' }));
  await house.pass(1_000);
  const code = /^(\d{6}) /.exec(mails().at(-1)?.headers.subject ?? '')?.[1] ?? '';
  must(await contact.confirmContact({ personId: 'ada', code, language: 'de', sessionId: null }));
  must(await ada.pair('room-101', house.pairingCode));
  const { sessionId } = must(await ada.start('room-101'));
  await house.pass(1_000);
  return sessionId;
}

test('from 80 % of what the wallet can give on, once, with the way to the page, and not again after a new start', async () => {
  const sessionId = await beginWith(2_000n);
  await house.pass(18 * MINUTE_MS, 5_000);
  expect([moneyTold(), moneyMails()]).toEqual([[], []]);
  await house.pass(3 * MINUTE_MS, 5_000);
  const data = moneyTold()[0]?.data ?? {};
  expect(data).toMatchObject({ reachMinor: 2_000, currency: 'CNY' });
  const leftMs = Date.parse(String(data.runsOutAt)) - house.clock.nowMs();
  expect(leftMs).toBeGreaterThan(0);
  expect(leftMs).toBeLessThan(6 * MINUTE_MS);
  expect(moneyMails()).toHaveLength(1);
  expect(moneyMails()[0]?.text).toContain(`https://go.example.com/sessions/${sessionId}\n`);
  await house.stopGateway();
  await house.startGateway();
  await house.pass(90_000, 5_000);
  expect([moneyTold().length, moneyMails().length]).toEqual([1, 1]);
});

test('nobody is told of money that lasts', async () => {
  await beginWith(50_000n);
  await house.pass(40 * MINUTE_MS, 20_000);
  expect([moneyTold(), moneyMails()]).toEqual([[], []]);
});
