// Bad input on the broker's sockets: each kind is refused, counted under a name, and felt by no other device.
import { Aedes } from 'aedes';
import mqttPacket, { type IConnectPacket, type QoS } from 'mqtt-packet';
import { afterEach, describe, expect, test } from 'vitest';
import { deviceFilters, parseTopic, upTopic } from '#protocol';
import { addressOf, connectPacket, openStage, type Received, type Stage } from './stage.ts';

let stage: Stage | null = null;
afterEach(async () => {
  await stage?.close();
  stage = null;
});

const own = (leaf: 'online' | 'state' | 'journal', device = 'bike-1'): string => upTopic(addressOf(device), { leaf });
const ownFilter = deviceFilters(addressOf('bike-1')).subscribe;
const BELOW_OWN = 'o2o/1/acme/bike-1/up';
const connack = (returnCode: number): Buffer => Buffer.from([0x20, 2, 0, returnCode]);
const PING = mqttPacket.generate({ cmd: 'pingreq' });
/** A length of 209,715,200. */
const LENGTH_200_MB = [0x80, 0x80, 0x80, 0x64];

function publish(topic: string, qos: QoS = 0, more: { messageId?: number; retain?: boolean } = {}): Buffer {
  return mqttPacket.generate({ cmd: 'publish', topic, payload: '{}', qos, retain: false, dup: false, messageId: 1, ...more });
}

const twoBytes = (n: number): Buffer => Buffer.from([n >> 8, n & 0xff]);
const field = (bytes: Buffer): Buffer => Buffer.concat([twoBytes(bytes.length), bytes]);

/** By hand, for what the packet library would not write. */
function frame(type: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  for (let rest = body.length; rest > 0 || length.length === 0; rest = rest >> 7) {
    length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
  }
  return Buffer.concat([Buffer.from([type, ...length]), body]);
}

function subscribeTo(filters: readonly string[]): Buffer {
  return frame(0x82, twoBytes(7), ...filters.flatMap((filter) => [field(Buffer.from(filter)), Buffer.from([1])]));
}

/** Connected as bike-1, by hand. */
async function enter(open: Stage) {
  const dialled = await open.dial();
  dialled.socket.write(connectPacket());
  await open.until(() => dialled.bytes().length > 0);
  expect(dialled.bytes()).toEqual(connack(0));
  return dialled;
}

/** The neighbour is as well as ever: what it says arrives, and it hears what it is told. */
async function expectWell(open: Stage, neighbour: Awaited<ReturnType<Stage['attend']>>): Promise<void> {
  const heard = neighbour.got.length;
  await neighbour.client.publishAsync(own('state', 'bike-2'), 'well', { qos: 1 });
  expect(open.received.at(-1)).toEqual({ topic: own('state', 'bike-2'), text: 'well' });
  expect(open.broker.sendTo(addressOf('bike-2'), 'o2o/1/acme/bike-2/dn/sys', 'you')).toBe(true);
  await open.until(() => neighbour.got.length > heard);
}

const saidBy = (open: Stage, device: string): readonly Received[] =>
  open.received.filter(({ topic }) => topic.includes(`/${device}/`));

describe('before a CONNECT is through', () => {
  test('slowloris: a crowd whose bytes trickle is closed when its time is up, and a device gets in meanwhile', async () => {
    stage = await openStage(['bike-1', 'bike-2'], { limits: { connectTimeoutMs: 300 } });
    const open = stage;
    const crowd = await Promise.all(Array.from({ length: 40 }, () => open.dial()));
    const whole = connectPacket();
    const trickles = crowd.map(async ({ socket }) => {
      for (const byte of whole.subarray(0, -1)) {
        await new Promise<void>((written) => socket.write(Buffer.from([byte]), () => written()));
      }
    });
    const neighbour = await open.attend('bike-2');
    await Promise.all([...trickles, ...crowd.map(({ closed }) => closed)]);
    expect(crowd.map(({ bytes }) => bytes().length)).toEqual(crowd.map(() => 0));
    expect(open.count('mqtt_connections_refused connect.timeout')).toBe(40);
    await expectWell(open, neighbour);
  });

  test.each([
    ['a PUBLISH', publish(own('state'), 1)],
    ['a SUBSCRIBE', subscribeTo([ownFilter])],
    ['a DISCONNECT', frame(0xe0)],
  ])('%s is cut unread', async (_what, first) => {
    stage = await openStage(['bike-1']);
    const { socket, closed, bytes } = await stage.dial();
    socket.write(Buffer.concat([first, connectPacket()]));
    await closed;
    expect(bytes()).toHaveLength(0);
    expect(stage.received).toEqual([]);
    expect(stage.count('mqtt_frames_refused frame.malformed')).toBe(1);
  });

  test('more packets behind a CONNECT than may wait for its answer end the connection', async () => {
    let letGo = (): void => undefined;
    const looked = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    stage = await openStage(['bike-1'], { onLookup: () => looked });
    const { socket, closed } = await stage.dial();
    socket.write(Buffer.concat([connectPacket(), ...Array.from({ length: 60 }, () => PING)]));
    await closed;
    letGo();
    expect(stage.count('mqtt_frames_refused connect.crowded')).toBe(1);
    expect(stage.broker.connectedDevices()).toBe(0);
  });

  test.each(['__proto__', 'constructor', 'hasOwnProperty'])('the client id %s is a stranger like any other', async (name) => {
    stage = await openStage(['bike-1']);
    const { socket, closed, bytes } = await stage.dial();
    socket.write(connectPacket({ clientId: name, username: name }));
    await closed;
    expect(bytes()).toEqual(connack(4));
    expect(stage.count('mqtt_connections_refused auth.wrong')).toBe(1);
  });

  test.each([
    ['of a thousand levels', 'a/'.repeat(900)],
    ['below its own subtree, a thousand levels deep', `${BELOW_OWN}${'/a'.repeat(900)}`],
    ['with a wildcard', `${BELOW_OWN}/#`],
  ])('a will on a topic %s is refused', async (_what, topic) => {
    stage = await openStage(['bike-1']);
    const { socket, closed, bytes } = await stage.dial();
    const will: IConnectPacket['will'] = { topic, payload: Buffer.from('{}'), qos: 1, retain: true };
    socket.write(connectPacket({ will }));
    await closed;
    expect(bytes()).toEqual(connack(5));
    expect(stage.count('mqtt_connections_refused will.foreign')).toBe(1);
    expect(stage.received).toEqual([]);
  });
});

describe('10,000 wrong passwords', () => {
  const GUESSES = 10_000;
  const AT_A_TIME = 100;
  const ELSEWHERE = '127.0.0.2';

  test('cost a handful of derivations, move nobody, and keep no right device out', async () => {
    stage = await openStage(['bike-1', 'bike-2', 'bike-3']);
    const open = stage;
    const victim = await open.attend('bike-1');
    const before = open.derivations();
    const answers = new Map<number, number>();
    const guess = async (n: number): Promise<void> => {
      const { socket, closed, bytes } = await open.dial();
      socket.write(connectPacket({ password: Buffer.from(`guess ${n}`) }));
      await closed;
      const code = bytes()[3] ?? -1;
      answers.set(code, (answers.get(code) ?? 0) + 1);
    };
    for (let n = 0; n < GUESSES; n += AT_A_TIME) {
      await Promise.all(Array.from({ length: AT_A_TIME }, (_, at) => guess(n + at)));
    }
    expect([...answers]).toEqual([[4, GUESSES]]);
    // Five tries of one device from one address within a minute: then it is refused unheard.
    expect(open.derivations() - before).toBe(5);
    expect(open.count('mqtt_connections_refused auth.wrong')).toBe(5);
    expect(open.count('mqtt_connections_refused auth.backed-off')).toBe(GUESSES - 5);

    // The device was not moved, a device behind the same address gets in, and so does this one from anywhere.
    expect(victim.client.connected).toBe(true);
    await open.connect('bike-3');
    const elsewhere = await open.dial(ELSEWHERE);
    elsewhere.socket.write(connectPacket());
    await open.until(() => elsewhere.bytes().length > 0);
    expect(elsewhere.bytes()).toEqual(connack(0));
    const again = await open.attend('bike-1');
    expect(again.client.connected).toBe(true);
    expect(open.broker.connectedDevices()).toBe(2);
  });

  test('of a device that was never in: its right password waits a minute there, and works elsewhere at once', async () => {
    stage = await openStage(['bike-1']);
    for (let n = 0; n < 5; n += 1) {
      await expect(stage.connect('bike-1', { password: `guess ${n}` })).rejects.toMatchObject({ code: 4 });
    }
    await expect(stage.connect('bike-1')).rejects.toMatchObject({ code: 4 });
    const elsewhere = await stage.dial(ELSEWHERE);
    elsewhere.socket.write(connectPacket());
    await stage.until(() => elsewhere.bytes().length > 0);
    expect(elsewhere.bytes()).toEqual(connack(0));
    stage.clock.advance(60_000);
    await stage.connect('bike-1');
  });
});

describe('a device that is in', () => {
  /** What it sends, and the name under which it is counted; the connection ends. */
  const violations: readonly (readonly [string, Buffer, string])[] = [
    ['a second CONNECT', connectPacket(), 'connect.repeated'],
    ['a second CONNECT in the name of another', connectPacket({ clientId: 'bike-2', username: 'bike-2' }), 'connect.repeated'],
    ['200 MB', Buffer.from([0x32, ...LENGTH_200_MB]), 'frame.too-large'],
    ['a topic of 65,535 bytes', frame(0x30, field(Buffer.alloc(65_535, 'a')), Buffer.from('{}')), 'frame.too-large'],
    ['a PUBLISH without a topic', frame(0x30, twoBytes(0), Buffer.from('{}')), 'topic.unusable'],
    ['a PUBLISH to a wildcard', frame(0x30, field(Buffer.from(`${BELOW_OWN}/+`)), Buffer.from('{}')), 'topic.unusable'],
    ['a PUBLISH a thousand levels deep', publish(`${BELOW_OWN}${'/a'.repeat(1_000)}`, 1), 'topic.unusable'],
    ['a SUBSCRIBE a thousand levels deep', subscribeTo([`a${'/a'.repeat(1_000)}`]), 'topic.unusable'],
    ['a SUBSCRIBE to nothing', subscribeTo(['']), 'topic.unusable'],
    ['an UNSUBSCRIBE a thousand levels deep', frame(0xa2, twoBytes(7), field(Buffer.from('a/'.repeat(1_000)))), 'topic.unusable'],
    ['a length without an end', Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x01]), 'frame.too-large'],
    ['a CONNACK', frame(0x20, Buffer.from([0, 0])), 'frame.malformed'],
    ['both QoS bits', frame(0x36, field(Buffer.from(own('state'))), twoBytes(1)), 'frame.malformed'],
    [
      'a SUBSCRIBE with reserved bits',
      frame(0x80, twoBytes(7), field(Buffer.from(ownFilter)), Buffer.from([1])),
      'frame.malformed',
    ],
    ['a topic longer than its frame', frame(0x30, Buffer.from([0xff, 0xff, 0x61])), 'frame.malformed'],
    ['more half-open QoS 2 exchanges than it may have', halfOpen(17), 'exchange.half-open'],
    ['more pings than anybody needs', Buffer.concat(Array.from({ length: 4_000 }, () => PING)), 'frame.too-many'],
  ];

  test.each(violations)('and sends %s is cut off, and has to stay away if it does so again', async (_what, bytes, reason) => {
    stage = await openStage(['bike-1', 'bike-2'], { limits: { strikesBeforeKick: 2 } });
    const open = stage;
    const neighbour = await open.attend('bike-2');
    for (let times = 1; times <= 2; times += 1) {
      const insider = await enter(open);
      insider.socket.write(bytes);
      await insider.closed;
      expect(open.count(`mqtt_frames_refused ${reason}`)).toBe(times);
    }
    const third = await open.dial();
    third.socket.write(connectPacket());
    await third.closed;
    expect(third.bytes()).toEqual(connack(5));
    expect(open.count('mqtt_connections_refused device.suspended')).toBe(1);
    expect(open.broker.connectedDevices()).toBe(1);
    await expectWell(open, neighbour);
  });

  /** QoS 2 messages whose PUBREL never comes. */
  function halfOpen(count: number): Buffer {
    return Buffer.concat(Array.from({ length: count }, (_, n) => publish(own('state'), 2, { messageId: n + 1 })));
  }

  test('leaves nothing of its half-open exchanges behind', async () => {
    let library: Aedes | null = null;
    stage = await openStage(['bike-1'], {
      library: async (options) => {
        library = await Aedes.createBroker(options);
        return library;
      },
    });
    for (let round = 0; round < 20; round += 1) {
      const insider = await enter(stage);
      insider.socket.write(halfOpen(25));
      await insider.closed;
    }
    expect(stage.count('mqtt_frames_refused exchange.half-open')).toBe(20);
    // The library's memory of what waits for a PUBREL.
    type Memory = { incomingGetPacket(client: { id: string }, packet: { messageId: number }): Promise<unknown> };
    const { persistence } = library as unknown as { persistence: Memory };
    const kept = Array.from({ length: 25 }, (_, n) => persistence.incomingGetPacket({ id: 'bike-1' }, { messageId: n + 1 }));
    expect((await Promise.allSettled(kept)).map(({ status }) => status)).toEqual(kept.map(() => 'rejected'));
    expect(saidBy(stage, 'bike-1').length).toBeLessThanOrEqual(20 * 16);
  });

  test.each([
    ['60,000 bytes long', 1, 'a'.repeat(60_000)],
    ['ninety levels deep', 1, 'a/'.repeat(90)],
  ] as const)('and publishes to a topic of its own that is %s is answered, and it is set aside', async (_what, qos, rest) => {
    stage = await openStage(['bike-1', 'bike-2']);
    const client = await stage.connect('bike-1');
    await client.publishAsync(`${BELOW_OWN}/${rest}`, 'x', { qos });
    const malformed = stage.setAside.map(({ reason }) => reason);
    const passed = saidBy(stage, 'bike-1').map(({ topic }) => parseTopic(topic));
    // Either the broker or the reader of topics behind it has no use for it.
    expect([...malformed, ...passed.map((each) => (each.ok ? 'taken' : each.error.code))]).toEqual(['topic.malformed']);
    expect(client.connected).toBe(true);
  });

  test.each([
    ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0xc0])],
    ['half of a surrogate', Buffer.from([0xed, 0xa0, 0x80])],
    ['a zero', Buffer.from([0x73, 0x00])],
  ])('and puts %s into a topic reaches no message type', async (_what, bytes) => {
    stage = await openStage(['bike-1', 'bike-2']);
    const neighbour = await stage.attend('bike-2');
    const insider = await enter(stage);
    insider.socket.write(frame(0x30, field(Buffer.concat([Buffer.from(`${BELOW_OWN}/`), bytes])), Buffer.from('{}')));
    insider.socket.write(frame(0x30, field(Buffer.concat([Buffer.from('o2o/1/acme/bike-2/up/'), bytes])), Buffer.from('{}')));
    insider.socket.write(publish(own('state')));
    await stage.until(() => stage !== null && saidBy(stage, 'bike-1').some(({ topic }) => topic === own('state')));
    expect(saidBy(stage, 'bike-1').map(({ topic }) => parseTopic(topic).ok)).toEqual([false, true]);
    expect(stage.count('device_messages_quarantined topic.foreign')).toBe(1);
    await expectWell(stage, neighbour);
  });

  test('and subscribes to a thousand filters at once is sent away', async () => {
    stage = await openStage(['bike-1', 'bike-2']);
    const neighbour = await stage.attend('bike-2');
    const insider = await enter(stage);
    insider.socket.write(subscribeTo(Array.from({ length: 1_000 }, (_, n) => `o2o/1/acme/bike-${n + 10}/dn/#`)));
    await insider.closed;
    expect(stage.count('mqtt_connections_refused subscription')).toBe(50);
    await expect(stage.connect('bike-1')).rejects.toMatchObject({ code: 5 });
    await expectWell(stage, neighbour);
  });

  test('and spams what is to be retained is heard, and nothing is retained but its presence', async () => {
    const retained = new Set<string>();
    stage = await openStage(['bike-1'], {
      library: async (options) => {
        const aedes = await Aedes.createBroker(options);
        aedes.on('publish', (packet) => {
          if (packet.retain) retained.add(packet.topic);
        });
        return aedes;
      },
    });
    const client = await stage.connect('bike-1');
    for (let n = 0; n < 100; n += 1) {
      await client.publishAsync(`${BELOW_OWN}/evt/type-${n}`, 'spam', { qos: 1, retain: true });
      await client.publishAsync(own('online'), '{}', { qos: 1, retain: true });
    }
    expect(saidBy(stage, 'bike-1')).toHaveLength(200);
    expect([...retained]).toEqual([own('online')]);
    expect(stage.count('mqtt_retain_flags_removed')).toBe(100);
  });
});

test("a thief of a client id needs its password: another device's own does not do", async () => {
  stage = await openStage(['bike-1', 'bike-2']);
  const victim = await stage.attend('bike-1');
  const secretOfThief = Buffer.from('password of bike-2');
  const tries: readonly (readonly [Partial<IConnectPacket>, number])[] = [
    [{ password: secretOfThief }, 4],
    [{ username: 'bike-2', password: secretOfThief }, 2],
    [{ password: Buffer.alloc(0) }, 4],
    [{ clientId: 'claim-bike-1', username: 'claim-bike-1' }, 4],
    [{ clientId: 'BIKE-1', username: 'BIKE-1' }, 4],
  ];
  for (const [changes, code] of tries) {
    const { socket, closed, bytes } = await stage.dial();
    socket.write(connectPacket(changes));
    await closed;
    expect([changes, bytes()]).toEqual([changes, connack(code)]);
  }
  expect(stage.count('mqtt_connections_refused auth.wrong')).toBe(4);
  expect(stage.count('mqtt_connections_refused client-id.not-user-name')).toBe(1);
  expect(victim.client.connected).toBe(true);
  expect(stage.broker.sendTo(addressOf('bike-1'), 'o2o/1/acme/bike-1/dn/sys', 'still you')).toBe(true);
  await stage.until(() => victim.got.length > 0);
});
