// FP-30 Signing keys: by which key a device is spoken to, which manifest is installed, and what a rotation does next.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { KeyManifest, ManifestKey } from '#protocol';
import { isPublishedKey } from '../../../../../gateway/domain/device/published-keys.ts';
import {
  judgeInstall,
  kidOf,
  planRotation,
  type SigningKey,
  signerKidFor,
  type TenantKeys,
} from '../../../../../gateway/domain/device/signing-keys.ts';

const x = (letter: string): string => letter.repeat(43);
const base: SigningKey = { kid: 'c1', x: x('a'), tenant: null, use: ['cmd', 'sys'] };
const own = (kid: string, use: ManifestKey['use'], letter: string): SigningKey => ({ kid, x: x(letter), tenant: 'acme', use });
const cmd1 = own('cmd-1', ['cmd'], 'b');
const sys1 = own('sys-1', ['sys'], 'c');
const cmd2 = own('cmd-2', ['cmd'], 'd');
const named = ({ kid, x: publicX, use }: SigningKey): ManifestKey => ({ kid, x: publicX, use: [...use] });
const manifest = (ver: number, ...keys: SigningKey[]): KeyManifest => ({
  v: 1,
  iss: 'unlatch',
  tenant: 'acme',
  ver,
  keys: keys.map(named),
});
const first = manifest(1, base, cmd1, sys1);
const both = manifest(2, cmd1, sys1, cmd2);
const after = manifest(3, sys1, cmd2);
const keysOf = (held: readonly SigningKey[], ...manifests: KeyManifest[]): TenantKeys => ({
  issuer: 'unlatch',
  tenant: 'acme',
  base,
  held,
  manifests,
  isRootReplaced: false,
});
const all = keysOf([cmd1, sys1, cmd2], first, both, after);

describe('the key that a device is spoken to with', () => {
  test.each([
    ['its key was given by hand', 0, 'cmd', 'c1'],
    ['its key was given by hand', 0, 'sys', 'c1'],
    ['it has the first manifest', 1, 'cmd', 'cmd-1'],
    ['it has the first manifest', 1, 'sys', 'sys-1'],
    ['two overlap: the one that follows', 2, 'cmd', 'cmd-2'],
    ['only one of two uses is rotated', 2, 'sys', 'sys-1'],
    ['the old one is gone', 3, 'cmd', 'cmd-2'],
    ['it says a version that was never installed here: the newest', 9, 'cmd', 'cmd-2'],
  ] as const)('%s (version %i, %s): %s', (_why, ver, use, kid) => {
    expect(signerKidFor(all, ver, use)).toBe(kid);
  });

  test('is never one whose private half is not here, however new', () => {
    expect(signerKidFor(keysOf([cmd1, sys1], first, both), 2, 'cmd')).toBe('cmd-1');
    const forged = { ...both, keys: both.keys.map((key) => (key.kid === 'cmd-2' ? { ...key, x: x('z') } : key)) };
    expect(signerKidFor(keysOf([cmd1, sys1, cmd2], first, forged), 2, 'cmd')).toBe('cmd-1');
  });

  test('a cmd key never signs for sys, and the other way round', () => {
    const swapped = keysOf([cmd1, sys1], manifest(1, cmd1, sys1));
    expect([signerKidFor(swapped, 1, 'cmd'), signerKidFor(swapped, 1, 'sys')]).toEqual(['cmd-1', 'sys-1']);
  });
});

describe('a manifest that is to be installed', () => {
  const usual = { isDemo: false, emergency: false };
  const held = [cmd1, sys1, cmd2];
  const published = own('gw-k1', ['cmd'], 'p');
  const leaked = { ...published, x: 'PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw' };

  test.each([
    ['the first one', keysOf(held), first],
    ['one that adds a key', keysOf(held, first), both],
    ['one that ends the overlap', keysOf(held, first, both), after],
    ['one key of it is held elsewhere', keysOf(held, first), manifest(2, cmd1, sys1, own('s', ['cmd'], 's'))],
    ['versions may be left out', keysOf(held, first), { ...both, ver: 7 }],
  ])('%s is taken', (_which, keys, next) => {
    expect(judgeInstall(keys, next, usual)).toEqual({ ok: true, value: next });
  });

  test.each<[string, TenantKeys, KeyManifest, string]>([
    ['of another gateway', keysOf(held), { ...first, iss: 'other' }, 'manifest.foreign'],
    ['of another tenant', keysOf(held), { ...first, tenant: 'other' }, 'manifest.foreign'],
    ['of the same version', keysOf(held, first), { ...both, ver: 1 }, 'manifest.not-newer'],
    [
      'with a kid of two manifests ago',
      keysOf([...held, own('n', ['cmd'], 'n')], first, both, after),
      manifest(4, sys1, cmd2, { ...cmd1, x: x('n') }),
      'manifest.kid-reused',
    ],
    ['with the kid of a key that waits here', keysOf(held), manifest(1, base, { ...cmd2, x: x('n') }), 'manifest.kid-reused'],
    ['without a use', keysOf(held), manifest(1, cmd1), 'manifest.use-missing'],
    ['of which nothing is here', keysOf([]), manifest(1, own('s', ['cmd', 'sys'], 's')), 'manifest.key-not-here'],
    ['that drops what signs now', keysOf(held, first), after, 'manifest.no-overlap'],
    ['that forgets the key of before', keysOf(held), manifest(1, cmd1, sys1), 'manifest.no-overlap'],
    ['with a published key', keysOf([...held, leaked]), manifest(1, base, leaked), 'manifest.test-key'],
    [
      'with a key of the conformance kit',
      keysOf(held),
      manifest(1, base, own('conformance-cmd', ['cmd'], 'k')),
      'manifest.test-key',
    ],
  ])('one %s: %s', (_which, keys, next, code) => {
    const judged = judgeInstall(keys, next, usual);
    expect(judged.ok ? 'ok' : judged.error.code).toBe(code);
  });

  test('in an emergency what signs now may be missing at once', () => {
    expect(judgeInstall(keysOf(held, first), after, { isDemo: false, emergency: true }).ok).toBe(true);
  });

  test('a demo may use keys that everybody knows', () => {
    expect(judgeInstall(keysOf([leaked]), manifest(1, base, leaked), { isDemo: true, emergency: false }).ok).toBe(true);
  });

  test('every published key of the vectors is known', () => {
    const file = new URL('../../../../../firmware-protocol/vectors/valid/keys.json', import.meta.url);
    const { keys } = JSON.parse(readFileSync(file, 'utf8')) as { keys: { publicJwk: { x: string } }[] };
    expect(keys.filter(({ publicJwk }) => !isPublishedKey(publicJwk.x))).toEqual([]);
    expect(keys.length).toBeGreaterThan(3);
  });
});

describe('a rotation', () => {
  test('goes from nothing over an overlap to one key of a use, step by step', () => {
    const begun = planRotation(keysOf([cmd1, sys1]), 0);
    expect(begun).toEqual({ next: { step: 'sign', kids: ['cmd-1', 'sys-1'] }, proposal: { ver: 1, keys: first.keys } });
    const overlapping = keysOf([cmd1, sys1], first);
    expect(planRotation(overlapping, 3).next).toEqual({ step: 'wait', behind: 3 });
    expect(planRotation(overlapping, 0)).toEqual({
      next: { step: 'drop', kids: ['c1'] },
      proposal: { ver: 2, keys: [named(cmd1), named(sys1)] },
    });
    const steady = keysOf([cmd1, sys1], first, manifest(2, cmd1, sys1));
    expect(planRotation(steady, 5).next).toEqual({ step: 'steady' });
    expect(planRotation({ ...steady, held: [cmd1, sys1, cmd2] }, 0)).toEqual({
      next: { step: 'sign', kids: ['cmd-2'] },
      proposal: { ver: 3, keys: [named(cmd1), named(sys1), named(cmd2)] },
    });
  });

  test('what a replaced root signed is to be signed again by the one that is trusted now', () => {
    const steady = keysOf([cmd1, sys1], first, manifest(2, cmd1, sys1));
    expect(planRotation({ ...steady, isRootReplaced: true }, 0)).toEqual({
      next: { step: 'sign', kids: [] },
      proposal: { ver: 3, keys: [named(cmd1), named(sys1)] },
    });
  });

  test('a key that was dropped does not wait again', () => {
    expect(planRotation(all, 0).next).toEqual({ step: 'steady' });
  });

  test('each proposal may be installed', () => {
    const keys = keysOf([cmd1, sys1], first);
    const { proposal } = planRotation(keys, 0);
    expect(
      judgeInstall(
        keys,
        { v: 1, iss: 'unlatch', tenant: 'acme', ver: proposal.ver, keys: [...proposal.keys] },
        { isDemo: false, emergency: false },
      ).ok,
    ).toBe(true);
  });
});

test('a name is made of the key, and is a name that the wire takes', () => {
  expect(kidOf('cmd', x('a'))).toMatch(/^cmd-[A-Za-z0-9]{10}$/);
  expect(kidOf('cmd', x('a'))).not.toBe(kidOf('cmd', x('b')));
});
