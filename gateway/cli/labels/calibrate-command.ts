// The `labels calibrate` command: a sheet of outlines and rulers that shows what a printer is off by.
import type { Command } from 'commander';
import { say } from '../ask-gateway.ts';
import { orEnd } from '../cli-refusal.ts';
import { openPress } from './open-press.ts';
import { readArrangement, readSheet, type SheetFlags, withSheetFlags } from './print-flags.ts';
import { refuseExisting, writePart } from './print-job.ts';

export function registerLabelsCalibrate(labels: Command): void {
  const calibrate = labels
    .command('calibrate')
    .description('one sheet of outlines and rulers: printed on plain paper, it shows what a printer is off by')
    .option('--out <file>', 'where it goes', 'calibration.pdf');
  withSheetFlags(calibrate).action((flags: SheetFlags & { readonly out: string }, command: Command) =>
    orEnd(command, async () => {
      const sheet = readSheet(flags);
      const arrangement = readArrangement({ ...flags, start: '1', copies: '1' }, sheet);
      refuseExisting([flags.out]);
      const press = await openPress(undefined);
      const words = [
        sheet.name,
        "Print at 100 %, never 'fit to page'.",
        'Both rulers are 100 mm long: measure them.',
        'Hold it against a label sheet:',
        'what it is off by goes into --shift x,y.',
      ];
      await writePart(flags.out, (out) => press.writeCalibration(out, sheet, { arrangement, words }));
      say(`written to ${flags.out}`);
    }),
  );
}
