// Compose tag keys: wires the keys of labels - public halves here, private ones in a process of their own - and what the owner does about them.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, createIds, ok, type RandomBytes } from '#protocol';
import {
  createSigningProcess,
  formatShortCode,
  parseVerifyKeys,
  type SignerRefusal,
  type SigningProcess,
  type TagVerifyKey,
} from '#qr';
import type { TagKeysConfig } from './config.ts';
import { signingKeyOf, type TagKeyFacts } from './domain/tag-key/tag-key-life.ts';
import type { AdminTagKeys } from './http/admin-tag-keys.ts';
import { createTagKeyActs, type TagKeyActs } from './operator/change-tag-keys.ts';
import type { Log } from './ports/log.ts';
import type { OwnedStore } from './ports/store.ts';
import type { TagKeyRoom } from './ports/tag-signer.ts';
import { Unavailable } from './ports/unavailable.ts';
import { readHangingLabels, readReprintQueue } from './storage/queries/tag-keys.ts';

/** The public halves lie beside the private ones, so that gateways with one key file learn of each other's changes. */
const publicPathOf = (path: string): string => path.replace(/(\.json)?$/, '.public.json');

/** Why a gateway does not start, or cannot sign, in words; the code is part of them. */
const NEXT: { readonly [code: string]: string } = {
  'keys.mode': 'others may read it: take their rights away (chmod 600)',
  'keys.passphrase-mode': 'others may read UNLATCH_TAG_KEYS_PASSPHRASE_FILE: take their rights away (chmod 600)',
  'keys.passphrase-short':
    'its passphrase has fewer than 12 characters: one that short can be tried out by whoever copies the file',
  'keys.locked':
    'another process has been changing it all the while; where none does, remove the file of that name with .lock behind it',
  'keys.passphrase-missing': 'it is sealed: give UNLATCH_TAG_KEYS_PASSPHRASE_FILE or UNLATCH_TAG_KEYS_PASSPHRASE',
  'keys.passphrase-wrong': 'it is sealed with another passphrase, or it was damaged',
  'keys.passphrase-unreadable': 'UNLATCH_TAG_KEYS_PASSPHRASE_FILE cannot be read',
  'keys.sealed-otherwise': 'it is encrypted, but not by this program',
};

class TagKeysRefused extends Error {
  override readonly name = 'TagKeysRefused';
  readonly code: string;
  constructor(code: string, path: string, facts: object) {
    super(`${path}: ${NEXT[code] ?? JSON.stringify(facts)}`);
    this.code = code;
  }
}

export type TagKeyParts = {
  readonly dataFolder: string;
  readonly config: TagKeysConfig;
  /** Of the first key, where there is none yet. */
  readonly issuer: string;
  readonly clock: Clock;
  readonly log: Log;
};

export type OpenedTagKeys = {
  readonly room: TagKeyRoom;
  /** What scans are judged by now. */
  readonly verifyKeys: () => readonly TagVerifyKey[];
  close(): Promise<void>;
};

const factsOf = ({ kid, issuer, status, publicX, madeAtMs }: TagVerifyKey): TagKeyFacts => ({
  ...{ kid, issuer, status, publicX, madeAtMs },
});

const isShared = (path: string): boolean => {
  const own = statSync(path, { throwIfNoEntry: false });
  return own !== undefined && process.platform !== 'win32' && (own.mode & 0o077) !== 0;
};

/** The public halves as they were written last; null where the private ones were touched since then. */
function readPublicText(path: string): string | null {
  const [own, copy] = [path, publicPathOf(path)].map((file) => statSync(file, { throwIfNoEntry: false }));
  return own && copy && copy.mtimeMs >= own.mtimeMs ? readFileSync(publicPathOf(path), 'utf8') : null;
}

/** What scans are judged by, and the text that it was read from. */
function createPublicRing(path: string) {
  let verifyKeys: readonly TagVerifyKey[] = [];
  let text = '';
  return {
    verifyKeys: () => verifyKeys,
    text: () => text,
    async learn(publicText: string): Promise<void> {
      const read = await parseVerifyKeys(publicText);
      if (!read.ok) throw new TagKeysRefused(read.error.code, path, read.error);
      [verifyKeys, text] = [read.value, publicText];
    },
  };
}

/** The foreign process may be gone: that is a broken world, and no mistake of the step that asked. */
async function asked<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch (cause) {
    throw new Unavailable('tag signer', cause);
  }
}

type RoomParts = {
  readonly path: string;
  readonly signing: SigningProcess;
  readonly ring: ReturnType<typeof createPublicRing>;
  readonly noteTrouble: (refusal: SignerRefusal) => void;
  readonly log: Log;
  readonly clock: Clock;
};

function createRoom({ path, signing, ring, noteTrouble, log, clock }: RoomParts): TagKeyRoom {
  function fail(refusal: SignerRefusal): never {
    noteTrouble(refusal);
    throw new Unavailable('tag signer', new TagKeysRefused(refusal.code, path, refusal));
  }

  /** @returns null when the private keys are as they should be. */
  async function reopen(): Promise<string | null> {
    try {
      const opened = await signing.open();
      if (opened.ok) await ring.learn(opened.value);
      else noteTrouble(opened.error);
      return opened.ok ? null : opened.error.code;
    } catch (cause) {
      log.error('the signing process does not run', { cause: String(cause) });
      return 'keys.process';
    }
  }

  let catchingUp: Promise<unknown> | null = null;
  /** Many labels that are refused at once read the file once. */
  function catchUp(): Promise<unknown> {
    catchingUp ??= reopen().finally(() => {
      catchingUp = null;
    });
    return catchingUp;
  }

  const facts = (): readonly TagKeyFacts[] => ring.verifyKeys().map(factsOf);
  return {
    facts,
    trouble: reopen,
    async refresh() {
      const now = readPublicText(path);
      if (now !== null && now === ring.text()) return;
      if (now !== null) await ring.learn(now);
      // The process that signs has the former keys in its memory, and a folder on a network may hide from it that the file is another.
      // One that does not run reads the file when it starts.
      if (now === null || signing.pid() !== null) await reopen();
    },
    current(host) {
      const key = signingKeyOf(facts(), host);
      if (key === null) return null;
      const { kid, issuer } = key;
      return {
        kid,
        issuer,
        async sign(payload) {
          const signed = await asked(signing.sign(kid, payload));
          if (signed.ok) return signed.value;
          if (signed.error.code !== 'keys.may-not-sign') return fail(signed.error);
          // Another gateway changed the file after this one took the key for one that signs, or the other way round.
          await catchUp();
          const again = await asked(signing.sign(kid, payload));
          return again.ok ? again.value : fail(again.error);
        },
      };
    },
    async apply({ make, set }, plannedWith) {
      if (JSON.stringify(plannedWith) !== JSON.stringify(facts())) return false;
      const madeAtMs = clock.nowMs();
      const change = { make: make.map((each) => ({ ...each, madeAtMs })), set };
      const changed = await asked(signing.change(change, ring.text()));
      if (changed.ok) {
        await ring.learn(changed.value);
        return true;
      }
      if (changed.error.code !== 'keys.changed-meanwhile') fail(changed.error);
      await reopen();
      return false;
    },
  };
}

/** Scans are served without the signing process; it is started for a first key, for changes by hand, and to sign. */
export async function openTagKeys({ dataFolder, config, issuer, clock, log }: TagKeyParts): Promise<OpenedTagKeys> {
  const path = config.file ?? join(dataFolder, 'tag-keys.json');
  // Its owner should hear of it now and not when the next label is to be signed.
  if (isShared(path)) throw new TagKeysRefused('keys.mode', path, {});
  const publicPath = publicPathOf(path);
  const { passphrase, passphraseFile } = config;
  if (passphraseFile !== null && isShared(passphraseFile)) throw new TagKeysRefused('keys.passphrase-mode', passphraseFile, {});
  const signing = createSigningProcess(() => ({ path, publicPath, issuer, nowMs: clock.nowMs(), passphrase, passphraseFile }));
  const noteTrouble = (refusal: SignerRefusal): void =>
    log.error('labels cannot be signed', { ...refusal, next: NEXT[refusal.code] ?? 'see the key file' });

  const text = readPublicText(path);
  const known = text !== null && (await parseVerifyKeys(text)).ok ? text : null;
  const isToBeSealed = passphrase !== null || passphraseFile !== null;
  // A file that lies open is sealed now, and not when the next label is signed.
  const opened = known === null || isToBeSealed ? await asked(signing.open()) : ok(known);
  if (!opened.ok && known === null) {
    await signing.close();
    throw new TagKeysRefused(opened.error.code, path, opened.error);
  }
  if (!opened.ok) noteTrouble(opened.error);
  const ring = createPublicRing(publicPath);
  await ring.learn(opened.ok ? opened.value : (known ?? ''));
  const room = createRoom({ path, signing, ring, noteTrouble, log, clock });
  return { room, verifyKeys: ring.verifyKeys, close: () => signing.close() };
}

export type OpenedTagKeyActs = { readonly acts: TagKeyActs; readonly admin: AdminTagKeys };

export function composeTagKeyActs(parts: {
  readonly room: TagKeyRoom;
  readonly store: OwnedStore;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
}): OpenedTagKeyActs {
  const { room, store, clock, randomBytes, log } = parts;
  const acts = createTagKeyActs({ store, room, clock, ids: createIds({ clock, randomBytes }), log });
  const admin: AdminTagKeys = {
    ...{ facts: room.facts, trouble: room.trouble, change: acts.change, clock },
    hanging: () => readHangingLabels(store.books),
    async queue(kid, limit, part) {
      const queued = await readReprintQueue(store.books, kid, limit, part);
      return queued.map((each) => ({ ...each, shortCode: each.shortCode === null ? null : formatShortCode(each.shortCode) }));
    },
  };
  return { acts, admin };
}
