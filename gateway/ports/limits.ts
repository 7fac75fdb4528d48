// Limits: buckets that are asked before something is tried, in memory; what is left in them outlives a restart.
import type { Demand } from '../domain/limits/scan-limits.ts';

export type Limits = {
  /** How long to wait until each of them has one left, 0 when they have; takes none. */
  waitMs(demands: readonly Demand[]): number;
  /** Takes one from each of them, or none; answers how long to wait, 0 when it took. */
  take(demands: readonly Demand[]): number;
  giveBack(demands: readonly Demand[]): void;
};
