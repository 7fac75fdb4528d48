// Label video: a printed label before a camera, as the raw film that Chromium plays in place of one: turned, unevenly lit and noisy.
import { writeFileSync } from 'node:fs';
import { createMatrix } from '../../qr/index.ts';
import { type Bitmap, bitmapToPng, drawLabelBitmap } from '../../qr/labels/draw-bitmap.ts';
import { planLabel } from '../../qr/labels/label-plan.ts';
import { openTypeface } from '../../qr/labels/typeface.ts';

const DPI = 300;
const WIDTH = 960;
const HEIGHT = 720;
const FRAMES = 8;
/** How much of the picture's height the label takes. */
const FILLS = 0.72;
const TABLE_GREY = 96;
const PAPER_GREY = 226;
const INK_GREY = 42;

/** A label of 62 by 40 mm as a printer of 300 dots an inch prints it. */
export async function printLabel(link: string, name: string): Promise<Bitmap> {
  const typeface = openTypeface();
  const matrix = createMatrix(link, 'M');
  const words = { name, shortCode: '7K3M-Q9TX-8', host: new URL(link).host, notice: 'No card, no deposit on the scan page.' };
  const plan = planLabel(words, { widthMm: 62, heightMm: 40 }, matrix.size, typeface);
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  const bitmap = await drawLabelBitmap(plan.value, matrix, typeface, DPI);
  if (!bitmap.ok) throw new Error(JSON.stringify(bitmap.error));
  return bitmap.value;
}

export const pictureOf = (label: Bitmap): Uint8Array => bitmapToPng(label, DPI);

/** 0 to 1, the same again for the same seed (mulberry32). */
function createChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Brightness of the label at a place between its dots: four of them mixed, as a lens does. */
function greyAt({ bits, columns, rows, rowBytes }: Bitmap, x: number, y: number): number {
  const dot = (column: number, row: number): number => {
    if (column < 0 || row < 0 || column >= columns || row >= rows) return TABLE_GREY;
    return ((bits[row * rowBytes + (column >> 3)] ?? 0) >> (7 - (column & 7))) & 1 ? INK_GREY : PAPER_GREY;
  };
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, bottom] = [x - left, y - top];
  const upper = dot(left, top) * (1 - right) + dot(left + 1, top) * right;
  const lower = dot(left, top + 1) * (1 - right) + dot(left + 1, top + 1) * right;
  return upper * (1 - bottom) + lower * bottom;
}

function drawFrame(label: Bitmap | null, turnedDeg: number, chance: () => number): Uint8Array {
  const luma = new Uint8Array(WIDTH * HEIGHT);
  const [cos, sin] = [Math.cos((turnedDeg * Math.PI) / 180), Math.sin((turnedDeg * Math.PI) / 180)];
  const scale = (label?.rows ?? 1) / (HEIGHT * FILLS);
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      const [dx, dy] = [(x - WIDTH / 2) * scale, (y - HEIGHT / 2) * scale];
      const grey = label
        ? greyAt(label, dx * cos + dy * sin + label.columns / 2, dy * cos - dx * sin + label.rows / 2)
        : TABLE_GREY;
      const light = 0.72 + (0.28 * x) / WIDTH;
      luma[y * WIDTH + x] = Math.max(0, Math.min(255, grey * light + (chance() - 0.5) * 24));
    }
  }
  return luma;
}

/** @param label null for a camera that sees nothing but the table. */
export function writeLabelVideo(path: string, label: Bitmap | null, turnedDeg = 8): void {
  const chance = createChance(7);
  const noColour = new Uint8Array((WIDTH * HEIGHT) / 2).fill(128);
  const parts: Uint8Array[] = [Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`)];
  for (let frame = 0; frame < FRAMES; frame += 1) {
    // A hand is never still.
    parts.push(Buffer.from('FRAME\n'), drawFrame(label, turnedDeg + frame / 4, chance), noColour);
  }
  writeFileSync(path, Buffer.concat(parts));
}
