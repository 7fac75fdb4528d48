// Signing keys: what the steps and the link ask of the keys that devices are spoken to with.
import type { KeyUse, Signer } from '#protocol';
import type { Hearer } from '../domain/device/device.ts';
import type { InstalledManifest, SigningKey, TenantKeys } from '../domain/device/signing-keys.ts';

export type SigningKeys = {
  /** The key by which this device is spoken to, as it believes them now; none for one that checks no signature. */
  kidFor(hearer: Pick<Hearer, 'tenant' | 'keysVer' | 'isUnsigned'>, use: KeyUse): string;
  /** Also of keys that nothing new is signed with: what they signed may have to be said again, to the same bytes. */
  signer(kid: string): Signer | undefined;
  /** The manifest that a tenant's devices should have; null where there is none. */
  newest(tenant: string): Promise<Pick<InstalledManifest, 'ver' | 'jws'> | null>;
  /** Public halves of all that sign or signed commands: whoever checks an old receipt needs those of then. */
  published(): readonly Pick<SigningKey, 'kid' | 'x'>[];
};

/** The same, as their owner changes them. */
export type KeyRoom = SigningKeys & {
  tenantKeys(tenant: string): TenantKeys;
  /** As `newest`, but none is made because of the question. */
  installed(tenant: string): Pick<InstalledManifest, 'ver' | 'jws'> | null;
  makeKey(tenant: string, use: KeyUse): Promise<SigningKey>;
  /** It is committed: from now on it counts. */
  learn(installed: InstalledManifest): void;
};
