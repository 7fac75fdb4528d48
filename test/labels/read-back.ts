// Reads labels back: each form, density and damage, by each reader, as counts.
import type { Page } from 'playwright-core';
import type { SheetGrid } from '../../qr/labels/sheet.ts';
import { createChance } from '../crash/lives/chance.ts';
import { type CodeInPicture, type Damage, damages, type Level } from './damages.ts';
import type { Picture } from './picture.ts';
import { MM_PER_INCH, printPdf, printPng, printSvg, printZpl } from './print-labels.ts';
import { type ProofLabel, proofLabels } from './proof-labels.ts';
import { readers } from './readers.ts';

export const FORMS = ['PDF', 'ZPL', 'SVG', 'PNG'] as const;
export type Form = (typeof FORMS)[number];

export type Plan = {
  readonly seed: string;
  readonly labels: number;
  readonly sheet: SheetGrid;
  readonly level: Level;
  readonly form: Form;
  readonly dpi: number;
};

/** How many labels each reader read of those printed. */
export type Tried = {
  readonly damage: Damage;
  readonly printed: number;
  readonly read: { readonly [reader: string]: number };
  /** By at least one of the readers. */
  readonly readByEither: number;
};

/** @returns what the proof asks for and did not get; null when all was read that must be. */
export function missed({ damage, printed, read, readByEither }: Tried, level: Level): string | null {
  const wanted = damage.readBy[level];
  if (wanted === 'either' && readByEither < printed)
    return `${damage.name}: read by none, ${printed - readByEither} of ${printed}`;
  const short = wanted === 'both' ? Object.entries(read).filter(([, count]) => count < printed) : [];
  return short.length === 0
    ? null
    : `${damage.name}: ${short.map(([name, count]) => `${name} read ${count} of ${printed}`).join(', ')}`;
}

/** @param page a browser's, for what poppler does not show. */
export async function readBack(plan: Plan, page: Page | null): Promise<readonly Tried[]> {
  const { sheet, level, dpi } = plan;
  const size = { widthMm: sheet.labelWidthMm, heightMm: sheet.labelHeightMm };
  const labels = await proofLabels(plan.seed, plan.labels, size, level);
  const pictures = await print(plan, labels, page);
  const tried: Tried[] = [];
  for (const damage of damages.filter(({ levels }) => levels.includes(level))) {
    const chance = createChance(`${plan.seed}/${plan.form}/${dpi}/${level}/${damage.name}`);
    const damaged = pictures.map((picture, at) => damage.apply(picture, codeIn(labels[at], dpi), chance));
    const read: { [reader: string]: number } = {};
    const readByOne = new Set<number>();
    for (const [name, reader] of Object.entries(readers)) {
      const texts = await reader(damaged);
      // Read is read alone and as it was printed: a second, wrong text would send a person elsewhere.
      const right = [...texts.entries()].filter(([at, found]) => found.length === 1 && found[0] === labels[at]?.link);
      for (const [at] of right) readByOne.add(at);
      read[name] = right.length;
    }
    tried.push({ damage, printed: labels.length, read, readByEither: readByOne.size });
  }
  return tried;
}

async function print({ form, sheet, dpi }: Plan, labels: readonly ProofLabel[], page: Page | null): Promise<readonly Picture[]> {
  if (form === 'PDF') return printPdf(labels, sheet, dpi);
  const pictures: Picture[] = [];
  for (const label of labels) {
    if (form === 'ZPL') pictures.push(await printZpl(label, dpi));
    else if (page === null) throw new Error(`${form} needs a browser`);
    else pictures.push(await (form === 'SVG' ? printSvg : printPng)(label, dpi, page));
  }
  return pictures;
}

/** A whole dot more or less does not matter to a spot of mud. */
function codeIn(label: ProofLabel | undefined, dpi: number): CodeInPicture {
  if (label === undefined) throw new Error('one picture for each label');
  const { xMm, yMm, moduleMm } = label.plan.code;
  const modulePx = (moduleMm * dpi) / MM_PER_INCH;
  const quietPx = 4 * modulePx;
  const side = label.matrix.size * modulePx;
  return { x: (xMm * dpi) / MM_PER_INCH + quietPx, y: (yMm * dpi) / MM_PER_INCH + quietPx, width: side, height: side, modulePx };
}
