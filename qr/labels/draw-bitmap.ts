// A label in the dots of one printer: modules of whole dots, and text painted from its outlines.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { assert, ok, type Result, refused } from '#protocol';
import { encodePngBits } from '../png.ts';
import type { CodeMatrix } from '../render.ts';
import { darkRuns, drawTexts } from './draw-svg.ts';
import { type LabelPlan, QUIET_MODULES } from './label-plan.ts';
import { judgeLabelSize, type LabelTooLarge } from './label-size.ts';
import type { Typeface } from './typeface.ts';

/** One bit a dot, rows padded to whole bytes, 1 is black. */
export type Bitmap = { readonly columns: number; readonly rows: number; readonly rowBytes: number; readonly bits: Uint8Array };
export type BitmapRefusal =
  | { readonly code: 'label.too-coarse'; readonly moduleDots: number; readonly dpi: number }
  | LabelTooLarge;
type DotBox = { readonly left: number; readonly top: number; readonly width: number; readonly height: number };

const MM_PER_INCH = 25.4;
/** Fewer dots a module are read by nobody after a printer's ink has spread. */
const FEWEST_DOTS = 2;
const RGBA = 4;
const HALF = 128;

const fromHere = createRequire(import.meta.url);
/** The painter of this process: compiled at the first label and not at start-up. */
let painter: Promise<void> | undefined;

async function loadPainter(): Promise<void> {
  await initWasm(await readFile(fromHere.resolve('@resvg/resvg-wasm/index_bg.wasm')));
}

/** @param dpi of the printer: 203, 300 and 600 are usual for labels. */
export async function drawLabelBitmap(
  plan: LabelPlan,
  matrix: CodeMatrix,
  typeface: Typeface,
  dpi: number,
): Promise<Result<Bitmap, BitmapRefusal>> {
  const judged = judgeLabelSize(plan.size, dpi);
  if (!judged.ok) return judged;
  const dotsPerMm = dpi / MM_PER_INCH;
  const moduleDots = Math.floor(plan.code.moduleMm * dotsPerMm);
  if (moduleDots < FEWEST_DOTS) return refused({ code: 'label.too-coarse', moduleDots, dpi });
  const columns = Math.round(plan.size.widthMm * dotsPerMm);
  const rows = Math.round(plan.size.heightMm * dotsPerMm);
  const rowBytes = Math.ceil(columns / 8);
  const bits = new Uint8Array(rowBytes * rows);
  const darken = (row: number, from: number, to: number): void => {
    for (let column = from; column < to; column += 1) {
      const at = row * rowBytes + (column >> 3);
      bits[at] = (bits[at] ?? 0) | (0x80 >> (column & 7));
    }
  };

  if (plan.texts.length > 0) {
    const box = boxOfTexts(plan, typeface, columns, rows, dotsPerMm);
    await paintTexts(plan, typeface, box, dotsPerMm, (row, column) => darken(row, column, column + 1));
  }
  // What whole dots leave over lies around the code.
  const spareDots = plan.code.sideMm * dotsPerMm - (matrix.size + 2 * QUIET_MODULES) * moduleDots;
  const left = Math.round(plan.code.xMm * dotsPerMm + spareDots / 2) + QUIET_MODULES * moduleDots;
  const top = Math.round(plan.code.yMm * dotsPerMm + spareDots / 2) + QUIET_MODULES * moduleDots;
  for (const { row, column, length } of darkRuns(matrix)) {
    for (let dot = 0; dot < moduleDots; dot += 1) {
      darken(top + row * moduleDots + dot, left + column * moduleDots, left + (column + length) * moduleDots);
    }
  }
  return ok({ columns, rows, rowBytes, bits });
}

/** Where text may lie, in dots: letters reach beyond their line by less than an em. */
function boxOfTexts(plan: LabelPlan, typeface: Typeface, columns: number, rows: number, dotsPerMm: number): DotBox {
  const dots = (mm: number): number => mm * dotsPerMm;
  const within = (dot: number, most: number): number => Math.min(most, Math.max(0, dot));
  const lines = plan.texts.map(({ text, xMm, baselineMm, sizeMm }) => ({
    left: xMm - sizeMm,
    right: xMm + (typeface.widthEm(text) + 1) * sizeMm,
    top: baselineMm - 2 * sizeMm,
    bottom: baselineMm + sizeMm,
  }));
  const left = within(Math.floor(dots(Math.min(...lines.map((line) => line.left)))), columns);
  const top = within(Math.floor(dots(Math.min(...lines.map((line) => line.top)))), rows);
  const right = within(Math.ceil(dots(Math.max(...lines.map((line) => line.right)))), columns);
  const bottom = within(Math.ceil(dots(Math.max(...lines.map((line) => line.bottom)))), rows);
  return { left, top, width: right - left, height: bottom - top };
}

async function paintTexts(
  plan: LabelPlan,
  typeface: Typeface,
  box: DotBox,
  dotsPerMm: number,
  darken: (row: number, column: number) => void,
): Promise<void> {
  painter ??= loadPainter();
  await painter;
  const { left, top, width, height } = box;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${left} ${top} ${width} ${height}">` +
    `<g transform="scale(${dotsPerMm})">${drawTexts(plan, typeface)}</g></svg>`;
  const resvg = new Resvg(svg);
  const picture = resvg.render();
  const { pixels } = picture;
  assert(picture.width === width && picture.height === height, 'a picture is as large as it was asked for');
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      if ((pixels[(row * width + column) * RGBA + 3] ?? 0) >= HALF) darken(top + row, left + column);
    }
  }
  picture.free();
  resvg.free();
}

/** @returns a PNG of one bit a pixel that says how large it is on paper. */
export function bitmapToPng(bitmap: Bitmap, dpi: number): Uint8Array {
  return encodePngBits(bitmap, bitmap.bits, dpi);
}
