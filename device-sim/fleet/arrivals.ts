// Arrivals: how long each device took from its power to the greeting of its gateway, and when the whole fleet was there.
import type { Clock } from '#protocol';
import type { Observation } from '../device/device.ts';

export type ArrivalTimes = {
  readonly arrived: number;
  /** From the first device's power to the last one's greeting; null until all have been greeted once. */
  readonly allMs: number | null;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly longestMs: number;
};

export type Arrivals = { see(device: string, observation: Observation): void; times(): ArrivalTimes };

/** Nearest rank. */
function rank(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

export function createArrivals(clock: Clock, expected: number): Arrivals {
  /** When each was first powered up; gone from here once it is greeted. */
  const poweredAtMs = new Map<string, number>();
  const known = new Set<string>();
  const tookMs: number[] = [];
  let beganMs = 0;
  let allMs: number | null = null;
  return {
    see(device, { ev }) {
      const nowMs = clock.nowMs();
      if (ev === 'booted' && !known.has(device)) {
        if (known.size === 0) beganMs = nowMs;
        known.add(device);
        poweredAtMs.set(device, nowMs);
      }
      const sinceMs = ev === 'greeted' ? poweredAtMs.get(device) : undefined;
      if (sinceMs === undefined) return;
      poweredAtMs.delete(device);
      tookMs.push(nowMs - sinceMs);
      if (tookMs.length === expected) allMs = nowMs - beganMs;
    },
    times() {
      const sorted = [...tookMs].sort((left, right) => left - right);
      return {
        ...{ arrived: sorted.length, allMs },
        ...{ medianMs: rank(sorted, 0.5), p95Ms: rank(sorted, 0.95), longestMs: rank(sorted, 1) },
      };
    },
  };
}
