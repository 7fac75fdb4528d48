// Reconcile config: the deadline of a device whose settings it has not reported, or has refused (FP-23).
import { ok } from '#protocol';
import { reconcileConfig } from '../domain/device/config-reconcile.ts';
import { type DeviceRecord, hearerOf, isReachable } from '../domain/device/device.ts';
import { createAlignSignal } from '../journey/align-signal.ts';
import type { StepContext } from '../journey/step-context.ts';

export function createReconcileConfig(context: StepContext): (deviceId: string) => Promise<void> {
  const alignSignal = createAlignSignal(context);
  return async (deviceId) => {
    const known = await context.store.device(deviceId);
    if (known) await alignSignal(known);
    const run = await context.runner.run<DeviceRecord | null, { device: DeviceRecord; ver: number } | null>({
      load: async () => ok(await context.store.device(deviceId)),
      decide: (device) => {
        if (!device)
          return ok({ changes: [{ change: 'deadline-cleared', kind: 'reconcile-config', subjectId: deviceId }], value: null });
        const { changes, send } = reconcileConfig(device, isReachable(device), context.clock.nowMs());
        return ok({ changes, value: send === null ? null : { device, ver: send } });
      },
    });
    if (!run.ok || run.value === null) return;
    const { device, ver } = run.value;
    await context.link.sendConfig(hearerOf(device), { ver, set: device.config.desired });
  };
}
