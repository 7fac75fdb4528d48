// Speed of print: `npm run labels:speed` - labels a second in each form, with the machine that was measured.
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { PassThrough } from 'node:stream';
import { Command, InvalidArgumentError } from 'commander';
import { bitmapToPng, drawLabelBitmap } from '../../qr/labels/draw-bitmap.ts';
import { writeLabelSheets } from '../../qr/labels/draw-pdf.ts';
import { drawLabelSvg } from '../../qr/labels/draw-svg.ts';
import { findSheet } from '../../qr/labels/sheet.ts';
import { composeZpl } from '../../qr/labels/zpl.ts';
import { type ProofLabel, proofLabels, shippedTypeface } from './proof-labels.ts';

type Flags = { readonly labels: number; readonly runs: number };
type Form = { readonly name: string; print(labels: readonly ProofLabel[]): Promise<number> };

const sheet = findSheet('avery-l7160');
if (sheet === null) throw new Error('the sheet is one of ours');
const SHEET = sheet;

async function printBitmaps(labels: readonly ProofLabel[], dpi: number, form: 'PNG' | 'ZPL'): Promise<number> {
  let bytes = 0;
  for (const { plan, matrix } of labels) {
    const bitmap = await drawLabelBitmap(plan, matrix, shippedTypeface(), dpi);
    if (!bitmap.ok) throw new Error(bitmap.error.code);
    bytes +=
      form === 'PNG' ? bitmapToPng(bitmap.value, dpi).length : composeZpl(bitmap.value, { copies: 1, homeX: 0, homeY: 0 }).length;
  }
  return bytes;
}

async function printPdf(labels: readonly ProofLabel[]): Promise<number> {
  const out = new PassThrough();
  let bytes = 0;
  out.on('data', (part: Buffer) => {
    bytes += part.length;
  });
  async function* inTurn(): AsyncGenerator<ProofLabel> {
    yield* labels;
  }
  const arrangement = { start: 1, copies: 1, shiftXMm: 0, shiftYMm: 0 };
  const options = { count: labels.length, arrangement, typeface: shippedTypeface(), title: 'labels' };
  await writeLabelSheets(out, SHEET, inTurn(), options);
  return bytes;
}

const FORMS: readonly Form[] = [
  {
    name: 'SVG',
    print: async (labels) =>
      labels.reduce((bytes, { plan, matrix }) => bytes + Buffer.byteLength(drawLabelSvg(plan, matrix, shippedTypeface())), 0),
  },
  { name: 'PDF', print: printPdf },
  ...[203, 300, 600].flatMap((dpi) =>
    (['ZPL', 'PNG'] as const).map((form) => ({
      name: `${form}, ${dpi} dpi`,
      print: (labels: readonly ProofLabel[]) => printBitmaps(labels, dpi, form),
    })),
  ),
];

const parseCount = (text: string): number => {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 10_000) throw new InvalidArgumentError('a whole number from 1 to 10000');
  return count;
};

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const figure = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(1));
const versionOf = (name: string): string => {
  const file = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
};

/** @returns the one in the middle. */
function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

async function measure({ labels: count, runs }: Flags): Promise<void> {
  const [load = 0] = loadavg();
  const startedMs = performance.now();
  const size = { widthMm: SHEET.labelWidthMm, heightMm: SHEET.labelHeightMm };
  const labels = await proofLabels('speed', count, size, 'M');
  const preparedPerS = (count / (performance.now() - startedMs)) * 1_000;
  const measured: { readonly name: string; readonly perS: number; readonly cpuMs: number; readonly bytes: number }[] = [];
  for (const { name, print } of FORMS) {
    await print(labels.slice(0, 8));
    const rates: number[] = [];
    const cpuBefore = process.cpuUsage();
    let bytes = 0;
    for (let run = 0; run < runs; run += 1) {
      const fromMs = performance.now();
      bytes = await print(labels);
      rates.push((count / (performance.now() - fromMs)) * 1_000);
    }
    const { user, system } = process.cpuUsage(cpuBefore);
    measured.push({ name, perS: median(rates), cpuMs: (user + system) / 1_000 / runs / count, bytes: bytes / count });
  }
  const fastest = Math.max(...measured.map(({ perS }) => perS));
  const cores = cpus();
  console.log(
    `${cores[0]?.model.trim() ?? 'unknown processor'}, ${cores.length} cores, load ${load.toFixed(1)} before; Node ${process.versions.node}, ` +
      `pdfkit ${versionOf('pdfkit')}, resvg-wasm ${versionOf('@resvg/resvg-wasm')}, fontkit ${versionOf('fontkit')}, qrcode ${versionOf('qrcode')}`,
  );
  console.log(`${count} labels of ${SHEET.name}, level M, names in eight scripts, one process; median of ${runs} runs`);
  console.log(`signed, laid out and encoded before: ${figure(preparedPerS)} labels/s\n`);
  console.log(row(['Form', 'Labels/s', 'Of the fastest', 'CPU ms a label', 'Bytes a label', '10,000 labels']));
  console.log(row(['---', '---:', '---:', '---:', '---:', '---:']));
  for (const { name, perS, cpuMs, bytes } of measured) {
    const seconds = 10_000 / perS + 10_000 / preparedPerS;
    console.log(
      row([name, figure(perS), `${((perS / fastest) * 100).toFixed(0)} %`, figure(cpuMs), figure(bytes), `${figure(seconds)} s`]),
    );
  }
}

const program = new Command('labels:speed')
  .description('Measure how many labels a second are drawn in each form.')
  .option('--labels <count>', 'labels of each run', parseCount, 210)
  .option('--runs <count>', 'runs; the figures are their medians', parseCount, 5)
  .action(measure);

try {
  await program.parseAsync();
} catch (cause) {
  process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
  process.exitCode = 1;
}
