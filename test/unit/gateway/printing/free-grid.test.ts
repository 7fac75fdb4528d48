// Free grid: measures in millimetres and inches become a sheet, and what does not lie on its page is refused.
import { expect, test } from 'vitest';
import { type GridWords, isFreeGrid, parseSize, readFreeGrid } from '../../../../gateway/printing/free-grid.ts';

test('a grid without margins stands in the middle of its page, label beside label', () => {
  expect(readFreeGrid({ grid: '3x8', label: '60x35mm' })).toMatchObject({
    ...{ ok: true, value: { columns: 3, rows: 8, leftMm: 15, topMm: 8.5, pitchXMm: 60, pitchYMm: 35, pageWidthMm: 210 } },
  });
  expect(readFreeGrid({ page: 'letter', grid: '2x3', label: '4x2in', pitch: '4.1x3.1in', margin: '5x6' })).toMatchObject({
    ...{ ok: true, value: { columns: 2, labelWidthMm: 101.6, pitchYMm: 78.74, leftMm: 5, topMm: 6 } },
  });
});

test.each<[GridWords, object]>([
  [{ grid: '3x8' }, { code: 'grid.incomplete' }],
  [{ label: '60x35mm' }, { code: 'grid.incomplete' }],
  [
    { grid: '0x8', label: '60x35mm' },
    { code: 'grid.malformed', word: 'grid' },
  ],
  [
    { grid: '3x8', label: '60' },
    { code: 'grid.malformed', word: 'label' },
  ],
  [
    { grid: '3x8', label: '60x35mm', page: 'a9' },
    { code: 'grid.malformed', word: 'page' },
  ],
  [
    { grid: '3x8', label: '60x35mm', pitch: 'wide' },
    { code: 'grid.malformed', word: 'pitch' },
  ],
  [
    { grid: '3x8', label: '60x35mm', margin: '-1x0' },
    { code: 'grid.malformed', word: 'margin' },
  ],
  [
    { grid: '4x8', label: '60x35mm' },
    { code: 'sheet.off-page', side: 'right', byMm: 30 },
  ],
  [
    { grid: '2x2', label: '60x35mm', pitch: '50x35mm' },
    { code: 'sheet.overlap', direction: 'across' },
  ],
  [
    { grid: '2x2', label: '0x35mm' },
    { code: 'sheet.measure', measure: 'labelWidthMm' },
  ],
])('%j is refused: %j', (words, error) => {
  expect(readFreeGrid(words)).toEqual({ ok: false, error });
});

test('a label alone is no grid, and a unit holds for both of its sides', () => {
  expect([isFreeGrid({ label: '60x35mm' }), isFreeGrid({ pitch: '60x35mm' })]).toEqual([false, true]);
  expect([parseSize('2x1in'), parseSize('20x10'), parseSize('2inx10mm')]).toEqual([
    ...[
      { widthMm: 50.8, heightMm: 25.4 },
      { widthMm: 20, heightMm: 10 },
      { widthMm: 50.8, heightMm: 10 },
    ],
  ]);
});
