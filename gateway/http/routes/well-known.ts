// Well-known: the issuer's public keys where RFC 8615 readers look for them.
import type { App, RouteDeps } from '../context.ts';
import { JWK_SET_TYPE } from './receipts.ts';

export function addWellKnown(app: App, deps: RouteDeps): void {
  app.get('/.well-known/jwks.json', async (c) => {
    const keys = await deps.readJwks();
    return c.body(JSON.stringify(keys), 200, { 'Content-Type': JWK_SET_TYPE, 'Cache-Control': 'public, max-age=300' });
  });
}
