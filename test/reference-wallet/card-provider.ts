// Reference card provider: the part of Stripe's HTTP API that the card wallet calls, with its own truth and any fault on demand.
import { createHmac } from 'node:crypto';
import { ACTS, type Answer, completeIntent, failure } from './card-acts.ts';
import { type CardBooks, intentJson, openCardBooks, refundJson } from './card-books.ts';
import { type Asked, type Control, type Edge, openEdge, type Reply, type Said } from './edge.ts';
import type { Fault, FaultRates } from './faults.ts';
import { readForm } from './form.ts';
import { createWebhookSender, type WebhookManner } from './webhook-sender.ts';

export type ReferenceCardOptions = {
  readonly path: string;
  readonly port: number;
  readonly secretKey: string;
  readonly webhookSecret: string;
  readonly nowMs?: () => number;
};

export type ReferenceCardProvider = {
  readonly url: string;
  readonly edge: Edge;
  readonly books: CardBooks;
  readonly webhooks: { set(manner: Partial<WebhookManner>): void; deliver(): Promise<void>; idle(): Promise<void> };
  /** Gives the bank's word on everything that waits; a decline code says no. */
  complete(declineCode: string | null): number;
  /** Somebody gives money back in the provider's own pages. */
  refundElsewhere(intentId: string, amount: number): void;
  /** A cardholder contests a payment; `status` moves it on. */
  dispute(intentId: string, status: string): void;
  advance(ms: number): void;
  close(): Promise<void>;
};

const MOST_A_PAGE = 100;
const IN_USE = failure(409, 'invalid_request_error', 'idempotency_key_in_use');
const KEY_TAKEN = failure(400, 'idempotency_error', null);
const INTERNAL: Answer = { ...failure(500, 'api_error', null), isBegun: true };

type Route = { readonly name: string; readonly id: string };

function routeOf(asked: Asked): Route | null {
  const [version, room, id = '', act = '', ...rest] = asked.path.slice(1).split('/');
  if (version !== 'v1' || rest.length > 0) return null;
  const isIntents = room === 'payment_intents';
  if (!isIntents && room !== 'refunds') return null;
  if (asked.method === 'GET') return { name: id === '' ? (isIntents ? 'list' : 'list_refunds') : 'retrieve', id };
  if (asked.method !== 'POST') return null;
  if (id === '') return { name: isIntents ? 'create' : 'refund', id };
  return isIntents && Object.hasOwn(ACTS, act) ? { name: act, id } : null;
}

function reply(answer: Pick<Answer, 'status' | 'body'>, isReplayed: boolean): Reply {
  const headers = { 'content-type': 'application/json', 'request-id': 'req_reference' };
  return {
    status: answer.status,
    headers: isReplayed ? { ...headers, 'idempotent-replayed': 'true' } : headers,
    body: JSON.stringify(answer.body),
  };
}

/** Only what is shown is a lie; what is kept, and remembered, is the truth. */
function lie(body: { [member: string]: unknown }, fault: Fault | null): { [member: string]: unknown } {
  const metadata = body.metadata as { [name: string]: string } | undefined;
  const oneMore = (name: string): object => (typeof body[name] === 'number' ? { [name]: body[name] + 1 } : {});
  switch (fault?.fault) {
    case 'lie-amount':
      return { ...body, ...oneMore('amount'), ...oneMore('amount_capturable'), ...oneMore('amount_received') };
    case 'lie-currency':
      return { ...body, currency: 'xts' };
    case 'lie-hold':
      return { ...body, metadata: { ...metadata, unlatch_hold: 'hld_another' } };
    case 'lie-key':
      return { ...body, metadata: { ...metadata, unlatch_operation: 'another:key' } };
    default:
      return body;
  }
}

export async function createReferenceCardProvider(options: ReferenceCardOptions): Promise<ReferenceCardProvider> {
  let aheadMs = 0;
  const nowMs = (): number => (options.nowMs?.() ?? Date.now()) + aheadMs;
  const books = openCardBooks({ path: options.path, nowMs });
  const inUse = new Set<string>();
  const keyOf = (asked: Asked): string => String(asked.headers['idempotency-key'] ?? '');
  const isKnown = (asked: Asked): boolean => asked.headers.authorization === `Bearer ${options.secretKey}`;

  function page<T extends { readonly id: string }>(asked: Asked, entries: readonly T[], show: (entry: T) => object): Answer {
    const limit = Number(asked.query.get('limit') ?? 10);
    if (!(limit >= 1 && limit <= MOST_A_PAGE)) return failure(400, 'invalid_request_error', 'parameter_invalid_integer');
    const after = asked.query.get('starting_after');
    const from = after === null ? 0 : entries.findIndex(({ id }) => id === after) + 1;
    const data = entries.slice(from, from + limit).map(show);
    return { status: 200, body: { object: 'list', data, has_more: from + limit < entries.length }, isBegun: false };
  }

  function readOnly(asked: Asked, { name, id }: Route): Answer {
    const since = Number(asked.query.get('created[gte]') ?? 0);
    if (name === 'retrieve') {
      const intent = books.intentOf(id);
      const isExpanded = [...asked.query].some(([key, value]) => key.startsWith('expand[') && value === 'latest_charge');
      if (!intent) return failure(404, 'invalid_request_error', 'resource_missing', { param: 'intent' });
      return { status: 200, body: intentJson(intent, isExpanded), isBegun: false };
    }
    if (name === 'list') {
      const customer = asked.query.get('customer');
      const found = books.intents().filter((each) => each.created >= since && (customer === null || each.customer === customer));
      return page(asked, found, (intent) => intentJson(intent, false));
    }
    const intentId = asked.query.get('payment_intent');
    const found = books
      .refunds()
      .filter((each) => each.created >= since && (intentId === null || each.payment_intent === intentId));
    return page(asked, found, refundJson);
  }

  function act(asked: Asked, { name, id }: Route, fault: Fault | null): { answer: Answer; isReplayed: boolean } {
    const key = keyOf(asked);
    const text = `${asked.target}\n${asked.body}`;
    const known = key === '' ? null : books.remembered(key);
    if (known && known.asked !== text) return { answer: KEY_TAKEN, isReplayed: false };
    if (known) {
      const body = JSON.parse(known.body) as Answer['body'];
      return { answer: { status: known.status, body, isBegun: false }, isReplayed: true };
    }
    const isLost = fault?.fault === 'cache-error';
    const done = isLost
      ? INTERNAL
      : (ACTS[name]?.(books, readForm(asked.body), id, fault) ?? failure(404, 'invalid_request_error', null));
    const answer = fault?.fault === 'cache-error-after' ? INTERNAL : done;
    if (answer.isBegun && key !== '') {
      books.remember(key, { asked: text, status: answer.status, body: JSON.stringify(answer.body) });
    }
    return { answer, isReplayed: false };
  }

  function perform(asked: Asked, fault: Fault | null): Reply {
    const route = routeOf(asked);
    if (!isKnown(asked)) return reply(failure(401, 'invalid_request_error', null), false);
    if (route === null) return reply(failure(404, 'invalid_request_error', 'url_invalid'), false);
    books.expire();
    if (asked.method === 'GET') {
      const answer = readOnly(asked, route);
      return reply({ ...answer, body: lie(answer.body, fault) }, false);
    }
    const { answer, isReplayed } = books.immediate(() => act(asked, route, fault));
    return reply({ ...answer, body: lie(answer.body, fault) }, isReplayed);
  }

  const webhooks = createWebhookSender({
    waiting: books.waitingEvents,
    accepted: books.acceptEvent,
    sign: (_path, body) => {
      const t = Math.floor(nowMs() / 1000);
      const v1 = createHmac('sha256', options.webhookSecret).update(`${t}.${body}`).digest('hex');
      return { 'stripe-signature': `t=${t},v1=${v1}` };
    },
  });

  let edge: Edge | null = null;
  const complete = (declineCode: string | null): number =>
    books.immediate(() => {
      const waiting = books.intents().filter((intent) => intent.waiting !== null);
      for (const intent of waiting) completeIntent(books, intent, declineCode);
      const late = books.refunds().filter((refund) => refund.status === 'pending');
      const [status, event] = declineCode === null ? ['succeeded', 'updated'] : ['failed', 'failed'];
      for (const refund of late) books.keepRefund({ ...refund, status }, event);
      return waiting.length + late.length;
    });
  const refundElsewhere = (intentId: string, amount: number): void =>
    books.immediate(() => {
      const currency = books.intentOf(intentId)?.currency ?? '';
      const facts = { payment_intent: intentId, amount, currency, status: 'succeeded', created: books.nowS(), metadata: {} };
      books.keepRefund({ ...books.newId('re'), ...facts }, 'created');
    });
  const dispute = (intentId: string, status: string): void =>
    books.immediate(() => {
      const known = books.disputes().find((each) => each.payment_intent === intentId);
      const intent = books.intentOf(intentId);
      const isOver = ['won', 'lost', 'warning_closed', 'prevented'].includes(status);
      if (known) {
        const isTaken = !status.startsWith('warning_') && known.status.startsWith('warning_');
        books.keepDispute({ ...known, status }, ...(isTaken ? ['funds_withdrawn'] : []), isOver ? 'closed' : 'updated');
        return;
      }
      const facts = { payment_intent: intentId, amount: intent?.amount_received ?? 0, currency: intent?.currency ?? '', status };
      const withdrawn = status.startsWith('warning_') ? [] : ['funds_withdrawn'];
      books.keepDispute({ ...books.newId('dp'), ...facts }, 'created', ...withdrawn);
    });
  const advance = (ms: number): void => {
    aheadMs += ms;
    books.expire();
  };

  const textOf = (said: Said, member: string): string | null => (typeof said[member] === 'string' ? said[member] : null);
  const acts: { readonly [act: string]: (said: Said) => unknown } = {
    truth: () => books.truth(),
    faults: (said) => edge?.faults.script(said.faults as readonly Fault[]),
    rates: (said) => edge?.faults.rate(said.rates ? (said as unknown as FaultRates) : null),
    release: () => ({ released: edge?.release() }),
    complete: (said) => ({ completed: complete(textOf(said, 'code')) }),
    advance: (said) => advance(Number(said.ms)),
    'refund-elsewhere': (said) => refundElsewhere(textOf(said, 'intent') ?? '', Number(said.amount)),
    dispute: (said) => dispute(textOf(said, 'intent') ?? '', textOf(said, 'status') ?? 'needs_response'),
    webhooks: (said) => webhooks.set(said),
    deliver: () => webhooks.deliver(),
  };
  const control: Control = async (name, said) => {
    const found = acts[name];
    if (!found) throw new Error(`no such control: ${name}`);
    return found(said);
  };
  edge = await openEdge({
    books: {
      routeOf: (asked) => ({ name: routeOf(asked)?.name ?? 'unknown', key: keyOf(asked) || asked.target }),
      claim(asked) {
        const key = keyOf(asked);
        if (key === '') return () => {};
        if (inUse.has(key)) return reply(IN_USE, false);
        inUse.add(key);
        return () => void inUse.delete(key);
      },
      perform,
    },
    webhooks,
    control,
    port: options.port,
  });
  const opened = edge;
  return {
    url: opened.url,
    edge: opened,
    books,
    webhooks,
    complete,
    refundElsewhere,
    dispute,
    advance,
    async close() {
      await opened.close();
      books.close();
    },
  };
}
