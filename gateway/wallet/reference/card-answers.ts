// Answers of the reference card provider: requests of Stripe's HTTP API in, the books' word out, remembered under its key.
import { ACTS, type Answer, failure } from './card-acts.ts';
import { type CardBooks, intentJson, refundJson } from './card-books.ts';
import type { Asked, Reply } from './edge.ts';
import type { Fault } from './faults.ts';
import { readForm } from './form.ts';

const MOST_A_PAGE = 100;
export const IN_USE = failure(409, 'invalid_request_error', 'idempotency_key_in_use');
const KEY_TAKEN = failure(400, 'idempotency_error', null);
const INTERNAL: Answer = { ...failure(500, 'api_error', null), isBegun: true };

type Route = { readonly name: string; readonly id: string };

export function routeOf(asked: Asked): Route | null {
  const [version, room, id = '', act = '', ...rest] = asked.path.slice(1).split('/');
  if (version !== 'v1' || rest.length > 0) return null;
  const isIntents = room === 'payment_intents';
  if (!isIntents && room !== 'refunds') return null;
  if (asked.method === 'GET') return { name: id === '' ? (isIntents ? 'list' : 'list_refunds') : 'retrieve', id };
  if (asked.method !== 'POST') return null;
  if (id === '') return { name: isIntents ? 'create' : 'refund', id };
  return isIntents && Object.hasOwn(ACTS, act) ? { name: act, id } : null;
}

export function reply(answer: Pick<Answer, 'status' | 'body'>, isReplayed: boolean): Reply {
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
  const off = fault?.byMinor ?? 1;
  const another = (name: string): object => (typeof body[name] === 'number' ? { [name]: body[name] + off } : {});
  switch (fault?.fault) {
    case 'lie-amount':
      return { ...body, ...another('amount'), ...another('amount_capturable'), ...another('amount_received') };
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

export const keyOf = (asked: Asked): string => String(asked.headers['idempotency-key'] ?? '');

function page<T extends { readonly id: string }>(asked: Asked, entries: readonly T[], show: (entry: T) => object): Answer {
  const limit = Number(asked.query.get('limit') ?? 10);
  if (!(limit >= 1 && limit <= MOST_A_PAGE)) return failure(400, 'invalid_request_error', 'parameter_invalid_integer');
  const after = asked.query.get('starting_after');
  const from = after === null ? 0 : entries.findIndex(({ id }) => id === after) + 1;
  const data = entries.slice(from, from + limit).map(show);
  return { status: 200, body: { object: 'list', data, has_more: from + limit < entries.length }, isBegun: false };
}

function readOnly(books: CardBooks, asked: Asked, { name, id }: Route): Answer {
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

function act(books: CardBooks, asked: Asked, { name, id }: Route, fault: Fault | null): { answer: Answer; isReplayed: boolean } {
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

/** @param secretKey whose requests are answered at all. */
export function performCard(books: CardBooks, secretKey: string, asked: Asked, fault: Fault | null): Reply {
  const route = routeOf(asked);
  if (asked.headers.authorization !== `Bearer ${secretKey}`) return reply(failure(401, 'invalid_request_error', null), false);
  if (route === null) return reply(failure(404, 'invalid_request_error', 'url_invalid'), false);
  books.expire();
  if (asked.method === 'GET') {
    const answer = readOnly(books, asked, route);
    return reply({ ...answer, body: lie(answer.body, fault) }, false);
  }
  const { answer, isReplayed } = books.immediate(() => act(books, asked, route, fault));
  return reply({ ...answer, body: lie(answer.body, fault) }, isReplayed);
}
