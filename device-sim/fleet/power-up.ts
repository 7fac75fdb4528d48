// Power up: a fleet comes up in small waves, and no faster than its gateway greets it.
import { type Clock, SECOND_MS } from '#protocol';
import type { Timers } from '../runtime/alarms.ts';
import type { DeviceRuntime } from '../runtime/device-runtime.ts';

const WAVES_PER_S = 10;
/**
 * So many may be on their way: one more for each that was greeted, half as many when one was not even let in. A gateway that
 * is overrun answers each device after it has given up, and never catches up.
 */
const ON_THE_WAY = { first: 20, least: 5, most: 100 };
/** Whoever has not been greeted by then holds nobody up any more; its own back-off brings it in later. */
const PATIENCE_MS = 15 * SECOND_MS;

const isGreeted = (runtime: DeviceRuntime): boolean => runtime.peek()?.connection?.isGreeted === true;
const isOutside = (runtime: DeviceRuntime): boolean => !runtime.peek()?.connection;

/** @returns what stops it half way. */
export function powerUp(
  runtimes: readonly DeviceRuntime[],
  perS: number,
  { clock, timers }: { readonly clock: Clock; readonly timers: Timers },
): () => void {
  let at = 0;
  let places = ON_THE_WAY.first;
  let onTheWay: readonly { readonly runtime: DeviceRuntime; readonly sinceMs: number }[] = [];
  let cancel = (): void => {};
  function startWave(): void {
    const nowMs = clock.nowMs();
    const waiting = onTheWay.filter(({ runtime }) => !isGreeted(runtime));
    const isLate = (sinceMs: number): boolean => nowMs - sinceMs >= PATIENCE_MS;
    const still = waiting.filter(({ sinceMs }) => !isLate(sinceMs));
    places = waiting.some(({ runtime, sinceMs }) => isLate(sinceMs) && isOutside(runtime))
      ? Math.max(ON_THE_WAY.least, Math.floor(places / 2))
      : Math.min(ON_THE_WAY.most, places + onTheWay.length - waiting.length);
    const most = Math.max(1, Math.floor(perS / WAVES_PER_S));
    const wave = runtimes.slice(at, at + Math.max(0, Math.min(most, places - still.length)));
    at += wave.length;
    onTheWay = [...still, ...wave.map((runtime) => ({ runtime, sinceMs: nowMs }))];
    for (const runtime of wave) runtime.start();
    if (at < runtimes.length) cancel = timers.after(SECOND_MS / WAVES_PER_S, startWave);
  }
  startWave();
  return () => cancel();
}
