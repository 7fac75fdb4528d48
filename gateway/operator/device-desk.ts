// Device desk: staff hand out tokens for new devices, let them in, see how each is, and change or end what opens its connection.
import { type Clock, type Ids, type KindProfile, ok, type Result, refused } from '#protocol';
import { settableOf, withoutSecrets } from '../domain/device/config-reconcile.ts';
import type { CredentialKind, CredentialRecord, NewCredential } from '../domain/device/credential.ts';
import { LIVE_CREDENTIALS } from '../domain/device/credential.ts';
import type { DeviceRecord } from '../domain/device/device.ts';
import type { DeviceActRefusal } from '../domain/device/device-acts.ts';
import { type DeviceClaim, isOpenClaim } from '../domain/device/device-claim.ts';
import type { Rejection } from '../domain/rejections.ts';
import { type ActAnswer, runKeyedAct } from '../journey/keyed-act.ts';
import type { StepRunner } from '../journey/run-step.ts';
import type { DeviceDoor } from '../ports/device-door.ts';
import type { OwnedStore } from '../ports/store.ts';
import {
  type ListedDevice,
  readClaimedSerials,
  readDevices,
  readObjectsOfDevice,
  readSerialOfClaim,
} from '../storage/queries/devices.ts';
import { readSetAside, type SetAside } from '../storage/queries/quarantine.ts';
import { type ConfigureDevice, createConfigureDevice } from './configure-device.ts';
import { type DecisionFacts, loadDecisionFacts, planDecision } from './decide-device-claim.ts';
import { type ClaimFacts, type ClaimRequest, loadClaimFacts, planClaim } from './issue-device-claim.ts';
import type { OperatorRequest } from './operator-act.ts';
import { loadRevocationFacts, planRevocation, type RevocationFacts } from './revoke-credential.ts';
import { makeCredential, planRotation, type RotateDeps, refuseRotation } from './rotate-credential.ts';

export type NewClaimRequest = OperatorRequest & {
  /** As it is printed on the device; null: the device id of the object. */
  readonly serial: string | null;
  /** The device that moves it has its name and kind already. */
  readonly objectId: string | null;
  readonly kind: string | null;
  readonly deviceId: string | null;
  readonly hours: number;
  readonly again: boolean;
};

/** The token is in no answer that is kept: whoever repeats the request with its key is told it again, nobody else. */
export type IssuedToken = ActAnswer & { readonly claim: DeviceClaim; readonly token: string };
export type MadeSecret = ActAnswer & {
  /** Told once; null to whoever repeats the request, and where the device has it already. */
  readonly secret: string | null;
};

export type DeviceView = {
  readonly device: DeviceRecord;
  readonly desired: DeviceRecord['config']['desired'];
  /** What may be set, by what its kind says. */
  readonly settable: KindProfile['config'];
  readonly objects: readonly { readonly objectId: string; readonly name: string }[];
  readonly credentials: readonly CredentialRecord[];
  /** The newest reasons for which something that it sent was set aside, or its connection refused. */
  readonly setAside: readonly SetAside[];
  readonly refused: readonly SetAside[];
};

export type DeviceDesk = {
  readonly kinds: readonly Pick<KindProfile, 'kind'>[];
  issueClaim(request: NewClaimRequest): Promise<Result<IssuedToken, Rejection>>;
  decideClaim(
    request: OperatorRequest & { readonly serial: string; readonly decided: 'approved' | 'rejected' },
  ): Promise<Result<ActAnswer, Rejection>>;
  /** The newest of each serial, the newest first. */
  listClaims(tenantId: string): Promise<readonly DeviceClaim[]>;
  /** With its token while no device has used it: the installer shows it again after the phone has slept. */
  readClaim(
    tenantId: string,
    claimId: string,
  ): Promise<Result<{ readonly claim: DeviceClaim; readonly token: string | null }, Rejection>>;
  list(tenantId: string, afterId: string): Promise<readonly ListedDevice[]>;
  read(tenantId: string, deviceId: string): Promise<Result<DeviceView, Rejection>>;
  readonly configure: ConfigureDevice;
  rotate(
    request: OperatorRequest & {
      readonly deviceId: string;
      readonly to: CredentialKind;
      readonly days: number | null;
      readonly fingerprint: string | null;
    },
  ): Promise<Result<MadeSecret, Rejection>>;
  revoke(
    request: OperatorRequest & { readonly deviceId: string; readonly credentialId: string | null },
  ): Promise<Result<ActAnswer, Rejection>>;
};

export type DeskDeps = Pick<RotateDeps, 'randomBytes' | 'hashPassword' | 'mintToken'> & {
  readonly store: OwnedStore;
  readonly runner: StepRunner;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly kinds: readonly KindProfile[];
  readonly claimTokenOf: (claimId: string) => string;
  readonly onDecided: (claim: DeviceClaim) => void;
  readonly door: Pick<DeviceDoor, 'kick'>;
  /** Credentials that were taken away here. */
  readonly onRevoked: (credentialIds: readonly string[]) => void;
  readonly refusedSince: (clientId: string, atMs: number) => readonly SetAside[];
};

const LISTED = 200;
const LISTED_CREDENTIALS = 20;
const MOST_REASONS = 20;

const malformed = (at: string, problem: string): Rejection => ({ code: 'request.malformed', at: `body.${at}`, problem });

/** What the socket tells its owner, as staff are told it. */
function asRejection(refusal: DeviceActRefusal): Rejection {
  switch (refusal.code) {
    case 'serial.malformed':
      return malformed('serial', '1 to 42 characters of A-Z a-z 0-9 _ -');
    case 'kind.missing':
      return malformed('kind', 'is missing: the factory list does not know this serial number');
    case 'kind.unknown':
      return malformed('kind', `one of ${refusal.kinds.join(', ')}`);
    case 'device.id-refused':
      return malformed('deviceId', '1 to 48 characters of A-Z a-z 0-9 _ -, not beginning with claim-');
    case 'credential.lifetime':
      return malformed('days', 'a token lives for 1 to 3650 days');
    case 'credential.fingerprint':
      return malformed('fingerprint', '64 hex digits, in lower case and without colons');
    case 'claim.open':
      return { code: 'device-claim.open', untilMs: refusal.untilMs };
    case 'claim.not-pending':
      return { code: 'device-claim.not-pending', state: refusal.state };
    case 'claim.unknown':
      return { code: 'device-claim.unknown' };
    case 'tenant.unclear':
      return { code: 'operator.not-allowed' };
    default:
      return { code: refusal.code };
  }
}

function showClaim(claim: DeviceClaim): object {
  const { claimId, serial, kind, deviceId, state, expiresAtMs } = claim;
  return { claimId, serial, kind, deviceId, state, expiresAt: new Date(expiresAtMs).toISOString() };
}

function createClaims(deps: DeskDeps): Pick<DeviceDesk, 'issueClaim' | 'decideClaim' | 'listClaims' | 'readClaim'> {
  const { store, clock, ids, kinds } = deps;

  /** An object names its device and kind; what is given besides has to agree. */
  async function complete(request: NewClaimRequest): Promise<Result<ClaimRequest, Rejection>> {
    const { operatorId, tenantId } = request.operator;
    const { serial, objectId, hours, again } = request;
    const rest = { hours, again, tenantId, operatorId };
    if (objectId === null) {
      if (serial === null) return refused(malformed('serial', 'is missing, and so is objectId'));
      return ok({ ...rest, serial, kind: request.kind, deviceId: request.deviceId });
    }
    const scene = await store.scene(objectId);
    if (scene?.object.tenantId !== tenantId) return refused({ code: 'object.unknown', objectId });
    const { deviceId, kind } = scene.object;
    if ((request.deviceId ?? deviceId) !== deviceId) return refused(malformed('deviceId', 'is not that of the object'));
    if ((request.kind ?? kind) !== kind) return refused(malformed('kind', 'is not that of the object'));
    return ok({ ...rest, serial: serial ?? deviceId, kind, deviceId });
  }

  /** A serial number that another operator has in hand is not taken from them; whose list its maker wrote it on, has it. */
  function isOthers({ last, unit }: ClaimFacts, tenantId: string): boolean {
    if (unit) return unit.tenantId !== tenantId;
    return last !== null && last.tenantId !== tenantId && isOpenClaim(last, clock.nowMs());
  }

  async function ownClaim(tenantId: string, serial: string): Promise<Result<DecisionFacts, Rejection>> {
    const facts = await loadDecisionFacts(store, serial);
    return facts.claim?.tenantId === tenantId ? ok(facts) : refused({ code: 'device-claim.unknown' });
  }

  return {
    async issueClaim(request) {
      const asked = await complete(request);
      if (!asked.ok) return asked;
      const { tenantId } = request.operator;
      const [claimId, auditId] = [ids('clm'), ids('aud')];
      const done = await runKeyedAct<ClaimFacts>(deps, request, {
        load: async () => ok({ ...(await loadClaimFacts(store, asked.value)), tenantId }),
        decide: (facts, issuedAtMs) => {
          if (isOthers(facts, tenantId)) return refused({ code: 'device.taken' });
          const planned = planClaim(asked.value, facts, { kinds, claimId, auditId, issuedAtMs });
          if (!planned.ok) return refused(asRejection(planned.error));
          const { claim, changes } = planned.value;
          return ok({ status: 201, body: showClaim(claim), changes });
        },
      });
      if (!done.ok) return done;
      const told = JSON.parse(done.value.body) as { readonly claimId: string; readonly serial: string };
      const claim = await store.deviceClaim(told.serial);
      if (claim?.claimId !== told.claimId) return refused({ code: 'device-claim.unknown' });
      return ok({ ...done.value, claim, token: deps.claimTokenOf(told.claimId) });
    },
    async decideClaim(request) {
      const { operator, serial, decided } = request;
      const [credentialId, auditId] = [ids('crd'), ids('aud')];
      let moved: DeviceClaim | null = null;
      const done = await runKeyedAct<DecisionFacts>(deps, request, {
        load: () => ownClaim(operator.tenantId, serial),
        decide: (facts, nowMs) => {
          const by = { credentialId, auditId, operatorId: operator.operatorId, nowMs };
          const planned = planDecision(decided, facts, by);
          if (!planned.ok) return refused(asRejection(planned.error));
          moved = planned.value.moved;
          return ok({ status: 200, body: showClaim(planned.value.moved), changes: planned.value.changes });
        },
      });
      if (done.ok && moved) deps.onDecided(moved);
      return done;
    },
    async listClaims(tenantId) {
      const serials = await readClaimedSerials(store.books, tenantId, LISTED);
      const claims = await Promise.all(serials.map((serial) => store.deviceClaim(serial)));
      return claims.filter((claim) => claim !== null).filter((claim) => claim.tenantId === tenantId);
    },
    async readClaim(tenantId, claimId) {
      const serial = await readSerialOfClaim(store.books, tenantId, claimId);
      const claim = serial === null ? null : await store.deviceClaim(serial);
      if (claim?.claimId !== claimId || claim.tenantId !== tenantId) return refused({ code: 'device-claim.unknown' });
      const isUnused = claim.state === 'issued' && isOpenClaim(claim, clock.nowMs());
      return ok({ claim, token: isUnused ? deps.claimTokenOf(claimId) : null });
    },
  };
}

function createCredentials(
  deps: DeskDeps,
  own: (tenantId: string, deviceId: string) => Promise<Result<DeviceRecord, Rejection>>,
): Pick<DeviceDesk, 'rotate' | 'revoke'> {
  const { store, clock, ids } = deps;
  return {
    async rotate(request) {
      const { operatorId, tenantId } = request.operator;
      const device = await own(tenantId, request.deviceId);
      if (!device.ok) return device;
      const wanted = { ...request, operatorId };
      const refusal = refuseRotation(wanted, device.value);
      if (refusal) return refused(asRejection(refusal));
      const { deviceId } = device.value;
      const [credentialId, auditId, madeAtMs] = [ids('crd'), ids('aud'), clock.nowMs()];
      const { secret, ...shown } = await makeCredential(deps, wanted, device.value, credentialId);
      const made: NewCredential = { credentialId, deviceId, kind: request.to, madeAtMs, ...shown };
      const done = await runKeyedAct<readonly CredentialRecord[]>(deps, request, {
        load: async () => ok(await store.credentialsOf(deviceId, LIVE_CREDENTIALS)),
        decide: (credentials) => {
          const { added, changes } = planRotation(credentials, made, { auditId, operatorId, tenantId });
          return ok({ status: 201, body: { deviceId, credentialId, kind: added.kind, state: added.state }, changes });
        },
      });
      if (!done.ok) return done;
      // An earlier answer is about an earlier secret, which nobody has kept.
      const isOurs = (JSON.parse(done.value.body) as { readonly credentialId: string }).credentialId === credentialId;
      return ok({ ...done.value, secret: isOurs ? secret : null });
    },
    async revoke(request) {
      const { operator, deviceId, credentialId } = request;
      const auditId = ids('aud');
      const done = await runKeyedAct<RevocationFacts>(deps, request, {
        load: async () => {
          const device = await own(operator.tenantId, deviceId);
          return device.ok ? ok(await loadRevocationFacts(store, deviceId)) : device;
        },
        decide: (facts, atMs) => {
          const planned = planRevocation(facts, credentialId, { auditId, operatorId: operator.operatorId, atMs });
          if (planned.ended.length === 0) return refused({ code: 'credential.unknown' });
          const revoked = planned.ended.map((each) => each.credentialId);
          return ok({ status: 200, body: { deviceId, revoked }, changes: planned.changes });
        },
      });
      if (!done.ok) return done;
      // After the commit: whoever comes now is refused, and whoever is on the way in is turned back.
      deps.door.kick(deviceId, 'revoked');
      deps.onRevoked((JSON.parse(done.value.body) as { readonly revoked: readonly string[] }).revoked);
      return done;
    },
  };
}

export function createDeviceDesk(deps: DeskDeps): DeviceDesk {
  const { store, kinds } = deps;
  async function own(tenantId: string, deviceId: string): Promise<Result<DeviceRecord, Rejection>> {
    const device = await store.device(deviceId);
    return device?.tenantId === tenantId ? ok(device) : refused({ code: 'device.unknown' });
  }
  return {
    kinds,
    ...createClaims(deps),
    ...createCredentials(deps, own),
    configure: createConfigureDevice(deps, own),
    list: (tenantId, afterId) => readDevices(store.books, tenantId, { afterId, limit: LISTED }),
    async read(tenantId, deviceId) {
      const found = await own(tenantId, deviceId);
      if (!found.ok) return found;
      const device = found.value;
      const profile = kinds.find(({ kind }) => kind === device.kind);
      return ok({
        device,
        desired: profile ? withoutSecrets(profile, device.config.desired) : {},
        settable: profile ? settableOf(profile) : {},
        objects: await readObjectsOfDevice(store.books, deviceId),
        credentials: await store.credentialsOf(deviceId, LISTED_CREDENTIALS),
        setAside: await readSetAside(store.books, deviceId, 0, MOST_REASONS),
        refused: deps.refusedSince(deviceId, 0).toReversed(),
      });
    },
  };
}
