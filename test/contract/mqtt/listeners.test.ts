// Listeners: plain TCP, TLS and WebSocket in front of the same broker, with the same guards; and a certificate of the gateway's own making.
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import mqttPacket from 'mqtt-packet';
import { afterEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { fingerprintOf, makeSelfSigned } from '../../../gateway/mqtt/listeners/self-signed.ts';
import { createNewDevice, type Door, HOST, openDoor, TENANT } from './door-stage.ts';

let door: Door;
afterEach(() => door?.close());

/** Bytes on a way in, and its end. */
type Line = { write(bytes: Uint8Array): void; closed: Promise<void>; got(): Buffer };

async function dialTls(): Promise<Line> {
  const socket = connectTls({ host: HOST, port: door.broker.ports.tls ?? 0, ca: door.cert });
  socket.on('error', () => undefined);
  await once(socket, 'secureConnect');
  return lineOf(socket);
}

function lineOf(socket: Socket): Line {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return { write: (bytes) => void socket.write(bytes), closed, got: () => Buffer.concat(chunks) };
}

async function dialWebSocket(protocols: string[] = ['mqtt']): Promise<Line> {
  const socket = new WebSocket(`wss://${HOST}:${door.broker.ports.webSocket}`, protocols, { ca: door.cert });
  const chunks: Buffer[] = [];
  socket.on('message', (data: Buffer) => chunks.push(data));
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await once(socket, 'open');
  return { write: (bytes) => socket.send(bytes), closed, got: () => Buffer.concat(chunks) };
}

/** A bike that has its name, and its own key for a password. */
async function enrolBike(deviceId: string): Promise<Awaited<ReturnType<typeof createNewDevice>>> {
  await door.acts.importUnits([{ serial: deviceId, kind: 'bike', deviceId, keyHash: null }], TENANT, 'ann');
  const device = await createNewDevice(deviceId, await door.tokenFor(deviceId));
  const { client } = await device.enrol(door);
  await client.endAsync(true);
  return device;
}

/** What each would show next. */
async function passwordsOf(deviceIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const passwords = new Map<string, string>();
  for (const deviceId of deviceIds) passwords.set(deviceId, await (await enrolBike(deviceId)).proof(deviceId, { upMs: 1 }));
  return passwords;
}

const dial = { tls: dialTls, webSocket: () => dialWebSocket() };
const ways = ['tls', 'webSocket'] as const;

describe('the guards of plain TCP hold on every way in', () => {
  test.each(ways)('through %s a socket that announces 200 MB is cut at its first bytes', async (way) => {
    door = await openDoor();
    const { write, closed } = await dial[way]();
    write(Buffer.from([0x10, 0x80, 0x80, 0x80, 0x64]));
    await closed;
    expect(door.count('mqtt_frames_refused frame.too-large')).toBe(1);
  });

  test.each(ways)('through %s anything before CONNECT is cut', async (way) => {
    door = await openDoor();
    const { write, closed } = await dial[way]();
    write(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
    await closed;
    expect(door.count('mqtt_frames_refused frame.malformed')).toBe(1);
  });

  test.each(ways)('through %s a socket that says nothing is closed when its time is up', async (way) => {
    door = await openDoor({ limits: { connectTimeoutMs: 200 } });
    const { closed } = await dial[way]();
    await closed;
  });

  test.each(ways)('through %s a client id that is not the user name, and keepalive 0, are refused', async (way) => {
    door = await openDoor();
    await expect(door.connect('bike-1', { username: 'bike-2' }, way)).rejects.toMatchObject({ code: 2 });
    const { write, closed, got } = await dial[way]();
    write(
      mqttPacket.generate({
        ...{ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true },
        ...{ clientId: 'bike-1', username: 'bike-1', password: Buffer.from('x'), keepalive: 0 },
      }),
    );
    await closed;
    expect([...got()]).toEqual([0x20, 2, 0, 5]);
  });

  test('through WebSocket a message larger than any frame is cut', async () => {
    door = await openDoor();
    const { write, closed } = await dialWebSocket();
    write(Buffer.alloc(70_000, 0x10));
    await closed;
    expect(door.broker.connectedDevices()).toBe(0);
  });

  test('one device is one connection, whichever way it comes', async () => {
    door = await openDoor();
    const device = await enrolBike('bike-1');
    let upMs = 0;
    let former: Promise<unknown> | null = null;
    for (const way of ['plain', 'tls', 'webSocket', 'plain'] as const) {
      upMs += 1;
      const client = await door.connect('bike-1', { password: await device.proof('bike-1', { upMs }) }, way);
      await former;
      expect(door.broker.connectedDevices()).toBe(1);
      former = once(client as unknown as NodeJS.EventEmitter, 'close');
    }
  });

  test('so many places there are, all ways together, and devices hold theirs: the one more is closed', async () => {
    door = await openDoor({ limits: { maxConnections: 2 } });
    const ways = { 'bike-1': 'tls', 'bike-2': 'webSocket' } as const;
    const passwords = await passwordsOf(Object.keys(ways));
    for (const [deviceId, way] of Object.entries(ways)) {
      await door.connect(deviceId, { password: passwords.get(deviceId) ?? '' }, way);
    }
    const third = await dialTls().catch(() => null);
    await third?.closed;
    expect(door.count('mqtt_connections_refused broker.full')).toBe(1);
    expect(door.broker.connectedDevices()).toBe(2);
  });

  test('silent strangers on all places keep no device out: it takes the place of whoever was silent longest', async () => {
    door = await openDoor({ limits: { maxConnections: 3 } });
    const passwords = await passwordsOf(['bike-1', 'bike-2', 'bike-3']);
    const silent = [await dialTls(), await dialWebSocket()];
    await door.connect('bike-1', { password: passwords.get('bike-1') ?? '' });
    await door.connect('bike-2', { password: passwords.get('bike-2') ?? '' });
    await silent[0]?.closed;
    await door.connect('bike-3', { password: passwords.get('bike-3') ?? '' }, 'tls');
    await silent[1]?.closed;
    expect(door.count('mqtt_connections_refused broker.full')).toBe(2);
    expect(door.broker.connectedDevices()).toBe(3);
  });
});

describe('what a listener insists on', () => {
  test('with TLS only there is no plain port, and plain MQTT at the TLS port is no TLS', async () => {
    door = await openDoor({ plain: false });
    expect(door.broker.ports.plain).toBeNull();
    expect(door.broker.port).toBe(0);
    const socket = connectPlain({ host: HOST, port: door.broker.ports.tls ?? 0 });
    const line = lineOf(socket);
    line.write(
      mqttPacket.generate({
        cmd: 'connect',
        protocolId: 'MQTT',
        protocolVersion: 4,
        clean: true,
        clientId: 'bike-1',
        keepalive: 30,
      }),
    );
    await line.closed;
    await door.until(() => door.count('mqtt_connections_refused tls.handshake') === 1);
    expect(line.got().includes(Buffer.from([0x20, 2]))).toBe(false);
  });

  test('TLS 1.1 is too old', async () => {
    door = await openDoor();
    const socket = connectTls({
      ...{ host: HOST, port: door.broker.ports.tls ?? 0, ca: door.cert },
      ...{ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
    });
    const [error] = (await once(socket, 'error')) as [Error & { code: string }];
    expect(error.code).toMatch(/PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|ALERT/);
  });

  test('a WebSocket that does not offer mqtt is refused, and a browser is told what it is for', async () => {
    door = await openDoor();
    await expect(dialWebSocket(['soap'])).rejects.toThrow('400');
    const { request } = await import('node:https');
    const asked = request({ host: HOST, port: door.broker.ports.webSocket ?? 0, ca: door.cert }).end();
    const [response] = (await once(asked, 'response')) as [{ statusCode: number; resume(): void }];
    response.resume();
    expect(response.statusCode).toBe(426);
  });
});

describe('a certificate of the gateway’s own making', () => {
  const made = { serial: Buffer.alloc(16, 0xff), fromMs: Date.UTC(2026, 0, 1), untilMs: Date.UTC(2052, 0, 1) };

  test('is X.509 that others can read: names, time, its own signature, and the fingerprint that is said', () => {
    const { cert, key } = makeSelfSigned({ ...made, names: ['localhost', 'gate.example.com', '127.0.0.1', '::1', 'fe80::12:3'] });
    const read = new X509Certificate(cert);
    expect(read.subject).toBe('CN=localhost');
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.ca).toBe(true);
    expect(read.checkHost('gate.example.com')).toBe('gate.example.com');
    expect(read.checkHost('example.com')).toBeUndefined();
    for (const address of ['127.0.0.1', '::1', 'fe80::12:3']) expect(read.checkIP(address)).toBe(address);
    expect(read.checkIP('127.0.0.2')).toBeUndefined();
    expect([read.validFrom, read.validTo]).toEqual(['Jan  1 00:00:00 2026 GMT', 'Jan  1 00:00:00 2052 GMT']);
    expect(fingerprintOf(cert)).toBe(read.fingerprint256);
    expect(key).toContain('BEGIN PRIVATE KEY');
  });

  test('two are never alike', () => {
    const two = [1, 2].map(() => makeSelfSigned({ ...made, names: ['localhost'] }));
    expect(two[0]?.key).not.toBe(two[1]?.key);
  });
});
