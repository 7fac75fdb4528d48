// Token exchange: the person's own token becomes one that is good for a single operation and a few minutes (RFC 8693).
import * as jose from 'jose';
import { type Clock, ok, type RandomBytes, type Result, refused, type Signer } from '#protocol';
import type { WalletRefusal } from '../../domain/wallet/wallet-operation.ts';
import { Unavailable } from '../../ports/unavailable.ts';
import { fetchBounded } from '../bounded-fetch.ts';
import { WALLET_LIMITS } from '../wallet-limits.ts';
import { tokenAnswer, tokenError } from './messages.ts';

export type TokenEndpoint = {
  readonly url: string;
  /** Our name at the endpoint. */
  readonly clientId: string;
  /** The wallet, as the endpoint calls it (RFC 8693 section 2.1, `audience`). */
  readonly audience: string;
};

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';

export type TokenDeps = {
  readonly endpoint: TokenEndpoint;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
};

/** We prove ourselves by signature (RFC 7523): no shared secret lies anywhere. */
async function proveClient({ endpoint, signer, clock, randomBytes }: TokenDeps): Promise<string> {
  const nowS = Math.floor(clock.nowMs() / 1000);
  return new jose.SignJWT({ jti: Buffer.from(randomBytes(16)).toString('base64url') })
    .setProtectedHeader({ alg: 'EdDSA', kid: signer.kid, typ: 'JWT' })
    .setIssuer(endpoint.clientId)
    .setSubject(endpoint.clientId)
    .setAudience(endpoint.url)
    .setIssuedAt(nowS)
    .setExpirationTime(nowS + WALLET_LIMITS.assertionLifetimeMs / 1000)
    .sign(signer.key);
}

/** RFC 6749 section 5.2: whose fault it is. */
function refusalOf(error: string): WalletRefusal {
  const isPersons = error === 'invalid_grant' || error === 'invalid_token' || error === 'access_denied';
  return isPersons ? 'auth_required' : 'misconfigured';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @throws Unavailable when nothing believable is heard: nothing was committed yet, so the Start is refused and may be repeated. */
export async function exchangeToken(
  deps: TokenDeps,
  request: { readonly personToken: string; readonly opKey: string; readonly signal: AbortSignal },
): Promise<Result<string, { readonly code: WalletRefusal }>> {
  const { endpoint } = deps;
  const form = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: request.personToken,
    subject_token_type: ACCESS_TOKEN,
    requested_token_type: ACCESS_TOKEN,
    audience: endpoint.audience,
    scope: `operation:${request.opKey}`,
    client_id: endpoint.clientId,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await proveClient(deps),
  });
  const fetched = await fetchBounded(endpoint.url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: form.toString(),
    signal: request.signal,
    timeoutMs: WALLET_LIMITS.hostAnswerMs,
    maxBytes: WALLET_LIMITS.answerBytes,
  });
  if (!fetched.ok) throw new Unavailable('wallet', fetched.error.detail);
  const { status, text } = fetched.value;
  const json = parseJson(text);
  if (status >= 400 && status < 500 && status !== 429) {
    const said = tokenError.safeParse(json);
    if (said.success) return refused({ code: refusalOf(said.data.error) });
  }
  if (status !== 200) throw new Unavailable('wallet', `token endpoint answered ${status}`);
  const said = tokenAnswer.safeParse(json);
  if (said.success) return ok(said.data.access_token);
  throw new Unavailable('wallet', `token is malformed at ${said.error.issues[0]?.path.join('.')}`);
}
