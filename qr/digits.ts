// Bytes as decimal digits and back, with one spelling only, so that they ride in a QR numeric segment.
import { assert, ok, type Result, refused } from '#protocol';

const GROUP_BYTES = 7;
const GROUP_DIGITS = 17;
/** Digits that hold 0..6 left-over bytes; every other tail length has no meaning. */
const TAIL_DIGITS: readonly number[] = [0, 3, 5, 8, 10, 13, 15];

export type DigitsRefusal = 'length' | 'digit' | 'not-canonical';

/** Writes each 7 bytes (little endian) as 17 digits and a tail of 1..6 bytes as 3, 5, 8, 10, 13 or 15. */
export function encodeDigits(bytes: Uint8Array): string {
  let digits = '';
  for (let start = 0; start < bytes.length; start += GROUP_BYTES) {
    const group = bytes.subarray(start, start + GROUP_BYTES);
    let value = 0n;
    for (const byte of group.toReversed()) value = (value << 8n) | BigInt(byte);
    digits += value.toString().padStart(digitsFor(group.length), '0');
  }
  return digits;
}

/**
 * Reads what `encodeDigits` wrote and nothing else: a group that its bytes cannot hold is refused rather than
 * wrapped, so no two texts name the same bytes (QR-01).
 */
export function decodeDigits(text: string): Result<Uint8Array, DigitsRefusal> {
  const tailDigits = text.length % GROUP_DIGITS;
  const tailBytes = TAIL_DIGITS.indexOf(tailDigits);
  if (tailBytes < 0) return refused('length');
  if (!/^[0-9]*$/.test(text)) return refused('digit');
  const wholeGroups = (text.length - tailDigits) / GROUP_DIGITS;
  const bytes = new Uint8Array(wholeGroups * GROUP_BYTES + tailBytes);
  for (let at = 0, start = 0; start < bytes.length; start += GROUP_BYTES, at += GROUP_DIGITS) {
    const group = bytes.subarray(start, start + GROUP_BYTES);
    let value = BigInt(text.slice(at, at + digitsFor(group.length)));
    if (value >= 1n << BigInt(8 * group.length)) return refused('not-canonical');
    for (let i = 0; i < group.length; i += 1, value >>= 8n) group[i] = Number(value & 0xffn);
  }
  return ok(bytes);
}

function digitsFor(byteCount: number): number {
  const digits = byteCount === GROUP_BYTES ? GROUP_DIGITS : TAIL_DIGITS[byteCount];
  assert(digits !== undefined, `a group holds 1 to ${GROUP_BYTES} bytes`);
  return digits;
}
