// Identity store: the key that a device made itself, and the name that a gateway gave it (FP-28).
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Enrolment, ok, type PrivateJwk, type Result, refused } from '#protocol';

/** `enrolment` is null until a gateway has said who the device is. */
export type Identity = {
  readonly v: 1;
  readonly serial: string;
  readonly kind: string;
  readonly privateJwk: PrivateJwk;
  readonly enrolment: Enrolment | null;
};

export type IdentityRefusal = { readonly code: 'identity.unreadable'; readonly path: string };

export type IdentityStore = { load(): Result<Identity | null, IdentityRefusal>; save(identity: Identity): void };

/** One file per serial number, for this user alone: it holds the private key. A key that is lost needs a new token. */
export function createFileIdentity(folder: string, serial: string): IdentityStore {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${serial}.identity.json`);
  return {
    load() {
      let text: string;
      try {
        text = readFileSync(path, 'utf8');
      } catch (cause) {
        return (cause as NodeJS.ErrnoException).code === 'ENOENT' ? ok(null) : refused({ code: 'identity.unreadable', path });
      }
      try {
        const identity = JSON.parse(text) as Identity;
        return identity.v === 1 && identity.serial === serial ? ok(identity) : refused({ code: 'identity.unreadable', path });
      } catch {
        return refused({ code: 'identity.unreadable', path });
      }
    },
    save(identity) {
      writeFileSync(`${path}.new`, JSON.stringify(identity, null, 2), { mode: 0o600 });
      renameSync(`${path}.new`, path);
    },
  };
}
