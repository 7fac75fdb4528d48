// WOFF: what is unpacked is the font that was packed, with tables where OpenType wants them.
import { readdirSync, readFileSync } from 'node:fs';
import { create } from 'fontkit';
import { expect, test } from 'vitest';
import { unpackWoff } from '../../../../qr/labels/woff.ts';

const folder = new URL('../../../../qr/fonts/', import.meta.url);
const shipped = readdirSync(folder).filter((name) => name.endsWith('.woff'));

const checksumOf = (table: Buffer): number => {
  const padded = Buffer.concat([table, Buffer.alloc((4 - (table.length % 4)) % 4)]);
  let sum = 0;
  for (let at = 0; at < padded.length; at += 4) sum = (sum + padded.readUInt32BE(at)) >>> 0;
  return sum;
};

test.each(shipped)('%s is whole: every table has its published checksum', (name) => {
  const font = Buffer.from(unpackWoff(readFileSync(new URL(name, folder))));
  const count = font.readUInt16BE(4);
  expect(count).toBeGreaterThan(8);
  for (let at = 0; at < count; at += 1) {
    const entry = font.subarray(12 + at * 16, 28 + at * 16);
    const [tag, sum, offset, length] = [
      entry.toString('latin1', 0, 4),
      entry.readUInt32BE(4),
      entry.readUInt32BE(8),
      entry.readUInt32BE(12),
    ];
    expect(offset % 4).toBe(0);
    const table = Buffer.from(font.subarray(offset, offset + length));
    // The head table's own field of the whole font's checksum counts as zero (OpenType, `head`).
    if (tag === 'head') table.writeUInt32BE(0, 8);
    expect([tag, checksumOf(table)]).toEqual([tag, sum]);
  }
});

test('draws the same letter as the packed one', () => {
  const packed = readFileSync(new URL('noto-sans-latin-500-normal.woff', folder));
  const outline = (file: Uint8Array): string => {
    const font = create(Buffer.from(file));
    if (!('layout' in font)) throw new Error('one font');
    return font.layout('g').glyphs[0]?.path.toSVG() ?? '';
  };
  expect(outline(unpackWoff(packed)).length).toBeGreaterThan(100);
  expect(outline(unpackWoff(packed))).toBe(outline(packed));
});

test('what is no WOFF comes back as it was', () => {
  const other = new Uint8Array([0, 1, 0, 0]);
  expect(unpackWoff(other)).toBe(other);
});
