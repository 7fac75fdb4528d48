// Label print words: what a print says at its end - where the labels are and how large - or why there are none.
import type { PrintRefusal } from '../../printing/print-labels.ts';
import { type PrintOrder, sizeOf } from '../../printing/print-order.ts';
import { say } from '../ask-gateway.ts';
import { type CliRefusal, refusal } from '../cli-refusal.ts';
import type { PrintPart } from './print-job.ts';

/** From here on an operator may ask what a print takes of the machine. */
const LARGE = 1_000;

/** What an order came to; nothing is known of it until the gateway has answered once. */
export type Ordered = { size: number; readonly ended: Set<number>; readonly kinds: Set<string | null> };

/** The batch is issued by now: whoever corrects the command goes on with it. */
export function refusePrint(error: PrintRefusal, { level }: PrintOrder, batchId: string): CliRefusal {
  const kept = `batch ${batchId} is kept: with the same --out, or with --batch, it is not issued twice`;
  if (error.code === 'label.too-small') {
    const { moduleMm, smallestMm } = error;
    const said = `the smallest part of the code would be ${moduleMm.toFixed(2)} mm wide, and ${smallestMm} mm is the least that is read`;
    // Unless it was asked for, Q gives way to M by itself.
    return refusal(error.code, said, `Take a larger label${level === 'Q' ? ', or --level M' : ''}; ${kept}`);
  }
  const names = error.names.map((name) => `'${name}'`).join(', ');
  const said = `no font has the letters ${error.letters} of ${names}`;
  return refusal(error.code, said, `Give --font with a font that has them, or change the name; ${kept}`);
}

const inMm = (value: number): number => Math.round(value * 100) / 100;

/** Whoever feeds a roll or a sheet reads whether it is the right one; a table has no size. */
function sizesOf(order: PrintOrder, kinds: ReadonlySet<string | null>): string {
  if (order.format === 'csv') return '';
  const sizes = [...kinds].map((kind) => sizeOf(order, kind)).map((mm) => `${inMm(mm.widthMm)} x ${inMm(mm.heightMm)} mm`);
  return `, ${[...new Set(sizes)].sort().join(' and ')} each`;
}

export function sayPrinted(
  batchId: string,
  order: PrintOrder,
  { out, parts }: { readonly out: string; readonly parts: readonly PrintPart[] },
  { size, ended, kinds }: Ordered,
): void {
  const printed = size - ended.size;
  const files = parts.length === 1 ? out : `${parts[0]?.file} to ${parts.at(-1)?.file}`;
  say(`${printed === 1 ? '1 label' : `${printed} labels`} of batch ${batchId} in ${files}${sizesOf(order, kinds)}`);
  if (ended.size > 0) say(`left out, because they are replaced, lost or revoked: ${ended.size}`);
  if (size < LARGE) return;
  process.stderr.write(`at most ${Math.round(process.resourceUsage().maxRSS / 1_024)} MB of memory were in use\n`);
}
