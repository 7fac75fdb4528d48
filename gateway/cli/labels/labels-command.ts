// The `labels` commands: printing, keys, and what becomes of printed labels.
import type { Command } from 'commander';
import { registerLabelsActs } from './acts-command.ts';
import { registerLabelsCalibrate } from './calibrate-command.ts';
import { registerLabelsKeys } from './keys-command.ts';
import { registerLabelsList } from './list-command.ts';
import { registerLabelsPrint } from './print-command.ts';
import { registerLabelsReprint } from './reprint-command.ts';
import { registerLabelsTakeOver } from './take-over-command.ts';
import { registerLabelsWatch } from './watch-command.ts';

export function registerLabelsCommands(program: Command): void {
  const labels = program.command('labels').description('labels: print them, see where they hang, attach, replace and end them');
  registerLabelsPrint(labels);
  registerLabelsCalibrate(labels);
  registerLabelsList(labels);
  registerLabelsActs(labels);
  registerLabelsReprint(labels);
  registerLabelsTakeOver(labels);
  registerLabelsKeys(labels);
  registerLabelsWatch(labels);
}
