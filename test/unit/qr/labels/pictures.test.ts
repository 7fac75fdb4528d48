// Labels as SVG, PNG and ZPL: right modules at the right place, whole dots, and all of it read back (QR-08).
import { describe, expect, test } from 'vitest';
import { type Bitmap, bitmapToPng, drawLabelBitmap } from '../../../../qr/labels/draw-bitmap.ts';
import { darkRuns, drawLabelSvg } from '../../../../qr/labels/draw-svg.ts';
import { planLabel, QUIET_MODULES } from '../../../../qr/labels/label-plan.ts';
import { composeZpl } from '../../../../qr/labels/zpl.ts';
import { encodePng } from '../../../../qr/png.ts';
import { readPicture } from '../../../../qr/read.ts';
import { createMatrix } from '../../../../qr/render.ts';
import { readZpl } from '../../../labels/zpl-reader.ts';
import { expectOk } from '../expect-ok.ts';
import { link, typeface, words } from './words.ts';

const matrix = createMatrix(link, 'M');
const size = { widthMm: 63.5, heightMm: 38.1 };
const plan = expectOk(planLabel({ ...words, name: '睡眠舱 Größe 12' }, size, matrix.size, typeface));
const isDark = ({ bits, rowBytes }: Bitmap, row: number, column: number): boolean =>
  ((bits[row * rowBytes + (column >> 3)] ?? 0) & (0x80 >> (column & 7))) !== 0;

describe('runs of modules', () => {
  test('cover each dark module once', () => {
    const seen = new Set<string>();
    for (const { row, column, length } of darkRuns(matrix)) {
      for (let at = column; at < column + length; at += 1) seen.add(`${row},${at}`);
    }
    const dark: string[] = [];
    for (let row = 0; row < matrix.size; row += 1) {
      for (let column = 0; column < matrix.size; column += 1) if (matrix.isDark(row, column)) dark.push(`${row},${column}`);
    }
    expect([...seen].toSorted()).toEqual(dark.toSorted());
  });
});

describe('SVG', () => {
  const svg = drawLabelSvg(plan, matrix, typeface);

  test('has the size of the label and no font, script or address to fetch', () => {
    expect(svg).toContain('width="63.5mm" height="38.1mm" viewBox="0 0 63.5 38.1"');
    expect(svg).not.toMatch(/<text|<script|<image|<style|href|font|url\(/);
    expect(svg.replaceAll('http://www.w3.org/2000/svg', '')).not.toContain('http');
  });

  test('has one outline for each line of text', () => {
    expect(svg.match(/<path /g)?.length).toBe(2 + plan.texts.length);
  });
});

describe('bitmap', () => {
  test.each([
    [203, 508, 305],
    [300, 750, 450],
    [600, 1500, 900],
  ])('at %i dpi has %i x %i dots and modules of whole dots, and is read', async (dpi, columns, rows) => {
    const bitmap = expectOk(await drawLabelBitmap(plan, matrix, typeface, dpi));
    expect([bitmap.columns, bitmap.rows, bitmap.rowBytes]).toEqual([columns, rows, Math.ceil(columns / 8)]);
    const dots = Math.floor((plan.code.moduleMm * dpi) / 25.4);
    const firstRow = Array.from({ length: rows }, (_, row) => row).find((row) =>
      Array.from({ length: Math.round(columns / 2) }, (_, column) => column).some((column) => isDark(bitmap, row, column)),
    );
    const firstColumn = Array.from({ length: columns }, (_, column) => column).find((column) =>
      isDark(bitmap, firstRow ?? 0, column),
    );
    if (firstRow === undefined || firstColumn === undefined) throw new Error('nothing is printed');
    for (let row = 0; row < matrix.size; row += 1) {
      for (let column = 0; column < matrix.size; column += 1) {
        for (const [down, right] of [
          [0, 0],
          [dots - 1, dots - 1],
        ] as const) {
          expect(isDark(bitmap, firstRow + row * dots + down, firstColumn + column * dots + right)).toBe(
            matrix.isDark(row, column),
          );
        }
      }
    }
    // Four light modules to the left of it, and above: the quiet zone.
    expect(Math.min(firstRow, firstColumn)).toBeGreaterThanOrEqual(QUIET_MODULES * dots);
    expect(await readPicture(bitmapToPng(bitmap, dpi))).toEqual([link]);
  });

  test('words are painted beside the code', async () => {
    const bitmap = expectOk(await drawLabelBitmap(plan, matrix, typeface, 300));
    const fromColumn = Math.ceil(((plan.code.xMm + plan.code.sideMm) * 300) / 25.4);
    let inked = 0;
    for (let row = 0; row < bitmap.rows; row += 1) {
      for (let column = fromColumn; column < bitmap.columns; column += 1) if (isDark(bitmap, row, column)) inked += 1;
    }
    expect(inked).toBeGreaterThan(2_000);
  });

  test('a printer that is too coarse for the code is refused', async () => {
    expect(await drawLabelBitmap(plan, matrix, typeface, 72)).toEqual({
      ok: false,
      error: { code: 'label.too-coarse', moduleDots: 1, dpi: 72 },
    });
  });

  test('a label of more dots than anybody prints is refused before room is made for them', async () => {
    const large = { ...plan, size: { widthMm: 999, heightMm: 999 } };
    expect(await drawLabelBitmap(large, matrix, typeface, 600)).toEqual({
      ok: false,
      error: { code: 'label.too-large', widthMm: 127, heightMm: 127 },
    });
  });

  test('a PNG says how large it is on paper', async () => {
    const png = Buffer.from(bitmapToPng(expectOk(await drawLabelBitmap(plan, matrix, typeface, 300)), 300));
    const at = png.indexOf('pHYs');
    expect([png.readUInt32BE(at + 4), png.readUInt32BE(at + 8), png.readUInt8(at + 12)]).toEqual([11_811, 11_811, 1]);
  });
});

describe('ZPL', () => {
  const dotsOf = (rows: readonly string[]): Bitmap => {
    const columns = rows[0]?.length ?? 0;
    const rowBytes = Math.ceil(columns / 8);
    const bits = new Uint8Array(rowBytes * rows.length);
    for (const [row, dots] of rows.entries()) {
      for (const [column, dot] of [...dots].entries()) {
        const at = row * rowBytes + (column >> 3);
        if (dot === '#') bits[at] = (bits[at] ?? 0) | (0x80 >> (column & 7));
      }
    }
    return { columns, rows: rows.length, rowBytes, bits };
  };
  const PLAIN = { copies: 1, homeX: 0, homeY: 0 };

  test('the bytes of a small label', () => {
    const rows = ['########........', '########........', '................', '#.#.#.#.#.#.#.#.', '...............#'];
    expect(composeZpl(dotsOf(rows), { copies: 3, homeX: 12, homeY: 8 })).toBe(
      '^XA^PW16^LL5^LH12,8^FO0,0^GFA,10,10,2,HF,:,JAI01^FS^PQ3^XZ\n',
    );
  });

  test.each([1, 2, 19, 20, 21, 39, 40, 399, 400, 419, 420, 839, 1_000])('a run of %i digits is counted right', (digits) => {
    const row = '#'.repeat(digits * 4).padEnd(Math.ceil((digits * 4) / 8) * 8, '#');
    const [printed] = readZpl(composeZpl(dotsOf([row]), PLAIN));
    expect(printed?.picture.grey.every((grey) => grey === 0)).toBe(true);
    expect(printed?.picture.width).toBe(row.length);
  });

  test.each([203, 300, 600])('at %i dpi a printer prints the very dots, and they are read', async (dpi) => {
    const bitmap = expectOk(await drawLabelBitmap(plan, matrix, typeface, dpi));
    const [printed] = readZpl(composeZpl(bitmap, { ...PLAIN, copies: 2 }));
    if (printed === undefined) throw new Error('nothing was printed');
    const { picture, copies } = printed;
    expect([picture.width, picture.height, copies]).toEqual([bitmap.columns, bitmap.rows, 2]);
    const differing = picture.grey.findIndex(
      (grey, at) => (grey === 0) !== isDark(bitmap, Math.floor(at / bitmap.columns), at % bitmap.columns),
    );
    expect(differing).toBe(-1);
    const shown = (row: number, column: number): boolean => picture.grey[row * picture.width + column] === 0;
    expect(await readPicture(encodePng({ columns: picture.width, rows: picture.height }, shown, 1))).toEqual([link]);
  });

  test('is smaller than a third of its dots in digits', async () => {
    const bitmap = expectOk(await drawLabelBitmap(plan, matrix, typeface, 300));
    expect(composeZpl(bitmap, PLAIN).length).toBeLessThan((bitmap.rowBytes * bitmap.rows * 2) / 3);
  });
});
