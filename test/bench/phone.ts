// Phone: what one person's phone does over HTTP, on one kept connection, with little work of its own beside the gateway's.
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { SessionView } from '../../gateway/domain/session/session-view.ts';

const PATIENCE_MS = 20_000;
/** Looks for one state; each of them waits up to WAIT_S at the gateway. */
const MOST_LOOKS = 20;
const WAIT_S = 8;

/** One full session; times as the phone sees them. */
export type PlayedSession = {
  /** From POST /sessions to its 201. */
  readonly createdMs: number;
  /** From the 201 to `active` seen. */
  readonly activeMs: number;
  readonly finalMinor: number;
};

export type Phone = {
  /** Scan, start, wait for use, stop, wait for the end; throws at the first answer that is not the expected one. */
  play(link: string): Promise<PlayedSession>;
  close(): void;
};

type Asked = { readonly method: 'GET' | 'POST'; readonly path: string; readonly status: number; readonly body?: object };

/** @param address what the proxy before the gateway would say: each phone has an address of its own, as it has its own account. */
export function createPhone(origin: string, token: string, address: string): Phone {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });

  function ask<T>({ method, path, status, body }: Asked): Promise<T> {
    const text = body === undefined ? '' : JSON.stringify(body);
    const headers = {
      authorization: `Bearer ${token}`,
      'x-forwarded-for': address,
      ...(method === 'POST' ? { 'idempotency-key': randomUUID(), 'content-length': Buffer.byteLength(text) } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    return new Promise((resolve, reject) => {
      const asking = request(`${origin}${path}`, { agent, method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const answer = Buffer.concat(chunks).toString();
          if (response.statusCode === status) resolve(JSON.parse(answer) as T);
          else reject(new Error(`bench.unexpected-answer: ${method} ${path} answered ${response.statusCode}: ${answer}`));
        });
      });
      asking.setTimeout(PATIENCE_MS, () => asking.destroy(new Error('timed out')));
      asking.on('error', (cause) => reject(new Error(`bench.no-answer: ${method} ${path}: ${cause.message}`, { cause })));
      asking.end(text);
    });
  }

  async function until(first: SessionView, state: 'active' | 'closed', onTheWay: readonly string[]): Promise<SessionView> {
    let view = first;
    for (let looks = 0; view.state !== state; looks += 1) {
      if (!onTheWay.includes(view.state) || looks === MOST_LOOKS) {
        throw new Error(`bench.not-${state}: session ${view.sessionId} is ${view.state}`);
      }
      const path = `/api/v1/sessions/${view.sessionId}?after=${view.version}&wait=${WAIT_S}`;
      view = await ask<SessionView>({ method: 'GET', path, status: 200 });
    }
    return view;
  }

  return {
    async play(link) {
      const scan = await ask<{ readonly offer: { readonly tariffHash: string }; readonly ticket: string }>({
        method: 'POST',
        path: '/api/v1/scans',
        status: 200,
        body: { code: link },
      });
      const body = { ticket: scan.ticket, tariffHash: scan.offer.tariffHash };
      const pressedMs = performance.now();
      const created = await ask<SessionView>({ method: 'POST', path: '/api/v1/sessions', status: 201, body });
      const createdMs = performance.now();
      const active = await until(created, 'active', ['starting']);
      const activeMs = performance.now();
      const path = `/api/v1/sessions/${created.sessionId}/stop`;
      const { version } = await ask<{ readonly version: number }>({ method: 'POST', path, status: 202 });
      const closed = await until({ ...active, version, state: 'stopping' }, 'closed', ['stopping', 'settling']);
      if (closed.end === null) throw new Error(`bench.no-end: session ${closed.sessionId} is closed without an end`);
      return { createdMs: createdMs - pressedMs, activeMs: activeMs - createdMs, finalMinor: closed.end.finalMinor };
    },
    close: () => agent.destroy(),
  };
}
