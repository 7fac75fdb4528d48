// Read keys: our private key and the wallet's public ones, as the two files that a host wallet is configured with.
import {
  type FindKey,
  importSigner,
  importVerifyingKey,
  ok,
  type Result,
  refused,
  type Signer,
  type VerifyingKey,
} from '#protocol';

export type HostWalletKeys = { readonly signer: Signer; readonly findKey: FindKey };
export type HostWalletKeysRefusal = {
  readonly code: 'wallet.keys-unreadable';
  readonly file: 'own' | 'wallet';
  readonly problem: string;
};

type Jwk = { readonly [member: string]: unknown };

function isObject(value: unknown): value is Jwk {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string): Jwk | null {
  try {
    const json: unknown = JSON.parse(text);
    return isObject(json) ? json : null;
  } catch {
    return null;
  }
}

/**
 * @param ownText one private Ed25519 JWK with a kid, or a set that holds only it.
 * @param walletText the wallet's public JWKS; several keys while one follows another.
 */
export async function readHostWalletKeys(
  ownText: string,
  walletText: string,
): Promise<Result<HostWalletKeys, HostWalletKeysRefusal>> {
  const unreadable = (file: 'own' | 'wallet', problem: string): Result<never, HostWalletKeysRefusal> =>
    refused({ code: 'wallet.keys-unreadable', file, problem });
  const own = parse(ownText);
  const only: unknown = Array.isArray(own?.keys) && own.keys.length === 1 ? own.keys[0] : own;
  if (!isObject(only)) return unreadable('own', 'is not JSON of one key');
  const { kid, crv, x, d } = only;
  if (typeof kid !== 'string' || crv !== 'Ed25519' || typeof x !== 'string' || typeof d !== 'string') {
    return unreadable('own', 'is not a private Ed25519 key with kid, crv, x and d');
  }
  const set = parse(walletText)?.keys;
  if (!Array.isArray(set) || set.length === 0) return unreadable('wallet', 'is not a JSON key set with "keys"');
  const keys = new Map<string, VerifyingKey>();
  try {
    for (const key of set as unknown[]) {
      if (!isObject(key) || typeof key.kid !== 'string' || key.crv !== 'Ed25519' || typeof key.x !== 'string') {
        return unreadable('wallet', 'holds a key that is not Ed25519 with kid, crv and x');
      }
      keys.set(key.kid, await importVerifyingKey({ kty: 'OKP', crv: 'Ed25519', x: key.x }));
    }
  } catch {
    return unreadable('wallet', 'holds a key whose x is no Ed25519 key');
  }
  try {
    const signer = await importSigner(kid, { kty: 'OKP', crv: 'Ed25519', x, d });
    return ok({ signer, findKey: (name) => keys.get(name) });
  } catch {
    return unreadable('own', 'holds no Ed25519 key in x and d');
  }
}
