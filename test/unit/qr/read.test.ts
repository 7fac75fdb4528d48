// Reading pictures: PNG and JPEG, several codes at once, and files that are none.
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { encodePng } from '../../../qr/png.ts';
import { readPicture } from '../../../qr/read.ts';
import { createMatrix } from '../../../qr/render.ts';
import valid from '../../../qr/vectors/valid.json' with { type: 'json' };

const [first = '', second = ''] = valid.map(({ link }) => link);

test('reads a tilted JPEG', async () => {
  expect(await readPicture(await readFile(new URL('tilted.jpg', import.meta.url)))).toEqual([first]);
});

test('reads every code in a picture', async () => {
  const [left, right] = [createMatrix(first, 'M'), createMatrix(second, 'M')];
  const isDark = (row: number, column: number) => left.isDark(row - 4, column - 4) || right.isDark(row - 4, column - 60);
  expect((await readPicture(encodePng({ columns: 110, rows: 56 }, isDark, 4))).toSorted()).toEqual([first, second].toSorted());
});

test.each([
  ['nothing', new Uint8Array()],
  ['text', Buffer.from('no picture at all')],
  ['a PNG cut short', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
  ['a white PNG', encodePng({ columns: 60, rows: 60 }, () => false, 2)],
])('finds no code in %s', async (_name, bytes) => {
  expect(await readPicture(bytes)).toEqual([]);
});
