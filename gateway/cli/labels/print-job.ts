// Label print job: what a long print leaves beside its files, so that the same command goes on where it was ended, however it ended.
import { createWriteStream, existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Writable } from 'node:stream';
import type { PrintOrder } from '../../printing/print-order.ts';
import { refusal } from '../cli-refusal.ts';

/** What was ordered of the gateway; the same batch answers the same labels. */
export type BatchOrder = {
  readonly batchId: string;
  readonly tenantId: string;
  readonly venueId: string;
  readonly issuer: string | null;
  readonly count: number | null;
  readonly objectIds: readonly string[] | null;
};
export type PrintJob = {
  readonly batch: BatchOrder;
  /** Which labels were asked for, in the words of the command; others do not go on with this job. */
  readonly labels: string;
  /** How they are to look; free to change until the first is drawn. */
  readonly layout: string;
  readonly isDrawing: boolean;
};

/** Labels from `from` to before `until`, counted from 0, in a file of their own. */
export type PrintPart = { readonly file: string; readonly from: number; readonly until: number; readonly start: number };

const jobFile = (out: string): string => `${out}.unfinished`;

/** @returns the job that an earlier run did not finish; null where none is under way. */
export async function readJob(out: string, asked: Pick<PrintJob, 'labels' | 'layout'>): Promise<PrintJob | null> {
  const file = jobFile(out);
  if (!existsSync(file)) return null;
  const job = parseJob(await readFile(file, 'utf8'));
  if (job?.labels === asked.labels && (job.layout === asked.layout || !job.isDrawing)) return job;
  const next = `Finish that one with its own flags, or delete ${file} and what it has written`;
  throw refusal('print.other-job', `${out} belongs to a print that is under way with other flags`, next);
}

function parseJob(text: string): PrintJob | null {
  try {
    const job = JSON.parse(text) as PrintJob | null;
    return typeof job?.labels === 'string' && typeof job.batch?.batchId === 'string' ? job : null;
  } catch {
    return null;
  }
}

/** There before the gateway is asked for the first label: what it issues is not lost with this process. */
export async function keepJob(out: string, job: PrintJob): Promise<void> {
  await attempt(jobFile(out), async () => {
    const draft = `${jobFile(out)}.part`;
    await writeFile(draft, `${JSON.stringify(job)}\n`, { mode: 0o600, flush: true });
    await rename(draft, jobFile(out));
  });
}

export async function closeJob(out: string): Promise<void> {
  await rm(jobFile(out), { force: true });
}

/** Paper that was printed is never mixed up with new. */
export function refuseExisting(files: readonly string[]): void {
  const there = files.find((file) => existsSync(file));
  if (there !== undefined)
    throw refusal('file.exists', `${there} is there already`, 'Name another --out, or take that file away');
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/**
 * Cuts a print into files that are whole by themselves: a sheet is never shared by two of them.
 * @param perFile labels in one file; sheets are filled up.
 */
export function cutIntoParts(out: string, count: number, perFile: number, order: PrintOrder): readonly PrintPart[] {
  const { sheet, arrangement } = order;
  const onSheet = order.format === 'pdf' ? sheet.columns * sheet.rows : 1;
  const copies = order.format === 'pdf' ? arrangement.copies : 1;
  const used = order.format === 'pdf' ? arrangement.start - 1 : 0;
  const step = onSheet / gcd(onSheet, copies);
  const each = Math.ceil(perFile / step) * step;
  let first = each;
  while (first > each - step && (first * copies + used) % onSheet !== 0) first -= 1;
  const bounds = [0];
  for (let at = first > each - step ? first : each; at < count; at += each) bounds.push(at);
  const digits = String(bounds.length).length;
  const extension = extname(out);
  return bounds.map((from, index) => ({
    file:
      bounds.length === 1
        ? out
        : `${out.slice(0, out.length - extension.length)}-${String(index + 1).padStart(digits, '0')}${extension}`,
    from,
    until: bounds[index + 1] ?? count,
    start: index === 0 ? arrangement.start : 1,
  }));
}

/** Under its own name a file is there whole or not at all, whenever the process ends. */
export async function writePart(file: string, write: (out: Writable) => Promise<void>): Promise<void> {
  const draft = `${file}.part`;
  await attempt(file, async () => {
    await write(createWriteStream(draft, { mode: 0o600, flush: true }));
    await rename(draft, file);
  });
}

async function attempt(file: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (cause) {
    // Only what the system says of a file; a mistake of ours keeps its trace.
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
    const reason = 'code' in cause ? String(cause.code) : cause.message;
    throw refusal(
      'file.unwritable',
      `${file} cannot be written (${reason})`,
      'Make room or name another --out; the same command then goes on',
    );
  }
}
