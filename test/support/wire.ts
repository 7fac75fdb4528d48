// Wire: whoever can reach the broker's port - devices that misbehave, strangers, thieves and bare sockets.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import mqttPacket, { type IConnectPacket } from 'mqtt-packet';
import { deviceFilters, importSigner, type MessageType, signText, upTopic } from '#protocol';
import type { VenueDevice } from '#sim';
import { createFeed, type Feed } from './feed.ts';

const HOST = '127.0.0.1';

export type WireClient = {
  readonly client: MqttClient;
  /** Everything that the broker sent to it. */
  readonly heard: Feed<{ readonly topic: string; readonly text: string }>;
  /** Resolves when the connection has ended. */
  readonly gone: Promise<unknown>;
  /** Signs as the device, or with another device's key under this one's name. */
  sign(typ: MessageType, body: object, signer?: VenueDevice): Promise<string>;
  /** Publishes at QoS 1; resolves with the PUBACK. */
  say(topic: string, payload: string | Buffer): Promise<unknown>;
  /** Resolves when the gateway has dealt with all that this client said before. */
  heardOut(): Promise<void>;
};

const HINT = {
  ...{ v: 1, boot: '1-00112233445566ff', seq: 0, upMs: 1, model: 'chaos', fw: '0', profile: 'bike', caps: [], cfgVer: 0 },
  ...{ lastCtr: 0, open: [], journal: 0, dropped: 0, amnesia: true },
};

/** Connects as a registered device; rejects with the broker's answer when it may not. */
export async function connectAs(device: VenueDevice, port: number, options: IClientOptions = {}): Promise<WireClient> {
  const client = await mqtt.connectAsync({
    host: HOST,
    port,
    clientId: device.device,
    username: device.device,
    password: device.password,
    protocolVersion: 4,
    keepalive: 30,
    reconnectPeriod: 0,
    ...options,
  });
  // Not events.once: it takes an error for the end, and a connection that is cut has both.
  const gone = new Promise((resolve) => client.once('close', () => resolve(undefined)));
  client.on('error', () => undefined);
  const heard = createFeed<{ topic: string; text: string }>();
  client.on('message', (topic, payload) => heard.push({ topic, text: payload.toString() }));
  const address = { tenant: device.tenant, device: device.device };
  await client.subscribeAsync(deviceFilters(address).subscribe, { qos: 1 });
  let hints = 0;
  return {
    client,
    heard,
    gone,
    async sign(typ, body, signer = device) {
      return signText(typ, JSON.stringify(body), await importSigner(device.device, signer.privateJwk));
    },
    say: (topic, payload) => client.publishAsync(topic, payload, { qos: 1 }),
    async heardOut() {
      const before = heard.count();
      hints += 1;
      // The messages of a device are dealt with in order, and a hint is answered with a nonce.
      const hint = JSON.stringify({ ...HINT, conn: `conn-${hints}`, seq: hints });
      await client.publishAsync(upTopic(address, { leaf: 'hello' }), hint, { qos: 1 });
      await heard.until('the hint is answered', ({ text }) => text.includes('"rehello"'), before);
    },
  };
}

export type BareSocket = { readonly socket: Socket; readonly closed: Promise<unknown>; bytes(): Buffer };

export async function dial(port: number): Promise<BareSocket> {
  const socket = connect({ host: HOST, port, noDelay: true });
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await once(socket, 'connect');
  return { socket, closed, bytes: () => Buffer.concat(chunks) };
}

/** The answer to a CONNECT: its return code (MQTT 3.1.1 section 3.2), or `cut` when the socket is ended without one. */
export async function answerToConnect(port: number, claim: Partial<IConnectPacket>): Promise<number | 'cut'> {
  const { socket, closed, bytes } = await dial(port);
  const packet = { cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, keepalive: 30, clientId: '' } as const;
  socket.write(mqttPacket.generate({ ...packet, ...claim }));
  await Promise.race([new Promise((resolve) => socket.once('data', resolve)), closed]);
  const answer = bytes();
  socket.destroy();
  await closed;
  return answer[0] === 0x20 ? (answer[3] ?? 'cut') : 'cut';
}
