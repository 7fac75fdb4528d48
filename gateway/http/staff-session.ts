// Staff session: who of the staff uses a page of theirs - their token in a cookie of its own, for these pages alone.
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { type Result, refused } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import type { Operator } from '../ports/identity.ts';
import type { Asking, HttpDeps } from './context.ts';

const STAFF_COOKIE = 'unlatch_staff';
/** Sent to the pages below only, and never with a link from elsewhere; the API takes no cookie of staff. */
const scopeOf = (path: string, { config }: HttpDeps) =>
  ({ path, httpOnly: true, sameSite: 'Strict', secure: config.publicOrigin.startsWith('https:') }) as const;

/** The token is verified at each request: it ends by itself, and a withdrawn key ends it at once. */
export async function readStaff(c: Asking, deps: HttpDeps): Promise<Result<Operator, Rejection>> {
  const token = getCookie(c, STAFF_COOKIE);
  return token === undefined ? refused({ code: 'identity.missing' }) : deps.operators.verify(token);
}

/** Until the browser is closed, or the token ends. */
export function putStaffCookie(c: Asking, deps: HttpDeps, path: string, token: string): void {
  setCookie(c, STAFF_COOKIE, token, scopeOf(path, deps));
}

export function dropStaffCookie(c: Asking, deps: HttpDeps, path: string): void {
  deleteCookie(c, STAFF_COOKIE, scopeOf(path, deps));
}
