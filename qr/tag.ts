// The signed bytes of a static tag, version 1: 12 bytes that name a tag, and the header that is never printed.
import { assert, DAY_MS, ok, type Result, refused } from '#protocol';

/** Names one tag; which object, price or place it stands for are rows in the gateway, so labels never need a reprint. */
export type TagPayload = {
  /** Which key of the issuer signed, 0..255. */
  readonly kid: number;
  /** 64 random bits as 16 lower-case hexadecimal digits. */
  readonly tagId: string;
  /** Days since 2025-01-01 (UTC), 0..65535. */
  readonly issuedDay: number;
};

export type TagPayloadRefusal = 'length' | 'version' | 'type';

export const TAG_ALGORITHM = 'Ed25519';
export const TAG_TYPE = 'o2o-tag+v1';
export const PAYLOAD_BYTES = 12;
export const SIGNATURE_BYTES = 64;
export const TAG_BYTES = PAYLOAD_BYTES + SIGNATURE_BYTES;
/** 76 bytes are 10 groups of 17 digits and a tail of 15. */
export const TAG_DIGITS = 185;
export const TAG_ID_PATTERN = /^[0-9a-f]{16}$/;

const VERSION = 1;
const STATIC_TYPE = 1;
const EPOCH_MS = Date.UTC(2025, 0, 1);
const MAX_ISSUED_DAY = 0xffff;

export function isKid(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 255;
}

/** @returns the whole days from 2025-01-01 (UTC) to the given moment; a clock before that day is our own mistake. */
export function issuedDayOf(nowMs: number): number {
  const day = Math.floor((nowMs - EPOCH_MS) / DAY_MS);
  assert(day >= 0 && day <= MAX_ISSUED_DAY, `the clock reads a day that a tag cannot carry: ${day}`);
  return day;
}

/** @returns the day a tag was issued as `YYYY-MM-DD`. */
export function formatIssuedDay(issuedDay: number): string {
  return new Date(EPOCH_MS + issuedDay * DAY_MS).toISOString().slice(0, 10);
}

/** @returns 12 bytes: version and type, kid, tag id, issued day (the last two big endian). */
export function encodeTagPayload(payload: TagPayload): Uint8Array {
  assert(isKid(payload.kid), `a kid is 0..255, got ${payload.kid}`);
  assert(TAG_ID_PATTERN.test(payload.tagId), 'a tag id is 16 lower-case hexadecimal digits');
  assert(
    Number.isInteger(payload.issuedDay) && payload.issuedDay >= 0 && payload.issuedDay <= MAX_ISSUED_DAY,
    `an issued day is 0..65535, got ${payload.issuedDay}`,
  );
  const bytes = new Uint8Array(PAYLOAD_BYTES);
  bytes[0] = (VERSION << 4) | STATIC_TYPE;
  bytes[1] = payload.kid;
  bytes.set(Buffer.from(payload.tagId, 'hex'), 2);
  bytes[10] = payload.issuedDay >> 8;
  bytes[11] = payload.issuedDay & 0xff;
  return bytes;
}

/** Reads the 12 payload bytes; another version or type is refused, not guessed at. */
export function parseTagPayload(bytes: Uint8Array): Result<TagPayload, TagPayloadRefusal> {
  const [versionAndType, kid, , , , , , , , , dayHigh, dayLow] = bytes;
  if (bytes.length !== PAYLOAD_BYTES) return refused('length');
  assert(versionAndType !== undefined && kid !== undefined, 'twelve bytes were counted');
  assert(dayHigh !== undefined && dayLow !== undefined, 'twelve bytes were counted');
  if (versionAndType >> 4 !== VERSION) return refused('version');
  if ((versionAndType & 0x0f) !== STATIC_TYPE) return refused('type');
  const tagId = Buffer.from(bytes.subarray(2, 10)).toString('hex');
  return ok({ kid, tagId, issuedDay: (dayHigh << 8) | dayLow });
}

export type TagHeader = {
  readonly alg: typeof TAG_ALGORITHM;
  readonly kid: string;
  readonly typ: typeof TAG_TYPE;
  readonly iss: string;
};

/**
 * The JWS protected header of every tag of one key (RFC 7515). Its members and their order are part of the format:
 * the verifier rebuilds the same bytes from the kid and the issuer name stored with that kid (QR-02, QR-03).
 */
export function tagHeader(kid: number, issuer: string): TagHeader {
  return { alg: TAG_ALGORITHM, kid: `k${kid}`, typ: TAG_TYPE, iss: issuer };
}
