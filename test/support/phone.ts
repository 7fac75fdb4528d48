// Phone: what a person's phone asks over HTTP; refusals are answers too, so that a test may look at them.
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { ReceiptJson } from '../../gateway/domain/receipt/receipt.ts';
import type { SessionView } from '../../gateway/domain/session/session-view.ts';

export type Answer = { readonly status: number; readonly headers: Headers; readonly text: string };
export type Request = {
  readonly method?: string;
  readonly token?: string | null;
  readonly key?: string;
  readonly cookie?: string;
  readonly headers?: { readonly [name: string]: string };
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly body?: string | Uint8Array<ArrayBuffer> | ReadableStream;
};

export type Problem = { readonly code: string; readonly status: number; readonly [fact: string]: unknown };
export type Offer = { readonly availability: string; readonly tariffHash: string; readonly holdMinor: number };
export type Scan = { readonly offer: Offer; readonly ticket: string; readonly expiresAt: string };
export type Wallet = { readonly currency: string; readonly availableMinor: number; readonly heldMinor: number };

const WAIT_S = 8;
/** Longer than anything that a test waits for: a miss is named, not just late. */
const PATIENCE_MS = 40_000;

export async function ask(origin: string, path: string, request: Request = {}): Promise<Answer> {
  const { token, key, cookie, json, body = json === undefined ? undefined : JSON.stringify(json) } = request;
  const response = await fetch(`${origin}${path}`, {
    method: request.method ?? (body === undefined ? 'GET' : 'POST'),
    redirect: 'manual',
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(cookie === undefined ? {} : { cookie }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...request.headers,
    },
    ...(body === undefined ? {} : { body }),
    ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
  } as RequestInit);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

export function jsonOf<T>(answer: Answer, status: number): T {
  expect(`${answer.status} ${answer.text}`).toMatch(new RegExp(`^${status} `));
  return JSON.parse(answer.text) as T;
}

/** An RFC 9457 answer with a status of its own; returns its members. */
export function problemOf(answer: Answer): Problem {
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  const problem = JSON.parse(answer.text) as Problem;
  expect(problem.status).toBe(answer.status);
  expect(problem).toMatchObject({ type: `urn:unlatch:${problem.code}`, title: expect.any(String), detail: expect.any(String) });
  return problem;
}

export type Phone = ReturnType<typeof createPhone>;

export function createPhone(origin: string, token: string | null) {
  const api = (path: string, request: Request = {}): Promise<Answer> => ask(origin, `/api/v1${path}`, { token, ...request });
  const post = (path: string, json: unknown, key: string = randomUUID()): Promise<Answer> => api(path, { json, key });
  const scan = async (link: string): Promise<Scan> => jsonOf<Scan>(await api('/scans', { json: { code: link } }), 200);
  const read = async (id: string): Promise<SessionView> => jsonOf<SessionView>(await api(`/sessions/${id}`), 200);

  return {
    token,
    api,
    post,
    scan,
    read,
    /** Scans and presses Start; `key` and `ticket` to press again. */
    async start(link: string, again: { key?: string; ticket?: string; tariffHash?: string } = {}) {
      const fresh = again.ticket === undefined ? await scan(link) : null;
      const body = {
        ticket: again.ticket ?? fresh?.ticket,
        tariffHash: again.tariffHash ?? fresh?.offer.tariffHash,
      };
      const key = again.key ?? randomUUID();
      return { key, body, answer: await post('/sessions', body, key) };
    },
    /** A start that must succeed. */
    async begin(link: string): Promise<SessionView> {
      const { offer, ticket } = await scan(link);
      return jsonOf<SessionView>(await post('/sessions', { ticket, tariffHash: offer.tariffHash }), 201);
    },
    /** Waiting GETs until the session is as told. */
    async until(id: string, what: string, isSo: (view: SessionView) => boolean): Promise<SessionView> {
      const untilMs = performance.now() + PATIENCE_MS;
      let view = await read(id);
      while (!isSo(view)) {
        if (performance.now() > untilMs) throw new Error(`waited in vain until ${what}: ${JSON.stringify(view)}`);
        view = jsonOf<SessionView>(await api(`/sessions/${id}?after=${view.version}&wait=${WAIT_S}`), 200);
      }
      return view;
    },
    stop: (id: string): Promise<Answer> => api(`/sessions/${id}/stop`, { method: 'POST' }),
    async set(id: string, control: string, value: boolean | number): Promise<void> {
      const { reportedVer } = await read(id);
      jsonOf(await post(`/sessions/${id}/controls`, { control, value, seen: reportedVer }), 202);
    },
    async receipt(id: string): Promise<{ readonly text: string; readonly keys: string; readonly bill: ReceiptJson }> {
      const receipt = await api(`/sessions/${id}/receipt`);
      const keys = await api(`/sessions/${id}/receipt/keys`);
      return { text: receipt.text, keys: keys.text, bill: jsonOf<ReceiptJson>(receipt, 200) };
    },
    sessions: async (): Promise<readonly SessionView[]> =>
      jsonOf<{ sessions: SessionView[] }>(await api('/sessions'), 200).sessions,
    wallet: async (): Promise<Wallet> => jsonOf<Wallet>(await api('/wallet'), 200),
  };
}
