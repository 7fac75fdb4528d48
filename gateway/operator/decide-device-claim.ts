// Decide device claim: the owner lets in a device that waits, or ends a claim (FP-28).
import { type Clock, type Ids, ok, type Result, refused } from '#protocol';
import type { Change } from '../domain/changes.ts';
import { LIVE_CREDENTIALS } from '../domain/device/credential.ts';
import { auditOfClaim, type DeviceActRefusal } from '../domain/device/device-acts.ts';
import { type DeviceClaim, decideClaim } from '../domain/device/device-claim.ts';
import { enrolChanges, type FormerDevice } from '../domain/device/enrolment.ts';
import type { StepRunner } from '../journey/run-step.ts';
import type { Store } from '../ports/store.ts';

export type DecideDeviceClaim = (
  serial: string,
  decided: 'approved' | 'rejected',
  operatorId: string,
) => Promise<Result<DeviceClaim, DeviceActRefusal>>;

type Facts = FormerDevice & { readonly claim: DeviceClaim | null };

export function createDecideDeviceClaim(deps: {
  readonly store: Pick<Store, 'deviceClaim' | 'credentialsOf' | 'device'>;
  readonly runner: StepRunner;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Called once it is committed. */
  readonly onDecided: (claim: DeviceClaim) => void;
}): DecideDeviceClaim {
  const { store, clock, ids } = deps;
  return async (serial, decided, operatorId) => {
    const [credentialId, auditId] = [ids('crd'), ids('aud')];
    const changesOf = (moved: DeviceClaim, former: FormerDevice, nowMs: number): readonly Change[] => {
      const actor = { kind: 'operator', id: operatorId } as const;
      if (decided === 'approved') return enrolChanges(moved, former, { ids: { credentialId, auditId }, actor, nowMs });
      const audited = auditOfClaim(moved, { what: 'device-claim-rejected', operatorId, auditId, atMs: nowMs });
      return [{ change: 'device-claim-changed', claim: moved }, audited];
    };
    const run = await deps.runner.run<Facts, Result<DeviceClaim, DeviceActRefusal>>({
      load: async () => {
        const claim = await store.deviceClaim(serial);
        if (!claim) return ok({ claim, device: null, credentials: [] });
        const { deviceId } = claim;
        const credentials = await store.credentialsOf(deviceId, LIVE_CREDENTIALS);
        return ok({ claim, device: await store.device(deviceId), credentials });
      },
      decide: ({ claim, ...former }) => {
        const nowMs = clock.nowMs();
        if (!claim) return ok({ value: refused({ code: 'claim.unknown' }), changes: [] });
        const moved = decideClaim(claim, decided, nowMs);
        if (!moved) return ok({ value: refused({ code: 'claim.not-pending', state: claim.state }), changes: [] });
        return ok({ value: ok(moved), changes: changesOf(moved, former, nowMs) });
      },
    });
    if (!run.ok) return refused({ code: 'claim.unknown' });
    if (run.value.ok) deps.onDecided(run.value.value);
    return run.value;
  };
}
