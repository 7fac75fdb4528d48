// Label pictures in one ZIP, made one after another while it is written, so that ten thousand need no more memory than ten.
import { once } from 'node:events';
import { Readable, type Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';

export type ZipEntry = { readonly name: string; make(): Promise<string | Uint8Array> };

/** Writes the entries in their order; the first that cannot be made ends it with its error. */
export async function writeZip(
  out: Writable,
  entries: readonly ZipEntry[],
  onEntry: (written: number) => void = () => {},
): Promise<void> {
  const zip = new ZipFile();
  let written = 0;
  for (const { name, make } of entries) {
    zip.addReadStreamLazy(name, {}, (give) => {
      make().then(
        (content) => {
          written += 1;
          onEntry(written);
          give(null, Readable.from([Buffer.from(content)]));
        },
        (cause: unknown) => give(cause, Readable.from([])),
      );
    });
  }
  const failed = once(zip, 'error').then(([cause]) => Promise.reject(cause));
  zip.outputStream.pipe(out);
  zip.end();
  await Promise.race([finished(out), failed]);
}
