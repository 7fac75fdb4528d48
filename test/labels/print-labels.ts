// Prints labels in every form that we write, and turns them into pictures with tools that share no line with our writers.
import { spawnSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { bitmapToPng, drawLabelBitmap } from '../../qr/labels/draw-bitmap.ts';
import { writeLabelSheets } from '../../qr/labels/draw-pdf.ts';
import { drawLabelSvg } from '../../qr/labels/draw-svg.ts';
import { type Arrangement, placeLabels, type SheetGrid } from '../../qr/labels/sheet.ts';
import { composeZpl } from '../../qr/labels/zpl.ts';
import { crop, fromPgm, type Picture } from './picture.ts';
import { type ProofLabel, shippedTypeface } from './proof-labels.ts';
import { readZpl } from './zpl-reader.ts';

export const MM_PER_INCH = 25.4;
const AS_LAID: Arrangement = { start: 1, copies: 1, shiftXMm: 0, shiftYMm: 0 };
const NO_SHIFT = { copies: 1, homeX: 0, homeY: 0 };

export const CHROMIUM: string | undefined = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
export const hasProgram = (name: string): boolean => spawnSync(name, ['--version']).error === undefined;

export async function writePdf(
  file: string,
  labels: readonly ProofLabel[],
  sheet: SheetGrid,
  arrangement: Arrangement = AS_LAID,
): Promise<void> {
  async function* inTurn(): AsyncGenerator<ProofLabel> {
    yield* labels;
  }
  const options = { count: labels.length, arrangement, typeface: shippedTypeface(), title: 'labels' };
  await writeLabelSheets(createWriteStream(file), sheet, inTurn(), options);
}

/** @returns each page as poppler shows it. */
export function rasterisePdf(file: string, dpi: number): readonly Picture[] {
  const folder = mkdtempSync(join(tmpdir(), 'pdf-'));
  try {
    const { status, stderr } = spawnSync('pdftoppm', ['-r', String(dpi), '-gray', file, join(folder, 'page')], {
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`pdftoppm: ${stderr}`);
    const pages = spawnSync('ls', ['-1', folder], { encoding: 'utf8' }).stdout.trim().split('\n');
    return pages.map((page) => fromPgm(new Uint8Array(readFileSync(join(folder, page)))));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Prints one sheet and cuts it where its maker says that the labels lie. */
export async function printPdf(labels: readonly ProofLabel[], sheet: SheetGrid, dpi: number): Promise<readonly Picture[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sheet-'));
  try {
    const file = join(folder, 'labels.pdf');
    await writePdf(file, labels, sheet);
    const pages = rasterisePdf(file, dpi);
    const px = (mm: number): number => Math.round((mm * dpi) / MM_PER_INCH);
    return [...placeLabels(sheet, labels.length, AS_LAID)].map(({ sheet: page, xMm, yMm }) => {
      const picture = pages[page];
      if (picture === undefined) throw new Error(`page ${page} is missing`);
      return crop(picture, { x: px(xMm), y: px(yMm), width: px(sheet.labelWidthMm), height: px(sheet.labelHeightMm) });
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export async function printZpl(label: ProofLabel, dpi: number): Promise<Picture> {
  const bitmap = await drawLabelBitmap(label.plan, label.matrix, shippedTypeface(), dpi);
  if (!bitmap.ok) throw new Error(JSON.stringify(bitmap.error));
  const [printed] = readZpl(composeZpl(bitmap.value, NO_SHIFT));
  if (printed === undefined) throw new Error('no label was printed');
  return printed.picture;
}

export async function printPng(label: ProofLabel, dpi: number, page: Page): Promise<Picture> {
  const bitmap = await drawLabelBitmap(label.plan, label.matrix, shippedTypeface(), dpi);
  if (!bitmap.ok) throw new Error(JSON.stringify(bitmap.error));
  const png = Buffer.from(bitmapToPng(bitmap.value, dpi)).toString('base64');
  return paintInBrowser(page, `data:image/png;base64,${png}`, bitmap.value.columns, bitmap.value.rows);
}

export async function printSvg(label: ProofLabel, dpi: number, page: Page): Promise<Picture> {
  const svg = drawLabelSvg(label.plan, label.matrix, shippedTypeface());
  const { widthMm, heightMm } = label.plan.size;
  const px = (mm: number): number => Math.round((mm * dpi) / MM_PER_INCH);
  return paintInBrowser(page, `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`, px(widthMm), px(heightMm));
}

/** Chromium paints any picture onto a canvas of this size. */
async function paintInBrowser(page: Page, source: string, width: number, height: number): Promise<Picture> {
  const painted = await page.evaluate<string>(`(async () => {
    const picture = new Image(${width}, ${height});
    picture.src = ${JSON.stringify(source)};
    await picture.decode();
    const canvas = document.createElement('canvas');
    canvas.width = ${width};
    canvas.height = ${height};
    const pen = canvas.getContext('2d');
    pen.imageSmoothingEnabled = false;
    pen.drawImage(picture, 0, 0, ${width}, ${height});
    const { data } = pen.getImageData(0, 0, ${width}, ${height});
    const parts = [];
    for (let start = 0; start < data.length; start += 65536) {
      let part = '';
      for (let at = start; at < Math.min(data.length, start + 65536); at += 4) part += String.fromCharCode(data[at]);
      parts.push(part);
    }
    return btoa(parts.join(''));
  })()`);
  return { width, height, grey: new Uint8Array(Buffer.from(painted, 'base64')) };
}
