// Contact sheet: small pictures of a few pages in all languages on one sheet, drawn by the browser from the gallery's own pictures.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { fileOf, GALLERY } from './take-shots.ts';

/** In the README of the gateway. */
const IN_REPOSITORY = fileURLToPath(new URL('../../../gateway/pictures/gallery.png', import.meta.url));
const MOST_BYTES = 300_000;

const phone = (name: string, lang: 'zh-Hans' | 'en' | 'de' | 'nl' | 'fr', isDark = false) => ({
  name,
  lang,
  isDark,
  width: 390 as const,
});
const desk = (name: string, lang: 'zh-Hans' | 'en', isDark = false) => ({ name, lang, isDark, width: 1280 as const });

const ROWS = [
  [
    phone('label', 'de'),
    phone('state-offer-hotel-room', 'en'),
    phone('session', 'zh-Hans', true),
    phone('state-session-restaurant-table-active', 'fr'),
    phone('receipt', 'nl'),
    phone('sign-in', 'fr'),
    phone('state-offer-busy', 'de'),
  ],
  [desk('overview', 'en'), desk('object', 'zh-Hans'), desk('session-of-console', 'en')],
  [
    phone('attach', 'en'),
    phone('overview', 'zh-Hans', true),
    phone('claim', 'en'),
    phone('wallet', 'nl'),
    phone('tariff', 'zh-Hans'),
    phone('staff', 'en'),
    phone('emergency', 'zh-Hans'),
  ],
];

const STYLE = `body{margin:0;padding:14px;width:900px;box-sizing:border-box;background:#e7e2d6;font:0/0 a}div{display:flex;justify-content:space-between;margin-bottom:12px}
div:last-child{margin:0}span{overflow:hidden;border-radius:6px;background:#fff}img{display:block;width:100%}.w390{width:117px;height:253px}.w1280{width:284px;height:191px}`;

/** @returns its size; null where the gallery has not all of its pictures, since only some were asked for. */
export async function drawSheet(browser: Browser, { toRepository }: { readonly toRepository: boolean }): Promise<number | null> {
  const files = ROWS.map((row) => row.map((shot) => ({ ...shot, file: GALLERY + fileOf({ ...shot, isPlain: false }) })));
  if (files.flat().some(({ file }) => !existsSync(file))) return null;
  const picture = ({ file, width }: { readonly file: string; readonly width: number }): string =>
    `<span class="w${width}"><img src="data:image/png;base64,${readFileSync(file).toString('base64')}"></span>`;
  const html = `<!doctype html><style>${STYLE}</style>${files.map((row) => `<div>${row.map(picture).join('')}</div>`).join('')}`;
  const tab = await browser.newPage({ viewport: { width: 900, height: 400 } });
  await tab.setContent(html, { waitUntil: 'load' });
  const sheet = await tab.screenshot({ fullPage: true });
  await tab.close();
  if (sheet.byteLength > MOST_BYTES) throw new Error(`the contact sheet has ${sheet.byteLength} bytes, more than ${MOST_BYTES}`);
  writeFileSync(`${GALLERY}contact-sheet.png`, sheet);
  if (toRepository) writeFileSync(IN_REPOSITORY, sheet);
  return sheet.byteLength;
}
