// Import factory list: who is on it enrols without waiting for anybody (FP-28).
import { type Clock, type Ids, type KindProfile, ok, type Result, refused } from '#protocol';
import type { Change } from '../domain/changes.ts';
import { type DeviceActRefusal, isDeviceId, isSerial, isSha256, isTenantId } from '../domain/device/device-acts.ts';
import type { FactoryUnit } from '../domain/device/device-claim.ts';
import type { Store } from '../ports/store.ts';

export type ImportFactoryList = (
  units: readonly Omit<FactoryUnit, 'tenantId'>[],
  /** Null: the only tenant that there is. */
  tenantId: string | null,
  operatorId: string,
) => Promise<Result<number, DeviceActRefusal>>;

export function createImportFactoryList(deps: {
  readonly store: Pick<Store, 'commit'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly kinds: readonly KindProfile[];
  readonly soleTenant: () => Promise<string | null>;
}): ImportFactoryList {
  const kinds = deps.kinds.map(({ kind }) => kind);

  function refuseUnit({ serial, kind, deviceId, keyHash }: Omit<FactoryUnit, 'tenantId'>): DeviceActRefusal | null {
    if (!isSerial(serial)) return { code: 'serial.malformed' };
    if (!kinds.includes(kind)) return { code: 'kind.unknown', kinds };
    if (!isDeviceId(deviceId)) return { code: 'device.id-refused' };
    return keyHash === null || isSha256(keyHash) ? null : { code: 'credential.fingerprint' };
  }

  /** All of a list, or nothing of it. */
  return async (units, wanted, operatorId) => {
    const tenantId = wanted ?? (await deps.soleTenant());
    if (tenantId === null || !isTenantId(tenantId)) return refused({ code: 'tenant.unclear' });
    for (const unit of units) {
      const refusal = refuseUnit(unit);
      if (refusal) return refused(refusal);
    }
    const row = {
      auditId: deps.ids('aud'),
      tenantId,
      atMs: deps.clock.nowMs(),
      actor: { kind: 'operator', id: operatorId },
      what: 'factory-list-imported',
      subjectId: tenantId,
      facts: { units: units.length },
    } as const;
    await deps.store.commit([
      ...units.map((unit): Change => ({ change: 'factory-unit-listed', unit: { ...unit, tenantId } })),
      { change: 'audited', row },
    ]);
    return ok(units.length);
  };
}
