// Reference host wallet: keeps the published rules of the HTTP interface, with its own truth and any fault on demand.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Asked, type Control, type Edge, openEdge, type Reply, type Said } from './edge.ts';
import type { Fault, FaultRates } from './faults.ts';
import { type Breach, type HostAct, type HostBooks, type HostKind, openHostBooks, operationJson } from './host-books.ts';
import {
  digest,
  type PrivateKeyJwk,
  type PublicKeyJwk,
  readJwt,
  signDetachedJws,
  signingKeyOf,
  verifyDetachedJws,
} from './jws.ts';
import { createWebhookSender, type WebhookManner } from './webhook-sender.ts';

export type ReferenceHostOptions = {
  readonly path: string;
  readonly port: number;
  readonly key: PrivateKeyJwk;
  /** Whose requests are obeyed. */
  readonly gatewayKeys: readonly PublicKeyJwk[];
  /** Whose person tokens are exchanged; those of `personToken` always are. */
  readonly personKeys?: readonly PublicKeyJwk[];
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

const STATUS: { readonly [code: string]: number } = {
  insufficient_funds: 402,
  method_invalid: 402,
  auth_required: 401,
  limit_exceeded: 403,
  account_blocked: 403,
  fraud: 403,
  hold_not_found: 404,
  not_found: 404,
  hold_expired: 410,
  not_supported: 422,
  key_reuse_mismatch: 422,
  misconfigured: 400,
};
const ACTS: readonly string[] = ['increment', 'capture', 'void', 'recapture', 'refund'];
const SIGNED_WITHIN_MS = 300_000;

function problem(code: string, opKey: string | null, retry: boolean, status = STATUS[code] ?? 409): Reply {
  const body = { type: `https://unlatch.example/wallet/${code}`, title: code.replaceAll('_', ' '), status, code, retry, opKey };
  return { status, headers: { 'content-type': 'application/problem+json' }, body: JSON.stringify(body) };
}

function json(status: number, body: object): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** The one amount of a request: whole, positive, and safe. */
function amountOf(body: { [member: string]: unknown }, isAnyAmount: boolean): number | null {
  const amount = body.totalMinor ?? body.amountMinor;
  const isFit = typeof amount === 'number' && Number.isSafeInteger(amount) && amount > 0;
  return isFit ? amount : isAnyAmount ? 1 : null;
}

type Route = { readonly kind: HostKind; readonly holdKey: string | null; readonly opKey: string | null };

function routeOf(asked: Asked): Route | 'status' | 'list' | 'token' | null {
  const [room = '', key = '', act = '', ...rest] = asked.path.slice(1).split('/');
  if (rest.length > 0) return null;
  if (asked.method === 'POST' && room === 'token' && key === '') return 'token';
  if (asked.method === 'GET' && room === 'operations') return key === '' ? 'list' : 'status';
  if (asked.method === 'PUT' && room === 'holds' && act === '') return { kind: 'authorize', holdKey: key, opKey: key };
  if (asked.method === 'PUT' && room === 'top-ups' && act === '') return { kind: 'top-up', holdKey: null, opKey: key };
  if (asked.method !== 'POST' || room !== 'holds' || !ACTS.includes(act)) return null;
  return { kind: act as HostKind, holdKey: key, opKey: null };
}

function readAct(route: Route, asked: Asked, breaches: ReadonlySet<Breach>): HostAct | null {
  let body: { [member: string]: unknown };
  try {
    body = JSON.parse(asked.body) as { [member: string]: unknown };
  } catch {
    return null;
  }
  const text = (member: string): string | null => (typeof body[member] === 'string' ? body[member] : null);
  const opKey = route.opKey ?? text('opKey');
  const amountMinor = route.kind === 'void' ? 0 : amountOf(body, breaches.has('any-amount'));
  const currency = text('currency');
  const holdId = route.kind === 'top-up' ? null : text('holdId');
  const isWhole = opKey !== null && currency !== null && amountMinor !== null && (holdId !== null || route.kind === 'top-up');
  if (!isWhole) return null;
  const facts = { kind: route.kind, opKey, holdKey: route.holdKey, holdId, payer: text('payer'), amountMinor, currency };
  return { ...facts, asked: `${asked.target}\n${asked.body}` };
}

const LIE_ABOUT_HOLD: Fault = { fault: 'lie-hold' };
const LIES: { readonly [fault: string]: object } = {
  'lie-currency': { currency: 'XTS' },
  'lie-hold': { holdId: 'hld_another' },
  'lie-key': { opKey: 'another:key' },
  'lie-kind': { kind: 'top-up', holdKey: null, holdId: null },
};

export async function createReferenceHostWallet(options: ReferenceHostOptions): Promise<ReferenceHostWallet> {
  let aheadMs = 0;
  const nowMs = (): number => (options.nowMs?.() ?? Date.now()) + aheadMs;
  const breaches = new Set(options.breaches ?? []);
  const books = openHostBooks({
    path: options.path,
    nowMs,
    currencies: options.currencies ?? ['CNY', 'EUR', 'USD', 'JPY', 'KWD'],
    fundsMinor: options.fundsMinor ?? 1_000_000,
    holdLifetimeMs: options.holdLifetimeMs ?? 7 * 86_400_000,
    breaches,
  });
  const key = signingKeyOf(options.key);
  const strangerKey = { ...key, key: signingKeyOf({ ...options.key, ...STRANGER }).key };
  const secret = randomBytes(32);
  const macOf = (text: string): string => createHmac('sha256', secret).update(text).digest('base64url');
  const seal = (facts: object): string => {
    const text = Buffer.from(JSON.stringify(facts)).toString('base64url');
    return `${text}.${macOf(text)}`;
  };
  const unseal = (token: string): { [fact: string]: unknown } | null => {
    const [text = '', mac = ''] = token.split('.');
    const right = macOf(text);
    const isOurs = mac.length === right.length && timingSafeEqual(Buffer.from(mac), Buffer.from(right));
    return isOurs ? (JSON.parse(Buffer.from(text, 'base64url').toString()) as { [fact: string]: unknown }) : null;
  };

  /** RFC 8693: the person's token in, one for a single operation out. */
  function exchange(asked: Asked): Reply {
    const form = new URLSearchParams(asked.body);
    const client = readJwt(form.get('client_assertion') ?? '', options.gatewayKeys);
    const isClient = client !== null && client.iss === form.get('client_id') && Number(client.exp) * 1000 > nowMs();
    if (!isClient) return json(401, { error: 'invalid_client' });
    const subject = form.get('subject_token') ?? '';
    const payer = unseal(subject)?.payer ?? readJwt(subject, options.personKeys ?? [])?.sub;
    const scope = form.get('scope') ?? '';
    if (typeof payer !== 'string') return json(400, { error: 'invalid_grant' });
    if (!scope.startsWith('operation:')) return json(400, { error: 'invalid_scope' });
    const opKey = breaches.has('any-token') ? null : scope.slice('operation:'.length);
    const access_token = seal({ payer, opKey, untilMs: nowMs() + 300_000 });
    const issued_token_type = 'urn:ietf:params:oauth:token-type:access_token';
    return json(200, { access_token, issued_token_type, token_type: 'Bearer', expires_in: 300 });
  }

  function mayAct(act: HostAct, asked: Asked): boolean {
    const isPersonal = act.kind === 'authorize' || act.kind === 'top-up';
    if (!isPersonal || !options.wantsToken || books.operation(act.opKey)) return true;
    const grant = unseal((asked.headers.authorization ?? '').replace(/^Bearer /, ''));
    const isForIt = grant !== null && grant.payer === act.payer && Number(grant.untilMs) > nowMs();
    return isForIt && (grant.opKey === null || grant.opKey === act.opKey);
  }

  function isSigned(asked: Asked): boolean {
    if (breaches.has('accepts-unsigned')) return true;
    const text = `${asked.method}\n${asked.target}\n${digest(asked.body)}`;
    const signedAtMs = verifyDetachedJws(
      'unlatch-wallet-request+jws',
      text,
      asked.headers['wallet-signature'] as string | undefined,
      options.gatewayKeys,
    );
    return signedAtMs !== null && (breaches.has('accepts-stale') || Math.abs(nowMs() - signedAtMs) <= SIGNED_WITHIN_MS);
  }

  function list(asked: Asked): Reply {
    const sinceMs = Date.parse(asked.query.get('since') ?? '');
    const limit = Number(asked.query.get('limit') ?? 100);
    if (Number.isNaN(sinceMs) || !(limit >= 1 && limit <= 100)) return problem('misconfigured', null, false);
    const rows = books.since(sinceMs, Number(asked.query.get('cursor') ?? 0), limit);
    return json(200, { operations: rows.map(operationJson), next: rows.length === limit ? String(rows.at(-1)?.seq) : null });
  }

  function perform(asked: Asked, fault: Fault | null): Reply {
    const route = routeOf(asked);
    if (route === 'token') return exchange(asked);
    if (!isSigned(asked)) return problem('misconfigured', null, true, 401);
    if (route === null) return problem('not_found', null, false);
    if (route === 'list') return list(asked);
    books.expire();
    if (route === 'status') {
      const opKey = decodeURIComponent(asked.path.slice('/operations/'.length));
      const row = books.operation(opKey);
      return row ? json(200, lie(operationJson(row), fault)) : problem('not_found', opKey, false);
    }
    const act = readAct(route, asked, breaches);
    if (act === null) return problem('misconfigured', null, false);
    if (!mayAct(act, asked)) return problem('auth_required', act.opKey, true);
    const verdict = books.perform(act, fault);
    if (verdict.verdict === 'refused') return problem(verdict.code, act.opKey, verdict.retry);
    const { row } = verdict;
    if (row.state === 'refused') return problem(row.code ?? 'misconfigured', row.op_key, false);
    const shown = breaches.has('lies-about-hold') ? LIE_ABOUT_HOLD : fault;
    return json(row.state === 'done' ? 200 : 202, lie(operationJson(row), shown));
  }

  const webhooks = createWebhookSender({
    waiting: books.waitingEvents,
    accepted: books.acceptEvent,
    sign: (path, body) => ({
      'wallet-signature': signDetachedJws('unlatch-wallet-event+jws', `POST\n${path}\n${digest(body)}`, key, nowMs()),
    }),
  });

  function sealAnswer(asked: Asked, reply: Reply, fault: Fault | null): Reply {
    if (routeOf(asked) === 'token' || fault?.fault === 'sign-nothing') return reply;
    const isLoose = fault?.fault === 'sign-other-request' || breaches.has('signs-loosely');
    const request = isLoose ? 'another request' : String(asked.headers['wallet-signature'] ?? '');
    const signer = fault?.fault === 'sign-other-key' ? strangerKey : key;
    const text = `${digest(request)}\n${reply.status}\n${digest(reply.body)}`;
    const signature = signDetachedJws('unlatch-wallet-answer+jws', text, signer, nowMs());
    return { ...reply, headers: { ...reply.headers, 'wallet-signature': signature } };
  }

  let edge: Edge | null = null;
  const advance = (ms: number): void => {
    aheadMs += ms;
    books.expire();
  };
  const personToken = (payer: string): string => seal({ payer });
  const textOf = (said: Said, member: string): string | null => (typeof said[member] === 'string' ? said[member] : null);
  const acts: { readonly [act: string]: (said: Said) => unknown } = {
    truth: () => books.truth(),
    faults: (said) => edge?.faults.script(said.faults as readonly Fault[]),
    rates: (said) => edge?.faults.rate(said.rates ? (said as unknown as FaultRates) : null),
    release: () => ({ released: edge?.release() }),
    complete: (said) => ({ completed: books.complete(textOf(said, 'opKey'), textOf(said, 'code')) }),
    advance: (said) => advance(Number(said.ms)),
    fund: (said) => books.fund(textOf(said, 'payer') ?? '', textOf(said, 'currency') ?? '', Number(said.amountMinor)),
    'person-token': (said) => ({ token: personToken(textOf(said, 'payer') ?? '') }),
    tell: (said) => books.tell(said),
    webhooks: (said) => webhooks.set(said),
    deliver: () => webhooks.deliver(),
  };
  const control: Control = async (act, said) => {
    const found = acts[act];
    if (!found) throw new Error(`no such control: ${act}`);
    return found(said);
  };
  edge = await openEdge({
    books: {
      routeOf(asked) {
        const route = routeOf(asked);
        if (route === null || typeof route === 'string') return { name: route ?? 'unknown', key: asked.target };
        return { name: route.kind, key: asked.target };
      },
      perform,
      seal: sealAnswer,
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
    personToken,
    advance,
    async close() {
      await opened.close();
      books.close();
    },
  };
}

function lie(operation: { [member: string]: unknown }, fault: Fault | null): object {
  if (fault?.fault === 'lie-amount') return { ...operation, amountMinor: Number(operation.amountMinor) + 1 };
  return { ...operation, ...LIES[fault?.fault ?? ''] };
}

/** A key pair that nobody trusts (RFC 8032 section 7.1, test 1). */
const STRANGER = {
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
};
