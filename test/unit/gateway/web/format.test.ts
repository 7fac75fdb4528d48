// Format: money by its currency, times in the object's zone, durations and measures in the reader's language.
import { describe, expect, test } from 'vitest';
import { clockDigits, createFormat, rangeValueText } from '../../../../gateway/web/format.ts';
import { type Language, pickLanguage } from '../../../../gateway/web/languages.ts';
import { plainName } from '../../../../gateway/web/plain-name.ts';

const AT = Date.UTC(2026, 10, 21, 13, 54, 7);
const spaced = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('money', () => {
  test.each<[Language, bigint | number, string, string]>([
    ['en', 3_500n, 'CNY', 'CN¥35.00'],
    ['zh-Hans', 3_500n, 'CNY', '¥35.00'],
    ['en', 3_500n, 'JPY', 'JP¥3,500'],
    ['zh-Hans', 120_000, 'EUR', '€1,200.00'],
    ['en', 1_234n, 'KWD', 'KWD 1.234'],
    ['en', -1_500, 'CNY', '-CN¥15.00'],
    ['en', 5n, 'EUR', '€0.05'],
    ['de', 123_450n, 'EUR', '1.234,50 €'],
    ['nl', 123_450n, 'EUR', '€ 1.234,50'],
    ['fr', 123_450n, 'EUR', '1 234,50 €'],
    ['de', 3_500n, 'JPY', '3.500 ¥'],
    ['fr', -1_500, 'EUR', '-15,00 €'],
    ['en', 90_071_992_547_409_935n, 'EUR', '€900,719,925,474,099.35'],
  ])('in %s, %s %s is %s', (lang, minor, currency, text) => {
    expect(spaced(createFormat(lang).money(minor, currency))).toBe(text);
  });
});

test('times are told in the zone of the object, not of the reader or the server', () => {
  expect(createFormat('en', 'Asia/Shanghai').time(AT)).toBe('21:54');
  expect(createFormat('en', 'Europe/Berlin').timeWithSeconds(AT)).toBe('14:54:07');
  expect(spaced(createFormat('en', 'Asia/Shanghai').dateTime(AT))).toBe('21 Nov 2026, 21:54:07 GMT+8');
  expect(createFormat('zh-Hans', 'Asia/Shanghai').date(AT)).toBe('2026年11月21日');
  expect(spaced(createFormat('de', 'Europe/Berlin').dateTime(AT))).toBe('21. Nov. 2026, 14:54:07 MEZ');
  expect(spaced(createFormat('nl', 'Europe/Amsterdam').date(AT))).toBe('21 nov 2026');
  expect(spaced(createFormat('fr', 'Europe/Paris').date(AT))).toBe('21 nov. 2026');
  expect(createFormat('en').dateTime(AT)).toContain('UTC');
});

test.each([
  [0, '0:00'],
  [42_900, '0:42'],
  [723_000, '12:03'],
  [3_852_000, '1:04:12'],
  [-5_000, '0:00'],
])('%s ms on a clock is %s', (durationMs, digits) => {
  expect(clockDigits(durationMs)).toBe(digits);
});

test.each<[Language, number, string]>([
  ['en', 0, '0 sec'],
  ['en', 3_600_000, '1 hr'],
  ['en', 3_852_000, '1 hr 4 min 12 sec'],
  ['zh-Hans', 3_840_000, '1小时4分钟'],
  ['de', 3_852_000, '1 Stunde 4 Minuten 12 Sekunden'],
  ['nl', 3_852_000, '1 uur 4 min 12 sec'],
  ['fr', 3_852_000, '1 h 4 min 12 s'],
])('in %s, %s ms lasts %s', (lang, durationMs, text) => {
  expect(spaced(createFormat(lang).duration(durationMs))).toBe(text);
});

test.each<[Language, string]>([
  ['en', 'Mon–Fri, Sun'],
  ['zh-Hans', '周一–周五、周日'],
  ['de', 'Mo–Fr, So'],
  ['nl', 'ma–vr, zo'],
  ['fr', 'lun.–ven., dim.'],
])('in %s, days of the week are %s', (lang, text) => {
  expect(createFormat(lang).weekdays([1, 2, 3, 4, 5, 7])).toBe(text);
});

test.each<[number, string]>([
  [12_000, '12 sec'],
  [89_000, '89 sec'],
  [200_000, '3 min'],
  [2 * 3_600_000, '2 hr'],
])('%s ms ago is said as %s', (durationMs, text) => {
  expect(spaced(createFormat('en').since(durationMs))).toBe(text);
});

test('measures carry their unit', () => {
  const format = createFormat('en');
  expect(spaced(format.distance(140))).toBe('140 m');
  expect(spaced(format.distance(1_840))).toBe('1.8 km');
  expect(format.permille(60)).toBe('6%');
  const level = (value: string, most: string): string => `${value}/${most}`;
  const range = { type: 'range', min: 0, max: 3, step: 1 } as const;
  expect(rangeValueText(format, { ...range, unit: 'level' }, 2, level)).toBe('2/3');
  expect(rangeValueText(format, { ...range, unit: 'percent' }, 40, level)).toBe('40%');
  expect(spaced(rangeValueText(format, { ...range, unit: 'tenth_celsius' }, 225, level))).toBe('22.5°C');
});

describe('the language', () => {
  test.each<[string | undefined, string | undefined, Language]>([
    [undefined, undefined, 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', undefined, 'zh-Hans'],
    ['zh-TW', undefined, 'zh-Hans'],
    ['de-AT, en;q=0.5', undefined, 'de'],
    ['nl-BE', undefined, 'nl'],
    ['fr-CA;q=0.8, fr;q=0.7, en;q=0.1', undefined, 'fr'],
    ['DE', undefined, 'de'],
    ['dex, fra, sv;q=0.9, it;q=0.2', undefined, 'en'],
    ['sv, zh;q=0.2, en;q=0.1', undefined, 'zh-Hans'],
    ['en;q=0, zh;q=0.1', undefined, 'zh-Hans'],
    ['zh-CN', 'en', 'en'],
    ['en', 'ZH-hans', 'zh-Hans'],
    ['de', 'nl', 'nl'],
    ['zh', 'klingon', 'zh-Hans'],
    [';;;,,q=', '<script>', 'en'],
  ])('of %s with the choice %s is %s', (acceptLanguage, chosen, lang) => {
    expect(pickLanguage(acceptLanguage, chosen)).toBe(lang);
  });
});

test.each([
  ['Pod\u202E A\u2066-12\u0000', 'Pod A -12'],
  ['  two\n\nlines\t', 'two lines'],
  ['日'.repeat(100), `${'日'.repeat(79)}…`],
])('a typed name becomes one plain line', (typed, shown) => {
  expect(plainName(typed)).toBe(shown);
});
