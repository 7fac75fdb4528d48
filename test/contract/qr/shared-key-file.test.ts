// Two gateways with one key file: what one changes the other signs with, and neither plans with keys that are others by now.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { createTagVerifier, encodeDigits, encodeTagPayload } from '#qr';
import { type OpenedTagKeys, openTagKeys } from '../../../gateway/compose-tag-keys.ts';
import { createRecordedLog } from '../../unit/gateway/mqtt/recorders.ts';

const ISSUER = 'https://q.example.com';
const folder = mkdtempSync(join(tmpdir(), 'unlatch-shared-keys-'));
const opened: OpenedTagKeys[] = [];
let files = 0;
let one: OpenedTagKeys;
let other: OpenedTagKeys;

async function open(): Promise<OpenedTagKeys> {
  const keys = await openTagKeys({
    dataFolder: folder,
    config: { file: join(folder, `keys-${files}.json`), passphrase: null, passphraseFile: null },
    ...{ issuer: ISSUER, clock: { nowMs: () => Date.UTC(2026, 0, 2) }, log: createRecordedLog() },
  });
  opened.push(keys);
  return keys;
}
beforeEach(async () => {
  files += 1;
  one = await open();
  other = await open();
});
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** @returns the number of the key that signed what the gateway itself believes. */
async function signWith(keys: OpenedTagKeys): Promise<number> {
  const signer = keys.room.current(null);
  if (signer === null) throw new Error('no key signs');
  const tag = await signer.sign(encodeTagPayload({ kid: signer.kid, tagId: '0102030405060708', issuedDay: 300 }));
  const verified = await createTagVerifier(keys.verifyKeys()).verify(encodeDigits(tag));
  if (!verified.ok) throw new Error(verified.error.code);
  return verified.value.kid;
}
const rotation = (kid: number) => ({
  make: [{ kid, issuer: ISSUER }],
  set: [{ kid: kid - 1, status: 'verify-only' as const }],
});

test('after a change at one, the other signs with the new key once it has looked', async () => {
  expect(await signWith(other)).toBe(1);
  expect(await one.room.apply(rotation(2), one.room.facts())).toBe(true);
  await other.room.refresh();
  expect(await signWith(other)).toBe(2);
  expect(await signWith(one)).toBe(2);
});

test('before it has looked it signs nothing with the retired key, and the next label takes the new one', async () => {
  expect(await signWith(other)).toBe(1);
  expect(await one.room.apply(rotation(2), one.room.facts())).toBe(true);
  await expect(signWith(other)).rejects.toThrow('tag signer is unavailable');
  expect(await signWith(other)).toBe(2);
});

test('a plan that was made with the keys of before changes nothing; the next one is made with those of now', async () => {
  const former = other.room.facts();
  expect(await one.room.apply(rotation(2), one.room.facts())).toBe(true);
  expect(await other.room.apply(rotation(2), other.room.facts())).toBe(false);
  expect(other.room.facts()).toEqual(one.room.facts());
  expect(await other.room.apply(rotation(3), former)).toBe(false);
  expect(await other.room.apply(rotation(3), other.room.facts())).toBe(true);
  await one.room.refresh();
  expect(one.room.facts().map(({ kid, status }) => `k${kid} ${status}`)).toEqual(['k1 verify-only', 'k2 verify-only', 'k3 sign']);
});

test('a passphrase that others may read stops the start', async () => {
  const passphraseFile = join(folder, 'passphrase');
  writeFileSync(passphraseFile, 'correct horse battery\n', { mode: 0o644 });
  const config = { file: join(folder, `keys-${files}.json`), passphrase: null, passphraseFile };
  const parts = { dataFolder: folder, issuer: ISSUER, clock: { nowMs: () => 0 }, log: createRecordedLog() };
  await expect(openTagKeys({ ...parts, config })).rejects.toMatchObject({ code: 'keys.passphrase-mode' });
});
