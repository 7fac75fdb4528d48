// Hands: lines of text that act as the person at an object, or take its power or its network.
import { parseDurationMs } from '../faults/fault.ts';
import type { DeviceRuntime } from '../runtime/device-runtime.ts';

export const HANDS_HELP = 'type e.g. "pod-1 leave", "bike-1 ride 4", "pod-1 powerCut 2s" or "pod-1 loseNetwork 10s"';

/** @returns what it did not understand; null when it was done, or nothing was asked. */
export function obeyLine(find: (device: string) => DeviceRuntime | undefined, text: string): string | null {
  const [device = '', act = '', value] = text.trim().split(/\s+/);
  if (device === '') return null;
  const runtime = find(device);
  if (!runtime) return `no device ${device}: ${HANDS_HELP}`;
  if (act === '') return `what should happen to ${device}? ${HANDS_HELP}`;
  if (act === 'powerCut' || act === 'loseNetwork') {
    const offMs = parseDurationMs(value ?? (act === 'powerCut' ? '1s' : '10s'));
    if (offMs === undefined) return `${act} takes 2s or 500ms`;
    runtime[act](offMs);
    return null;
  }
  const amount = value === undefined ? undefined : Number(value);
  if (amount !== undefined && !Number.isFinite(amount)) return `${value} is no number`;
  runtime.act(act, amount);
  return null;
}
