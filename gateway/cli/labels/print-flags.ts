// Label print flags: what an operator types about sheets, sizes and printers becomes a print order, or says what is wrong with it.
import { extname } from 'node:path';
import type { Command } from 'commander';
import { type Arrangement, type ErrorLevel, findSheet, type LabelSize, SHEET_NAMES, type SheetGrid } from '#qr';
import { type GridRefusal, isFreeGrid, parseSize, readFreeGrid } from '../../printing/free-grid.ts';
import {
  findStrayWord,
  judgeOrder,
  LABEL_FORMATS,
  type LabelFormat,
  NOTICES,
  type OrderRefusal,
  PRINTER_DPI,
  type PrinterDpi,
  type PrintOrder,
  USUAL_SHEET,
} from '../../printing/print-order.ts';
import { type CliRefusal, refusal } from '../cli-refusal.ts';

export type SheetFlags = {
  readonly sheet?: string;
  readonly page?: string;
  readonly grid?: string;
  readonly label?: string;
  readonly margin?: string;
  readonly pitch?: string;
  readonly shift?: string;
};
export type PrintFlags = SheetFlags & {
  readonly as: string;
  readonly start?: string;
  readonly copies?: string;
  readonly dpi: string;
  readonly level?: string;
  readonly notice?: string;
  readonly lang: string;
};

/** On a terminal a code is drawn in letters; all else is written to files. */
export type PrintKind = LabelFormat | 'terminal';

const MOST_COPIES = 100;
const FURTHEST_SHIFT_MM = 50;
const LEVELS: readonly ErrorLevel[] = ['M', 'Q'];

export function withSheetFlags(command: Command): Command {
  return command
    .option('--sheet <name>', `labels as shops sell them: ${SHEET_NAMES.join(', ')}; default: ${USUAL_SHEET}`)
    .option('--page <size>', 'a grid of your own: a4, letter, or a size such as 210x297mm or 8.5x11in')
    .option('--grid <columns x rows>', 'a grid of your own: such as 3x8')
    .option(
      '--label <size>',
      'size of one label, such as 63.5x38.1mm or 2.625x1in; with zpl it is needed; svg and png: as suits the kind of object unless given',
    )
    .option('--margin <size>', 'a grid of your own: from the left and upper edge to the first label; default: in the middle')
    .option('--pitch <size>', 'a grid of your own: from the edge of one label to that of the next; default: no gap')
    .option('--shift <x,y>', 'millimetres right and down, as the calibration sheet showed; either may be negative');
}

function oneOf<T extends string>(flag: string, given: string, known: readonly T[]): T {
  const found = known.find((each) => each === given);
  if (found !== undefined) return found;
  throw refusal('flag.malformed', `${flag} '${given}' is none that there is`, `Give one of ${known.join(', ')}`);
}

/** @throws CliRefusal unless it is a whole number from 1 to `most`. */
export function readCount(flag: string, given: string, most: number): number {
  const count = /^[0-9]{1,9}$/.test(given) ? Number(given) : 0;
  if (count >= 1 && count <= most) return count;
  throw refusal('flag.malformed', `${flag} '${given}' is no whole number from 1 to ${most}`, 'Correct it');
}

function readSize(flag: string, given: string): LabelSize {
  const size = parseSize(given);
  if (size !== null) return size;
  throw refusal('flag.malformed', `${flag} '${given}' is no size`, 'Write it as 63.5x38.1mm or 2.625x1in');
}

/** Right and down, in millimetres; either may be negative. */
function readShift(given: string | undefined): Pick<Arrangement, 'shiftXMm' | 'shiftYMm'> {
  const [, x, y] = /^(-?[0-9]{1,2}(?:\.[0-9]{1,2})?),(-?[0-9]{1,2}(?:\.[0-9]{1,2})?)$/.exec(given ?? '0,0') ?? [];
  const [shiftXMm, shiftYMm] = [Number(x ?? Number.NaN), Number(y ?? Number.NaN)];
  if (Math.abs(shiftXMm) <= FURTHEST_SHIFT_MM && Math.abs(shiftYMm) <= FURTHEST_SHIFT_MM) return { shiftXMm, shiftYMm };
  const next = `Write it as 0.5,-1.2 in millimetres, right and down, ${FURTHEST_SHIFT_MM} at most`;
  throw refusal('flag.malformed', `--shift '${given}' is no shift`, next);
}

const inMm = (value: number): string => `${Math.round(value * 100) / 100} mm`;

function refuseGrid(flags: SheetFlags, error: GridRefusal): CliRefusal {
  switch (error.code) {
    case 'grid.incomplete':
      return refusal(
        'flag.missing',
        'a grid of your own is told by --grid and --label',
        "For example '--page a4 --grid 3x8 --label 70x37mm'",
      );
    case 'grid.malformed': {
      const said = `--${error.word} '${flags[error.word]}' is no ${error.word === 'grid' ? 'count of columns and rows' : 'size'}`;
      return refusal(
        'flag.malformed',
        said,
        error.word === 'grid' ? 'Write it as 3x8, columns first' : 'Write it as 63.5x38.1mm or 2.625x1in',
      );
    }
    case 'sheet.off-page':
      return refusal(
        error.code,
        `the labels end ${inMm(error.byMm)} beyond the ${error.side} edge of the page`,
        'Correct --grid, --label, --margin or --pitch',
      );
    case 'sheet.overlap':
      return refusal(
        error.code,
        `labels overlap ${error.direction} the page`,
        '--pitch goes from edge to edge of two labels and is no smaller than --label',
      );
    case 'sheet.measure':
      return refusal(error.code, `${error.measure} is nothing`, 'Give a measure above 0');
  }
}

/** @throws CliRefusal where there is no such sheet, or its labels do not lie on its page. */
export function readSheet(flags: SheetFlags): SheetGrid {
  if (isFreeGrid(flags)) {
    const grid = readFreeGrid(flags);
    if (grid.ok) return grid.value;
    throw refuseGrid(flags, grid.error);
  }
  const { sheet: name = USUAL_SHEET } = flags;
  const sheet = findSheet(name);
  if (sheet !== null) return sheet;
  const next = `Give one of ${SHEET_NAMES.join(', ')}, or a grid of your own: --grid 3x8 --label 70x37mm`;
  throw refusal('sheet.unknown', `there is no sheet '${name}'`, next);
}

/** @throws CliRefusal with what is wrong and what would be right. */
export function readArrangement(flags: Pick<PrintFlags, 'start' | 'copies' | 'shift'>, sheet: SheetGrid): Arrangement {
  const onSheet = sheet.columns * sheet.rows;
  const start = readCount('--start', flags.start ?? '1', Number.MAX_SAFE_INTEGER);
  if (start > onSheet) {
    const next = `Count the labels from 1 at the upper left, row by row: ${onSheet} is the last`;
    throw refusal('sheet.start-past', `--start ${start} is past the end: ${sheet.name} has ${onSheet} labels`, next);
  }
  return { start, copies: readCount('--copies', flags.copies ?? '1', MOST_COPIES), ...readShift(flags.shift) };
}

function readNotice({ notice, lang }: PrintFlags): string {
  return notice ?? NOTICES[oneOf('--lang', lang, Object.keys(NOTICES) as (keyof typeof NOTICES)[])];
}

function refuseOrder(error: OrderRefusal): CliRefusal {
  if (error.code === 'print.shift-negative') {
    return refusal(
      error.code,
      'a label printer shifts right and down only',
      "Give --shift 0 or more, or set the printer's own origin",
    );
  }
  if (error.code === 'print.size-missing') {
    const next = "Give --label with the size of what is on the roll, such as '--label 57x32mm'";
    return refusal('flag.missing', 'on a roll each label is as large as the next, and nothing says how large', next);
  }
  const largest = `${error.widthMm}x${error.heightMm}mm`;
  return refusal(error.code, `the largest label of this shape for this printer is ${largest}`, `Give --label ${largest}`);
}

/** @throws CliRefusal where the name says that something else is in the file. */
export function readOut(kind: LabelFormat, given: string | undefined): string {
  const extension = kind === 'svg' || kind === 'png' ? 'zip' : kind;
  if (given === undefined) return `labels.${extension}`;
  const named = extname(given).slice(1).toLowerCase();
  if (named === extension || !['zip', ...LABEL_FORMATS].includes(named)) return given;
  const said = extension === 'zip' ? `${kind} pictures come in a ZIP, one for each label` : `a ${kind} comes in a .${kind} file`;
  throw refusal('flag.conflict', said, `Give --out ${given.slice(0, -named.length)}${extension}`);
}

/** What would be passed over in silence is refused: paper is spoiled before anybody notices. */
function refuseStray(kind: PrintKind, flags: PrintFlags): void {
  const stray = findStrayWord(kind === 'terminal' ? null : kind, flags);
  if (stray === null) return;
  const said = `--${stray.word} is for ${stray.formats.join(' and ')}, and not for ${kind}`;
  throw refusal('flag.conflict', said, `Leave it out, or give --as ${stray.formats.join(' or --as ')}`);
}

/** @throws CliRefusal with what is wrong and what would be right. */
export function readOrder(flags: PrintFlags): { readonly kind: PrintKind; readonly order: PrintOrder } {
  const kind = oneOf<PrintKind>('--as', flags.as, [...LABEL_FORMATS, 'terminal']);
  refuseStray(kind, flags);
  const isSheet = kind === 'pdf';
  const sheet = readSheet(isSheet ? flags : {});
  const dpi = Number(oneOf('--dpi', flags.dpi, PRINTER_DPI.map(String))) as PrinterDpi;
  const order: PrintOrder = {
    format: kind === 'terminal' ? 'csv' : kind,
    sheet,
    arrangement: readArrangement(flags, sheet),
    size: isSheet || flags.label === undefined ? null : readSize('--label', flags.label),
    dpi,
    level: flags.level === undefined ? null : oneOf('--level', flags.level, LEVELS),
    notice: readNotice(flags),
    title: 'Labels',
  };
  const judged = judgeOrder(order);
  if (!judged.ok) throw refuseOrder(judged.error);
  return { kind, order };
}
