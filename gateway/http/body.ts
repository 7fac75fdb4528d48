// Body: reads a request's body, never more than the limit, whatever its length header says or leaves out.
import { ok, type Result, refused } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import type { Asking } from './context.ts';

const BODY_LIMIT_BYTES = 65_536;

const tooLarge = (limitBytes: number): Result<never, Rejection> => refused({ code: 'request.too-large', limitBytes });

async function readBytes(stream: ReadableStream<Uint8Array>, limitBytes: number): Promise<Result<Uint8Array, Rejection>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return ok(Buffer.concat(chunks));
    size += value.byteLength;
    if (size > limitBytes) {
      await reader.cancel();
      return tooLarge(limitBytes);
    }
    chunks.push(value);
  }
}

/** Reads all of the stream, or null when it broke off: a client that hangs up is not our failure. */
async function readWhole(stream: ReadableStream<Uint8Array>, limitBytes: number): Promise<Result<Uint8Array, Rejection> | null> {
  try {
    return await readBytes(stream, limitBytes);
  } catch {
    return null;
  }
}

/** The body as UTF-8 text of the media type that is wanted (RFC 9110 §15.5.16 otherwise). */
async function readText(c: Asking, mediaType: string): Promise<Result<string, Rejection>> {
  const given = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (given !== mediaType) return refused({ code: 'request.unsupported-type' });
  return readRaw(c, BODY_LIMIT_BYTES);
}

/** The body as UTF-8 text, byte for byte as it came, whatever its type: for what carries a signature of its own. */
export async function readRaw(c: Asking, limitBytes: number): Promise<Result<string, Rejection>> {
  if (c.req.header('content-encoding') !== undefined) return refused({ code: 'request.unsupported-type' });
  if (Number(c.req.header('content-length') ?? 0) > limitBytes) return tooLarge(limitBytes);
  const stream = c.req.raw.body;
  const bytes = stream === null ? ok(new Uint8Array()) : await readWhole(stream, limitBytes);
  if (bytes === null) return refused({ code: 'request.malformed', at: 'body', problem: 'broken off' });
  if (!bytes.ok) return bytes;
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes.value));
  } catch {
    return refused({ code: 'request.malformed', at: 'body', problem: 'not UTF-8' });
  }
}

/** JSON of any shape; the route's schema judges it. */
export async function readJson(c: Asking): Promise<Result<unknown, Rejection>> {
  const text = await readText(c, 'application/json');
  if (!text.ok) return text;
  try {
    return ok(JSON.parse(text.value));
  } catch {
    return refused({ code: 'request.malformed', at: 'body', problem: 'not JSON' });
  }
}

/** A form's fields; of a field sent twice the first counts. */
export async function readForm(c: Asking): Promise<Result<ReadonlyMap<string, string>, Rejection>> {
  const text = await readText(c, 'application/x-www-form-urlencoded');
  if (!text.ok) return text;
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text.value)) if (!fields.has(name)) fields.set(name, value);
  return ok(fields);
}
