// Drawing: versions as promised for print sizes, and every picture decodes back to its link.
import { describe, expect, test } from 'vitest';
import { encodePng } from '../../../qr/png.ts';
import { readPicture } from '../../../qr/read.ts';
import { createMatrix, createTerminalMatrix, type ErrorLevel, renderPng, renderSvg, renderTerminal } from '../../../qr/render.ts';
import valid from '../../../qr/vectors/valid.json' with { type: 'json' };

const link = valid[0]?.link ?? '';
const digits = valid[0]?.digits ?? '';

describe('createMatrix', () => {
  test.each([
    ['M', 6, 41],
    ['Q', 8, 49],
  ] as const)('a host of 13 characters at level %s is version %i with %i modules', (level, version, size) => {
    expect(createMatrix(link, level)).toMatchObject({ level, version, size });
  });

  test('asserts on a link that does not end in digits', () => {
    expect(() => createMatrix('https://q.example.com/offer', 'M')).toThrow('numeric segment');
  });

  test('outside the code everything is light', () => {
    const matrix = createMatrix(link, 'M');
    expect(matrix.isDark(0, 0)).toBe(true);
    expect([matrix.isDark(-1, 0), matrix.isDark(0, -1), matrix.isDark(41, 0), matrix.isDark(0, 41)]).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('PNG', () => {
  const cases: [ErrorLevel, number][] = [
    ['M', 2],
    ['M', 3],
    ['M', 8],
    ['Q', 2],
    ['Q', 5],
  ];
  test.each(cases)('level %s at %i pixels a module decodes back', async (level, pxPerModule) => {
    expect(await readPicture(renderPng(createMatrix(link, level), pxPerModule))).toEqual([link]);
  });

  test('has one bit per pixel and the quiet zone of four modules', () => {
    const png = Buffer.from(renderPng(createMatrix(link, 'M'), 3));
    expect([png.readUInt32BE(16), png.readUInt32BE(20), png.readUInt8(24), png.readUInt8(25)]).toEqual([147, 147, 1, 0]);
    expect(png.length).toBeLessThan(1500);
  });

  test('asserts on a scale that is no whole number of pixels', () => {
    expect(() => renderPng(createMatrix(link, 'M'), 1.5)).toThrow('whole pixel');
    expect(() => renderPng(createMatrix(link, 'M'), 0)).toThrow('whole pixel');
  });
});

describe('SVG', () => {
  test.each(['M', 'Q'] as const)('level %s: the path paints exactly the modules, and decodes back', async (level) => {
    const matrix = createMatrix(link, level);
    const svg = renderSvg(matrix);
    const side = matrix.size + 8;
    expect(svg).toContain(`viewBox="0 0 ${side} ${side}"`);
    const path = /<path fill="#000" d="([^"]*)"/.exec(svg)?.[1] ?? '';
    const painted = new Set<string>();
    const pieces = path.matchAll(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g);
    let length = 0;
    for (const [piece, x, y, run, back] of pieces) {
      length += piece.length;
      expect(back).toBe(run);
      for (let i = 0; i < Number(run); i += 1) painted.add(`${Number(y)},${Number(x) + i}`);
    }
    expect(length).toBe(path.length);
    const png = encodePng({ columns: side, rows: side }, (row, column) => painted.has(`${row},${column}`), 4);
    expect(await readPicture(png)).toEqual([link]);
  });
});

describe('terminal', () => {
  /** What a camera sees of printed half blocks: each character is two modules, on a screen of the given colour. */
  function photograph(text: string, screen: { letters: 'dark' | 'light'; margin: 'dark' | 'light' }): Uint8Array {
    const lines = text.split('\n').slice(0, -1);
    const glyphs: Record<string, [boolean, boolean]> = {
      '█': [true, true],
      '▀': [true, false],
      '▄': [false, true],
      ' ': [false, false],
    };
    const columns = Math.max(...lines.map((line) => line.length));
    const marginModules = 6;
    return encodePng(
      { columns: columns + 2 * marginModules, rows: lines.length * 2 + 2 * marginModules },
      (row, column) => {
        const glyph = glyphs[lines[(row - marginModules) >> 1]?.[column - marginModules] ?? ''];
        if (glyph === undefined) return screen.margin === 'dark';
        const painted = (row - marginModules) % 2 === 0 ? glyph[0] : glyph[1];
        return painted === (screen.letters === 'dark');
      },
      4,
    );
  }
  const withoutColour = (text: string) => text.replaceAll('\u001b[38;5;16;48;5;231m', '').replaceAll('\u001b[0m', '');

  test('takes 23 of 24 lines and 49 columns', () => {
    const lines = withoutColour(renderTerminal(createTerminalMatrix(link), 'colour')).split('\n');
    expect(lines).toHaveLength(24);
    expect(lines.at(-1)).toBe('');
    expect(new Set(lines.slice(0, -1).map((line) => line.length))).toEqual(new Set([49]));
  });

  test.each(['dark', 'light'] as const)('in colour decodes back on a %s terminal', async (margin) => {
    const text = renderTerminal(createTerminalMatrix(link), 'colour');
    expect(
      text
        .split('\n')
        .slice(0, -1)
        .every((line) => line.startsWith('\u001b[38;5;16;48;5;231m') && line.endsWith('\u001b[0m')),
    ).toBe(true);
    expect(await readPicture(photograph(withoutColour(text), { letters: 'dark', margin }))).toEqual([link]);
  });

  test('without colour decodes back on the background it was made for', async () => {
    const matrix = createTerminalMatrix(link);
    const onDark = renderTerminal(matrix, 'plain-on-dark');
    expect(await readPicture(photograph(onDark, { letters: 'light', margin: 'dark' }))).toEqual([link]);
    const onLight = renderTerminal(matrix, 'plain-on-light');
    expect(await readPicture(photograph(onLight, { letters: 'dark', margin: 'light' }))).toEqual([link]);
  });

  test.each([
    ['https://q.example.com', 'M'],
    ['http://192.168.10.100:8080', 'M'],
    ['https://a-host-of-18.chars', 'M'],
    ['https://a-host-of-19.charsx', 'L'],
    ['http://192.168.100.100:65535', 'M'],
    ['https://a-host-of-forty-six-characters-xin.example.org', 'L'],
  ])('%s fits with level %s', (origin, level) => {
    const matrix = createTerminalMatrix(`${origin}/${digits}`);
    expect(matrix.level).toBe(level);
    expect(renderTerminal(matrix, 'colour').split('\n').length).toBeLessThanOrEqual(24);
  });
});
