// Hear Stripe: one call of its library becomes a value: what it said, a refusal, a state that forbids the act, or no word.
import Stripe from 'stripe';
import type { z } from 'zod';
import type { WalletRefusal } from '../../domain/wallet/wallet-operation.ts';
import { type Doubt, NoWord } from './no-word.ts';
import { REQUEST_REFUSALS, refusalOfDecline } from './stripe-names.ts';

export type Heard<T> =
  /** `isReplayed`: the answer of an earlier attempt, as things stood then. */
  | { readonly heard: 'value'; readonly value: T; readonly isReplayed: boolean }
  | { readonly heard: 'refused'; readonly code: WalletRefusal; readonly retry: boolean }
  /**
   * It did not do it, for how the intent stood: looking at the intent says why. `code` is its own word for it.
   * `isReplayed`: how it stood at an earlier attempt, such as while a bank was thinking.
   */
  | { readonly heard: 'unfit'; readonly code: WalletRefusal | null; readonly isReplayed: boolean }
  /** The key was used for something else, by an earlier attempt of ours with other facts. */
  | { readonly heard: 'key-reused' }
  /** `isReplayed`: the 500 is remembered under the key and will be answered for a day, whatever became of the act. */
  | ({ readonly heard: 'doubt'; readonly isReplayed: boolean } & Doubt);

const REPLAYED = 'idempotent-replayed';

/** Declines that another moment may change, by the provider's own advice. */
const PASSING = ['processing_error', 'reenter_transaction', 'try_again_later', 'issuer_not_available', 'approve_with_id'];

function headerOf(error: Stripe.errors.StripeError, name: string): string | undefined {
  const headers: unknown = error.headers;
  if (typeof headers !== 'object' || headers === null) return undefined;
  const value = (headers as { readonly [name: string]: unknown })[name];
  return typeof value === 'string' ? value : undefined;
}

function readRefusal(error: Stripe.errors.StripeError): Heard<never> {
  const { statusCode = 0, code, decline_code: declineCode } = error;
  if (error instanceof Stripe.errors.StripeIdempotencyError) return { heard: 'key-reused' };
  if (error instanceof Stripe.errors.StripeCardError) {
    const reason = declineCode ?? code ?? null;
    return { heard: 'refused', code: refusalOfDecline(reason), retry: reason !== null && PASSING.includes(reason) };
  }
  // Neither key nor rights: nothing was looked at, and the operator can put it right.
  if (statusCode === 401 || statusCode === 403) return { heard: 'refused', code: 'misconfigured', retry: true };
  const isTrouble = statusCode >= 500 || statusCode === 409 || statusCode === 429 || statusCode === 424;
  if (isTrouble || code === 'rate_limit' || code === 'lock_timeout') {
    const isReplayed = headerOf(error, REPLAYED) === 'true';
    return { heard: 'doubt', isReplayed, cause: 'server-error', detail: `provider answered ${statusCode} ${code ?? ''}`.trim() };
  }
  if (statusCode === 400 || statusCode === 404) {
    return { heard: 'unfit', code: REQUEST_REFUSALS[code ?? ''] ?? null, isReplayed: headerOf(error, REPLAYED) === 'true' };
  }
  return { heard: 'doubt', isReplayed: false, cause: 'bad-answer', detail: `provider answered ${statusCode}` };
}

function readError(error: unknown): Heard<never> {
  if (!(error instanceof Stripe.errors.StripeError)) throw error;
  const detail: unknown = error.detail;
  if (detail instanceof NoWord) return { heard: 'doubt', isReplayed: false, ...detail.doubt };
  if (error instanceof Stripe.errors.StripeConnectionError) {
    return { heard: 'doubt', isReplayed: false, cause: 'no-answer', detail: 'connection to the provider failed' };
  }
  if (error.statusCode === undefined) {
    return { heard: 'doubt', isReplayed: false, cause: 'bad-answer', detail: 'answer is not JSON' };
  }
  return readRefusal(error);
}

/** The library hangs the response on what it returns. */
function wasReplayed(said: unknown): boolean {
  const response: unknown = (said as { readonly lastResponse?: unknown } | null)?.lastResponse;
  return response instanceof Response && response.headers.get(REPLAYED) === 'true';
}

/** The one place that catches what the provider's library throws. */
export async function hear<S extends z.ZodType>(shape: S, call: () => Promise<unknown>): Promise<Heard<z.output<S>>> {
  let said: unknown;
  try {
    said = await call();
  } catch (error) {
    return readError(error);
  }
  const read = shape.safeParse(said);
  if (read.success) return { heard: 'value', value: read.data, isReplayed: wasReplayed(said) };
  const at = read.error.issues[0]?.path.join('.') ?? '';
  return { heard: 'doubt', isReplayed: false, cause: 'bad-answer', detail: `answer is malformed at ${at}` };
}
