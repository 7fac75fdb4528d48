// Greet after restore: what a hello says of a database that is older than the world (row 27).
import type { HelloHint } from '#protocol';
import { type DeviceRecord, isAhead } from '../domain/device/device.ts';
import { isAheadOfBooks, mayBeOfLostTime } from '../domain/recovery/recovery.ts';
import { adoptSession } from '../domain/session/adopt-session.ts';
import type { StepContext } from '../journey/step-context.ts';

/** Reported by a device and lost with our books: stored and shown, never ended by us, and nobody pays for it. */
export async function adoptUnknown(context: StepContext, device: DeviceRecord, hello: HelloHint, nowMs: number): Promise<void> {
  if (hello.open.length === 0 || !mayBeOfLostTime(device, context.restore())) return;
  const scene = (await context.store.objects()).find((each) => each.device.deviceId === device.deviceId);
  for (const { ses } of scene ? hello.open : []) {
    const isKnown = (await context.store.session(ses)) !== null;
    const changes = scene && !isKnown ? adoptSession(scene, ses, context.ids('hld'), nowMs) : null;
    if (changes === null || !(await context.store.commit(changes)).ok) continue;
    context.metrics.count('money_invariant_alarms', 'session-adopted');
  }
}

/** Told loudly: it means that a database was restored and nobody has said so. Remembered until somebody does. */
export function isTooNew(context: StepContext, device: DeviceRecord, hello: HelloHint): boolean {
  const restore = context.restore();
  const wasAhead = isAhead(device.boot) && (device.boot?.verifiedAtMs ?? 0) >= restore.atMs;
  if (!isAheadOfBooks(device, hello, restore.epoch)) return wasAhead;
  context.metrics.count('money_invariant_alarms', 'older-than-the-world');
  context.log.error('a device is ahead of our books: restored from a copy? run: unlatch recover', {
    device: device.deviceId,
    lastCtr: hello.lastCtr,
    ours: device.lastCtr,
  });
  return true;
}
