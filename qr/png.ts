// Writes black-and-white pictures as PNG with one bit per pixel (W3C PNG, third edition), small and fast to make.
import { crc32, deflateSync } from 'node:zlib';
import { assert } from '#protocol';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const GREYSCALE = 0;
const METRES_PER_INCH = 0.0254;
const UNIT_METRE = 1;

/**
 * @param size width and height in pixels.
 * @param isDark asked once per row and column of the *unscaled* picture.
 * @param pxPerCell each cell becomes a square of this many pixels.
 * @param dpi pixels for each inch of paper; null for a screen.
 */
export function encodePng(
  size: { readonly columns: number; readonly rows: number },
  isDark: (row: number, column: number) => boolean,
  pxPerCell: number,
  dpi: number | null = null,
): Uint8Array {
  assert(Number.isInteger(pxPerCell) && pxPerCell >= 1, `a cell is at least one whole pixel, got ${pxPerCell}`);
  const width = size.columns * pxPerCell;
  const height = size.rows * pxPerCell;
  // Each line starts with its filter number, 0 (none); a bit of 1 is white.
  const lineBytes = 1 + Math.ceil(width / 8);
  const pixels = Buffer.alloc(lineBytes * height);
  for (let row = 0; row < size.rows; row += 1) {
    const start = row * pxPerCell * lineBytes;
    for (let x = 0; x < width; x += 1) {
      if (isDark(row, Math.floor(x / pxPerCell))) continue;
      const at = start + 1 + (x >> 3);
      pixels.writeUInt8(pixels.readUInt8(at) | (0x80 >> (x & 7)), at);
    }
    for (let copy = 1; copy < pxPerCell; copy += 1) {
      pixels.copy(pixels, start + copy * lineBytes, start, start + lineBytes);
    }
  }
  return composePng(width, height, pixels, dpi);
}

/**
 * The same from bits that lie as PNG wants them, but for the colour: rows padded to whole bytes, 1 is dark.
 * Ten thousand labels are not asked dot by dot.
 */
export function encodePngBits(
  size: { readonly columns: number; readonly rows: number },
  darkBits: Uint8Array,
  dpi: number | null = null,
): Uint8Array {
  const rowBytes = Math.ceil(size.columns / 8);
  assert(darkBits.length === rowBytes * size.rows, 'the bits are as many as the size says');
  const lines = Buffer.alloc((1 + rowBytes) * size.rows);
  for (let row = 0; row < size.rows; row += 1) {
    const start = row * (1 + rowBytes) + 1;
    for (let at = 0; at < rowBytes; at += 1) lines[start + at] = ~(darkBits[row * rowBytes + at] ?? 0);
  }
  return composePng(size.columns, size.rows, lines, dpi);
}

function composePng(width: number, height: number, pixels: Buffer, dpi: number | null): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(1, 8);
  header.writeUInt8(GREYSCALE, 9);
  const paper = dpi === null ? [] : [chunk('pHYs', physicalSize(dpi))];
  const image = [chunk('IDAT', deflateSync(pixels)), chunk('IEND', Buffer.alloc(0))];
  const parts = [SIGNATURE, chunk('IHDR', header), ...paper, ...image];
  return new Uint8Array(Buffer.concat(parts));
}

function physicalSize(dpi: number): Buffer {
  const data = Buffer.alloc(9);
  const pxPerMetre = Math.round(dpi / METRES_PER_INCH);
  data.writeUInt32BE(pxPerMetre, 0);
  data.writeUInt32BE(pxPerMetre, 4);
  data.writeUInt8(UNIT_METRE, 8);
  return data;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
