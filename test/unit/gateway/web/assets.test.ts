// Assets: named by content, light enough for a slow network, typed without a build, and readable by everyone.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { createAssets } from '../../../../gateway/web/assets.ts';
import { LANGUAGES } from '../../../../gateway/web/languages.ts';
import { galleryPages } from './gallery-pages.ts';

const assets = createAssets();
const NAMES = ['phone.css', 'live.js', 'icon.svg'] as const;
const SCANNER = ['scan.css', 'scan-reader.js', 'scan-verdict.js', 'scan.js'] as const;
const FIRST_VISIT_BYTES = 60_000;

test.each([...NAMES, ...SCANNER])('%s is found under its own name and kept for ever', (name) => {
  const url = assets.url(name);
  expect(url).toMatch(/^\/assets\/[a-z-]+\.[\w-]{10}\.(css|js|svg)$/);
  expect(assets.find(url)?.cacheControl).toContain('immutable');
  expect(assets.find(url)?.body.length).toBeGreaterThan(100);
});

test.each([
  '/assets/../assets.ts',
  '/assets/phone.css',
  '/assets/',
  '',
  '/assets/constructor',
])('nothing is found at %j', (path) => {
  expect(assets.find(path)).toBeNull();
});

test('a first visit is light, without counting on compression', () => {
  const shared = NAMES.reduce((sum, name) => sum + Buffer.byteLength(assets.find(assets.url(name))?.body ?? ''), 0);
  const pages = LANGUAGES.flatMap((lang) => galleryPages(lang, assets)).map(({ html }) => Buffer.byteLength(html));
  expect(shared + Math.max(...pages)).toBeLessThanOrEqual(FIRST_VISIT_BYTES);
});

test('the scripts hold their types', { timeout: 60_000 }, () => {
  const names = ['live.js', ...SCANNER.filter((name) => name.endsWith('.js'))];
  const files = names.map((name) => fileURLToPath(new URL(`../../../../gateway/web/assets/${name}`, import.meta.url)));
  for (const file of files) expect(readFileSync(file, 'utf8')).toContain('// @ts-check');
  const program = ts.createProgram(files, {
    allowJs: true,
    checkJs: true,
    strict: true,
    noEmit: true,
    noUncheckedIndexedAccess: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
    moduleDetection: ts.ModuleDetectionKind.Force,
  });
  const complaints = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  expect(complaints).toEqual([]);
});

describe('colours', () => {
  const css = assets.find(assets.url('phone.css'))?.body ?? '';
  const tokensAt = (from: string): ReadonlyMap<string, string> => {
    const block = css.slice(css.indexOf(from));
    return new Map(
      [...block.slice(0, block.indexOf('}')).matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [
        name,
        value,
      ]),
    );
  };
  const light = tokensAt(':root {');
  const themes = {
    light,
    dark: new Map([...light, ...tokensAt('@media (prefers-color-scheme: dark)')]),
    night: new Map([...light, ...tokensAt(':root[data-theme="night"]')]),
  };
  /** WCAG 2.2 relative luminance. */
  const luminance = (hex: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string): number => {
    const [bright = 0, dim = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (bright + 0.05) / (dim + 0.05);
  };
  const READ = [
    ['ink', 'paper'],
    ['ink', 'card'],
    ['ink-soft', 'paper'],
    ['ink-soft', 'card'],
    ['accent', 'paper'],
    ['accent', 'card'],
    ['on-accent', 'accent'],
    ['on-stop', 'stop'],
    ['good-ink', 'good-soft'],
    ['good-ink', 'accent-soft'],
    ['info-ink', 'info-soft'],
    ['warn-ink', 'warn-soft'],
    ['bad-ink', 'bad-soft'],
    ['bad-ink', 'card'],
  ] as const;
  const SEEN = [
    ['line-firm', 'paper'],
    ['line-firm', 'card'],
    ['stop', 'paper'],
    ['accent', 'line'],
  ] as const;

  describe.each(Object.entries(themes))('%s', (_, tokens) => {
    const between = (a: string, b: string): number => contrast(tokens.get(`--${a}`) ?? '', tokens.get(`--${b}`) ?? '');
    test.each(READ)('%s is readable on %s (WCAG 1.4.3)', (ink, ground) => {
      expect(between(ink, ground)).toBeGreaterThanOrEqual(4.5);
    });
    test.each(SEEN)('%s is seen on %s (WCAG 1.4.11)', (edge, ground) => {
      expect(between(edge, ground)).toBeGreaterThanOrEqual(3);
    });
  });
});
