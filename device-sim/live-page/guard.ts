// Guard: who may see the page and act through it - only the page itself, in a browser on this machine.

export type Visit = {
  readonly method: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** Sec-Fetch-Site (Fetch Metadata): written by the browser, out of reach of any script. */
  readonly site: string | undefined;
};

export type GuardRefusal = { readonly code: 'page.foreign-host' | 'page.foreign-origin' };

/** Names under which a browser on this machine reaches loopback. */
const LOOPBACK_NAMES: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * A stranger's name that was pointed at this machine (DNS rebinding) shows in Host, whatever is asked. What acts must besides
 * come from the page's own origin: a form or a script of any other site names itself in Origin and in Sec-Fetch-Site.
 * @returns null for a visit that is welcome.
 */
export function refuseVisit({ host, method, origin, site }: Visit, port: number): GuardRefusal | null {
  if (!LOOPBACK_NAMES.some((name) => host === `${name}:${port}`)) return { code: 'page.foreign-host' };
  if (method === 'GET' || method === 'HEAD') return null;
  const isOwnSite = site === undefined || site === 'same-origin';
  return isOwnSite && origin === `http://${host}` ? null : { code: 'page.foreign-origin' };
}
