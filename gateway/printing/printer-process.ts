// Printer process: draws one batch and ends, so that whoever scans never waits for a picture to be painted.
import { Socket } from 'node:net';
import { setPriority } from 'node:os';
import { assert } from '#protocol';
import { openLabelPress } from '#qr';
import { checkLabels, writeLabels } from './print-labels.ts';
import type { PrintableLabel, PrintOrder } from './print-order.ts';
import type { FromPrinter, ToPrinter } from './printer-messages.ts';

const STDOUT = 1;
/** People's scans go first where there are few cores. */
const NICENESS = 10;

const tell = (message: FromPrinter): Promise<void> =>
  new Promise((settle) => {
    process.send?.(message, undefined, {}, () => settle());
  });

/** @returns whether there is a file. */
async function print(order: PrintOrder, labels: readonly PrintableLabel[]): Promise<boolean> {
  async function* inOrder(): AsyncGenerator<PrintableLabel> {
    yield* labels;
  }
  const press = await openLabelPress();
  assert(press.ok, 'the fonts that ship can be read');
  const checked = await checkLabels(press.value, order, inOrder());
  await tell({ checked });
  if (!checked.ok || checked.value === 0) return false;
  const out = new Socket({ fd: STDOUT, readable: false, writable: true });
  await writeLabels(press.value, order, inOrder(), { out, count: checked.value, onLabel: () => {} });
  return true;
}

function listen(): void {
  setPriority(NICENESS);
  const labels: PrintableLabel[] = [];
  process.on('message', (told: ToPrinter) => {
    if ('labels' in told) {
      labels.push(...told.labels);
      return;
    }
    print(told.order, labels).then(
      (hasFile) => {
        // A message that is under way could come after the end: whoever reads it ends this process.
        if (hasFile) process.exit(0);
      },
      (cause: unknown) => tell({ failure: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) }),
    );
  });
  // Ctrl-C reaches the whole group of processes: the gateway ends this one when it has ended itself.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  process.once('disconnect', () => process.exit(1));
}

listen();
