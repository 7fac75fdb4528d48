// Drifted time: the clock and the timers of a device whose quartz runs fast or slow.
import type { Clock } from '#protocol';
import type { Timers } from './alarms.ts';

const MILLION = 1_000_000;

/** @param ppm how much faster than it should the device's time runs; 0 gives the true ones back. */
export function createDriftedTime(truth: { readonly clock: Clock; readonly timers: Timers }, ppm: number) {
  if (ppm === 0) return truth;
  const { clock, timers } = truth;
  const rate = 1 + ppm / MILLION;
  const beganMs = clock.nowMs();
  const nowMs = (): number => Math.floor(beganMs + (clock.nowMs() - beganMs) * rate);
  return {
    clock: { nowMs },
    timers: { after: (delayMs: number, run: () => void) => timers.after(Math.ceil(delayMs / rate), run) },
  };
}
