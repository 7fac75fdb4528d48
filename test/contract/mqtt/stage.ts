// Stage: the real broker on a free loopback port, with registered devices, and clients that speak to it.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import mqttPacket, { type IConnectPacket } from 'mqtt-packet';
import { type DeviceAddress, deviceFilters, generateKeyPair } from '#protocol';
import { createUseCredential } from '../../../gateway/devices/use-credential.ts';
import { createAuthorizeClient } from '../../../gateway/mqtt/authorize-client.ts';
import { type Broker, type BrokerOptions, createBroker } from '../../../gateway/mqtt/broker.ts';
import { BROKER_LIMITS, type BrokerLimits } from '../../../gateway/mqtt/broker-limits.ts';
import { createConnectionTokens } from '../../../gateway/mqtt/credentials/connection-token.ts';
import { createPasswordCheck, hashPassword } from '../../../gateway/mqtt/credentials/password-check.ts';
import type { VenueSetup } from '../../../gateway/ports/store.ts';
import { openSqliteStore } from '../../../gateway/storage/sqlite/open-store.ts';
import { venueSetup } from '../../support/records.ts';
import { createBell, createCountingMetrics, createHandClock, createRecordedLog } from '../../unit/gateway/mqtt/recorders.ts';

export const HOST = '127.0.0.1';
const TENANT = 'acme';
export const addressOf = (device: string): DeviceAddress => ({ tenant: TENANT, device });
const passwordOf = (device: string): string => `password of ${device}`;

/** The CONNECT of bike-1 as bytes, with changes. */
export function connectPacket(changes: Partial<IConnectPacket> = {}): Buffer {
  return mqttPacket.generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    keepalive: 30,
    clientId: 'bike-1',
    username: 'bike-1',
    password: Buffer.from(passwordOf('bike-1')),
    ...changes,
  });
}

async function registerDevice(deviceId: string): Promise<VenueSetup['devices'][number]> {
  return {
    deviceId,
    kind: 'bike',
    publicX: 'A'.repeat(43),
    passwordHash: await hashPassword(passwordOf(deviceId), Buffer.alloc(16, 7), { n: 16, r: 1, p: 1 }),
    config: {},
  };
}

/** Resolves when the client's connection is over, with whatever error. */
export function goneOf(client: MqttClient): Promise<void> {
  return new Promise((resolve) => client.once('close', resolve));
}

export type Received = { readonly topic: string; readonly text: string };
export type SetAside = { readonly deviceId: string; readonly reason: string; readonly text: string };

export async function openStage(
  deviceIds: readonly string[],
  given: {
    readonly limits?: Partial<BrokerLimits>;
    readonly library?: BrokerOptions['library'];
    readonly port?: number;
    /** Something that happens while a password is looked at. */
    readonly onLookup?: (deviceId: string) => Promise<void>;
  } = {},
) {
  const bell = createBell();
  const clock = createHandClock();
  const log = createRecordedLog(bell.ring);
  const metrics = createCountingMetrics(bell.ring);
  const received: Received[] = [];
  const setAside: SetAside[] = [];
  const store = openSqliteStore({ path: ':memory:', clock });
  const { venue } = venueSetup();
  await store.setUpVenue({
    tenantId: TENANT,
    venue: { ...venue, tenantId: TENANT },
    devices: await Promise.all(deviceIds.map(registerDevice)),
    places: [],
    tariffs: [],
    objects: [],
    tags: [],
    stays: [],
  });
  const watched = {
    ...store,
    async device(id: string) {
      await given.onLookup?.(id);
      return store.device(id);
    },
  };
  const passwords = createPasswordCheck({ clock, log });
  const authorize = createAuthorizeClient({
    store: watched,
    clock,
    passwords,
    tokens: await createConnectionTokens('unlatch', [{ kid: 'm1', ...(await generateKeyPair()).privateJwk }]),
    useCredential: createUseCredential({ store, clock }),
    claimTokenOf: (claimId) => `token of ${claimId}`,
  });
  const broker: Broker = await createBroker({
    host: HOST,
    port: given.port ?? 0,
    authenticate: authorize.authenticate,
    limits: { ...BROKER_LIMITS, ...given.limits },
    log,
    metrics,
    clock,
    onPublish(topic, payload) {
      received.push({ topic, text: Buffer.from(payload).toString() });
      bell.ring();
    },
    onQuarantine(deviceId, reason, payload) {
      setAside.push({ deviceId, reason, text: Buffer.from(payload).toString() });
      bell.ring();
    },
    ...(given.library ? { library: given.library } : {}),
  });
  const clients = new Set<MqttClient | Socket>();

  return {
    broker,
    clock,
    log,
    metrics,
    received,
    setAside,
    until: bell.until,
    /** scrypt derivations so far. */
    derivations: passwords.derivations,
    count: (name: string): number => metrics.snapshot()[name] ?? 0,
    /** Connects as a registered device unless told otherwise; rejects with the broker's answer. */
    async connect(deviceId: string, options: IClientOptions = {}): Promise<MqttClient> {
      const client = await mqtt.connectAsync({
        host: HOST,
        port: broker.port,
        clientId: deviceId,
        username: deviceId,
        password: passwordOf(deviceId),
        protocolVersion: 4,
        keepalive: 30,
        reconnectPeriod: 0,
        ...options,
      });
      clients.add(client);
      client.on('error', () => undefined);
      return client;
    },
    /** Connects and subscribes to the device's own `dn/#`, keeping what arrives. */
    async attend(deviceId: string, options: IClientOptions = {}): Promise<{ client: MqttClient; got: Received[] }> {
      const client = await this.connect(deviceId, options);
      const got: Received[] = [];
      client.on('message', (topic, payload) => {
        got.push({ topic, text: payload.toString() });
        bell.ring();
      });
      await client.subscribeAsync(deviceFilters(addressOf(deviceId)).subscribe, { qos: 1 });
      return { client, got };
    },
    /** A bare socket; `closed` resolves when the other side, or an error, ended it. */
    async dial(localAddress = HOST): Promise<{ socket: Socket; closed: Promise<void>; bytes: () => Buffer }> {
      const socket = connect({ host: HOST, port: broker.port, noDelay: true, localAddress });
      clients.add(socket);
      socket.once('close', () => clients.delete(socket));
      const chunks: Buffer[] = [];
      socket.on('data', (chunk) => {
        chunks.push(chunk);
        bell.ring();
      });
      socket.on('error', () => undefined);
      // Not `once`, which rejects on an error: a reset is an end too.
      const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
      await once(socket, 'connect');
      return { socket, closed, bytes: () => Buffer.concat(chunks) };
    },
    async close(): Promise<void> {
      for (const client of clients) {
        if ('endAsync' in client) await client.endAsync(true);
        else client.destroy();
      }
      await broker.close();
      await store.close();
    },
  };
}
export type Stage = Awaited<ReturnType<typeof openStage>>;
