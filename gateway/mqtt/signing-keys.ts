// Signing keys: holds the keys that devices are spoken to with, and knows which of them each one believes (FP-30).
import {
  assert,
  decodeMessage,
  generateKeyPair,
  importSigner,
  type KeyManifest,
  type KeyUse,
  type PrivateJwk,
  SCHEMAS,
  type Signer,
} from '#protocol';
import {
  type InstalledManifest,
  kidOf,
  type SigningKey,
  signerKidFor,
  type TenantKeys,
  UNSIGNED_KID,
} from '../domain/device/signing-keys.ts';
import type { KeyRoom } from '../ports/signing-keys.ts';

/** As the ring's file has it; the private half never leaves it. */
export type HeldKey = PrivateJwk & { readonly kid: string; readonly tenant: string; readonly use: readonly KeyUse[] };

type ReadyKey = { readonly key: HeldKey; readonly signer: Signer };

export type SigningKeysDeps = {
  readonly issuer: string;
  /** The one key of before: what devices at version 0 were given by hand. */
  readonly base: { readonly signer: Signer; readonly x: string };
  readonly held?: readonly ReadyKey[];
  readonly manifests?: readonly InstalledManifest[];
  /** Is this the root that devices are given now? What another one signed they would not believe. */
  readonly isTrusted?: (rootKid: string) => boolean;
  /** Keeps the whole ring; what it did not keep is not used. */
  readonly keep?: (held: readonly HeldKey[]) => Promise<void>;
  /** Makes the first manifest of a tenant, where the root's private half lies here. */
  readonly makeFirst?: (room: KeyRoom, tenant: string) => Promise<void>;
};

/** What was installed was judged then: its text is believed as it is stored. */
function readManifest(jws: string): KeyManifest {
  const payload = Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8');
  const decoded = decodeMessage(SCHEMAS.keyManifest, payload);
  assert(decoded.ok, 'a stored manifest is one');
  return decoded.value;
}

export async function readyKey(key: HeldKey): Promise<ReadyKey> {
  return { key, signer: await importSigner(key.kid, key) };
}

export function createSigningKeys(deps: SigningKeysDeps): KeyRoom {
  const { issuer, base, isTrusted = () => true } = deps;
  const baseKey: SigningKey = { kid: base.signer.kid, x: base.x, tenant: null, use: ['cmd', 'sys'] };
  const signers = new Map<string, Signer>([[baseKey.kid, base.signer]]);
  const held: HeldKey[] = [];
  const installed = new Map<string, InstalledManifest[]>();
  const manifests = new Map<string, KeyManifest[]>();
  const firsts = new Map<string, Promise<void>>();

  function take({ key, signer }: ReadyKey): void {
    signers.set(key.kid, signer);
    held.push(key);
  }

  const currentOf = (tenant: string): InstalledManifest | null => {
    const newest = installed.get(tenant)?.at(-1);
    return newest && isTrusted(newest.rootKid) ? newest : null;
  };

  const tenantKeys = (tenant: string): TenantKeys => ({
    issuer,
    tenant,
    base: baseKey,
    held: held.filter((key) => key.tenant === tenant).map(({ kid, x, use }) => ({ kid, x, tenant, use })),
    manifests: manifests.get(tenant) ?? [],
    isRootReplaced: installed.has(tenant) && currentOf(tenant) === null,
  });

  function learn(next: InstalledManifest): void {
    installed.set(next.tenantId, [...(installed.get(next.tenantId) ?? []), next]);
    manifests.set(next.tenantId, [...(manifests.get(next.tenantId) ?? []), readManifest(next.jws)]);
  }

  for (const each of deps.held ?? []) take(each);
  for (const each of deps.manifests ?? []) learn(each);

  const room: KeyRoom = {
    kidFor: ({ tenant, keysVer, isUnsigned }, use) =>
      isUnsigned ? UNSIGNED_KID : signerKidFor(tenantKeys(tenant), keysVer, use),
    signer: (kid) => signers.get(kid),
    published: () => [baseKey, ...held].filter(({ use }) => use.includes('cmd')).map(({ kid, x }) => ({ kid, x })),
    async newest(tenant) {
      if (deps.makeFirst && !installed.has(tenant)) {
        const making = firsts.get(tenant) ?? deps.makeFirst(room, tenant).finally(() => firsts.delete(tenant));
        firsts.set(tenant, making);
        await making;
      }
      return currentOf(tenant);
    },
    installed: currentOf,
    tenantKeys,
    async makeKey(tenant, use) {
      const { privateJwk } = await generateKeyPair();
      const key: HeldKey = { ...privateJwk, kid: kidOf(use, privateJwk.x), tenant, use: [use] };
      await deps.keep?.([...held, key]);
      take(await readyKey(key));
      return { kid: key.kid, x: key.x, tenant, use: key.use };
    },
    learn,
  };
  return room;
}
