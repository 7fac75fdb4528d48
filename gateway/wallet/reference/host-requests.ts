// Requests to the reference host wallet: what is asked, read strictly, and the answers that say no.
import type { Asked, Reply } from './edge.ts';
import type { Breach, HostAct } from './host-books.ts';
import type { HostKind } from './host-rows.ts';

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
export function problem(code: string, opKey: string | null, retry: boolean, status = STATUS[code] ?? 409): Reply {
  const body = { type: `https://unlatch.example/wallet/${code}`, title: code.replaceAll('_', ' '), status, code, retry, opKey };
  return { status, headers: { 'content-type': 'application/problem+json' }, body: JSON.stringify(body) };
}

export function json(status: number, body: object): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

/** The one amount of a request: whole, positive, and safe. */
function amountOf(body: { [member: string]: unknown }, isAnyAmount: boolean): number | null {
  const amount = body.totalMinor ?? body.amountMinor;
  const isFit = typeof amount === 'number' && Number.isSafeInteger(amount) && amount > 0;
  return isFit ? amount : isAnyAmount ? 1 : null;
}

type Route = { readonly kind: HostKind; readonly holdKey: string | null; readonly opKey: string | null };

export function routeOf(asked: Asked): Route | 'status' | 'list' | 'token' | null {
  const [room = '', key = '', act = '', ...rest] = asked.path.slice(1).split('/');
  if (rest.length > 0) return null;
  if (asked.method === 'POST' && room === 'token' && key === '') return 'token';
  if (asked.method === 'GET' && room === 'operations') return key === '' ? 'list' : 'status';
  if (asked.method === 'PUT' && room === 'holds' && act === '') return { kind: 'authorize', holdKey: key, opKey: key };
  if (asked.method === 'PUT' && room === 'top-ups' && act === '') return { kind: 'top-up', holdKey: null, opKey: key };
  if (asked.method !== 'POST' || room !== 'holds' || !ACTS.includes(act)) return null;
  return { kind: act as HostKind, holdKey: key, opKey: null };
}

export function readAct(route: Route, asked: Asked, breaches: ReadonlySet<Breach>): HostAct | null {
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
  const installation = text('installation');
  return { ...facts, installation, asked: `${asked.target}\n${asked.body}` };
}
