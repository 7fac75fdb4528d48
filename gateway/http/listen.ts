// Listen: puts the app behind a socket, and takes it down again without waiting for those who hold on.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, isIPv6, type Socket } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { ok, type Result, refused } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import { Unavailable } from '../ports/unavailable.ts';
import type { HttpApp } from './app.ts';
import { composeProblem, PROBLEM_TYPE } from './problem.ts';

export type ListenOptions = {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
};
export type ListenRefusal = { readonly code: 'port.taken'; readonly port: number };
export type Listening = {
  readonly port: number;
  /** `http://host:port` as bound. */
  readonly url: string;
  /** Ends event streams and held requests, gives the others a moment, then closes what is still open. */
  close(): Promise<void>;
};

/** Requests under way at close are given this long. */
const CLOSE_GRACE_MS = 2_000;
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;

const REFUSED_BEFORE_ROUTING: Rejection = { code: 'request.malformed', at: 'request', problem: 'not HTTP as we speak it' };

/** Bytes that are no HTTP request never reach the app; their sender still gets a problem (RFC 9457). */
function refuseSocket(socket: Socket): void {
  const problem = JSON.stringify(composeProblem(REFUSED_BEFORE_ROUTING, 'en'));
  if (!socket.writable) return;
  const head = `HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: ${PROBLEM_TYPE}\r\n`;
  socket.end(`${head}Content-Length: ${Buffer.byteLength(problem)}\r\n\r\n${problem}`);
}

/** Resolves when no request is under way any more. */
function createInFlight(server: Server): { whenNone(): Promise<void> } {
  let count = 0;
  let onNone = (): void => {};
  server.on('request', (_request, response) => {
    count += 1;
    response.once('close', () => {
      count -= 1;
      if (count === 0) onNone();
    });
  });
  return {
    whenNone: () =>
      new Promise((resolve) => {
        onNone = resolve;
        if (count === 0) resolve();
      }),
  };
}

function createHttpServer(app: HttpApp): Server {
  const listener = getRequestListener((request, bindings) => app.app.fetch(request, bindings as HttpBindings), {
    errorHandler: () => {
      const problem = composeProblem(REFUSED_BEFORE_ROUTING, 'en');
      return new Response(JSON.stringify(problem), { status: problem.status, headers: { 'Content-Type': PROBLEM_TYPE } });
    },
  });
  const server = createServer(
    // Small answers leave at once (TCP_NODELAY): a phone waits for each of them.
    { noDelay: true, headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    (request, response) => void listener(request, response),
  );
  server.on('clientError', (_error, socket) => refuseSocket(socket as Socket));
  return server;
}

async function bind(server: Server, { host, port }: ListenOptions): Promise<Result<AddressInfo, ListenRefusal>> {
  server.listen({ host, port });
  try {
    await once(server, 'listening');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EADDRINUSE') return refused({ code: 'port.taken', port });
    throw new Unavailable('http', cause);
  }
  return ok(server.address() as AddressInfo);
}

/** @returns `port.taken` when another process has the port; any other failure throws Unavailable. */
export async function listen(app: HttpApp, options: ListenOptions): Promise<Result<Listening, ListenRefusal>> {
  const server = createHttpServer(app);
  const inFlight = createInFlight(server);
  const bound = await bind(server, options);
  if (!bound.ok) return bound;
  const { address, port } = bound.value;

  async function shutDown(): Promise<void> {
    const closed = once(server, 'close');
    app.closeStreams();
    server.close();
    const grace = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
    await Promise.race([inFlight.whenNone(), closed]);
    clearTimeout(grace);
    server.closeAllConnections();
    await closed;
  }
  let closing: Promise<void> | null = null;

  return ok({
    port,
    url: `http://${isIPv6(address) ? `[${address}]` : address}:${port}`,
    close: () => {
      closing ??= shutDown();
      return closing;
    },
  });
}
