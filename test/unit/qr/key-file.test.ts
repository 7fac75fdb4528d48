// Key files: for their owner's eyes only, sealed by a passphrase in a form that any JOSE library opens, changed whole.
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose';
import { afterAll, describe, expect, test } from 'vitest';
import { readKeyFile, readPassphraseFile, removeKeyDrafts, replaceKeyFile, sealKeyText } from '../../../qr/key-file.ts';
import { changeKeyRing, createTagKey, formatKeyRing, parseKeyRing, parseVerifyKeys } from '../../../qr/keys.ts';
import { expectOk } from './expect-ok.ts';

const folder = mkdtempSync(join(tmpdir(), 'unlatch-key-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

const PASSPHRASE = 'correct horse battery';
const issuer = 'https://q.example.com';
const made = await createTagKey({ kid: 3, issuer, madeAtMs: Date.UTC(2026, 0, 2) });
const ringText = formatKeyRing([made]);

describe('on a disk', () => {
  test('a file is replaced whole and is its owner’s alone', async () => {
    replaceKeyFile(at('own.json'), 'first');
    replaceKeyFile(at('own.json'), ringText);
    expect(statSync(at('own.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.startsWith('own'))).toEqual(['own.json']);
    expect(expectOk(await readKeyFile(at('own.json'), null))).toEqual({ text: ringText, wasPlain: true });
    expect(expectOk(await readKeyFile(at('none.json'), null))).toBeNull();
  });

  test.each([0o640, 0o604, 0o660, 0o620, 0o644])('a file of mode %o is refused unread, sealed or not', async (mode) => {
    writeFileSync(at('shared.json'), ringText);
    chmodSync(at('shared.json'), mode);
    const refusal = { code: 'keys.mode', mode: mode.toString(8) };
    expect(await readKeyFile(at('shared.json'), null)).toEqual({ ok: false, error: refusal });
    expect(await readKeyFile(at('shared.json'), PASSPHRASE)).toEqual({ ok: false, error: refusal });
  });
});

describe('drafts', () => {
  test('each writer has one of its own', () => {
    writeFileSync(at('draft.json.new'), 'of another');
    replaceKeyFile(at('draft.json'), ringText);
    expect(readFileSync(at('draft.json.new'), 'utf8')).toBe('of another');
  });

  test('what a crash left is removed; the file itself, its public halves and its lock stay', () => {
    for (const name of ['left.json', 'left.json.new', `left.json.${'0a'.repeat(8)}.new`, 'left.json.lock', 'left.public.json']) {
      writeFileSync(at(name), name);
    }
    writeFileSync(at(`other.json.${'0a'.repeat(8)}.new`), 'of another file');
    removeKeyDrafts(at('left.json'));
    const left = readdirSync(folder).filter((name) => name.startsWith('left') || name.startsWith('other.json.'));
    expect(left.sort()).toEqual(['left.json', 'left.json.lock', 'left.public.json', `other.json.${'0a'.repeat(8)}.new`]);
  });
});

describe('a file with a passphrase', () => {
  test.each([0o640, 0o604, 0o660, 0o620, 0o666])('of mode %o is refused', (mode) => {
    writeFileSync(at('passphrase'), `${PASSPHRASE}\n`);
    chmodSync(at('passphrase'), mode);
    const refusal = { code: 'keys.passphrase-mode', path: at('passphrase'), mode: mode.toString(8) };
    expect(readPassphraseFile(at('passphrase'))).toEqual({ ok: false, error: refusal });
  });

  test.each([0o600, 0o400])('of mode %o is read, without the end of its line', (mode) => {
    rmSync(at('passphrase'), { force: true });
    writeFileSync(at('passphrase'), `${PASSPHRASE}\n`, { mode });
    expect(readPassphraseFile(at('passphrase'))).toEqual({ ok: true, value: PASSPHRASE });
  });

  test.each([
    '',
    '\n',
    'elevenchars',
    `${' '.repeat(12)}\n`,
    'short       \n',
    '一二三四五六七八九十一',
  ])('with less than twelve characters is refused: %j', (text) => {
    rmSync(at('passphrase'), { force: true });
    writeFileSync(at('passphrase'), text, { mode: 0o600 });
    expect(readPassphraseFile(at('passphrase'))).toEqual({ ok: false, error: { code: 'keys.passphrase-short', least: 12 } });
  });
});

describe('sealed', () => {
  test('it tells nothing, and opens with its passphrase only', async () => {
    const sealed = await sealKeyText(ringText, PASSPHRASE);
    replaceKeyFile(at('sealed.json'), sealed);
    expect(sealed).not.toContain(made.d);
    expect(Buffer.from(sealed, 'base64url').toString()).not.toContain(made.x);
    expect(expectOk(await readKeyFile(at('sealed.json'), PASSPHRASE))).toEqual({ text: ringText, wasPlain: false });
    expect(await readKeyFile(at('sealed.json'), null)).toMatchObject({ error: { code: 'keys.passphrase-missing' } });
    expect(await readKeyFile(at('sealed.json'), `${PASSPHRASE} `)).toMatchObject({ error: { code: 'keys.passphrase-wrong' } });
  });

  test('it is an encrypted JWK set (RFC 7517 §7) that another program opens; the same text is never sealed alike', async () => {
    const [sealed, again] = [await sealKeyText(ringText, PASSPHRASE), await sealKeyText(ringText, PASSPHRASE)];
    expect(decodeProtectedHeader(sealed)).toMatchObject({ alg: 'PBES2-HS512+A256KW', enc: 'A256GCM', cty: 'jwk-set+json' });
    expect(Number(decodeProtectedHeader(sealed).p2c)).toBeGreaterThanOrEqual(210_000);
    expect(decodeProtectedHeader(sealed).p2s).not.toBe(decodeProtectedHeader(again).p2s);
    const opened = await compactDecrypt(sealed.trim(), Buffer.from(PASSPHRASE), {
      keyManagementAlgorithms: ['PBES2-HS512+A256KW'],
      maxPBES2Count: 300_000,
    });
    expect(new TextDecoder().decode(opened.plaintext)).toBe(ringText);
  });

  test('one flipped letter anywhere in it is found', async () => {
    const sealed = (await sealKeyText(ringText, PASSPHRASE)).trim();
    const parts = sealed.split('.');
    for (const [at, part] of parts.entries()) {
      const flipped = part.startsWith('A') ? `B${part.slice(1)}` : `A${part.slice(1)}`;
      const text = parts.map((each, index) => (index === at ? flipped : each)).join('.');
      replaceKeyFile(join(folder, 'flipped.json'), text);
      const read = await readKeyFile(join(folder, 'flipped.json'), PASSPHRASE);
      expect(read.ok ? null : read.error.code, `part ${at}`).toMatch(/^keys\.(passphrase-wrong|sealed-otherwise)$/);
    }
  });

  test('one that was encrypted in another way, or at a cost that would stop us, is not tried', async () => {
    const text = new TextEncoder().encode(ringText);
    const other = await new CompactEncrypt(text)
      .setProtectedHeader({ alg: 'PBES2-HS256+A128KW', enc: 'A128GCM', cty: 'jwk-set+json' })
      .encrypt(Buffer.from(PASSPHRASE));
    replaceKeyFile(at('other.json'), other);
    expect(await readKeyFile(at('other.json'), PASSPHRASE)).toMatchObject({ error: { code: 'keys.sealed-otherwise' } });
    const [, ...rest] = (await sealKeyText(ringText, PASSPHRASE)).split('.');
    const header = {
      alg: 'PBES2-HS512+A256KW',
      enc: 'A256GCM',
      cty: 'jwk-set+json',
      p2c: 2_000_000_000,
      p2s: 'AAAAAAAAAAAAAAAAAAAAAA',
    };
    replaceKeyFile(at('dear.json'), [Buffer.from(JSON.stringify(header)).toString('base64url'), ...rest].join('.'));
    expect(await readKeyFile(at('dear.json'), PASSPHRASE)).toMatchObject({ error: { code: 'keys.sealed-otherwise' } });
  });
});

describe('changeKeyRing', () => {
  test('adds the next key and takes the private half of the one that retires', async () => {
    const change = {
      make: [{ kid: 4, issuer, madeAtMs: Date.UTC(2027, 0, 2) }],
      set: [{ kid: 3, status: 'verify-only' as const }],
    };
    const text = expectOk(await changeKeyRing(ringText, change));
    expect(text).not.toContain(made.d);
    const ring = expectOk(await parseKeyRing(text));
    expect(ring.signingKeys.map(({ kid }) => kid)).toEqual([4]);
    expect(ring.verifyKeys).toMatchObject([
      { kid: 3, issuer, status: 'verify-only', publicX: made.x, madeAtMs: Date.UTC(2026, 0, 2) },
      { kid: 4, issuer, status: 'sign', madeAtMs: Date.UTC(2027, 0, 2) },
    ]);
  });

  test('never gives a number twice', async () => {
    const again = { make: [{ kid: 3, issuer, madeAtMs: 0 }], set: [] };
    expect(await changeKeyRing(ringText, again)).toEqual({ ok: false, error: { code: 'keys.kid-repeated', kid: 3 } });
  });

  test('a key from before there were dates has none; a date that is none is refused', async () => {
    const [old, bad] = [
      { ...made, iat: undefined },
      { ...made, iat: '2026' },
    ];
    expect(expectOk(await parseVerifyKeys(JSON.stringify({ keys: [old] })))).toMatchObject([{ madeAtMs: null }]);
    expect(await parseVerifyKeys(JSON.stringify({ keys: [bad] }))).toMatchObject({ error: { member: 'iat' } });
  });
});
