// Unpacks a WOFF 1.0 font into plain tables once: the font library would inflate the outlines again for each new letter.
import { inflateSync } from 'node:zlib';

const WOFF_SIGNATURE = 0x774f4646;
const WOFF_HEAD = 44;
const WOFF_ENTRY = 20;
const SFNT_HEAD = 12;
const SFNT_ENTRY = 16;

/** @returns the same font as OpenType (W3C WOFF 1.0, section 5); any other file as it came. */
export function unpackWoff(file: Uint8Array): Uint8Array {
  const woff = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (woff.length < WOFF_HEAD || woff.readUInt32BE(0) !== WOFF_SIGNATURE) return file;
  const count = woff.readUInt16BE(12);
  const head = Buffer.alloc(SFNT_HEAD + count * SFNT_ENTRY);
  const power = Math.floor(Math.log2(count));
  head.writeUInt32BE(woff.readUInt32BE(4), 0);
  head.writeUInt16BE(count, 4);
  head.writeUInt16BE(16 << power, 6);
  head.writeUInt16BE(power, 8);
  head.writeUInt16BE(count * 16 - (16 << power), 10);
  const parts: Uint8Array[] = [head];
  let offset = head.length;
  for (let at = 0; at < count; at += 1) {
    const entry = woff.subarray(WOFF_HEAD + at * WOFF_ENTRY, WOFF_HEAD + (at + 1) * WOFF_ENTRY);
    const [from, packed, length] = [entry.readUInt32BE(4), entry.readUInt32BE(8), entry.readUInt32BE(12)];
    const stored = woff.subarray(from, from + packed);
    const table = packed < length ? inflateSync(stored, { maxOutputLength: length }) : stored;
    const to = SFNT_HEAD + at * SFNT_ENTRY;
    entry.copy(head, to, 0, 4);
    entry.copy(head, to + 4, 16, 20);
    head.writeUInt32BE(offset, to + 8);
    head.writeUInt32BE(length, to + 12);
    // Tables begin at multiples of four.
    const padding = Buffer.alloc((4 - (length % 4)) % 4);
    parts.push(table, padding);
    offset += length + padding.length;
  }
  return new Uint8Array(Buffer.concat(parts));
}
