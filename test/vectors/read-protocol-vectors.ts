// Reads the test vectors of the firmware protocol as any other language would: as JSON files.
import { readFileSync } from 'node:fs';
import {
  type DeviceAddress,
  type FindKey,
  importVerifyingKey,
  type PrivateJwk,
  type PublicJwk,
  type VerifyingKey,
} from '#protocol';

const FOLDER = new URL('../../firmware-protocol/vectors/', import.meta.url);

/** @param path below the vector folder, such as `valid/topics.json`. */
export function readProtocolVectors<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, FOLDER), 'utf8')) as T;
}

export type VectorKey = {
  readonly kid: string;
  readonly seedHex: string;
  readonly publicHex: string;
  readonly publicJwk: PublicJwk;
  readonly privateJwk: PrivateJwk;
};

export const VECTOR_KEYS = readProtocolVectors<{ keys: VectorKey[] }>('valid/keys.json').keys;

const publicKeys = new Map<string, VerifyingKey>();
for (const { kid, publicJwk } of VECTOR_KEYS) publicKeys.set(kid, await importVerifyingKey(publicJwk));

/** A verifier that trusts only these kids of keys.json. */
export function trusting(kids: readonly string[]): FindKey {
  return (kid) => (kids.includes(kid) ? publicKeys.get(kid) : undefined);
}

/** The device of all vectors. */
export const POD: DeviceAddress = { tenant: 'pvg', device: 'pod-a1' };
