// axe-core on every page of the list and every state of the phone pages: no rule of WCAG 2.2 AA is broken that a program can see; nothing is too wide or too small.
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAssets } from '../../gateway/web/assets.ts';
import type { Language } from '../../gateway/web/languages.ts';
import { galleryPages } from '../unit/gateway/web/gallery-pages.ts';
import { type GalleryServer, serveGallery } from './gallery-server.ts';
import { axeFindings, overhang, overhangZoomed, smallTargets } from './pages/look.ts';
import { PAGES, type PageEntry, PHONE_LANGUAGES, VIEWERS } from './pages/page-list.ts';
import { openStage, type Stage } from './pages/stage.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const TIMEOUT_MS = 300_000;
const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 860 };

const assets = createAssets();
/** One refusal stands for all: they differ by words. */
const isSample = (name: string): boolean => !name.startsWith('problem-') || name === 'problem-code.not-ours';
const states = (lang: Language): ReadonlyMap<string, string> =>
  new Map(galleryPages(lang, assets).flatMap(({ name, html }) => (isSample(name) ? [[`/${lang}/${name}`, html]] : [])));
const pages = new Map(PHONE_LANGUAGES.flatMap((lang) => [...states(lang)]));

async function findingsOn(tab: Page, name: string): Promise<readonly string[]> {
  const [width, small, zoomed] = [await overhang(tab), await smallTargets(tab), await overhangZoomed(tab)];
  return [
    ...(width > 0 ? [`${name}: ${width} px too wide`] : []),
    ...(zoomed > 0 ? [`${name}: ${zoomed} px too wide at 200 %`] : []),
    ...small.map((target) => `${name}: ${target}`),
  ];
}

describe.skipIf(!CHROMIUM)('axe finds nothing (needs Chromium)', () => {
  let browser: Browser;
  let gallery: GalleryServer;
  let stage: Stage;
  beforeAll(async () => {
    gallery = await serveGallery(pages, assets);
    stage = await openStage();
    browser = await chromium.launch({ executablePath: CHROMIUM as string, args: ['--no-sandbox', '--disable-quic'] });
  }, TIMEOUT_MS);
  afterAll(async () => {
    await browser?.close();
    gallery?.close();
    await stage?.close();
  });

  /** Each page of the list as its viewer sees it, in one tab for each of them. */
  async function visit(lang: Language, options: BrowserContextOptions, look: (tab: Page, page: PageEntry) => Promise<void>) {
    for (const who of VIEWERS) {
      const context = await stage.openBrowser(browser, who, lang, { ...options, bypassCSP: true });
      const tab = await context.newPage();
      for (const page of PAGES.filter((each) => each.who === who && each.languages.includes(lang))) {
        await tab.goto(stage.origin + page.path(stage.facts), { waitUntil: 'load' });
        await look(tab, page);
      }
      await context.close();
    }
  }

  test.each(['light', 'dark'] as const)(
    'in any state of the phone pages, %s',
    async (colorScheme) => {
      const context = await browser.newContext({ colorScheme, viewport: PHONE, bypassCSP: true });
      const tab = await context.newPage();
      const found: string[] = [];
      for (const path of states('en').keys()) {
        await tab.goto(gallery.origin + path, { waitUntil: 'load' });
        found.push(...(await axeFindings(tab, colorScheme)).map((violation) => `${path}: ${violation}`));
      }
      await context.close();
      expect(found).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test.each([
    { lang: 'en', colorScheme: 'light', viewport: PHONE },
    { lang: 'en', colorScheme: 'dark', viewport: DESK },
    { lang: 'zh-Hans', colorScheme: 'dark', viewport: PHONE },
    { lang: 'zh-Hans', colorScheme: 'light', viewport: DESK },
  ] as const)(
    'on any page of the list: $lang, $colorScheme, $viewport.width px',
    async ({ lang, ...options }) => {
      const found: string[] = [];
      await visit(lang, options, async (tab, { name }) => {
        expect(`${name} ${await tab.getAttribute('html', 'lang')}`).toBe(`${name} ${lang}`);
        found.push(...(await axeFindings(tab, options.colorScheme)).map((violation) => `${name}: ${violation}`));
      });
      expect(found).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test.each(PHONE_LANGUAGES)(
    'on a phone nothing is too wide, at a zoom of 200 % neither, and nothing too small for a finger: %s',
    async (lang) => {
      const found: string[] = [];
      await visit(lang, { viewport: PHONE }, async (tab, { name }) => void found.push(...(await findingsOn(tab, name))));
      const context = await browser.newContext({ viewport: PHONE });
      const tab = await context.newPage();
      for (const path of states(lang).keys()) {
        await tab.goto(gallery.origin + path, { waitUntil: 'load' });
        found.push(...(await findingsOn(tab, path)));
      }
      await context.close();
      expect(found).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
