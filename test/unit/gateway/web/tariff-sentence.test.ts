// Tariff sentence: the price of each kind in words, and a bill in the same words.
import { describe, expect, test } from 'vitest';
import type { Tariff } from '../../../../gateway/domain/tariff/tariff.ts';
import { createFormat } from '../../../../gateway/web/format.ts';
import type { Language } from '../../../../gateway/web/languages.ts';
import { billLineText, type PriceWords, tariffText } from '../../../../gateway/web/tariff-sentence.ts';
import { kindWordsOf, textsOf } from '../../../../gateway/web/text/texts.ts';
import { holdOnce, perTime } from '../../../support/pricing.ts';
import { tariff as tariffWith } from '../../../support/records.ts';
import { FULL_TARIFF as full, HALF_HOUR } from './full-tariff.ts';
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
      steps: [perTime(1_800_000, 3_500n)],
    };
    expect(sentenceOf('en', 'sleep-pod', tariff)).toBe(
      'The first 5 min are free (once in 6 hr), then CN¥3.00 to start, then CN¥35.00 per started 30 min. At most CN¥59.00 in one go.',
    );
  });

  test('says plainly that it costs nothing', () => {
    const { tariff } = tariffOf('hotel-room');
    expect(sentenceOf('en', 'hotel-room', { ...tariff, steps: [] })).toBe('It costs nothing.');
  });

  test('tells the cap and the hold when they differ', () => {
    const { tariff } = tariffOf('sleep-pod');
    expect(sentenceOf('en', 'sleep-pod', { ...tariff, hold: holdOnce(8_000n) })).toContain(
      'At most CN¥59.00 in one go. Never more than CN¥80.00.',
    );
  });
});

test('examples are priced as a session would be', () => {
  const { examples } = tariffText(wordsOf('en', 'sleep-pod'), tariffOf('sleep-pod').tariff);
  expect(examples.map(({ use, cost }) => `${spaced(use)} ${cost}`)).toEqual([
    '15 min CN¥18.00',
    '30 min CN¥33.00',
    '1 hr or longer CN¥59.00',
  ]);
});

describe('every part of the grammar', () => {
  const rulesOf = (lang: Language, tariff: Tariff = full): readonly string[] =>
    tariffText(wordsOf(lang, 'sleep-pod'), tariff).rules.map(spaced);

  test('is said in English', () => {
    expect(sentenceOf('en', 'sleep-pod', full)).toBe(
      'The first 3 min are free (once in 6 hr), then CN¥3.00 to start, then CN¥35.00 per started 30 min plus ' +
        'CN¥50.00 per started hour from 2 hr on plus CN¥0.20 per started 1 km plus what you order (from CN¥12.00). ' +
        'At most CN¥299.00 in one go. Never more than CN¥600.00.',
    );
    expect(rulesOf('en')).toEqual([
      'Or a length at a fixed price: 30 min for CN¥30.00, 8 hr for CN¥199.00. Longer than that costs the usual price per time, ' +
        'never more than the cheapest way to the same length.',
      'Mon–Fri 17:00 to 20:00 (local time): CN¥52.50 per started 30 min plus CN¥75.00 per started hour from 2 hr on.',
      'Sat, Sun 22:00 to 06:00 (local time): CN¥20.00 per started 30 min.',
      'While it is paused: CN¥0.20 per started minute.',
      'After the end of the length that you chose: CN¥70.00 per started 30 min, beyond every limit but the last.',
      'At least CN¥10.00, once in 6 hr.',
      'At most CN¥399.00 per day for all your uses here.',
      '10% service is added to what you order.',
      '6% tax is added.',
    ]);
  });

  test('is said in Chinese', () => {
    expect(sentenceOf('zh-Hans', 'sleep-pod', full)).toBe(
      '前3分钟免费（每6小时一次），之后起步价 ¥3.00，之后每30分钟 ¥35.00，另加满2小时后每小时 ¥50.00，另加每1公里 ¥0.20，' +
        '另加按所点菜品付费（¥12.00 起）（不足一个计费单位按一个计）。单次封顶 ¥299.00。最多不超过 ¥600.00。',
    );
    expect(rulesOf('zh-Hans')).toEqual([
      '也可选择固定时长：30分钟 ¥30.00、8小时 ¥199.00。超出部分按时间计费，且不高于达到同样时长的最低价格。',
      '周一–周五 17:00 至 20:00（当地时间）：每30分钟 ¥52.50，另加满2小时后每小时 ¥75.00。',
      '周六、周日 22:00 至 06:00（当地时间）：每30分钟 ¥20.00。',
      '暂停期间：每分钟 ¥0.20。',
      '超过所选时长后：每30分钟 ¥70.00，不受封顶限制，但不超过最高金额。',
      '最低消费 ¥10.00，每6小时计一次。',
      '您在此处每个自然日合计最多 ¥399.00。',
      '所点菜品另收 10% 服务费。',
      '另加税 6%。',
    ]);
  });

  test.each<[Language, Partial<Tariff>, string]>([
    ['en', { dayCap: { amountMinor: 39_900n, calendar: false } }, 'At most CN¥399.00 in 24 hours for all your uses here.'],
    ['zh-Hans', { dayCap: { amountMinor: 39_900n, calendar: false } }, '您在此处 24 小时内合计最多 ¥399.00。'],
    ['en', { service: { permille: 125, on: 'all' } }, '12.5% service is added.'],
    ['zh-Hans', { service: { permille: 125, on: 'all' } }, '另收 12.5% 服务费。'],
    ['en', { taxMode: 'included' }, 'Prices include 6% tax.'],
    ['zh-Hans', { taxMode: 'included' }, '价格含税 6%。'],
    [
      'en',
      { overdue: { after: 'longest', per: HALF_HOUR, amountMinor: 7_000n } },
      'After the longest time allowed: CN¥70.00 per started 30 min, beyond every limit but the last.',
    ],
  ])('in %s, changed: %#', (lang, change, rule) => {
    expect(rulesOf(lang, { ...full, ...change })).toContain(rule);
  });

  test('ends its examples where the most is reached', () => {
    const tariff = tariffWith({
      baseMinor: 0n,
      steps: [perTime(HALF_HOUR, 3_500n)],
      capMinor: 29_900n,
      hold: holdOnce(29_900n),
      items: [],
    });
    const { examples } = tariffText(wordsOf('en', 'sleep-pod'), tariff);
    expect(examples.map(({ use, cost }) => `${spaced(use)} = ${spaced(cost)}`)).toEqual([
      '30 min = CN¥35.00',
      '1 hr = CN¥70.00',
      '2 hr = CN¥140.00',
      '4 hr 1 min or longer = CN¥299.00',
    ]);
  });

  test.each([
    ['JPY', 'JP¥3,500 per started 30 min.'],
    ['BHD', 'BHD 3.500 per started 30 min.'],
    ['EUR', '€35.00 per started 30 min.'],
  ])('counts the decimals of %s', (currency, sentence) => {
    const tariff = tariffWith({ currency, baseMinor: 0n, steps: [perTime(HALF_HOUR, 3_500n)], items: [], capMinor: null });
    const { sentence: said } = tariffText({ ...wordsOf('en', 'sleep-pod'), currency }, tariff);
    expect(spaced(said)).toContain(sentence);
  });
});

test.each<[Language, string]>([
  ['en', '2 × CN¥1.00 per started minute'],
  ['zh-Hans', '2 × 每分钟 ¥1.00（不足一个计费单位按一个计）'],
])('a line of a bill in %s says that a started minute counts whole', (lang, text) => {
  const line = { line: 'step', quantity: 'useMs', per: 60_000, unitMinor: 100, units: 2, amountMinor: 200 } as const;
  expect(spaced(billLineText(wordsOf(lang, 'sleep-pod'), line, (itemId) => itemId))).toBe(text);
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
    [
      { line: 'package', quantity: 'useMs', per: 1_800_000, units: 1, unitMinor: 3_000, amountMinor: 3_000 },
      '30 min at a fixed price',
    ],
    [
      { line: 'package', quantity: 'useMs', per: 1_800_000, unitMinor: 3_000, amountMinor: 1_000 },
      'The used part of 30 min at a fixed price',
    ],
    [
      { line: 'peak', quantity: 'useMs', per: 60_000, units: 2, unitMinor: 75, amountMinor: 150 },
      '2 × CN¥0.75 per started minute (peak hours)',
    ],
    [
      { line: 'overtime', quantity: 'useMs', per: 60_000, units: 3, unitMinor: 50, amountMinor: 150 },
      'Beyond it: 3 × CN¥0.50 per started minute',
    ],
    [{ line: 'cheapest', unitMinor: 4_900, amountMinor: -80 }, 'The cheapest way to this length costs CN¥49.00'],
    [
      { line: 'pause', quantity: 'pausedMs', per: 60_000, units: 4, unitMinor: 20, amountMinor: 80 },
      'Paused: 4 × CN¥0.20 per started minute',
    ],
    [{ line: 'stitch', amountMinor: -650 }, 'Already paid for your use just before'],
    [{ line: 'day-cap', unitMinor: 9_900, amountMinor: -100 }, 'Limit of CN¥99.00 per day reached'],
    [
      { line: 'overdue', quantity: 'useMs', per: 3_600_000, units: 1, unitMinor: 900, amountMinor: 900 },
      'Overdue: 1 × CN¥9.00 per started hour',
    ],
    [{ line: 'minimum', unitMinor: 1_000, amountMinor: 200 }, 'Up to the least amount of CN¥10.00'],
    [{ line: 'service', permille: 100, amountMinor: 380 }, 'Service 10%'],
    [{ line: 'tax', permille: 60, amountMinor: 228 }, 'Tax 6%'],
    [{ line: 'limit', unitMinor: 5_900, amountMinor: -100 }, 'Never more than CN¥59.00'],
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
