// Staff session: who of the staff uses a page or the operator API from one - their token in a cookie of its own.
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { type Result, refused } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import type { OperatorIdentity, StaffMember } from '../ports/identity.ts';
import type { Asking, HttpDeps } from './context.ts';
import { ownName } from './cookies.ts';

const staffCookie = ({ config }: HttpDeps): string => ownName(config.publicOrigin, 'unlatch_staff');
/** For every page, since one sticker opens another door to staff than to a guest; `Lax`, since a camera opens it from outside. */
const scopeOf = ({ config }: HttpDeps) =>
  ({ path: '/', httpOnly: true, sameSite: 'Lax', secure: config.publicOrigin.startsWith('https:') }) as const;

/** The token is verified at each request: it ends by itself, and a withdrawn key ends it at once. */
export async function readStaff(
  c: Asking,
  deps: HttpDeps,
  how: keyof OperatorIdentity = 'verify',
): Promise<Result<StaffMember, Rejection>> {
  const token = getCookie(c, staffCookie(deps));
  return token === undefined ? refused({ code: 'identity.missing' }) : deps.operators[how](token);
}

/** Until the browser is closed, or the token ends. */
export function putStaffCookie(c: Asking, deps: HttpDeps, token: string): void {
  setCookie(c, staffCookie(deps), token, scopeOf(deps));
}

/** The cookie goes, and with it the sign-in that it carried: a copy of it opens nothing. */
export async function endStaffSession(c: Asking, deps: HttpDeps): Promise<void> {
  await deps.steps.operator.staff.signIns.signOut(getCookie(c, staffCookie(deps)) ?? '');
  deleteCookie(c, staffCookie(deps), scopeOf(deps));
}
