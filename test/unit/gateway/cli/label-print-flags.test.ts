// What an operator types about sheets and printers: sizes in both units, grids of their own, and everything that cannot be printed.
import { expect, test } from 'vitest';
import { CliRefusal } from '../../../../gateway/cli/cli-refusal.ts';
import { type PrintFlags, readOrder, readOut } from '../../../../gateway/cli/labels/print-flags.ts';

const USUAL: PrintFlags = { as: 'pdf', dpi: '300', lang: 'en' };
const order = (flags: Partial<PrintFlags> = {}): ReturnType<typeof readOrder>['order'] => readOrder({ ...USUAL, ...flags }).order;

function refusedWith(flags: Partial<PrintFlags>): string {
  try {
    order(flags);
  } catch (cause) {
    if (cause instanceof CliRefusal) return cause.message;
    throw cause;
  }
  return 'taken';
}

test('where nothing is said it is the first label of a preset, once', () => {
  const { sheet, arrangement } = order();
  expect(sheet.name).toBe('avery-l7160');
  expect(arrangement).toEqual({ start: 1, copies: 1, shiftXMm: 0, shiftYMm: 0 });
});

test('a preset, a start on a used sheet, copies and a shift', () => {
  const { sheet, arrangement, level, size } = order({ sheet: 'avery-l7163', start: '14', copies: '3', shift: '0.5,-1.25' });
  expect(sheet.name).toBe('avery-l7163');
  expect(arrangement).toEqual({ start: 14, copies: 3, shiftXMm: 0.5, shiftYMm: -1.25 });
  expect({ level, size }).toEqual({ level: null, size: null });
});

test('a grid without margin and pitch stands in the middle of its page, label beside label', () => {
  const { sheet } = order({ grid: '3x8', label: '70x37mm' });
  expect(sheet).toMatchObject({ pageWidthMm: 210, pageHeightMm: 297, columns: 3, rows: 8, pitchXMm: 70, pitchYMm: 37 });
  expect([sheet.leftMm, sheet.topMm]).toEqual([0, 0.5]);
});

test.each([
  ['2.625x1in', 66.675, 25.4],
  ['2.625inx1in', 66.675, 25.4],
  ['66.675mmx1in', 66.675, 25.4],
  ['66.675x25.4mm', 66.675, 25.4],
  ['66.675x25.4', 66.675, 25.4],
])('%s is a size: a unit at the end holds for both', (label, widthMm, heightMm) => {
  const { sheet } = order({ page: 'letter', grid: '3x10', label, margin: '0.1875x0.5in', pitch: '2.75x1in' });
  expect(sheet.labelWidthMm).toBeCloseTo(widthMm, 6);
  expect(sheet.labelHeightMm).toBeCloseTo(heightMm, 6);
  expect(sheet.pageWidthMm).toBeCloseTo(215.9, 6);
  expect(sheet.leftMm).toBeCloseTo(4.7625, 6);
  expect(sheet.topMm).toBeCloseTo(12.7, 6);
});

test('a roll has one label after another, of the size that was given', () => {
  expect(order({ as: 'zpl', label: '57x32mm', dpi: '203' })).toMatchObject({
    ...{ format: 'zpl', dpi: 203, size: { widthMm: 57, heightMm: 32 } },
  });
});

test('the line of what we never ask for is in the language of the venue, in words of its own, or none', () => {
  expect(order({ lang: 'zh-Hans' }).notice).toBe('绝不索要银行卡或押金');
  expect(order({ notice: 'Nooit een borg' }).notice).toBe('Nooit een borg');
  expect(order({ notice: '' }).notice).toBe('');
});

test.each<[Partial<PrintFlags>, RegExp]>([
  [{ sheet: 'avery-9999' }, /^sheet\.unknown: .*avery-9999.*Next: Give one of avery-l7160, /],
  [{ start: '22' }, /^sheet\.start-past: --start 22 .*21 labels\. Next: /],
  [{ start: '0' }, /^flag\.malformed: --start/],
  [{ start: '-1' }, /^flag\.malformed: --start/],
  [{ start: '1.5' }, /^flag\.malformed: --start/],
  [{ start: '１' }, /^flag\.malformed: --start/],
  [{ as: 'zpl' }, /^flag\.missing: .*Next: Give --label /],
  [
    { as: 'zpl', label: '57x32mm', sheet: 'avery-5160' },
    /^flag\.conflict: --sheet is for pdf, and not for zpl\. Next: .*--as pdf/,
  ],
  [{ as: 'zpl', label: '57x32mm', start: '4' }, /^flag\.conflict: --start is for pdf/],
  [{ as: 'svg', grid: '3x8', label: '70x37mm' }, /^flag\.conflict: --grid is for pdf/],
  [{ as: 'png', page: 'a4' }, /^flag\.conflict: --page is for pdf/],
  [{ as: 'png', margin: '1x1mm' }, /^flag\.conflict: --margin is for pdf/],
  [{ as: 'png', pitch: '80x80mm' }, /^flag\.conflict: --pitch is for pdf/],
  [{ as: 'png', copies: '2' }, /^flag\.conflict: --copies is for pdf and zpl, and not for png\. Next: .*--as pdf or --as zpl/],
  [{ as: 'csv', shift: '1,1' }, /^flag\.conflict: --shift is for pdf and zpl/],
  [{ as: 'terminal', start: '4' }, /^flag\.conflict: --start is for pdf, and not for terminal/],
  [{ copies: '101' }, /^flag\.malformed: --copies/],
  [{ as: 'docx' }, /^flag\.malformed: --as 'docx'.*pdf, zpl, svg, png, csv, terminal/],
  [{ dpi: '204' }, /^flag\.malformed: --dpi/],
  [{ level: 'H' }, /^flag\.malformed: --level/],
  [{ lang: 'es' }, /^flag\.malformed: --lang/],
  [{ shift: '1' }, /^flag\.malformed: --shift/],
  [{ shift: '51,0' }, /^flag\.malformed: --shift/],
  [{ grid: '3x8' }, /^flag\.missing: .*--label/],
  [{ label: '70x37mm', page: 'a4' }, /^flag\.missing: .*--grid/],
  [{ grid: '0x8', label: '70x37mm' }, /^flag\.malformed: --grid/],
  [{ grid: '3x8', label: '70x37cm' }, /^flag\.malformed: --label/],
  [{ grid: '3x8', label: '70' }, /^flag\.malformed: --label/],
  [{ grid: '3x8', label: '0x37mm' }, /^sheet\.measure: labelWidthMm/],
  [{ grid: '4x8', label: '70x37mm' }, /^sheet\.off-page: .* 70 mm beyond the right edge/],
  [{ grid: '3x9', label: '70x37mm' }, /^sheet\.off-page: .* 36 mm beyond the bottom edge/],
  [{ grid: '2x2', label: '70x37mm', pitch: '60x37mm' }, /^sheet\.overlap: labels overlap across/],
  [{ grid: '2x2', label: '70x37mm', page: '1x1mm' }, /^sheet\.off-page/],
])('%o is refused with a code and the next step', (flags, said) => {
  expect(refusedWith(flags)).toMatch(said);
});

test('a file has a name that says what is in it, or one that says nothing', () => {
  expect(readOut('png', undefined)).toBe('labels.zip');
  expect(readOut('zpl', undefined)).toBe('labels.zpl');
  expect(readOut('png', 'out/spring.zip')).toBe('out/spring.zip');
  expect(readOut('pdf', 'out/Spring.PDF')).toBe('out/Spring.PDF');
  expect(readOut('zpl', 'spring.prn')).toBe('spring.prn');
  expect(readOut('csv', 'spring')).toBe('spring');
  expect(() => readOut('png', 'x.png')).toThrow(/^flag\.conflict: png pictures come in a ZIP.*Next: Give --out x\.zip\.$/);
  expect(() => readOut('svg', 'x.png')).toThrow(/^flag\.conflict: svg pictures come in a ZIP/);
  expect(() => readOut('csv', 'out.d/x.pdf')).toThrow(/^flag\.conflict: .*Next: Give --out out\.d\/x\.csv\.$/);
});
