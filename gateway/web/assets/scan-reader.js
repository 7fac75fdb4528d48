// Reads codes in pictures: with the browser's own detector where that passes a test, else with a decoder that is fetched then.
// @ts-check

/**
 * @typedef {HTMLVideoElement | HTMLCanvasElement | ImageBitmap} Picture
 * @typedef {{ detect(picture: Picture): Promise<readonly { rawValue: string }[]> }} Detector
 * @typedef {{ formats: readonly string[], maxNumberOfSymbols: number }} DecoderOptions
 * @typedef {{
 *   prepareZXingModule(options: { overrides: { locateFile(): string } }): void,
 *   readBarcodes(image: ImageData, options: DecoderOptions): Promise<readonly { isValid: boolean, text: string }[]>,
 * }} Decoder
 * @typedef {{ text: string, size: number, modules: string }} Sample a code as drawn: its text, and its modules row by row
 */

const SELF_TEST_MS = 3_000;
const QUIET_MODULES = 4;
const SAMPLE_PX_PER_MODULE = 4;
/** Enough for a label that fills a third of the picture: 49 modules then have 4 pixels each. */
const SHORT_SIDE_PX = 720;
/** A photo is taken once and may be of a far label. */
const PHOTO_SIDE_PX = 1_600;

/** @param {number} width @param {number} height */
function createCanvas(width, height) {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  if (!pen) throw new Error('no canvas');
  return { canvas, pen };
}

/** @param {Sample} sample */
function drawSample({ size, modules }) {
  const side = (size + 2 * QUIET_MODULES) * SAMPLE_PX_PER_MODULE;
  const { canvas, pen } = createCanvas(side, side);
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, side, side);
  pen.fillStyle = '#000';
  const bytes = atob(modules);
  for (let at = 0; at < size * size; at += 1) {
    if (((bytes.charCodeAt(at >> 3) >> (7 - (at & 7))) & 1) === 0) continue;
    const column = (at % size) + QUIET_MODULES;
    const row = Math.floor(at / size) + QUIET_MODULES;
    pen.fillRect(column * SAMPLE_PX_PER_MODULE, row * SAMPLE_PX_PER_MODULE, SAMPLE_PX_PER_MODULE, SAMPLE_PX_PER_MODULE);
  }
  return canvas;
}

/** Some detectors exist and read nothing, or not a code that mixes letters and digits. @param {Sample} sample @returns {Promise<Detector | null>} */
async function findDetector(sample) {
  const Own = /** @type {{ BarcodeDetector?: new (options: { formats: string[] }) => Detector }} */ (
    /** @type {unknown} */ (window)
  ).BarcodeDetector;
  if (!Own) return null;
  try {
    const detector = new Own({ formats: ['qr_code'] });
    const late = new Promise((resolve) => {
      window.setTimeout(() => resolve([]), SELF_TEST_MS);
    });
    const found = /** @type {readonly { rawValue: string }[]} */ (
      await Promise.race([detector.detect(drawSample(sample)), late])
    );
    return found.length === 1 && found[0]?.rawValue === sample.text ? detector : null;
  } catch {
    return null;
  }
}

/** @param {{ script: string, wasm: string }} addresses both of this very origin @returns {Promise<Decoder>} */
async function loadDecoder({ script, wasm }) {
  const tag = document.createElement('script');
  tag.src = script;
  await new Promise((resolve, reject) => {
    tag.addEventListener('load', resolve);
    tag.addEventListener('error', () => reject(new Error('the decoder did not come')));
    document.head.append(tag);
  });
  const { ZXingWASM } = /** @type {{ ZXingWASM: Decoder }} */ (/** @type {unknown} */ (window));
  ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => wasm } });
  return ZXingWASM;
}

/** @param {Picture} picture */
function sizeOf(picture) {
  if (picture instanceof HTMLVideoElement) return { width: picture.videoWidth, height: picture.videoHeight };
  return { width: picture.width, height: picture.height };
}

/** @param {Picture} picture @param {number} shortSidePx @param {ReturnType<typeof createCanvas>} board drawn on again for each picture */
function pixelsOf(picture, shortSidePx, { canvas, pen }) {
  const { width, height } = sizeOf(picture);
  const scale = Math.min(1, shortSidePx / Math.max(1, Math.min(width, height)));
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

/**
 * @param {{ sample: Sample, script: string, wasm: string }} given
 * @returns what reads pictures; each answers the texts of all codes in it. Throws where no decoder could be had.
 */
export function createReader(given) {
  /** @type {Promise<Detector | null> | null} */
  let detector = null;
  /** @type {Promise<Decoder> | null} */
  let decoder = null;
  const board = createCanvas(1, 1);

  /** @param {Picture} picture @param {number} shortSidePx */
  async function decode(picture, shortSidePx) {
    decoder ??= loadDecoder(given);
    try {
      const { readBarcodes } = await decoder;
      const codes = await readBarcodes(pixelsOf(picture, shortSidePx, board), { formats: ['QRCode'], maxNumberOfSymbols: 4 });
      return codes.filter(({ isValid }) => isValid).map(({ text }) => text);
    } catch (cause) {
      // The network may be back at the next picture.
      decoder = null;
      throw cause;
    }
  }

  /** @param {Picture} picture @returns {Promise<string[]>} */
  async function detect(picture) {
    detector ??= findDetector(given.sample);
    const own = await detector;
    if (!own) return [];
    try {
      return (await own.detect(picture)).map(({ rawValue }) => rawValue);
    } catch {
      detector = Promise.resolve(null);
      return [];
    }
  }

  return {
    /** @param {HTMLVideoElement} video @returns {Promise<string[]>} */
    async readFrame(video) {
      detector ??= findDetector(given.sample);
      return (await detector) ? detect(video) : decode(video, SHORT_SIDE_PX);
    },
    /** Both get their try: a photo is not followed by another one. @param {ImageBitmap} photo @returns {Promise<string[]>} */
    async readPhoto(photo) {
      const found = await detect(photo);
      return found.length > 0 ? found : decode(photo, PHOTO_SIDE_PX);
    },
  };
}
