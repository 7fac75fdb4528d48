// The process that draws a batch: it ends with its file, with its reader, and with an error that is told.
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import type { PrintableLabel, PrintOrder } from '../../gateway/printing/print-order.ts';
import { startPrint } from '../../gateway/printing/printing-process.ts';
import { composeLink, createShortCode, findSheet } from '../../qr/index.ts';

const sheet = findSheet('avery-l7160');
if (sheet === null) throw new Error('a preset is there');
const ORDER: PrintOrder = {
  ...{ format: 'zpl', sheet, size: null, dpi: 203, level: null, notice: 'Never asks for a card', title: 'Labels' },
  arrangement: { start: 1, copies: 1, shiftXMm: 0, shiftYMm: 0 },
};
const labelOf = (no: number): PrintableLabel => ({
  link: composeLink('https://q.example.com', new Uint8Array(76).fill(no)),
  shortCode: createShortCode((size) => new Uint8Array(size).fill(no)),
  ...{ objectName: `Größe ${no} 号舱`, kind: 'sleep-pod', placeName: 'Hall', host: 'q.example.com' },
});

/** Who reads has no time at all. */
const NO_TIME = { startMs: 0, perLabelMs: 1, mostMs: 1 };

async function start(
  order: Partial<PrintOrder> & { readonly longest?: typeof NO_TIME },
  ...parts: readonly (readonly PrintableLabel[])[]
) {
  async function* read(): AsyncGenerator<readonly PrintableLabel[]> {
    yield* parts;
  }
  const failures: string[] = [];
  let end = (): void => {};
  const ended = new Promise<void>((settle) => {
    end = settle;
  });
  const { longest, ...ordered } = order;
  const events = { onEnd: () => end(), onFailure: (cause: Error) => failures.push(cause.message) };
  const print = await startPrint({ ...ORDER, ...ordered }, read(), events, longest);
  return { print, ended, failures };
}

function fileOf({ print }: Awaited<ReturnType<typeof start>>) {
  if (!print.ok || print.value === null) throw new Error('there is a file');
  return print.value;
}

test('all parts are in the file, in their order, and the process ends with it', async () => {
  const begun = await start({}, [labelOf(1), labelOf(2)], [], [labelOf(3)]);
  const zpl = await buffer(fileOf(begun));
  expect(zpl.toString()).toMatch(/^(\^XA.*\^XZ\n){3}$/);
  await begun.ended;
  expect(begun.failures).toEqual([]);
});

test('what cannot be printed is a refusal, and nothing to print is no file; no process stays', async () => {
  const tiny = await start({ size: { widthMm: 12, heightMm: 10 } }, [labelOf(1)]);
  expect(tiny.print).toMatchObject({ ok: false, error: { code: 'label.too-small', smallestMm: 0.35 } });
  const none = await start({}, []);
  expect(none.print).toEqual({ ok: true, value: null });
  await Promise.all([tiny.ended, none.ended]);
});

test('a reader who goes away ends the process, which is no failure', async () => {
  const many = Array.from({ length: 200 }, (_, no) => labelOf(no));
  const begun = await start({ format: 'png', dpi: 600 }, many);
  fileOf(begun).destroy();
  await begun.ended;
  expect(begun.failures).toEqual([]);
});

test('a reader who takes longer than the whole file may is left, and the turn is free', async () => {
  const many = Array.from({ length: 200 }, (_, no) => labelOf(no));
  const begun = await start({ format: 'png', dpi: 600, longest: NO_TIME }, many);
  await expect(buffer(fileOf(begun))).rejects.toThrow('SIGKILL');
  await begun.ended;
  expect(begun.failures).toEqual(['the printing process ended with SIGKILL']);
});

test('a label that cannot be drawn after all breaks the file off, with the reason', async () => {
  const begun = await start({ dpi: 600, size: { widthMm: 999, heightMm: 999 } }, [labelOf(1)]);
  await expect(buffer(fileOf(begun))).rejects.toThrow(/a judged size has few enough dots/);
  await begun.ended;
  expect(begun.failures).toHaveLength(1);
});

test('labels that cannot be read end the process', async () => {
  let end = (): void => {};
  const ended = new Promise<void>((settle) => {
    end = settle;
  });
  // biome-ignore lint/correctness/useYield: it fails before its first part.
  async function* broken(): AsyncGenerator<readonly PrintableLabel[]> {
    throw new Error('the database is gone');
  }
  await expect(startPrint(ORDER, broken(), { onEnd: end, onFailure: () => {} })).rejects.toThrow('the database is gone');
  await ended;
});
