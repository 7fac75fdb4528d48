// Gallery: renders every phone page with sample data in each language and takes its picture at phone and desktop width.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { createAssets } from '../../gateway/web/assets.ts';
import { LANGUAGES } from '../../gateway/web/languages.ts';
import { galleryPages } from '../unit/gateway/web/gallery-pages.ts';
import { serveGallery } from './gallery-server.ts';

const folder = fileURLToPath(new URL('../output/gallery/', import.meta.url));
const WIDTHS = [390, 1280] as const;
/** Words on the command line choose pages by a part of their name; `dark` and `plain` choose how they are seen. */
const words = process.argv.slice(2);
const isDark = words.includes('dark');
const isPlain = words.includes('plain');
const wanted = words.filter((word) => word !== 'dark' && word !== 'plain');

const assets = createAssets();
const pages = new Map<string, string>();
for (const lang of LANGUAGES) {
  for (const { name, html } of galleryPages(lang, assets)) {
    if (wanted.length === 0 || wanted.some((word) => `${lang}/${name}`.includes(word))) pages.set(`/${lang}/${name}`, html);
  }
}

const { origin, close } = await serveGallery(pages, assets);

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const complaints: string[] = [];
for (const width of WIDTHS) {
  const context = await browser.newContext({
    viewport: { width, height: width === 390 ? 844 : 860 },
    deviceScaleFactor: width === 390 ? 2 : 1,
    colorScheme: isDark ? 'dark' : 'light',
    javaScriptEnabled: !isPlain,
  });
  const tab = await context.newPage();
  tab.on('console', (message) => {
    if (/Content Security Policy|Uncaught/.test(message.text())) complaints.push(`${tab.url()}: ${message.text()}`);
  });
  tab.on('pageerror', (error) => complaints.push(`${tab.url()}: ${error.message}`));
  for (const path of pages.keys()) {
    await tab.goto(`${origin}${path}`, { waitUntil: 'load' });
    const overflow = await tab.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    if (Number(overflow) > 0) complaints.push(`${path} at ${width}: ${overflow} px too wide`);
    const file = `${folder}${width}${isDark ? '-dark' : ''}${isPlain ? '-plain' : ''}${path}.png`;
    mkdirSync(file.slice(0, file.lastIndexOf('/')), { recursive: true });
    await tab.screenshot({ path: file });
    if (width === 390) {
      const height = Number(await tab.evaluate('document.documentElement.scrollHeight'));
      await tab.setViewportSize({ width, height: Math.max(844, height) });
      await tab.screenshot({ path: file.replace(/\.png$/, '-whole.png') });
      await tab.setViewportSize({ width, height: 844 });
    }
    writeFileSync(file.replace(/\.png$/, '.html'), pages.get(path) ?? '');
  }
  await context.close();
}
await browser.close();
close();
console.log(`${pages.size} pages at ${WIDTHS.join(' and ')} px in test/output/gallery`);
for (const complaint of complaints) console.log(complaint);
process.exitCode = complaints.length > 0 ? 1 : 0;
