// Exchange with the host's wallet: one signed request, and an answer that is believed only when the wallet signed it for this request.
import { type Clock, type FindKey, ok, type Result, refused, type Signer } from '#protocol';
import type { WalletDoubt } from '../../domain/wallet/wallet-outcome.ts';
import { fetchBounded } from '../bounded-fetch.ts';
import { WALLET_LIMITS } from '../wallet-limits.ts';
import { answerText, requestText, SIGNATURE_HEADER, SIGNATURE_TYPES, signDetached, verifyDetached } from './sign.ts';

export type HostRequest = {
  readonly method: 'GET' | 'PUT' | 'POST';
  /** Below the base URL, with its query. */
  readonly path: string;
  readonly body: object | null;
  readonly grant?: string | null;
  readonly deadlineAtMs: number;
  readonly signal: AbortSignal;
};

export type HostAnswer = { readonly status: number; readonly json: unknown };
export type Doubt = { readonly cause: WalletDoubt; readonly detail: string };

export type Exchange = (request: HostRequest) => Promise<Result<HostAnswer, Doubt>>;

export type ExchangeDeps = {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly signer: Signer;
  readonly findKey: FindKey;
  readonly clock: Clock;
};

/** 408, 425 and 429 say that nothing was looked at; 5xx that it is not known what was. Nobody but the wallet need have written them. */
function isTrouble(status: number): boolean {
  return status >= 500 || status === 408 || status === 425 || status === 429;
}

function parseJson(text: string): Result<unknown, Doubt> {
  try {
    return ok(JSON.parse(text) as unknown);
  } catch {
    return refused({ cause: 'bad-answer', detail: 'answer is not JSON' });
  }
}

export function createExchange(deps: ExchangeDeps): Exchange {
  const { baseUrl, signer, findKey, clock } = deps;
  const basePath = new URL(baseUrl).pathname.replace(/\/$/, '');
  return async ({ method, path, body, grant, deadlineAtMs, signal }) => {
    const text = body === null ? '' : JSON.stringify(body);
    const signature = await signDetached(
      SIGNATURE_TYPES.request,
      requestText(method, `${basePath}${path}`, text),
      signer,
      clock.nowMs(),
    );
    const fetched = await fetchBounded(`${baseUrl}${path}`, {
      method,
      headers: {
        accept: 'application/json, application/problem+json',
        [SIGNATURE_HEADER]: signature,
        ...(body !== null && { 'content-type': 'application/json' }),
        ...(grant && { authorization: `Bearer ${grant}` }),
      },
      body: body === null ? null : text,
      signal,
      timeoutMs: Math.min(WALLET_LIMITS.hostAnswerMs, deadlineAtMs - clock.nowMs()),
      maxBytes: WALLET_LIMITS.answerBytes,
    });
    if (!fetched.ok) return fetched;
    const { status, headers, text: answer } = fetched.value;
    if (isTrouble(status)) return refused({ cause: 'server-error', detail: `answer ${status}` });
    if (status < 200 || (status >= 300 && status < 400)) return refused({ cause: 'bad-answer', detail: `answer ${status}` });
    const signed = await verifyDetached(
      SIGNATURE_TYPES.answer,
      answerText(signature, status, answer),
      headers.get(SIGNATURE_HEADER),
      findKey,
    );
    if (!signed.ok) return refused({ cause: 'bad-signature', detail: `signature of the answer is ${signed.error.problem}` });
    const json = parseJson(answer);
    return json.ok ? ok({ status, json: json.value }) : json;
  };
}
