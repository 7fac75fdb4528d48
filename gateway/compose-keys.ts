// Compose keys: wires the keys that devices are spoken to with, the root that signs their manifests, and what the owner does about both.
import { join } from 'node:path';
import {
  type Clock,
  createIds,
  generateKeyPair,
  importSigner,
  importVerifyingKey,
  MESSAGE_TYPES,
  ok,
  type PrivateJwk,
  type RandomBytes,
  refused,
  type Signer,
  signText,
  type VerifyingKey,
} from '#protocol';
import type { Core } from './compose-core.ts';
import { isPublishedKey, isTestName } from './domain/device/published-keys.ts';
import { kidOf, planRotation } from './domain/device/signing-keys.ts';
import type { AdminKeys, PublicRoot } from './http/admin-keys.ts';
import { createSigningKeys, type HeldKey, readyKey } from './mqtt/signing-keys.ts';
import { createInstallKeyManifest, type InstallKeyManifest } from './operator/install-key-manifest.ts';
import type { Log } from './ports/log.ts';
import type { KeyRoom } from './ports/signing-keys.ts';
import type { OwnedStore } from './ports/store.ts';
import { readSoleTenant } from './storage/queries/device-doors.ts';
import { isRootBelieved, isTenant, readKeyManifests, readKeysStanding } from './storage/queries/device-keys.ts';
import { readOrCreateSecret, replaceSecret } from './storage/secret-file.ts';

type RootFile = PublicRoot & { readonly kty: 'OKP'; readonly crv: 'Ed25519'; readonly d?: string };
type Root = { readonly public: PublicRoot; readonly key: VerifyingKey; readonly signer: Signer | null };

export type KeyParts = {
  readonly store: OwnedStore;
  readonly dataFolder: string;
  readonly issuer: string;
  readonly base: { readonly signer: Signer; readonly x: string };
  readonly isDemo: boolean;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
};

export type OpenedKeys = {
  readonly room: KeyRoom;
  /** What an enrolled device believes from then on. */
  readonly root: () => PublicRoot;
  readonly acts: (core: Pick<Core, 'announceKeys'>) => AdminKeys;
};

/** A private half in it is for the first day: whoever takes rotation seriously makes a root elsewhere. */
async function readRoot(path: string): Promise<Root> {
  const text = await readOrCreateSecret(path, async () => {
    const { privateJwk } = await generateKeyPair();
    return JSON.stringify({ kid: kidOf('root', privateJwk.x), ...privateJwk });
  });
  return openRoot(JSON.parse(text) as RootFile);
}

async function openRoot(file: RootFile): Promise<Root> {
  const signer = file.d === undefined ? null : await importSigner(file.kid, file as PrivateJwk);
  return { public: { kid: file.kid, x: file.x }, key: await importVerifyingKey(file), signer };
}

async function soleTenant({ store }: KeyParts): Promise<string | null> {
  return readSoleTenant(store.books);
}

/** Where the root lies here, a tenant's devices have their keys from the first hello on: those of before, and its own. */
function makeFirstManifest(parts: KeyParts, root: () => Root, install: (room: KeyRoom) => InstallKeyManifest) {
  return async (room: KeyRoom, tenant: string): Promise<void> => {
    const { signer } = root();
    if (signer === null || !(await isTenant(parts.store.books, tenant))) return;
    const { held } = room.tenantKeys(tenant);
    for (const use of ['cmd', 'sys'] as const) if (!held.some((key) => key.use.includes(use))) await room.makeKey(tenant, use);
    const { proposal } = planRotation(room.tenantKeys(tenant), 0);
    const payload = JSON.stringify({ v: 1, iss: parts.issuer, tenant, ...proposal });
    const jws = await signText(MESSAGE_TYPES.keys, payload, signer);
    const installed = await install(room)({ jws, emergency: false, operatorId: 'gateway' });
    if (!installed.ok) parts.log.error('the first key manifest was refused', { tenant, code: installed.error.code });
  };
}

export async function openKeys(parts: KeyParts): Promise<OpenedKeys> {
  const { store, issuer, base, clock, log } = parts;
  const rootPath = join(parts.dataFolder, 'root-key.json');
  const ringPath = join(parts.dataFolder, 'signing-keys.json');
  const held = JSON.parse(await readOrCreateSecret(ringPath, async () => '[]')) as readonly HeldKey[];
  let root = await readRoot(rootPath);
  const ids = createIds({ clock, randomBytes: parts.randomBytes });
  const installWith = (room: KeyRoom, announce: (tenant: string) => Promise<void>): InstallKeyManifest =>
    createInstallKeyManifest({
      store,
      room,
      root: () => ({ kid: root.public.kid, key: root.key }),
      isTenant: (tenant) => isTenant(store.books, tenant),
      isDemo: parts.isDemo,
      clock,
      ids,
      announce,
    });
  const room = createSigningKeys({
    issuer,
    base,
    held: await Promise.all(held.map(readyKey)),
    manifests: await readKeyManifests(store.books),
    isTrusted: (rootKid) => rootKid === root.public.kid,
    keep: (ring) => replaceSecret(ringPath, JSON.stringify(ring)),
    // Nobody believes an older one yet: there is nobody to tell.
    makeFirst: makeFirstManifest(
      parts,
      () => root,
      (own) => installWith(own, async () => {}),
    ),
  });

  async function trust(next: PublicRoot): ReturnType<AdminKeys['trust']> {
    if (!parts.isDemo && (isPublishedKey(next.x) || isTestName(next.kid))) return refused({ code: 'root.test-key' });
    // Trust is found by the name as well: the same key under another one would be another root to the manifests installed.
    const isSame = next.x === root.public.x && next.kid === root.public.kid;
    if (!isSame && (await isRootBelieved(store.books))) return refused({ code: 'root.in-use' });
    const file: RootFile = { kty: 'OKP', crv: 'Ed25519', kid: next.kid, x: next.x };
    const opened = await openRoot(file);
    await replaceSecret(rootPath, JSON.stringify(file));
    root = opened;
    log.info('another root key is trusted', { kid: next.kid });
    return ok(next);
  }

  return {
    room,
    root: () => root.public,
    acts: (core) => ({
      issuer,
      root: () => ({ ...root.public, isHere: root.signer !== null }),
      soleTenant: () => soleTenant(parts),
      isTenant: (tenant) => isTenant(store.books, tenant),
      tenantKeys: room.tenantKeys,
      installed: room.installed,
      makeKey: room.makeKey,
      standing: (tenant) => readKeysStanding(store.books, tenant),
      trust,
      install: installWith(room, async (tenant) => {
        const standing = await readKeysStanding(store.books, tenant);
        for (const { online, keysVer, ...address } of standing) if (online) await core.announceKeys(address, keysVer);
      }),
    }),
  };
}
