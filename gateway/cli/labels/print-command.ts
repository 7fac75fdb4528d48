// The `labels print` command: a batch of labels as sheets, printer language, pictures or a table; ended half-way, it goes on where it stopped.
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { createTerminalMatrix, formatShortCode, type LabelPress, renderTerminal } from '#qr';
import { isLiveLabel } from '../../domain/label/label-moves.ts';
import { LABEL_LIMITS } from '../../domain/label/label-order.ts';
import { checkLabels, writeLabels } from '../../printing/print-labels.ts';
import type { PrintOrder } from '../../printing/print-order.ts';
import { BY_FLAG, DATA_FLAG } from '../admin-client.ts';
import { say } from '../ask-gateway.ts';
import { orEnd, refusal } from '../cli-refusal.ts';
import { nextCommand } from '../next-command.ts';
import { type ProgressBar, startProgressBar } from '../progress-bar.ts';
import { openPress } from './open-press.ts';
import { type BatchFlags, type Issued, orderBatch, readLabels } from './print-batch.ts';
import { type PrintFlags, type PrintKind, readCount, readOrder, readOut, withSheetFlags } from './print-flags.ts';
import {
  type BatchOrder,
  closeJob,
  cutIntoParts,
  keepJob,
  type PrintJob,
  type PrintPart,
  readJob,
  refuseExisting,
  writePart,
} from './print-job.ts';
import { type Ordered, refusePrint, sayPrinted } from './print-words.ts';

type PrintCommandFlags = BatchFlags & PrintFlags & { readonly out?: string; readonly font?: string; readonly perFile: string };

const MOST_LABELS = LABEL_LIMITS.mostPerBatch;

async function* withoutEnded(labels: AsyncIterable<Issued>, ended: ReadonlySet<number>): AsyncGenerator<Issued> {
  for await (const label of labels) if (!ended.has(label.tagNo)) yield label;
}

/** Issues what is not issued yet, and looks at every label before the first is drawn. */
async function issueAll(
  flags: PrintCommandFlags,
  press: LabelPress,
  order: PrintOrder,
  batch: BatchOrder,
  ordered: Ordered,
): Promise<void> {
  const startedMs = performance.now();
  let bar: ProgressBar | null = null;
  async function* counted(): AsyncGenerator<Issued> {
    for await (const label of readLabels(flags, batch, 0, MOST_LABELS, (size) => {
      bar ??= startProgressBar('issued ', size, 0, startedMs);
    })) {
      bar?.at(label.tagNo);
      ordered.size = label.tagNo;
      if (isLiveLabel(label)) ordered.kinds.add(label.kind);
      else ordered.ended.add(label.tagNo);
      yield label;
    }
  }
  const checked = await checkLabels(press, order, withoutEnded(counted(), ordered.ended));
  // Assigned in the reader above, which the compiler does not follow.
  (bar as ProgressBar | null)?.end();
  if (!checked.ok) throw refusePrint(checked.error, order, batch.batchId);
  if (checked.value > 0) return;
  throw refusal(
    'print.nothing',
    `batch ${batch.batchId} has no labels that are in force`,
    `See '${nextCommand('labels list', flags)}'`,
  );
}

async function printOnTerminal(labels: AsyncIterable<Issued>): Promise<void> {
  for await (const label of labels) {
    if (!isLiveLabel(label)) continue;
    say(`${label.objectName ?? '(attached later)'}   ${formatShortCode(label.shortCode)}   ${label.host}`);
    process.stdout.write(renderTerminal(createTerminalMatrix(label.link), 'colour'));
    say(label.link);
    say('');
  }
}

/** @param parts those that are not written yet; numbers of labels, of which those that have ended are left out. */
async function printParts(
  flags: PrintCommandFlags,
  press: LabelPress,
  order: PrintOrder,
  batch: BatchOrder,
  parts: readonly PrintPart[],
  { size, ended }: Ordered,
): Promise<void> {
  let done = size - parts.reduce((sum, { from, until }) => sum + until - from, 0);
  const bar = startProgressBar('printed', size, done);
  for (const { file, from, until, start } of parts) {
    const placed: PrintOrder = { ...order, title: `Labels ${batch.batchId}`, arrangement: { ...order.arrangement, start } };
    const before = done;
    const out = [...ended].filter((tagNo) => tagNo > from && tagNo <= until).length;
    await writePart(file, (stream) =>
      writeLabels(press, placed, withoutEnded(readLabels(flags, batch, from, until), ended), {
        ...{ out: stream, count: until - from - out },
        onLabel: (drawn) => bar.at(before + drawn),
      }),
    );
    done += until - from;
  }
  bar.end();
}

/** Which labels, and how they are to look; who asks, and of which folder, makes no other print of it. */
function splitWords(flags: PrintCommandFlags): Pick<PrintJob, 'labels' | 'layout'> {
  const { data: _data, by: _by, count, objects, second, batch, tenant, venue, issuer, out: _out, ...layout } = flags;
  return { labels: JSON.stringify({ count, objects, second, batch, tenant, venue, issuer }), layout: JSON.stringify(layout) };
}

async function printToFiles(flags: PrintCommandFlags, kind: Exclude<PrintKind, 'terminal'>, order: PrintOrder): Promise<void> {
  const perFile = readCount('--per-file', flags.perFile, MOST_LABELS);
  const out = readOut(kind, flags.out);
  const press = await openPress(flags.font);
  const asked = splitWords(flags);
  const unfinished = await readJob(out, asked);
  if (unfinished) process.stderr.write(`going on with batch ${unfinished.batch.batchId}\n`);
  else refuseExisting([out]);
  const batch = unfinished?.batch ?? (await orderBatch(flags));
  const wasDrawing = unfinished?.isDrawing ?? false;
  if (!wasDrawing) await keepJob(out, { batch, ...asked, isDrawing: false });
  const ordered: Ordered = { size: 0, ended: new Set(), kinds: new Set() };
  try {
    await issueAll(flags, press, order, batch, ordered);
  } catch (cause) {
    // Nothing was issued: there is nothing to go on with, and the next command is another one.
    if (ordered.size === 0 && !unfinished) await closeJob(out);
    throw cause;
  }
  const parts = cutIntoParts(out, ordered.size, kind === 'csv' ? MOST_LABELS : perFile, order);
  if (!wasDrawing) {
    refuseExisting(parts.map(({ file }) => file));
    await keepJob(out, { batch, ...asked, isDrawing: true });
  }
  const left = parts.filter(({ file }) => !existsSync(file));
  await printParts(flags, press, order, batch, left, ordered);
  await closeJob(out);
  sayPrinted(batch.batchId, order, { out, parts }, ordered);
  if (kind === 'pdf') say("Print at 100 %, never 'fit to page'; 'unlatch labels calibrate' shows what a printer is off by.");
}

export function registerLabelsPrint(labels: Command): void {
  const print = labels
    .command('print')
    .description('print labels: new ones, those of objects, or a batch again; ended half-way, the same command goes on')
    .option(...DATA_FLAG)
    .option(...BY_FLAG)
    .option('--count <n>', 'so many labels that are attached later')
    .option('--objects <ids>', 'a label for each: all, unlabelled, or object ids with commas between')
    .option('--second', 'with --objects: even where an object has a label already')
    .option('--batch <name>', 'what the batch is called; alone, it is printed again; default: a new name')
    .option('--tenant <id>', 'whose; default: the only one')
    .option('--venue <id>', 'of which venue; default: the only one')
    .option('--issuer <origin>', 'whose key signs; default: the first')
    .option('--as <format>', 'pdf, zpl, svg, png (both in a ZIP), csv or terminal', 'pdf')
    .option('--out <file>', 'default: labels.pdf, labels.zpl, labels.zip (of svg and png) or labels.csv')
    .option('--start <n>', 'pdf: the first label that is still on the first sheet, from 1, row by row; default: 1')
    .option('--copies <n>', 'pdf and zpl: of each label; default: 1')
    .option('--dpi <n>', 'zpl and png: 203, 300 or 600', '300')
    .option('--level <level>', 'error correction, M or Q; default: Q for what stands outdoors, where there is room for it')
    .option('--lang <tag>', 'of the line that says what we never ask for: en, zh-Hans, de, nl or fr', 'en')
    .option('--notice <text>', 'other words for that line; empty for none')
    .option('--font <file>', 'for letters that ours lack: a TTF, OTF or WOFF file')
    .option('--per-file <n>', 'labels in one file, about', '1000');
  withSheetFlags(print).action((flags: PrintCommandFlags, command: Command) =>
    orEnd(command, async () => {
      const { kind, order } = readOrder(flags);
      if (kind !== 'terminal') return printToFiles(flags, kind, order);
      return printOnTerminal(readLabels(flags, await orderBatch(flags), 0, MOST_LABELS));
    }),
  );
}
