// Runs the published vectors of the other carriers: short codes, display codes and NDEF messages, in both directions.
import { describe, expect, test } from 'vitest';
import { decodeDigits, encodeDigits } from '../../qr/digits.ts';
import { displayCounterAt, encodeDisplayCode, parseDisplayCode, proveDisplayCode } from '../../qr/display-code.ts';
import { encodeNdef, encodeType2Memory, parseNdef } from '../../qr/ndef.ts';
import { formatShortCode, parseShortCode } from '../../qr/short-code.ts';
import displayCodes from '../../qr/vectors/display-codes.json' with { type: 'json' };
import ndef from '../../qr/vectors/ndef.json' with { type: 'json' };
import shortCodes from '../../qr/vectors/short-codes.json' with { type: 'json' };
import { expectOk } from '../unit/qr/expect-ok.ts';

const bytesOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const reasonsOf = (vectors: readonly { readonly reason: string }[]): string[] =>
  [...new Set(vectors.map(({ reason }) => reason))].toSorted();

describe('short codes (QR-09)', () => {
  test.each(shortCodes.valid)('$name', ({ code, printed, typed }) => {
    expect(formatShortCode(code)).toBe(printed);
    for (const text of typed) expect(parseShortCode(text)).toEqual({ ok: true, value: code });
  });

  test.each(shortCodes.invalid)('$name: $reason', ({ text, reason }) => {
    expect(parseShortCode(text)).toEqual({ ok: false, error: reason });
  });

  test('every reason has a vector', () => {
    expect(reasonsOf(shortCodes.invalid)).toEqual(['check', 'length', 'letter']);
  });
});

describe('display codes (QR-11)', () => {
  test.each(displayCodes.valid)('$name', ({ secretHex, tagId, counter, shownAtMs, bytesHex, digits, link }) => {
    expect(displayCounterAt(shownAtMs)).toBe(counter);
    const bytes = encodeDisplayCode({ tagId, counter }, bytesOf(secretHex));
    expect(Buffer.from(bytes).toString('hex')).toBe(bytesHex);
    expect(encodeDigits(bytes)).toBe(digits);
    expect(link.endsWith(`/${digits}`)).toBe(true);
    expect(expectOk(parseDisplayCode(digits))).toMatchObject({ tagId, counter });
  });

  test.each(displayCodes.accepted)('is accepted $name', ({ digits, secretHex, nowMs }) => {
    const code = expectOk(parseDisplayCode(digits));
    expect(proveDisplayCode(code, bytesOf(secretHex), nowMs)).toEqual({
      ok: true,
      value: { tagId: code.tagId, counter: code.counter },
    });
    expect(proveDisplayCode(code, null, nowMs)).toEqual({ ok: false, error: 'mac' });
  });

  test.each(displayCodes.invalid)('$name: $reason', ({ digits, secretHex, nowMs, reason }) => {
    const parsed = parseDisplayCode(digits);
    const judged = parsed.ok ? proveDisplayCode(parsed.value, bytesOf(secretHex), nowMs) : parsed;
    expect(judged).toEqual({ ok: false, error: reason });
  });

  test('every reason has a vector', () => {
    expect(reasonsOf(displayCodes.invalid)).toEqual([
      'digit',
      'early',
      'length',
      'mac',
      'not-canonical',
      'stale',
      'type',
      'version',
    ]);
  });

  test('each flipped bit is refused', () => {
    const [vector] = displayCodes.accepted;
    if (vector === undefined) throw new Error('there is a first vector');
    const whole = expectOk(decodeDigits(vector.digits));
    for (let bit = 0; bit < whole.length * 8; bit += 1) {
      const flipped = whole.slice();
      flipped[bit >> 3] = (whole[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const parsed = parseDisplayCode(encodeDigits(flipped));
      if (parsed.ok) expect(proveDisplayCode(parsed.value, bytesOf(vector.secretHex), vector.nowMs).ok).toBe(false);
      else expect(bit).toBeLessThan(8);
    }
  });
});

describe('NDEF messages (QR-10)', () => {
  test.each(ndef.valid)('$name', ({ link, messageHex, type2Hex }) => {
    expect(Buffer.from(encodeNdef(link)).toString('hex')).toBe(messageHex);
    expect(Buffer.from(encodeType2Memory(bytesOf(messageHex))).toString('hex')).toBe(type2Hex);
    expect(parseNdef(bytesOf(messageHex))).toEqual({ ok: true, value: link });
  });

  test.each(ndef.invalid)('$name: $reason', ({ messageHex, reason }) => {
    expect(parseNdef(bytesOf(messageHex))).toEqual({ ok: false, error: reason });
  });

  test('every reason has a vector', () => {
    expect(reasonsOf(ndef.invalid)).toEqual(['form', 'not-uri']);
  });
});
