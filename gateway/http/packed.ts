// Packed: files that never change are compressed once, for whoever takes that (RFC 9110 §12.5.3), and kept.
import { gzipSync } from 'node:zlib';
import type { Asking } from './context.ts';

export type PackedFile = {
  readonly type: string;
  readonly cacheControl: string;
  readonly body: Uint8Array<ArrayBuffer>;
  readonly packed: Uint8Array<ArrayBuffer>;
};

export function packFile(content: string | Uint8Array, about: Pick<PackedFile, 'type' | 'cacheControl'>): PackedFile {
  const { type, cacheControl } = about;
  const body = new Uint8Array(Buffer.from(content));
  return { type, cacheControl, body, packed: new Uint8Array(gzipSync(body, { level: 9 })) };
}

export function answerFile(c: Asking, { type, cacheControl, body, packed }: PackedFile): Response {
  const takesGzip = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(c.req.header('accept-encoding') ?? '');
  const encoding = takesGzip ? { 'Content-Encoding': 'gzip' } : {};
  const headers = { 'Content-Type': type, 'Cache-Control': cacheControl, Vary: 'Accept-Encoding', ...encoding };
  return c.body(takesGzip ? packed : body, 200, headers);
}
