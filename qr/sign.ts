// Signs a tag: 12 payload bytes become 76 printed bytes.

import { FlattenedSign } from 'jose';
import { assert } from '#protocol';
import type { TagSigningKey } from './keys.ts';
import { encodeTagPayload, parseTagPayload, SIGNATURE_BYTES, TAG_BYTES, type TagPayload, tagHeader } from './tag.ts';

/**
 * Signs as a flattened JWS (RFC 7515 §7.2.2, EdDSA of RFC 8037) whose header and payload wrapping are not printed.
 * @returns payload (12 bytes) followed by the Ed25519 signature (64 bytes).
 */
export async function signTag(payload: TagPayload, key: TagSigningKey): Promise<Uint8Array> {
  assert(payload.kid === key.kid, `payload names k${payload.kid}, the key is k${key.kid}`);
  assert(key.status === 'sign', `k${key.kid} may no longer sign`);
  const payloadBytes = encodeTagPayload(payload);
  const jws = await new FlattenedSign(payloadBytes)
    .setProtectedHeader({ ...tagHeader(key.kid, key.issuer) })
    .sign(key.privateKey);
  const signature = Buffer.from(jws.signature, 'base64url');
  assert(signature.length === SIGNATURE_BYTES, 'an Ed25519 signature has 64 bytes');
  const bytes = new Uint8Array(TAG_BYTES);
  bytes.set(payloadBytes, 0);
  bytes.set(signature, payloadBytes.length);
  return bytes;
}

/** A key of this process as what signs payloads, for whoever keeps no other process: tests and tools. */
export function createTagSigner(key: TagSigningKey) {
  return {
    kid: key.kid,
    issuer: key.issuer,
    async sign(payloadBytes: Uint8Array): Promise<Uint8Array> {
      const payload = parseTagPayload(payloadBytes);
      assert(payload.ok, 'a payload has twelve bytes of a version that we know');
      return signTag(payload.value, key);
    },
  };
}
