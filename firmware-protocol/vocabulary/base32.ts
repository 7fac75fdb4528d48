// Crockford base32 in lower case: the alphabet of our ids and of the typed short code.
import { assert } from './assert.ts';

export const CROCKFORD_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Encodes 16 bytes as 26 characters, most significant bit first (two zero bits lead). */
export function encodeCrockford128(bytes: Uint8Array): string {
  assert(bytes.length === 16, 'encodeCrockford128 takes 16 bytes');
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  let text = '';
  for (let shift = 125n; shift >= 0n; shift -= 5n) {
    text += CROCKFORD_ALPHABET.charAt(Number((value >> shift) & 31n));
  }
  return text;
}
