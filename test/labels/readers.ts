// Two readers that know nothing of each other: zxing-wasm, which the phone page ships, and zbar as Debian packs it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPicture } from '../../qr/read.ts';
import { type Picture, toPgm } from './picture.ts';

/** @returns the texts found in each picture. */
export type Reader = (pictures: readonly Picture[]) => Promise<readonly (readonly string[])[]>;

export const readers: { readonly [name: string]: Reader } = {
  async zxing(pictures) {
    const texts: (readonly string[])[] = [];
    for (const picture of pictures) texts.push(await readPicture(toPgm(picture)));
    return texts;
  },

  async zbar(pictures) {
    const folder = mkdtempSync(join(tmpdir(), 'zbar-'));
    try {
      const files = pictures.map((_, at) => join(folder, `${at}.pgm`));
      for (const [at, picture] of pictures.entries()) writeFileSync(files[at] ?? '', toPgm(picture));
      const words = ['--quiet', '--xml', '-Sdisable', '-Sqrcode.enable', ...files];
      const { status, stdout, stderr } = spawnSync('zbarimg', words, { encoding: 'utf8', maxBuffer: 1 << 26 });
      // 4: in some of the pictures nothing was found.
      if (status !== 0 && status !== 4) throw new Error(`zbarimg left with ${status}: ${stderr}`);
      const found = new Map(
        [...stdout.matchAll(/<source href='([^']*)'>(.*?)<\/source>/gs)].map(([, file = '', inside = '']) => [
          file,
          [...inside.matchAll(/<data><!\[CDATA\[(.*?)\]\]><\/data>/gs)].map(([, text = '']) => text),
        ]),
      );
      return files.map((file) => found.get(file) ?? []);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};
