// Ended connection: whatever follows the end of a connection counts for nothing, its own will excepted, once.
import { Aedes } from 'aedes';
import mqttPacket from 'mqtt-packet';
import { afterEach, describe, expect, test } from 'vitest';
import { deviceFilters, downTopic, upTopic } from '#protocol';
import { addressOf, connectPacket, openStage, type Stage } from './stage.ts';

let stage: Stage | null = null;
afterEach(async () => {
  await stage?.close();
  stage = null;
});

const own = (leaf: 'online' | 'state', device = 'bike-1'): string => upTopic(addressOf(device), { leaf });
const publish = (topic: string, text = '{}', retain = false): Buffer =>
  mqttPacket.generate({ cmd: 'publish', topic, payload: text, qos: 0, retain, dup: false });
const strikes = (count: number): Buffer[] => Array.from({ length: count }, () => publish('x/f'));
/** A connection that has a subscription takes some turns to close: until then the library still calls it connected. */
const subscribe = mqttPacket.generate({
  cmd: 'subscribe',
  messageId: 1,
  subscriptions: [{ topic: deviceFilters(addressOf('bike-1')).subscribe, qos: 1 }],
});
/** The library closes the connection itself: a topic with a wildcard is an error to it, not to our rules. */
const libraryError = Buffer.from([0x30, 5, 0, 3, 0x61, 0x2f, 0x23]);

/** Everything in one write: what follows the CONNECT waits in the library until the device is in. */
async function writeAtOnce(open: Stage, packets: readonly Buffer[], connect = connectPacket()): Promise<void> {
  const { socket, closed } = await open.dial();
  socket.write(Buffer.concat([connect, ...packets]));
  await closed;
}

/** Whatever was on its way has arrived when the neighbour's own message has. */
async function heardBefore(open: Stage, text: string): Promise<Stage['received']> {
  const neighbour = await open.connect('bike-2');
  await neighbour.publishAsync(own('state', 'bike-2'), text, { qos: 1 });
  await open.until(() => open.received.some((each) => each.text === text));
  return open.received.filter((each) => each.text !== text);
}

describe('packets that waited behind the one that ended the connection', () => {
  const forged: readonly [string, Buffer][] = [
    ['the presence of a neighbour', publish(own('online', 'bike-2'), '{"v":1,"on":false,"conn":"e3"}', true)],
    ['the state of a neighbour', publish(own('state', 'bike-2'))],
    ['a message to a neighbour', publish(downTopic(addressOf('bike-2'), { leaf: 'system' }))],
    ['its own state', publish(own('state'))],
    ['something retained', publish(own('state'), '{}', true)],
  ];

  test.each(forged)('%s is dropped after the last strike', async (_what, packet) => {
    stage = await openStage(['bike-1', 'bike-2']);
    const neighbour = await stage.attend('bike-2');
    // Strikes survive a reconnect: the fiftieth comes in the middle of the second write.
    const first = await stage.dial();
    first.socket.write(Buffer.concat([connectPacket(), ...strikes(30)]));
    await stage.until(() => stage?.setAside.length === 30);
    await writeAtOnce(stage, [subscribe, ...strikes(20), packet, packet]);
    expect(await heardBefore(stage, 'well')).toEqual([]);
    expect(neighbour.got).toEqual([]);
    expect(stage.setAside).toHaveLength(50);
    expect(stage.count('mqtt_frames_refused connection.ended')).toBe(2);
  });

  test.each(forged)('%s is dropped after an error of the library', async (_what, packet) => {
    stage = await openStage(['bike-1', 'bike-2']);
    await writeAtOnce(stage, [subscribe, libraryError, packet, packet]);
    expect(await heardBefore(stage, 'well')).toEqual([]);
    expect(stage.setAside).toEqual([]);
    expect(stage.count('mqtt_frames_refused connection.ended')).toBe(2);
  });
});

describe('the will', () => {
  const farewell = '{"v":1,"on":false,"conn":"c1"}';
  const withWill = connectPacket({ will: { topic: own('online'), payload: Buffer.from(farewell), qos: 0, retain: true } });

  test('is heard once, and a copy of it beside it is not', async () => {
    stage = await openStage(['bike-1', 'bike-2'], { limits: { strikesBeforeKick: 1 } });
    const copy = publish(own('online'), farewell, true);
    await writeAtOnce(stage, [subscribe, ...strikes(1), copy, copy], withWill);
    expect(await heardBefore(stage, 'well')).toEqual([{ topic: own('online'), text: farewell }]);
    expect(stage.count('mqtt_frames_refused connection.ended')).toBe(2);
  });

  test('of a connection that was taken over is its own and leaves the newer one its own', async () => {
    stage = await openStage(['bike-1', 'bike-2']);
    const dial = async (conn: string) => {
      const payload = Buffer.from(`{"v":1,"on":false,"conn":"${conn}"}`);
      const dialled = await (stage as Stage).dial();
      dialled.socket.write(connectPacket({ will: { topic: own('online'), payload, qos: 0, retain: true } }));
      await stage?.until(() => dialled.bytes().length > 0);
      return dialled;
    };
    const older = await dial('old');
    const newer = await dial('new');
    await older.closed;
    newer.socket.destroy();
    await newer.closed;
    await stage.until(() => stage?.received.length === 2);
    expect(stage.received.map(({ text }) => JSON.parse(text).conn)).toEqual(['old', 'new']);
  });
});

test('what a library lets past the rules reaches neither the gateway nor a neighbour', async () => {
  stage = await openStage(['bike-1', 'bike-2'], {
    library: (options) => Aedes.createBroker({ ...options, authorizePublish: (_client, _packet, done) => done(null) }),
  });
  const neighbour = await stage.attend('bike-2');
  const attacker = await stage.connect('bike-1');
  await attacker.publishAsync(own('online', 'bike-2'), 'forged', { qos: 1 });
  await attacker.publishAsync(downTopic(addressOf('bike-2'), { leaf: 'system' }), 'forged', { qos: 1 });
  await attacker.publishAsync(own('state'), 'mine', { qos: 1 });
  stage.broker.sendTo(addressOf('bike-2'), downTopic(addressOf('bike-2'), { leaf: 'system' }), 'from the gateway');
  await stage.until(() => neighbour.got.length > 0);
  expect(neighbour.got.map(({ text }) => text)).toEqual(['from the gateway']);
  expect(stage.received.map(({ text }) => text)).toEqual(['mine']);
});
