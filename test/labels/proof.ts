// Proof of print: `npm run labels:proof` - prints labels in every form and density, damages them, and counts what two readers still read.

import { Command, InvalidArgumentError } from 'commander';
import { chromium } from 'playwright-core';
import { findSheet, SHEET_NAMES } from '../../qr/labels/sheet.ts';
import { damages, type Level } from './damages.ts';
import { CHROMIUM, hasProgram } from './print-labels.ts';
import { FORMS, type Form, missed, readBack, type Tried } from './read-back.ts';

type Flags = { readonly labels: number; readonly seed: string; readonly sheet: string; readonly dpi: readonly number[] };

const LEVELS: readonly Level[] = ['M', 'Q'];

const parseCount = (text: string): number => {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 50) throw new InvalidArgumentError('a whole number from 1 to 50');
  return count;
};
const parseDensities = (text: string): readonly number[] =>
  text.split(',').map((word) => {
    const dpi = Number(word);
    if (!Number.isInteger(dpi) || dpi < 72 || dpi > 1_200) throw new InvalidArgumentError('whole numbers from 72 to 1200');
    return dpi;
  });

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Zebra's densities start at 203. */
const isPrinted = (form: Form, dpi: number): boolean => form !== 'ZPL' || dpi >= 203;

function cell(tried: Tried | undefined): string {
  if (tried === undefined) return '';
  return Object.values(tried.read)
    .map((count) => `${count}/${tried.printed}`)
    .join(' ');
}

async function prove({ labels, seed, sheet: sheetName, dpi: densities }: Flags): Promise<boolean> {
  const sheet = findSheet(sheetName);
  if (sheet === null) throw new Error(`no sheet is called ${sheetName}; there are ${SHEET_NAMES.join(', ')}`);
  const missing = ['pdftoppm', 'zbarimg'].filter((name) => !hasProgram(name));
  if (CHROMIUM === undefined || missing.length > 0)
    throw new Error('needs the Debian packages chromium, poppler-utils and zbar-tools');
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  const unread: string[] = [];
  try {
    const page = await browser.newPage();
    for (const level of LEVELS) {
      const columns = damages.filter(({ levels }) => levels.includes(level)).map(({ name }) => name);
      console.log(`\nLevel ${level}, ${sheet.name}, ${labels} labels in each place, seed ${seed}; read by zxing, by zbar\n`);
      console.log(row(['Form', 'dpi', ...columns]));
      console.log(row(['---', '---:', ...columns.map(() => '---')]));
      for (const form of FORMS) {
        for (const dpi of densities.filter((each) => isPrinted(form, each))) {
          const tried = await readBack({ seed, labels, sheet, level, form, dpi }, page);
          console.log(row([form, String(dpi), ...tried.map(cell)]));
          const places = tried.map((each) => missed(each, level)).filter((said) => said !== null);
          unread.push(...places.map((said) => `level ${level}, ${form}, ${dpi} dpi, ${said}`));
        }
      }
    }
  } finally {
    await browser.close();
  }
  for (const level of LEVELS) {
    const names = (by: string): string =>
      damages
        .filter(({ levels, readBy }) => levels.includes(level) && readBy[level] === by)
        .map(({ name }) => name)
        .join(', ');
    console.log(
      `\nlevel ${level}: by both readers ${names('both')}; by either ${names('either') || '-'}; only counted ${names('nobody')}`,
    );
  }
  for (const line of unread) console.log(`not read: ${line}`);
  console.log(
    unread.length === 0 ? 'proven: all was read that must be' : `${unread.length} places were not read as they must be`,
  );
  return unread.length === 0;
}

const program = new Command('labels:proof')
  .description('Print labels as PDF, ZPL, SVG and PNG, damage the pictures, and read them with two readers.')
  .option('--labels <count>', 'labels for each form, density and damage', parseCount, 3)
  .option('--seed <text>', 'draws other tags and other spots', 'labels')
  .option('--sheet <name>', 'the size of the labels', 'avery-l7160')
  .option('--dpi <densities>', 'dots per inch', parseDensities, [150, 203, 300, 600])
  .action(async (flags: Flags) => {
    if (!(await prove(flags))) process.exitCode = 1;
  });

try {
  await program.parseAsync();
} catch (cause) {
  process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
  process.exitCode = 1;
}
