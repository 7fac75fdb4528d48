// The letters on labels: measures, outlines and fonts for a printer, from typefaces whose licence (OFL) lets us ship them.
import { readFileSync } from 'node:fs';
import { create, type Font } from 'fontkit';
import { assert, ok, type Result, refused } from '#protocol';
import { unpackWoff } from './woff.ts';

/** The outline of one line of text: SVG path data in thousandths of an em, y downwards, its baseline at 0. */
export type Outline = { readonly path: string; readonly widthEm: number };
/** Neighbouring letters that one font draws. */
export type Run = { readonly font: string; readonly text: string; readonly widthEm: number };
export type LettersMissing = { readonly code: 'label.letters-missing'; readonly letters: string };

export type Typeface = {
  /** Names to bytes, for a document that carries its fonts. */
  readonly fonts: ReadonlyMap<string, Uint8Array>;
  /** Which letters could not be drawn; none is ever left out silently. */
  check(text: string): Result<true, LettersMissing>;
  runsOf(text: string): readonly Run[];
  widthEm(text: string): number;
  outlineOf(text: string): Outline;
};

/** Noto Sans for every European, Cyrillic, Greek and Vietnamese name; Noto Sans SC for 7,947 Chinese characters and kana. */
const SHIPPED = [
  ...['latin', 'latin-ext', 'greek', 'greek-ext', 'cyrillic', 'cyrillic-ext', 'vietnamese'].map((part) => `noto-sans-${part}`),
  'noto-sans-sc-chinese-simplified',
].map((name) => `${name}-500-normal`);
/** Numbers run the other way within these: without the bidirectional algorithm (UAX 9), room 12 would be printed as 21. */
const RIGHT_TO_LEFT =
  /\p{Script=Arabic}|\p{Script=Hebrew}|\p{Script=Syriac}|\p{Script=Thaana}|\p{Script=Nko}|\p{Script=Adlam}|\p{Script=Samaritan}|\p{Script=Mandaic}/u;
const UNITS = 1_000;
/** So many widths are remembered, a few hundred kilobytes. */
const MOST_WIDTHS = 4_096;

type Face = { readonly name: string; readonly bytes: Uint8Array; readonly font: Font };

function openFace(name: string, file: Uint8Array): Face {
  // A part of a WOFF2 font comes out of the font library without outlines (qr/decisions/0010).
  assert(Buffer.from(file.subarray(0, 4)).toString('latin1') !== 'wOF2', `${name} is WOFF2: give the TTF, OTF or WOFF`);
  const bytes = unpackWoff(file);
  const font = create(Buffer.from(bytes));
  assert('layout' in font, `${name} holds one font`);
  return { name, bytes, font };
}

/**
 * @param own a font file of the operator's (TTF, OTF, WOFF) for scripts that ours lack; it is asked last.
 * @throws where a file is no font, or one that would print blanks.
 */
export function openTypeface(own: Uint8Array | null = null): Typeface {
  const shipped = SHIPPED.map((name) => openFace(name, readFileSync(new URL(`../fonts/${name}.woff`, import.meta.url))));
  const faces = own === null ? shipped : [...shipped, openFace('own', own)];
  const faceByLetter = new Map<string, Face | null>();

  function faceOf(letter: string): Face | null {
    const known = faceByLetter.get(letter);
    if (known !== undefined) return known;
    const found = faces.find(({ font }) => font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0)) ?? null;
    faceByLetter.set(letter, found);
    return found;
  }

  function check(text: string): Result<true, LettersMissing> {
    const missing = [...new Set(text)].filter((letter) => faceOf(letter) === null || RIGHT_TO_LEFT.test(letter));
    return missing.length === 0 ? ok(true) : refused({ code: 'label.letters-missing', letters: missing.join('') });
  }

  function split(text: string): readonly { readonly face: Face; readonly text: string }[] {
    const runs: { face: Face; text: string }[] = [];
    for (const letter of text) {
      const face = faceOf(letter);
      assert(face !== null, 'letters are checked before they are drawn');
      const last = runs.at(-1);
      if (last?.face === face) last.text += letter;
      else runs.push({ face, text: letter });
    }
    return runs;
  }

  /** Fitting asks for the same words again at every size. */
  const widths = new Map<string, number>();
  function widthEm(text: string): number {
    const known = widths.get(text);
    if (known !== undefined) return known;
    const width = split(text).reduce((sum, run) => sum + widthOf(run.face, run.text), 0);
    if (widths.size >= MOST_WIDTHS) widths.clear();
    widths.set(text, width);
    return width;
  }

  const widthOf = (face: Face, text: string): number => face.font.layout(text).advanceWidth / face.font.unitsPerEm;

  return {
    fonts: new Map(faces.map(({ name, bytes }) => [name, bytes])),
    check,
    runsOf: (text) => split(text).map((run) => ({ font: run.face.name, text: run.text, widthEm: widthOf(run.face, run.text) })),
    widthEm,
    outlineOf(text) {
      let path = '';
      let atEm = 0;
      for (const run of split(text)) {
        const { font } = run.face;
        const scale = UNITS / font.unitsPerEm;
        const { glyphs, positions } = font.layout(run.text);
        let x = 0;
        for (const [at, glyph] of glyphs.entries()) {
          const place = positions[at];
          assert(place !== undefined, 'every glyph has a place');
          // Fonts measure upwards, pictures downwards.
          path += glyph.path
            .transform(scale, 0, 0, -scale, atEm * UNITS + (x + place.xOffset) * scale, -place.yOffset * scale)
            .toSVG();
          x += place.xAdvance;
        }
        atEm += x / font.unitsPerEm;
      }
      return { path, widthEm: atEm };
    },
  };
}

/** What may stand on a label: composed letters (NFC), without what is invisible or turns the direction of others. */
export function printable(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();
}
