// MQTT link: against a real broker over loopback, with a clock that only the test moves.

import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { Aedes, type Client } from 'aedes';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createAlarms, createMqttLink, type DeviceLink } from '#sim';

let broker: Aedes;
let server: Server;
let url = '';
let link: DeviceLink | null = null;
let refusesConnects = false;

beforeEach(async () => {
  refusesConnects = false;
  broker = await Aedes.createBroker({
    authenticate: (_client, _user, _password, done) => done(null, !refusesConnects),
  });
  server = createServer({ noDelay: true }, (socket) => broker.handle(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const at = server.address();
  url = `mqtt://127.0.0.1:${typeof at === 'object' ? at?.port : 0}`;
});
afterEach(async () => {
  link?.cut();
  link = null;
  await new Promise<void>((done) => broker.close(() => done()));
  await new Promise<void>((done) => server.close(() => done()));
});

/** A device's side of the wire, told as a list of what happened. */
function openLink() {
  let nowMs = 0;
  let conns = 0;
  const alarms = createAlarms({ clock: { nowMs: () => nowMs } });
  const told: string[] = [];
  let wake: () => void = () => {};
  const tell = (what: string): void => {
    told.push(what);
    wake();
  };
  const opened = createMqttLink({
    url,
    device: 'pod-1',
    password: 'secret',
    timers: alarms,
    randomBytes: (size) => new Uint8Array(size),
    onTrouble: (why) => tell(`trouble ${why}`),
  });
  link = opened;
  opened.open({
    plan() {
      conns += 1;
      const conn = `conn${conns}`;
      return {
        conn,
        will: { topic: 'o2o/1/t/pod-1/up/online', bytes: Buffer.from(`gone ${conn}`) },
        filter: 'o2o/1/t/pod-1/dn/#',
      };
    },
    onConnected: (conn) => tell(`connected ${conn}`),
    onDisconnected: () => tell('disconnected'),
    onMessage: (topic, bytes) => tell(`${topic} ${Buffer.from(bytes)}`),
  });
  return {
    link: opened,
    alarms,
    told,
    pass(ms: number) {
      nowMs += ms;
      alarms.runDue();
    },
    async until(what: string | RegExp): Promise<void> {
      const isThere = () => told.some((line) => (typeof what === 'string' ? line === what : what.test(line)));
      while (!isThere()) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

function published(topic: string): Promise<{ payload: string; retain: boolean; qos: number }> {
  return new Promise((resolve) => {
    broker.on('publish', (packet) => {
      if (packet.topic === topic) resolve({ payload: packet.payload.toString(), retain: packet.retain, qos: packet.qos });
    });
  });
}

test('connects clean under its own id, subscribes its own filter, and both directions flow', async () => {
  const [device, connected] = [openLink(), once(broker, 'client') as Promise<[Client]>];
  await device.until('connected conn1');
  expect((await connected)[0]).toMatchObject({ id: 'pod-1', clean: true });
  const heard = published('o2o/1/t/pod-1/up/state');
  device.link.publish('o2o/1/t/pod-1/up/state', Buffer.from('up'), { retain: false });
  expect(await heard).toEqual({ payload: 'up', retain: false, qos: 1 });
  broker.publish(
    { cmd: 'publish', topic: 'o2o/1/t/pod-1/dn/sys', payload: Buffer.from('down'), qos: 1, retain: false, dup: false },
    () => {},
  );
  await device.until('o2o/1/t/pod-1/dn/sys down');
});

test('a cut speaks the will, a farewell does not', async () => {
  const device = openLink();
  await device.until('connected conn1');
  const will = published('o2o/1/t/pod-1/up/online');
  device.link.cut();
  expect(await will).toEqual({ payload: 'gone conn1', retain: true, qos: 1 });
  expect(device.told).not.toContain('disconnected');

  const other = openLink();
  await other.until('connected conn1');
  const spoken: string[] = [];
  broker.on('publish', (packet) => spoken.push(packet.topic));
  const left = once(broker, 'clientDisconnect');
  await other.link.close();
  await left;
  expect(spoken.filter((topic) => topic.endsWith('online'))).toEqual([]);
});

test('a lost connection is made again after the back-off, under a new name and with the filter', async () => {
  const client = once(broker, 'client') as Promise<[Client]>;
  const device = openLink();
  await device.until('connected conn1');
  (await client)[0].close();
  await device.until('disconnected');
  expect(device.alarms.nextDueMs()).toBe(1_000);
  device.pass(1_000);
  await device.until('connected conn2');
  broker.publish(
    { cmd: 'publish', topic: 'o2o/1/t/pod-1/dn/ack', payload: Buffer.from('again'), qos: 1, retain: false, dup: false },
    () => {},
  );
  await device.until('o2o/1/t/pod-1/dn/ack again');
});

test('a refused connection is tried again and says why', async () => {
  refusesConnects = true;
  const device = openLink();
  await device.until(/^trouble/);
  refusesConnects = false;
  device.pass(1_000);
  await device.until('connected conn2');
});

test('publishing without a connection keeps nothing for later', async () => {
  const device = openLink();
  const spoken: string[] = [];
  broker.on('publish', (packet) => spoken.push(packet.topic));
  device.link.publish('o2o/1/t/pod-1/up/state', Buffer.from('too early'), { retain: false });
  await device.until('connected conn1');
  const heard = published('o2o/1/t/pod-1/up/tel');
  device.link.publish('o2o/1/t/pod-1/up/tel', Buffer.from('now'), { retain: false });
  await heard;
  expect(spoken.filter((topic) => topic.endsWith('/up/state'))).toEqual([]);
});
