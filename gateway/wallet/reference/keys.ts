// Keys of the reference wallets: Ed25519 pairs as JWK, and the public halves as a set.
import { generateKeyPairSync } from 'node:crypto';
import type { PrivateKeyJwk } from './jws.ts';

export function newKey(kid: string): PrivateKeyJwk {
  const { x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { kid, kty: 'OKP', crv: 'Ed25519', x, d };
}

export function publicSetOf(keys: readonly PrivateKeyJwk[]): string {
  return JSON.stringify({ keys: keys.map(({ kid, kty, crv, x }) => ({ kid, kty, crv, x })) });
}
