// Security headers: what a browser may do with our answers; set before the route answers, so that it may narrow them.
import type { MiddlewareHandler } from 'hono';
import type { HttpConfig, HttpEnv } from './context.ts';

export const POLICY_HEADER = 'Content-Security-Policy';
const REFERRER_HEADER = 'Referrer-Policy';

const framing = "base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
/** Pages: our own files only, no inline script or style. */
const PAGE_POLICY = `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; ${framing}`;
/** The docs component writes style attributes; its script still comes from here alone. */
export const DOCS_POLICY = `default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; ${framing}`;

/** The scanner's decoder is WebAssembly; it may be compiled, and no text may become script (CSP3 'wasm-unsafe-eval'). */
export const SCANNER_POLICY = PAGE_POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'");

/** HSTS for a year (RFC 6797), only where https is what people use. */
const HSTS = 'max-age=31536000';

export function createSecurityHeaders(config: HttpConfig): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    c.header(POLICY_HEADER, PAGE_POLICY);
    c.header('X-Content-Type-Options', 'nosniff');
    // `no-referrer` would make browsers send `Origin: null` with our own forms (Fetch, "append a request Origin header").
    c.header(REFERRER_HEADER, 'same-origin');
    c.header('Cross-Origin-Opener-Policy', 'same-origin');
    c.header('Cross-Origin-Resource-Policy', 'same-origin');
    if (config.publicOrigin.startsWith('https:')) c.header('Strict-Transport-Security', HSTS);
    await next();
  };
}
