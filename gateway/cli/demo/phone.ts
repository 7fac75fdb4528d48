// Demo phone: what a phone does over HTTP: opens the link as a browser, then uses the API with the person's token.
import { randomUUID } from 'node:crypto';
import type { SessionView } from '../../domain/session/session-view.ts';

type WalletJson = { readonly availableMinor: number; readonly heldMinor: number };
type SaidProblem = { readonly code: string; readonly detail: string; readonly nextStep: { readonly label: string } };
type OfferJson = { readonly availability: string; readonly tariffHash: string };
type ScanJson = { readonly offer: OfferJson; readonly ticket: string };

export type DemoPhone = {
  openPage(link: string): Promise<number>;
  untilOffered(link: string, availability: string): Promise<OfferJson>;
  pair(link: string, readDisplay: () => string | null): Promise<string>;
  /** What a display shows, once it shows something. */
  untilShown(what: string, readDisplay: () => string): Promise<string>;
  start(link: string): Promise<SessionView>;
  read(sessionId: string): Promise<SessionView>;
  until(sessionId: string, what: string, isSo: (view: SessionView) => boolean): Promise<SessionView>;
  set(sessionId: string, control: string, value: boolean | number): Promise<void>;
  order(sessionId: string, lines: readonly { itemId: string; quantity: number }[]): Promise<void>;
  call(sessionId: string): Promise<void>;
  pause(sessionId: string): Promise<void>;
  resume(sessionId: string): Promise<void>;
  stop(sessionId: string): Promise<SessionView>;
  receiptText(sessionId: string): Promise<string>;
  receiptKeys(sessionId: string): Promise<string>;
  wallet(): Promise<WalletJson>;
};

const WAIT_S = 4;
const PAUSE_MS = 50;
const UNAVAILABLE = 503;
/** A display shows the next code after half a minute at most. */
const DISPLAY_MS = 40_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

type Ask = (path: string, body?: unknown) => Promise<Response>;

/** What the gateway says to a person, with the next step; null where it is no problem of ours. */
function problemWords(said: string): string | null {
  try {
    const { code, detail, nextStep } = JSON.parse(said) as SaidProblem;
    return `${code}: ${detail} ${nextStep.label}`;
  } catch {
    return null;
  }
}

/** Asks with the same key however often: what was not available is asked again as the same request. */
function createAsker(origin: string, token: string, patienceMs: number): Ask {
  return async (path, body) => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'idempotency-key': randomUUID() }),
    };
    const reach = (): Promise<Response> =>
      fetch(`${origin}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    const untilMs = performance.now() + patienceMs;
    for (;;) {
      // A kept connection that the gateway has closed meanwhile costs one more try, as in a browser.
      const response = await reach().catch(reach);
      if (response.ok) return response;
      const said = await response.text();
      if (response.status !== UNAVAILABLE || performance.now() > untilMs)
        throw new Error(problemWords(said) ?? `${path} answered ${response.status}: ${said}`);
      await pause(PAUSE_MS * 10);
    }
  };
}

/** @param patienceMs how long it waits for what takes time. */
export function createDemoPhone(origin: string, token: string, patienceMs: number): DemoPhone {
  const ask = createAsker(origin, token, patienceMs);
  const json = async <T>(path: string, body?: unknown): Promise<T> => (await (await ask(path, body)).json()) as T;
  const scan = (link: string): Promise<ScanJson> => json<ScanJson>('/api/v1/scans', { code: link });
  const read = (sessionId: string): Promise<SessionView> => json<SessionView>(`/api/v1/sessions/${sessionId}`);

  /** Asks again as long as the answer is not there; each round waits for news, or a moment. */
  async function retry<T>(what: string, round: () => Promise<T | null>, mostMs = patienceMs): Promise<T> {
    const untilMs = performance.now() + mostMs;
    while (performance.now() < untilMs) {
      const value = await round();
      if (value !== null) return value;
      await pause(PAUSE_MS);
    }
    throw new Error(`waited ${mostMs / 1000} s in vain until ${what}`);
  }

  return {
    read,
    async openPage(link) {
      const landed = await fetch(link, { redirect: 'manual' });
      const location = landed.headers.get('location') ?? '';
      if (landed.status !== 302 || !location.startsWith('/s/')) throw new Error(`the link answered ${landed.status} ${location}`);
      const cookie = landed.headers
        .getSetCookie()
        .map((each) => each.split(';')[0])
        .join('; ');
      const page = await fetch(`${origin}${location}`, { headers: { cookie } });
      const html = await page.text();
      if (page.status !== 200 || !html.includes('<form')) throw new Error(`the offer page answered ${page.status}`);
      return html.length;
    },
    untilOffered: (link, availability) =>
      retry(`the object is ${availability}`, async () => {
        const { offer } = await scan(link);
        return offer.availability === availability ? offer : null;
      }),
    async pair(link, readDisplay) {
      const code = await retry('the room shows its digits', async () => readDisplay());
      const { ticket } = await scan(link);
      await ask('/api/v1/stays/pairings', { ticket, code });
      return code;
    },
    untilShown: (what, readDisplay) => retry(what, async () => readDisplay() || null, Math.max(patienceMs, DISPLAY_MS)),
    async start(link) {
      const { offer, ticket } = await scan(link);
      return json<SessionView>('/api/v1/sessions', { ticket, tariffHash: offer.tariffHash });
    },
    until: (sessionId, what, isSo) => {
      let version = 0;
      return retry(what, async () => {
        const view = await json<SessionView>(`/api/v1/sessions/${sessionId}?after=${version}&wait=${WAIT_S}`);
        version = view.version;
        return isSo(view) ? view : null;
      });
    },
    async set(sessionId, control, value) {
      const { reportedVer } = await read(sessionId);
      await ask(`/api/v1/sessions/${sessionId}/controls`, { control, value, seen: reportedVer });
    },
    order: async (sessionId, lines) => void (await ask(`/api/v1/sessions/${sessionId}/orders`, { lines })),
    call: async (sessionId) => void (await ask(`/api/v1/sessions/${sessionId}/calls`, {})),
    pause: async (sessionId) => void (await ask(`/api/v1/sessions/${sessionId}/pause`, {})),
    resume: async (sessionId) => void (await ask(`/api/v1/sessions/${sessionId}/resume`, {})),
    async stop(sessionId) {
      await ask(`/api/v1/sessions/${sessionId}/stop`, {});
      return read(sessionId);
    },
    receiptText: async (sessionId) => (await ask(`/api/v1/sessions/${sessionId}/receipt`)).text(),
    receiptKeys: async (sessionId) => (await ask(`/api/v1/sessions/${sessionId}/receipt/keys`)).text(),
    wallet: () => json<WalletJson>('/api/v1/wallet'),
  };
}
