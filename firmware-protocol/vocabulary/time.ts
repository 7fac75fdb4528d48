// Time as an argument: the clock that adapters inject, and the durations the code speaks in.

/** Wall clock in milliseconds since 1970; the pure core never reads one itself. */
export type Clock = { nowMs(): number };

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
