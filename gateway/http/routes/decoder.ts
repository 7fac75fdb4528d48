// Decoder: reads codes for browsers that have no reader of their own; served from here, so that no other network is asked.
import { readFileSync } from 'node:fs';
import { sha256 } from '#protocol';
import { decoderFiles } from '#qr';
import type { App } from '../context.ts';
import { answerFile, type PackedFile, packFile } from '../packed.ts';

const FOLDER = '/assets/decoder';
const FOR_EVER = 'public, max-age=31536000, immutable';

export type Decoder = {
  /** Addresses under names that change with the content. */
  readonly script: string;
  readonly wasm: string;
};

type Named = { readonly url: string; readonly file: PackedFile };

function nameFile(extension: 'js' | 'wasm', type: string, content: Buffer): Named {
  const url = `${FOLDER}/decoder.${sha256(content).slice(0, 10)}.${extension}`;
  return { url, file: packFile(content, { type, cacheControl: FOR_EVER }) };
}

function readFiles(): { readonly script: Named; readonly wasm: Named } {
  const { script, wasm, licence } = decoderFiles();
  const licensed = Buffer.concat([Buffer.from(`/*! zxing-wasm\n${readFileSync(licence, 'utf8')}*/\n`), readFileSync(script)]);
  return {
    script: nameFile('js', 'text/javascript; charset=utf-8', licensed),
    wasm: nameFile('wasm', 'application/wasm', readFileSync(wasm)),
  };
}

/** Adds the files' own route; they are read and packed at the first visit to a scanner, and kept. */
export function addDecoder(app: App): () => Decoder {
  let files: ReturnType<typeof readFiles> | null = null;
  const loaded = (): ReturnType<typeof readFiles> => {
    files ??= readFiles();
    return files;
  };
  app.get(`${FOLDER}/:name`, (c) => {
    const found = Object.values(loaded()).find(({ url }) => url === c.req.path);
    return found ? answerFile(c, found.file) : c.notFound();
  });
  return () => ({ script: loaded().script.url, wasm: loaded().wasm.url });
}
