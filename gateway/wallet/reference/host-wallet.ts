// Reference host wallet: keeps the published rules of the HTTP interface, with its own truth and any fault on demand.
import { type Control, createControl, textOf } from './control.ts';
import { type Asked, type Edge, openEdge } from './edge.ts';
import { createHostAnswers } from './host-answers.ts';
import { type Breach, type HostBooks, openHostBooks } from './host-books.ts';
import { routeOf } from './host-requests.ts';
import { createHostTokens } from './host-tokens.ts';
import { digest, type PrivateKeyJwk, type PublicKeyJwk, signDetachedJws, signingKeyOf } from './jws.ts';
import { createWebhookSender, type WebhookManner } from './webhook-sender.ts';

export type ReferenceHostOptions = {
  readonly path: string;
  readonly port: number;
  readonly key: PrivateKeyJwk;
  /** Whose requests are obeyed. */
  readonly gatewayKeys: readonly PublicKeyJwk[];
  /** Whose person tokens are exchanged, read anew each time; those of `personToken` always are. */
  readonly personKeys?: () => readonly PublicKeyJwk[];
  /** True: a hold and a top-up want a token that was narrowed to them. */
  readonly wantsToken?: boolean;
  readonly currencies?: readonly string[];
  readonly fundsMinor?: number;
  readonly holdLifetimeMs?: number;
  readonly breaches?: readonly Breach[];
  readonly nowMs?: () => number;
};

export type ReferenceHostWallet = {
  readonly url: string;
  readonly edge: Edge;
  readonly books: HostBooks;
  readonly webhooks: { set(manner: Partial<WebhookManner>): void; deliver(): Promise<void>; idle(): Promise<void> };
  personToken(payer: string): string;
  /** Moves its clock, which stands still in no test but this one's wish. */
  advance(ms: number): void;
  close(): Promise<void>;
};

/** Names the request for the fault plan. */
function nameOf(asked: Asked): { readonly name: string; readonly key: string } {
  const route = routeOf(asked);
  const name = route === null || typeof route === 'string' ? (route ?? 'unknown') : route.kind;
  return { name, key: asked.target };
}

export async function createReferenceHostWallet(options: ReferenceHostOptions): Promise<ReferenceHostWallet> {
  let aheadMs = 0;
  const nowMs = (): number => (options.nowMs?.() ?? Date.now()) + aheadMs;
  const { gatewayKeys, wantsToken = false, personKeys = () => [] } = options;
  const breaches = new Set(options.breaches ?? []);
  const books = openHostBooks({
    path: options.path,
    nowMs,
    currencies: options.currencies ?? ['CNY', 'EUR', 'USD', 'JPY', 'KWD'],
    fundsMinor: options.fundsMinor ?? 1_000_000,
    holdLifetimeMs: options.holdLifetimeMs ?? 7 * 86_400_000,
    breaches,
  });
  const tokens = createHostTokens({ gatewayKeys, personKeys, isLoose: breaches.has('any-token'), nowMs });
  const { perform, seal } = createHostAnswers({ books, tokens, key: options.key, gatewayKeys, wantsToken, breaches, nowMs });
  const key = signingKeyOf(options.key);
  const webhooks = createWebhookSender({
    waiting: books.waitingEvents,
    accepted: books.acceptEvent,
    sign: (path, body) => ({
      'wallet-signature': signDetachedJws('unlatch-wallet-event+jws', `POST\n${path}\n${digest(body)}`, key, nowMs()),
    }),
  });
  const advance = (ms: number): void => {
    aheadMs += ms;
    books.expire();
  };
  const control: Control = createControl(webhooks, {
    truth: () => books.truth(),
    complete: (said) => ({ completed: books.complete(textOf(said, 'opKey'), textOf(said, 'code')) }),
    advance: (said) => advance(Number(said.ms)),
    fund: (said) => books.fund(textOf(said, 'payer') ?? '', textOf(said, 'currency') ?? '', Number(said.amountMinor)),
    'person-token': (said) => ({ token: tokens.personToken(textOf(said, 'payer') ?? '') }),
    tell: (said) => books.tell(said),
  });
  const edge = await openEdge({ books: { routeOf: nameOf, perform, seal }, webhooks, control, port: options.port });
  return {
    url: edge.url,
    edge,
    books,
    webhooks,
    personToken: tokens.personToken,
    advance,
    async close() {
      await edge.close();
      books.close();
    },
  };
}
