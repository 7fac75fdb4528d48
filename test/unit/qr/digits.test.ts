// The digits of bytes: every byte string has one spelling, and every other text is refused.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeDigits, encodeDigits } from '../../../qr/digits.ts';
import { expectOk } from './expect-ok.ts';

const LARGEST = [
  [0, ''],
  [1, '255'],
  [2, '65535'],
  [3, '16777215'],
  [4, '4294967295'],
  [5, '1099511627775'],
  [6, '281474976710655'],
  [7, '72057594037927935'],
  [8, '72057594037927935255'],
] as const;

describe('encodeDigits', () => {
  test('writes little endian and pads each group', () => {
    expect(encodeDigits(Uint8Array.of(1, 0, 0, 0, 0, 0, 0))).toBe('00000000000000001');
    expect(encodeDigits(Uint8Array.of(0, 1))).toBe('00256');
  });

  test.each(LARGEST)('fits %i full bytes', (size, digits) => {
    expect(encodeDigits(new Uint8Array(size).fill(255))).toBe(digits);
  });

  test('writes 76 bytes as 185 digits', () => {
    expect(encodeDigits(new Uint8Array(76))).toHaveLength(185);
  });
});

describe('decodeDigits', () => {
  test('reads back any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 90 }), (bytes) => {
        expect(expectOk(decodeDigits(encodeDigits(bytes)))).toEqual(bytes);
      }),
      { numRuns: 200 },
    );
  });

  test('accepts no second spelling: whatever it reads it writes back the same', () => {
    const text = fc.array(fc.constantFrom(...'0123456789'), { maxLength: 60 }).map((digits) => digits.join(''));
    fc.assert(
      fc.property(text, (digits) => {
        const bytes = decodeDigits(digits);
        if (bytes.ok) expect(encodeDigits(bytes.value)).toBe(digits);
      }),
      { numRuns: 500 },
    );
  });

  test.each(LARGEST.slice(1, 8))('refuses one more than %i bytes hold', (_size, digits) => {
    expect(decodeDigits((BigInt(digits) + 1n).toString())).toEqual({ ok: false, error: 'not-canonical' });
  });

  test.each([1, 2, 4, 6, 7, 9, 11, 12, 14, 16, 18, 19])('refuses %i digits, a length that no bytes have', (length) => {
    expect(decodeDigits('0'.repeat(length))).toEqual({ ok: false, error: 'length' });
  });

  test.each(['00x', '-01', '0 1', '1e1', '１23', '0x1'])('refuses %s', (text) => {
    expect(decodeDigits(text)).toEqual({ ok: false, error: 'digit' });
  });
});
