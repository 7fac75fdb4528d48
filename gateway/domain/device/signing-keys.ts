// Signing keys: by which of our keys each device is spoken to, which manifest may be installed, and what a rotation does next (FP-30).
import {
  type DeviceAddress,
  findManifestKey,
  judgeManifest,
  KEY_USES,
  type KeyManifest,
  type KeyUse,
  type ManifestKey,
  type ManifestRefusal,
  type Result,
  refused,
  sha256,
} from '#protocol';
import type { DeviceRecord } from './device.ts';
import { isPublishedKey, isTestName } from './published-keys.ts';

/** A manifest as it was signed; a version is never another one. */
export type InstalledManifest = {
  readonly tenantId: string;
  readonly ver: number;
  readonly rootKid: string;
  readonly jws: string;
  readonly installedAtMs: number;
};

/** The public half of a key that this gateway holds. `tenant` null: the one key of before, for every tenant and both uses. */
export type SigningKey = {
  readonly kid: string;
  readonly x: string;
  readonly tenant: string | null;
  readonly use: readonly KeyUse[];
};

/** All that is known of the keys of one tenant. */
export type TenantKeys = {
  readonly issuer: string;
  readonly tenant: string;
  /** The key that devices at version 0 were given by hand. */
  readonly base: SigningKey;
  /** Those that are held here beside it. */
  readonly held: readonly SigningKey[];
  /** All that were ever installed, by rising version. */
  readonly manifests: readonly KeyManifest[];
  /** The newest of them was signed by a root that is not trusted any more: nobody is told of it. */
  readonly isRootReplaced: boolean;
};

/** A name that no other key can have: it is made of the key itself. */
export function kidOf(what: string, x: string): string {
  return `${what}-${sha256(x)
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 10)}`;
}

/** The name in a command to a device that checks no signature (FP-32). */
export const UNSIGNED_KID = '';

const isHeld = ({ base, held }: TenantKeys, key: ManifestKey): boolean =>
  [base, ...held].some(({ kid, x }) => kid === key.kid && x === key.x);

/** The newest key of a use that a manifest names and that is held here: the last one, for a follower stands behind. */
function signerIn(keys: TenantKeys, manifest: KeyManifest, use: KeyUse): string | null {
  return manifest.keys.findLast((key) => key.use.includes(use) && isHeld(keys, key))?.kid ?? null;
}

/** What a device that believes this version checks our words with. */
export function signerKidFor(keys: TenantKeys, keysVer: DeviceRecord['keysVer'], use: KeyUse): string {
  if (keysVer === 0) return keys.base.kid;
  const manifest = keys.manifests.find(({ ver }) => ver === keysVer) ?? keys.manifests.at(-1);
  return (manifest && signerIn(keys, manifest, use)) ?? keys.base.kid;
}

export type InstallRefusal =
  | ManifestRefusal
  /** Published, or of a test: whoever knows it could open everything. */
  | { readonly code: 'manifest.test-key'; readonly detail: string }
  /** Devices would believe no key that we can sign with. */
  | { readonly code: 'manifest.key-not-here'; readonly detail: string }
  /** What is signed now would be refused by whoever takes it. */
  | { readonly code: 'manifest.no-overlap'; readonly detail: string };

function findReused({ base, held, manifests }: TenantKeys, next: KeyManifest): ManifestKey | undefined {
  const known = [base, ...held, ...manifests.flatMap((manifest) => manifest.keys)];
  return next.keys.find(({ kid, x }) => known.some((key) => key.kid === kid && key.x !== x));
}

/** @param how `emergency`: a key was lost, and what it signed must not be believed any more, at once. */
export function judgeInstall(
  keys: TenantKeys,
  next: KeyManifest,
  how: { readonly isDemo: boolean; readonly emergency: boolean },
): Result<KeyManifest, InstallRefusal> {
  const current = keys.manifests.at(-1) ?? null;
  const judged = judgeManifest(next, { iss: keys.issuer, tenant: keys.tenant, current });
  if (!judged.ok) return judged;
  const reused = findReused(keys, next);
  if (reused) return refused({ code: 'manifest.kid-reused', detail: reused.kid });
  const known = how.isDemo ? undefined : next.keys.find(({ kid, x }) => isPublishedKey(x) || isTestName(kid));
  if (known) return refused({ code: 'manifest.test-key', detail: known.kid });
  for (const use of KEY_USES) {
    if (signerIn(keys, next, use) === null) return refused({ code: 'manifest.key-not-here', detail: use });
    const signing = signerKidFor(keys, current?.ver ?? 0, use);
    if (!how.emergency && !findManifestKey(next, signing, use)) return refused({ code: 'manifest.no-overlap', detail: signing });
  }
  return judged;
}

/** What to do next: each step ends where the one after it may begin. */
export type RotationStep =
  /** Keys are made and wait to be named by a manifest. */
  | { readonly step: 'sign'; readonly kids: readonly string[] }
  /** Connected devices that have not taken the newest manifest. */
  | { readonly step: 'wait'; readonly behind: number }
  /** Kids that nothing is signed with any more. */
  | { readonly step: 'drop'; readonly kids: readonly string[] }
  | { readonly step: 'steady' };

export type RotationPlan = {
  readonly next: RotationStep;
  /** The manifest that the root is asked to sign. */
  readonly proposal: { readonly ver: number; readonly keys: readonly ManifestKey[] };
};

const toManifestKey = ({ kid, x, use }: SigningKey): ManifestKey => ({ kid, x, use: [...use] });

/** @param behind connected devices that believe an older version than the newest. */
export function planRotation(keys: TenantKeys, behind: number): RotationPlan {
  const current = keys.manifests.at(-1) ?? null;
  const named = current?.keys ?? [toManifestKey(keys.base)];
  const ver = (current?.ver ?? 0) + 1;
  const waiting = keys.held.filter(({ kid }) => !keys.manifests.some((manifest) => manifest.keys.some((key) => key.kid === kid)));
  if (waiting.length > 0 || current === null || keys.isRootReplaced) {
    const proposal = { ver, keys: [...named, ...waiting.map(toManifestKey)] };
    return { next: { step: 'sign', kids: waiting.map(({ kid }) => kid) }, proposal };
  }
  const signing = KEY_USES.map((use) => signerIn(keys, current, use));
  const kept = named.filter(({ kid }) => signing.includes(kid));
  const proposal = { ver, keys: kept };
  if (kept.length === named.length) return { next: { step: 'steady' }, proposal };
  if (behind > 0) return { next: { step: 'wait', behind }, proposal };
  return { next: { step: 'drop', kids: named.filter((key) => !kept.includes(key)).map(({ kid }) => kid) }, proposal };
}

/** Where a device stands, for whoever watches a rotation. */
export type KeysStanding = DeviceAddress & { readonly keysVer: number; readonly online: boolean };
