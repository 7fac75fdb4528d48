// Reference card provider: the part of Stripe's HTTP API that the card wallet calls, with its own truth and any fault on demand.
import { createHmac } from 'node:crypto';
import { IN_USE, keyOf, performCard, reply, routeOf } from './card-answers.ts';
import { type CardBank, createCardBank } from './card-bank.ts';
import { type CardBooks, openCardBooks } from './card-books.ts';
import { createControl, textOf } from './control.ts';
import { type Books, type Edge, openEdge } from './edge.ts';
import { createWebhookSender, type WebhookManner } from './webhook-sender.ts';

export type ReferenceCardOptions = {
  readonly path: string;
  readonly port: number;
  readonly secretKey: string;
  readonly webhookSecret: string;
  readonly nowMs?: () => number;
};

export type ReferenceCardProvider = CardBank & {
  readonly url: string;
  readonly edge: Edge;
  readonly books: CardBooks;
  readonly webhooks: { set(manner: Partial<WebhookManner>): void; deliver(): Promise<void>; idle(): Promise<void> };
  advance(ms: number): void;
  close(): Promise<void>;
};

/** One request with a key at a time, as the provider does it. */
function createClaims(): NonNullable<Books['claim']> {
  const inUse = new Set<string>();
  return (asked) => {
    const key = keyOf(asked);
    if (key === '') return () => {};
    if (inUse.has(key)) return reply(IN_USE, false);
    inUse.add(key);
    return () => void inUse.delete(key);
  };
}

export async function createReferenceCardProvider(options: ReferenceCardOptions): Promise<ReferenceCardProvider> {
  let aheadMs = 0;
  const nowMs = (): number => (options.nowMs?.() ?? Date.now()) + aheadMs;
  const books = openCardBooks({ path: options.path, nowMs });
  const webhooks = createWebhookSender({
    waiting: books.waitingEvents,
    accepted: books.acceptEvent,
    sign: (_path, body) => {
      const t = Math.floor(nowMs() / 1000);
      const v1 = createHmac('sha256', options.webhookSecret).update(`${t}.${body}`).digest('hex');
      return { 'stripe-signature': `t=${t},v1=${v1}` };
    },
  });
  const bank = createCardBank(books);
  const advance = (ms: number): void => {
    aheadMs += ms;
    books.expire();
  };
  const control = createControl(webhooks, {
    truth: () => books.truth(),
    complete: (said) => ({ completed: bank.complete(textOf(said, 'code')) }),
    advance: (said) => advance(Number(said.ms)),
    'refund-elsewhere': (said) => bank.refundElsewhere(textOf(said, 'intent') ?? '', Number(said.amount)),
    dispute: (said) => bank.dispute(textOf(said, 'intent') ?? '', textOf(said, 'status') ?? 'needs_response'),
  });
  const edge = await openEdge({
    books: {
      routeOf: (asked) => ({ name: routeOf(asked)?.name ?? 'unknown', key: keyOf(asked) || asked.target }),
      claim: createClaims(),
      perform: (asked, fault) => performCard(books, options.secretKey, asked, fault),
    },
    webhooks,
    control,
    port: options.port,
  });
  return {
    ...bank,
    url: edge.url,
    edge,
    books,
    webhooks,
    advance,
    async close() {
      await edge.close();
      books.close();
    },
  };
}
