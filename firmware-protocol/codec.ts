// Codec: bytes to a checked message; never throws, and says where a payload is wrong.
import type { z } from 'zod';
import { ok, type Result, refused } from './vocabulary/result.ts';

export type CodecRefusal =
  | { readonly code: 'codec.too-large'; readonly bytes: number; readonly limitBytes: number }
  | { readonly code: 'codec.not-utf8' | 'codec.not-json' }
  | { readonly code: 'codec.invalid'; readonly at: string; readonly problem: string };

/** What the first byte of a payload announces: `{` JSON, `e` a compact JWS (FP-01). */
export type PayloadForm = 'json' | 'jws' | 'unknown';

// A byte order mark is not dropped: what was received is what is hashed and parsed, and JSON has none.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function payloadForm(bytes: Uint8Array): PayloadForm {
  if (bytes[0] === 0x7b) return 'json';
  if (bytes[0] === 0x65) return 'jws';
  return 'unknown';
}

/** Reads text of at most `limitBytes`. */
export function decodeText(bytes: Uint8Array, limitBytes: number): Result<string, CodecRefusal> {
  if (bytes.length > limitBytes) return refused({ code: 'codec.too-large', bytes: bytes.length, limitBytes });
  try {
    return ok(utf8.decode(bytes));
  } catch {
    return refused({ code: 'codec.not-utf8' });
  }
}

/** Parses JSON text against a message's schema; unknown fields are dropped (FP-01). */
export function decodeMessage<S extends z.ZodType>(schema: S, text: string): Result<z.output<S>, CodecRefusal> {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return refused({ code: 'codec.not-json' });
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  return refused({ code: 'codec.invalid', at: (issue?.path ?? []).join('.'), problem: issue?.message ?? 'invalid' });
}

/** Bytes and schema in one step, for messages that carry no signature. */
export function decodeBytes<S extends z.ZodType>(
  schema: S,
  bytes: Uint8Array,
  limitBytes: number,
): Result<z.output<S>, CodecRefusal> {
  const text = decodeText(bytes, limitBytes);
  return text.ok ? decodeMessage(schema, text.value) : text;
}
