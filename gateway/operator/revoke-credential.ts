// Revoke credential: the owner takes away what opens a device's connection; it is sent away, and its display's codes end (FP-29, FP-34).
import { type Clock, type Ids, ok, type Result, refused } from '#protocol';
import type { Change } from '../domain/changes.ts';
import { type CredentialRecord, endCredential, isLiveCredential, LIVE_CREDENTIALS } from '../domain/device/credential.ts';
import type { DeviceRecord } from '../domain/device/device.ts';
import type { DeviceActRefusal } from '../domain/device/device-acts.ts';
import { displayEnded } from '../domain/presence/display-end.ts';
import type { StepRunner } from '../journey/run-step.ts';
import type { DeviceDoor } from '../ports/device-door.ts';
import type { Store } from '../ports/store.ts';

/** @returns those that were taken away; `credentialId` null: all of them. */
export type RevokeCredential = (
  deviceId: string,
  credentialId: string | null,
  operatorId: string,
) => Promise<Result<readonly CredentialRecord[], DeviceActRefusal>>;

export type RevocationFacts = { readonly credentials: readonly CredentialRecord[]; readonly device: DeviceRecord | null };

export async function loadRevocationFacts(
  store: Pick<Store, 'device' | 'credentialsOf'>,
  deviceId: string,
): Promise<RevocationFacts> {
  const credentials = await store.credentialsOf(deviceId, LIVE_CREDENTIALS);
  return { credentials, device: await store.device(deviceId) };
}

/** @param credentialId null: all of them. */
export function planRevocation(
  { credentials, device }: RevocationFacts,
  credentialId: string | null,
  by: { readonly auditId: string; readonly operatorId: string; readonly atMs: number },
): { readonly ended: readonly CredentialRecord[]; readonly changes: readonly Change[] } {
  const { auditId, operatorId, atMs } = by;
  const isMeant = (each: CredentialRecord): boolean =>
    isLiveCredential(each) && (credentialId === null || each.credentialId === credentialId);
  const ended = credentials.filter(isMeant).map((each) => endCredential(each, 'revoked', atMs));
  if (ended.length === 0 || !device) return { ended: [], changes: [] };
  const { tenantId, deviceId: subjectId } = device;
  const actor = { kind: 'operator', id: operatorId } as const;
  const facts = { credentialId: credentialId ?? 'all' };
  const row = { auditId, tenantId, atMs, actor, what: 'device-credential-revoked', subjectId, facts };
  const changes = ended.map((credential): Change => ({ change: 'credential-changed', credential }));
  return { ended, changes: [...changes, ...displayEnded(device), { change: 'audited', row }] };
}

export function createRevokeCredential(deps: {
  readonly store: Pick<Store, 'device' | 'credentialsOf'>;
  readonly runner: StepRunner;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly door: Pick<DeviceDoor, 'kick'>;
}): RevokeCredential {
  const { store, clock, ids } = deps;
  return async (deviceId, credentialId, operatorId) => {
    const device = await store.device(deviceId);
    if (!device) return refused({ code: 'device.unknown' });
    const auditId = ids('aud');
    const run = await deps.runner.run<RevocationFacts, readonly CredentialRecord[]>({
      load: async () => ok(await loadRevocationFacts(store, deviceId)),
      decide: (facts) => {
        const { ended, changes } = planRevocation(facts, credentialId, { auditId, operatorId, atMs: clock.nowMs() });
        return ok({ value: ended, changes });
      },
    });
    if (!run.ok || run.value.length === 0) return refused({ code: 'credential.unknown' });
    // After the commit: whoever comes now is refused, and whoever is on the way in is turned back.
    deps.door.kick(deviceId, 'revoked');
    return ok(run.value);
  };
}
