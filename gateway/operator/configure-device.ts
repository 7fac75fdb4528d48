// Configure device: staff change the settings of a device in the console; it is told at once, or at its next hello (FP-23).
import { type Ids, type KindProfile, ok, type Result, refused } from '#protocol';
import { lookAtConfigNow, readSetting, withoutSecrets } from '../domain/device/config-reconcile.ts';
import type { DeviceRecord } from '../domain/device/device.ts';
import type { Rejection } from '../domain/rejections.ts';
import { type ActAnswer, runKeyedAct } from '../journey/keyed-act.ts';
import type { StepContext } from '../journey/step-context.ts';
import { auditedAct, type OperatorRequest } from './operator-act.ts';

type Settings = { readonly [key: string]: string | number };
export type ConfigureDevice = (
  /** What is left out stays. */
  request: OperatorRequest & { readonly deviceId: string; readonly settings: Settings },
) => Promise<Result<ActAnswer, Rejection>>;

type Deps = Pick<StepContext, 'store' | 'runner' | 'clock'> & { readonly ids: Ids; readonly kinds: readonly KindProfile[] };
type OwnDevice = (tenantId: string, deviceId: string) => Promise<Result<DeviceRecord, Rejection>>;

export function createConfigureDevice(deps: Deps, own: OwnDevice): ConfigureDevice {
  function readAll(
    { kind, config }: DeviceRecord,
    settings: Settings,
  ): Result<{ readonly desired: DeviceRecord['config']['desired']; readonly said: object }, Rejection> {
    const profile = deps.kinds.find((each) => each.kind === kind);
    const wrong = (key: string, problem: string): Rejection => ({
      code: 'request.malformed',
      at: `body.settings.${key}`,
      problem,
    });
    const desired = { ...config.desired };
    for (const [key, value] of Object.entries(settings)) {
      const read = profile && readSetting(profile, key, String(value));
      if (!read) return refused(wrong(key, 'is of a kind that nobody knows here'));
      if (read.ok) desired[key] = read.value;
      else if (read.error.code === 'config.value') return refused(wrong(key, `is ${read.error.allowed}`));
      else return refused(wrong(key, `is none of ${read.error.keys.join(', ')}`));
    }
    return ok({ desired, said: profile ? withoutSecrets(profile, settings) : {} });
  }

  return (request) => {
    const { operator, deviceId, settings } = request;
    const auditId = deps.ids('aud');
    return runKeyedAct<DeviceRecord>(deps, request, {
      load: () => own(operator.tenantId, deviceId),
      decide: (device, atMs) => {
        if (Object.keys(settings).length === 0)
          return refused({ code: 'request.malformed', at: 'body.settings', problem: 'is empty' });
        const read = readAll(device, settings);
        if (!read.ok) return read;
        const { desired, said } = read.value;
        const ver = device.config.desiredVer + 1;
        const audited = auditedAct(operator, {
          ...{ auditId, what: 'device-config-set', subjectId: deviceId, atMs },
          facts: { ver, ...said },
        });
        const set = { change: 'device-config-set', deviceId, config: { ver, desired, tries: 0 } } as const;
        // The deadline is due: it is sent right after the commit, and again until it is reported.
        const changes = [set, ...lookAtConfigNow(deviceId, atMs), audited];
        return ok({ status: 200, body: { deviceId, ver }, changes });
      },
    });
  };
}
