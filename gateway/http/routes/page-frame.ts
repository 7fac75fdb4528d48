// Page frame: what all phone pages share - who visits, in which language, and how a refusal looks as a page.
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type Result, refused } from '#protocol';
import type { Rejection } from '../../domain/rejections.ts';
import { issuerHostOf } from '../../domain/scan/tag-issuer.ts';
import type { TagProof } from '../../domain/session/session.ts';
import type { Person } from '../../ports/identity.ts';
import type { Frame } from '../../web/layout.tsx';
import { problemPage } from '../../web/phone/problem-page.tsx';
import { readForm } from '../body.ts';
import { admit, type Caller, readCaller, recogniseCaller } from '../caller.ts';
import type { Asking, RouteDeps } from '../context.ts';
import { putLanguageCookie } from '../cookies.ts';
import { parseKey } from '../idempotency.ts';
import { checkOrigin } from '../origin.ts';
import { problemHeaders, readerLanguage, statusOf } from '../problem.ts';

const HTML_TYPE = 'text/html; charset=utf-8';

/** @param path the page's address as a GET, when it is not the one asked for. */
export function frameOf(c: Asking, deps: RouteDeps, path?: string): Frame {
  const lang = readerLanguage(c);
  if (c.req.query('lang') !== undefined) putLanguageCookie(c, deps.config.publicOrigin, lang);
  const { host } = new URL(deps.config.publicOrigin);
  return { lang, assets: deps.assets, host, path: path ?? c.req.path, nowMs: deps.clock.nowMs() };
}

/** The frame of a page that says who signed what was scanned. */
export function signedFrame(frame: Frame, tag: TagProof): Frame & { readonly isUnsigned: boolean } {
  const issuer = issuerHostOf(tag);
  return { ...frame, host: issuer ?? frame.host, isUnsigned: issuer === null };
}

export function answerPage(c: Asking, html: string, status: ContentfulStatusCode = 200): Response {
  return c.body(html, status, { 'Content-Type': HTML_TYPE, 'Cache-Control': 'no-store' });
}

/** @param backTo the page of ours that the person came from. */
export type RefusedAt = { readonly backTo?: string; readonly path?: string };

/** A refusal as a page of its own, with the status and headers that its problem has. */
export function answerRefusedPage(c: Asking, deps: RouteDeps, rejection: Rejection, at: RefusedAt = {}): Response {
  const frame = frameOf(c, deps, at.path ?? at.backTo);
  const html = problemPage({ ...frame, rejection, backTo: at.backTo ?? null });
  for (const [name, value] of Object.entries(problemHeaders(rejection, frame.lang))) c.header(name, value);
  return answerPage(c, html, statusOf(rejection.code));
}

/** See Other: the page to look at now (RFC 9110 §15.4.4); a reload does not repeat the act. */
export function seeOther(c: Asking, location: string): Response {
  return c.body(null, 303, { Location: location, 'Cache-Control': 'no-store' });
}

/** Where a person signs in, and comes back from to `path`; null when the host app has no such page. */
export function signInHref(deps: RouteDeps, path: string): string | null {
  const { signInPath } = deps.identity;
  if (signInPath === null) return null;
  return `${signInPath}${signInPath.includes('?') ? '&' : '?'}return=${encodeURIComponent(path)}`;
}

/** A refusal for want of identity leads to the sign-in, if there is one; any other is a page. */
export function answerRefusedVisit(c: Asking, deps: RouteDeps, rejection: Rejection, backTo: string): Response {
  const href = rejection.code.startsWith('identity.') ? signInHref(deps, backTo) : null;
  return href === null ? answerRefusedPage(c, deps, rejection, { backTo }) : seeOther(c, href);
}

/** Who visits; the host app is asked when the cookie does not say. */
export async function visitor(c: Asking, deps: RouteDeps): Promise<{ readonly caller: Caller; readonly person: Person | null }> {
  const caller = await recogniseCaller(c, deps, await readCaller(c, deps));
  return { caller, person: caller.kind === 'person' ? caller.person : null };
}

export type Visit = { readonly caller: Caller; readonly personId: string };

/** A visitor whom the page knows; `owner` also takes a token that expired within a day. */
export async function knownVisitor(c: Asking, deps: RouteDeps, who: 'person' | 'owner'): Promise<Result<Visit, Rejection>> {
  const { caller } = await visitor(c, deps);
  const person = admit(caller, who, deps.clock.nowMs());
  return person.ok ? { ok: true, value: { caller, personId: person.value.personId } } : person;
}

/** A form of ours, sent by someone whom we know. Forms are always cookie requests: the origin is checked first. */
export async function formVisitor(c: Asking, deps: RouteDeps, who: 'person' | 'owner'): Promise<Result<Visit, Rejection>> {
  const origin = checkOrigin(c, deps.config.publicOrigin);
  return origin.ok ? knownVisitor(c, deps, who) : refused(origin.error);
}

/** What a pressed form says besides its own fields: who pressed it, and the key that makes two presses one. */
export type Press = Visit & { readonly form: ReadonlyMap<string, string>; readonly key: string };

/** Reads the form of a press: its key, and that a person whom we know sent it from a page of ours. */
export async function readPress(c: Asking, deps: RouteDeps): Promise<Result<Press, Rejection>> {
  const known = await formVisitor(c, deps, 'person');
  if (!known.ok) return known;
  const form = await readForm(c);
  if (!form.ok) return form;
  const key = parseKey(form.value.get('key'), 'form.key');
  return key.ok ? { ok: true, value: { ...known.value, form: form.value, key: key.value } } : key;
}

/** A fresh key for one form. */
export function newKey(deps: RouteDeps): string {
  return Buffer.from(deps.randomBytes(16)).toString('base64url');
}
