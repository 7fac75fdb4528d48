// Watch wake: node-cron calls what is written behind requests - limits every few seconds, counted scans each hour; and what has had its time is forgotten.
import { schedule } from 'node-cron';
import type { Log } from '../ports/log.ts';
import type { Wake } from './wake.ts';

export type WatchUpkeep = {
  /** Writes buckets that have changed. */
  keepLimits(): Promise<unknown>;
  /** Writes counted scans and looks at what they tell. */
  watchLabels(): Promise<unknown>;
  /** Deletes what of who was where, and what of kept answers, has had its time. */
  forgetOld(): Promise<unknown>;
};

/** A missed wake loses nothing: what was to be written waits in memory for the next one. */
export function startWatchWake(upkeep: WatchUpkeep, log: Log): Wake {
  const quietly = (what: string, run: () => Promise<unknown>) => async (): Promise<void> => {
    try {
      await run();
    } catch (cause) {
      log.error('upkeep of limits, labels and what has had its time failed', { what, cause: String(cause) });
    }
  };
  const options = { noOverlap: true, suppressMissedWarning: true };
  const tasks = [
    schedule('*/5 * * * * *', quietly('limits', upkeep.keepLimits), options),
    schedule('43 3 * * * *', quietly('labels', upkeep.watchLabels), options),
    schedule('13 33 * * * *', quietly('forgetting', upkeep.forgetOld), options),
  ];
  return {
    stop: () => {
      for (const task of tasks) void task.destroy();
    },
  };
}
