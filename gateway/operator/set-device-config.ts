// Set device config: the owner changes one setting of a device; it is told now, or at its next hello (FP-23).
import { type DeviceAddress, ok, type Result, refused } from '#protocol';
import { type ConfigRefusal, chaseConfig, readSetting, withoutSecrets } from '../domain/device/config-reconcile.ts';
import { type DeviceRecord, hearerOf, isReachable } from '../domain/device/device.ts';
import { profileOf, type StepContext } from '../journey/step-context.ts';
import { Unavailable } from '../ports/unavailable.ts';

export type SetConfigRequest = {
  readonly deviceId: string;
  /** Each as it was typed. */
  readonly settings: { readonly [key: string]: string };
  readonly operatorId: string;
};
export type SetConfigRefusal = ConfigRefusal | { readonly code: 'device.unknown' | 'config.nothing' };
export type SetDeviceConfig = (
  request: SetConfigRequest,
) => Promise<Result<{ readonly address: DeviceAddress; readonly ver: number; readonly isTold: boolean }, SetConfigRefusal>>;

/** As the owner may see it: what is told to the device alone is not in it. */
export type ReadDeviceConfig = (deviceId: string) => Promise<DeviceRecord['config'] | null>;

const MOST_TRIES = 4;

export function createReadDeviceConfig(context: StepContext): ReadDeviceConfig {
  return async (deviceId) => {
    const device = await context.store.device(deviceId);
    return device && { ...device.config, desired: withoutSecrets(profileOf(context, device.kind), device.config.desired) };
  };
}

export function createSetDeviceConfig(context: StepContext): SetDeviceConfig {
  function readAll(
    device: DeviceRecord,
    settings: SetConfigRequest['settings'],
  ): Result<DeviceRecord['config']['desired'], ConfigRefusal> {
    const profile = profileOf(context, device.kind);
    const desired = { ...device.config.desired };
    for (const [key, text] of Object.entries(settings)) {
      const value = readSetting(profile, key, text);
      if (!value.ok) return value;
      desired[key] = value.value;
    }
    return ok(desired);
  }

  async function tell(device: DeviceRecord, ver: number, set: DeviceRecord['config']['desired']): Promise<boolean> {
    if (!isReachable(device)) return false;
    await context.link.sendConfig(hearerOf(device), { ver, set });
    return true;
  }

  return async ({ deviceId, settings, operatorId }) => {
    if (Object.keys(settings).length === 0) return refused({ code: 'config.nothing' });
    for (let tries = 1; ; tries += 1) {
      const device = await context.store.device(deviceId);
      if (!device) return refused({ code: 'device.unknown' });
      const desired = readAll(device, settings);
      if (!desired.ok) return desired;
      const [ver, atMs] = [device.config.desiredVer + 1, context.clock.nowMs()];
      const row = {
        auditId: context.ids('aud'),
        tenantId: device.tenantId,
        atMs,
        actor: { kind: 'operator', id: operatorId } as const,
        what: 'device-config-set',
        subjectId: deviceId,
        facts: { ver, ...withoutSecrets(profileOf(context, device.kind), settings) },
      };
      const outcome = await context.store.commit([
        { change: 'device-config-set', deviceId, config: { ver, desired: desired.value, tries: 0 } },
        ...chaseConfig(device, atMs),
        { change: 'audited', row },
      ]);
      if (outcome.ok) {
        const isTold = await tell(device, ver, desired.value);
        return ok({ address: { tenant: device.tenantId, device: deviceId }, ver, isTold });
      }
      // Somebody else set it meanwhile: what they set stays, ours goes on top.
      if (tries >= MOST_TRIES) throw new Unavailable('store', new Error('lost the race for device_config'));
    }
  };
}
