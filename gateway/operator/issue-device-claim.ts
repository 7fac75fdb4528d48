// Issue device claim: the owner hands out a one-time token for a serial number (FP-28).
import { type Clock, type Ids, type KindProfile, ok, type Result, refused } from '#protocol';
import type { Change } from '../domain/changes.ts';
import type { DeviceRecord } from '../domain/device/device.ts';
import { auditOfClaim, type DeviceActRefusal, isDeviceId, isSerial, isTenantId } from '../domain/device/device-acts.ts';
import { claimLifetimeMs, type DeviceClaim, type FactoryUnit, isOpenClaim, issueClaim } from '../domain/device/device-claim.ts';
import type { StepRunner } from '../journey/run-step.ts';
import type { Store } from '../ports/store.ts';

export type ClaimRequest = {
  readonly serial: string;
  /** Null: as the factory list says. */
  readonly kind: string | null;
  /** Null: as the factory list says, or else the serial number. */
  readonly deviceId: string | null;
  /** Null: the only tenant that there is. */
  readonly tenantId: string | null;
  readonly hours: number;
  /** Another token although one is out, which then ends. */
  readonly again: boolean;
  readonly operatorId: string;
};

export type IssueDeviceClaim = (
  request: ClaimRequest,
) => Promise<Result<{ readonly claim: DeviceClaim; readonly token: string }, DeviceActRefusal>>;

export type IssueDeps = {
  readonly store: Pick<Store, 'deviceClaim' | 'factoryUnit' | 'device'>;
  readonly runner: StepRunner;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly kinds: readonly KindProfile[];
  readonly claimTokenOf: (claimId: string) => string;
  /** The tenant where there is exactly one; null otherwise. */
  readonly soleTenant: () => Promise<string | null>;
};

export type ClaimFacts = {
  readonly last: DeviceClaim | null;
  readonly unit: FactoryUnit | null;
  readonly device: DeviceRecord | null;
  readonly tenantId: string | null;
};

type Identity = { readonly kind: string; readonly deviceId: string; readonly tenantId: string };

/** A serial number that was enrolled before is the same device again, unless it is said otherwise. */
const deviceIdOf = (request: ClaimRequest, { last, unit }: Pick<ClaimFacts, 'last' | 'unit'>): string =>
  request.deviceId ?? unit?.deviceId ?? (last?.state === 'enrolled' ? last.deviceId : request.serial);

/** What the request, the factory list and the serial number say together. */
function identify(
  request: ClaimRequest,
  { last, unit, device, tenantId: sole }: ClaimFacts,
  kinds: readonly string[],
  nowMs: number,
): Result<Identity, DeviceActRefusal> {
  const kind = request.kind ?? unit?.kind ?? null;
  const deviceId = deviceIdOf(request, { last, unit });
  const tenantId = request.tenantId ?? unit?.tenantId ?? sole;
  if (!isSerial(request.serial)) return refused({ code: 'serial.malformed' });
  if (kind === null) return refused({ code: 'kind.missing' });
  if (!kinds.includes(kind)) return refused({ code: 'kind.unknown', kinds });
  if (!isDeviceId(deviceId)) return refused({ code: 'device.id-refused' });
  if (tenantId === null || !isTenantId(tenantId)) return refused({ code: 'tenant.unclear' });
  if (device && (device.tenantId !== tenantId || device.kind !== kind)) return refused({ code: 'device.taken' });
  // A claim by whoever the maker did not write it down for is in nobody's way.
  const isBeside = unit !== null && last?.tenantId !== tenantId;
  if (last && isOpenClaim(last, nowMs) && !request.again && !isBeside) {
    return refused({ code: 'claim.open', state: last.state, untilMs: last.expiresAtMs });
  }
  return ok({ kind, deviceId, tenantId });
}

/** One that has run out makes room just as one that is replaced. */
function endFormer(last: DeviceClaim | null, nowMs: number): readonly Change[] {
  if (!last || last.state === 'enrolled' || last.state === 'refused') return [];
  const claim: DeviceClaim = { ...last, state: 'refused', movedAtMs: nowMs, version: last.version + 1 };
  return [{ change: 'device-claim-changed', claim }];
}

type IssuedClaim = { readonly claim: DeviceClaim; readonly changes: readonly Change[] };

/** What a request comes to: the claim, and all that its commit writes. */
export function planClaim(
  request: ClaimRequest,
  facts: ClaimFacts,
  made: {
    readonly kinds: readonly KindProfile[];
    readonly claimId: string;
    readonly auditId: string;
    readonly issuedAtMs: number;
  },
): Result<IssuedClaim, DeviceActRefusal> {
  const { claimId, auditId, issuedAtMs } = made;
  const identity = identify(
    request,
    facts,
    made.kinds.map(({ kind }) => kind),
    issuedAtMs,
  );
  if (!identity.ok) return identity;
  const { serial, operatorId } = request;
  const expiresAtMs = issuedAtMs + claimLifetimeMs(request.hours);
  const claim = issueClaim({ claimId, serial, issuedAtMs, expiresAtMs, ...identity.value });
  const audited = auditOfClaim(claim, { what: 'device-claim-issued', operatorId, auditId, atMs: issuedAtMs });
  const added: Change = { change: 'device-claim-added', claim };
  return ok({ claim, changes: [...endFormer(facts.last, issuedAtMs), added, audited] });
}

/** What a request is judged by. */
export async function loadClaimFacts(store: IssueDeps['store'], request: ClaimRequest): Promise<Omit<ClaimFacts, 'tenantId'>> {
  const unit = await store.factoryUnit(request.serial);
  const last = await store.deviceClaim(request.serial);
  return { last, unit, device: await store.device(deviceIdOf(request, { last, unit })) };
}

export function createIssueDeviceClaim(deps: IssueDeps): IssueDeviceClaim {
  const { store, clock, ids, kinds } = deps;
  return async (request) => {
    const [claimId, auditId] = [ids('clm'), ids('aud')];
    const run = await deps.runner.run<ClaimFacts, Result<DeviceClaim, DeviceActRefusal>>({
      load: async () => ok({ ...(await loadClaimFacts(store, request)), tenantId: await deps.soleTenant() }),
      decide: (facts) => {
        const planned = planClaim(request, facts, { kinds, claimId, auditId, issuedAtMs: clock.nowMs() });
        if (!planned.ok) return ok({ value: planned, changes: [] });
        return ok({ value: ok(planned.value.claim), changes: planned.value.changes });
      },
    });
    // The step itself has no refusal of its own: what it decides is in its value.
    if (!run.ok) return refused({ code: 'claim.unknown' });
    return run.value.ok ? ok({ claim: run.value.value, token: deps.claimTokenOf(claimId) }) : run.value;
  };
}
