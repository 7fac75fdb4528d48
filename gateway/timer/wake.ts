// Wake: node-cron calls the pump each second; what is due is decided by rows, never by this timer (R9).
import { schedule } from 'node-cron';
import type { Log } from '../ports/log.ts';

export type Wake = { stop(): void };

export function startWake(run: () => Promise<unknown>, log: Log): Wake {
  const task = schedule(
    '* * * * * *',
    async () => {
      try {
        await run();
      } catch (cause) {
        // The next second tries again: a missed wake loses nothing.
        log.error('upkeep failed', { cause: String(cause) });
      }
    },
    // A late wake is none of its library's to tell: it loses nothing, and a line that is not of our log breaks who reads the log.
    { noOverlap: true, suppressMissedWarning: true },
  );
  return { stop: () => void task.destroy() };
}
