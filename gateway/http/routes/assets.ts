// Assets: style, script and icon of the phone pages, under names that change with their content.
import type { App, RouteDeps } from '../context.ts';
import { answerFile, type PackedFile, packFile } from '../packed.ts';

export function addAssets(app: App, deps: RouteDeps): void {
  const files = new Map<string, PackedFile>();
  app.get('/assets/:name', (c) => {
    const asset = deps.assets.find(c.req.path);
    if (asset === null) return c.notFound();
    const file = files.get(c.req.path) ?? packFile(asset.body, asset);
    files.set(c.req.path, file);
    return answerFile(c, file);
  });
}
