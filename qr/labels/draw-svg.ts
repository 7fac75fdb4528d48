// A label as SVG: filled rectangles and outlines of letters, measured in millimetres, so that no font is needed to print it.
import type { CodeMatrix } from '../render.ts';
import { type LabelPlan, QUIET_MODULES } from './label-plan.ts';
import type { Typeface } from './typeface.ts';

const round = (value: number): number => Math.round(value * 10_000) / 10_000;

/** @returns the runs of dark modules of a code, row by row: column, row and length in modules, quiet zone not counted. */
export function* darkRuns(
  matrix: CodeMatrix,
): Generator<{ readonly row: number; readonly column: number; readonly length: number }> {
  for (let row = 0; row < matrix.size; row += 1) {
    for (let column = 0; column < matrix.size; column += 1) {
      let length = 0;
      while (matrix.isDark(row, column + length)) length += 1;
      if (length > 0) yield { row, column, length };
      column += length;
    }
  }
}

/** @returns an SVG document in the label's own size. */
export function drawLabelSvg(plan: LabelPlan, matrix: CodeMatrix, typeface: Typeface): string {
  const { widthMm, heightMm } = plan.size;
  const { xMm, yMm, moduleMm } = plan.code;
  let modules = '';
  for (const { row, column, length } of darkRuns(matrix)) {
    modules += `M${column + QUIET_MODULES} ${row + QUIET_MODULES}h${length}v1h-${length}z`;
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${round(widthMm)}mm" height="${round(heightMm)}mm" ` +
    `viewBox="0 0 ${round(widthMm)} ${round(heightMm)}"><path fill="#fff" d="M0 0h${round(widthMm)}v${round(heightMm)}H0z"/>` +
    `<path shape-rendering="crispEdges" transform="translate(${round(xMm)} ${round(yMm)}) scale(${round(moduleMm)})" d="${modules}"/>` +
    `${drawTexts(plan, typeface)}</svg>\n`
  );
}

/** The lines of text alone, as SVG paths in the label's millimetres. */
export function drawTexts(plan: LabelPlan, typeface: Typeface): string {
  return plan.texts
    .map(({ text, xMm, baselineMm, sizeMm }) => {
      const scale = round(sizeMm / 1_000);
      return `<path transform="translate(${round(xMm)} ${round(baselineMm)}) scale(${scale})" d="${typeface.outlineOf(text).path}"/>`;
    })
    .join('');
}
