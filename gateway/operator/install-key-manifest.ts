// Install key manifest: what the root signed is judged, kept and told to the devices of its tenant (FP-30).
import {
  type Clock,
  decodeMessage,
  type Ids,
  MESSAGE_TYPES,
  ok,
  type Result,
  refused,
  SCHEMAS,
  type SignatureRefusal,
  type VerifyingKey,
  verifySigned,
} from '#protocol';
import { type InstalledManifest, type InstallRefusal, judgeInstall } from '../domain/device/signing-keys.ts';
import type { KeyRoom } from '../ports/signing-keys.ts';
import type { Store } from '../ports/store.ts';

export type InstallRequest = {
  /** The signed text, as the root made it. */
  readonly jws: string;
  /** Keys of before need not overlap: one of them was lost. */
  readonly emergency: boolean;
  readonly operatorId: string;
};
export type ManifestActRefusal =
  | InstallRefusal
  | SignatureRefusal
  | { readonly code: 'manifest.malformed' | 'tenant.unknown'; readonly detail: string }
  /** Another gateway of this database installed one at this moment. */
  | { readonly code: 'manifest.overtaken' };
export type InstallKeyManifest = (request: InstallRequest) => Promise<Result<InstalledManifest, ManifestActRefusal>>;

export type InstallDeps = {
  readonly store: Pick<Store, 'commit'>;
  readonly room: KeyRoom;
  readonly root: () => { readonly kid: string; readonly key: VerifyingKey };
  readonly isTenant: (tenant: string) => Promise<boolean>;
  readonly isDemo: boolean;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Tells the devices of the tenant that are connected. */
  readonly announce: (tenant: string) => Promise<void>;
};

export function createInstallKeyManifest(deps: InstallDeps): InstallKeyManifest {
  const { room, clock, ids } = deps;
  return async ({ jws, emergency, operatorId }) => {
    const root = deps.root();
    const verified = await verifySigned(jws, MESSAGE_TYPES.keys, (kid) => (kid === root.kid ? root.key : undefined));
    if (!verified.ok) return verified;
    const decoded = decodeMessage(SCHEMAS.keyManifest, verified.value.payload);
    if (!decoded.ok) return refused({ code: 'manifest.malformed', detail: decoded.error.code });
    const { tenant, ver, keys } = decoded.value;
    if (!(await deps.isTenant(tenant))) return refused({ code: 'tenant.unknown', detail: tenant });
    const judged = judgeInstall(room.tenantKeys(tenant), decoded.value, { isDemo: deps.isDemo, emergency });
    if (!judged.ok) return judged;
    const atMs = clock.nowMs();
    const manifest: InstalledManifest = { tenantId: tenant, ver, rootKid: root.kid, jws, installedAtMs: atMs };
    const facts = { ver, kids: keys.map(({ kid }) => kid).join(' '), emergency };
    const actor = { kind: 'operator', id: operatorId } as const;
    const row = { auditId: ids('aud'), tenantId: tenant, atMs, actor, what: 'key-manifest-installed', subjectId: tenant, facts };
    const outcome = await deps.store.commit([
      { change: 'key-manifest-installed', manifest },
      { change: 'audited', row },
    ]);
    if (!outcome.ok) return refused({ code: 'manifest.overtaken' });
    room.learn(manifest);
    await deps.announce(tenant);
    return ok(manifest);
  };
}
