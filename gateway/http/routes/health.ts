// Health: whether the process lives, and whether it can serve; bare words for load balancers.
import type { App, RouteDeps } from '../context.ts';

const headers = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' };

export function addHealth(app: App, deps: RouteDeps): void {
  app.get('/healthz', (c) => c.body('ok\n', 200, headers));
  app.get('/readyz', async (c) => {
    const isReady = await deps.isReady();
    return isReady ? c.body('ready\n', 200, headers) : c.body('not ready\n', 503, headers);
  });
}
