// What is printed is read back: every form once by two readers, whole sheets, and exact places on every sheet that shops sell.
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeCalibrationSheet } from '../../qr/labels/draw-pdf.ts';
import { findSheet, placeLabels, SHEET_NAMES, type SheetGrid } from '../../qr/labels/sheet.ts';
import { damages, type Level } from './damages.ts';
import { blur, crop, type Picture } from './picture.ts';
import { CHROMIUM, hasProgram, MM_PER_INCH, printPdf, printZpl, rasterisePdf, writePdf } from './print-labels.ts';
import { proofLabels, shippedTypeface } from './proof-labels.ts';
import { type Form, missed, readBack } from './read-back.ts';
import { readers } from './readers.ts';

const DARK = 100;
const SIZE_OF = (sheet: SheetGrid) => ({ widthMm: sheet.labelWidthMm, heightMm: sheet.labelHeightMm });

function find(name: string): SheetGrid {
  const sheet = findSheet(name);
  if (sheet === null) throw new Error(name);
  return sheet;
}

/** The smallest box that holds all that is dark, in pixels; null for a white picture. */
function inkOf({ width, height, grey }: Picture): { left: number; top: number; right: number; bottom: number } | null {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if ((grey[y * width + x] ?? 255) >= DARK) continue;
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    }
  }
  return right < 0 ? null : { left, top, right: right + 1, bottom: bottom + 1 };
}

const NEEDED = ['pdftoppm', 'pdftotext', 'zbarimg'];
const isAllThere = CHROMIUM !== undefined && NEEDED.every(hasProgram);

describe.skipIf(!isAllThere)('damaged labels (needs chromium, poppler-utils, zbar-tools)', () => {
  let browser: Browser | undefined;
  let page: Page | null = null;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM as string, args: ['--no-sandbox'] });
    page = await browser.newPage();
  });
  afterAll(() => browser?.close());

  const places: readonly (readonly [Form, number, Level])[] = [
    ['PDF', 150, 'M'],
    ['PDF', 300, 'Q'],
    ['ZPL', 203, 'M'],
    ['ZPL', 300, 'Q'],
    ['SVG', 203, 'M'],
    ['PNG', 300, 'Q'],
  ];
  test.each(places)('%s at %i dpi, level %s: turned, blurred, with a logo, covered', async (form, dpi, level) => {
    const tried = await readBack({ seed: 'always', labels: 1, sheet: find('avery-l7160'), level, form, dpi }, page);
    expect(tried.map(({ damage }) => damage.name)).toEqual(
      damages.filter(({ levels }) => levels.includes(level)).map(({ name }) => name),
    );
    expect(tried.map((each) => missed(each, level)).filter((said) => said !== null)).toEqual([]);
  });

  test('a code that nobody can read is missed, not passed over', async () => {
    const [label] = await proofLabels('always', 1, SIZE_OF(find('avery-l7160')), 'M');
    if (label === undefined) throw new Error('one label');
    const picture = blur(await printZpl(label, 203), 6);
    for (const [name, read] of Object.entries(readers)) expect([name, await read([picture])]).toEqual([name, [[]]]);
    const [straight] = damages;
    if (straight === undefined) throw new Error('one damage');
    const tried = { damage: straight, printed: 1, read: { zxing: 0, zbar: 1 }, readByEither: 1 };
    expect(missed(tried, 'M')).toBe('straight: zxing read 0 of 1');
  });
});

describe.skipIf(!isAllThere)('sheets (needs chromium, poppler-utils, zbar-tools)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sheets-'));
  const file = join(folder, 'labels.pdf');
  afterAll(() => rmSync(folder, { recursive: true }));
  const DPI = 300;
  const px = (mm: number): number => (mm * DPI) / MM_PER_INCH;
  /** A tenth of a millimetre, and what a pixel hides. */
  const NEAR_PX = px(0.1) + 0.5;

  test.each(SHEET_NAMES)('%s: every code lies where the label begins, and nothing lies beside a label', async (name) => {
    const sheet = find(name);
    const count = sheet.columns * sheet.rows;
    const labels = await proofLabels(name, count, SIZE_OF(sheet), 'M');
    await writePdf(file, labels, sheet);
    const pages = rasterisePdf(file, DPI);
    expect(pages).toHaveLength(1);
    const [page] = pages as [Picture];
    expect([page.width, page.height]).toEqual([
      Math.ceil(px(sheet.pageWidthMm) - 0.01),
      Math.ceil(px(sheet.pageHeightMm) - 0.01),
    ]);
    const left = { ...page, grey: Uint8Array.from(page.grey) };
    for (const { index, xMm, yMm } of placeLabels(sheet, count, { start: 1, copies: 1, shiftXMm: 0, shiftYMm: 0 })) {
      const { code } = labels[index]?.plan ?? { code: undefined };
      if (code === undefined) throw new Error('a plan for each place');
      const quietMm = 4 * code.moduleMm;
      const sideMm = code.sideMm - 2 * quietMm;
      const box = {
        x: Math.floor(px(xMm + code.xMm + quietMm / 2)),
        y: Math.floor(px(yMm + code.yMm + quietMm / 2)),
        width: Math.ceil(px(sideMm + quietMm)),
        height: Math.ceil(px(sideMm + quietMm)),
      };
      const ink = inkOf(crop(page, box));
      if (ink === null) throw new Error('no code');
      expect(Math.abs(box.x + ink.left - px(xMm + code.xMm + quietMm))).toBeLessThan(NEAR_PX);
      expect(Math.abs(box.y + ink.top - px(yMm + code.yMm + quietMm))).toBeLessThan(NEAR_PX);
      expect(Math.abs(ink.right - ink.left - px(sideMm))).toBeLessThan(NEAR_PX);
      expect(Math.abs(ink.bottom - ink.top - px(sideMm))).toBeLessThan(NEAR_PX);
      for (let y = Math.floor(px(yMm)); y < px(yMm + sheet.labelHeightMm); y += 1) {
        const from = y * page.width + Math.floor(px(xMm));
        left.grey.fill(255, from, from + Math.ceil(px(sheet.labelWidthMm)));
      }
    }
    expect(inkOf(left)).toBeNull();
  });

  test('a whole sheet of 21 labels is read by both', async () => {
    const sheet = find('avery-l7160');
    const labels = await proofLabels('whole', 21, SIZE_OF(sheet), 'M');
    const pictures = await printPdf(labels, sheet, 300);
    for (const [name, read] of Object.entries(readers)) {
      expect([name, await read(pictures)]).toEqual([name, labels.map(({ link }) => [link])]);
    }
  });

  test('a used sheet, copies and a shift come out as asked, over several pages', async () => {
    const sheet = find('avery-22806');
    const labels = await proofLabels('used', 5, SIZE_OF(sheet), 'M');
    await writePdf(file, labels, sheet, { start: 12, copies: 2, shiftXMm: 1.5, shiftYMm: -0.75 });
    const pages = rasterisePdf(file, 100);
    expect(pages).toHaveLength(2);
    const at = (mm: number): number => Math.round((mm * 100) / MM_PER_INCH);
    const inkPlaces = (page: Picture): readonly number[] =>
      Array.from({ length: sheet.columns * sheet.rows }, (_, slot) => slot).filter((slot) => {
        const xMm = sheet.leftMm + (slot % sheet.columns) * sheet.pitchXMm + 1.5;
        const yMm = sheet.topMm + Math.floor(slot / sheet.columns) * sheet.pitchYMm - 0.75;
        return (
          inkOf(crop(page, { x: at(xMm), y: at(yMm), width: at(sheet.labelWidthMm), height: at(sheet.labelHeightMm) })) !== null
        );
      });
    expect(pages.map(inkPlaces)).toEqual([[11], [0, 1, 2, 3, 4, 5, 6, 7, 8]]);
    const texts = spawnSync('pdftotext', [file, '-'], { encoding: 'utf8' }).stdout;
    expect(texts.match(/睡眠舱 一号/g)).toHaveLength(2);
  });

  test('names in every script are text that can be searched', async () => {
    const sheet = find('avery-l7163');
    await writePdf(file, await proofLabels('text', 8, SIZE_OF(sheet), 'M'), sheet);
    const text = spawnSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).stdout;
    for (const name of [
      '睡眠舱 一号',
      'Größe één',
      'Phòng khách 3',
      'Велосипед 17',
      'Table 7 – Zürich',
      'Ładowarka 9',
      'q.example.com',
    ]) {
      expect(text).toContain(name);
    }
    const fonts = spawnSync('pdffonts', [file], { encoding: 'utf8' }).stdout.trim().split('\n').slice(2);
    expect(fonts.length).toBeGreaterThan(3);
    // Embedded, and only the letters that are used.
    for (const font of fonts) expect(font).toMatch(/^[A-Z]{6}\+.*\byes yes yes\b/);
  });

  test.each(SHEET_NAMES)('%s: the rulers of a calibration sheet are 100 mm', async (name) => {
    const sheet = find(name);
    const arrangement = { start: 1, copies: 1, shiftXMm: 0, shiftYMm: 0 };
    await writeCalibrationSheet(createWriteStream(file), sheet, { arrangement, typeface: shippedTypeface(), words: [name] });
    const [page] = rasterisePdf(file, DPI);
    if (page === undefined) throw new Error('one page');
    // A millimetre above the ruler its ticks alone are dark: one each millimetre, the last 100 mm from the first.
    const startPx = px(sheet.pageWidthMm / 2 - 50);
    const row = {
      x: Math.round(startPx - px(0.5)),
      y: Math.round(px(sheet.pageHeightMm / 2 - 1)),
      width: Math.round(px(101)),
      height: 1,
    };
    const ticks = inkOf(crop(page, row));
    if (ticks === null) throw new Error('no ruler');
    expect(Math.abs(ticks.right - ticks.left - px(100.1))).toBeLessThan(NEAR_PX);
    const lit = Array.from({ length: row.width }, (_, x) =>
      inkOf(crop(page, { ...row, x: row.x + x, width: 1 })) === null ? '.' : '#',
    );
    expect(lit.join('').match(/#+/g)?.length).toBeGreaterThanOrEqual(101);
  });
});
