// Broker: the embedded MQTT 3.1.1 server that devices connect to, with every guard that its library lacks.
import type { Socket } from 'node:net';
import { Aedes, type AedesOptions, type AedesPublishPacket, type Client, type ConnectPacket, type PublishPacket } from 'aedes';
import { ALL_UPWARD, assert, type Clock, type DeviceAddress, deviceFilters } from '#protocol';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import { type AdmissionDesk, admit, type Connection, noteClaim, type Probe, SERVER_UNAVAILABLE } from './admission.ts';
import { type BrokerLimits, QUARANTINE_SLICE_BYTES } from './broker-limits.ts';
import { isSaidByItself, maySubscribe } from './client-rules.ts';
import { type Conduct, createConduct } from './conduct.ts';
import { guardFrames } from './frame-guard.ts';
import { judgePublish } from './judge-publish.ts';
import { closeServer, createPromptServer, listen } from './listen.ts';
import type { Quarantine, QuarantineReason } from './quarantine.ts';
import { testDelivery } from './self-test.ts';

export type BrokerOptions = {
  readonly host: string;
  /** 0 takes any free port; `Broker.port` says which. */
  readonly port: number;
  readonly authenticate: AdmissionDesk['authenticate'];
  /** Everything that devices say below their own `up/`, wills included; must not throw. */
  readonly onPublish: (topic: string, payload: Uint8Array) => void;
  readonly onQuarantine: Quarantine;
  readonly limits: BrokerLimits;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** Makes the library's broker; given by the test that shows what a misbehaving one does to the start-up. */
  readonly library?: (options: AedesOptions) => Promise<Aedes>;
};

export type Broker = {
  readonly host: string;
  /** The port that is really bound. */
  readonly port: number;
  /**
   * Publishes to one device, QoS 1 and never retained.
   * @returns false when it is not connected or not subscribed now: then nothing is kept for it.
   */
  sendTo(address: DeviceAddress, topic: string, payload: string): boolean;
  isListening(deviceId: string): boolean;
  /** Ends a device's connection; its will is published. False when there is none. */
  kick(deviceId: string, reason: string): boolean;
  /** Notes a misdeed that was found behind the broker; too many end the connection and keep the device away. */
  strike(deviceId: string): void;
  connectedDevices(): number;
  close(): Promise<void>;
};

/** What the handlers share: who is connected and how they behave. */
type Desk = Omit<BrokerOptions, 'host' | 'port' | 'library'> & {
  readonly conduct: Conduct;
  readonly connections: WeakMap<Client, Connection>;
  /** The one living connection of each device. */
  readonly current: Map<string, Client>;
  /** Serial of the newest connection of each device that was let in. */
  readonly newest: Map<string, number>;
};

/** What the library is told of a packet that comes after the end of its connection. */
const ENDED = 'the connection has ended';

const ignoreWrites = { get: () => undefined, set: () => true, deleteProperty: () => true };

/**
 * aedes drops what is older than the newest message a client was given, by a counter that QoS 0 and QoS 1 share, and so
 * loses QoS 1 messages (moscajs/aedes issues 994, 955, 533). A memory that forgets makes it drop none; a device has a
 * single filter, so nothing arrives twice.
 */
export function forgetDuplicates(client: object): void {
  (client as { duplicates: object }).duplicates = new Proxy({}, ignoreWrites);
}

function connectionOf(desk: Desk, client: Client): Connection {
  const connection = desk.connections.get(client);
  assert(connection, 'every client of the library came through accept');
  return connection;
}

/** First words of a connection: what CONNECT claims. Refusals are answered by `authenticate`, which can give a code. */
function reviewConnectPacket(desk: Desk, client: Client, packet: ConnectPacket): void {
  const connection = connectionOf(desk, client);
  forgetDuplicates(client);
  // A kept session's queue has no bound and replays commands of yesterday.
  packet.clean = true;
  // The library answers an MQTT 5 CONNECT itself, with return code 1 "unacceptable protocol version", and hangs up.
  if (packet.protocolVersion === 5) {
    desk.metrics.count('mqtt_connections_refused', 'protocol.version');
    desk.log.warn('a device speaks MQTT 5; this broker answers 3.1.1 only', { remoteAddress: connection.remoteAddress });
    return;
  }
  const { will } = packet;
  noteClaim(
    connection,
    { clientId: packet.clientId, username: packet.username, keepaliveS: packet.keepalive ?? 0 },
    will ? { packet: will, topic: will.topic, payload: Buffer.from(will.payload as Buffer) } : null,
  );
}

/**
 * Lets a connection in unless a newer one of the same device is in already: the library closes whichever registered
 * first. Each is let in on a turn of the event loop of its own, so that its registration, which waits for promises
 * only, is through before the next one's begins.
 */
async function takeTurn(desk: Desk, client: Client, deviceId: string, serial: number): Promise<boolean> {
  await new Promise((resolve) => setImmediate(resolve));
  // One that hung up meanwhile has had its farewell: what is noted of it now would stay for ever.
  if (client.closed || (desk.newest.get(deviceId) ?? 0) > serial) return false;
  desk.newest.set(deviceId, serial);
  return true;
}

/** @returns the CONNACK code of a refusal, null when the client is in. */
async function authenticateClient(desk: Desk, client: Client, username: string, password: Uint8Array): Promise<number | null> {
  const connection = connectionOf(desk, client);
  let admission = await admit(desk, connection, username, password);
  if ('address' in admission && !(await takeTurn(desk, client, admission.address.device, connection.serial))) {
    admission = { code: 'connection.superseded', returnCode: SERVER_UNAVAILABLE };
  }
  if ('address' in admission) {
    connection.address = admission.address;
    connection.guard.setLimit(desk.limits.frameBytesAfterAuth);
    return null;
  }
  const { code, returnCode } = admission;
  desk.metrics.count('mqtt_connections_refused', code);
  desk.log.warn('a connection was refused', { code, deviceId: username.slice(0, 48), remoteAddress: connection.remoteAddress });
  return returnCode;
}

/** Ends a connection: bytes that are here but not read yet are not read any more, and its will is published. */
function hangUp(desk: Desk, client: Client): void {
  connectionOf(desk, client).guard.stop();
  client.close();
}

/** The newest connection of a device is the one that counts, whichever the library finished first. */
function takeOver(desk: Desk, client: Client): void {
  // Suspended while its password was looked at.
  if (desk.conduct.isSuspended(client.id)) {
    hangUp(desk, client);
    return;
  }
  const previous = desk.current.get(client.id);
  if (previous && previous !== client) {
    if (connectionOf(desk, previous).serial > connectionOf(desk, client).serial) {
      hangUp(desk, client);
      return;
    }
    hangUp(desk, previous);
  }
  desk.current.set(client.id, client);
}

function kick(desk: Desk, deviceId: string, reason: string): boolean {
  const client = desk.current.get(deviceId);
  if (!client || client.closed) return false;
  desk.log.warn('a device is sent away', { deviceId, reason });
  hangUp(desk, client);
  return true;
}

function strike(desk: Desk, deviceId: string): void {
  if (desk.conduct.strike(deviceId)) kick(desk, deviceId, 'too many misdeeds');
}

/** A copy, so that a few kept bytes do not keep a whole read buffer. */
function sliceOf(payload: string | Buffer): Buffer {
  return Buffer.from(payload.slice(0, QUARANTINE_SLICE_BYTES) as Buffer);
}

/** Turns a message that may not travel into one that nobody receives, so that the device still gets its PUBACK. */
function divert(desk: Desk, deviceId: string, packet: PublishPacket, reason: QuarantineReason): void {
  desk.metrics.count('device_messages_quarantined', reason);
  desk.onQuarantine(deviceId, reason, sliceOf(packet.payload));
  packet.topic = `quarantine/${deviceId}`;
  packet.payload = Buffer.alloc(0);
  packet.retain = false;
}

/**
 * Refuses a connection that is over and no other: a refused QoS 1 publish closes the socket and the device sends it again
 * for ever. Overriding this also removes the library's own guard of `$SYS`; only the device's own `up/` is left.
 */
function receivePublish(desk: Desk, client: Client, packet: PublishPacket, done: (error?: Error | null) => void): void {
  const judged = judgePublish(desk.conduct, connectionOf(desk, client), client.closed, packet);
  switch (judged.verdict) {
    case 'drop':
      desk.metrics.count('mqtt_frames_refused', 'connection.ended');
      done(new Error(ENDED));
      return;
    case 'pass':
      packet.retain = packet.retain && judged.mayRetain;
      done(null);
      return;
    case 'set-aside':
      divert(desk, client.id, packet, judged.reason);
      done(null);
      // After the answer, so that the PUBACK of this message is on its way before the connection ends.
      strike(desk, client.id);
  }
}

/** The client that published a message (the library notes it); undefined for the gateway itself. */
function senderOf(packet: AedesPublishPacket): string | undefined {
  return (packet as { readonly clientId?: string }).clientId;
}

/** Handlers of the library, each a thin translation of a decision above. */
function libraryHandlers(desk: Desk): AedesOptions {
  return {
    preConnect(client, packet, done) {
      reviewConnectPacket(desk, client, packet);
      done(null, true);
    },
    authenticate(client, username, password, done) {
      void authenticateClient(desk, client, username ?? '', password ?? new Uint8Array()).then((returnCode) => {
        if (returnCode === null) done(null, true);
        else done(Object.assign(new Error('connection refused'), { returnCode }), false);
      });
    },
    authorizePublish(client, packet, done) {
      if (!client) {
        done(new Error('there is no broker beside this one'));
        return;
      }
      receivePublish(desk, client, packet, done);
    },
    // Devices hear the gateway and nobody else, whatever one of them got past the handlers above.
    authorizeForward: (_client, packet) => (senderOf(packet) === undefined ? packet : null),
    authorizeSubscribe(client, subscription, done) {
      const connection = connectionOf(desk, client);
      const { address } = connection;
      assert(address, 'only an authenticated client subscribes');
      if (client.closed) {
        done(new Error(ENDED), null);
        return;
      }
      if (desk.conduct.takeToken(address.device) && maySubscribe(address, subscription.topic)) {
        connection.listening = true;
        done(null, subscription);
        return;
      }
      desk.metrics.count('mqtt_connections_refused', 'subscription');
      desk.log.warn('a subscription was refused', { deviceId: address.device, filter: subscription.topic.slice(0, 128) });
      done(null, null);
      strike(desk, address.device);
    },
  };
}

/** Takes a socket in: guarded before the library sees it, forgotten when it closes. */
function createReception(desk: Desk, aedes: Aedes) {
  const sockets = new Set<Socket>();
  let serial = 0;
  const accept = (socket: Socket, probe: Probe | null): void => {
    sockets.add(socket);
    serial += 1;
    const remoteAddress = socket.remoteAddress ?? 'unknown';
    const guard = guardFrames(socket, {
      limitBytes: desk.limits.frameBytesBeforeAuth,
      onRefused: (refusal) => {
        desk.metrics.count('mqtt_frames_refused', refusal.code);
        desk.log.warn('a frame was refused', { remoteAddress, ...refusal });
      },
    });
    const client = aedes.handle(socket);
    const connection: Connection = {
      serial,
      remoteAddress,
      guard,
      probe,
      refusal: null,
      will: null,
      address: null,
      listening: false,
    };
    desk.connections.set(client, connection);
    socket.once('close', () => {
      sockets.delete(socket);
      const deviceId = connection.address?.device;
      if (deviceId !== undefined && desk.newest.get(deviceId) === connection.serial) desk.newest.delete(deviceId);
      if (desk.current.get(client.id) !== client) return;
      desk.current.delete(client.id);
      desk.log.info('a device left', { deviceId: client.id });
    });
  };
  return { accept, endAll: () => [...sockets].map((socket) => socket.destroy()) };
}

/**
 * Starts the broker: library, self-test, then the public port.
 * @throws BrokerStartError `port.taken`, `address.unusable`, `broker.self-test-failed`.
 */
export async function createBroker(options: BrokerOptions): Promise<Broker> {
  const { host, limits, log, library = (settings) => Aedes.createBroker(settings) } = options;
  const desk: Desk = {
    ...options,
    conduct: createConduct(options),
    connections: new WeakMap(),
    current: new Map(),
    newest: new Map(),
  };
  const aedes = await library({
    ...libraryHandlers(desk),
    connectTimeout: limits.connectTimeoutMs,
    drainTimeout: limits.drainTimeoutMs,
    maxInflightInbound: limits.halfOpenExchanges,
    // Unlimited: with a limit, so many deliveries to one device that does not read would stop all others.
    concurrency: 0,
  });
  aedes.on('client', (client) => takeOver(desk, client));
  aedes.on('unsubscribe', (filters, client) => {
    const connection = connectionOf(desk, client);
    if (connection.address && filters.includes(deviceFilters(connection.address).subscribe)) connection.listening = false;
  });
  aedes.on('clientError', (client, error) => {
    // Why it ended was told before.
    if (error.message !== ENDED) log.info('a connection ended', { deviceId: client.id, problem: error.message });
  });
  aedes.on('connectionError', (_client, error) => log.info('a connection ended early', { problem: error.message }));
  (aedes as NodeJS.EventEmitter).on('error', (error: unknown) => log.error('the broker library failed', { error }));

  const reception = createReception(desk, aedes);
  const server = createPromptServer((socket) => reception.accept(socket, null));
  server.maxConnections = limits.maxConnections;
  const close = async (): Promise<void> => {
    const closed = closeServer(server);
    await new Promise<void>((resolve) => aedes.close(resolve));
    reception.endAll();
    await closed;
  };

  let port: number;
  try {
    await testDelivery({
      accept: reception.accept,
      limits,
      publish: (topic, payload, qos) =>
        new Promise((resolve) => {
          aedes.publish({ cmd: 'publish', topic, payload, qos, retain: false, dup: false }, () => resolve());
        }),
    });
    await new Promise<void>((resolve) => {
      // Not as a client of oneself: what a device says reaches us before any queue of the library.
      aedes.subscribe(
        ALL_UPWARD,
        (packet, done) => {
          if (isSaidByItself(packet.topic, senderOf(packet))) options.onPublish(packet.topic, Buffer.from(packet.payload));
          else log.error('a message got past the broker under a name that is not its own', { deviceId: senderOf(packet) });
          done();
        },
        resolve,
      );
    });
    port = await listen(server, host, options.port);
  } catch (error) {
    await close();
    throw error;
  }
  server.on('error', (error) => log.error('the MQTT port failed', { error }));
  return { ...brokerDoor(desk, aedes), host, port, close };
}

function brokerDoor(desk: Desk, aedes: Aedes): Omit<Broker, 'host' | 'port' | 'close'> {
  const listener = (deviceId: string): Connection | null => {
    const client = desk.current.get(deviceId);
    const connection = client && !client.closed ? connectionOf(desk, client) : null;
    return connection?.listening ? connection : null;
  };
  return {
    sendTo(address, topic, payload) {
      if (listener(address.device)?.address?.tenant !== address.tenant) return false;
      aedes.publish({ cmd: 'publish', topic, payload: Buffer.from(payload), qos: 1, retain: false, dup: false }, (error) => {
        if (error) desk.log.warn('a message could not be routed', { deviceId: address.device, problem: error.message });
      });
      return true;
    },
    isListening: (deviceId) => listener(deviceId) !== null,
    kick: (deviceId, reason) => kick(desk, deviceId, reason),
    strike: (deviceId) => strike(desk, deviceId),
    connectedDevices: () => desk.current.size,
  };
}
