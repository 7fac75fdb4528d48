// Printing process: the gateway's side of the process that draws one batch; it ends with its file, or when nobody takes the file.
import { type ChildProcess, fork } from 'node:child_process';
import { PassThrough, type Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { assert, HOUR_MS, MINUTE_MS, ok, type Result, SECOND_MS } from '#protocol';
import type { PrintRefusal } from './print-labels.ts';
import type { PrintableLabel, PrintOrder } from './print-order.ts';
import type { FromPrinter, ToPrinter } from './printer-messages.ts';

/** Sources run through tsx, found from the package's root; the build runs as it is. */
const EXTENSION = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
const PACKAGE_ROOT = fileURLToPath(new URL(EXTENSION === '.ts' ? '../../' : '../../../', import.meta.url));
const PROGRAM = fileURLToPath(new URL(`./printer-process${EXTENSION}`, import.meta.url));
/** A reader who takes nothing for so long has gone, and others wait for the turn. */
const LONGEST_STALL_MS = 60_000;
/** Ten times what a busy machine draws in, or a link of 100 kbit/s takes it in; who reads more slowly has others waiting for them. */
const LONGEST_PRINT = { startMs: 2 * MINUTE_MS, perLabelMs: SECOND_MS, mostMs: HOUR_MS };

type LongestPrint = typeof LONGEST_PRINT;

const send = (child: ChildProcess, message: ToPrinter): Promise<void> =>
  new Promise((settle, fail) => {
    child.send(message, (cause) => (cause ? fail(cause) : settle()));
  });

type PrintEvents = {
  /** Once: the process is gone, whether or not it drew anything. */
  readonly onEnd: () => void;
  /** The file has begun and stays unfinished, through no act of its reader. */
  readonly onFailure: (cause: Error) => void;
};

type Printer = {
  readonly child: ChildProcess;
  readonly checked: Promise<Result<number, PrintRefusal>>;
  /** Null when it ended as it should. */
  whenOver(act: (cause: Error | null) => void): void;
};

function startChild(onEnd: () => void): Printer {
  const child = fork(PROGRAM, [], {
    cwd: PACKAGE_ROOT,
    execArgv: EXTENSION === '.ts' ? ['--import', 'tsx'] : [],
    // Nothing of the gateway's settings and secrets.
    env: {},
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  let failure: Error | null = null;
  const whenOver: Printer['whenOver'] = (act) => {
    child.once('error', act);
    child.once('close', (code, signal) =>
      act(code === 0 ? null : (failure ?? new Error(`the printing process ended with ${signal ?? code}`))),
    );
  };
  const checked = new Promise<Result<number, PrintRefusal>>((settle, fail) => {
    child.on('message', (told: FromPrinter) => {
      if ('checked' in told) return settle(told.checked);
      failure = new Error(told.failure);
      child.kill('SIGKILL');
    });
    whenOver((cause) => fail(cause ?? new Error('the printing process said nothing')));
  });
  checked.catch(() => {});
  let isGone = false;
  const end = (): void => {
    if (!isGone) onEnd();
    isGone = true;
  };
  child.once('exit', end);
  child.once('error', end);
  return { child, checked, whenOver };
}

function readFile({ child, whenOver }: Printer, longestMs: number, onFailure: PrintEvents['onFailure']): Readable {
  const file = new PassThrough();
  const { stdout } = child;
  assert(stdout !== null, 'the file comes through a pipe');
  const stall = setTimeout(() => child.kill('SIGKILL'), LONGEST_STALL_MS).unref();
  const whole = setTimeout(() => child.kill('SIGKILL'), longestMs).unref();
  const stopClocks = (): void => {
    clearTimeout(stall);
    clearTimeout(whole);
  };
  stdout.on('data', () => stall.refresh());
  stdout.pipe(file, { end: false });
  file.once('close', () => {
    stopClocks();
    child.kill('SIGKILL');
  });
  whenOver((cause) => {
    stopClocks();
    if (file.destroyed) return;
    if (cause === null) {
      file.end();
      return;
    }
    onFailure(cause);
    file.destroy(cause);
  });
  return file;
}

/** Where the machine has no room for another process, that is an end too. */
function tryStart(onEnd: () => void): Printer {
  try {
    return startChild(onEnd);
  } catch (cause) {
    onEnd();
    throw cause;
  }
}

/**
 * Draws a batch in a process of its own.
 * @param parts the labels, as they are read; all of them are looked at before the file begins.
 * @param longest how long its reader may take for all of it.
 * @returns the file, which ends with an error where not all of it was drawn; null where there are no labels.
 */
export async function startPrint(
  order: PrintOrder,
  parts: AsyncIterable<readonly PrintableLabel[]>,
  { onEnd, onFailure }: PrintEvents,
  longest: LongestPrint = LONGEST_PRINT,
): Promise<Result<Readable | null, PrintRefusal>> {
  const printer = tryStart(onEnd);
  const { child, checked } = printer;
  try {
    for await (const labels of parts) await send(child, { labels });
    await send(child, { order });
    const count = await checked;
    if (count.ok && count.value > 0) {
      const longestMs = Math.min(longest.mostMs, longest.startMs + count.value * longest.perLabelMs);
      return ok(readFile(printer, longestMs, onFailure));
    }
    child.kill('SIGKILL');
    return count.ok ? ok(null) : count;
  } catch (cause) {
    child.kill('SIGKILL');
    throw cause;
  }
}
