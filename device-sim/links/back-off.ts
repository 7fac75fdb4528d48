// Back-off: how long a device waits before it connects again, so that a venue does not return as one wave.
import { LIMITS } from '#protocol';

/**
 * Random and doubling between the limits of the protocol.
 * @param failures connections lost or refused since the last stable one, 0..
 * @param fraction chance in [0, 1)
 * @returns ms to wait
 */
export function backOffMs(failures: number, fraction: number): number {
  const { reconnectMaxMs, reconnectMinMs } = LIMITS;
  const ceilingMs = Math.min(reconnectMaxMs, reconnectMinMs * 2 ** Math.min(failures + 1, 16));
  return Math.floor(reconnectMinMs + fraction * (ceilingMs - reconnectMinMs));
}
