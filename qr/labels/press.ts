// The label press: everything that draws labels behind one door, loaded when the first one is drawn and not when a process starts.
import type { Writable } from 'node:stream';
import { ok, type Result, refused } from '#protocol';
import type { CodeMatrix } from '../render.ts';
import type { BitmapRefusal } from './draw-bitmap.ts';
import type { PlannedLabel } from './draw-pdf.ts';
import type { LabelRefusal, LabelSize, LabelWords } from './label-plan.ts';
import type { ZipEntry } from './label-zip.ts';
import type { Arrangement, SheetGrid } from './sheet.ts';
import type { LettersMissing } from './typeface.ts';
import type { ZplOptions } from './zpl.ts';

/** `font.unreadable`: what was given as a font is none. */
export type PressRefusal = { readonly code: 'font.unreadable' };

export type LabelPress = {
  /** Which letters could not be drawn; asked before anything is printed. */
  check(text: string): Result<true, LettersMissing>;
  plan(words: LabelWords, size: LabelSize, matrix: CodeMatrix): Result<PlannedLabel, LabelRefusal>;
  toSvg(label: PlannedLabel): string;
  toPng(label: PlannedLabel, dpi: number): Promise<Result<Uint8Array, BitmapRefusal>>;
  toZpl(label: PlannedLabel, dpi: number, options: ZplOptions): Promise<Result<string, BitmapRefusal>>;
  writeSheets(
    out: Writable,
    sheet: SheetGrid,
    labels: AsyncIterable<PlannedLabel>,
    options: { readonly count: number; readonly arrangement: Arrangement; readonly title: string },
    onLabel?: (drawn: number) => void,
  ): Promise<void>;
  writeCalibration(
    out: Writable,
    sheet: SheetGrid,
    options: { readonly arrangement: Arrangement; readonly words: readonly string[] },
  ): Promise<void>;
  writeZip(out: Writable, entries: readonly ZipEntry[], onEntry?: (written: number) => void): Promise<void>;
};

/** @param ownFont see `openTypeface`. */
export async function openLabelPress(ownFont: Uint8Array | null = null): Promise<Result<LabelPress, PressRefusal>> {
  const [letters, plans, svgs, bitmaps, sheets, zpls, zips] = await Promise.all([
    import('./typeface.ts'),
    import('./label-plan.ts'),
    import('./draw-svg.ts'),
    import('./draw-bitmap.ts'),
    import('./draw-pdf.ts'),
    import('./zpl.ts'),
    import('./label-zip.ts'),
  ]);
  if (ownFont !== null && !isFont(letters.openTypeface, ownFont)) return refused({ code: 'font.unreadable' });
  const typeface = letters.openTypeface(ownFont);
  return ok({
    check: (text) => typeface.check(letters.printable(text)),
    plan(words, size, matrix) {
      const planned = plans.planLabel(words, size, matrix.size, typeface);
      return planned.ok ? ok({ plan: planned.value, matrix }) : planned;
    },
    toSvg: ({ plan, matrix }) => svgs.drawLabelSvg(plan, matrix, typeface),
    async toPng({ plan, matrix }, dpi) {
      const bitmap = await bitmaps.drawLabelBitmap(plan, matrix, typeface, dpi);
      return bitmap.ok ? ok(bitmaps.bitmapToPng(bitmap.value, dpi)) : bitmap;
    },
    async toZpl({ plan, matrix }, dpi, options) {
      const bitmap = await bitmaps.drawLabelBitmap(plan, matrix, typeface, dpi);
      return bitmap.ok ? ok(zpls.composeZpl(bitmap.value, options)) : bitmap;
    },
    writeSheets: (out, sheet, labels, options, onLabel) =>
      sheets.writeLabelSheets(out, sheet, labels, { ...options, typeface }, onLabel),
    writeCalibration: (out, sheet, options) => sheets.writeCalibrationSheet(out, sheet, { ...options, typeface }),
    writeZip: (out, entries, onEntry) => zips.writeZip(out, entries, onEntry),
  });
}

function isFont(open: (bytes: Uint8Array) => unknown, bytes: Uint8Array): boolean {
  try {
    open(bytes);
    return true;
  } catch {
    return false;
  }
}
