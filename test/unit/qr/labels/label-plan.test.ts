// Layout: the code as large as fits with its quiet zone, words fitted beside or below it, nothing cut that must be read.
import { describe, expect, test } from 'vitest';
import { type LabelSize, planLabel, QUIET_MODULES, SMALLEST_MODULE_MM } from '../../../../qr/labels/label-plan.ts';
import { findSheet, SHEET_NAMES } from '../../../../qr/labels/sheet.ts';
import { expectOk } from '../expect-ok.ts';
import { typeface, words } from './words.ts';

const [M, Q] = [41, 49];
const sizeOf = (name: string): LabelSize => {
  const sheet = findSheet(name);
  if (sheet === null) throw new Error(name);
  return { widthMm: sheet.labelWidthMm, heightMm: sheet.labelHeightMm };
};
const NAMES = [
  'Pod 12',
  '睡眠舱 一号',
  'Größe één – Zürich Hauptbahnhof Gleis 7',
  '4号厅 豪华午睡舱 A-1208 靠窗位置 很长的名字',
  'Donaudampfschifffahrtsgesellschaftskapitänskajüte',
  'W',
];
const sizes: readonly (readonly [string, LabelSize])[] = [
  ...SHEET_NAMES.map((name) => [name, sizeOf(name)] as const),
  ['a roll of 40 x 60 mm', { widthMm: 40, heightMm: 60 }],
  ['a square of 35 mm', { widthMm: 35, heightMm: 35 }],
  ['a plate of 200 x 100 mm', { widthMm: 200, heightMm: 100 }],
];

describe.each(sizes)('on %s', (_name, size) => {
  test.each(NAMES)('%s: all that is printed lies on the label, and no line on another', (name) => {
    const plan = expectOk(planLabel({ ...words, name }, size, M, typeface));
    const { code, texts } = plan;
    expect(code.moduleMm).toBeGreaterThanOrEqual(SMALLEST_MODULE_MM);
    expect(code.moduleMm * (M + 2 * QUIET_MODULES)).toBeCloseTo(code.sideMm, 9);
    expect(Math.min(code.xMm, code.yMm)).toBeGreaterThanOrEqual(1);
    expect(code.xMm + code.sideMm).toBeLessThanOrEqual(size.widthMm - 0.999);
    expect(code.yMm + code.sideMm).toBeLessThanOrEqual(size.heightMm - 0.999);
    let bottomMm = 0;
    for (const { text, xMm, baselineMm, sizeMm } of texts) {
      const rightMm = xMm + typeface.widthEm(text) * sizeMm;
      expect(xMm).toBeGreaterThanOrEqual(0.999);
      expect(rightMm).toBeLessThanOrEqual(size.widthMm - 0.999);
      expect(baselineMm - sizeMm * 0.98).toBeGreaterThanOrEqual(bottomMm - 1e-9);
      bottomMm = baselineMm + sizeMm * 0.3;
      expect(bottomMm).toBeLessThanOrEqual(size.heightMm - 0.99);
      const isBeside = xMm >= code.xMm + code.sideMm - 1e-9;
      const isBelow = baselineMm - sizeMm * 0.98 >= code.yMm + code.sideMm - 1e-9;
      expect(isBeside || isBelow).toBe(true);
    }
  });

  test('the name and the short code are there, the code whole', () => {
    const { texts } = expectOk(planLabel(words, size, M, typeface));
    expect(texts.map(({ text }) => text)).toEqual(expect.arrayContaining(['Pod 12', '7K3M-Q9TX-8']));
  });
});

describe('words', () => {
  const textsOn = (size: LabelSize, change: Partial<typeof words>): readonly string[] =>
    expectOk(planLabel({ ...words, ...change }, size, M, typeface)).texts.map(({ text }) => text);

  test('stand in the order in which a person needs them', () => {
    const [name, shortCode, host, ...notice] = textsOn(sizeOf('avery-l7160'), {});
    expect([name, shortCode, host]).toEqual(['Pod 12', '7K3M-Q9TX-8', 'q.example.com']);
    expect(notice.join(' ')).toBe(words.notice);
  });

  test('a long name breaks at a blank, Chinese anywhere', () => {
    const german = textsOn(sizeOf('avery-l7160'), { name: 'Größe één – Zürich Hauptbahnhof Gleis 7' }).slice(0, 2);
    expect(german.join(' ')).toBe('Größe één – Zürich Hauptbahnhof Gleis 7');
    const chinese = textsOn(sizeOf('avery-l7160'), { name: '4号厅豪华午睡舱靠窗位置很长的名字还要长一点' }).slice(0, 2);
    expect(chinese.join('')).toBe('4号厅豪华午睡舱靠窗位置很长的名字还要长一点');
  });

  test('a name that is too long is cut, and says so', () => {
    const [name = ''] = textsOn(sizeOf('avery-l6009'), { name: 'x'.repeat(300) });
    expect(name).toMatch(/^x+…$/);
  });

  test('without a notice there is no empty line', () => {
    expect(textsOn(sizeOf('avery-l7163'), { notice: ' ' })).toEqual(['Pod 12', '7K3M-Q9TX-8', 'q.example.com']);
  });

  test('invisible letters and doubled blanks are not printed', () => {
    expect(textsOn(sizeOf('avery-l7163'), { name: ' Po\u200Bd\u202E\t 12\u0000 ' })[0]).toBe('Pod 12');
  });
});

describe('refused', () => {
  test('modules that nobody would read', () => {
    const planned = planLabel(words, sizeOf('avery-l6009'), Q, typeface);
    expect(planned).toMatchObject({ ok: false, error: { code: 'label.too-small', smallestMm: 0.35 } });
  });

  test('letters that no font has, each told once', () => {
    expect(planLabel({ ...words, name: 'Pod \u0e01\u0e01\u{1F6CF}' }, sizeOf('avery-l7160'), M, typeface)).toEqual({
      ok: false,
      error: { code: 'label.letters-missing', letters: '\u0e01\u{1F6CF}' },
    });
  });
});

test('a larger label does not grow its code beyond 60 mm', () => {
  expect(expectOk(planLabel(words, { widthMm: 200, heightMm: 100 }, M, typeface)).code.sideMm).toBe(60);
});
