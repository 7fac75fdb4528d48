// WebSocket: MQTT frames inside of binary WebSocket messages (MQTT 3.1.1 section 6), as a stream like any other.
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { TLSSocket, type TlsOptions } from 'node:tls';
import { createWebSocketStream, WebSocketServer } from 'ws';
import type { BrokerLimits } from '../broker-limits.ts';
import { cameFrom, type Incoming, readPeerCertificate } from './incoming.ts';

const SUBPROTOCOL = 'mqtt';
/** Room for the fixed header of the largest frame. */
const HEADER_BYTES = 5;
/** Pieces of one message that wait for the rest: each costs more memory than its bytes. */
const MOST_FRAGMENTS = 64;
/** How often requests that do not come to an end are looked for. */
const CHECK_EVERY_MS = 1_000;

/** A browser that opens the address learns what it is for. */
const answerHttp: RequestListener = (_request, response) => {
  response.writeHead(426, { 'Content-Type': 'text/plain; charset=utf-8', Upgrade: 'websocket', Connection: 'close' });
  response.end('MQTT 3.1.1 over WebSocket, subprotocol mqtt\n');
};

function refuseUpgrade(socket: Socket, problem: string): void {
  socket.end(`HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: ${problem.length}\r\n\r\n${problem}`);
}

/** @param options.secure null for plain HTTP. */
export function createWebSocketServer(options: {
  readonly secure: TlsOptions | null;
  readonly limits: BrokerLimits;
  readonly accept: (incoming: Incoming) => void;
}): Server {
  const { secure, limits, accept } = options;
  const patience = {
    noDelay: true,
    headersTimeout: limits.connectTimeoutMs,
    requestTimeout: limits.connectTimeoutMs,
    connectionsCheckingInterval: CHECK_EVERY_MS,
  };
  const server = secure ? createSecureServer({ ...secure, ...patience }, answerHttp) : createServer(patience, answerHttp);
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: limits.frameBytesAfterAuth + HEADER_BYTES,
    maxFragments: MOST_FRAGMENTS,
    handleProtocols: () => SUBPROTOCOL,
  });
  server.on('upgrade', (request, duplex, head) => {
    const socket = duplex as Socket;
    // An error before the handshake is through concerns nobody but this socket.
    socket.on('error', () => socket.destroy());
    const offered = request.headers['sec-websocket-protocol']?.split(',').map((each) => each.trim()) ?? [];
    if (!offered.includes(SUBPROTOCOL)) {
      refuseUpgrade(socket, `offer the subprotocol ${SUBPROTOCOL}`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const certificate = socket instanceof TLSSocket ? readPeerCertificate(socket) : null;
      accept({ stream: createWebSocketStream(webSocket), ...cameFrom(socket), certificate });
    });
  });
  return server;
}
