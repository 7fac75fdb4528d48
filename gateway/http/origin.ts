// Origin: whether a request that a cookie authorises was made by one of our own pages (OWASP CSRF, RFC 6265bis §8.8.1).
import { ok, type Result, refused } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import type { Asking } from './context.ts';

/** A page may be open under the configured origin, or under the very host that this request names. */
function isOurs(origin: string, host: string | undefined, publicOrigin: string): boolean {
  if (origin === publicOrigin) return true;
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
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
  const isFromUs = isNamed ? isOurs(origin, c.req.header('host'), publicOrigin) : site === 'same-origin';
  const isSiteRight = site === undefined || site === 'same-origin';
  return isFromUs && isSiteRight ? ok(null) : refused({ code: 'origin.refused' });
}
