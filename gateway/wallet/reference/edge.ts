// Edge of a reference wallet: plain node:http on a free local port, with the network's faults between the wallet and its callers.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Control, Said } from './control.ts';
import { createFaultPlan, type Fault, type FaultPlan } from './faults.ts';
import type { WebhookSender } from './webhook-sender.ts';

export type Asked = {
  readonly method: string;
  /** Origin-form, with the query, as it was sent. */
  readonly target: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};
export type Reply = { readonly status: number; readonly headers: { readonly [name: string]: string }; readonly body: string };

export type Books = {
  /** Names the request for the fault plan. */
  routeOf(asked: Asked): { readonly name: string; readonly key: string };
  /** Refuses a request whose twin is under way; a claim is given back when the twin is answered. */
  claim?(asked: Asked): Reply | (() => void);
  /** Whatever it does is durable when it returns. */
  perform(asked: Asked, fault: Fault | null): Reply;
  /** Signs what leaves, where this wallet signs. */
  seal?(asked: Asked, reply: Reply, fault: Fault | null): Reply;
};

export type Edge = {
  readonly url: string;
  readonly faults: FaultPlan;
  /** Lets parked requests arrive after all; their callers are long gone. */
  release(): number;
  /** Requests that reached the address that `redirect` points to; nobody may follow it. */
  redirected(): number;
  close(): Promise<void>;
};

const DRIP_MS = 20;
const HUGE = 5 * 1024 * 1024;
const NOTHING: Reply = { status: 500, headers: {}, body: '' };
const ELSEWHERE = '/elsewhere';

async function readAsked(request: IncomingMessage): Promise<Asked> {
  const target = request.url ?? '/';
  const url = new URL(target, 'http://reference');
  const { method = 'GET', headers } = request;
  return { method, target, path: url.pathname, query: url.searchParams, headers, body: await text(request) };
}

function send(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, { ...reply.headers, 'content-length': Buffer.byteLength(reply.body) }).end(reply.body);
}

/** One byte at a time, for as long as anybody listens. */
function drip(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, { ...reply.headers, 'content-length': String(HUGE) });
  const timer = setInterval(() => response.write(' '), DRIP_MS);
  response.on('close', () => clearInterval(timer));
}

function answer(response: ServerResponse, reply: Reply, fault: Fault | null): void {
  switch (fault?.fault) {
    case 'lose-reply':
      response.destroy();
      return;
    case 'error':
    case 'error-after':
      send(response, { status: 500, headers: { 'content-type': 'text/plain' }, body: 'internal error' });
      return;
    case 'truncate':
      response.writeHead(reply.status, { ...reply.headers, 'content-length': Buffer.byteLength(reply.body) });
      response.write(reply.body.slice(0, reply.body.length / 2), () => response.destroy());
      return;
    case 'redirect':
      send(response, { ...reply, status: 307, headers: { ...reply.headers, location: ELSEWHERE } });
      return;
    case 'huge':
      send(response, { ...reply, body: reply.body + ' '.repeat(HUGE) });
      return;
    case 'drip':
      drip(response, reply);
      return;
    default:
      send(response, reply);
  }
}

/** @param port 0 for a free one. */
export async function openEdge(parts: {
  readonly books: Books;
  readonly webhooks: WebhookSender;
  readonly control: Control;
  readonly port: number;
}): Promise<Edge> {
  const { books, webhooks, control } = parts;
  const faults = createFaultPlan();
  const parked: Asked[] = [];
  let redirected = 0;
  const release = (): number => {
    const late = parked.splice(0);
    for (const asked of late) books.perform(asked, null);
    return late.length;
  };

  async function serve(asked: Asked, response: ServerResponse): Promise<void> {
    const { name, key } = books.routeOf(asked);
    const fault = faults.draw(name, key);
    if (fault?.fault === 'park') parked.push(asked);
    if (fault?.fault === 'park' || fault?.fault === 'lose-request') {
      response.destroy();
      return;
    }
    const claimed = books.claim?.(asked) ?? (() => {});
    if (typeof claimed !== 'function') {
      send(response, claimed);
      return;
    }
    try {
      if (fault?.fault === 'wait') await new Promise((resolve) => setTimeout(resolve, fault.ms ?? 0));
      if (fault?.fault === 'repeat') books.perform(asked, null);
      const reply = fault?.fault === 'error' ? NOTHING : books.perform(asked, fault);
      const broken = fault?.fault === 'malform' ? { ...reply, body: reply.body.slice(0, -1) } : reply;
      const sealed = books.seal?.(asked, broken, fault) ?? broken;
      await webhooks.onPerformed();
      answer(response, sealed, fault);
    } finally {
      claimed();
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = await readAsked(request);
    if (asked.path === ELSEWHERE) {
      redirected += 1;
      send(response, { status: 200, headers: {}, body: '{}' });
    } else if (asked.path.startsWith('/control/')) {
      const act = asked.path.slice('/control/'.length);
      const said = await control(act, asked.body === '' ? {} : (JSON.parse(asked.body) as Said), { faults, release });
      const body = JSON.stringify(said ?? null);
      send(response, { status: 200, headers: { 'content-type': 'application/json' }, body });
    } else {
      await serve(asked, response);
    }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (response.destroyed || response.headersSent) response.destroy();
      else send(response, { status: 500, headers: { 'content-type': 'text/plain' }, body: String(error) });
    });
  });
  server.listen(parts.port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    release,
    redirected: () => redirected,
    async close() {
      await webhooks.idle();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
