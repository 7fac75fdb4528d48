// Misbehave: one troublemaker at full speed against the broker as shipped, in every way that the list of bad input has.
import { connect, type Socket } from 'node:net';
import mqttPacket, { type IConnectPacket } from 'mqtt-packet';
import { upTopic } from '#protocol';
import { addressOf, MISBEHAVING, passwordOf } from './actors.ts';
import { HOST } from './target.ts';

const PATIENCE_MS = 2_000;
const STRANGERS = 20;
const [DEVICE = ''] = MISBEHAVING;
/** Far from those whose turn comes. */
const GUESSED = MISBEHAVING.at(-1) ?? DEVICE;

export type Mischief = { readonly connections: number; readonly bytesSent: number };

function connectAs(device: string, changes: Partial<IConnectPacket> = {}): Buffer {
  return mqttPacket.generate({
    ...{ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, keepalive: 30 },
    clientId: device,
    username: device,
    password: Buffer.from(passwordOf(device)),
    ...changes,
  });
}

const repeat = (count: number, packet: Buffer): Buffer => Buffer.concat(Array.from({ length: count }, () => packet));

function publish(device: string, topic: string, bytes: number): Buffer {
  const own = topic === '' ? upTopic(addressOf(device), { leaf: 'telemetry' }) : topic;
  return mqttPacket.generate({
    cmd: 'publish',
    topic: own,
    payload: Buffer.alloc(bytes, 'x'),
    qos: 0,
    retain: false,
    dup: false,
  });
}

/** What is sent at once by a device that is in. */
const MISCHIEF: readonly ((device: string) => Buffer)[] = [
  (device) => repeat(3_000, publish(device, '', 20)),
  (device) => repeat(60, publish(device, '', 60_000)),
  (device) => repeat(2_000, publish(device, 'somewhere/else', 20)),
  () => repeat(40_000, mqttPacket.generate({ cmd: 'pingreq' })),
  () =>
    mqttPacket.generate({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: Array.from({ length: 1_000 }, (_, n) => ({ topic: `o2o/1/fuzz/d${n}/dn/#`, qos: 1 as const })),
    }),
  () => Buffer.from([0x32, 0x80, 0x80, 0x80, 0x64]),
  (device) => repeat(50, connectAs(device)),
];

/** Goes on until it is told that it is over; each connection as soon as the last one of its lane has ended. */
export async function misbehave(port: number, isOver: () => boolean): Promise<Mischief> {
  let [connections, bytesSent] = [0, 0];
  const open = new Set<Socket>();
  /** @returns whether the answer to its first words let it in, after all else was said and the connection has ended. */
  const send = (hello: Buffer, rest: Buffer = Buffer.alloc(0)): Promise<boolean> =>
    new Promise((resolve) => {
      let isIn = false;
      const socket = connect({ host: HOST, port, noDelay: true });
      open.add(socket);
      const patience = setTimeout(() => socket.destroy(), PATIENCE_MS);
      socket.on('error', () => undefined);
      socket.once('data', (connack: Buffer) => {
        isIn = connack[3] === 0;
        if (isIn) socket.write(rest);
        if (isIn) bytesSent += rest.length;
        socket.end();
      });
      socket.once('close', () => {
        clearTimeout(patience);
        open.delete(socket);
        resolve(isIn);
      });
      socket.once('connect', () => {
        connections += 1;
        bytesSent += hello.length;
        socket.write(hello);
      });
    });

  const insider = async (): Promise<void> => {
    let [played, device] = [0, 0];
    while (!isOver()) {
      const name = MISBEHAVING[device % MISBEHAVING.length] ?? DEVICE;
      const mischief = MISCHIEF[played % MISCHIEF.length];
      // One device until it is sent away, then the next: a suspension is real, and lasts longer than this.
      if (mischief && (await send(connectAs(name), mischief(name)))) played += 1;
      else device += 1;
    }
  };
  const guesser = async (): Promise<void> => {
    for (let n = 0; !isOver(); n += 1) await send(connectAs(GUESSED, { password: Buffer.from(`guess ${n}`) }));
  };
  // Bytes that trickle, and never become a CONNECT.
  const idle = Array.from({ length: STRANGERS }, () => {
    const socket = connect({ host: HOST, port });
    socket.on('error', () => undefined);
    socket.write(connectAs(DEVICE).subarray(0, 9));
    return socket;
  });
  await Promise.all([insider(), guesser()]);
  for (const socket of [...open, ...idle]) socket.destroy();
  return { connections, bytesSent };
}
