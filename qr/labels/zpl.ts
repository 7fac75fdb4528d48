// A label in the language of label printers (ZPL II): one picture of whole dots, so that every printer shows the same.
import { assert } from '#protocol';
import type { Bitmap } from './draw-bitmap.ts';

export type ZplOptions = {
  readonly copies: number;
  /** Shift of everything in dots, right and down; a printer's home lies on the label (ZPL II, `^LH` is 0 or more). */
  readonly homeX: number;
  readonly homeY: number;
};

/** How often the next letter comes: G..Y are 1 to 19, g..z are 20 to 400 in twenties (ZPL II, `^GF` alternative compression). */
const MOST_AT_ONCE = 419;
const ONES = 'GHIJKLMNOPQRSTUVWXY';
const TWENTIES = 'ghijklmnopqrstuvwxyz';

/** @returns one label as `^XA` ... `^XZ`, its dots as a compressed `^GFA`. */
export function composeZpl(bitmap: Bitmap, options: ZplOptions): string {
  assert(options.homeX >= 0 && options.homeY >= 0, 'a label printer shifts right and down only');
  const bytes = bitmap.rowBytes * bitmap.rows;
  return (
    `^XA^PW${bitmap.columns}^LL${bitmap.rows}^LH${options.homeX},${options.homeY}^FO0,0` +
    `^GFA,${bytes},${bytes},${bitmap.rowBytes},${compressRows(bitmap)}^FS^PQ${options.copies}^XZ\n`
  );
}

function compressRows({ bits, rowBytes, rows }: Bitmap): string {
  let text = '';
  let previous = '';
  for (let row = 0; row < rows; row += 1) {
    const hex = Buffer.from(bits.subarray(row * rowBytes, (row + 1) * rowBytes))
      .toString('hex')
      .toUpperCase();
    text += hex === previous ? ':' : compressRow(hex);
    previous = hex;
  }
  return text;
}

/** `,` fills the rest of a row with white. */
function compressRow(hex: string): string {
  const drawn = hex.replace(/0+$/, '');
  const rest = drawn.length < hex.length ? ',' : '';
  return drawn.replace(/(.)\1*/g, (run, digit: string) => repeat(digit, run.length)) + rest;
}

function repeat(digit: string, times: number): string {
  if (times > MOST_AT_ONCE) return repeat(digit, MOST_AT_ONCE) + repeat(digit, times - MOST_AT_ONCE);
  if (times === 1) return digit;
  const twenties = Math.floor(times / 20);
  return TWENTIES.slice(twenties - 1, twenties === 0 ? 0 : twenties) + ONES.slice((times % 20) - 1, times % 20) + digit;
}
