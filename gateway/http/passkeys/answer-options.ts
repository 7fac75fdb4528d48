// Answer options: what a page's script is given to ask the device with, and the way its answer comes back.
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { SECOND_MS } from '#protocol';
import { CHALLENGE_LIFE_MS } from '../../domain/passkey/passkey.ts';
import type { Asking, HttpDeps } from '../context.ts';
import { ownName } from '../cookies.ts';
import { seeOther } from '../routes/page-frame.ts';
import { passkeyOrigin } from './passkey-origin.ts';
import type { AskedPasskey, PasskeyAnswer } from './webauthn.ts';

const challengeCookie = ({ config }: HttpDeps): string => ownName(config.publicOrigin, 'unlatch_passkey');
const scopeOf = ({ config }: HttpDeps) =>
  ({ path: '/', httpOnly: true, sameSite: 'Strict', secure: config.publicOrigin.startsWith('https:') }) as const;

/** The seal travels in a cookie: only the browser that was asked can answer. */
export function answerOptions(c: Asking, deps: HttpDeps, { options, sealed }: AskedPasskey): Response {
  setCookie(c, challengeCookie(deps), sealed, { ...scopeOf(deps), maxAge: CHALLENGE_LIFE_MS / SECOND_MS });
  return c.body(JSON.stringify({ options }), 200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
}

/** The field `passkey` of a form, and the cookie, which is taken back: the next answer needs another. */
export function readPasskeyAnswer(c: Asking, deps: HttpDeps, form: ReadonlyMap<string, string>): PasskeyAnswer {
  const sealed = getCookie(c, challengeCookie(deps)) ?? null;
  deleteCookie(c, challengeCookie(deps), scopeOf(deps));
  return { sealed, response: form.get('passkey') ?? '' };
}

/** A page with a passkey, opened at a bare address of this machine, is opened again where passkeys work; null where they do. */
export function leadToPasskeyOrigin(c: Asking, deps: HttpDeps): Response | null {
  const ours = new URL(passkeyOrigin(deps.config.publicOrigin));
  const asked = `${ours.protocol}//${c.req.header('host') ?? ours.host}`;
  if (ours.hostname !== 'localhost' || !URL.canParse(asked) || passkeyOrigin(asked) === new URL(asked).origin) return null;
  const { pathname, search } = new URL(c.req.url);
  return seeOther(c, `${passkeyOrigin(asked)}${pathname}${search}`);
}
