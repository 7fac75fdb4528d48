// Gauge: turns counts into figures per second, from one look to the next.
import type { Clock } from '#protocol';
import type { Visits } from '../commands/street.ts';
import type { Counts } from '../fleet/tally.ts';
import type { Figures } from './screen.ts';
import type { Usage } from './usage.ts';

const MEGABYTE = 1_048_576;

export type Gauge = { read(): Figures };

export function createGauge(parts: {
  readonly counts: () => Counts;
  readonly clock: Clock;
  readonly usage: () => Usage;
  readonly visits: () => Visits | undefined;
}): Gauge {
  const beganMs = parts.clock.nowMs();
  const look = () => ({ atMs: parts.clock.nowMs(), counts: parts.counts(), usage: parts.usage() });
  let before = look();
  return {
    read() {
      const now = look();
      const tookMs = Math.max(1, now.atMs - before.atMs);
      const perS = (of: 'messagesUp' | 'messagesDown' | 'connects'): number =>
        ((now.counts[of] - before.counts[of]) * 1_000) / tookMs;
      const figures: Figures = {
        ...{ counts: now.counts, visits: parts.visits() },
        elapsedMs: now.atMs - beganMs,
        upPerS: perS('messagesUp'),
        downPerS: perS('messagesDown'),
        connectsPerS: perS('connects'),
        cpuPercent: ((now.usage.cpuMs - before.usage.cpuMs) * 100) / tookMs,
        rssMb: now.usage.rssBytes / MEGABYTE,
      };
      before = now;
      return figures;
    },
  };
}
