// Advice: how long a device stays away when its gateway asks for it (FP-31).
import { LIMITS, SECOND_MS } from '#protocol';
import type { Device } from './device.ts';

/** Somebody at the object waits for an end: one that was asked for, or one that the gateway has not heard of. */
export function isSomebodyWaiting({ flash }: Device): boolean {
  return flash.session?.isStopAsked === true || flash.journal.some(({ ev }) => ev === 'ended');
}

/** @param fraction chance in [0, 1): not all come back at once. */
export function stayAwayMs(afterS: number, fraction: number): number {
  const longestMs = LIMITS.longestAdviceS * SECOND_MS;
  return Math.min(longestMs, Math.floor(afterS * SECOND_MS * (1 + fraction)));
}
