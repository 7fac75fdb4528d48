// Assets: style, script and icon of the phone pages, under names that change with their content.
import type { App, RouteDeps } from '../context.ts';

export function addAssets(app: App, deps: RouteDeps): void {
  app.get('/assets/:name', (c) => {
    const asset = deps.assets.find(c.req.path);
    if (asset === null) return c.notFound();
    return c.body(asset.body, 200, { 'Content-Type': asset.type, 'Cache-Control': asset.cacheControl });
  });
}
