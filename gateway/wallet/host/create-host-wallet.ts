// Host wallet: the super-app's own wallet behind the wallet port, over signed HTTP.
import { assert, type Clock, DAY_MS, type FindKey, ok, type RandomBytes, refused, type Signer } from '#protocol';
import { toSafeNumber } from '../../domain/money.ts';
import type { OperationKind } from '../../domain/wallet/wallet-operation.ts';
import type { WalletOutcome } from '../../domain/wallet/wallet-outcome.ts';
import { Unavailable } from '../../ports/unavailable.ts';
import type { Wallet, WalletCall, WalletCapabilities, WalletHold } from '../../ports/wallet.ts';
import { WALLET_LIMITS } from '../wallet-limits.ts';
import { createExchange, type HostRequest } from './exchange.ts';
import { exchangeToken, type TokenEndpoint } from './exchange-token.ts';
import { operationList } from './messages.ts';
import { parseHostWebhook } from './parse-webhook.ts';
import { type Expected, isNotFound, listingOf, readOutcome } from './read-answer.ts';

export type HostWalletOptions = {
  /** Such as `https://wallet.example.com/unlatch/v1`. */
  readonly baseUrl: string;
  /** Path of the address that its webhooks are sent to, as its signature names it. */
  readonly webhookPath: string;
  readonly signer: Signer;
  /** The wallet's public keys. */
  readonly findKey: FindKey;
  /** null: the wallet trusts our signature alone. */
  readonly token: TokenEndpoint | null;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
};

/** What every wallet that keeps the published rules can do. */
const HOST_CAPABILITIES: WalletCapabilities = {
  increment: 'native',
  partialCapture: true,
  stickyVoid: true,
  keyTtlMs: WALLET_LIMITS.hostKeyTtlMs,
  maxHoldMs: 30 * DAY_MS,
  captureMode: 'async',
};

/** In clear only to this very machine. */
export function isWalletUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash } = new URL(text);
  const isLocal = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
  return (protocol === 'https:' || (protocol === 'http:' && isLocal)) && search === '' && hash === '';
}

/** Path and body of an act on a hold. */
function actOn(call: WalletCall, hold: WalletHold, act: string, facts: object): Pick<HostRequest, 'method' | 'path' | 'body'> {
  const body = { opKey: call.opKey, holdId: hold.holdId, currency: hold.currency, ...facts };
  return { method: 'POST', path: `/holds/${hold.authorizeKey}/${act}`, body };
}

function expectedOf(call: WalletCall, kind: OperationKind, hold: WalletHold, amountMinor: bigint): Expected {
  const { authorizeKey: holdKey, holdId, currency } = hold;
  return { opKey: call.opKey, kind, holdKey, holdId, amountMinor, currency };
}

export function createHostWallet(options: HostWalletOptions): Wallet {
  const { findKey, webhookPath, token, clock } = options;
  assert(isWalletUrl(options.baseUrl), "the wallet's address is https, or of this machine");
  const exchange = createExchange({ ...options, baseUrl: options.baseUrl.replace(/\/$/, '') });

  async function ask(
    call: WalletCall,
    request: Pick<HostRequest, 'method' | 'path' | 'body' | 'grant'>,
    expected: Expected,
  ): Promise<WalletOutcome> {
    const answer = await exchange({ ...request, deadlineAtMs: call.deadlineAtMs, signal: call.signal });
    return answer.ok ? readOutcome(answer.value, expected) : { outcome: 'unknown', ...answer.error };
  }

  return {
    name: 'host',
    capabilities: HOST_CAPABILITIES,

    async exchangeToken({ personToken, opKey, signal }) {
      if (token === null) return ok(null);
      if (personToken === null) return refused({ code: 'auth_required' });
      return exchangeToken({ ...options, endpoint: token }, { personToken, opKey, signal });
    },

    authorize(call, hold) {
      const { holdId, sessionId, payerId: payer, currency, grant, amountMinor } = hold;
      const { installation } = call;
      const body = { holdId, sessionId, payer, amountMinor: toSafeNumber(amountMinor), currency, installation };
      const request = { method: 'PUT', path: `/holds/${call.opKey}`, body, grant } as const;
      const expected = expectedOf(call, 'authorize', { ...hold, authorizeKey: call.opKey }, amountMinor);
      return ask(call, request, expected);
    },

    increment(call, hold) {
      const request = actOn(call, hold, 'increment', { totalMinor: toSafeNumber(hold.totalMinor) });
      return ask(call, request, expectedOf(call, 'increment', hold, hold.totalMinor));
    },

    capture(call, hold) {
      assert(hold.amountMinor > 0n, 'a capture of nothing is a void');
      const request = actOn(call, hold, 'capture', { amountMinor: toSafeNumber(hold.amountMinor) });
      return ask(call, request, expectedOf(call, 'capture', hold, hold.amountMinor));
    },

    void(call, hold) {
      return ask(call, actOn(call, hold, 'void', {}), expectedOf(call, 'void', hold, 0n));
    },

    recapture(call, hold) {
      const facts = { payer: hold.payerId, amountMinor: toSafeNumber(hold.amountMinor) };
      return ask(call, actOn(call, hold, 'recapture', facts), expectedOf(call, 'recapture', hold, hold.amountMinor));
    },

    refund(call, hold) {
      const request = actOn(call, hold, 'refund', { totalMinor: toSafeNumber(hold.totalMinor) });
      return ask(call, request, expectedOf(call, 'refund', hold, hold.totalMinor));
    },

    topUp(call, payIn) {
      const { payerId: payer, currency, amountMinor, grant } = payIn;
      const body = { payer, amountMinor: toSafeNumber(amountMinor), currency, installation: call.installation };
      const request = { method: 'PUT', path: `/top-ups/${call.opKey}`, body, grant } as const;
      const expected = { opKey: call.opKey, kind: 'top-up', holdKey: null, holdId: null, amountMinor, currency } as const;
      return ask(call, request, expected);
    },

    async status(call, { kind, hold, amountMinor, currency }) {
      const { opKey, deadlineAtMs, signal } = call;
      const answer = await exchange({ method: 'GET', path: `/operations/${opKey}`, body: null, deadlineAtMs, signal });
      if (!answer.ok) return { outcome: 'unknown', ...answer.error };
      if (isNotFound(answer.value, opKey)) return { outcome: 'not-found' };
      const holdKey = kind === 'authorize' ? opKey : (hold?.authorizeKey ?? null);
      const expected = { opKey, kind, holdKey, holdId: hold?.holdId ?? null, amountMinor, currency };
      return readOutcome(answer.value, expected);
    },

    async listSince({ sinceMs, cursor, signal }) {
      const query = new URLSearchParams({ since: new Date(sinceMs).toISOString(), limit: String(WALLET_LIMITS.hostPage) });
      if (cursor !== null) query.set('cursor', cursor);
      const deadlineAtMs = clock.nowMs() + WALLET_LIMITS.hostAnswerMs;
      const answer = await exchange({ method: 'GET', path: `/operations?${query}`, body: null, deadlineAtMs, signal });
      if (!answer.ok) throw new Unavailable('wallet', answer.error.detail);
      const page = operationList.safeParse(answer.value.json);
      if (answer.value.status !== 200 || !page.success) throw new Unavailable('wallet', 'its listing is malformed');
      return { operations: page.data.operations.map(listingOf), cursor: page.data.next };
    },

    parseWebhook(headers, body, nowMs) {
      return parseHostWebhook({ path: webhookPath, headers, body, nowMs }, findKey);
    },
  };
}
