// The 12 payload bytes and the header of a tag.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeTagPayload, formatIssuedDay, issuedDayOf, parseTagPayload, tagHeader } from '../../../qr/tag.ts';
import { expectOk } from './expect-ok.ts';

const payload = { kid: 7, tagId: '0102030405060708', issuedDay: 300 };
const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));

describe('payload', () => {
  test('is version and type, kid, tag id, issued day', () => {
    expect(Buffer.from(encodeTagPayload(payload)).toString('hex')).toBe('11070102030405060708012c');
  });

  test('reads back what it wrote', () => {
    const tagId = fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('hex'));
    const any = fc.record({ kid: fc.nat(255), tagId, issuedDay: fc.nat(65535) });
    fc.assert(
      fc.property(any, (given) => {
        expect(expectOk(parseTagPayload(encodeTagPayload(given)))).toEqual(given);
      }),
    );
  });

  test.each([
    ['0107010203040506070801', 'length'],
    ['110701020304050607080102ff', 'length'],
    ['01070102030405060708012c', 'version'],
    ['22070102030405060708012c', 'version'],
    ['12070102030405060708012c', 'type'],
    ['10070102030405060708012c', 'type'],
  ])('refuses %s by its %s', (hex, reason) => {
    expect(parseTagPayload(bytesOf(hex))).toEqual({ ok: false, error: reason });
  });

  test.each([
    { kid: 256 },
    { kid: -1 },
    { kid: 1.5 },
    { tagId: '01' },
    { tagId: '010203040506070G' },
    { tagId: 'ABCDEFABCDEFABCD' },
    { issuedDay: 65536 },
    { issuedDay: -1 },
  ])('asserts on %o, which is our own mistake', (wrong) => {
    expect(() => encodeTagPayload({ ...payload, ...wrong })).toThrow(expect.objectContaining({ name: 'AssertionError' }));
  });
});

test('the header is these bytes', () => {
  expect(JSON.stringify(tagHeader(7, 'https://q.example.com'))).toBe(
    '{"alg":"Ed25519","kid":"k7","typ":"o2o-tag+v1","iss":"https://q.example.com"}',
  );
});

describe('issued day', () => {
  test.each([
    ['2025-01-01T00:00:00Z', 0, '2025-01-01'],
    ['2025-01-01T23:59:59.999Z', 0, '2025-01-01'],
    ['2025-10-28T12:00:00Z', 300, '2025-10-28'],
    ['2026-11-21T00:00:00Z', 689, '2026-11-21'],
  ])('%s is day %i', (moment, day, text) => {
    expect(issuedDayOf(Date.parse(moment))).toBe(day);
    expect(formatIssuedDay(day)).toBe(text);
  });

  test('a clock before 2025 or after 2204 is not believed', () => {
    expect(() => issuedDayOf(0)).toThrow('cannot carry');
    expect(() => issuedDayOf(Date.parse('2205-01-01'))).toThrow('cannot carry');
  });
});
