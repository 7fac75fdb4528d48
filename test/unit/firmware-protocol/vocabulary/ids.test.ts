// Ids: time-sortable, UUIDv7 inside, fit for a topic, and as unguessable as the chance that is passed in.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CROCKFORD_ALPHABET, createIds, encodeCrockford128, isTopicId } from '#protocol';

const LAST_UUID_MS = 2 ** 48 - 1;
const timeMs = fc.integer({ min: 0, max: LAST_UUID_MS });
const chance = fc.uint8Array({ minLength: 16, maxLength: 16 });

const idAt = (nowMs: number, random: Uint8Array): string =>
  createIds({ clock: { nowMs: () => nowMs }, randomBytes: () => random })('ses');

function bitsOf(id: string): bigint {
  let value = 0n;
  for (const letter of id.split('_')[1] ?? '') value = (value << 5n) | BigInt(CROCKFORD_ALPHABET.indexOf(letter));
  return value;
}

describe('ids', () => {
  test('sort by time, whatever the chance', () => {
    fc.assert(
      fc.property(timeMs, timeMs, chance, chance, (a, b, first, second) => {
        fc.pre(a < b);
        return idAt(a, first) < idAt(b, second);
      }),
    );
  });

  test('are UUIDv7: 48 bits of time, version 7, variant 10, and 74 bits of chance', () => {
    fc.assert(
      fc.property(timeMs, chance, (nowMs, random) => {
        const bits = bitsOf(idAt(nowMs, random));
        expect(bits >> 80n).toBe(BigInt(nowMs));
        expect((bits >> 76n) & 15n).toBe(7n);
        expect((bits >> 62n) & 3n).toBe(2n);
        const given = random.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
        const keptMask = (0xfffn << 64n) | ((1n << 62n) - 1n);
        expect(bits & keptMask).toBe(given & keptMask);
      }),
    );
  });

  test('fit in a topic and have one length', () => {
    fc.assert(
      fc.property(timeMs, chance, (nowMs, random) => isTopicId(idAt(nowMs, random)) && idAt(nowMs, random).length === 30),
    );
  });

  test('leave the bytes of their source as they were', () => {
    const random = new Uint8Array(16).fill(0xff);
    idAt(1, random);
    expect(random).toEqual(new Uint8Array(16).fill(0xff));
  });

  test.each(['', 's', 'Ses', 'ses_', 'toolongaprefix', 's1'])('the prefix %j is our own mistake', (prefix) => {
    const ids = createIds({ clock: { nowMs: () => 0 }, randomBytes: (size) => new Uint8Array(size) });
    expect(() => ids(prefix)).toThrow('id prefix');
  });
});

describe('base32', () => {
  test('has 32 letters without i, l, o, u, in the order of their codes', () => {
    expect(new Set(CROCKFORD_ALPHABET).size).toBe(32);
    expect(CROCKFORD_ALPHABET).not.toMatch(/[ilou]/);
    expect([...CROCKFORD_ALPHABET].sort().join('')).toBe(CROCKFORD_ALPHABET);
  });

  test('writes 16 bytes as the same number in 26 letters', () => {
    fc.assert(
      fc.property(chance, (bytes) => {
        const text = encodeCrockford128(bytes);
        expect(text).toHaveLength(26);
        expect(bitsOf(`x_${text}`)).toBe(bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n));
      }),
    );
  });

  test('keeps the order of the bytes', () => {
    fc.assert(
      fc.property(chance, chance, (a, b) => {
        const byBytes = Math.sign(Buffer.compare(a, b));
        const [left, right] = [encodeCrockford128(a), encodeCrockford128(b)];
        return byBytes === (left < right ? -1 : left > right ? 1 : 0);
      }),
    );
  });

  test('takes 16 bytes only', () => {
    expect(() => encodeCrockford128(new Uint8Array(15))).toThrow('16 bytes');
  });
});
