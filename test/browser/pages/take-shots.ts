// Take shots: what the gallery is made of - which page, in which language, how wide, light or dark - and its pictures, taken in as few tabs as it goes.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Assets } from '../../../gateway/web/assets.ts';
import type { Language } from '../../../gateway/web/languages.ts';
import { galleryPages } from '../../unit/gateway/web/gallery-pages.ts';
import { overhang } from './look.ts';
import { type Facts, PAGES, PHONE_LANGUAGES, type Viewer } from './page-list.ts';
import type { Stage } from './stage.ts';

export const GALLERY = fileURLToPath(new URL('../../output/gallery/', import.meta.url));
const WIDTHS = [390, 1280] as const;
const HEIGHTS = { 390: 844, 1280: 860 } as const;
/** Dark too, in whatever language comes first: one of each sort of page. */
const ALSO_DARK = ['offer', 'session', 'receipt', 'sign-in', 'overview', 'object', 'session-of-console', 'tariff', 'emergency'];

export type Shot = {
  readonly name: string;
  readonly lang: Language;
  readonly width: (typeof WIDTHS)[number];
  readonly isDark: boolean;
  readonly isPlain: boolean;
  /** Null: a state with sample data, that nobody's browser is needed for. */
  readonly who: Viewer | null;
  readonly path: (facts: Facts) => string;
};

type Wish = { readonly isDark: boolean; readonly isPlain: boolean; readonly isWanted: (name: string) => boolean };

/** States of the phone pages by path; the refusals differ by words, and one stands for all. */
export function statePages(assets: Pick<Assets, 'url'>): ReadonlyMap<string, string> {
  const isShown = (name: string): boolean => !name.startsWith('problem-') || name === 'problem-code.not-ours';
  return new Map(
    PHONE_LANGUAGES.flatMap((lang) =>
      galleryPages(lang, assets)
        .filter(({ name }) => isShown(name))
        .map(({ name, html }) => [`/${lang}/${name}`, html] as const),
    ),
  );
}

export function planShots(statePaths: Iterable<string>, { isDark, isPlain, isWanted }: Wish): readonly Shot[] {
  const listed = PAGES.flatMap(({ name, who, path, languages }) => languages.map((lang) => ({ name, who, path, lang })));
  const states = [...statePaths].map((path) => {
    const [, lang = 'en', name = ''] = path.split('/');
    return { name: `state-${name}`, who: null, path: () => path, lang: lang as Language };
  });
  const dark = isDark ? [] : listed.filter(({ name, lang }) => ALSO_DARK.includes(name) && lang === 'zh-Hans');
  const sight = (all: readonly Omit<Shot, 'width' | 'isDark' | 'isPlain'>[], inDark: boolean) =>
    all.flatMap((each) => WIDTHS.map((width) => ({ ...each, width, isDark: inDark, isPlain })));
  return [...sight([...listed, ...states], isDark), ...sight(dark, true)].filter(({ lang, name }) => isWanted(`${lang}/${name}`));
}

/** `<language>/<width>-<name>.png` below the gallery's folder. */
export function fileOf({ name, lang, width, isDark, isPlain }: Omit<Shot, 'who' | 'path'>): string {
  return `${lang}/${width}${isDark ? '-dark' : ''}${isPlain ? '-plain' : ''}-${name}.png`;
}

function optionsOf({ width, isDark, isPlain }: Shot): BrowserContextOptions {
  const viewport = { width, height: HEIGHTS[width] };
  return { viewport, colorScheme: isDark ? 'dark' : 'light', javaScriptEnabled: !isPlain };
}

function listen(tab: Page, complaints: string[]): void {
  tab.on('console', (message) => {
    if (/Content Security Policy|Uncaught/.test(message.text())) complaints.push(`${tab.url()}: ${message.text()}`);
  });
  tab.on('pageerror', (error) => complaints.push(`${tab.url()}: ${error.message}`));
}

type Places = { readonly stage: Stage; readonly statesAt: string };
export type TakenShots = { readonly taken: readonly Shot[]; readonly complaints: readonly string[] };

export async function takeShots(browser: Browser, { stage, statesAt }: Places, shots: readonly Shot[]): Promise<TakenShots> {
  const complaints: string[] = [];
  const tabOf = (shot: Shot): string => [shot.who, shot.lang, shot.width, shot.isDark].join(' ');
  for (const sort of new Set(shots.map(tabOf))) {
    const alike = shots.filter((shot) => tabOf(shot) === sort);
    const [first] = alike;
    if (!first) continue;
    const { who, lang } = first;
    const context =
      who === null ? await browser.newContext(optionsOf(first)) : await stage.openBrowser(browser, who, lang, optionsOf(first));
    const tab = await context.newPage();
    listen(tab, complaints);
    for (const shot of alike) {
      await tab.goto((who === null ? statesAt : stage.origin) + shot.path(stage.facts), { waitUntil: 'load' });
      const tooWide = await overhang(tab);
      if (tooWide > 0) complaints.push(`${fileOf(shot)}: ${tooWide} px too wide`);
      mkdirSync(dirname(GALLERY + fileOf(shot)), { recursive: true });
      // What is fixed to the bottom of a phone stands where the first screen ends.
      await tab.screenshot({ path: GALLERY + fileOf(shot), fullPage: true });
    }
    await context.close();
  }
  return { taken: shots, complaints };
}
