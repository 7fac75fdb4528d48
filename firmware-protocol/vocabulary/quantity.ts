// Quantities that a device meters, each in one unit: time in ms, distance in m, items by count.

/** Cumulative registers of one session: they never fall; an absent register means "no reading, no change". */
export type Usage = {
  readonly useMs: number;
  readonly distanceM: number;
  /** Time in proven pauses (FP-27); apart from `useMs`. Absent where nothing ever paused. */
  readonly pausedMs?: number | undefined;
};

export const NO_USAGE: Usage = { useMs: 0, distanceM: 0 };

/** The quantities that a tariff step can be priced by. */
export type MeteredQuantity = Exclude<keyof Usage, 'pausedMs'>;
