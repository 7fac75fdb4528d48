// Page list: no page of the app is forgotten by axe and the gallery, none of the list is gone, and each sample that it names is there.
import { describe, expect, test } from 'vitest';
import type { Persons } from '../../gateway/http/person-tokens.ts';
import type { AccountSteps } from '../../gateway/http/steps.ts';
import type { DeviceDesk } from '../../gateway/operator/device-desk.ts';
import { createAssets } from '../../gateway/web/assets.ts';
import { createHttpWorld } from '../http/http-world.ts';
import { createInMemorySteps, START_MS } from '../http/in-memory-steps.ts';
import { galleryPages } from '../unit/gateway/web/gallery-pages.ts';
import { NO_PAGES, PAGES, SAMPLED } from './pages/page-list.ts';

/** Routes are only listed, never asked: what stands behind those of persons is not looked at. */
async function pageRoutes(): Promise<readonly string[]> {
  const { steps } = createInMemorySteps(() => START_MS);
  const parts = { persons: {} as Persons, deviceDesk: {} as DeviceDesk };
  const { app } = await createHttpWorld({ ...parts, steps: { ...steps, account: {} as AccountSteps } });
  const routes = app.routes.filter(({ method, path }) => method === 'GET' && !path.includes('*')).map(({ path }) => path);
  return [...new Set(routes)].filter((path) => !NO_PAGES.test(path)).sort();
}

describe('the list of pages', () => {
  test('has a line for every route that answers a page', async () => {
    const listed = new Set([...PAGES, ...SAMPLED].map(({ route }) => route));
    expect((await pageRoutes()).filter((route) => !listed.has(route))).toEqual([]);
  });

  test('has no line of a route that is gone', async () => {
    const routes = new Set(await pageRoutes());
    expect([...PAGES, ...SAMPLED].filter(({ route }) => !routes.has(route)).map(({ route }) => route)).toEqual([]);
  });

  test('names each page once, and only samples that there are', () => {
    const names = PAGES.map(({ name }) => name);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
    const samples = galleryPages('en', createAssets()).map(({ name }) => name);
    const missing = SAMPLED.filter(({ samples: named }) => !samples.some((name) => name.startsWith(named)));
    expect(missing).toEqual([]);
  });
});
