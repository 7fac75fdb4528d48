// Rotate credential: the owner makes the next credential of a device; the former one is good until its first use (FP-29).
import { type Clock, DAY_MS, type DeviceAddress, type Ids, ok, type RandomBytes, type Result, refused } from '#protocol';
import type { Change } from '../domain/changes.ts';
import {
  type CredentialKind,
  type CredentialRecord,
  LIVE_CREDENTIALS,
  type NewCredential,
  rotateCredential,
} from '../domain/device/credential.ts';
import type { DeviceRecord } from '../domain/device/device.ts';
import { type DeviceActRefusal, isSha256 } from '../domain/device/device-acts.ts';
import type { StepRunner } from '../journey/run-step.ts';
import type { Store } from '../ports/store.ts';

export type RotateRequest = {
  readonly deviceId: string;
  readonly to: CredentialKind;
  /** Of a token. */
  readonly days: number | null;
  /** SHA-256 of a certificate as hex; null pins the first one that the device shows. */
  readonly fingerprint: string | null;
  readonly operatorId: string;
};

/** `secret` is shown once and kept nowhere; null where the device has it already. */
export type RotateCredential = (
  request: RotateRequest,
) => Promise<Result<{ readonly credential: CredentialRecord; readonly secret: string | null }, DeviceActRefusal>>;

export type RotateDeps = {
  readonly store: Pick<Store, 'device' | 'credentialsOf'>;
  readonly runner: StepRunner;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly randomBytes: RandomBytes;
  readonly hashPassword: (password: string) => Promise<string>;
  readonly mintToken: (
    address: DeviceAddress,
    token: { readonly jti: string; readonly iatMs: number; readonly expMs: number },
  ) => Promise<string>;
};

const PASSWORD_BYTES = 24;
const LONGEST_TOKEN_DAYS = 3_650;

export type MadeCredential = { readonly proof: string; readonly secret: string | null; readonly expiresAtMs: number | null };

export function refuseRotation({ to, days, fingerprint }: RotateRequest, device: DeviceRecord): DeviceActRefusal | null {
  if (to === 'token' && !(days !== null && days > 0 && days <= LONGEST_TOKEN_DAYS)) return { code: 'credential.lifetime' };
  if (fingerprint !== null && !isSha256(fingerprint)) return { code: 'credential.fingerprint' };
  return to === 'device-key' && device.publicX === '' ? { code: 'device.keyless' } : null;
}

/** The secret of the next credential, and what is kept of it. */
export async function makeCredential(
  deps: Pick<RotateDeps, 'randomBytes' | 'hashPassword' | 'clock' | 'mintToken'>,
  { to, days, fingerprint }: RotateRequest,
  device: DeviceRecord,
  jti: string,
): Promise<MadeCredential> {
  switch (to) {
    case 'password': {
      const secret = Buffer.from(deps.randomBytes(PASSWORD_BYTES)).toString('base64url');
      return { proof: await deps.hashPassword(secret), secret, expiresAtMs: null };
    }
    case 'token': {
      const iatMs = deps.clock.nowMs();
      const expMs = iatMs + (days ?? 0) * DAY_MS;
      const secret = await deps.mintToken({ tenant: device.tenantId, device: device.deviceId }, { jti, iatMs, expMs });
      return { proof: '', secret, expiresAtMs: expMs };
    }
    case 'certificate':
      return { proof: fingerprint ?? '', secret: null, expiresAtMs: null };
    case 'device-key':
      return { proof: device.publicX, secret: null, expiresAtMs: null };
  }
}

/** The one before it ends, or waits for its first use. */
export function planRotation(
  credentials: readonly CredentialRecord[],
  made: NewCredential,
  by: { readonly auditId: string; readonly operatorId: string; readonly tenantId: string },
): { readonly added: CredentialRecord; readonly changes: readonly Change[] } {
  const { auditId, operatorId, tenantId } = by;
  const { credentialId, deviceId, kind, madeAtMs: atMs } = made;
  const { changed, added } = rotateCredential(credentials, made);
  const ended = changed.map((credential): Change => ({ change: 'credential-changed', credential }));
  const actor = { kind: 'operator', id: operatorId } as const;
  const what = 'device-credential-made';
  const row = { auditId, tenantId, atMs, actor, what, subjectId: deviceId, facts: { credentialId, kind } };
  return { added, changes: [...ended, { change: 'credential-added', credential: added }, { change: 'audited', row }] };
}

export function createRotateCredential(deps: RotateDeps): RotateCredential {
  const { store, clock, ids } = deps;
  return async (request) => {
    const device = await store.device(request.deviceId);
    if (!device) return refused({ code: 'device.unknown' });
    const refusal = refuseRotation(request, device);
    if (refusal) return refused(refusal);
    const { deviceId, tenantId } = device;
    const [credentialId, auditId, madeAtMs] = [ids('crd'), ids('aud'), clock.nowMs()];
    const { secret, ...shown } = await makeCredential(deps, request, device, credentialId);
    const made: NewCredential = { credentialId, deviceId, kind: request.to, madeAtMs, ...shown };
    const { operatorId } = request;
    const run = await deps.runner.run<readonly CredentialRecord[], CredentialRecord>({
      load: async () => ok(await store.credentialsOf(deviceId, LIVE_CREDENTIALS)),
      decide: (credentials) => {
        const { added, changes } = planRotation(credentials, made, { auditId, operatorId, tenantId });
        return ok({ value: added, changes });
      },
    });
    return run.ok ? ok({ credential: run.value, secret }) : refused({ code: 'device.unknown' });
  };
}
