// Bounded fetch: one HTTP exchange that ends in time, follows nobody, and never reads more than it was told to.
import { ok, type Result, refused } from '#protocol';
import type { WalletDoubt } from '../domain/wallet/wallet-outcome.ts';

export type Fetched = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
};

/** Why nothing was heard; always an unknown, never a failure (R3). */
export type FetchDoubt = { readonly cause: Extract<WalletDoubt, 'no-answer' | 'bad-answer'>; readonly detail: string };

export type BoundedRequest = {
  readonly method: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | null;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  readonly maxBytes: number;
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The cause's own word: undici says only "fetch failed" itself. */
function wordOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  const { cause } = error;
  return cause instanceof Error ? `${error.name}: ${cause.message}` : `${error.name}: ${error.message}`;
}

async function readText(response: Response, maxBytes: number): Promise<Result<string, FetchDoubt>> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    // Leaving the loop cancels the body, so the rest is never received.
    if (size > maxBytes) return refused({ cause: 'bad-answer', detail: `answer is larger than ${maxBytes} bytes` });
    parts.push(part);
  }
  try {
    return ok(utf8.decode(Buffer.concat(parts)));
  } catch {
    return refused({ cause: 'bad-answer', detail: 'answer is not UTF-8' });
  }
}

/** Time counts until the last byte, so that an answer that drips in is no answer. */
export async function fetchBounded(url: string, request: BoundedRequest): Promise<Result<Fetched, FetchDoubt>> {
  const { method, headers, body, timeoutMs, maxBytes } = request;
  if (timeoutMs <= 0) return refused({ cause: 'no-answer', detail: 'the deadline has passed' });
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const response = await fetch(url, {
      method,
      headers: { 'accept-encoding': 'identity', ...headers },
      ...(body !== null && { body }),
      redirect: 'manual',
      signal,
    });
    const text = await readText(response, maxBytes);
    return text.ok ? ok({ status: response.status, headers: response.headers, text: text.value }) : text;
  } catch (error) {
    return refused({ cause: 'no-answer', detail: wordOf(error) });
  }
}
