// Broker: the embedded MQTT 3.1.1 server that devices connect to, with every guard that its library lacks.
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Aedes, type AedesOptions, type AedesPublishPacket, type Client, type ConnectPacket, type PublishPacket } from 'aedes';
import { ALL_UPWARD, assert, type DeviceAddress } from '#protocol';
import { admit, type Connection, noteClaim, type Probe, SERVER_UNAVAILABLE } from './admission.ts';
import { createAllowance } from './allowance.ts';
import { QUARANTINE_SLICE_BYTES } from './broker-limits.ts';
import { clientIdOf, filterOf, isClaimant, isSaidByItself, maySubscribe } from './client-rules.ts';
import { connectionOf, createDesk, type Desk, type DeskOptions, endExpired, kick, strike, takeOver, takeTurn } from './desk.ts';
import { guardFrames } from './frame-guard.ts';
import { judgePublish } from './judge-publish.ts';
import { faultOf } from './library-errors.ts';
import type { Incoming } from './listeners/incoming.ts';
import { type BoundPorts, type ListenerPlan, type Listeners, openListeners } from './listeners/open-listeners.ts';
import type { QuarantineReason } from './quarantine.ts';
import { testDelivery } from './self-test.ts';

export type BrokerOptions = DeskOptions &
  Pick<ListenerPlan, 'host' | 'port'> & {
    readonly tls?: ListenerPlan['tls'];
    readonly webSocketPort?: ListenerPlan['webSocketPort'];
    /** Makes the library's broker; given by the test that shows what a misbehaving one does to the start-up. */
    readonly library?: (options: AedesOptions) => Promise<Aedes>;
  };

export type Broker = {
  readonly host: string;
  /** The plain port that is really bound; 0 where there is none. */
  readonly port: number;
  readonly ports: BoundPorts;
  /**
   * Publishes to one device, QoS 1 and never retained.
   * @returns false when it is not connected or not subscribed now: then nothing is kept for it.
   */
  sendTo(address: DeviceAddress, topic: string, payload: string): boolean;
  isListening(deviceId: string): boolean;
  /** Ends a client's connection, and turns back one that is being let in; a will is published. False when there was none. */
  kick(clientId: string, reason: string): boolean;
  /**
   * A last word to every device that listens; resolves when all are on their way.
   * @param word of a device, by how many there are.
   */
  farewell(word: (address: DeviceAddress, count: number) => { readonly topic: string; readonly payload: string }): Promise<void>;
  /** Notes a misdeed that was found behind the broker; too many end the connection and keep the device away. */
  strike(deviceId: string): void;
  connectedDevices(): number;
  close(): Promise<void>;
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

/** First words of a connection: what CONNECT claims. Refusals are answered by `authenticate`, which can give a code. */
function reviewConnectPacket(desk: Desk, client: Client, packet: ConnectPacket): void {
  const connection = connectionOf(desk, client);
  forgetDuplicates(client);
  // A kept session's queue has no bound and replays commands of yesterday.
  packet.clean = true;
  // The library answers an MQTT 5 CONNECT itself, with return code 1 "unacceptable protocol version", and hangs up.
  if (packet.protocolVersion === 5) {
    desk.metrics.count('mqtt_connections_refused', 'protocol.version');
    desk.onRefused?.(packet.clientId, 'protocol.version');
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

/** @returns the CONNACK code of a refusal, null when the client is in. */
async function authenticateClient(desk: Desk, client: Client, username: string, password: Uint8Array): Promise<number | null> {
  const connection = connectionOf(desk, client);
  let admission = await admit(desk, connection, username, password);
  if ('address' in admission && !(await takeTurn(desk, client, client.id, connection.serial))) {
    admission = { code: 'connection.superseded', returnCode: SERVER_UNAVAILABLE };
  }
  if ('address' in admission) {
    connection.address = admission.address;
    connection.untilMs = admission.untilMs;
    desk.places.hold(connection.peer);
    connection.guard.setLimit(desk.limits.frameBytesAfterAuth);
    return null;
  }
  const { code, returnCode } = admission;
  desk.metrics.count('mqtt_connections_refused', code);
  desk.onRefused?.(username, code);
  desk.log.warn('a connection was refused', { code, deviceId: username.slice(0, 48), remoteAddress: connection.remoteAddress });
  return returnCode;
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
  endExpired(desk, client);
  const judged = judgePublish(desk.conduct, connectionOf(desk, client), client.closed, packet);
  switch (judged.verdict) {
    case 'drop':
      desk.metrics.count('mqtt_frames_refused', 'connection.ended');
      done(new Error(ENDED));
      return;
    case 'pass':
      if (packet.retain && !judged.mayRetain) {
        desk.metrics.count('mqtt_retain_flags_removed');
        packet.retain = false;
      }
      done(null);
      return;
    case 'set-aside':
      divert(desk, client.id, packet, judged.reason);
      done(null);
      // After the answer, so that the PUBACK of this message is on its way before the connection ends.
      strike(desk, client.id);
  }
}

/**
 * Counts what a client did wrong where the library saw it first; a device that is in has to answer for it, once: of
 * what was read together with the first fault the library complains packet by packet.
 */
function noteFault(desk: Desk, client: Client, error: Error): void {
  const connection = connectionOf(desk, client);
  const fault = connection.isFaulty ? null : faultOf(error);
  if (!fault) return;
  connection.isFaulty = true;
  desk.metrics.count(fault.thing, fault.reason);
  if (connection.address) strike(desk, client.id);
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
      if (desk.conduct.takeToken(client.id) && maySubscribe(address, subscription.topic)) {
        connection.listening = true;
        done(null, subscription);
        return;
      }
      desk.metrics.count('mqtt_connections_refused', 'subscription');
      desk.onRefused?.(client.id, 'subscription');
      desk.log.warn('a subscription was refused', { deviceId: client.id, filter: subscription.topic.slice(0, 128) });
      done(null, null);
      strike(desk, client.id);
    },
  };
}

/** Takes a connection in: guarded before the library sees it, forgotten when it closes. */
function createReception(desk: Desk, aedes: Aedes) {
  const streams = new Set<Duplex>();
  const accept = ({ stream, remoteAddress, peer, certificate }: Incoming, probe: Probe | null): void => {
    streams.add(stream);
    desk.lastSerial += 1;
    const guard = guardFrames(stream, {
      limitBytes: desk.limits.frameBytesBeforeAuth,
      allowance: createAllowance({ clock: desk.clock, perS: desk.limits.framesPerS, burst: desk.limits.frameBurst }),
      onRefused: (refusal) => {
        desk.metrics.count('mqtt_frames_refused', refusal.code);
        desk.log.warn('a frame was refused', { remoteAddress, ...refusal });
        if (connection.address) strike(desk, client.id);
      },
    });
    const client = aedes.handle(stream as Socket);
    const connection: Connection = {
      serial: desk.lastSerial,
      remoteAddress,
      peer,
      certificate,
      guard,
      probe,
      refusal: null,
      will: null,
      address: null,
      untilMs: null,
      listening: false,
      isFaulty: false,
    };
    desk.connections.set(client, connection);
    stream.once('close', () => {
      streams.delete(stream);
      if (connection.address !== null && desk.newest.get(client.id) === connection.serial) desk.newest.delete(client.id);
      if (desk.current.get(client.id) !== client) return;
      desk.current.delete(client.id);
      // The start-up self-test is no device.
      if (probe === null) desk.log.info('a device left', { deviceId: client.id });
    });
  };
  return { accept, endAll: () => [...streams].map((stream) => stream.destroy()) };
}

/**
 * Starts the broker: library, self-test, then the public ports.
 * @throws BrokerStartError `port.taken`, `address.unusable`, `broker.self-test-failed`.
 */
export async function createBroker(options: BrokerOptions): Promise<Broker> {
  const { host, limits, log, metrics, library = (settings) => Aedes.createBroker(settings) } = options;
  const desk = createDesk(options);
  const aedes = await library({
    ...libraryHandlers(desk),
    connectTimeout: limits.connectTimeoutMs,
    drainTimeout: limits.drainTimeoutMs,
    maxInflightInbound: limits.halfOpenExchanges,
    // Unlimited: with a limit, so many deliveries to one device that does not read would stop all others.
    concurrency: 0,
  });
  aedes.on('client', (client) => takeOver(desk, client));
  aedes.on('ping', (_packet, client) => endExpired(desk, client));
  aedes.on('unsubscribe', (filters, client) => {
    const connection = connectionOf(desk, client);
    if (connection.address && filters.includes(filterOf(connection.address))) connection.listening = false;
  });
  aedes.on('clientError', (client, error) => {
    // Why it ended was told before.
    if (error.message === ENDED) return;
    noteFault(desk, client, error);
    log.info('a connection ended', { deviceId: client.id, problem: error.message });
  });
  aedes.on('connectionError', (client, error) => {
    noteFault(desk, client, error);
    log.info('a connection ended early', { problem: error.message });
  });
  (aedes as NodeJS.EventEmitter).on('error', (error: unknown) => log.error('the broker library failed', { error }));

  const reception = createReception(desk, aedes);
  let listeners: Listeners | null = null;
  const close = async (): Promise<void> => {
    const closed = listeners?.close();
    await new Promise<void>((resolve) => aedes.close(resolve));
    reception.endAll();
    await closed;
  };

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
    const plan = { host, port: options.port, tls: options.tls ?? null, webSocketPort: options.webSocketPort ?? null };
    listeners = await openListeners(plan, {
      accept: (incoming) => reception.accept(incoming, null),
      places: desk.places,
      limits,
      log,
      metrics,
    });
  } catch (error) {
    await close();
    throw error;
  }
  const { ports } = listeners;
  return { ...brokerDoor(desk, aedes), host, port: ports.plain ?? 0, ports, close };
}

function brokerDoor(desk: Desk, aedes: Aedes): Omit<Broker, 'host' | 'port' | 'ports' | 'close'> {
  const listener = (deviceId: string): Connection | null => {
    const client = desk.current.get(deviceId);
    // One that is silent on purpose hears nothing after its token has run out either.
    if (client) endExpired(desk, client);
    const connection = client && !client.closed ? connectionOf(desk, client) : null;
    return connection?.listening ? connection : null;
  };
  return {
    sendTo(address, topic, payload) {
      if (listener(clientIdOf(address))?.address?.tenant !== address.tenant) return false;
      aedes.publish({ cmd: 'publish', topic, payload: Buffer.from(payload), qos: 1, retain: false, dup: false }, (error) => {
        if (error) desk.log.warn('a message could not be routed', { deviceId: clientIdOf(address), problem: error.message });
      });
      return true;
    },
    async farewell(word) {
      const addresses = [...desk.current.keys()].flatMap((clientId) => {
        const address = listener(clientId)?.address;
        return address && !isClaimant(address) ? [address] : [];
      });
      await Promise.all(
        addresses.map((address) => {
          const { topic, payload } = word(address, addresses.length);
          const packet = { cmd: 'publish', topic, payload: Buffer.from(payload), qos: 1, retain: false, dup: false } as const;
          return new Promise<void>((resolve) => aedes.publish(packet, () => resolve()));
        }),
      );
    },
    isListening: (deviceId) => listener(deviceId) !== null,
    kick: (deviceId, reason) => kick(desk, deviceId, reason),
    strike: (deviceId) => strike(desk, deviceId),
    connectedDevices: () => desk.current.size,
  };
}
