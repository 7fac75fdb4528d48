// Cookies: the person's token, the nonce that a scan's ticket is bound to, and the language someone chose.
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { DAY_MS, SECOND_MS, sha256 } from '#protocol';
import type { Asking, HttpDeps } from './context.ts';

/** `__Host-`: neither a neighbour under the same domain nor a page without TLS sets one of these (RFC 6265bis §4.1.3.2); its plain name is not read then. */
export const ownName = (publicOrigin: string, name: string): string =>
  publicOrigin.startsWith('https:') ? `__Host-${name}` : name;

const PERSON_COOKIE = 'unlatch_person';
const SCAN_COOKIE = 'unlatch_scan';
const LANGUAGE_COOKIE = 'unlatch_lang';
/** Says nothing of who: only that somebody has signed in with a passkey here before. */
const RETURNING_COOKIE = 'unlatch_back';

const SCAN_COOKIE_LIFE_S = 3_600;
const LANGUAGE_COOKIE_LIFE_S = 365 * 86_400;
const RETURNING_COOKIE_LIFE_S = LANGUAGE_COOKIE_LIFE_S;
const NONCE_PATTERN = /^[A-Za-z0-9_-]{43}$/;

function put(c: Asking, publicOrigin: string, name: string, value: string, maxAge: number): void {
  setCookie(c, name, value, { path: '/', httpOnly: true, sameSite: 'Lax', secure: publicOrigin.startsWith('https:'), maxAge });
}

/** A restore gives it another name, so that one of the lost time signs nobody in (row 27). */
export function personCookie({ config }: HttpDeps): string {
  const { restoreEpoch = 0, publicOrigin } = config;
  return ownName(publicOrigin, restoreEpoch === 0 ? PERSON_COOKIE : `${PERSON_COOKIE}_${restoreEpoch}`);
}

export function readPersonCookie(c: Asking, deps: HttpDeps): string | null {
  return getCookie(c, personCookie(deps)) ?? null;
}

/** The cookie outlives its token by a day, because an expired token may still stop its own session. */
export function putPersonCookie(c: Asking, deps: HttpDeps, token: string, expiresAtMs: number): void {
  const lifeMs = expiresAtMs + DAY_MS - deps.clock.nowMs();
  put(c, deps.config.publicOrigin, personCookie(deps), token, Math.max(0, Math.floor(lifeMs / SECOND_MS)));
}

/** This browser alone forgets who uses it. */
export function dropPersonCookie(c: Asking, deps: HttpDeps): void {
  const secure = deps.config.publicOrigin.startsWith('https:');
  deleteCookie(c, personCookie(deps), { path: '/', httpOnly: true, sameSite: 'Lax', secure });
}

export function hasReturned(c: Asking): boolean {
  return getCookie(c, RETURNING_COOKIE) !== undefined;
}

export function noteReturning(c: Asking, deps: HttpDeps): void {
  put(c, deps.config.publicOrigin, RETURNING_COOKIE, '1', RETURNING_COOKIE_LIFE_S);
}

/** The request brings back any cookie of ours. */
export function hasOurCookie(c: Asking, deps: HttpDeps): boolean {
  return [personCookie(deps), SCAN_COOKIE, LANGUAGE_COOKIE].some((name) => getCookie(c, name) !== undefined);
}

const bindingOf = (nonce: string): string => `c:${sha256(nonce)}`;

/** What this browser's tickets are bound to; no ticket is ever bound to `c:`. */
export function scanBinding(c: Asking): string {
  const nonce = getCookie(c, SCAN_COOKIE);
  return nonce !== undefined && NONCE_PATTERN.test(nonce) ? bindingOf(nonce) : 'c:';
}

/** ... and makes sure that there is a nonce: a second scan keeps the first, so that two open offers both start. */
export function ensureScanBinding(c: Asking, deps: HttpDeps): string {
  const known = getCookie(c, SCAN_COOKIE);
  const nonce =
    known !== undefined && NONCE_PATTERN.test(known) ? known : Buffer.from(deps.randomBytes(32)).toString('base64url');
  put(c, deps.config.publicOrigin, SCAN_COOKIE, nonce, SCAN_COOKIE_LIFE_S);
  return bindingOf(nonce);
}

export function readLanguageCookie(c: Asking): string | undefined {
  return getCookie(c, LANGUAGE_COOKIE);
}

export function putLanguageCookie(c: Asking, publicOrigin: string, language: string): void {
  put(c, publicOrigin, LANGUAGE_COOKIE, language, LANGUAGE_COOKIE_LIFE_S);
}
