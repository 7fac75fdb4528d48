// Books wake: node-cron calls what keeps the books in order - numbers and seals each minute, the audit each hour.
import { schedule } from 'node-cron';
import type { Log } from '../ports/log.ts';
import type { Wake } from './wake.ts';

export type BooksUpkeep = {
  /** Numbers receipts and seals audit rows. */
  tidy(): Promise<unknown>;
  audit(): Promise<unknown>;
};

/** A missed wake loses nothing: the next one finds all that is left. */
export function startBooksWake(upkeep: BooksUpkeep, log: Log): Wake {
  const quietly = (what: string, run: () => Promise<unknown>) => async (): Promise<void> => {
    try {
      await run();
    } catch (cause) {
      log.error('upkeep of the books failed', { what, cause: String(cause) });
    }
  };
  const options = { noOverlap: true, suppressMissedWarning: true };
  const tasks = [
    schedule('7 * * * * *', quietly('tidy', upkeep.tidy), options),
    schedule('31 17 * * * *', quietly('audit', upkeep.audit), options),
  ];
  return {
    stop: () => {
      for (const task of tasks) void task.destroy();
    },
  };
}
