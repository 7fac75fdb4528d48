// Desk: who is connected to the broker, which connection of a device counts, and who has to go.
import type { Client } from 'aedes';
import { assert, type Clock } from '#protocol';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { AdmissionDesk, Connection } from './admission.ts';
import { type BoundedMap, createBoundedMap } from './bounded-map.ts';
import type { BrokerLimits } from './broker-limits.ts';
import { type Conduct, createConduct } from './conduct.ts';
import { createPlaces, type Places } from './listeners/places.ts';
import type { Quarantine } from './quarantine.ts';

/** What a broker is given to decide with, and whom it tells. */
export type DeskOptions = {
  readonly authenticate: AdmissionDesk['authenticate'];
  /** Everything that devices say below their own `up/`, wills and claims included; must not throw. */
  readonly onPublish: (topic: string, payload: Uint8Array) => void;
  readonly onQuarantine: Quarantine;
  /** A connection or a subscription was refused: who asked, and why. */
  readonly onRefused?: (clientId: string, code: string) => void;
  readonly limits: BrokerLimits;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly clock: Clock;
};

/** What the broker's handlers share. */
export type Desk = DeskOptions & {
  readonly conduct: Conduct;
  readonly connections: WeakMap<Client, Connection>;
  /** The one living connection of each client id. */
  readonly current: Map<string, Client>;
  /** Serial of the newest connection of each client id that was let in. */
  readonly newest: Map<string, number>;
  /** No connection of a client id up to this serial gets in, whatever it had shown before it was sent away. */
  readonly barredUpTo: BoundedMap<number>;
  /** All sockets of all ways in. */
  readonly places: Places;
  /** The serial of the newest socket. */
  lastSerial: number;
};

export function createDesk(options: DeskOptions): Desk {
  return {
    ...options,
    conduct: createConduct(options),
    places: createPlaces(options.limits.maxConnections, () => {
      options.metrics.count('mqtt_connections_refused', 'broker.full');
    }),
    connections: new WeakMap(),
    current: new Map(),
    newest: new Map(),
    barredUpTo: createBoundedMap(options.limits.maxConnections),
    lastSerial: 0,
  };
}

export function connectionOf(desk: Desk, client: Client): Connection {
  const connection = desk.connections.get(client);
  assert(connection, 'every client of the library came through accept');
  return connection;
}

function isBarred(desk: Desk, clientId: string, serial: number): boolean {
  return serial <= (desk.barredUpTo.get(clientId) ?? 0);
}

/** Ends a connection: bytes that are here but not read yet are not read any more, and its will is published. */
function hangUp(desk: Desk, client: Client): void {
  connectionOf(desk, client).guard.stop();
  client.close();
}

/**
 * Lets a connection in unless a newer one of the same client id is in already: the library closes whichever registered
 * first. Each is let in on a turn of the event loop of its own, so that its registration, which waits for promises
 * only, is through before the next one's begins. One that is too late is closed as if it had been in and was taken over:
 * a refusal (CONNACK) makes programs such as mosquitto_sub give up, a broken connection is opened again.
 */
export async function takeTurn(desk: Desk, client: Client, clientId: string, serial: number): Promise<boolean> {
  await new Promise((resolve) => setImmediate(resolve));
  // One that hung up meanwhile has had its farewell: what is noted of it now would stay for ever.
  if (client.closed || isBarred(desk, clientId, serial)) return false;
  if ((desk.newest.get(clientId) ?? 0) > serial) {
    hangUp(desk, client);
    return false;
  }
  desk.newest.set(clientId, serial);
  return true;
}

/** The newest connection of a client id is the one that counts, whichever the library finished first. */
export function takeOver(desk: Desk, client: Client): void {
  const { serial, guard } = connectionOf(desk, client);
  // Suspended or sent away while its password was looked at.
  if (desk.conduct.isSuspended(client.id) || isBarred(desk, client.id, serial)) {
    hangUp(desk, client);
    return;
  }
  const previous = desk.current.get(client.id);
  if (previous && previous !== client) {
    if (connectionOf(desk, previous).serial > serial) {
      hangUp(desk, client);
      return;
    }
    hangUp(desk, previous);
  }
  desk.current.set(client.id, client);
  guard.takeTurns();
}

/** @returns false when nobody of that client id was in; one on its way in is turned back all the same. */
export function kick(desk: Desk, clientId: string, reason: string): boolean {
  desk.barredUpTo.set(clientId, desk.lastSerial);
  const client = desk.current.get(clientId);
  if (!client || client.closed) return false;
  desk.log.warn('a device is sent away', { deviceId: clientId, reason });
  hangUp(desk, client);
  return true;
}

/** A token opens no longer than it lives: the first word after its end, be it a keepalive, ends the connection (FP-29). */
export function endExpired(desk: Desk, client: Client): void {
  const { untilMs } = connectionOf(desk, client);
  if (untilMs !== null && !client.closed && desk.clock.nowMs() >= untilMs) kick(desk, client.id, 'its token has run out');
}

export function strike(desk: Desk, clientId: string): void {
  if (desk.conduct.strike(clientId)) kick(desk, clientId, 'too many misdeeds');
}
