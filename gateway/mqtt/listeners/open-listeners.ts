// Open listeners: plain TCP, TLS and WebSocket in front of one broker; what comes in is treated alike.
import type { Server as NetServer, Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import type { Log } from '../../ports/log.ts';
import type { Metrics } from '../../ports/metrics.ts';
import type { BrokerLimits } from '../broker-limits.ts';
import { closeServer, createPromptServer, listen } from '../listen.ts';
import { cameFrom, type Incoming, readPeerCertificate } from './incoming.ts';
import type { Places } from './places.ts';
import { createWebSocketServer } from './web-socket.ts';

export type TlsFiles = {
  readonly cert: string;
  readonly key: string;
  /** Signs the certificates of devices; null where none is asked for. */
  readonly clientCa: string | null;
};

/** Null where there is no such listener; port 0 takes any free one. */
export type ListenerPlan = {
  readonly host: string;
  readonly port: number | null;
  readonly tls: (TlsFiles & { readonly port: number }) | null;
  /** With TLS where `tls` is given. */
  readonly webSocketPort: number | null;
};

export type BoundPorts = { readonly plain: number | null; readonly tls: number | null; readonly webSocket: number | null };

export type Listeners = { readonly ports: BoundPorts; close(): Promise<void> };

type Deps = {
  readonly accept: (incoming: Incoming) => void;
  readonly places: Places;
  readonly limits: BrokerLimits;
  readonly log: Log;
  readonly metrics: Metrics;
};

/** What TLS servers here have in common; a certificate is asked for, and whether one is needed is said at admission. */
function tlsOptions({ cert, key, clientCa }: TlsFiles, limits: BrokerLimits): TlsOptions {
  return {
    cert,
    key,
    minVersion: 'TLSv1.2',
    noDelay: true,
    handshakeTimeout: limits.connectTimeoutMs,
    requestCert: clientCa !== null,
    rejectUnauthorized: false,
    ...(clientCa === null ? {} : { ca: clientCa }),
  };
}

function noteHandshakes(server: NetServer, { log, metrics }: Deps): void {
  server.on('tlsClientError', (error: Error, socket: Socket) => {
    metrics.count('mqtt_connections_refused', 'tls.handshake');
    log.info('a TLS handshake failed', { remoteAddress: socket.remoteAddress, problem: error.message });
  });
}

function createTlsListener(files: TlsFiles, deps: Deps): NetServer {
  const server = createTlsServer(tlsOptions(files, deps.limits), (socket) =>
    deps.accept({ stream: socket, ...cameFrom(socket), certificate: readPeerCertificate(socket) }),
  );
  noteHandshakes(server, deps);
  return server;
}

function createWebSocketListener(plan: ListenerPlan, deps: Deps): NetServer {
  const secure = plan.tls && tlsOptions(plan.tls, deps.limits);
  const server = createWebSocketServer({ secure, limits: deps.limits, accept: deps.accept });
  if (secure) noteHandshakes(server, deps);
  return server;
}

/**
 * Opens all, or none.
 * @throws BrokerStartError `port.taken`, `address.unusable`.
 */
export async function openListeners(plan: ListenerPlan, deps: Deps): Promise<Listeners> {
  const servers: NetServer[] = [];
  const open = async (server: NetServer, port: number): Promise<number> => {
    server.prependListener('connection', (socket: Socket) => deps.places.enter(socket));
    const bound = await listen(server, plan.host, port);
    servers.push(server);
    server.on('error', (error) => deps.log.error('an MQTT port failed', { error }));
    return bound;
  };
  const plainServer = (): NetServer =>
    createPromptServer((socket) => deps.accept({ stream: socket, ...cameFrom(socket), certificate: null }));
  const close = async (): Promise<void> => {
    await Promise.all(servers.map(closeServer));
  };
  try {
    const { port, tls, webSocketPort } = plan;
    const ports = {
      plain: port === null ? null : await open(plainServer(), port),
      tls: tls === null ? null : await open(createTlsListener(tls, deps), tls.port),
      webSocket: webSocketPort === null ? null : await open(createWebSocketListener(plan, deps), webSocketPort),
    };
    return { ports, close };
  } catch (error) {
    await close();
    throw error;
  }
}
