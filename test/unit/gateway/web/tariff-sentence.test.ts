// Tariff sentence: the price of each kind in words, and a bill in the same words.
import { describe, expect, test } from 'vitest';
import type { Tariff } from '../../../../gateway/domain/tariff.ts';
import { createFormat } from '../../../../gateway/web/format.ts';
import type { Language } from '../../../../gateway/web/languages.ts';
import { billLineText, type PriceWords, tariffText } from '../../../../gateway/web/tariff-sentence.ts';
import { kindWordsOf, textsOf } from '../../../../gateway/web/text/texts.ts';
import { tariffOf } from './samples.ts';

const spaced = (text: string): string => text.replaceAll('\u00a0', ' ');
const wordsOf = (lang: Language, kind: string): PriceWords => ({
  texts: textsOf(lang),
  format: createFormat(lang, 'Asia/Shanghai'),
  kind: kindWordsOf(textsOf(lang), kind),
  currency: 'CNY',
});
const sentenceOf = (lang: Language, kind: string, tariff: Tariff = tariffOf(kind).tariff): string =>
  spaced(tariffText(wordsOf(lang, kind), tariff).sentence);

describe('one sentence', () => {
  test.each<[Language, string, string]>([
    ['en', 'sleep-pod', 'CN¥3.00 to start, then CN¥1.00 per started minute. At most CN¥59.00 in one go.'],
    [
      'en',
      'bike',
      'CN¥1.50 to unlock, then CN¥0.50 per started minute plus CN¥0.10 per started 20 m. At most CN¥30.00 in one go.',
    ],
    ['en', 'hotel-room', 'CN¥0.80 per started minute. At most CN¥80.00 in one go.'],
    ['en', 'restaurant-table', 'CN¥2.00 cover, then what you order (from CN¥12.00). Never more than CN¥200.00.'],
    ['zh-Hans', 'sleep-pod', '起步价 ¥3.00，之后每分钟 ¥1.00（不足一个计费单位按一个计）。单次封顶 ¥59.00。'],
    ['zh-Hans', 'restaurant-table', '茶位费 ¥2.00，之后按所点菜品付费（¥12.00 起）。最多不超过 ¥200.00。'],
  ])('in %s for a %s', (lang, kind, sentence) => {
    expect(sentenceOf(lang, kind)).toBe(sentence);
  });

  test('tells the free window first, and longer units by their length', () => {
    const tariff: Tariff = {
      ...tariffOf('sleep-pod').tariff,
      freeMs: 300_000,
      steps: [{ quantity: 'useMs', per: 1_800_000, amountMinor: 3_500n }],
    };
    expect(sentenceOf('en', 'sleep-pod', tariff)).toBe(
      'The first 5 min are free, then CN¥3.00 to start, then CN¥35.00 per started 30 min. At most CN¥59.00 in one go.',
    );
  });

  test('says plainly that it costs nothing', () => {
    const { tariff } = tariffOf('hotel-room');
    expect(sentenceOf('en', 'hotel-room', { ...tariff, steps: [] })).toBe('It costs nothing.');
  });

  test('tells the cap and the hold when they differ', () => {
    const { tariff } = tariffOf('sleep-pod');
    expect(sentenceOf('en', 'sleep-pod', { ...tariff, holdMinor: 8_000n })).toContain(
      'At most CN¥59.00 in one go. Never more than CN¥80.00.',
    );
  });
});

test('examples are priced as a session would be', () => {
  const { examples } = tariffText(wordsOf('en', 'sleep-pod'), tariffOf('sleep-pod').tariff);
  expect(examples.map(({ use, cost }) => `${spaced(use)} ${cost}`)).toEqual([
    '15 min CN¥18.00',
    '30 min CN¥33.00',
    '1 hr CN¥59.00',
  ]);
});

describe('a line of the bill', () => {
  const lineText = (line: Parameters<typeof billLineText>[1]): string =>
    spaced(billLineText(wordsOf('en', 'bike'), line, (itemId) => `dish ${itemId}`));

  test.each<[Parameters<typeof billLineText>[1], string]>([
    [{ line: 'base', amountMinor: 150 }, 'To unlock'],
    [
      { line: 'step', quantity: 'useMs', per: 60_000, units: 13, unitMinor: 50, amountMinor: 650 },
      '13 × CN¥0.50 per started minute',
    ],
    [
      { line: 'step', quantity: 'distanceM', per: 20, units: 92, unitMinor: 10, amountMinor: 920 },
      '92 × CN¥0.10 per started 20 m',
    ],
    [
      { line: 'step', quantity: 'useMs', per: 60_000, unitMinor: 50, amountMinor: 62 },
      'CN¥0.50 per started minute, exact to the second',
    ],
    [{ line: 'free', quantity: 'useMs', units: 300_000, per: 1, unitMinor: 0, amountMinor: 0 }, 'First 5 min free'],
    [{ line: 'cap', unitMinor: 3_000, amountMinor: -412 }, 'Limit of CN¥30.00 reached'],
    [{ line: 'item', quantity: 'count', itemId: 'tea', units: 2, unitMinor: 800, amountMinor: 1_600 }, '2 × dish tea'],
  ])('%j', (line, text) => {
    expect(lineText(line)).toBe(text);
  });

  test('uses the very words of the offer', () => {
    const offered = sentenceOf('en', 'bike');
    expect(offered).toContain(
      lineText({ line: 'step', quantity: 'distanceM', per: 20, units: 1, unitMinor: 10, amountMinor: 10 }).slice('1 × '.length),
    );
  });
});
