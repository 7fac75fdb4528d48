// Well-known: the issuer's public keys where RFC 8615 readers look for them.
import type { App, RouteDeps } from '../context.ts';
import { JWK_SET_TYPE } from './receipts.ts';

type PublishedTagKey = { readonly iss: string; readonly 'unlatch:purpose': 'tag' };

function isOfHost(key: object, host: string): boolean {
  const { iss, 'unlatch:purpose': purpose } = key as Partial<PublishedTagKey>;
  return purpose === 'tag' && iss !== undefined && new URL(iss).host === host;
}

/** A host speaks for its own labels only: whoever trusts one gateway with several names trusts each by itself. */
export function addWellKnown(app: App, deps: RouteDeps): void {
  app.get('/.well-known/tag-keys.json', async (c) => {
    const { keys } = await deps.readJwks();
    const host = c.req.header('host') ?? new URL(c.req.url).host;
    const own = { keys: keys.filter((key) => isOfHost(key, host.toLowerCase())) };
    return c.body(JSON.stringify(own), 200, {
      'Content-Type': JWK_SET_TYPE,
      'Cache-Control': 'public, max-age=300',
      Vary: 'Host',
    });
  });
  app.get('/.well-known/jwks.json', async (c) => {
    const keys = await deps.readJwks();
    return c.body(JSON.stringify(keys), 200, { 'Content-Type': JWK_SET_TYPE, 'Cache-Control': 'public, max-age=300' });
  });
}
