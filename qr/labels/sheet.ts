// Sheets of labels: their geometry, the ones that shops sell, free grids, and where each label comes to lie.
import { ok, type Result, refused } from '#protocol';

/** Millimetres from the upper left corner of the page. */
export type SheetGrid = {
  readonly name: string;
  readonly pageWidthMm: number;
  readonly pageHeightMm: number;
  readonly columns: number;
  readonly rows: number;
  readonly labelWidthMm: number;
  readonly labelHeightMm: number;
  readonly leftMm: number;
  readonly topMm: number;
  /** From the left edge of one label to that of the next. */
  readonly pitchXMm: number;
  readonly pitchYMm: number;
};

export type SheetRefusal =
  | { readonly code: 'sheet.off-page'; readonly side: 'right' | 'bottom'; readonly byMm: number }
  | { readonly code: 'sheet.overlap'; readonly direction: 'across' | 'down' }
  | { readonly code: 'sheet.measure'; readonly measure: string };

/** How a batch lies on its sheets. */
export type Arrangement = {
  /** 1 is the upper left label of the first sheet: a used sheet goes on where it was left. */
  readonly start: number;
  readonly copies: number;
  /** What a test print of the calibration sheet showed to be off: right and down are positive. */
  readonly shiftXMm: number;
  readonly shiftYMm: number;
};

export type PlacedLabel = { readonly index: number; readonly sheet: number; readonly xMm: number; readonly yMm: number };

const MM_PER_INCH = 25.4;
const inch = (value: number): number => value * MM_PER_INCH;
const A4 = { pageWidthMm: 210, pageHeightMm: 297 };
const LETTER = { pageWidthMm: inch(8.5), pageHeightMm: inch(11) };
/** Rounding of printed measures, in millimetres. */
const TOLERANCE_MM = 0.05;

/** Measures as their makers publish them. */
const PRESETS: readonly SheetGrid[] = [
  {
    name: 'avery-l7160',
    ...A4,
    columns: 3,
    rows: 7,
    labelWidthMm: 63.5,
    labelHeightMm: 38.1,
    leftMm: 7.2,
    topMm: 15.15,
    pitchXMm: 66.04,
    pitchYMm: 38.1,
  },
  {
    name: 'avery-l7163',
    ...A4,
    columns: 2,
    rows: 7,
    labelWidthMm: 99.06,
    labelHeightMm: 38.1,
    leftMm: 4.67,
    topMm: 15.15,
    pitchXMm: 101.6,
    pitchYMm: 38.1,
  },
  {
    name: 'avery-l6009',
    ...A4,
    columns: 4,
    rows: 12,
    labelWidthMm: 45.7,
    labelHeightMm: 21.2,
    leftMm: 9.7,
    topMm: 21.5,
    pitchXMm: 48.3,
    pitchYMm: 21.2,
  },
  {
    name: 'avery-5160',
    ...LETTER,
    columns: 3,
    rows: 10,
    labelWidthMm: inch(2.625),
    labelHeightMm: inch(1),
    leftMm: inch(0.1875),
    topMm: inch(0.5),
    pitchXMm: inch(2.75),
    pitchYMm: inch(1),
  },
  {
    name: 'avery-22806',
    ...LETTER,
    columns: 3,
    rows: 4,
    labelWidthMm: inch(2),
    labelHeightMm: inch(2),
    leftMm: inch(0.625),
    topMm: inch(0.625),
    pitchXMm: inch(2.625),
    pitchYMm: inch(2.5833),
  },
];

export const SHEET_NAMES: readonly string[] = PRESETS.map(({ name }) => name);

/** @returns the sheet of that name; null for one that we do not know. */
export function findSheet(name: string): SheetGrid | null {
  return PRESETS.find((sheet) => sheet.name === name) ?? null;
}

/** Reads `63.5`, `63.5mm` or `2.625in`; null for what is no length. */
export function parseLengthMm(text: string): number | null {
  const [, digits, unit] = /^([0-9]{1,4}(?:\.[0-9]{1,4})?)(mm|in)?$/.exec(text) ?? [];
  if (digits === undefined) return null;
  return unit === 'in' ? inch(Number(digits)) : Number(digits);
}

/** A grid must lie on its page, and its labels side by side. */
export function judgeSheet(sheet: SheetGrid): Result<SheetGrid, SheetRefusal> {
  const measures = { pageWidthMm: 0, pageHeightMm: 0, labelWidthMm: 0, labelHeightMm: 0, columns: 0, rows: 0 };
  for (const measure of Object.keys(measures) as (keyof typeof measures)[]) {
    if (!(sheet[measure] > 0)) return refused({ code: 'sheet.measure', measure });
  }
  if (sheet.columns > 1 && sheet.pitchXMm < sheet.labelWidthMm - TOLERANCE_MM) {
    return refused({ code: 'sheet.overlap', direction: 'across' });
  }
  if (sheet.rows > 1 && sheet.pitchYMm < sheet.labelHeightMm - TOLERANCE_MM) {
    return refused({ code: 'sheet.overlap', direction: 'down' });
  }
  const right = sheet.leftMm + (sheet.columns - 1) * sheet.pitchXMm + sheet.labelWidthMm - sheet.pageWidthMm;
  if (right > TOLERANCE_MM) return refused({ code: 'sheet.off-page', side: 'right', byMm: right });
  const bottom = sheet.topMm + (sheet.rows - 1) * sheet.pitchYMm + sheet.labelHeightMm - sheet.pageHeightMm;
  if (bottom > TOLERANCE_MM) return refused({ code: 'sheet.off-page', side: 'bottom', byMm: bottom });
  return ok(sheet);
}

/** Where the labels of a batch lie, copy after copy, sheet after sheet. */
export function* placeLabels(sheet: SheetGrid, count: number, arrangement: Arrangement): Generator<PlacedLabel> {
  const perSheet = sheet.columns * sheet.rows;
  for (let at = 0; at < count * arrangement.copies; at += 1) {
    const slot = at + arrangement.start - 1;
    const onSheet = slot % perSheet;
    yield {
      index: Math.floor(at / arrangement.copies),
      sheet: Math.floor(slot / perSheet),
      xMm: sheet.leftMm + (onSheet % sheet.columns) * sheet.pitchXMm + arrangement.shiftXMm,
      yMm: sheet.topMm + Math.floor(onSheet / sheet.columns) * sheet.pitchYMm + arrangement.shiftYMm,
    };
  }
}
