// Steady clock: the time that decisions are given; a wall clock that is set back cannot take it along.
import type { Clock } from '#protocol';

export type SteadyClockParts = {
  /** As the machine is set, in ms since 1970. */
  readonly wallMs: () => number;
  /** Never set, only running: ms since some moment. */
  readonly monotonicMs: () => number;
  /** Time of the newest row when the process began: a restart with a clock that is behind goes on from there. */
  readonly notBeforeMs: number;
  /** Told once per jump, with how far the wall clock is from the time that is given. */
  readonly onJump: (byMs: number) => void;
};

/** What corrections of a well-kept clock amount to; they are followed, and forward only. */
export const CLOCK_TOLERANCE_MS = 2_000;

/**
 * Follows the wall clock forward, also by much: a machine that slept has slept. Where the wall clock falls back it goes on
 * by itself at its own pace until the wall has caught up: deadlines stay due, leases lapse, tokens stay expired.
 */
export function createSteadyClock({ wallMs, monotonicMs, notBeforeMs, onJump }: SteadyClockParts): Clock {
  let lastMs = Math.max(wallMs(), notBeforeMs);
  let lastMonotonicMs = monotonicMs();
  let isApart = false;

  function note(byMs: number): void {
    const isJump = Math.abs(byMs) > CLOCK_TOLERANCE_MS;
    if (isJump && !isApart) onJump(byMs);
    isApart = isJump;
  }

  note(wallMs() - lastMs);
  return {
    nowMs() {
      const nowMonotonicMs = monotonicMs();
      const expectedMs = lastMs + Math.max(0, nowMonotonicMs - lastMonotonicMs);
      const wallNowMs = wallMs();
      note(wallNowMs - expectedMs);
      const isBehind = wallNowMs < expectedMs - CLOCK_TOLERANCE_MS;
      // Kept with its fraction: rounding at each of many reads would stop it.
      lastMs = isBehind ? expectedMs : Math.max(lastMs, wallNowMs);
      lastMonotonicMs = nowMonotonicMs;
      return Math.floor(lastMs);
    },
  };
}
