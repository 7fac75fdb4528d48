// Printing batches: what cannot be printed is said before the first byte, and every format has all of them in their order.
import { existsSync, readFileSync } from 'node:fs';
import { PassThrough, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { checkLabels, writeLabels } from '../../../../gateway/printing/print-labels.ts';
import { judgeOrder, type PrintableLabel, type PrintOrder } from '../../../../gateway/printing/print-order.ts';
import { composeLink, createShortCode, findSheet, openLabelPress } from '../../../../qr/index.ts';

const opened = await openLabelPress();
if (!opened.ok) throw new Error('the fonts that ship can be read');
const press = opened.value;
const sheet = findSheet('avery-l7160');
if (sheet === null) throw new Error('a preset is there');
const ORDER: PrintOrder = {
  ...{ format: 'pdf', sheet, size: null, dpi: 203, level: null, notice: 'Never asks for a card', title: 'Labels' },
  arrangement: { start: 1, copies: 1, shiftXMm: 0, shiftYMm: 0 },
};

function labelOf(no: number, more: Partial<PrintableLabel> = {}): PrintableLabel {
  return {
    link: composeLink('https://q.example.com', new Uint8Array(76).fill(no)),
    shortCode: createShortCode((size) => new Uint8Array(size).fill(no)),
    ...{ objectName: `Größe ${no} 号舱`, kind: 'sleep-pod', placeName: 'Hall, north', host: 'q.example.com', ...more },
  };
}
async function* batch(...labels: readonly PrintableLabel[]): AsyncGenerator<PrintableLabel> {
  yield* labels;
}
const THREE = [labelOf(1), labelOf(2), labelOf(3)];

async function print(order: Partial<PrintOrder>, labels = THREE): Promise<Buffer> {
  const out = new PassThrough();
  const told: number[] = [];
  const target = { out, count: labels.length, onLabel: (drawn: number) => told.push(drawn) };
  const [bytes] = await Promise.all([buffer(out), writeLabels(press, { ...ORDER, ...order }, batch(...labels), target)]);
  expect(told).toEqual(labels.map((_, at) => at + 1));
  return bytes;
}

test('all of a batch is looked at: what letters are missing, and in which names', async () => {
  const labels = [labelOf(1), labelOf(2, { objectName: 'Pod 𐎀' }), labelOf(3, { objectName: '🛏 𐎀' })];
  expect(await checkLabels(press, ORDER, batch(...labels))).toEqual({
    ok: false,
    error: { code: 'label.letters-missing', letters: '𐎀🛏', names: ['Pod 𐎀', '🛏 𐎀'] },
  });
  expect(await checkLabels(press, { ...ORDER, format: 'csv' }, batch(...labels))).toEqual({ ok: true, value: 3 });
  expect(await checkLabels(press, ORDER, batch(...THREE))).toEqual({ ok: true, value: 3 });
});

const WIDE_FONT = '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf';
const hasWideFont = existsSync(WIDE_FONT);
// Numbers of a right-to-left script would read backwards: nothing here puts them in order.
test.skipIf(!hasWideFont)("the operator's own font adds its letters, none from right to left (needs DejaVu Sans)", async () => {
  const wide = await openLabelPress(readFileSync(WIDE_FONT));
  if (!wide.ok) throw new Error(wide.error.code);
  const [armenian, arabic] = [labelOf(1, { objectName: 'Պոդ 12' }), labelOf(2, { objectName: 'حجرة ١٢' })];
  expect(await checkLabels(press, ORDER, batch(armenian))).toMatchObject({ ok: false });
  expect(await checkLabels(wide.value, ORDER, batch(armenian))).toEqual({ ok: true, value: 1 });
  expect(await checkLabels(wide.value, ORDER, batch(armenian, arabic))).toMatchObject({
    ...{ ok: false, error: { code: 'label.letters-missing', letters: 'حجرة١٢', names: ['حجرة ١٢'] } },
  });
  const out = new PassThrough();
  const target = { out, count: 1, onLabel: () => {} };
  const [pdf] = await Promise.all([buffer(out), writeLabels(wide.value, ORDER, batch(armenian), target)]);
  expect(pdf.toString('latin1')).toMatch(/DejaVuSans/);
});

test('a label that is too small for its code is refused by how fine it would be', async () => {
  const tiny = { ...sheet, labelWidthMm: 20, labelHeightMm: 15 };
  expect(await checkLabels(press, { ...ORDER, sheet: tiny }, batch(...THREE))).toMatchObject({
    ...{ ok: false, error: { code: 'label.too-small', smallestMm: 0.35 } },
  });
});

test('outdoors the stronger level is taken where there is room, and the other where there is none', async () => {
  const bike = labelOf(1, { kind: 'bike' });
  const small = findSheet('avery-l6009');
  if (small === null) throw new Error('a preset is there');
  expect(await checkLabels(press, { ...ORDER, sheet: small }, batch(bike))).toEqual({ ok: true, value: 1 });
  expect(await checkLabels(press, { ...ORDER, sheet: small, level: 'Q' }, batch(bike))).toMatchObject({ ok: false });
});

test('a PDF has as many pages as the sheets that its copies take', async () => {
  const pdf = await print({ arrangement: { ...ORDER.arrangement, start: 20, copies: 8 } });
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  // 19 places are used, 24 labels follow: 2 on the first sheet, 21 on the second, 1 on the third.
  expect(/\/Type \/Pages\s*\/Count ([0-9]+)/.exec(pdf.toString('latin1'))?.[1]).toBe('3');
});

test('printer language is one format a label, with its copies and its shift in dots', async () => {
  const zpl = (
    await print({ format: 'zpl', arrangement: { ...ORDER.arrangement, copies: 2, shiftXMm: 1, shiftYMm: 0.5 } })
  ).toString();
  expect(zpl.match(/\^XA/g)).toHaveLength(3);
  expect(zpl.match(/\^LH8,4\^/g)).toHaveLength(3);
  expect(zpl.match(/\^PQ2\^XZ/g)).toHaveLength(3);
});

test('a roll has one size, which is said; pictures take what suits the kind', () => {
  expect(judgeOrder({ ...ORDER, format: 'zpl', size: null })).toEqual({ ok: false, error: { code: 'print.size-missing' } });
  for (const format of ['svg', 'png', 'csv', 'pdf'] as const) {
    expect(judgeOrder({ ...ORDER, format, size: null })).toMatchObject({ ok: true });
  }
});

test.each<[string, Partial<PrintOrder>]>([
  ['left', { format: 'zpl', arrangement: { ...ORDER.arrangement, shiftXMm: -0.5 } }],
  ['up', { format: 'zpl', arrangement: { ...ORDER.arrangement, shiftYMm: -0.5 } }],
])('a label printer is not asked to shift to the %s of its own origin', (_, order) => {
  expect(judgeOrder({ ...ORDER, ...order })).toEqual({ ok: false, error: { code: 'print.shift-negative' } });
  expect(judgeOrder({ ...ORDER, ...order, format: 'pdf' })).toMatchObject({ ok: true });
});

test.each<[string, Partial<PrintOrder>, object]>([
  ['each side', { format: 'svg', size: { widthMm: 999.99, heightMm: 999.99 } }, { widthMm: 300, heightMm: 300 }],
  ['sheets too', { format: 'pdf', sheet: { ...sheet, labelHeightMm: 600 } }, { widthMm: 31.7, heightMm: 300 }],
  ['dots', { format: 'zpl', dpi: 600, size: { widthMm: 210, heightMm: 297 } }, { widthMm: 106.7, heightMm: 151 }],
  ['dots of a picture', { format: 'png', dpi: 300, size: { widthMm: 300, heightMm: 300 } }, { widthMm: 254, heightMm: 254 }],
])('a label has a largest size, and the refusal says it for the shape that was asked for: %s', (_, order, largest) => {
  expect(judgeOrder({ ...ORDER, ...order })).toEqual({ ok: false, error: { code: 'label.too-large', ...largest } });
  const size = largest as { widthMm: number; heightMm: number };
  const fits = { size, sheet: { ...sheet, labelWidthMm: size.widthMm, labelHeightMm: size.heightMm } };
  expect(judgeOrder({ ...ORDER, ...order, ...fits })).toMatchObject({ ok: true });
});

test('labels as printers have them are not too large: 4 x 6 inches at 600 dots, A4 at 300', () => {
  const [roll, page] = [
    { widthMm: 101.6, heightMm: 152.4 },
    { widthMm: 210, heightMm: 297 },
  ];
  expect(judgeOrder({ ...ORDER, format: 'zpl', dpi: 600, size: roll })).toMatchObject({ ok: true });
  expect(judgeOrder({ ...ORDER, format: 'png', dpi: 300, size: page })).toMatchObject({ ok: true });
});

test('a table has a line for each label, whatever its name is', async () => {
  const rows = [labelOf(1, { objectName: '=1+1, "x"' }), labelOf(2, { objectName: null, kind: null, placeName: null })];
  const [head, first, second, end] = (await print({ format: 'csv' }, rows)).toString().split('\r\n');
  expect(head).toBe('\uFEFFurl,short code,name,kind,place');
  expect(first).toMatch(
    /^https:\/\/q\.example\.com\/[0-9]{185},[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z],"'=1\+1, ""x""",sleep-pod,"Hall, north"$/,
  );
  expect(second).toMatch(/,,,$/);
  expect(end).toBe('');
});

test.each(['svg', 'png'] as const)('a ZIP of %s has a picture each and a table that says whose it is', async (format) => {
  const zip = (await print({ format })).toString('latin1');
  const names = [...new Set(zip.match(/(?:[0-9]-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]\.(?:svg|png)|labels\.csv)/g))];
  expect(names).toEqual([...THREE.map(({ shortCode }, at) => `${at + 1}-${shown(shortCode)}.${format}`), 'labels.csv']);
});
const shown = (code: string): string => code.toUpperCase().replace(/^(....)(....)(.)$/, '$1-$2-$3');

test.each([
  'pdf',
  'zpl',
  'svg',
  'png',
  'csv',
] as const)('a %s whose reader goes away ends with an error, not never', async (format) => {
  const labels = Array.from({ length: 60 }, (_, at) => labelOf(at));
  const out = new Writable({
    highWaterMark: 1,
    write(_chunk, _encoding, done) {
      done(new Error('gone'));
    },
  });
  const target = { out, count: labels.length, onLabel: () => {} };
  await expect(writeLabels(press, { ...ORDER, format }, batch(...labels), target)).rejects.toThrow('gone');
});

test('a label without a name still says code and host', () => {
  const svg = press.plan(
    { name: '', shortCode: '7K3M-Q9TX-P', host: 'q.example.com', notice: '' },
    { widthMm: 63.5, heightMm: 38.1 },
    { size: 41, version: 6, level: 'M', isDark: () => false },
  );
  expect(svg).toMatchObject({ ok: true, value: { plan: { texts: [{ text: '7K3M-Q9TX-P' }, { text: 'q.example.com' }] } } });
});
