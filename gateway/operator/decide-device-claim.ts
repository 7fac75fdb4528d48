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

export type DecisionFacts = FormerDevice & { readonly claim: DeviceClaim | null };

type Decided = { readonly moved: DeviceClaim; readonly changes: readonly Change[] };

export async function loadDecisionFacts(
  store: Pick<Store, 'deviceClaim' | 'credentialsOf' | 'device'>,
  serial: string,
): Promise<DecisionFacts> {
  const claim = await store.deviceClaim(serial);
  if (!claim) return { claim, device: null, credentials: [] };
  const { deviceId } = claim;
  const credentials = await store.credentialsOf(deviceId, LIVE_CREDENTIALS);
  return { claim, device: await store.device(deviceId), credentials };
}

/** What a person's word comes to, and all that its commit writes. */
export function planDecision(
  decided: 'approved' | 'rejected',
  { claim, ...former }: DecisionFacts,
  by: { readonly credentialId: string; readonly auditId: string; readonly operatorId: string; readonly nowMs: number },
): Result<Decided, DeviceActRefusal> {
  const { credentialId, auditId, operatorId, nowMs } = by;
  if (!claim) return refused({ code: 'claim.unknown' });
  const moved = decideClaim(claim, decided, nowMs);
  if (!moved) return refused({ code: 'claim.not-pending', state: claim.state });
  const actor = { kind: 'operator', id: operatorId } as const;
  if (decided === 'approved') {
    return ok({ moved, changes: enrolChanges(moved, former, { ids: { credentialId, auditId }, actor, nowMs }) });
  }
  const audited = auditOfClaim(moved, { what: 'device-claim-rejected', operatorId, auditId, atMs: nowMs });
  return ok({ moved, changes: [{ change: 'device-claim-changed', claim: moved }, audited] });
}

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
    const run = await deps.runner.run<DecisionFacts, Result<DeviceClaim, DeviceActRefusal>>({
      load: async () => ok(await loadDecisionFacts(store, serial)),
      decide: (facts) => {
        const planned = planDecision(decided, facts, { credentialId, auditId, operatorId, nowMs: clock.nowMs() });
        if (!planned.ok) return ok({ value: planned, changes: [] });
        return ok({ value: ok(planned.value.moved), changes: planned.value.changes });
      },
    });
    if (!run.ok) return refused({ code: 'claim.unknown' });
    if (run.value.ok) deps.onDecided(run.value.value);
    return run.value;
  };
}
