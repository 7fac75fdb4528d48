// Reads ZPL as a label printer does, from the ZPL II manual and not from our writer: commands in turn, dots on a label.
import type { Picture } from './picture.ts';

export type PrintedZpl = { readonly picture: Picture; readonly copies: number };

const WHITE = 255;
/** `^GFA` alternative data compression: G to Y repeat the next digit 1 to 19 times, g to z 20 to 400 times. */
const timesOf = (letter: string): number =>
  letter >= 'g' ? (letter.charCodeAt(0) - 'g'.charCodeAt(0) + 1) * 20 : letter.charCodeAt(0) - 'G'.charCodeAt(0) + 1;

/** @returns one picture for each `^XA` ... `^XZ`. */
export function readZpl(text: string): readonly PrintedZpl[] {
  return [...text.matchAll(/\^XA(.*?)\^XZ/gs)].map(([, commands = '']) => printOne(commands));
}

function printOne(commands: string): PrintedZpl {
  let [width, height, homeX, homeY, originX, originY, copies] = [0, 0, 0, 0, 0, 0, 1];
  const fields: { readonly words: readonly string[]; readonly left: number; readonly top: number }[] = [];
  for (const [, name = '', given = ''] of commands.matchAll(/\^([A-Z]{2})([^^]*)/g)) {
    const words = given.trimEnd().split(',');
    const [first = 0, second = 0] = words.map(Number);
    if (name === 'PW') width = first;
    else if (name === 'LL') height = first;
    else if (name === 'LH') [homeX, homeY] = [first, second];
    else if (name === 'FO') [originX, originY] = [first, second];
    else if (name === 'PQ') copies = first;
    else if (name === 'GF') fields.push({ words, left: homeX + originX, top: homeY + originY });
    else if (name !== 'FS') throw new Error(`this printer does not know ^${name}`);
  }
  const grey = new Uint8Array(width * height).fill(WHITE);
  for (const { words, left, top } of fields) {
    // What lies beyond the label is not printed.
    for (const [x, y] of dotsOf(words, left, top)) if (x >= 0 && y >= 0 && x < width && y < height) grey[y * width + x] = 0;
  }
  return { picture: { width, height, grey }, copies };
}

function* dotsOf(words: readonly string[], left: number, top: number): Generator<readonly [x: number, y: number]> {
  const [form, sent, total, rowBytes] = words;
  if (form !== 'A' || sent !== total) throw new Error('this printer knows ^GFA, sent as a whole');
  const rows = readRows(words.slice(4).join(','), Number(rowBytes) * 2);
  if (rows.length * Number(rowBytes) !== Number(total))
    throw new Error(`${total} bytes were announced, ${rows.length} rows came`);
  for (const [row, digits] of rows.entries()) {
    for (const [at, digit] of [...digits].entries()) {
      const value = Number.parseInt(digit, 16);
      for (let bit = 0; bit < 4; bit += 1) if (value & (8 >> bit)) yield [left + at * 4 + bit, top + row];
    }
  }
}

/** `,` fills the row with white, `!` with black, `:` says the row above again. */
function readRows(data: string, digitsInRow: number): readonly string[] {
  const rows: string[] = [];
  let row = '';
  let times = 0;
  const end = (fill: string): void => {
    rows.push(row.padEnd(digitsInRow, fill));
    row = '';
  };
  for (const letter of data) {
    if (letter === ',') end('0');
    else if (letter === '!') end('F');
    else if (letter === ':') rows.push(rows.at(-1) ?? ''.padEnd(digitsInRow, '0'));
    else if (/[G-Yg-z]/.test(letter)) times += timesOf(letter);
    else if (/[0-9A-F]/.test(letter)) {
      row += letter.repeat(Math.max(1, times));
      times = 0;
      if (row.length === digitsInRow) end('0');
      if (row.length > digitsInRow) throw new Error('a row is longer than was announced');
    } else throw new Error(`this printer cannot read ${letter}`);
  }
  if (row !== '' || times > 0) throw new Error('the last row is not whole');
  return rows;
}
