// Bench: how many full sessions a second one gateway serves, and how long Start takes, as a Markdown table.
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { SECOND_MS } from '#protocol';
import { measurePrimitives } from './primitives.ts';
import { composeReport, readMachine } from './report.ts';
import { runBench } from './run-bench.ts';

const PRIMITIVE_TIMES = 2_000;

type Flags = {
  readonly runs: number;
  readonly sessions: number;
  readonly devices: number;
  readonly inFlight: readonly number[];
  readonly timeLimit: number;
  readonly folder: string;
  readonly profile?: string;
};

/** Every count has a bound: a slip of the finger must not load a machine for hours. */
const countUpTo =
  (most: number) =>
  (text: string): number => {
    const count = Number(text);
    if (!Number.isInteger(count) || count < 1 || count > most) throw new InvalidArgumentError(`a whole number from 1 to ${most}`);
    return count;
  };

const parseLevels = (text: string): readonly number[] => text.split(',').map(countUpTo(512));

async function bench(flags: Flags): Promise<void> {
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  process.once('SIGTERM', () => interrupted.abort());
  const { runs, sessions, devices, folder } = flags;
  if (flags.profile !== undefined) mkdirSync(flags.profile, { recursive: true });
  const machine = readMachine();
  const primitives = await measurePrimitives(PRIMITIVE_TIMES, folder);
  const levels = await runBench({
    runs,
    sessions,
    devices,
    levels: flags.inFlight,
    timeLimitMs: flags.timeLimit * SECOND_MS,
    signal: interrupted.signal,
    parentFolder: folder,
    profileFolder: flags.profile === undefined ? null : resolve(flags.profile),
    onProgress: (line) => process.stderr.write(`${line}\n`),
  });
  process.stdout.write(`${composeReport(levels, primitives, machine, flags)}\n`);
}

const program = new Command('bench')
  .description('Play full sessions against a gateway and simulated devices in processes of their own, on loopback only.')
  .option('--runs <count>', 'runs, each with new processes and data; figures are their medians', countUpTo(20), 3)
  .option('--sessions <count>', 'sessions of each run at each number in flight', countUpTo(20_000), 500)
  .option('--devices <count>', 'simulated devices', countUpTo(2_000), 200)
  .option('--in-flight <counts>', 'numbers of sessions at a time', parseLevels, [1, 16, 64])
  .option('--time-limit <seconds>', 'gives up after this', countUpTo(3_600), 600)
  .option('--folder <folder>', 'where the temporary data goes: the disk that is measured', tmpdir())
  .option('--profile <folder>', "write a processor profile of each run's gateway there")
  .action(bench);

try {
  await program.parseAsync();
} catch (cause) {
  process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
  process.exitCode = 1;
}
