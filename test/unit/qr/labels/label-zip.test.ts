// ZIP: entries in order and whole, made one at a time, and an error of one is the error of all.
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { writeZip } from '../../../../qr/labels/label-zip.ts';

/** Reads by the central directory (PKWARE APPNOTE 4.3.12), as unpackers do. */
function unzip(file: Buffer): readonly (readonly [name: string, content: string])[] {
  const end = file.lastIndexOf(Buffer.from('504b0506', 'hex'));
  const entries: [string, string][] = [];
  let at = file.readUInt32LE(end + 16);
  for (let left = file.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, packed, nameBytes, extraBytes, noteBytes, local] = [
      file.readUInt16LE(at + 10),
      file.readUInt32LE(at + 20),
      file.readUInt16LE(at + 28),
      file.readUInt16LE(at + 30),
      file.readUInt16LE(at + 32),
      file.readUInt32LE(at + 42),
    ];
    const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
    const data = file.subarray(start, start + packed);
    entries.push([
      file.toString('utf8', at + 46, at + 46 + nameBytes),
      (method === 8 ? inflateRawSync(data) : data).toString('utf8'),
    ]);
    at += 46 + nameBytes + extraBytes + noteBytes;
  }
  return entries;
}

const entry = (name: string, content: string | Uint8Array, log: string[] = []) => ({
  name,
  make: async () => {
    log.push(name);
    return content;
  },
});

test('holds text and bytes under their names, in their order', async () => {
  const out = new PassThrough();
  const log: string[] = [];
  const counted: number[] = [];
  const read = buffer(out);
  const entries = [
    entry('0001-睡眠舱.svg', '<svg/>', log),
    entry('0002.png', Buffer.from('png'), log),
    entry('empty.txt', '', log),
  ];
  await writeZip(out, entries, (written) => counted.push(written));
  expect(unzip(await read)).toEqual([
    ['0001-睡眠舱.svg', '<svg/>'],
    ['0002.png', 'png'],
    ['empty.txt', ''],
  ]);
  expect(log).toEqual(['0001-睡眠舱.svg', '0002.png', 'empty.txt']);
  expect(counted).toEqual([1, 2, 3]);
});

test('an empty batch is an empty archive', async () => {
  const out = new PassThrough();
  const read = buffer(out);
  await writeZip(out, []);
  expect(unzip(await read)).toEqual([]);
});

test('nothing is made ahead of a reader who does not read', async () => {
  const out = new PassThrough();
  const log: string[] = [];
  const big = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 2_654_435_761) >>> 24));
  const written = writeZip(
    out,
    Array.from({ length: 50 }, (_, at) => entry(`${at}`, big, log)),
  );
  for (let turn = 0; turn < 200; turn += 1) await new Promise(setImmediate);
  expect(log.length).toBeLessThan(5);
  out.resume();
  await written;
  expect(log.length).toBe(50);
});

test('what cannot be made ends it with its error', async () => {
  const out = new PassThrough();
  out.resume();
  const broken = { name: 'b', make: () => Promise.reject(new Error('out of ink')) };
  await expect(writeZip(out, [entry('a', 'x'), broken, entry('c', 'x')])).rejects.toThrow('out of ink');
});

test('a reader who goes away ends it', async () => {
  const out = new PassThrough();
  const written = writeZip(out, [entry('a', Buffer.alloc(1 << 20))]);
  out.destroy();
  await expect(written).rejects.toThrow();
});
