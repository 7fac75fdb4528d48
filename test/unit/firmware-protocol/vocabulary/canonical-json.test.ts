// Canonical JSON: one spelling for one value, whatever the order of its keys.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, type Json, sha256 } from '#protocol';

const { value: jsonValue } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.string({ unit: 'grapheme' }),
    fc.array(tie('value')),
    fc.dictionary(fc.string(), tie('value')),
  ),
}));

/** The same value with the keys of every object in reverse. */
function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => reversed(item));
  if (value === null || typeof value !== 'object') return value;
  const turned = Object.create(null) as Record<string, Json>;
  for (const [key, member] of Object.entries(value).reverse()) turned[key] = reversed(member as Json);
  return turned;
}

describe('canonical JSON', () => {
  test('does not depend on the order of keys', () => {
    fc.assert(fc.property(jsonValue, (value) => canonicalJson(reversed(value)) === canonicalJson(value)));
  });

  test('reads back as the value, and is a fixed point', () => {
    fc.assert(
      fc.property(jsonValue, (value) => {
        const text = canonicalJson(value);
        const back = JSON.parse(text) as Json;
        expect(JSON.parse(JSON.stringify(value))).toEqual(back);
        expect(canonicalJson(back)).toBe(text);
      }),
    );
  });

  test('leaves out members without a value', () => {
    expect(canonicalJson({ b: undefined, a: 1 })).toBe('{"a":1}');
  });

  test('writes minus zero as zero', () => {
    expect(canonicalJson(-0)).toBe('0');
  });

  test.each([0.1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -(2 ** 53)])('has no spelling for %d', (value) => {
    expect(() => canonicalJson({ value })).toThrow('safe integers');
  });
});

describe('sha256', () => {
  test('of nothing is the published value, of text the one of its UTF-8 bytes', () => {
    expect(sha256('')).toBe('47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU');
    expect(sha256('牛')).toBe(sha256(Buffer.from('e7899b', 'hex')));
    expect(sha256('abc')).toBe(
      Buffer.from('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', 'hex').toString('base64url'),
    );
  });
});
