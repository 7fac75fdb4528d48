// Caller: whose request this is, by bearer token or by cookie, and what an expired token is still good for.
import { DAY_MS, ok, type Result, refused } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import type { Person } from '../ports/identity.ts';
import type { Asking, HttpDeps } from './context.ts';
import { hasOurCookie, putPersonCookie, readPersonCookie } from './cookies.ts';
import { isOurHost } from './origin.ts';
import { remoteAddress } from './remote-address.ts';

type Via = 'bearer' | 'cookie';

export type Caller =
  | { readonly kind: 'nobody' }
  /** @param token as it was sent: a wallet elsewhere narrows it to one act (RFC 8693). */
  | { readonly kind: 'person'; readonly person: Person; readonly via: Via; readonly token: string }
  /** The signature holds and only time ran out. */
  | { readonly kind: 'expired'; readonly person: Person; readonly via: Via }
  | { readonly kind: 'invalid'; readonly via: Via };

/** An expired token may stop and read its own session for this long: Stop never fails for lack of a token. */
const EXPIRED_GRACE_MS = DAY_MS;

async function callerOf(token: string, via: Via, deps: HttpDeps): Promise<Caller> {
  const verdict = await deps.identity.verify(token);
  if (verdict.ok) return { kind: 'person', person: verdict.value, via, token };
  if (verdict.error.code === 'identity.invalid') return { kind: 'invalid', via };
  return { kind: 'expired', person: verdict.error.person, via };
}

/** An Authorization header is the whole answer: a bad one is never made good by a cookie. */
export async function readCaller(c: Asking, deps: HttpDeps): Promise<Caller> {
  const authorization = c.req.header('authorization');
  if (authorization !== undefined) {
    const token = /^Bearer +([A-Za-z0-9._~+/=-]+)$/i.exec(authorization)?.[1];
    return token === undefined ? { kind: 'invalid', via: 'bearer' } : callerOf(token, 'bearer', deps);
  }
  const token = readPersonCookie(c, deps);
  return token === null ? { kind: 'nobody' } : callerOf(token, 'cookie', deps);
}

/** `owner` also lets in a token that expired less than a day ago; the step still asks whose session it is. */
export function admit(caller: Caller, who: 'person' | 'owner', nowMs: number): Result<Person, Rejection> {
  switch (caller.kind) {
    case 'person':
      return ok(caller.person);
    case 'nobody':
      return refused({ code: 'identity.missing' });
    case 'invalid':
      return refused({ code: 'identity.invalid' });
    case 'expired': {
      const isGrace = who === 'owner' && nowMs < caller.person.expiresAtMs + EXPIRED_GRACE_MS;
      return isGrace ? ok(caller.person) : refused({ code: 'identity.expired' });
    }
  }
}

/** The person's own token, for what their wallet must be shown; never stored or logged. */
export function tokenOf(caller: Caller): string | null {
  return caller.kind === 'person' ? caller.token : null;
}

/** An expired token is told nothing of what it does not own: its session or a 401. */
export function forCaller<T>(caller: Caller, answer: Result<T, Rejection>): Result<T, Rejection> {
  const isStranger = !answer.ok && answer.error.code === 'session.unknown' && caller.kind === 'expired';
  return isStranger ? refused({ code: 'identity.expired' }) : answer;
}

/** Where the gateway itself signs persons in, a page in use brings the next token before the last one ends. */
async function renewCaller(c: Asking, deps: HttpDeps, caller: Caller): Promise<Caller> {
  const { renew } = deps.identity;
  const token = 'via' in caller && caller.via === 'cookie' ? readPersonCookie(c, deps) : null;
  const next = renew && token !== null ? await renew(token) : null;
  if (next === null) return caller;
  const renewed = await callerOf(next, 'cookie', deps);
  if (renewed.kind !== 'person') return caller;
  putPersonCookie(c, deps, next, renewed.person.expiresAtMs);
  return renewed;
}

/** Pages: a visitor without a valid token is shown to the host app, which may know who it is; then the cookie is set. */
export async function recogniseCaller(c: Asking, deps: HttpDeps, shown: Caller): Promise<Caller> {
  const caller = await renewCaller(c, deps, shown);
  if (caller.kind === 'person' || ('via' in caller && caller.via === 'bearer')) return caller;
  if (!isOurHost(c, deps.config.publicOrigin)) return caller;
  const token = await deps.identity.recognise({
    remoteAddress: remoteAddress(c, deps.config.trustedProxies),
    userAgent: c.req.header('user-agent') ?? '',
    knownAs: caller.kind === 'expired' ? caller.person.personId : null,
    isReturning: hasOurCookie(c, deps),
  });
  if (token === null) return caller;
  const recognised = await callerOf(token, 'cookie', deps);
  if (recognised.kind !== 'person') return caller;
  putPersonCookie(c, deps, token, recognised.person.expiresAtMs);
  return recognised;
}
