// Readers: who follows the page now; while somebody does, time itself moves what a clock or a wheel moves.
import type { Timers } from '../runtime/alarms.ts';
import { partsOf, type Scenery } from './artist.tsx';
import type { Followed } from './follow.ts';

export type Readers = {
  /** All parts that there are. */
  readonly parts: readonly string[];
  readonly onStir: Followed['onStir'];
  /** Says that the summary may look different now. */
  stirSummary(): void;
};

/** Clocks, distances and counts move on this often. */
const TICK_MS = 1_000;

export function createReaders({ find, stage }: Scenery, timers: Timers): Readers {
  const listeners = new Set<(part: string) => void>();
  let cancelTick = (): void => {};

  function tell(part: string): void {
    for (const listener of listeners) listener(part);
  }
  function tick(): void {
    for (const { device, look } of stage.objects) if (look(find(device)).isMoving) tell(`view-${device}`);
    tell('summary');
    cancelTick = timers.after(TICK_MS, tick);
  }
  stage.onStir((device) => partsOf(device).forEach(tell));

  return {
    parts: ['summary', ...stage.objects.flatMap(({ device }) => partsOf(device))],
    onStir(listener) {
      listeners.add(listener);
      if (listeners.size === 1) cancelTick = timers.after(TICK_MS, tick);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) cancelTick();
      };
    },
    stirSummary: () => tell('summary'),
  };
}
