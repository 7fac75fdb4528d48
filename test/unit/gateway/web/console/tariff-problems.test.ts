// Tariff problems: whatever the parser can note has words for an operator, with its field and what to do, in both languages.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Json } from '#protocol';
import { parseTariff } from '../../../../../gateway/domain/tariff/tariff-parse.ts';
import { tellTariffProblem, wordOfProblem } from '../../../../../gateway/web/console/tariff-problems.ts';

const SOURCES = ['json-reader', 'tariff/tariff-read', 'tariff/tariff-parse', 'tariff/tariff-fit', 'tariff/tariff-draft'];

/** What a template puts in, where a number would not do. */
const FILLED: { readonly [name: string]: string } = { currency: 'EUR', most: 'holdMinor', wanted: 'a text', words: 'a, b' };

/** Texts that are noted, as the sources have them; what is put in by a template is some number or name. */
function notedTexts(): readonly string[] {
  return SOURCES.flatMap((name) => {
    const source = readFileSync(new URL(`../../../../../gateway/domain/${name}.ts`, import.meta.url), 'utf8');
    const found = source.matchAll(
      /['`]((?:is|are|has|have|need|needs|does|do|overlaps|begins|change) [^'`\n]*|is \$\{[^`\n]*)['`]/g,
    );
    return [...found].map(([, text = '']) => text.replace(/\$\{([a-z]+)[^}]*\}/gi, (_, name: string) => FILLED[name] ?? '7'));
  });
}

const POD = {
  ...{ name: 'Pod', currency: 'EUR', baseMinor: 50, freeMs: 0, capMinor: 900, holdMinor: 900, items: [], taxPermille: 90 },
  steps: [{ quantity: 'useMs', per: 60_000, amountMinor: 15 }],
};

function toldOf(changes: { readonly [member: string]: Json }, lang: 'en' | 'zh-Hans' = 'en'): readonly string[] {
  const draft = { ...POD, ...changes } as Json;
  const parsed = parseTariff(draft);
  if (parsed.ok) return [];
  return parsed.error.problems.map((problem) => {
    const { field, words } = tellTariffProblem(problem, lang, draft);
    return `${field}: ${words}`;
  });
}

describe('words', () => {
  test('there are at least forty kinds of problems, and each has a word', () => {
    const texts = notedTexts();
    expect(texts.length).toBeGreaterThan(40);
    expect(texts.filter((problem) => wordOfProblem({ at: 'x', problem }) === null)).toEqual([]);
  });

  test.each([
    ['a cap below its first step', { capMinor: 10, holdMinor: 900 }, 'Most for one session: This is below the first step of use'],
    [
      'a step finer than a second',
      { steps: [{ quantity: 'useMs', per: 10, amountMinor: 1 }] },
      'Price of use 1, for each started: Give at least 1\u00a0sec.',
    ],
    ['an amount beyond all', { baseMinor: 10_000_000_000 }, 'Basic price: Give at most €10,000,000.00.'],
    ['a text for a number', { baseMinor: 'abc' }, 'Basic price: Type a number'],
    [
      'hours without a day',
      { peaks: [{ days: [], from: '10:00', until: '12:00', permille: 1500 }] },
      'Special hours 1, days: Tick at least one day.',
    ],
    ['a fee of more than all', { service: { permille: 2000, on: 'all' } }, 'Service fee, percent: Give at most 100%.'],
  ])('%s', (_what, changes, told) => {
    expect(toldOf(changes as never).join('\n')).toContain(told);
  });

  test('Chinese names the same field in Chinese', () => {
    expect(toldOf({ capMinor: 10 }, 'zh-Hans')[0]).toMatch(/^单次封顶: 低于/);
  });

  test('what nobody knows yet is told as it was noted, and never hides its place', () => {
    const told = tellTariffProblem({ at: 'steps[2].colour', problem: 'shines' }, 'en', {});
    expect(told).toMatchObject({ field: 'Price of use 3, colour', words: 'This does not fit: shines.' });
  });
});
