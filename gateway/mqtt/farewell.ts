// Farewell: what devices are told before the broker goes, so that a venue does not come back as one wave (FP-31).
import { type DeviceAddress, downTopic, LIMITS } from '#protocol';

/** A gateway that starts again lets in some of these a second: passwords cost it time on purpose. */
const COME_BACK_PER_S = 100;
/** It takes so long to be there again. */
const LEAST_S = 2;

/**
 * Each device adds a random part of as much again (FP-31), so that what is drawn here is the beginning of its window.
 * @param jitter evenly in [0, 1).
 */
function adviseReturnS(count: number, jitter: number): number {
  const windowS = Math.min(LIMITS.longestAdviceS / 2, Math.ceil(count / COME_BACK_PER_S));
  return LEAST_S + Math.floor(jitter * windowS);
}

export function restartWord(jitter: () => number): (address: DeviceAddress, count: number) => { topic: string; payload: string } {
  return (address, count) => ({
    topic: downTopic(address, { leaf: 'system' }),
    payload: JSON.stringify({ v: 1, t: 'bye', reason: 'restart', afterS: adviseReturnS(count, jitter()) }),
  });
}
