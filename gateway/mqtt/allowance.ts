// Allowance: so much at once after a silence, and so much for ever; by a clock that is asked, not by timers.
import type { Clock } from '#protocol';

export type Allowance = {
  /** Takes so many; false when that is more than is left. */
  take(count: number): boolean;
};

export function createAllowance(deps: { readonly clock: Clock; readonly perS: number; readonly burst: number }): Allowance {
  const { clock, perS, burst } = deps;
  let left = burst;
  let filledAtMs = clock.nowMs();
  return {
    take(count) {
      const nowMs = clock.nowMs();
      left = Math.min(burst, left + (Math.max(0, nowMs - filledAtMs) * perS) / 1_000);
      filledAtMs = nowMs;
      if (left < count) return false;
      left -= count;
      return true;
    },
  };
}
