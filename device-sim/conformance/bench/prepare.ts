// Prepare: makes the bench of one device - its identity, the kit's credential, and the rules of a broker that knows these two only.
import { createHash, pbkdf2Sync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { type DeviceAddress, deviceFilters, generateKeyPair, ok, type PrivateJwk, type Result, refused } from '#protocol';
import type { VenueFile } from '../../fleet/venue-file.ts';
import { CONFORMANCE_ROOT } from '../conformance-root.ts';
import { type BenchFile, benchPathOf } from './bench-file.ts';

export type PrepareOptions = {
  readonly address: DeviceAddress;
  readonly kind: string;
  readonly folder: string;
  /** Public key of a real device; without it one is made, for a simulated one. */
  readonly deviceX: string | undefined;
  /** Where the broker will listen that `mosquitto.conf` is for. */
  readonly brokerPort: number;
};

/** What is typed into a real device. */
export type Prepared = {
  readonly bench: BenchFile;
  readonly password: string;
  readonly root: { readonly kid: string; readonly x: string };
};

export type PrepareRefusal = { readonly code: 'bench.exists'; readonly path: string };

const SECRET_MODE = 0o600;
/** What `mosquitto_passwd` of Mosquitto 2 writes: type 7 is PBKDF2 with SHA-512. */
const HASH_ROUNDS = 101;
const SALT_BYTES = 12;
const HASH_BYTES = 64;

const drawSecret = (): string => randomBytes(18).toString('base64url');

function mosquittoHash(password: string): string {
  const salt = randomBytes(SALT_BYTES);
  const hash = pbkdf2Sync(password, salt, HASH_ROUNDS, HASH_BYTES, 'sha512');
  return `$7$${HASH_ROUNDS}$${salt.toString('base64')}$${hash.toString('base64')}`;
}

function venueOf({ device, issuer, kind, tenant }: BenchFile, password: string, privateJwk: PrivateJwk): VenueFile {
  const root = { kid: CONFORMANCE_ROOT.kid, x: CONFORMANCE_ROOT.jwk.x };
  return { v: 1, issuer, gatewayKeys: [], root, devices: [{ tenant, device, kind, name: device, password, privateJwk }] };
}

export async function prepareBench(options: PrepareOptions): Promise<Result<Prepared, PrepareRefusal>> {
  const { address, brokerPort, folder, kind } = options;
  const path = benchPathOf(folder);
  if (existsSync(path)) return refused({ code: 'bench.exists', path });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const keep = (name: string, text: string): void => writeFileSync(join(folder, name), text, { mode: SECRET_MODE });
  const pair = options.deviceX === undefined ? await generateKeyPair() : null;
  const password = drawSecret();
  const mark = createHash('sha256').update(password).digest('hex').slice(0, 8);
  const bench: BenchFile = {
    v: 1,
    ...address,
    kind,
    issuer: `https://conformance-${mark}.example`,
    deviceX: options.deviceX ?? pair?.privateJwk.x ?? '',
    credential: { userName: `conformance-${mark}`, password: drawSecret() },
  };
  const { credential } = bench;
  const { publishBelow, subscribe } = deviceFilters(address);
  keep('bench.json', `${JSON.stringify(bench, null, 2)}\n`);
  if (pair) keep('venue.json', `${JSON.stringify(venueOf(bench, password, pair.privateJwk), null, 2)}\n`);
  keep(
    'mosquitto.passwd',
    `${address.device}:${mosquittoHash(password)}\n${credential.userName}:${mosquittoHash(credential.password)}\n`,
  );
  keep(
    'mosquitto.acl',
    `user ${address.device}\ntopic read ${subscribe}\ntopic write ${publishBelow}#\n\n` +
      `user ${credential.userName}\ntopic write ${subscribe}\n`,
  );
  // Started by root, Mosquitto becomes another user, who may not read these files; by anybody else, it ignores the line.
  keep(
    'mosquitto.conf',
    `user ${userInfo().username}\nlistener ${brokerPort} 127.0.0.1\nallow_anonymous false\n` +
      `password_file ${resolve(folder, 'mosquitto.passwd')}\nacl_file ${resolve(folder, 'mosquitto.acl')}\n`,
  );
  return ok({ bench, password, root: { kid: CONFORMANCE_ROOT.kid, x: CONFORMANCE_ROOT.jwk.x } });
}
