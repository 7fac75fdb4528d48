// Print labels: draws labels one after another into a stream, in the format that was ordered, however many there are.
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { assert, ok, type Result, refused } from '#protocol';
import {
  createMatrix,
  type ErrorLevel,
  formatShortCode,
  LABEL_CSV_HEAD,
  type LabelPress,
  labelCsvRow,
  type PlannedLabel,
} from '#qr';
import { type PrintableLabel, type PrintOrder, sizeOf, standsOutdoors } from './print-order.ts';

export type PrintRefusal =
  /** `names` are some of those that hold the letters. */
  | { readonly code: 'label.letters-missing'; readonly letters: string; readonly names: readonly string[] }
  | { readonly code: 'label.too-small'; readonly moduleMm: number; readonly smallestMm: number };

const NAMES_TOLD = 5;

function planFor(press: LabelPress, order: PrintOrder, label: PrintableLabel): ReturnType<LabelPress['plan']> {
  const size = sizeOf(order, label.kind);
  const words = {
    name: label.objectName ?? '',
    shortCode: formatShortCode(label.shortCode),
    host: label.host,
    notice: order.notice,
  };
  const at = (level: ErrorLevel): ReturnType<LabelPress['plan']> => press.plan(words, size, createMatrix(label.link, level));
  if (order.level !== null || !standsOutdoors(label.kind)) return at(order.level ?? 'M');
  // A label that is fine enough to be read beats one that would survive more and is too fine for its printer.
  const strong = at('Q');
  return strong.ok ? strong : at('M');
}

/** Only the link's length, the kind and the host decide how much room there is. */
const formOf = ({ link, kind, host }: PrintableLabel): string => `${link.length} ${kind} ${host}`;

/**
 * Looks at every label before the first is drawn, so that nothing is found out on page 300.
 * @returns how many there are.
 */
export async function checkLabels(
  press: LabelPress,
  order: PrintOrder,
  labels: AsyncIterable<PrintableLabel>,
): Promise<Result<number, PrintRefusal>> {
  const missing = new Set<string>();
  const names: string[] = [];
  const forms = new Set<string>();
  let count = 0;
  for await (const label of labels) {
    count += 1;
    if (order.format === 'csv') continue;
    const letters = press.check(`${label.objectName ?? ''}${label.host}${order.notice}`);
    if (!letters.ok) {
      for (const letter of letters.error.letters) missing.add(letter);
      if (names.length < NAMES_TOLD) names.push(label.objectName ?? label.host);
    } else if (!forms.has(formOf(label))) {
      forms.add(formOf(label));
      const planned = planFor(press, order, label);
      if (!planned.ok && planned.error.code === 'label.too-small') return refused(planned.error);
    }
  }
  return missing.size === 0 ? ok(count) : refused({ code: 'label.letters-missing', letters: [...missing].join(''), names });
}

function planned(press: LabelPress, order: PrintOrder, label: PrintableLabel): PlannedLabel {
  const plan = planFor(press, order, label);
  assert(plan.ok, 'labels are checked before they are drawn');
  return plan.value;
}

function toCsvRow(label: PrintableLabel): string {
  return labelCsvRow({
    url: label.link,
    shortCode: formatShortCode(label.shortCode),
    name: label.objectName ?? '',
    kind: label.kind ?? '',
    place: label.placeName ?? '',
  });
}

async function toZpl(press: LabelPress, order: PrintOrder, label: PrintableLabel): Promise<string> {
  const { copies, shiftXMm, shiftYMm } = order.arrangement;
  const dots = (mm: number): number => Math.round((mm * order.dpi) / 25.4);
  const drawn = await press.toZpl(planned(press, order, label), order.dpi, {
    copies,
    homeX: dots(shiftXMm),
    homeY: dots(shiftYMm),
  });
  assert(drawn.ok, 'a judged size has few enough dots, and the smallest module two of the coarsest printer');
  return drawn.value;
}

async function toPicture(press: LabelPress, order: PrintOrder, label: PrintableLabel): Promise<string | Uint8Array> {
  if (order.format === 'svg') return press.toSvg(planned(press, order, label));
  const drawn = await press.toPng(planned(press, order, label), order.dpi);
  assert(drawn.ok, 'a judged size has few enough dots, and the smallest module two of the coarsest printer');
  return drawn.value;
}

/** Drawing takes milliseconds a label: between two of them whoever else waits has a turn. */
async function* inTurns<T, U>(
  labels: AsyncIterable<T>,
  make: (label: T) => U,
  onLabel: (drawn: number) => void,
): AsyncGenerator<Awaited<U>> {
  let drawn = 0;
  for await (const label of labels) {
    const made = await make(label);
    drawn += 1;
    onLabel(drawn);
    await nextTurn();
    yield made;
  }
}

async function* withHead(head: string, rows: AsyncIterable<string>): AsyncGenerator<string> {
  yield head;
  yield* rows;
}

async function writePictures(
  press: LabelPress,
  order: PrintOrder,
  labels: AsyncIterable<PrintableLabel>,
  { out, count, onLabel }: PrintTarget,
): Promise<void> {
  // Names in any language make poor names of files: the table in the ZIP says which picture is whose.
  let table = LABEL_CSV_HEAD;
  const digits = String(count).length;
  const entries: { name: string; make: () => Promise<string | Uint8Array> }[] = [];
  for await (const label of labels) {
    table += toCsvRow(label);
    const name = `${String(entries.length + 1).padStart(digits, '0')}-${formatShortCode(label.shortCode)}.${order.format}`;
    entries.push({
      name,
      async make() {
        await nextTurn();
        return toPicture(press, order, label);
      },
    });
  }
  assert(entries.length === count, 'as many labels come as were announced');
  await press.writeZip(out, [...entries, { name: 'labels.csv', make: async () => table }], (written) => {
    if (written <= count) onLabel(written);
  });
}

export type PrintTarget = {
  readonly out: Writable;
  /** As `checkLabels` counted. */
  readonly count: number;
  /** Told how many labels are drawn, copies not counted. */
  readonly onLabel: (drawn: number) => void;
};

/** Draws labels that were checked; settles when the last byte is written, or with what broke the stream. */
export async function writeLabels(
  press: LabelPress,
  order: PrintOrder,
  labels: AsyncIterable<PrintableLabel>,
  target: PrintTarget,
): Promise<void> {
  const { out, count, onLabel } = target;
  const { sheet, arrangement, title } = order;
  switch (order.format) {
    case 'pdf': {
      const plans = inTurns(labels, (label) => planned(press, order, label), onLabel);
      return press.writeSheets(out, sheet, plans, { count, arrangement, title });
    }
    case 'zpl':
      return pipeline(Readable.from(inTurns(labels, (label) => toZpl(press, order, label), onLabel)), out);
    case 'csv':
      return pipeline(Readable.from(withHead(LABEL_CSV_HEAD, inTurns(labels, toCsvRow, onLabel))), out);
    case 'svg':
    case 'png':
      return writePictures(press, order, labels, target);
  }
}
