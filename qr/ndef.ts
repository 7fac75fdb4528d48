// The same link for a tag that is tapped: one NDEF URI record, and the bytes around it on a Type 2 tag.
import { assert, ok, type Result, refused } from '#protocol';

/** `form`: not one NDEF message with one whole record; `not-uri`: a record of another kind. */
export type NdefRefusal = 'form' | 'not-uri';

/** NFC Forum RTD URI 1.0, table 3: the beginnings that cost one byte. We write the four that a link can have. */
const PREFIXES: readonly (readonly [code: number, prefix: string])[] = [
  [0x02, 'https://www.'],
  [0x01, 'http://www.'],
  [0x04, 'https://'],
  [0x03, 'http://'],
];
/** First and last record of its message, of a well-known type (NFC Forum NDEF 1.0 section 3.2). */
const ONE_RECORD = 0xc1;
const SHORT_RECORD = 0x10;
const URI_TYPE = 0x55;
const MAX_SHORT_PAYLOAD = 255;

/** NFC Forum Type 2 Tag 1.2 section 2.3: tag, length, value, and what ends them. */
const NDEF_TLV = 0x03;
const TERMINATOR_TLV = 0xfe;
const LONG_LENGTH = 0xff;
const MAX_TYPE_2_MESSAGE = 0xfffe;

/** @returns an NDEF message of one URI record: 204 bytes for a link of a host with 13 characters. */
export function encodeNdef(link: string): Uint8Array {
  const [code, prefix] = PREFIXES.find(([, beginning]) => link.startsWith(beginning)) ?? [0x00, ''];
  const payload = Buffer.concat([Buffer.of(code), Buffer.from(link.slice(prefix.length), 'utf8')]);
  if (payload.length <= MAX_SHORT_PAYLOAD) {
    return new Uint8Array([ONE_RECORD | SHORT_RECORD, 1, payload.length, URI_TYPE, ...payload]);
  }
  const length = Buffer.alloc(4);
  length.writeUInt32BE(payload.length);
  return new Uint8Array([ONE_RECORD, 1, ...length, URI_TYPE, ...payload]);
}

/** Reads a message of one URI record, as `encodeNdef` and any encoder of labels writes it. */
export function parseNdef(message: Uint8Array): Result<string, NdefRefusal> {
  const bytes = Buffer.from(message);
  const [flags, typeLength] = bytes;
  if (flags === undefined || (flags & ~SHORT_RECORD) !== ONE_RECORD || typeLength !== 1) return refused('form');
  const isShort = (flags & SHORT_RECORD) !== 0;
  const headBytes = isShort ? 4 : 7;
  if (bytes.length <= headBytes) return refused('form');
  const payloadBytes = isShort ? bytes.readUInt8(2) : bytes.readUInt32BE(2);
  if (bytes.length !== headBytes + payloadBytes) return refused('form');
  if (bytes.readUInt8(headBytes - 1) !== URI_TYPE) return refused('not-uri');
  const code = bytes.readUInt8(headBytes);
  const prefix = code === 0 ? '' : PREFIXES.find(([known]) => known === code)?.[1];
  if (prefix === undefined) return refused('not-uri');
  return ok(prefix + bytes.toString('utf8', headBytes + 1));
}

/**
 * What is written from page 4 of a Type 2 tag on. A static tag's link needs 207 bytes: NTAG215 (504) and NTAG216 (888) hold it,
 * NTAG213 (144) does not.
 */
export function encodeType2Memory(message: Uint8Array): Uint8Array {
  assert(message.length <= MAX_TYPE_2_MESSAGE, `a Type 2 tag holds messages of up to ${MAX_TYPE_2_MESSAGE} bytes`);
  const length = message.length < LONG_LENGTH ? [message.length] : [LONG_LENGTH, message.length >> 8, message.length & 0xff];
  return new Uint8Array([NDEF_TLV, ...length, ...message, TERMINATOR_TLV]);
}
