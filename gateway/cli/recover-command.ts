// The recover command: says that the database is a restored copy, so that the gateway compares the world before anything starts.
import type { Command } from 'commander';

const AFTER = [
  'Start the gateway now: nothing starts until wallets and devices have been compared with the books.',
  'Running sessions go on and can be stopped; what the books do not know is shown for review.',
].join('\n');

export function registerRecoverCommand(program: Command): void {
  program
    .command('recover')
    .description('after restoring a database from a backup: old tickets and counters die, the world is compared first')
    .option('--data <folder>', 'overrides UNLATCH_DATA')
    .action(async (flags: { data?: string }, command: Command) => {
      // Only this command needs the store: the others start without loading it.
      const { recoverData } = await import('../main.ts');
      const recovered = await recoverData(flags.data === undefined ? {} : { UNLATCH_DATA: flags.data });
      if (!recovered.ok) command.error(recovered.error.join('\n'));
      else process.stdout.write(`Restore epoch ${recovered.value}.\n${AFTER}\n`);
    });
}
