// The key file on a disk: refused unless its owner alone may read it, sealed by a passphrase where there is one, replaced whole.
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader, errors } from 'jose';
import { ok, type Result, refused } from '#protocol';

export type KeyFileRefusal =
  /** Others than its owner may read or change it. */
  | { readonly code: 'keys.mode'; readonly mode: string }
  | { readonly code: 'keys.passphrase-missing' }
  /** The file that it stands in is not its owner's alone. */
  | { readonly code: 'keys.passphrase-mode'; readonly path: string; readonly mode: string }
  /** Short enough to be tried out. */
  | { readonly code: 'keys.passphrase-short'; readonly least: number }
  | { readonly code: 'keys.passphrase-unreadable'; readonly path: string }
  | { readonly code: 'keys.passphrase-wrong' }
  /** It is encrypted in another way than `sealKeyText` does it. */
  | { readonly code: 'keys.sealed-otherwise' };

/** An encrypted JWK set (RFC 7517 §7) by a passphrase (RFC 7518 §4.8). */
const KEY_WRAP = 'PBES2-HS512+A256KW';
const CONTENT = 'A256GCM';
const CONTENT_TYPE = 'jwk-set+json';
/** What OWASP advises for PBKDF2 with SHA-512; a fraction of a second, once per start. */
const ITERATIONS = 210_000;
const MOST_ITERATIONS = 2_000_000;
const SALT_BYTES = 16;
const SHARED_BITS = 0o077;
/** Of a passphrase, however it is given. */
const LEAST_CHARACTERS = 12;

const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);
const isSealed = (text: string): boolean => /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){4}\s*$/.test(text);

/** @returns a compact JWE; any JOSE library opens it with the passphrase. */
export async function sealKeyText(text: string, passphrase: string): Promise<string> {
  const jwe = await new CompactEncrypt(encoded(text))
    .setProtectedHeader({ alg: KEY_WRAP, enc: CONTENT, cty: CONTENT_TYPE })
    .setKeyManagementParameters({ p2c: ITERATIONS, p2s: randomBytes(SALT_BYTES) })
    .encrypt(encoded(passphrase));
  return `${jwe}\n`;
}

async function unsealKeyText(sealed: string, passphrase: string): Promise<Result<string, KeyFileRefusal>> {
  try {
    const { alg, enc, cty } = decodeProtectedHeader(sealed);
    if (alg !== KEY_WRAP || enc !== CONTENT || cty !== CONTENT_TYPE) return refused({ code: 'keys.sealed-otherwise' });
    const { plaintext } = await compactDecrypt(sealed, encoded(passphrase), {
      keyManagementAlgorithms: [KEY_WRAP],
      contentEncryptionAlgorithms: [CONTENT],
      maxPBES2Count: MOST_ITERATIONS,
    });
    return ok(new TextDecoder().decode(plaintext));
  } catch (cause) {
    if (cause instanceof errors.JWEDecryptionFailed) return refused({ code: 'keys.passphrase-wrong' });
    if (cause instanceof errors.JOSEError || cause instanceof TypeError) return refused({ code: 'keys.sealed-otherwise' });
    throw cause;
  }
}

/** @returns the rights on a file where others than its owner have some; null where they have none. */
function sharedModeOf({ mode }: { readonly mode: number }): string | null {
  // Windows keeps no such bits: there the folder's own rights have to do.
  return process.platform !== 'win32' && (mode & SHARED_BITS) !== 0 ? (mode & 0o777).toString(8) : null;
}

/** @returns the one line of the file. */
export function readPassphraseFile(path: string): Result<string, KeyFileRefusal> {
  try {
    const mode = sharedModeOf(statSync(path));
    if (mode !== null) return refused({ code: 'keys.passphrase-mode', path, mode });
    return checkPassphrase(readFileSync(path, 'utf8').replace(/\r?\n$/, ''));
  } catch {
    return refused({ code: 'keys.passphrase-unreadable', path });
  }
}

/** Blanks around it make nothing harder to guess. */
export function checkPassphrase(passphrase: string): Result<string, KeyFileRefusal> {
  const isLong = [...passphrase.trim()].length >= LEAST_CHARACTERS;
  return isLong ? ok(passphrase) : refused({ code: 'keys.passphrase-short', least: LEAST_CHARACTERS });
}

/** @returns the set as JSON text, and whether it lay open on the disk; null where there is no such file. */
export async function readKeyFile(
  path: string,
  passphrase: string | null,
): Promise<Result<{ readonly text: string; readonly wasPlain: boolean } | null, KeyFileRefusal>> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return ok(null);
  const mode = sharedModeOf(found);
  if (mode !== null) return refused({ code: 'keys.mode', mode });
  const text = readFileSync(path, 'utf8');
  if (!isSealed(text)) return ok({ text, wasPlain: true });
  if (passphrase === null) return refused({ code: 'keys.passphrase-missing' });
  const opened = await unsealKeyText(text.trim(), passphrase);
  return opened.ok ? ok({ text: opened.value, wasPlain: false }) : opened;
}

/** Takes the place of what was there, whole or not at all, and is on the disk when it returns. */
export function replaceKeyFile(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // A name of its own: two who write at once would else mix their texts, or lose each other's draft.
  const draft = `${path}.${randomBytes(8).toString('hex')}.new`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx', flush: true });
    chmodSync(draft, 0o600);
    renameSync(draft, path);
  } catch (cause) {
    rmSync(draft, { force: true });
    throw cause;
  }
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
}

/** Deletes what lies beside a file under its name with such an ending. */
export function removeBeside(path: string, ending: RegExp): void {
  const name = basename(path);
  for (const each of readdirSync(dirname(path))) {
    if (each.startsWith(`${name}.`) && ending.test(each.slice(name.length))) rmSync(join(dirname(path), each), { force: true });
  }
}

/** Only for who holds the lock. A draft that a crash left may hold keys, and outlive their retirement. */
export const removeKeyDrafts = (path: string): void => removeBeside(path, /^(\.[0-9a-f]{16})?\.new$/);
