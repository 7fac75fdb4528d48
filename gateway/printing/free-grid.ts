// Free grid: a sheet that is none of the presets, from the measures that somebody types or sends.
import { type Result, refused } from '#protocol';
import { judgeSheet, type LabelSize, parseLengthMm, type SheetGrid, type SheetRefusal } from '#qr';

/** Each as it is written: `a4` or `210x297mm`, `3x8`, `70x37mm`. */
export type GridWords = {
  readonly page?: string | undefined;
  readonly grid?: string | undefined;
  readonly label?: string | undefined;
  readonly margin?: string | undefined;
  readonly pitch?: string | undefined;
};
export type GridRefusal =
  | SheetRefusal
  | { readonly code: 'grid.incomplete' }
  | { readonly code: 'grid.malformed'; readonly word: keyof GridWords };

const PAGES: { readonly [name: string]: string } = { a4: '210x297mm', letter: '8.5x11in' };

/** `63.5x38.1mm`, `2.625x1in`: a unit at the end holds for both; without one it is millimetres. */
export function parseSize(given: string): LabelSize | null {
  const [, width, unit = '', height] = /^([0-9.]+)(mm|in)?x([0-9.]+(?:mm|in)?)$/.exec(given) ?? [];
  const trailing = /(mm|in)$/.exec(height ?? '')?.[0] ?? '';
  const widthMm = parseLengthMm(`${width}${unit || trailing}`);
  const heightMm = parseLengthMm(height ?? '');
  return widthMm === null || heightMm === null ? null : { widthMm, heightMm };
}

export const isFreeGrid = ({ page, grid, margin, pitch }: GridWords): boolean =>
  [page, grid, margin, pitch].some((word) => word !== undefined);

/** Margins and pitch that nobody gave: the grid stands in the middle of its page, label beside label. */
export function readFreeGrid(words: GridWords): Result<SheetGrid, GridRefusal> {
  const { grid, label, page = 'a4' } = words;
  if (grid === undefined || label === undefined) return refused({ code: 'grid.incomplete' });
  const malformed = (word: keyof GridWords): Result<never, GridRefusal> => refused({ code: 'grid.malformed', word });
  const [, across, down] = /^([1-9][0-9]?)x([1-9][0-9]?)$/.exec(grid) ?? [];
  if (across === undefined || down === undefined) return malformed('grid');
  const [columns, rows] = [Number(across), Number(down)];
  const size = parseSize(label);
  if (size === null) return malformed('label');
  const paper = parseSize(PAGES[page] ?? page);
  if (paper === null) return malformed('page');
  const pitch = words.pitch === undefined ? size : parseSize(words.pitch);
  if (pitch === null) return malformed('pitch');
  const inTheMiddle = {
    widthMm: Math.max(0, (paper.widthMm - (columns - 1) * pitch.widthMm - size.widthMm) / 2),
    heightMm: Math.max(0, (paper.heightMm - (rows - 1) * pitch.heightMm - size.heightMm) / 2),
  };
  const margin = words.margin === undefined ? inTheMiddle : parseSize(words.margin);
  if (margin === null) return malformed('margin');
  return judgeSheet({
    name: `${columns}x${rows} grid`,
    ...{ pageWidthMm: paper.widthMm, pageHeightMm: paper.heightMm, columns, rows },
    ...{ labelWidthMm: size.widthMm, labelHeightMm: size.heightMm },
    ...{ leftMm: margin.widthMm, topMm: margin.heightMm, pitchXMm: pitch.widthMm, pitchYMm: pitch.heightMm },
  });
}
