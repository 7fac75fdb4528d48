// Origin: whether a request that a cookie authorises was made by one of our own pages (OWASP CSRF, RFC 6265bis §8.8.1).
import { ok, type Result, refused } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import type { Asking } from './context.ts';

const LOOPBACK_NAMES: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * True for the configured origin, and for the other names of loopback when it is on loopback itself. The request's own
 * Host is never believed: a page of a stranger's name that was re-pointed here (DNS rebinding) names itself there.
 */
function isOurs(origin: string, publicOrigin: string): boolean {
  if (origin === publicOrigin) return true;
  if (!URL.canParse(origin)) return false;
  const [asked, ours] = [new URL(origin), new URL(publicOrigin)];
  const isLoopback = LOOPBACK_NAMES.includes(ours.hostname) && LOOPBACK_NAMES.includes(asked.hostname);
  return isLoopback && asked.protocol === ours.protocol && asked.port === ours.port;
}

/** Whether the address that the browser shows is ours: only then a visitor without a token is shown to the host app. */
export function isOurHost(c: Asking, publicOrigin: string): boolean {
  const host = c.req.header('host');
  // Browsers always name a host; who names none cannot be led astray by a name.
  return host === undefined || isOurs(`${new URL(publicOrigin).protocol}//${host}`, publicOrigin);
}

/**
 * Strict: a Sec-Fetch-Site other than `same-origin` refuses (subdomains are strangers too); then Origin must be ours.
 * Without an Origin, or with `null` (a page whose referrer policy is no-referrer), only Sec-Fetch-Site can vouch:
 * browsers send it to https and localhost only. No bearer token needs any of this.
 */
export function checkOrigin(c: Asking, publicOrigin: string): Result<null, Rejection> {
  const site = c.req.header('sec-fetch-site');
  const origin = c.req.header('origin');
  const isNamed = origin !== undefined && origin !== 'null';
  const isFromUs = isNamed ? isOurs(origin, publicOrigin) : site === 'same-origin';
  const isSiteRight = site === undefined || site === 'same-origin';
  return isFromUs && isSiteRight ? ok(null) : refused({ code: 'origin.refused' });
}

/**
 * Whether a page of another site loads this as a picture, a frame or a script: a code is opened by going to it, and nobody's
 * tries are used up by a page that they happen to look at (Fetch Metadata). Who sends no such header is taken at their word.
 */
export function isLoadedByAnotherSite(c: Asking): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site === undefined || site === 'same-origin' || site === 'none') return false;
  return c.req.header('sec-fetch-mode') !== 'navigate' || (c.req.header('sec-fetch-dest') ?? 'document') !== 'document';
}
