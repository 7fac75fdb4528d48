// Journal repeat: how long a device waits before it sends again what no ack covers (FP-16).
import { LIMITS } from './limits.ts';

/** @param repeats how often it was sent again since the last welcome, or since the last ack that covered something. */
export function journalRepeatAfterMs(repeats: number): number {
  const { journalRepeatMaxMs, journalRepeatMinMs } = LIMITS;
  return Math.min(journalRepeatMaxMs, journalRepeatMinMs * 2 ** Math.min(repeats, 16));
}
