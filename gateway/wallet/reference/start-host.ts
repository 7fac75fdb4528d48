// The reference host wallet of a folder: its database, its keys and the gateway's, made at its first start and kept.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BREACHES } from './host-books.ts';
import { createReferenceHostWallet, type ReferenceHostWallet } from './host-wallet.ts';
import type { PrivateKeyJwk, PublicKeyJwk } from './jws.ts';
import { newKey, publicSetOf } from './keys.ts';

export type HostFolder = {
  readonly folder: string;
  readonly port: number;
  /** JWKS file of whoever signs person tokens, which may come later; without one only its own `person-token` count. */
  readonly personKeys: string | undefined;
  readonly wantsToken: boolean;
  readonly fundsMinor: number;
  readonly holdMs: number;
  readonly breaches: readonly string[];
};

export type StartedHost = {
  readonly wallet: ReferenceHostWallet;
  readonly ready: { readonly url: string; readonly tokenUrl: string; readonly gatewayKey: string; readonly walletKeys: string };
};

function publicKeysOf(text: string): readonly PublicKeyJwk[] {
  return (JSON.parse(text) as { keys: PublicKeyJwk[] }).keys;
}

/** @throws Error on a breach that it does not know, a taken port, or a folder that it may not write. */
export async function startReferenceHost(flags: HostFolder): Promise<StartedHost> {
  const breaches = flags.breaches.map((name) => {
    const breach = BREACHES.find((each) => each === name);
    if (breach === undefined) throw new Error(`--breach ${name} is none of ${BREACHES.join(', ')}`);
    return breach;
  });
  const { personKeys } = flags;
  const folder = resolve(flags.folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const keyIn = (file: string, kid: string): PrivateKeyJwk => {
    const path = join(folder, file);
    if (!existsSync(path)) writeFileSync(path, JSON.stringify(newKey(kid)), { mode: 0o600 });
    return JSON.parse(readFileSync(path, 'utf8')) as PrivateKeyJwk;
  };
  const key = keyIn('wallet-key.json', 'wallet-1');
  // What the gateway signs with: made here, so that one folder has everything that both sides need.
  const gatewayKey = keyIn('gateway-key.json', 'gateway-1');
  const walletKeys = join(folder, 'wallet-keys.json');
  writeFileSync(walletKeys, publicSetOf([key]));
  const wallet = await createReferenceHostWallet({
    path: join(folder, 'wallet.sqlite'),
    port: flags.port,
    key,
    gatewayKeys: publicKeysOf(publicSetOf([gatewayKey])),
    personKeys: () => (personKeys !== undefined && existsSync(personKeys) ? publicKeysOf(readFileSync(personKeys, 'utf8')) : []),
    wantsToken: flags.wantsToken,
    fundsMinor: flags.fundsMinor,
    holdLifetimeMs: flags.holdMs,
    breaches,
  });
  const ready = {
    url: wallet.url,
    tokenUrl: `${wallet.url}/token`,
    gatewayKey: join(folder, 'gateway-key.json'),
    walletKeys,
  };
  return { wallet, ready };
}
