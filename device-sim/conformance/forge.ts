// Forge: compact JWS with any header, key or defect, which the honest signer of the contract would never make.
import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import type { PrivateJwk } from '#protocol';

export type ForgeKey = { readonly kid: string; readonly x: string; readonly key: KeyObject };

export function createForgeKey(kid: string, jwk: PrivateJwk): ForgeKey {
  return { kid, x: jwk.x, key: createPrivateKey({ key: { ...jwk }, format: 'jwk' }) };
}

const encode = (value: string | Uint8Array): string => Buffer.from(value).toString('base64url');

/** Exactly this header and payload, signed. */
export function forge(header: object, payload: string, { key }: ForgeKey): string {
  const signed = `${encode(JSON.stringify(header))}.${encode(payload)}`;
  return `${signed}.${encode(sign(null, Buffer.from(signed), key))}`;
}

export function headerOf(typ: string, { kid }: ForgeKey): object {
  return { alg: 'Ed25519', kid, typ };
}

/** Order of the group of Ed25519 (RFC 8032). */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

/** The same signature spelled with S + L: whoever does not check takes it for a second one. */
export function withHighS(jws: string): string {
  const [header, payload, signature = ''] = jws.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  let s = 0n;
  for (let at = 63; at >= 32; at -= 1) s = s * 256n + BigInt(bytes[at] ?? 0);
  s += ORDER;
  for (let at = 32; at < 64; at += 1) {
    bytes[at] = Number(s & 255n);
    s >>= 8n;
  }
  return `${header}.${payload}.${bytes.toString('base64url')}`;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The same bytes in another spelling: a bit that base64url does not use is set in the last character (FP-05). */
export function withStrayBit(jws: string): string {
  // 64 bytes leave four unused bits in the last of 86 characters.
  const last = ALPHABET.indexOf(jws.slice(-1));
  return `${jws.slice(0, -1)}${ALPHABET[last | 1] ?? 'B'}`;
}
