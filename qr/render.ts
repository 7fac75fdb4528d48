// Draws a link as a QR code: the modules are worked out once, then shown as SVG, PNG or terminal text.

import QRCode from 'qrcode';
import { assert, unreachable } from '#protocol';
import { encodePng } from './png.ts';

/** M for labels indoors, Q outdoors or with a logo; L only where nothing can wear off, on a screen. */
export type ErrorLevel = 'L' | 'M' | 'Q';

export type CodeMatrix = {
  /** Modules along one side, without the quiet zone. */
  readonly size: number;
  /** QR version, 1..40. */
  readonly version: number;
  readonly level: ErrorLevel;
  /** Outside the code everything is light, which makes the quiet zone. */
  isDark(row: number, column: number): boolean;
};

/** `colour`: black on white whatever the theme; the other two print plain text for a screen of that background. */
export type TerminalStyle = 'colour' | 'plain-on-dark' | 'plain-on-light';

/** ISO/IEC 18004 asks for four light modules on each side. */
const QUIET_MODULES = 4;
/** A terminal gets two above and below, so that 41 modules and their margin take 23 of 24 lines. */
const TERMINAL_QUIET_ROWS = 2;
const TERMINAL_MAX_MODULES = 41;
/** Fixed places of the 256-colour cube: themes repaint the first 16 colours, never these. */
const BLACK_ON_WHITE = '\u001b[38;5;16;48;5;231m';
const RESET = '\u001b[0m';

function matrixOf({ modules, version }: QRCode.QRCode, level: ErrorLevel): CodeMatrix {
  const { size, data } = modules;
  return {
    size,
    version,
    level,
    isDark: (row, column) => {
      if (row < 0 || column < 0 || row >= size || column >= size) return false;
      return data[row * size + column] === 1;
    },
  };
}

/** Works out the modules of a link that ends in digits, such as `composeLink` makes. */
export function createMatrix(link: string, level: ErrorLevel): CodeMatrix {
  const code = QRCode.create(link, { errorCorrectionLevel: level });
  const last = code.segments.at(-1);
  const digits = /[0-9]+$/.exec(link)?.[0];
  // Without a numeric segment the same link needs a larger version, and the printed size no longer holds (QR-07).
  assert(last?.mode.id === 'Numeric' && last.data === digits, 'the digits of a link are a numeric segment');
  return matrixOf(code, level);
}

/** Of any text: for a screen, where the size of what is shown is nobody's promise. */
export function createTextMatrix(text: string, level: ErrorLevel): CodeMatrix {
  return matrixOf(QRCode.create(text, { errorCorrectionLevel: level }), level);
}

/**
 * The modules for a screen: level M where 24 lines hold it (hosts up to 18 characters with https), else L, which has
 * room for hosts up to 46 characters.
 */
export function createTerminalMatrix(link: string): CodeMatrix {
  const matrix = createMatrix(link, 'M');
  return matrix.size <= TERMINAL_MAX_MODULES ? matrix : createMatrix(link, 'L');
}

/** @returns an SVG document of one filled path, measured in modules: scale it to any size and it stays sharp. */
export function renderSvg(matrix: CodeMatrix): string {
  const side = matrix.size + 2 * QUIET_MODULES;
  let path = '';
  for (let row = 0; row < matrix.size; row += 1) {
    for (let column = 0; column < matrix.size; column += 1) {
      let run = 0;
      while (matrix.isDark(row, column + run)) run += 1;
      if (run > 0) path += `M${column + QUIET_MODULES} ${row + QUIET_MODULES}h${run}v1h-${run}z`;
      column += run;
    }
  }
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${side}v${side}h-${side}z"/><path fill="#000" d="${path}"/></svg>\n`
  );
}

/** @returns a PNG of one bit per pixel, quiet zone included: `(size + 8) * pxPerModule` pixels a side. */
export function renderPng(matrix: CodeMatrix, pxPerModule: number): Uint8Array {
  const side = matrix.size + 2 * QUIET_MODULES;
  const isDark = (row: number, column: number) => matrix.isDark(row - QUIET_MODULES, column - QUIET_MODULES);
  return encodePng({ columns: side, rows: side }, isDark, pxPerModule);
}

/** @returns lines of half blocks, two modules high each, every line ended by a newline; 23 lines for 41 modules. */
export function renderTerminal(matrix: CodeMatrix, style: TerminalStyle): string {
  const rows = matrix.size + 2 * TERMINAL_QUIET_ROWS;
  const columns = matrix.size + 2 * QUIET_MODULES;
  let text = '';
  for (let row = 0; row < rows; row += 2) {
    let line = '';
    for (let column = 0; column < columns; column += 1) {
      const upper = matrix.isDark(row - TERMINAL_QUIET_ROWS, column - QUIET_MODULES);
      const lower = matrix.isDark(row + 1 - TERMINAL_QUIET_ROWS, column - QUIET_MODULES);
      line += inkFor(style) ? halfBlock(upper, lower) : halfBlock(!upper, !lower);
    }
    text += style === 'colour' ? `${BLACK_ON_WHITE}${line}${RESET}\n` : `${line}\n`;
  }
  return text;
}

/** Do the glyphs paint the dark modules? On a plain dark screen the letters are light, so they paint the light ones. */
function inkFor(style: TerminalStyle): boolean {
  switch (style) {
    case 'colour':
    case 'plain-on-light':
      return true;
    case 'plain-on-dark':
      return false;
    default:
      return unreachable(style);
  }
}

function halfBlock(upper: boolean, lower: boolean): string {
  if (upper) return lower ? '\u2588' : '\u2580';
  return lower ? '\u2584' : ' ';
}
