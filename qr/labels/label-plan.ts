// What stands where on one label: the code with its quiet zone, and lines of text fitted into what is left.
import { assert, ok, type Result, refused } from '#protocol';
import { type LettersMissing, printable, type Typeface } from './typeface.ts';

/** What a label says besides its code. Whoever cannot scan types the short code at the host that is printed. */
export type LabelWords = {
  /** Of the object: `Pod 12`, `睡眠舱 12`. */
  readonly name: string;
  /** As printed, `7K3M-Q9TX-8`. */
  readonly shortCode: string;
  /** Where the link opens, as text: a person compares it with what the phone shows. */
  readonly host: string;
  /** What we never do, in the venue's language: the scan page asks for no card and no deposit. */
  readonly notice: string;
};

export type LabelSize = { readonly widthMm: number; readonly heightMm: number };
export type PlacedText = {
  readonly text: string;
  /** Left end of the line. */
  readonly xMm: number;
  readonly baselineMm: number;
  /** Height of an em. */
  readonly sizeMm: number;
};
export type LabelPlan = {
  readonly size: LabelSize;
  /** The side includes the quiet zone of four modules. */
  readonly code: { readonly xMm: number; readonly yMm: number; readonly sideMm: number; readonly moduleMm: number };
  readonly texts: readonly PlacedText[];
};

export type LabelRefusal =
  | { readonly code: 'label.too-small'; readonly moduleMm: number; readonly smallestMm: number }
  | LettersMissing;

/** ISO/IEC 18004: four light modules on each side. */
export const QUIET_MODULES = 4;
/** Phones read smaller ones on a screen; on a worn label of an ordinary printer they do not. */
export const SMALLEST_MODULE_MM = 0.35;
/** A code beyond this is easier to aim at from afar, and needed by nobody who stands before an object. */
const LARGEST_CODE_MM = 60;
/** Printers lay a sheet in with about this much play. */
const EDGE_MM = 1;
const LEADING = 1.28;
const SMALLEST_TEXT_MM = 1.3;
const LARGEST_TEXT_MM = 7;
/** How much smaller a line may become before it is broken in two. */
const ONE_LINE_FROM = 0.7;
const ELLIPSIS = '…';
const WIDE_RATIO = 1.35;

/** A line before it is fitted: which words, how high, on how many lines at most. */
type Wish = { readonly text: string; readonly sizeMm: number; readonly most: number; readonly mayGo: boolean };
type Line = { readonly text: string; readonly sizeMm: number };
type Box = { readonly xMm: number; readonly yMm: number; readonly widthMm: number; readonly heightMm: number };

/** @param modules along one side of the code, without its quiet zone. */
export function planLabel(
  words: LabelWords,
  size: LabelSize,
  modules: number,
  typeface: Typeface,
): Result<LabelPlan, LabelRefusal> {
  const name = printable(words.name);
  const notice = printable(words.notice);
  for (const text of [name, words.shortCode, words.host, notice]) {
    const letters = typeface.check(text);
    if (!letters.ok) return letters;
  }
  const isWide = size.widthMm >= WIDE_RATIO * size.heightMm;
  const innerWidthMm = size.widthMm - 2 * EDGE_MM;
  const innerHeightMm = size.heightMm - 2 * EDGE_MM;
  const sideMm = Math.min(
    LARGEST_CODE_MM,
    isWide ? Math.min(innerHeightMm, innerWidthMm * 0.55) : Math.min(innerWidthMm, innerHeightMm * 0.74),
  );
  const moduleMm = sideMm / (modules + 2 * QUIET_MODULES);
  if (moduleMm < SMALLEST_MODULE_MM) return refused({ code: 'label.too-small', moduleMm, smallestMm: SMALLEST_MODULE_MM });

  const code = isWide
    ? { xMm: EDGE_MM, yMm: (size.heightMm - sideMm) / 2, sideMm, moduleMm }
    : { xMm: (size.widthMm - sideMm) / 2, yMm: EDGE_MM, sideMm, moduleMm };
  const box: Box = isWide
    ? { xMm: EDGE_MM + sideMm, yMm: EDGE_MM, widthMm: innerWidthMm - sideMm, heightMm: innerHeightMm }
    : { xMm: EDGE_MM, yMm: EDGE_MM + sideMm, widthMm: innerWidthMm, heightMm: innerHeightMm - sideMm };
  const lineMm = isWide ? Math.min(LARGEST_TEXT_MM, size.heightMm * 0.14) : Math.min(LARGEST_TEXT_MM, box.heightMm * 0.4);
  const wishes: readonly Wish[] = [
    { text: name, sizeMm: lineMm, most: isWide ? 2 : 1, mayGo: false },
    { text: words.shortCode, sizeMm: lineMm * 0.8, most: 1, mayGo: false },
    { text: words.host, sizeMm: lineMm * 0.55, most: 1, mayGo: false },
    { text: notice, sizeMm: lineMm * 0.42, most: 2, mayGo: true },
  ].filter(({ text }) => text !== '');
  const lines = fitLines(wishes, box, typeface);
  return ok({ size, code, texts: stack(lines, box, isWide, typeface) });
}

/** Shrinks all lines together until they fit; what may go, goes before anything becomes too small to read. */
function fitLines(wishes: readonly Wish[], box: Box, typeface: Typeface): readonly Line[] {
  for (const kept of [wishes, wishes.filter(({ mayGo }) => !mayGo)]) {
    for (let scale = 1; scale >= 0.55; scale -= 0.05) {
      const lines = kept.flatMap((wish) => fitOne(wish, wish.sizeMm * scale, box.widthMm, typeface));
      if (heightOf(lines) <= box.heightMm) return lines;
    }
  }
  const [name, ...rest] = wishes.filter(({ mayGo }) => !mayGo);
  assert(name !== undefined, 'a label has words');
  const smallest = [{ ...name, most: 1 }, ...rest].flatMap((wish) => fitOne(wish, SMALLEST_TEXT_MM, box.widthMm, typeface));
  // A name and a short code help more than a host that the phone shows anyway.
  return smallest.slice(0, Math.max(1, Math.floor(box.heightMm / (SMALLEST_TEXT_MM * LEADING))));
}

const heightOf = (lines: readonly Line[]): number => lines.reduce((sum, { sizeMm }) => sum + sizeMm * LEADING, 0);

function fitOne(wish: Wish, wantedMm: number, widthMm: number, typeface: Typeface): readonly Line[] {
  // A little smaller on one line reads better than a number alone on a second one.
  const oneLineMm = widthMm / typeface.widthEm(wish.text);
  if (oneLineMm >= wantedMm * ONE_LINE_FROM) return [{ text: wish.text, sizeMm: Math.min(wantedMm, oneLineMm) }];
  for (let sizeMm = wantedMm; sizeMm >= SMALLEST_TEXT_MM; sizeMm -= 0.1) {
    const lines = breakLines(wish.text, widthMm / sizeMm, typeface);
    if (lines !== null && lines.length <= wish.most) return lines.map((text) => ({ text, sizeMm }));
  }
  return [{ text: cutToWidth(wish.text, widthMm / SMALLEST_TEXT_MM, typeface), sizeMm: SMALLEST_TEXT_MM }];
}

/** Breaks at blanks and between Chinese characters; null when one word alone is wider than the line. */
function breakLines(text: string, widthEm: number, typeface: Typeface): readonly string[] | null {
  const pieces =
    text.match(
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+|\s+/gu,
    ) ?? [];
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces) {
    if (typeface.widthEm((line + piece).trim()) <= widthEm) {
      line += piece;
      continue;
    }
    if (typeface.widthEm(piece.trim()) > widthEm) return null;
    lines.push(line.trim());
    line = piece;
  }
  lines.push(line.trim());
  return lines.filter((each) => each !== '');
}

function cutToWidth(text: string, widthEm: number, typeface: Typeface): string {
  const letters = [...text];
  while (letters.length > 1 && typeface.widthEm(letters.join('') + ELLIPSIS) > widthEm) letters.pop();
  return letters.join('').trimEnd() + ELLIPSIS;
}

function stack(lines: readonly Line[], box: Box, isWide: boolean, typeface: Typeface): readonly PlacedText[] {
  let topMm = isWide ? box.yMm + (box.heightMm - heightOf(lines)) / 2 : box.yMm;
  return lines.map(({ text, sizeMm }) => {
    const widthMm = typeface.widthEm(text) * sizeMm;
    const placed = {
      text,
      xMm: isWide ? box.xMm : box.xMm + (box.widthMm - widthMm) / 2,
      baselineMm: topMm + sizeMm * 0.98,
      sizeMm,
    };
    topMm += sizeMm * LEADING;
    return placed;
  });
}
