// Admission to the embedded broker: who gets in, with what answer, and what a stranger can make it do.
import mqttPacket, { type IConnectPacket } from 'mqtt-packet';
import { afterEach, describe, expect, test } from 'vitest';
import { upTopic } from '#protocol';
import { addressOf, connectPacket, goneOf, openStage, type Stage } from './stage.ts';

let stage: Stage | null = null;
afterEach(async () => {
  await stage?.close();
  stage = null;
});

/** CONNACK with its return code (MQTT 3.1.1 section 3.2). */
const connack = (returnCode: number): Buffer => Buffer.from([0x20, 2, 0, returnCode]);
const onlineTopic = upTopic(addressOf('bike-1'), { leaf: 'online' });

describe('what a stranger may announce', () => {
  test('a socket that announces 200 MB is cut at its first bytes', async () => {
    stage = await openStage([]);
    const { socket, closed } = await stage.dial();
    // CONNECT with a remaining length of 209,715,200.
    socket.write(Buffer.from([0x10, 0x80, 0x80, 0x80, 0x64]));
    await closed;
    expect(stage.count('mqtt_frames_refused frame.too-large')).toBe(1);
  });

  test('a CONNECT above 2 KB is cut, and a device that is in may send 4 KB', async () => {
    stage = await openStage(['bike-1']);
    const { socket, closed } = await stage.dial();
    socket.write(connectPacket({ password: Buffer.alloc(2_048, 'x') }));
    await closed;
    expect(stage.count('mqtt_frames_refused frame.too-large')).toBe(1);
    const client = await stage.connect('bike-1');
    await client.publishAsync(upTopic(addressOf('bike-1'), { leaf: 'state' }), 'x'.repeat(4_096), { qos: 1 });
    expect(stage.received).toHaveLength(1);
  });

  test('a device that is in is cut when it announces more than 64 KB', async () => {
    stage = await openStage(['bike-1']);
    const { socket, closed, bytes } = await stage.dial();
    socket.write(connectPacket());
    await stage.until(() => bytes().length > 0);
    expect(bytes()).toEqual(connack(0));
    // PUBLISH with a remaining length of 65,537.
    socket.write(Buffer.from([0x32, 0x81, 0x80, 0x04]));
    await closed;
    expect(stage.count('mqtt_frames_refused frame.too-large')).toBe(1);
  });

  test('anything before CONNECT is cut', async () => {
    stage = await openStage([]);
    const { socket, closed } = await stage.dial();
    socket.write('GET / HTTP/1.1\r\n\r\n');
    await closed;
    expect(stage.count('mqtt_frames_refused frame.malformed')).toBe(1);
  });

  test('a socket that says nothing, or half of a CONNECT, is closed when its time is up', async () => {
    stage = await openStage([], { limits: { connectTimeoutMs: 20 } });
    const silent = await stage.dial();
    const slow = await stage.dial();
    slow.socket.write(connectPacket().subarray(0, 10));
    await Promise.all([silent.closed, slow.closed]);
    expect(silent.bytes()).toHaveLength(0);
    expect(slow.bytes()).toHaveLength(0);
  });
});

describe('what a CONNECT must say', () => {
  test.each([
    ['an empty client id', { clientId: '', username: '' }, 2, 'client-id.empty'],
    ['an empty client id beside a user name', { clientId: '' }, 2, 'client-id.empty'],
    ['a client id that fits no topic', { clientId: 'bike/1', username: 'bike/1' }, 2, 'client-id.malformed'],
    ['a client id that is not the user name', { clientId: 'bike-2' }, 2, 'client-id.not-user-name'],
    ['keepalive 0', { keepalive: 0 }, 5, 'keepalive.zero'],
    ['a wrong password', { password: Buffer.from('guess') }, 4, 'auth.wrong'],
    ['an unknown device', { clientId: 'bike-9', username: 'bike-9' }, 4, 'auth.wrong'],
    [
      'a will for another device',
      { will: { topic: 'o2o/1/acme/bike-2/up/online', payload: Buffer.from('{}'), qos: 1, retain: true } },
      5,
      'will.foreign',
    ],
    [
      'a will that would start a command',
      { will: { topic: 'o2o/1/acme/bike-1/dn/cmd/gw/c1', payload: Buffer.from('{}'), qos: 1, retain: false } },
      5,
      'will.foreign',
    ],
    [
      'a will that says the device came',
      { will: { topic: onlineTopic, payload: Buffer.from('{"v":1,"on":true,"conn":"c1"}'), qos: 1, retain: true } },
      5,
      'will.malformed',
    ],
    [
      'a will that says nothing',
      { will: { topic: onlineTopic, payload: Buffer.from(''), qos: 1, retain: true } },
      5,
      'will.malformed',
    ],
  ] as const)('%s is refused', async (_what, changes, returnCode, code) => {
    stage = await openStage(['bike-1', 'bike-2']);
    const { socket, closed, bytes } = await stage.dial();
    socket.write(connectPacket(changes as Partial<IConnectPacket>));
    await closed;
    expect(bytes()).toEqual(connack(returnCode));
    expect(stage.count(`mqtt_connections_refused ${code}`)).toBe(1);
    expect(stage.broker.connectedDevices()).toBe(0);
    expect(stage.received).toEqual([]);
  });

  test('a client without user name is refused', async () => {
    stage = await openStage(['bike-1']);
    const { socket, closed, bytes } = await stage.dial();
    socket.write(
      mqttPacket.generate({
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: 4,
        clean: true,
        keepalive: 30,
        clientId: 'bike-1',
      }),
    );
    await closed;
    expect(bytes()).toEqual(connack(2));
  });

  test('an MQTT 5 CONNECT is answered with code 1 and noted', async () => {
    stage = await openStage(['bike-1']);
    const { socket, closed, bytes } = await stage.dial();
    socket.write(connectPacket({ protocolVersion: 5 }));
    await closed;
    expect(bytes()).toEqual(connack(1));
    expect(stage.count('mqtt_connections_refused protocol.version')).toBe(1);
  });

  test('a device that is suspended while its password is looked at does not stay', async () => {
    stage = await openStage(['bike-1'], {
      limits: { strikesBeforeKick: 1 },
      onLookup: async (deviceId) => stage?.broker.strike(deviceId),
    });
    const { socket, closed, bytes } = await stage.dial();
    socket.write(connectPacket());
    await closed;
    expect(bytes()).toEqual(connack(3));
    expect(stage.broker.connectedDevices()).toBe(0);
  });

  test('a device that was sent away for misdeeds gets in again when its time is over', async () => {
    stage = await openStage(['bike-1'], { limits: { strikesBeforeKick: 1, suspendMs: 60_000 } });
    const first = await stage.connect('bike-1');
    const gone = goneOf(first);
    stage.broker.strike('bike-1');
    await gone;
    await expect(stage.connect('bike-1')).rejects.toMatchObject({ code: 5 });
    stage.clock.advance(60_000);
    await stage.connect('bike-1');
    expect(stage.count('mqtt_connections_refused device.suspended')).toBe(1);
  });
});

describe('one client id, two connections', () => {
  test('a wrong password does not disturb the device that is in', async () => {
    stage = await openStage(['bike-1']);
    const { client, got } = await stage.attend('bike-1');
    await expect(stage.connect('bike-1', { password: 'guess' })).rejects.toMatchObject({ code: 4 });
    expect(client.connected).toBe(true);
    expect(stage.broker.sendTo(addressOf('bike-1'), 'o2o/1/acme/bike-1/dn/sys', 'still here')).toBe(true);
    await stage.until(() => got.length > 0);
    expect(got[0]?.text).toBe('still here');
  });

  test('the newest wins, and the will of the older one still names its own conn', async () => {
    stage = await openStage(['bike-1']);
    const will = { topic: onlineTopic, payload: Buffer.from('{"v":1,"on":false,"conn":"old"}'), qos: 1, retain: true } as const;
    const older = await stage.connect('bike-1', { will });
    const gone = goneOf(older);
    const newer = await stage.attend('bike-1');
    await gone;
    await stage.until(() => stage?.received.length === 1);
    expect(stage.received).toEqual([{ topic: onlineTopic, text: '{"v":1,"on":false,"conn":"old"}' }]);
    expect(stage.broker.connectedDevices()).toBe(1);
    expect(stage.broker.sendTo(addressOf('bike-1'), 'o2o/1/acme/bike-1/dn/sys', 'you')).toBe(true);
    await stage.until(() => newer.got.length > 0);
  });

  test('an older one that is slower to log in is closed, not refused: a client that is refused may give up for good', async () => {
    stage = await openStage(['bike-1']);
    const older = await stage.dial();
    const newer = await stage.dial();
    newer.socket.write(connectPacket());
    await stage.until(() => newer.bytes().length > 0);
    older.socket.write(connectPacket());
    await older.closed;
    expect(older.bytes()).toEqual(Buffer.alloc(0));
    expect(newer.bytes()).toEqual(connack(0));
    expect(stage.count('mqtt_connections_refused connection.superseded')).toBe(1);
    expect(stage.broker.connectedDevices()).toBe(1);
  });

  test('a storm of take-overs leaves exactly one connection that works', async () => {
    stage = await openStage(['bike-1']);
    const { broker } = stage;
    const dialled = await Promise.all(Array.from({ length: 12 }, () => (stage as Stage).dial()));
    for (const { socket } of dialled) socket.write(connectPacket());
    let closed = 0;
    for (const each of dialled) void each.closed.then(() => (closed += 1));
    await stage.until(() => closed === 0 && dialled.some(({ bytes }) => bytes().length > 0));
    const last = await stage.attend('bike-1');
    await Promise.all(dialled.map((each) => each.closed));
    expect(broker.connectedDevices()).toBe(1);
    expect(broker.sendTo(addressOf('bike-1'), 'o2o/1/acme/bike-1/dn/sys', 'you')).toBe(true);
    await stage.until(() => last.got.length > 0);
  });

  test('a kick ends the connection and its will is heard', async () => {
    stage = await openStage(['bike-1']);
    const will = { topic: onlineTopic, payload: Buffer.from('{"v":1,"on":false,"conn":"c1"}'), qos: 1, retain: true } as const;
    const client = await stage.connect('bike-1', { will });
    const gone = goneOf(client);
    expect(stage.broker.kick('bike-1', 'revoked')).toBe(true);
    await gone;
    await stage.until(() => stage?.received.length === 1);
    expect(stage.broker.kick('bike-1', 'revoked')).toBe(false);
  });
});
