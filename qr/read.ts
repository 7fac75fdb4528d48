// Reads the QR codes in a picture, so that everything we print can be decoded back before anyone relies on it (QR-08).
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const fromHere = createRequire(import.meta.url);
/** The decoder of this process: 1 MB of WebAssembly, compiled at the first picture and not at start-up. */
let decoder: Promise<typeof import('zxing-wasm/reader')> | undefined;

/**
 * @param picture the bytes of a PNG or JPEG file, of any source.
 * @returns the text of each QR code that was read without error; none for a file that is not a picture.
 */
export async function readPicture(picture: Uint8Array): Promise<string[]> {
  decoder ??= loadDecoder();
  const { readBarcodes } = await decoder;
  const codes = await readBarcodes(picture, { formats: ['QRCode'] });
  return codes.filter((code) => code.isValid).map((code) => code.text);
}

/** Where the decoder lies as a plain script and its WebAssembly, for whoever serves them to a browser; both under its licence. */
export function decoderFiles(): { readonly script: URL; readonly wasm: URL; readonly licence: URL } {
  const wasm = pathToFileURL(fromHere.resolve('zxing-wasm/reader/zxing_reader.wasm'));
  return { wasm, script: new URL('../iife/reader/index.js', wasm), licence: new URL('../../LICENSE', wasm) };
}

/** The package would fetch its WebAssembly from a public network; ours comes from node_modules and nowhere else. */
async function loadDecoder(): Promise<typeof import('zxing-wasm/reader')> {
  const reader = await import('zxing-wasm/reader');
  const wasm = await readFile(fromHere.resolve('zxing-wasm/reader/zxing_reader.wasm'));
  reader.prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer } });
  return reader;
}
