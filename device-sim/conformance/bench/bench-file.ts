// Bench file: who is under test, and the kit's credential for this one device; written once by `conformance prepare`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isTopicId, ok, type Result, refused } from '#protocol';

export type BenchFile = {
  readonly v: 1;
  readonly tenant: string;
  readonly device: string;
  readonly kind: string;
  /** The only `iss` that the device obeys while it is tested. */
  readonly issuer: string;
  /** Public key of the device. */
  readonly deviceX: string;
  /** Opens a broker for the kit, which may then speak to this device and to no other. */
  readonly credential: { readonly userName: string; readonly password: string };
};

export type BenchRefusal = { readonly code: 'bench.unreadable' | 'bench.invalid'; readonly path: string };

export const benchPathOf = (folder: string): string => join(folder, 'bench.json');

const isText = (value: unknown): value is string => typeof value === 'string' && value.length > 0;

function isBench(json: unknown): json is BenchFile {
  const { credential, device, deviceX, issuer, kind, tenant } = (json ?? {}) as Partial<BenchFile>;
  const isNamed = isText(tenant) && isTopicId(tenant) && isText(device) && isTopicId(device);
  return (
    isNamed && isText(deviceX) && isText(issuer) && isText(kind) && isText(credential?.userName) && isText(credential.password)
  );
}

export function readBench(folder: string): Result<BenchFile, BenchRefusal> {
  const path = benchPathOf(folder);
  try {
    const json: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isBench(json) ? ok(json) : refused({ code: 'bench.invalid', path });
  } catch {
    return refused({ code: 'bench.unreadable', path });
  }
}
