// Compose watch: what is counted beside requests is written now and then, and once more before the process ends.
import type { Core } from './compose-core.ts';
import type { Log } from './ports/log.ts';
import { startWatchWake } from './timer/watch-wake.ts';

/** Closing writes what is still in memory; a disk that refuses it must not keep the process from ending. */
export function openWatch(
  { limits, labelWatch, forgetOld }: Pick<Core, 'limits' | 'labelWatch' | 'forgetOld'>,
  log: Log,
): { close(): Promise<void> } {
  const wake = startWatchWake(
    {
      keepLimits: limits.flush,
      watchLabels: labelWatch.lookNow,
      forgetOld,
    },
    log,
  );
  return {
    async close() {
      wake.stop();
      const written = await Promise.allSettled([limits.flush(), labelWatch.count()]);
      for (const each of written) {
        if (each.status === 'rejected') log.error('limits and counts were not written', { cause: String(each.reason) });
      }
    },
  };
}
