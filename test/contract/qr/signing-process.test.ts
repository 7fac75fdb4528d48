// The signing process: the private keys are in its memory only; it signs what names its key, outlives a crash, and leaves with its gateway.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { createTagKey, createTagVerifier, encodeDigits, encodeTagPayload, formatKeyRing, parseVerifyKeys } from '#qr';
import { createSigningProcess, type SigningProcess } from '../../../qr/signing-process.ts';
import { expectOk } from '../../unit/qr/expect-ok.ts';

const folder = mkdtempSync(join(tmpdir(), 'unlatch-signer-'));
const issuer = 'https://q.example.com';
const open: SigningProcess[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Sealing = { readonly passphrase?: string; readonly passphraseFile?: string };

function start(name: string, { passphrase, passphraseFile }: Sealing = {}): SigningProcess {
  const signing = createSigningProcess(() => ({
    ...{
      path: join(folder, `${name}.json`),
      publicPath: join(folder, `${name}.public.json`),
      issuer,
      nowMs: Date.UTC(2026, 0, 2),
    },
    ...{ passphrase: passphrase ?? null, passphraseFile: passphraseFile ?? null },
  }));
  open.push(signing);
  return signing;
}
const payload = (kid: number, tagId = '0102030405060708'): Uint8Array => encodeTagPayload({ kid, tagId, issuedDay: 300 });
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('makes the first key, and signs what any verifier with the public halves believes', async () => {
  const signing = start('first');
  const keys = expectOk(await parseVerifyKeys(expectOk(await signing.open())));
  expect(keys).toMatchObject([{ kid: 1, issuer, status: 'sign', madeAtMs: Date.UTC(2026, 0, 2) }]);
  expect(statSync(join(folder, 'first.json')).mode & 0o777).toBe(0o600);
  expect(read('first.public.json')).not.toContain('"d"');
  const tag = expectOk(await signing.sign(1, payload(1)));
  expect(await createTagVerifier(keys).verify(encodeDigits(tag))).toMatchObject({ ok: true, value: { kid: 1, issuer } });
});

test('signs nothing but payloads of tags, each with the key that it names', async () => {
  const signing = start('first');
  expect(await signing.sign(2, payload(2))).toEqual({ ok: false, error: { code: 'keys.may-not-sign', kid: 2 } });
  expect(await signing.sign(1, payload(2))).toEqual({ ok: false, error: { code: 'keys.may-not-sign', kid: 1 } });
  expect(await signing.sign(1, payload(1).subarray(1))).toEqual({ ok: false, error: { code: 'keys.payload' } });
  expect(await signing.sign(1, Buffer.from('GET / HTTP/1'))).toEqual({ ok: false, error: { code: 'keys.payload' } });
});

test('many ask at once; when it is killed those who wait are answered by the next one, with the same bytes', async () => {
  const signing = start('first');
  const before = expectOk(await signing.sign(1, payload(1)));
  const pid = signing.pid() ?? 0;
  const asked = Array.from({ length: 50 }, () => signing.sign(1, payload(1)));
  process.kill(pid, 'SIGKILL');
  for (const signed of await Promise.all(asked)) expect(Buffer.from(expectOk(signed))).toEqual(Buffer.from(before));
  expect(signing.pid()).not.toBe(pid);
  expect(isRunning(pid)).toBe(false);
});

test('Ctrl-C does not end it before its gateway; a gateway that closes ends it', async () => {
  const signing = start('first');
  await signing.open();
  const pid = signing.pid() ?? 0;
  process.kill(pid, 'SIGINT');
  process.kill(pid, 'SIGTERM');
  expectOk(await signing.sign(1, payload(1)));
  expect(signing.pid()).toBe(pid);
  await signing.close();
  expect(isRunning(pid)).toBe(false);
});

test('a change is on the disk when it is answered, and a retired key is gone for good', async () => {
  const signing = start('changed');
  await signing.open();
  const first = (JSON.parse(read('changed.json')) as { keys: { d: string }[] }).keys[0]?.d ?? '';
  const change = { make: [{ kid: 2, issuer, madeAtMs: 0 }], set: [{ kid: 1, status: 'verify-only' as const }] };
  const told = expectOk(await signing.change(change));
  expect(read('changed.public.json')).toBe(told);
  expect(read('changed.json')).not.toContain(first);
  expect(await signing.sign(1, payload(1))).toMatchObject({ error: { code: 'keys.may-not-sign' } });
  expectOk(await signing.sign(2, payload(2)));
  const another = start('changed');
  expect(expectOk(await another.open())).toBe(told);
});

test('a key file that others may read is refused; once that is put right, the same process opens it', async () => {
  writeFileSync(join(folder, 'shared.json'), formatKeyRing([await createTagKey({ kid: 1, issuer })]), { mode: 0o600 });
  chmodSync(join(folder, 'shared.json'), 0o644);
  const signing = start('shared');
  expect(await signing.open()).toEqual({ ok: false, error: { code: 'keys.mode', mode: '644' } });
  expect(await signing.sign(1, payload(1))).toMatchObject({ error: { code: 'keys.mode' } });
  chmodSync(join(folder, 'shared.json'), 0o600);
  expectOk(await signing.sign(1, payload(1)));
});

test('with a passphrase what lay open is sealed at once, stays sealed through changes, and opens with nothing else', async () => {
  writeFileSync(join(folder, 'sealed.json'), formatKeyRing([await createTagKey({ kid: 1, issuer })]), { mode: 0o600 });
  const passphraseFile = join(folder, 'passphrase');
  writeFileSync(passphraseFile, 'correct horse battery\n', { mode: 0o600 });
  const signing = start('sealed', { passphraseFile });
  expectOk(await signing.open());
  expect(read('sealed.json')).toMatch(/^eyJ[\w-]+(\.[\w-]+){4}\n$/);
  expectOk(await signing.change({ make: [{ kid: 2, issuer, madeAtMs: 0 }], set: [] }));
  expect(read('sealed.json')).toMatch(/^eyJ[\w-]+(\.[\w-]+){4}\n$/);
  expectOk(await start('sealed', { passphrase: 'correct horse battery' }).sign(2, payload(2)));
  expect(await start('sealed').open()).toEqual({ ok: false, error: { code: 'keys.passphrase-missing' } });
  expect(await start('sealed', { passphrase: 'incorrect horse' }).open()).toEqual({
    ok: false,
    error: { code: 'keys.passphrase-wrong' },
  });
  const gone = join(folder, 'nowhere');
  expect(await start('sealed', { passphraseFile: gone }).open()).toEqual({
    ok: false,
    error: { code: 'keys.passphrase-unreadable', path: gone },
  });
});

test('a passphrase that others may read, or that is short, seals nothing', async () => {
  const passphraseFile = join(folder, 'poor');
  writeFileSync(passphraseFile, 'correct horse battery\n', { mode: 0o600 });
  chmodSync(passphraseFile, 0o644);
  const signing = start('poor-sealed', { passphraseFile });
  expect(await signing.open()).toEqual({
    ok: false,
    error: { code: 'keys.passphrase-mode', path: passphraseFile, mode: '644' },
  });
  chmodSync(passphraseFile, 0o600);
  writeFileSync(passphraseFile, '\n');
  const short = { ok: false, error: { code: 'keys.passphrase-short', least: 12 } };
  expect(await signing.open()).toEqual(short);
  expect(await start('poor-sealed', { passphrase: 'elevenchars' }).open()).toEqual(short);
  expect(existsSync(join(folder, 'poor-sealed.json'))).toBe(false);
});

const kidsIn = (name: string): readonly string[] =>
  (JSON.parse(read(name)) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
const making = (kid: number) => ({ make: [{ kid, issuer, madeAtMs: 0 }], set: [] });

test('two processes change one file at once: no change is lost, no number is given twice, no draft is left', async () => {
  const [one, other] = [start('both'), start('both')];
  await Promise.all([one.open(), other.open()]);
  expect(kidsIn('both.json')).toEqual(['k1']);
  for (const kid of [2, 4, 6]) {
    const made = await Promise.all([one.change(making(kid)), other.change(making(kid + 1))]);
    expect(made.map(({ ok }) => ok)).toEqual([true, true]);
  }
  expect([...kidsIn('both.json')].sort()).toEqual(['k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7']);
  expect(kidsIn('both.public.json')).toEqual(kidsIn('both.json'));
  const both = await Promise.all([one.change(making(8)), other.change(making(8))]);
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  expect(both.find(({ ok }) => !ok)).toEqual({ ok: false, error: { code: 'keys.kid-repeated', kid: 8 } });
  expect(readdirSync(folder).filter((name) => name.startsWith('both'))).toEqual(['both.json', 'both.public.json']);
});

test('a change that was planned with keys that are others by now is refused', async () => {
  const [one, other] = [start('planned'), start('planned')];
  const before = expectOk(await one.open());
  const now = expectOk(await other.change(making(2), before));
  expect(await one.change(making(3), before)).toEqual({ ok: false, error: { code: 'keys.changed-meanwhile' } });
  expect(read('planned.public.json')).toBe(now);
  expectOk(await one.change(making(3), now));
});

test('a key signs from the moment that another process made it, and not after another one retired it', async () => {
  const [one, other] = [start('followed'), start('followed')];
  await Promise.all([one.open(), other.open()]);
  expectOk(await other.sign(1, payload(1)));
  expectOk(await one.change({ ...making(2), set: [{ kid: 1, status: 'verify-only' as const }] }));
  expect(await other.sign(1, payload(1))).toEqual({ ok: false, error: { code: 'keys.may-not-sign', kid: 1 } });
  expectOk(await other.sign(2, payload(2)));
});

test('one that is killed while it holds the file stops nobody, and the draft it left is gone', async () => {
  const path = join(folder, 'killed.json');
  // Reading a pipe that nobody writes to never ends: so long it holds the lock.
  expect(spawnSync('mkfifo', ['-m', '600', path]).status).toBe(0);
  const [one, other] = [start('killed'), start('killed')];
  const cut = one.open().catch((cause: Error) => cause.message);
  while (!existsSync(`${path}.lock`)) await new Promise((resolve) => setImmediate(resolve));
  process.kill(one.pid() ?? 0, 'SIGKILL');
  expect(await cut).toBe('the signing process ended with SIGKILL');
  expect(existsSync(`${path}.lock`)).toBe(true);
  rmSync(path);
  writeFileSync(`${path}.${'0a'.repeat(8)}.new`, 'half of it', { mode: 0o600 });
  expectOk(await other.change(making(9)));
  expect(kidsIn('killed.json')).toEqual(['k1', 'k9']);
  expect(readdirSync(folder).filter((name) => name.startsWith('killed'))).toEqual(['killed.json', 'killed.public.json']);
});
