// Delivery over the embedded broker: nothing is lost, nothing waits, nothing is kept for later.
import diagnostics from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { Aedes, type AedesOptions } from 'aedes';
import { afterEach, describe, expect, test } from 'vitest';
import { deviceFilters, downTopic } from '#protocol';
import { forgetDuplicates } from '../../../gateway/mqtt/broker.ts';
import { type DeliveryReport, probeDelivery } from '../../../gateway/mqtt/delivery-probe.ts';
import { BrokerStartError } from '../../../gateway/mqtt/listen.ts';
import { addressOf, HOST, openStage, type Stage } from './stage.ts';

let stage: Stage | null = null;
afterEach(async () => {
  await stage?.close();
  stage = null;
});

/** The library alone behind a plain server, as its own documentation starts it. */
async function probeLibrary(options: AedesOptions): Promise<DeliveryReport> {
  const aedes = await Aedes.createBroker(options);
  const server = createServer(aedes.handle).listen(0, HOST);
  await once(server, 'listening');
  const bound = server.address();
  const address = addressOf('probe');
  try {
    return await probeDelivery(
      {
        host: HOST,
        port: typeof bound === 'object' && bound ? bound.port : 0,
        deviceId: address.device,
        password: 'any',
        filter: deviceFilters(address).subscribe,
        topic: downTopic(address, { leaf: 'system' }),
        publish: (topic, payload, qos) =>
          new Promise((resolve) => {
            aedes.publish({ cmd: 'publish', topic, payload, qos, retain: false, dup: false }, () => resolve());
          }),
      },
      new AbortController().signal,
    );
  } finally {
    await new Promise<void>((resolve) => aedes.close(resolve));
    server.close();
  }
}

describe('wire 3.1: QoS 1 messages with QoS 0 between them (aedes issues 994, 955, 533)', () => {
  test('the library alone loses some: the guard is still needed', async () => {
    const report = await probeLibrary({});
    expect(report.sent).toBe(50);
    expect(report.received).toBeLessThan(report.sent);
  });

  test('the library with a client that forgets duplicates loses none', async () => {
    const report = await probeLibrary({
      preConnect(client, _packet, done) {
        forgetDuplicates(client);
        done(null, true);
      },
    });
    expect(report).toEqual({ sent: 50, received: 50 });
  });

  test('the broker does not start on a library that loses messages, and says so in a code', async () => {
    const library = (options: AedesOptions) =>
      Aedes.createBroker({ ...options, preConnect: (_client, _packet, done) => done(null, true) });
    const refusal = await openStage([], { library }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(BrokerStartError);
    expect(refusal).toMatchObject({ code: 'broker.self-test-failed', refusal: { sent: 50 } });
    expect((refusal as BrokerStartError).refusal).not.toMatchObject({ received: 50 });
  });

  test('the broker does not start on a library that refuses its own client', async () => {
    const library = (options: AedesOptions) =>
      Aedes.createBroker({ ...options, authenticate: (_client, _name, _password, done) => done(null, false) });
    await expect(openStage([], { library })).rejects.toMatchObject({ code: 'broker.self-test-failed' });
  });
});

describe('starting', () => {
  test('a taken port is told by a code with its number', async () => {
    stage = await openStage([]);
    const { port } = stage.broker;
    await expect(openStage([], { port })).rejects.toMatchObject({ code: 'port.taken', port });
  });

  test('every server socket sends at once (TCP_NODELAY)', async () => {
    const sockets: Socket[] = [];
    const note = (message: unknown): void => {
      sockets.push((message as { socket: Socket }).socket);
    };
    diagnostics.subscribe('net.server.socket', note);
    try {
      stage = await openStage(['bike-1']);
      await stage.connect('bike-1');
    } finally {
      diagnostics.unsubscribe('net.server.socket', note);
    }
    // The self-test's socket and the device's.
    expect(sockets).toHaveLength(2);
    for (const socket of sockets) {
      const flag = Object.getOwnPropertySymbols(socket).find(({ description }) => description === 'kSetNoDelay');
      expect(flag && Reflect.get(socket, flag)).toBe(true);
    }
  });
});

describe('sending to a device', () => {
  const address = addressOf('bike-1');
  const topic = downTopic(address, { leaf: 'system' });

  test('reaches the device that listens, as QoS 1 and not retained', async () => {
    stage = await openStage(['bike-1']);
    const { client, got } = await stage.attend('bike-1');
    const arrival = once(client as unknown as NodeJS.EventEmitter, 'message');
    expect(stage.broker.sendTo(address, topic, 'hello')).toBe(true);
    const [, , packet] = await arrival;
    expect(packet).toMatchObject({ qos: 1, retain: false });
    expect(got).toEqual([{ topic, text: 'hello' }]);
  });

  test('says no when the device is away, not subscribed, unsubscribed or of another tenant', async () => {
    stage = await openStage(['bike-1']);
    const { broker } = stage;
    expect(broker.sendTo(address, topic, 'x')).toBe(false);
    const client = await stage.connect('bike-1');
    expect(broker.sendTo(address, topic, 'x')).toBe(false);
    const filter = deviceFilters(address).subscribe;
    await client.subscribeAsync(filter, { qos: 1 });
    expect(broker.sendTo(address, topic, 'x')).toBe(true);
    expect(broker.sendTo({ tenant: 'other', device: 'bike-1' }, topic, 'x')).toBe(false);
    await client.unsubscribeAsync(filter);
    expect(broker.sendTo(address, topic, 'x')).toBe(false);
  });

  test('keeps nothing for a device that is away, not even for one that asks for a kept session', async () => {
    const libraries: Aedes[] = [];
    stage = await openStage(['bike-1'], {
      library: async (options) => {
        const aedes = await Aedes.createBroker(options);
        libraries.push(aedes);
        return aedes;
      },
    });
    const { broker } = stage;
    const first = await stage.attend('bike-1', { clean: false });
    await first.client.endAsync();
    await stage.until(() => broker.connectedDevices() === 0);
    expect(broker.sendTo(address, topic, 'yesterday')).toBe(false);
    // Past our own check, straight into the library: its queue must not take it either.
    await new Promise<void>((resolve) => {
      libraries[0]?.publish({ cmd: 'publish', topic, payload: Buffer.from('yesterday'), qos: 1, retain: false, dup: false }, () =>
        resolve(),
      );
    });
    const second = await stage.attend('bike-1', { clean: false });
    expect(broker.sendTo(address, topic, 'today')).toBe(true);
    await stage.until(() => second.got.length > 0);
    expect(second.got.map(({ text }) => text)).toEqual(['today']);
    expect(first.got).toEqual([]);
  });

  test('many messages arrive once each and in order', async () => {
    stage = await openStage(['bike-1']);
    const { got } = await stage.attend('bike-1');
    const texts = Array.from({ length: 200 }, (_, n) => `message ${n}`);
    for (const text of texts) stage.broker.sendTo(address, topic, text);
    await stage.until(() => got.length >= texts.length);
    expect(got.map(({ text }) => text)).toEqual(texts);
  });
});
