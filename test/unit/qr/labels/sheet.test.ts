// Sheets: measures as their makers publish them, grids that must fit, and where each label comes to lie.
import { describe, expect, test } from 'vitest';
import { findSheet, judgeSheet, parseLengthMm, placeLabels, SHEET_NAMES, type SheetGrid } from '../../../../qr/labels/sheet.ts';
import { expectOk } from '../expect-ok.ts';

const AS_LAID = { start: 1, copies: 1, shiftXMm: 0, shiftYMm: 0 };
const find = (name: string): SheetGrid => {
  const sheet = findSheet(name);
  if (sheet === null) throw new Error(`no sheet ${name}`);
  return sheet;
};
const l7160 = find('avery-l7160');

describe('presets', () => {
  test('are the five that shops sell', () => {
    expect(SHEET_NAMES.toSorted()).toEqual(['avery-22806', 'avery-5160', 'avery-l6009', 'avery-l7160', 'avery-l7163']);
    expect(findSheet('avery-9999')).toBeNull();
  });

  test.each(SHEET_NAMES)('%s lies on its page', (name) => {
    expect(judgeSheet(find(name)).ok).toBe(true);
  });

  /** Makers centre their labels: what is left over on the left is left over on the right, and above as below. */
  test.each(SHEET_NAMES)('%s lies in the middle of its page', (name) => {
    const sheet = find(name);
    const rightMm = sheet.pageWidthMm - sheet.leftMm - (sheet.columns - 1) * sheet.pitchXMm - sheet.labelWidthMm;
    const belowMm = sheet.pageHeightMm - sheet.topMm - (sheet.rows - 1) * sheet.pitchYMm - sheet.labelHeightMm;
    expect(Math.abs(rightMm - sheet.leftMm)).toBeLessThan(0.5);
    expect(Math.abs(belowMm - sheet.topMm)).toBeLessThan(0.5);
  });

  test.each([
    ['avery-l7160', 21, 63.5, 38.1],
    ['avery-l7163', 14, 99.06, 38.1],
    ['avery-l6009', 48, 45.7, 21.2],
    ['avery-5160', 30, 66.675, 25.4],
    ['avery-22806', 12, 50.8, 50.8],
  ])('%s has %i labels of %f x %f mm', (name, count, widthMm, heightMm) => {
    const sheet = find(name);
    expect(sheet.columns * sheet.rows).toBe(count);
    expect(sheet.labelWidthMm).toBeCloseTo(widthMm, 3);
    expect(sheet.labelHeightMm).toBeCloseTo(heightMm, 3);
  });
});

describe('lengths', () => {
  test.each([
    ['63.5', 63.5],
    ['63.5mm', 63.5],
    ['2.625in', 66.675],
    ['0', 0],
  ])('%s is %f mm', (text, mm) => {
    expect(parseLengthMm(text)).toBeCloseTo(mm, 6);
  });

  test.each(['', 'mm', '-1', '1e3', '3 mm', '3cm', '12345', '1.', '.5', '６３', 'NaN', '1,5'])('"%s" is none', (text) => {
    expect(parseLengthMm(text)).toBeNull();
  });
});

describe('a free grid', () => {
  test.each([
    ['columns', { columns: 0 }],
    ['labelWidthMm', { labelWidthMm: 0 }],
    ['labelHeightMm', { labelHeightMm: -3 }],
    ['pageWidthMm', { pageWidthMm: Number.NaN }],
  ])('needs %s', (measure, change) => {
    expect(judgeSheet({ ...l7160, ...change })).toEqual({ ok: false, error: { code: 'sheet.measure', measure } });
  });

  test.each([
    ['across', { pitchXMm: 60 }],
    ['down', { pitchYMm: 38 }],
  ])('may not overlap %s', (direction, change) => {
    expect(judgeSheet({ ...l7160, ...change })).toEqual({ ok: false, error: { code: 'sheet.overlap', direction } });
  });

  test.each([
    ['right', { leftMm: 20 }, 5.58],
    ['bottom', { topMm: 40 }, 9.7],
  ])('may not run off the %s', (side, change, expectedMm) => {
    const judged = judgeSheet({ ...l7160, ...change });
    if (judged.ok || judged.error.code !== 'sheet.off-page') throw new Error('it was taken');
    expect(judged.error.side).toBe(side);
    expect(judged.error.byMm).toBeCloseTo(expectedMm, 2);
  });
});

describe('places', () => {
  const places = (count: number, change: Partial<typeof AS_LAID> = {}) => [
    ...placeLabels(l7160, count, { ...AS_LAID, ...change }),
  ];

  test('run across, then down, then to the next sheet', () => {
    const all = places(22);
    expect(all[0]).toEqual({ index: 0, sheet: 0, xMm: 7.2, yMm: 15.15 });
    expect(all[2]?.xMm).toBeCloseTo(7.2 + 2 * 66.04, 6);
    expect(all[3]).toMatchObject({ xMm: 7.2, yMm: 15.15 + 38.1 });
    expect(all[20]?.sheet).toBe(0);
    expect(all[21]).toEqual({ index: 21, sheet: 1, xMm: 7.2, yMm: 15.15 });
  });

  test('begin where a used sheet was left', () => {
    const all = places(2, { start: 21 });
    expect(all[0]).toMatchObject({ index: 0, sheet: 0 });
    expect(all[0]?.yMm).toBeCloseTo(15.15 + 6 * 38.1, 6);
    expect(all[1]).toMatchObject({ index: 1, sheet: 1, xMm: 7.2 });
  });

  test('hold copies side by side', () => {
    expect(places(2, { copies: 3 }).map(({ index }) => index)).toEqual([0, 0, 0, 1, 1, 1]);
  });

  test('are shifted by what a calibration showed', () => {
    expect(places(1, { shiftXMm: -0.4, shiftYMm: 1.25 })[0]).toMatchObject({ xMm: 7.2 - 0.4, yMm: 15.15 + 1.25 });
  });

  test('are none for an empty batch', () => {
    expect(places(0)).toEqual([]);
  });
});

test('a judged grid is the one that was given', () => {
  expect(expectOk(judgeSheet(l7160))).toEqual(l7160);
});
