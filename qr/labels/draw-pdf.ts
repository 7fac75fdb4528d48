// Sheets of labels as PDF: exact geometry, text that can be searched, page after page into a stream.

import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import PDFDocument from 'pdfkit';
import { assert } from '#protocol';
import type { CodeMatrix } from '../render.ts';
import { darkRuns } from './draw-svg.ts';
import { type LabelPlan, QUIET_MODULES } from './label-plan.ts';
import { type Arrangement, placeLabels, type SheetGrid } from './sheet.ts';
import type { Typeface } from './typeface.ts';

export type PlannedLabel = { readonly plan: LabelPlan; readonly matrix: CodeMatrix };

const POINTS_PER_MM = 72 / 25.4;
const pt = (mm: number): number => mm * POINTS_PER_MM;
const RULER_MM = 100;
const HAIRLINE_MM = 0.1;

type Document = InstanceType<typeof PDFDocument>;

function openDocument(typeface: Typeface, title: string): Document {
  const document = new PDFDocument({ autoFirstPage: false, margin: 0, info: { Title: title, Producer: 'Unlatch' }, lang: 'mul' });
  for (const [name, bytes] of typeface.fonts) document.registerFont(name, Buffer.from(bytes));
  return document;
}

const addSheet = (document: Document, sheet: SheetGrid): void => {
  document.addPage({ size: [pt(sheet.pageWidthMm), pt(sheet.pageHeightMm)], margin: 0 });
};

function drawLine(document: Document, typeface: Typeface, text: string, xMm: number, baselineMm: number, sizeMm: number): void {
  let atMm = xMm;
  for (const run of typeface.runsOf(text)) {
    document.font(run.font).fontSize(pt(sizeMm)).fillColor('black');
    document.text(run.text, pt(atMm), pt(baselineMm), { lineBreak: false, baseline: 'alphabetic' });
    atMm += run.widthEm * sizeMm;
  }
}

function drawLabel(document: Document, { plan, matrix }: PlannedLabel, typeface: Typeface): void {
  const { xMm, yMm, moduleMm } = plan.code;
  document.save();
  document.translate(pt(xMm + QUIET_MODULES * moduleMm), pt(yMm + QUIET_MODULES * moduleMm)).scale(pt(moduleMm));
  for (const { row, column, length } of darkRuns(matrix)) document.rect(column, row, length, 1);
  document.fill('black').restore();
  for (const { text, xMm: x, baselineMm, sizeMm } of plan.texts) drawLine(document, typeface, text, x, baselineMm, sizeMm);
}

/** Waits where the reader of the stream is slower than we are, so that memory stays flat; and not for a reader who has gone. */
async function breathe(document: Document, written: Promise<unknown>): Promise<void> {
  if (document.readableLength > 1 << 20) await Promise.race([once(document, 'data'), written]);
  await Promise.race([new Promise(setImmediate), written]);
}

/** Settles with the last byte, or with what ended the stream before: who waits for it asks later. */
function pipeTo(document: Document, out: Writable): Promise<void> {
  const written = finished(out);
  written.catch(() => {});
  document.pipe(out);
  return written;
}

/**
 * Writes sheets of labels.
 * @param labels as many as `count` says, in order; each is asked for once, when its turn comes.
 * @param onLabel told how many labels are drawn, copies counted.
 */
export async function writeLabelSheets(
  out: Writable,
  sheet: SheetGrid,
  labels: AsyncIterable<PlannedLabel>,
  options: { readonly count: number; readonly arrangement: Arrangement; readonly typeface: Typeface; readonly title: string },
  onLabel: (drawn: number) => void = () => {},
): Promise<void> {
  const document = openDocument(options.typeface, options.title);
  const written = pipeTo(document, out);
  const source = labels[Symbol.asyncIterator]();
  let current: PlannedLabel | null = null;
  let [index, page, drawn] = [-1, -1, 0];
  for (const place of placeLabels(sheet, options.count, options.arrangement)) {
    if (place.index !== index) {
      const next = await source.next();
      assert(next.done !== true, 'as many labels come as were announced');
      current = next.value;
      index = place.index;
    }
    assert(current !== null, 'a first label came');
    if (place.sheet !== page) {
      addSheet(document, sheet);
      await breathe(document, written);
      page = place.sheet;
    }
    document.save().translate(pt(place.xMm), pt(place.yMm));
    drawLabel(document, current, options.typeface);
    document.restore();
    drawn += 1;
    onLabel(drawn);
  }
  document.end();
  await written;
}

/** Writes one page with the outline of every label and two rulers: whoever prints it sees what is off, and by how much. */
export async function writeCalibrationSheet(
  out: Writable,
  sheet: SheetGrid,
  options: { readonly arrangement: Arrangement; readonly typeface: Typeface; readonly words: readonly string[] },
): Promise<void> {
  const document = openDocument(options.typeface, `${sheet.name}, calibration`);
  const written = pipeTo(document, out);
  addSheet(document, sheet);
  document.lineWidth(pt(HAIRLINE_MM));
  const all = { ...options.arrangement, start: 1, copies: 1 };
  for (const { xMm, yMm } of placeLabels(sheet, sheet.columns * sheet.rows, all)) {
    document.rect(pt(xMm), pt(yMm), pt(sheet.labelWidthMm), pt(sheet.labelHeightMm));
  }
  document.stroke('black');
  drawRulers(document, sheet, options.typeface);
  const [left, top] = [sheet.leftMm + 4, sheet.topMm + 6];
  for (const [at, words] of options.words.entries()) drawLine(document, options.typeface, words, left, top + at * 4, 2.6);
  document.end();
  await written;
}

/** One ruler across and one down from the first label's corner; a printer that scales shows it at their ends. */
function drawRulers(document: Document, sheet: SheetGrid, typeface: Typeface): void {
  const [xMm, yMm] = [sheet.pageWidthMm / 2 - RULER_MM / 2, sheet.pageHeightMm / 2];
  for (let mm = 0; mm <= RULER_MM; mm += 1) {
    const tickMm = mm % 10 === 0 ? 4 : mm % 5 === 0 ? 3 : 2;
    document.moveTo(pt(xMm + mm), pt(yMm)).lineTo(pt(xMm + mm), pt(yMm - tickMm));
    document.moveTo(pt(xMm), pt(yMm + mm)).lineTo(pt(xMm - tickMm), pt(yMm + mm));
  }
  document.moveTo(pt(xMm), pt(yMm)).lineTo(pt(xMm + RULER_MM), pt(yMm));
  document
    .moveTo(pt(xMm), pt(yMm))
    .lineTo(pt(xMm), pt(yMm + RULER_MM))
    .stroke('black');
  for (let mm = 0; mm <= RULER_MM; mm += 10) drawLine(document, typeface, String(mm), xMm + mm + 0.4, yMm - 2.4, 2);
}
