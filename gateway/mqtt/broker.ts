// Broker: the embedded MQTT 3.1.1 server that devices connect to, with every guard that its library lacks.
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { Aedes, type AedesOptions, type Client, type ConnectPacket, type PublishPacket } from 'aedes';
import { ALL_UPWARD, assert, type Clock, type DeviceAddress, deviceFilters, downTopic } from '#protocol';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import { type AdmissionDesk, admit, type Connection, noteClaim, type Probe, SERVER_UNAVAILABLE } from './admission.ts';
import { type BrokerLimits, QUARANTINE_SLICE_BYTES } from './broker-limits.ts';
import { mayRetain, maySubscribe, reviewPublish } from './client-rules.ts';
import { type Conduct, createConduct } from './conduct.ts';
import { type DeliveryReport, probeDelivery } from './delivery-probe.ts';
import { guardFrames } from './frame-guard.ts';
import { BrokerStartError, closeServer, createPromptServer, listen } from './listen.ts';
import type { Quarantine, QuarantineReason } from './quarantine.ts';

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
  noteClaim(connection, {
    clientId: packet.clientId,
    username: packet.username,
    keepaliveS: packet.keepalive ?? 0,
    willTopic: packet.will?.topic ?? null,
  });
}

/**
 * Lets a connection in unless a newer one of the same device is in already: the library closes whichever registered
 * first. Each is let in on a turn of the event loop of its own, so that its registration, which waits for promises
 * only, is through before the next one's begins.
 */
async function takeTurn(desk: Desk, deviceId: string, serial: number): Promise<boolean> {
  await new Promise((resolve) => setImmediate(resolve));
  if ((desk.newest.get(deviceId) ?? 0) > serial) return false;
  desk.newest.set(deviceId, serial);
  return true;
}

/** @returns the CONNACK code of a refusal, null when the client is in. */
async function authenticateClient(desk: Desk, client: Client, username: string, password: Uint8Array): Promise<number | null> {
  const connection = connectionOf(desk, client);
  let admission = await admit(desk, connection, username, password);
  if ('address' in admission && !(await takeTurn(desk, admission.address.device, connection.serial))) {
    admission = { code: 'connection.superseded', returnCode: SERVER_UNAVAILABLE };
  }
  if ('address' in admission) {
    connection.address = admission.address;
    connection.watcher.setLimit(desk.limits.frameBytesAfterAuth);
    return null;
  }
  const { code, returnCode } = admission;
  desk.metrics.count('mqtt_connections_refused', code);
  desk.log.warn('a connection was refused', { code, deviceId: username.slice(0, 48), remoteAddress: connection.remoteAddress });
  return returnCode;
}

/** The newest connection of a device is the one that counts, whichever the library finished first. */
function takeOver(desk: Desk, client: Client): void {
  const previous = desk.current.get(client.id);
  if (previous && previous !== client) {
    if (connectionOf(desk, previous).serial > connectionOf(desk, client).serial) {
      client.close();
      return;
    }
    previous.close();
  }
  desk.current.set(client.id, client);
}

function kick(desk: Desk, deviceId: string, reason: string): boolean {
  const client = desk.current.get(deviceId);
  if (!client) return false;
  desk.log.warn('a device is sent away', { deviceId, reason });
  client.close();
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
 * Never refuses: a refused QoS 1 publish closes the socket and the device sends it again for ever.
 * Overriding this also removes the library's own guard of `$SYS`; only the device's own `up/` is left, so it is kept.
 * @returns true when the message was set aside.
 */
function judgePublish(desk: Desk, client: Client, packet: PublishPacket): boolean {
  const { address } = connectionOf(desk, client);
  assert(address, 'only an authenticated client publishes');
  // A closed client's last message is its will, checked at CONNECT; a flood before must not silence it.
  if (client.closed) return false;
  const reason = desk.conduct.takeToken(address.device)
    ? reviewPublish(address, packet.topic, Buffer.byteLength(packet.payload))
    : 'rate.exceeded';
  if (reason) {
    divert(desk, address.device, packet, reason);
    return true;
  }
  if (packet.retain && !mayRetain(address, packet.topic)) packet.retain = false;
  return false;
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
      const wasSetAside = judgePublish(desk, client, packet);
      done(null);
      // After the answer, so that the PUBACK of this message is on its way before the connection ends.
      if (wasSetAside) strike(desk, client.id);
    },
    authorizeSubscribe(client, subscription, done) {
      const connection = connectionOf(desk, client);
      const { address } = connection;
      assert(address, 'only an authenticated client subscribes');
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
    const watcher = guardFrames(socket, {
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
      watcher,
      probe,
      refusal: null,
      willTopic: null,
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

/** Runs the delivery probe against this very library, handlers and sockets, on a port of its own. */
async function testDelivery(aedes: Aedes, accept: (socket: Socket, probe: Probe) => void, limits: BrokerLimits): Promise<void> {
  const address: DeviceAddress = { tenant: 'self-test', device: `self-test-${randomBytes(8).toString('hex')}` };
  const probe: Probe = { address, password: randomBytes(32).toString('hex') };
  const server = createPromptServer((socket) => accept(socket, probe));
  const port = await listen(server, '127.0.0.1', 0);
  const overdue = new AbortController();
  const timer = setTimeout(() => overdue.abort(new Error('the self-test took too long')), limits.selfTestMs);
  let report: DeliveryReport;
  try {
    report = await probeDelivery(
      {
        host: '127.0.0.1',
        port,
        deviceId: address.device,
        password: probe.password,
        filter: deviceFilters(address).subscribe,
        topic: downTopic(address, { leaf: 'system' }),
        publish: (topic, payload, qos) =>
          new Promise((resolve) => {
            aedes.publish({ cmd: 'publish', topic, payload, qos, retain: false, dup: false }, () => resolve());
          }),
      },
      overdue.signal,
    );
  } catch (error) {
    throw new BrokerStartError({ code: 'broker.self-test-failed', sent: 0, received: 0 }, error);
  } finally {
    clearTimeout(timer);
    await closeServer(server);
  }
  if (report.received !== report.sent) throw new BrokerStartError({ code: 'broker.self-test-failed', ...report });
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
  aedes.on('clientError', (client, error) => log.info('a connection ended', { deviceId: client.id, problem: error.message }));
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
    await testDelivery(aedes, reception.accept, limits);
    await new Promise<void>((resolve) => {
      // Not as a client of oneself: what a device says reaches us before any queue of the library.
      aedes.subscribe(
        ALL_UPWARD,
        (packet, done) => {
          options.onPublish(packet.topic, Buffer.from(packet.payload));
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
