// axe-core on every phone page with sample data, light and dark: no rule of WCAG 2.2 AA is broken that a program can see.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAssets } from '../../gateway/web/assets.ts';
import { galleryPages } from '../unit/gateway/web/gallery-pages.ts';
import { type GalleryServer, serveGallery } from './gallery-server.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const RUN = `axe.run(document, { runOnly: { type: 'tag', values: ${JSON.stringify(RULES)} }, resultTypes: ['violations'] })
  .then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ target, failureSummary }) =>
    target.join(' ') + ' (' + failureSummary.split('\\n')[1] + ')').join('; ')))`;

const assets = createAssets();
/** One refusal stands for all: they differ by words. */
const isSample = (name: string): boolean => !name.startsWith('problem-') || name === 'problem-code.not-ours';
const pages = new Map(
  galleryPages('en', assets)
    .filter(({ name }) => isSample(name))
    .map(({ name, html }) => [`/en/${name}`, html]),
);

describe.skipIf(!CHROMIUM)('axe finds nothing (needs Chromium)', () => {
  let browser: Browser;
  let gallery: GalleryServer;
  beforeAll(async () => {
    gallery = await serveGallery(pages, assets);
    browser = await chromium.launch({ executablePath: CHROMIUM as string, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    gallery?.close();
  });

  test.each(['light', 'dark'] as const)('on the phone pages, %s', async (colorScheme) => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 390, height: 844 }, bypassCSP: true });
    const tab = await context.newPage();
    const found: string[] = [];
    for (const path of pages.keys()) {
      await tab.goto(gallery.origin + path, { waitUntil: 'load' });
      await tab.evaluate(AXE);
      const violations = (await tab.evaluate(RUN)) as readonly string[];
      found.push(...violations.map((violation) => `${path}: ${violation}`));
    }
    await context.close();
    expect(found).toEqual([]);
  }, 180_000);
});
