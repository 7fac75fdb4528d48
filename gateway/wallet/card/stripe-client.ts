// Stripe client: the provider's own library, one client a call, so that the call's signal and limits hold for it.
import Stripe from 'stripe';
import type { Clock } from '#protocol';
import { fetchBounded } from '../bounded-fetch.ts';
import { WALLET_LIMITS } from '../wallet-limits.ts';
import { type Doubt, NoWord } from './no-word.ts';

export type StripeAccess = {
  /** A restricted key is enough: intents and refunds to write, nothing else. */
  readonly secretKey: string;
  /** null for the provider's own; another origin only for tests. */
  readonly apiUrl: string | null;
  readonly clock: Clock;
};

type Bounds = { readonly signal: AbortSignal; readonly deadlineAtMs: number; readonly maxBytes?: number };
export type StripeClient = InstanceType<typeof Stripe>;
/** A client that lives for one act. */
export type OpenClient = (bounds: Bounds) => StripeClient;

/**
 * The library takes every JSON object without `error` for a success, whatever its status says, and trips over other JSON:
 * what is neither an object nor honest about its status must not get that far.
 */
function doubtOf(status: number, text: string): Doubt | null {
  if (status >= 300 && status < 400) return { cause: 'bad-answer', detail: `answer ${status}` };
  const cause = status >= 500 ? 'server-error' : 'bad-answer';
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { cause, detail: `answer ${status} is not JSON` };
  }
  if (typeof json !== 'object' || json === null) return { cause, detail: `answer ${status} is not an object` };
  const hasError = 'error' in json && typeof json.error === 'object' && json.error !== null;
  return status < 300 === !hasError ? null : { cause, detail: `answer ${status} is not the provider's` };
}

export function createStripeClients({ secretKey, apiUrl, clock }: StripeAccess): OpenClient {
  const api = apiUrl === null ? null : new URL(apiUrl);
  const protocol: 'http' | 'https' = api?.protocol === 'http:' ? 'http' : 'https';
  const place = api ? { host: api.hostname, port: api.port, protocol } : {};
  return ({ signal, deadlineAtMs, maxBytes = WALLET_LIMITS.answerBytes }) => {
    const fetchForLibrary = async (url: string, init: RequestInit): Promise<Response> => {
      const fetched = await fetchBounded(url, {
        method: init.method ?? 'GET',
        headers: Object.fromEntries(new Headers(init.headers)),
        body: typeof init.body === 'string' && init.body !== '' ? init.body : null,
        signal,
        timeoutMs: Math.min(WALLET_LIMITS.cardAnswerMs, deadlineAtMs - clock.nowMs()),
        maxBytes,
      });
      if (!fetched.ok) throw new NoWord(fetched.error);
      const { status, headers, text } = fetched.value;
      const doubt = doubtOf(status, text);
      if (doubt) throw new NoWord(doubt);
      return new Response(text, { status, headers });
    };
    return new Stripe(secretKey, {
      httpClient: Stripe.createFetchHttpClient(fetchForLibrary as typeof fetch),
      // Attempts are counted in the database and made by the pump (R1).
      maxNetworkRetries: 0,
      telemetry: false,
      ...place,
    });
  };
}
