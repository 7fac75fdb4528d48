// Key ring: the gateway's keys that a device believes - given by hand, or named by the manifest that its root signed (FP-30).
import { type FindKey, findManifestKey, importVerifyingKey, type KeyManifest, type KeyUse, type VerifyingKey } from '#protocol';

/** The key that signs key manifests. */
export type RootKey = { readonly kid: string; readonly x: string };

/** Public keys ready to verify, by `x`; a fleet of one gateway shares one. */
export type KeyCache = { ready(x: string): Promise<void>; get(x: string): VerifyingKey | undefined };

export type KeyRing = {
  readonly hasRoot: boolean;
  readonly findRoot: FindKey;
  find(use: KeyUse): FindKey;
  /** Makes keys ready before anything is checked with them; of no manifest only the root. */
  prepare(manifest: KeyManifest | undefined): Promise<void>;
};

export function createKeyCache(): KeyCache {
  const ready = new Map<string, VerifyingKey>();
  return {
    async ready(x) {
      if (!ready.has(x)) ready.set(x, await importVerifyingKey({ kty: 'OKP', crv: 'Ed25519', x }));
    },
    get: (x) => ready.get(x),
  };
}

export function createKeyRing(parts: {
  /** Keys that were given to the device by hand: they count until its first manifest. */
  readonly findGiven: FindKey;
  readonly root: RootKey | null;
  readonly cache: KeyCache;
  readonly manifest: () => KeyManifest | undefined;
}): KeyRing {
  const { cache, findGiven, root } = parts;
  return {
    hasRoot: root !== null,
    findRoot: (kid) => (root?.kid === kid ? cache.get(root.x) : undefined),
    find: (use) => (kid) => {
      const manifest = parts.manifest();
      if (manifest === undefined) return findGiven(kid);
      const key = findManifestKey(manifest, kid, use);
      return key && cache.get(key.x);
    },
    async prepare(manifest) {
      const all = [...(root ? [root.x] : []), ...(manifest?.keys ?? []).map(({ x }) => x)];
      await Promise.all(all.map((x) => cache.ready(x)));
    },
  };
}
