// Key manifest: only what is newer, ours and whole is taken, and a kid never comes to mean another key (FP-30).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findManifestKey, judgeManifest, type KeyManifest, keyUseOf, type ManifestKey, MESSAGE_TYPES, SCHEMAS } from '#protocol';

const key = (kid: string, letter: string, use: ManifestKey['use'] = ['cmd', 'sys']): ManifestKey => ({
  kid,
  x: letter.repeat(43),
  use,
});
const manifest = (ver: number, ...keys: ManifestKey[]): KeyManifest => ({ v: 1, iss: 'unlatch', tenant: 'pvg', ver, keys });
const standing = (current: KeyManifest | null) => ({ iss: 'unlatch', tenant: 'pvg', current });
const FIRST = manifest(3, key('k1', 'A'));
const codeOf = (next: KeyManifest, current: KeyManifest | null = FIRST): string => {
  const judged = judgeManifest(next, standing(current));
  return judged.ok ? 'taken' : judged.error.code;
};

describe('FP-30 a key manifest', () => {
  test.each([
    ['the first of a device', manifest(1, key('k1', 'A')), null, 'taken'],
    ['a second key beside the first', manifest(4, key('k1', 'A'), key('k2', 'B')), FIRST, 'taken'],
    ['the old key is gone', manifest(4, key('k2', 'B')), FIRST, 'taken'],
    ['one key for each use', manifest(4, key('c', 'C', ['cmd']), key('s', 'S', ['sys'])), FIRST, 'taken'],
    ['the same version', manifest(3, key('k1', 'A')), FIRST, 'manifest.not-newer'],
    ['an older version', manifest(2, key('k1', 'A')), FIRST, 'manifest.not-newer'],
    ['another gateway', { ...manifest(4, key('k1', 'A')), iss: 'elsewhere' }, FIRST, 'manifest.foreign'],
    ['another tenant', { ...manifest(4, key('k1', 'A')), tenant: 'sha' }, FIRST, 'manifest.foreign'],
    ['another tenant, to a device that has none', { ...manifest(1, key('k1', 'A')), tenant: 'sha' }, null, 'manifest.foreign'],
    ['a known kid with another key', manifest(4, key('k1', 'B')), FIRST, 'manifest.kid-reused'],
    ['a kid twice', manifest(4, key('k2', 'B', ['cmd']), key('k2', 'C', ['sys'])), FIRST, 'manifest.kid-twice'],
    ['a kid twice with one key', manifest(4, key('k2', 'B', ['cmd']), key('k2', 'B', ['sys'])), FIRST, 'manifest.kid-twice'],
    ['nobody for commands', manifest(4, key('k1', 'A', ['sys'])), FIRST, 'manifest.use-missing'],
    ['nobody for welcomes', manifest(4, key('k1', 'A', ['cmd'])), FIRST, 'manifest.use-missing'],
  ] as const)('%s', (_name, next, current, code) => {
    expect(codeOf(next, current)).toBe(code);
  });

  test('is given back as it came, so that its bytes are what is stored', () => {
    const next = manifest(9, key('k1', 'A'), key('k2', 'B'));
    const judged = judgeManifest(next, standing(FIRST));
    expect(judged.ok && judged.value).toBe(next);
  });

  test('is never taken twice, and taking it never makes an older one acceptable', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 30 }), (versions) => {
        let current: KeyManifest | null = null;
        let highest = 0;
        for (const ver of versions) {
          const judged = judgeManifest(manifest(ver, key('k1', 'A')), standing(current));
          expect(judged.ok).toBe(ver > highest);
          if (judged.ok) current = judged.value;
          highest = Math.max(highest, ver);
        }
      }),
    );
  });

  test('finds a key by its kid for its use only', () => {
    const split = manifest(4, key('c', 'C', ['cmd']), key('s', 'S', ['sys']));
    expect(findManifestKey(split, 'c', 'cmd')?.x).toBe('C'.repeat(43));
    expect(findManifestKey(split, 'c', 'sys')).toBeUndefined();
    expect(findManifestKey(split, 's', 'cmd')).toBeUndefined();
    expect(findManifestKey(split, '__proto__', 'cmd')).toBeUndefined();
  });

  test('has a use for each type that a gateway signs downward, and for no other', () => {
    const uses = Object.values(MESSAGE_TYPES).flatMap((typ) => (keyUseOf(typ) === null ? [] : [[typ, keyUseOf(typ)]]));
    expect(uses).toEqual([
      [MESSAGE_TYPES.command, 'cmd'],
      [MESSAGE_TYPES.system, 'sys'],
      [MESSAGE_TYPES.ack, 'sys'],
      [MESSAGE_TYPES.config, 'sys'],
    ]);
  });

  test('of this test is one of the contract', () => {
    expect(SCHEMAS.keyManifest.safeParse(FIRST).success).toBe(true);
  });
});
