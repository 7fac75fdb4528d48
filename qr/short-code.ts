// The short code of a label for typing: eight random letters and a check letter, forgiving to read and unsigned.
import { CROCKFORD_ALPHABET, ok, type RandomBytes, type Result, refused } from '#protocol';

/** `length`: not nine letters; `letter`: one that the alphabet lacks; `check`: a typing mistake. */
export type ShortCodeRefusal = 'length' | 'letter' | 'check';

const RANDOM_BYTES = 5;
const RANDOM_LETTERS = 8;
const RADIX = 32;
/** Longer than any spelling of nine letters with blanks and hyphens: what is longer is not read at all. */
const MAX_TEXT_LENGTH = 40;
const LOOK_ALIKES: { readonly [letter: string]: string } = { o: '0', i: '1', l: '1' };

/** Draws a code: 40 random bits, so that guessing one of a million labels takes a million tries (QR-09). */
export function createShortCode(randomBytes: RandomBytes): string {
  let value = 0n;
  for (const byte of randomBytes(RANDOM_BYTES)) value = (value << 8n) | BigInt(byte);
  let code = '';
  for (let shift = 5n * BigInt(RANDOM_LETTERS - 1); shift >= 0n; shift -= 5n) {
    code += CROCKFORD_ALPHABET.charAt(Number((value >> shift) & 31n));
  }
  return code + checkLetter(code);
}

/**
 * Reads what a person typed: any case, blanks and hyphens anywhere, o for 0, i and l for 1 (Crockford base32).
 * @returns nine lower-case letters, as they are stored.
 */
export function parseShortCode(text: string): Result<string, ShortCodeRefusal> {
  if (text.length > MAX_TEXT_LENGTH) return refused('length');
  const letters = text.replace(/[\s-]/g, '').toLowerCase();
  const code = letters.replace(/[oil]/g, (letter) => LOOK_ALIKES[letter] ?? letter);
  if (code.length !== RANDOM_LETTERS + 1) return refused('length');
  if ([...code].some((letter) => !CROCKFORD_ALPHABET.includes(letter))) return refused('letter');
  return code.at(-1) === checkLetter(code.slice(0, RANDOM_LETTERS)) ? ok(code) : refused('check');
}

/** @returns the code as it is printed: `7K3M-Q9TX-8`. */
export function formatShortCode(code: string): string {
  return code.toUpperCase().replace(/^(.{4})(.{4})(.)$/, '$1-$2-$3');
}

/**
 * Luhn's formula over an alphabet of 32 letters (ISO/IEC 7812-1 annex B, in base 32): it finds each single wrong letter, and each
 * swap of two neighbours but one of 0 and z.
 */
function checkLetter(letters: string): string {
  let sum = 0;
  for (const [at, letter] of [...letters].reverse().entries()) {
    const value = CROCKFORD_ALPHABET.indexOf(letter) * (at % 2 === 0 ? 2 : 1);
    sum += Math.floor(value / RADIX) + (value % RADIX);
  }
  return CROCKFORD_ALPHABET.charAt((RADIX - (sum % RADIX)) % RADIX);
}
