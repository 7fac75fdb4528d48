// Red button: how long it takes from the request until the last device of a venue has reported its signal, as a Markdown table.
import { tmpdir } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { composeRedButtonReport, runRedButton } from './red-button/run-red-button.ts';
import { readMachine } from './report.ts';

type Flags = { readonly runs: number; readonly devices: number; readonly folder: string };

const countUpTo =
  (most: number) =>
  (text: string): number => {
    const count = Number(text);
    if (!Number.isInteger(count) || count < 1 || count > most) throw new InvalidArgumentError(`a whole number from 1 to ${most}`);
    return count;
  };

const program = new Command('red-button')
  .description('Press the red button of a venue of simulated devices, on loopback only.')
  .option('--runs <count>', 'runs, each with new processes and data', countUpTo(20), 3)
  .option('--devices <count>', 'simulated devices', countUpTo(2_000), 1_000)
  .option('--folder <folder>', 'where the temporary data goes', tmpdir())
  .action(async ({ runs, devices, folder }: Flags) => {
    const machine = readMachine();
    const onProgress = (line: string): void => void process.stderr.write(`${line}\n`);
    const pressed = await runRedButton({ runs, devices, parentFolder: folder, onProgress });
    process.stdout.write(`${composeRedButtonReport(pressed, machine, devices)}\n`);
  });

try {
  await program.parseAsync();
} catch (cause) {
  process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
  process.exitCode = 1;
}
