// Letters: which fonts draw which names, what none of them can, and outlines that stand where their widths say.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openTypeface, printable } from '../../../../qr/labels/typeface.ts';
import { typeface } from './words.ts';

const fontsOf = (text: string): readonly string[] =>
  typeface.runsOf(text).map(({ font }) => font.replace(/^noto-sans-|-500-normal$/g, ''));

describe('names that are drawn', () => {
  test.each([
    ['Pod 12', ['latin']],
    ['Größe één', ['latin']],
    ['Ładowarka', ['latin-ext', 'latin']],
    ['Żółć', ['latin-ext', 'latin', 'latin-ext']],
    ['Αθήνα', ['greek']],
    ['Київ', ['cyrillic']],
    ['臺灣', ['sc-chinese-simplified']],
    ['Phòng ngủ', ['latin', 'vietnamese']],
    ['Велосипед', ['cyrillic']],
    ['睡眠舱', ['sc-chinese-simplified']],
    ['舱 12', ['sc-chinese-simplified', 'latin']],
    ['ねむり', ['sc-chinese-simplified']],
  ])('%s by %j', (text, fonts) => {
    expect(typeface.check(text)).toEqual({ ok: true, value: true });
    expect(fontsOf(text)).toEqual(fonts);
  });
});

test.each([
  ['ก', 'ก'],
  ['مرحبا', 'مرحبا'.replace(/(.)(?=.*\1)/gu, '')],
  ['Pod 🛏 🛏', '🛏'],
])('%s is told, not left out', (text, letters) => {
  const checked = typeface.check(text);
  expect(checked.ok).toBe(false);
  if (!checked.ok) expect([...checked.error.letters].toSorted()).toEqual([...letters].toSorted());
});

test('runs and outlines agree on the width of a line', () => {
  for (const text of ['AVATAR 12', 'Größe 舱 Велосипед', '睡眠舱 一号']) {
    const sum = typeface.runsOf(text).reduce((total, { widthEm }) => total + widthEm, 0);
    expect(typeface.widthEm(text)).toBeCloseTo(sum, 9);
    expect(typeface.outlineOf(text).widthEm).toBeCloseTo(sum, 9);
  }
});

test('an outline keeps within its width, stands on the baseline, and grows with the text', () => {
  const { path, widthEm } = typeface.outlineOf('HH');
  const points = [...path.matchAll(/(-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)] as const);
  expect(points.length).toBeGreaterThan(16);
  expect(Math.min(...points.map(([x]) => x))).toBeGreaterThanOrEqual(0);
  expect(Math.max(...points.map(([x]) => x))).toBeLessThanOrEqual(widthEm * 1_000);
  expect(Math.max(...points.map(([, y]) => y))).toBe(0);
  expect(Math.min(...points.map(([, y]) => y))).toBeLessThan(-650);
});

describe("an operator's own font", () => {
  const latin = readFileSync(new URL('../../../../qr/fonts/noto-sans-latin-500-normal.woff', import.meta.url));

  test('is asked last', () => {
    const own = openTypeface(latin);
    expect([...own.fonts.keys()].at(-1)).toBe('own');
    expect(own.runsOf('Pod').map(({ font }) => font)).toEqual(['noto-sans-latin-500-normal']);
  });

  test.each([
    ['is none', Buffer.from('not a font at all')],
    ['is empty', Buffer.alloc(0)],
    ['is cut short', latin.subarray(0, 3_000)],
    ['is WOFF2', Buffer.concat([Buffer.from('wOF2'), latin.subarray(4)])],
    ['has no tables', Buffer.concat([latin.subarray(0, 12), Buffer.alloc(40)])],
  ])('that %s is an error', (_name, bytes) => {
    expect(() => openTypeface(bytes)).toThrow();
  });
});

test.each([
  ['e\u0301', 'é'],
  [' a \u00a0 b\n', 'a b'],
  ['a\u202Eb\u2066c\u200D', 'abc'],
  ['\uE000\u0007', ''],
])('%j is printed as %j', (given, printed) => {
  expect(printable(given)).toBe(printed);
});
