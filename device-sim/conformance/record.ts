// Record: what a device said and when it tried to connect, in order, as every wire keeps it for the checks.
import { type Arrived, type Heard, readHeard } from './heard.ts';
import type { Attempt, Shown } from './wire.ts';

export type Record = {
  readonly heard: readonly Heard[];
  readonly attempts: readonly Attempt[];
  hear(arrived: Arrived): Heard;
  attempted(atMs: number, shown: Shown | null): Attempt;
  /** All but the present connection and how it began. */
  forget(): void;
};

export function createRecord(): Record {
  const heard: Heard[] = [];
  const attempts: Attempt[] = [];
  return {
    heard,
    attempts,
    hear(arrived) {
      const message = readHeard(arrived);
      heard.push(message);
      return message;
    },
    attempted(atMs, shown) {
      const attempt: Attempt = { atMs, shown };
      attempts.push(attempt);
      return attempt;
    },
    forget() {
      const [present] = attempts.splice(0).slice(-1);
      if (present) attempts.push(present);
      const beganAtMs = present?.atMs ?? Number.POSITIVE_INFINITY;
      const began = heard.splice(0).filter(({ atMs, leaf }) => (leaf === 'online' || leaf === 'hello') && atMs >= beganAtMs);
      heard.push(...began);
    },
  };
}
