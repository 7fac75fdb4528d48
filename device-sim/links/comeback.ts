// Comeback: when a link that was lost tries again - with back-off (FP-21), or once as its gateway advised (FP-31).
import { LIMITS, type RandomBytes } from '#protocol';
import type { Timers } from '../runtime/alarms.ts';
import { backOffMs } from './back-off.ts';

export type Comeback = {
  /** The connection stands: after some time of that the back-off begins anew. */
  stands(): void;
  /** It ended, or was refused: the next attempt follows by itself. */
  lost(): void;
  /** How long to stay away at the next end, once; null forgets it. */
  advise(awayMs: number | null): void;
  /** Nobody is there before that, whoever waits: the network itself is gone. */
  forbid(awayMs: number): void;
  /** No advice counts any more, not even while it is kept. */
  hurry(): void;
  cancel(): void;
};

export function createComeback(parts: {
  readonly timers: Timers;
  readonly randomBytes: RandomBytes;
  readonly attempt: () => void;
}): Comeback {
  const { randomBytes, timers } = parts;
  let failures = 0;
  let adviceMs: number | null = null;
  let isForbidden = false;
  let isAwayByAdvice = false;
  let cancelTimer: () => void = () => {};

  function wait(delayMs: number): void {
    cancelTimer();
    cancelTimer = timers.after(delayMs, () => {
      isAwayByAdvice = false;
      parts.attempt();
    });
  }

  function backOff(): void {
    const [byte = 0, next = 0] = randomBytes(2);
    wait(backOffMs(failures, (byte * 256 + next) / 65_536));
    failures += 1;
  }

  return {
    stands() {
      cancelTimer();
      cancelTimer = timers.after(LIMITS.reconnectStableMs, () => {
        failures = 0;
      });
    },
    lost() {
      isAwayByAdvice = adviceMs !== null && !isForbidden;
      isForbidden = false;
      if (adviceMs === null) backOff();
      else wait(adviceMs);
      adviceMs = null;
    },
    advise(awayMs) {
      adviceMs = awayMs;
    },
    forbid(awayMs) {
      adviceMs = awayMs;
      isForbidden = true;
    },
    hurry() {
      if (isForbidden) return;
      adviceMs = null;
      if (!isAwayByAdvice) return;
      isAwayByAdvice = false;
      backOff();
    },
    cancel() {
      cancelTimer();
      adviceMs = null;
      isForbidden = false;
      isAwayByAdvice = false;
    },
  };
}
