// Traffic through the embedded broker: what a device may say and hear, and how the rest is set aside without harm.
import fc from 'fast-check';
import mqttPacket from 'mqtt-packet';
import { afterEach, describe, expect, test } from 'vitest';
import { upTopic } from '#protocol';
import { addressOf, connectPacket, goneOf, openStage, type Stage } from './stage.ts';

let stage: Stage | null = null;
afterEach(async () => {
  await stage?.close();
  stage = null;
});

const own = (leaf: 'state' | 'online' | 'journal', device = 'bike-1'): string => upTopic(addressOf(device), { leaf });

describe('subscriptions', () => {
  test.each([
    '#',
    '+/#',
    '$SYS/#',
    '$share/o2o/o2o/1/+/+/up/#',
    '$share/g/o2o/1/acme/bike-1/dn/#',
    'o2o/1/acme/+/dn/#',
    'o2o/1/acme/bike-2/dn/#',
    'o2o/1/acme/bike-1/dn/cmd/#',
    'o2o/1/acme/bike-1/#',
    'quarantine/bike-1',
  ])('%s is refused and the connection lives', async (filter) => {
    stage = await openStage(['bike-1']);
    const { client, got } = await stage.attend('bike-1');
    await expect(client.subscribeAsync(filter, { qos: 1 })).rejects.toThrow();
    expect(stage.count('mqtt_connections_refused subscription')).toBe(1);
    // The device's own answer is the last thing to arrive: whatever the filter could have caught came before it.
    await client.publishAsync(own('state'), 'mine', { qos: 1 });
    stage.broker.sendTo(addressOf('bike-1'), 'o2o/1/acme/bike-1/dn/sys', 'end');
    await stage.until(() => got.some(({ text }) => text === 'end'));
    expect(got.map(({ text }) => text)).toEqual(['end']);
  });

  test('a device that asks again and again for what it may not have is sent away', async () => {
    stage = await openStage(['bike-1'], { limits: { strikesBeforeKick: 3 } });
    const client = await stage.connect('bike-1');
    const gone = goneOf(client);
    for (let n = 0; n < 3; n += 1) void client.subscribeAsync('#').catch(() => undefined);
    await gone;
    expect(stage.broker.connectedDevices()).toBe(0);
  });
});

describe('publishing', () => {
  test.each([
    ['a neighbour', 'o2o/1/acme/bike-2/up/ses'],
    ['a command to a neighbour', 'o2o/1/acme/bike-2/dn/cmd/gw/c1'],
    ['a command to itself', 'o2o/1/acme/bike-1/dn/cmd/gw/c1'],
    ['another tenant', 'o2o/1/other/bike-1/up/ses'],
    ['the gateway', 'o2o/1/gw/gw_1/alive'],
    ['the system', '$SYS/broker/heartbeat'],
    ['elsewhere', 'house/door'],
    ['a look-alike', 'o2o/1/acme/bike-1/upper'],
  ])('as %s is set aside, acknowledged, and the connection lives', async (_who, topic) => {
    stage = await openStage(['bike-1', 'bike-2']);
    const neighbour = await stage.attend('bike-2');
    const { client, got } = await stage.attend('bike-1');
    await client.publishAsync(topic, 'pay me', { qos: 1, retain: true });
    expect(stage.setAside).toEqual([{ deviceId: 'bike-1', reason: 'topic.foreign', text: 'pay me' }]);
    expect(stage.count('device_messages_quarantined topic.foreign')).toBe(1);
    await client.publishAsync(own('state'), 'fine', { qos: 1 });
    expect(stage.received).toEqual([{ topic: own('state'), text: 'fine' }]);
    expect([...got, ...neighbour.got]).toEqual([]);
    expect(client.connected).toBe(true);
  });

  test('more than 4 KB is set aside with its first bytes', async () => {
    stage = await openStage(['bike-1']);
    const client = await stage.connect('bike-1');
    await client.publishAsync(own('journal'), 'x'.repeat(4_097), { qos: 1 });
    expect(stage.setAside).toEqual([{ deviceId: 'bike-1', reason: 'payload.too-large', text: 'x'.repeat(512) }]);
    await client.publishAsync(own('journal'), 'y'.repeat(4_096), { qos: 1 });
    expect(stage.received.map(({ text }) => text.length)).toEqual([4_096]);
  });

  test('only presence is retained', async () => {
    const { Aedes } = await import('aedes');
    const retained: string[] = [];
    stage = await openStage(['bike-1'], {
      library: async (options) => {
        const aedes = await Aedes.createBroker(options);
        aedes.on('publish', (packet) => {
          if (packet.retain) retained.push(packet.topic);
        });
        return aedes;
      },
    });
    const client = await stage.connect('bike-1');
    for (const leaf of ['state', 'journal', 'online'] as const) {
      await client.publishAsync(own(leaf), '{}', { qos: 1, retain: true });
    }
    await stage.until(() => stage?.received.length === 3);
    expect(retained).toEqual([own('online')]);
  });

  test('QoS 0 and QoS 2 arrive too', async () => {
    stage = await openStage(['bike-1']);
    const client = await stage.connect('bike-1');
    await client.publishAsync(own('state'), 'zero', { qos: 0 });
    await client.publishAsync(own('state'), 'two', { qos: 2 });
    await stage.until(() => stage?.received.length === 2);
    expect(stage.received.map(({ text }) => text)).toEqual(['zero', 'two']);
  });
});

describe('a flood', () => {
  test('is set aside beyond the burst, ends in a kick, and does not stop another device', async () => {
    stage = await openStage(['bike-1', 'bike-2'], {
      limits: { messageBurst: 20, messagesPerS: 1, strikesBeforeKick: 10 },
    });
    const flooding = await stage.connect('bike-1');
    const quiet = await stage.connect('bike-2');
    const gone = goneOf(flooding);
    for (let n = 0; n < 2_000; n += 1) flooding.publish(own('state'), `flood ${n}`, { qos: 0 });
    for (let n = 0; n < 20; n += 1) await quiet.publishAsync(own('journal', 'bike-2'), `use ${n}`, { qos: 1 });
    await gone;
    const from = (device: string) => stage?.received.filter(({ topic }) => topic.includes(device)).map(({ text }) => text);
    expect(from('bike-2')).toEqual(Array.from({ length: 20 }, (_, n) => `use ${n}`));
    expect(from('bike-1')).toEqual(Array.from({ length: 20 }, (_, n) => `flood ${n}`));
    expect(stage.setAside).toHaveLength(10);
    expect(new Set(stage.setAside.map(({ reason }) => reason))).toEqual(new Set(['rate.exceeded']));
  });

  test('does not silence the will of the device that is sent away', async () => {
    stage = await openStage(['bike-1'], { limits: { messageBurst: 1, messagesPerS: 1, strikesBeforeKick: 2 } });
    const farewell = '{"v":1,"on":false,"conn":"c1"}';
    const client = await stage.connect('bike-1', {
      will: { topic: own('online'), payload: Buffer.from(farewell), qos: 1, retain: true },
    });
    for (let n = 0; n < 10; n += 1) client.publish(own('state'), `flood ${n}`, { qos: 0 });
    await stage.until(() => stage?.received.some(({ text }) => text === farewell) ?? false);
    expect(stage.setAside).toHaveLength(2);
  });

  test('a device gets its right to speak back with time', async () => {
    stage = await openStage(['bike-1'], { limits: { messageBurst: 2, messagesPerS: 1 } });
    const client = await stage.connect('bike-1');
    for (const text of ['a', 'b', 'c']) await client.publishAsync(own('state'), text, { qos: 1 });
    stage.clock.advance(1_000);
    await client.publishAsync(own('state'), 'd', { qos: 1 });
    expect(stage.received.map(({ text }) => text)).toEqual(['a', 'b', 'd']);
    expect(stage.setAside.map(({ text }) => text)).toEqual(['c']);
  });
});

describe('garbage', () => {
  const packets: readonly Buffer[] = [
    connectPacket(),
    mqttPacket.generate({ cmd: 'publish', topic: own('state'), payload: '{}', qos: 1, messageId: 7, retain: false, dup: false }),
    mqttPacket.generate({ cmd: 'subscribe', messageId: 8, subscriptions: [{ topic: 'a/b', qos: 1 }] }),
    mqttPacket.generate({ cmd: 'unsubscribe', messageId: 9, unsubscriptions: ['a/b'] }),
    mqttPacket.generate({ cmd: 'puback', messageId: 1 }),
    mqttPacket.generate({ cmd: 'pubrel', messageId: 1 }),
    mqttPacket.generate({ cmd: 'pingreq' }),
  ];
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 64 }),
    // A true packet with one byte changed.
    fc.tuple(fc.constantFrom(...packets), fc.nat(), fc.nat(255)).map(([packet, at, value]) => {
      const changed = Buffer.from(packet);
      changed[at % changed.length] = value;
      return changed;
    }),
    // A true type and length over nonsense.
    fc
      .tuple(fc.constantFrom(0x10, 0x30, 0x32, 0x34, 0x40, 0x62, 0x82, 0xa2, 0xc0, 0xe0), fc.uint8Array({ maxLength: 60 }))
      .map(([type, body]) => Buffer.from([type, body.length, ...body])),
  );

  test('from strangers and from devices that are in never stops the broker', async () => {
    stage = await openStage(['bike-1', 'bike-2']);
    const open = stage;
    const healthy = await open.attend('bike-2');
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.array(bytes, { minLength: 1, maxLength: 5 }), async (isIn, garbage) => {
        const { socket, closed } = await open.dial();
        if (isIn) socket.write(connectPacket());
        for (const each of garbage) socket.write(each);
        socket.end();
        await closed;
        // Suspensions and back-off would hide what comes after.
        open.clock.advance(120_000);
      }),
      { numRuns: 300 },
    );
    const before = open.received.filter(({ topic }) => topic === own('state', 'bike-2')).length;
    await healthy.client.publishAsync(own('state', 'bike-2'), 'well', { qos: 1 });
    expect(open.received.filter(({ topic }) => topic === own('state', 'bike-2'))).toHaveLength(before + 1);
    expect(open.received.every(({ topic }) => /^o2o\/1\/acme\/bike-[12]\/up\//.test(topic))).toBe(true);
    expect(open.broker.sendTo(addressOf('bike-2'), 'o2o/1/acme/bike-2/dn/sys', 'well')).toBe(true);
    await open.until(() => healthy.got.length > 0);
  });
});
