// Print order: what labels are to become, and on what; the same for the command line and the API.
import { ok, type Result, refused } from '#protocol';
import { type Arrangement, type ErrorLevel, judgeLabelSize, type LabelSize, type LabelTooLarge, type SheetGrid } from '#qr';

export const LABEL_FORMATS = ['pdf', 'zpl', 'svg', 'png', 'csv'] as const;
export type LabelFormat = (typeof LABEL_FORMATS)[number];

/** Where nothing is said. */
export const USUAL_SHEET = 'avery-l7160';

/** Of label printers: 8, 12 and 24 dots a millimetre. */
export const PRINTER_DPI = [203, 300, 600] as const;
export type PrinterDpi = (typeof PRINTER_DPI)[number];

export type PrintOrder = {
  readonly format: LabelFormat;
  /** Pages of a PDF; the other formats draw one label after another. */
  readonly sheet: SheetGrid;
  readonly arrangement: Arrangement;
  /** Of one label that lies on no sheet; null takes what suits the kind of object, which a roll cannot do. */
  readonly size: LabelSize | null;
  readonly dpi: PrinterDpi;
  /** Null: Q for what stands outdoors where the label has room for it, else M. */
  readonly level: ErrorLevel | null;
  /** What the scan page never asks for, in words that the venue's visitors read; empty for none. */
  readonly notice: string;
  readonly title: string;
};

/**
 * `print.shift-negative`: the origin of a label printer lies on the label (ZPL II, `^LH`).
 * `print.size-missing`: on a roll each label is as large as the next, whatever it hangs on.
 */
export type OrderRefusal = LabelTooLarge | { readonly code: 'print.shift-negative' } | { readonly code: 'print.size-missing' };

/** What can be said before anything is issued or read. */
export function judgeOrder(order: PrintOrder): Result<PrintOrder, OrderRefusal> {
  const { format, sheet, size, dpi, arrangement } = order;
  if (format === 'csv') return ok(order);
  if (format === 'zpl' && (arrangement.shiftXMm < 0 || arrangement.shiftYMm < 0))
    return refused({ code: 'print.shift-negative' });
  if (format === 'zpl' && size === null) return refused({ code: 'print.size-missing' });
  const asked = format === 'pdf' ? { widthMm: sheet.labelWidthMm, heightMm: sheet.labelHeightMm } : size;
  if (asked === null) return ok(order);
  const judged = judgeLabelSize(asked, format === 'zpl' || format === 'png' ? dpi : null);
  return judged.ok ? ok(order) : judged;
}

const ON_PAGES: readonly LabelFormat[] = ['pdf'];
const ON_PAPER: readonly LabelFormat[] = ['pdf', 'zpl'];
/** Words of an order that only these formats heed: given with another, whoever ordered would wait for what never comes. */
const HEEDED_BY: readonly (readonly [string, readonly LabelFormat[]])[] = [
  ...['sheet', 'start', 'page', 'grid', 'margin', 'pitch'].map((word) => [word, ON_PAGES] as const),
  ...['copies', 'shift'].map((word) => [word, ON_PAPER] as const),
];

/** @returns the first of the given words that this format does not heed, with those that do; null where there is none. */
export function findStrayWord(
  format: LabelFormat | null,
  given: { readonly [word: string]: unknown },
): { readonly word: string; readonly formats: readonly LabelFormat[] } | null {
  const stray = HEEDED_BY.find(([word, formats]) => given[word] !== undefined && !formats.some((each) => each === format));
  return stray === undefined ? null : { word: stray[0], formats: stray[1] };
}

/** What is printed of one label; `shortCode` as it is stored. */
export type PrintableLabel = {
  readonly link: string;
  readonly shortCode: string;
  /** Null on a label that is attached later. */
  readonly objectName: string | null;
  readonly kind: string | null;
  readonly placeName: string | null;
  readonly host: string;
};

export const NOTICES = {
  en: 'Never asks for a card or a deposit',
  'zh-Hans': '绝不索要银行卡或押金',
  de: 'Fragt nie nach Karte oder Kaution',
  nl: 'Vraagt nooit om bankpas of borg',
  fr: 'Ne demande jamais carte ni caution',
} as const satisfies { readonly [language: string]: string };

/** Side of the code in millimetres, quiet zone included: what is scanned from a step further away is printed larger. */
const CODE_SIDE_MM: { readonly [kind: string]: number } = { 'sleep-pod': 40, bike: 45, 'hotel-room': 35, 'restaurant-table': 35 };
const USUAL_SIDE_MM = 40;
const OUTDOORS: readonly string[] = ['bike'];
/** The code fills the upper part of a label that is higher than wide, with a margin of a millimetre. */
const CODE_PART = 0.74;
const MARGIN_MM = 2;

function sizeForKind(kind: string | null): LabelSize {
  const sideMm = CODE_SIDE_MM[kind ?? ''] ?? USUAL_SIDE_MM;
  return { widthMm: sideMm + MARGIN_MM, heightMm: Math.ceil(sideMm / CODE_PART + MARGIN_MM) };
}

/** How large a label on such an object becomes. */
export function sizeOf({ format, sheet, size }: Pick<PrintOrder, 'format' | 'sheet' | 'size'>, kind: string | null): LabelSize {
  if (format === 'pdf') return { widthMm: sheet.labelWidthMm, heightMm: sheet.labelHeightMm };
  return size ?? sizeForKind(kind);
}

/** Weather and scratches take more of a code there, so it gets more to spare. */
export function standsOutdoors(kind: string | null): boolean {
  return OUTDOORS.includes(kind ?? '');
}
