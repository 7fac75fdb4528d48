// The rotating code that a device shows on a display: it names a tag and a step of time, sealed with the device's own secret.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { assert, ok, type Result, refused } from '#protocol';
import { type DigitsRefusal, decodeDigits } from './digits.ts';
import { TAG_ID_PATTERN } from './tag.ts';

/** What is shown: which tag, and which step of time. */
export type DisplayCode = {
  /** 64 random bits as 16 lower-case hexadecimal digits. */
  readonly tagId: string;
  /** Steps of 30 seconds since 1970 (UTC), uint32. */
  readonly counter: number;
};

/** What a text claims; nothing is proven yet. */
export type UnprovenDisplayCode = DisplayCode & { readonly macHex: string };

export type DisplayCodeForm = DigitsRefusal | 'version' | 'type';
/** `mac`: not made with this secret; `stale` and `early`: outside the steps that are accepted. */
export type DisplayCodeRefusal = 'mac' | 'stale' | 'early';

const DISPLAY_CODE_BYTES = 23;
/** 23 bytes are 3 groups of 17 digits and a tail of 5. */
export const DISPLAY_CODE_DIGITS = 56;
const DISPLAY_STEP_MS = 30_000;
export const DISPLAY_SECRET_BYTES = 32;

const VERSION = 1;
const ROTATING_TYPE = 2;
const SIGNED_BYTES = 13;
const MAC_BYTES = 10;
const PURPOSE = 'o2o-dyn/1';
/** One step for the clock of the device, and for a person who scans at its end (RFC 6238 section 5.2). */
const STEPS_EITHER_SIDE = 1;
const MAX_COUNTER = 0xffff_ffff;
/** Stands in for the secret of a tag that has none, so that an unknown tag costs the same work (QR-05). */
const NO_SECRET = new Uint8Array(DISPLAY_SECRET_BYTES);

/** @returns the step at a moment of the device's *synced* clock; a device without one shows no code (QR-11). */
export function displayCounterAt(nowMs: number): number {
  const counter = Math.floor(nowMs / DISPLAY_STEP_MS);
  assert(counter >= 0 && counter <= MAX_COUNTER, `the clock reads a step that a code cannot carry: ${counter}`);
  return counter;
}

/** @returns 23 bytes: version and type, tag id, counter (big endian), and HMAC-SHA-256 cut to 80 bits (RFC 2104 section 5). */
export function encodeDisplayCode(code: DisplayCode, secret: Uint8Array): Uint8Array {
  assert(secret.length === DISPLAY_SECRET_BYTES, `a display secret has ${DISPLAY_SECRET_BYTES} bytes`);
  const bytes = new Uint8Array(DISPLAY_CODE_BYTES);
  bytes.set(headOf(code), 0);
  bytes.set(macOf(code, secret), SIGNED_BYTES);
  return bytes;
}

/** Reads the 56 digits; another version, type or spelling is refused, not guessed at. */
export function parseDisplayCode(digits: string): Result<UnprovenDisplayCode, DisplayCodeForm> {
  if (digits.length !== DISPLAY_CODE_DIGITS) return refused('length');
  const decoded = decodeDigits(digits);
  if (!decoded.ok) return decoded;
  const bytes = Buffer.from(decoded.value);
  const versionAndType = bytes.readUInt8(0);
  if (versionAndType >> 4 !== VERSION) return refused('version');
  if ((versionAndType & 0x0f) !== ROTATING_TYPE) return refused('type');
  return ok({
    tagId: bytes.toString('hex', 1, 9),
    counter: bytes.readUInt32BE(9),
    macHex: bytes.toString('hex', SIGNED_BYTES),
  });
}

/**
 * Was it made with this secret, for about now? Each value counts once per person (and once per Start where only one can use the
 * object): that is the gateway's to remember (QR-11).
 * @param secret null for a tag without a display; the answer is then `mac`, after the same work.
 */
export function proveDisplayCode(
  code: UnprovenDisplayCode,
  secret: Uint8Array | null,
  nowMs: number,
): Result<DisplayCode, DisplayCodeRefusal> {
  const expected = macOf(code, secret ?? NO_SECRET);
  const isSealed = timingSafeEqual(Buffer.from(code.macHex, 'hex'), expected);
  if (!isSealed || secret === null) return refused('mac');
  const late = displayCounterAt(nowMs) - code.counter;
  if (late > STEPS_EITHER_SIDE) return refused('stale');
  if (late < -STEPS_EITHER_SIDE) return refused('early');
  return ok({ tagId: code.tagId, counter: code.counter });
}

function headOf({ tagId, counter }: DisplayCode): Uint8Array {
  assert(TAG_ID_PATTERN.test(tagId), 'a tag id is 16 lower-case hexadecimal digits');
  assert(Number.isInteger(counter) && counter >= 0 && counter <= MAX_COUNTER, `a counter is a uint32, got ${counter}`);
  const head = Buffer.alloc(SIGNED_BYTES);
  head.writeUInt8((VERSION << 4) | ROTATING_TYPE, 0);
  head.write(tagId, 1, 'hex');
  head.writeUInt32BE(counter, 9);
  return head;
}

/** Over purpose, tag id and counter: the first byte is fixed by the purpose. */
function macOf(code: DisplayCode, secret: Uint8Array): Buffer {
  const signed = Buffer.concat([Buffer.from(PURPOSE, 'latin1'), headOf(code).subarray(1)]);
  return createHmac('sha256', secret).update(signed).digest().subarray(0, MAC_BYTES);
}
