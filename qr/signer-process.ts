// Signer process: the only one that holds the private keys of tags; it signs what names a key of its own, and changes the key file.
import { statSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { ok, type Result, refused } from '#protocol';
import { checkPassphrase, readKeyFile, readPassphraseFile, removeKeyDrafts, replaceKeyFile, sealKeyText } from './key-file.ts';
import { type KeyFileLock, lockKeyFile } from './key-file-lock.ts';
import {
  changeKeyRing,
  createTagKey,
  formatKeyRing,
  type KeyRingChange,
  parseKeyRing,
  publicKeySet,
  type TagKeyRing,
} from './keys.ts';
import { signTag } from './sign.ts';
import type { FromSigner, SignerFiles, SignerRefusal, ToSigner } from './signer-messages.ts';
import { parseTagPayload } from './tag.ts';

type Opened = {
  readonly files: SignerFiles;
  readonly passphrase: string | null;
  readonly text: string;
  readonly ring: TagKeyRing;
  readonly publicText: string;
  /** Which file this was read from: another one has taken its place when it says otherwise. */
  readonly mark: string | null;
};

const publicTextOf = (ring: TagKeyRing): string => `${JSON.stringify(publicKeySet(ring.verifyKeys), null, 2)}\n`;

function readPassphrase({ passphrase, passphraseFile }: SignerFiles): Result<string | null, SignerRefusal> {
  if (passphraseFile !== null) return readPassphraseFile(passphraseFile);
  return passphrase === null ? ok(null) : checkPassphrase(passphrase);
}

function markOf(path: string): string | null {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true });
  return found === undefined ? null : `${found.ino} ${found.mtimeNs} ${found.size}`;
}

type Alone = { readonly files: SignerFiles; readonly lock: KeyFileLock };

/** Reading is part of it: public halves that were read before another's change must not be written after it. */
async function alone<T>(
  files: SignerFiles,
  work: (at: Alone) => Promise<Result<T, SignerRefusal>>,
): Promise<Result<T, SignerRefusal>> {
  const lock = await lockKeyFile(files.path, { nowMs: () => performance.now(), pause });
  if (lock === null) return refused({ code: 'keys.locked', path: `${files.path}.lock` });
  try {
    removeKeyDrafts(files.path);
    removeKeyDrafts(files.publicPath);
    return await work({ files, lock });
  } finally {
    lock.release();
  }
}

async function write({ files, lock }: Alone, passphrase: string | null, text: string): Promise<void> {
  const written = passphrase === null ? text : await sealKeyText(text, passphrase);
  if (!lock.isHeld()) throw new Error(`the lock of ${files.path} was taken over: nothing was written`);
  replaceKeyFile(files.path, written);
}

/** Reads the keys anew, makes the first one where there is none, and seals what lay open. */
async function open(at: Alone): Promise<Result<Opened, SignerRefusal>> {
  const { files, lock } = at;
  const passphrase = readPassphrase(files);
  if (!passphrase.ok) return passphrase;
  // Before the text: what a hand changes while it is read is read again.
  const mark = markOf(files.path);
  const found = await readKeyFile(files.path, passphrase.value);
  if (!found.ok) return found;
  const first = async (): Promise<string> =>
    formatKeyRing([await createTagKey({ kid: 1, issuer: files.issuer, madeAtMs: files.nowMs })]);
  const text = found.value?.text ?? (await first());
  const ring = await parseKeyRing(text);
  if (!ring.ok) return ring;
  const isToWrite = found.value === null || (found.value.wasPlain && passphrase.value !== null);
  if (isToWrite) await write(at, passphrase.value, text);
  const publicText = publicTextOf(ring.value);
  if (!lock.isHeld()) throw new Error(`the lock of ${files.path} was taken over: nothing was written`);
  replaceKeyFile(files.publicPath, publicText);
  const opened = { files, passphrase: passphrase.value, text, ring: ring.value, publicText };
  return ok({ ...opened, mark: isToWrite ? markOf(files.path) : mark });
}

async function change(
  at: Alone,
  { change: wanted, plannedWith }: { readonly change: KeyRingChange; readonly plannedWith: string | null },
): Promise<Result<Opened, SignerRefusal>> {
  // The file as it is now, whoever wrote it since.
  const before = await open(at);
  if (!before.ok) return before;
  if (plannedWith !== null && plannedWith !== before.value.publicText) return refused({ code: 'keys.changed-meanwhile' });
  const changed = await changeKeyRing(before.value.text, wanted);
  if (!changed.ok) return changed;
  await write(at, before.value.passphrase, changed.value);
  return open(at);
}

async function sign({ ring }: Opened, kid: number, payloadText: string): Promise<Result<string, SignerRefusal>> {
  const payload = parseTagPayload(Buffer.from(payloadText, 'base64url'));
  if (!payload.ok) return refused({ code: 'keys.payload' });
  const key = ring.signingKeys.find((each) => each.kid === kid);
  if (key === undefined || payload.value.kid !== kid) return refused({ code: 'keys.may-not-sign', kid });
  return ok(Buffer.from(await signTag(payload.value, key)).toString('base64url'));
}

/** One question after the other, so that no change meets another half-way. */
function listen(): void {
  let opened: Opened | null = null;

  async function reopen(
    files: SignerFiles,
    work: (at: Alone) => Promise<Result<Opened, SignerRefusal>> = open,
  ): Promise<Result<Opened, SignerRefusal>> {
    const again = await alone(files, work);
    if (again.ok) opened = again.value;
    return again;
  }

  /** A key that another gateway or a hand retired signs nothing from that moment on. */
  async function latest(before: Opened): Promise<Result<Opened, SignerRefusal>> {
    const mark = markOf(before.files.path);
    return mark === null || mark === before.mark ? ok(before) : reopen(before.files);
  }

  async function answer(asked: ToSigner): Promise<Result<string, SignerRefusal>> {
    if (asked.ask === 'open') {
      const now = await reopen(asked.files);
      return now.ok ? ok(now.value.publicText) : now;
    }
    if (opened === null) throw new Error('the key file was not opened');
    if (asked.ask === 'sign') {
      const now = await latest(opened);
      return now.ok ? sign(now.value, asked.kid, asked.payload) : now;
    }
    const after = await reopen(opened.files, (at) => change(at, asked));
    return after.ok ? ok(after.value.publicText) : after;
  }

  async function reply(asked: ToSigner): Promise<FromSigner> {
    const { id } = asked;
    try {
      const given = await answer(asked);
      return given.ok ? { id, value: given.value } : { id, refusal: given.error };
    } catch (cause) {
      return { id, failure: cause instanceof Error ? cause.message : String(cause) };
    }
  }

  let turn: Promise<unknown> = Promise.resolve();
  process.on('message', (asked: ToSigner) => {
    turn = turn.then(async () => process.send?.(await reply(asked)));
  });
  // Ctrl-C reaches the whole group of processes: the gateway ends this one when it has ended itself.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  process.once('disconnect', () => process.exit());
}

listen();
