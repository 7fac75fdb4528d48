// HTTP sink against a real receiver: what counts as taken, what does not, and a signature that the receiver works out for itself.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHttpSink } from '../../../gateway/webhooks/http-sink.ts';
import { parseWebhookSecret, signWebhook } from '../../../gateway/webhooks/signature.ts';
import { type EventReceiver, openEventReceiver } from '../../support/event-receiver.ts';
import { outboxEvent } from '../../support/money-records.ts';

let receiver: EventReceiver;
beforeAll(async () => {
  receiver = await openEventReceiver();
});
afterAll(() => receiver.close());

const NOW_MS = Date.UTC(2026, 10, 21, 8);
const sink = (secrets: readonly Uint8Array[] = [receiver.secretBytes], url = receiver.url) =>
  createHttpSink({ url, secrets, userAgent: 'unlatch' });
const send = (made = sink(), signal = AbortSignal.timeout(4_000)) => made.send(outboxEvent(), { signal, nowMs: NOW_MS });

describe('an event', () => {
  test('arrives signed, with its id and its very bytes', async () => {
    const before = receiver.received.count();
    expect(await send()).toEqual({ outcome: 'taken' });
    const [event] = receiver.received.all().slice(before);
    expect(event).toEqual({ id: outboxEvent().eventId, body: outboxEvent().body, isSigned: true, timestamp: NOW_MS / 1_000 });
  });

  test.each([
    ['refuse', { outcome: 'refused', status: 500 }],
    ['redirect', { outcome: 'refused', status: 307 }],
    ['hang-up', { outcome: 'unreachable', cause: expect.any(String) }],
  ] as const)('that meets %s was not taken', async (manner, outcome) => {
    receiver.next(manner);
    expect(await send()).toEqual(outcome);
  });

  test('that nobody answers is given up when its time is over', async () => {
    receiver.next('silent');
    expect(await send(sink(), AbortSignal.timeout(30))).toEqual({ outcome: 'unreachable', cause: 'TimeoutError' });
  });

  test('that nobody listens for was not taken', async () => {
    await receiver.down();
    expect(await send()).toMatchObject({ outcome: 'unreachable', cause: 'ECONNREFUSED' });
    await receiver.up();
    expect(await send()).toEqual({ outcome: 'taken' });
  });
});

describe('a secret', () => {
  test('that is being changed signs together with the former one', async () => {
    const before = receiver.received.count();
    await send(sink([new Uint8Array(32).fill(7), receiver.secretBytes]));
    await send(sink([new Uint8Array(32).fill(7)]));
    expect(
      receiver.received
        .all()
        .slice(before)
        .map(({ isSigned }) => isSigned),
    ).toEqual([true, false]);
  });

  test('signs what the standard’s own example signs', () => {
    const secret = parseWebhookSecret('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    if (!secret) throw new Error('the example is a secret');
    const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}', nowMs: 1_614_265_330_000 };
    expect(signWebhook([secret], message)['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  test.each([
    ['', 'nothing'],
    ['MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'no prefix'],
    ['whsec_', 'no bytes'],
    ['whsec_c2hvcnQ=', 'too short'],
    [`whsec_${Buffer.alloc(65).toString('base64')}`, 'too long'],
    ['whsec_not base64!', 'not base64'],
  ])('%j is none: %s', (text) => {
    expect(parseWebhookSecret(text)).toBeNull();
  });
});
