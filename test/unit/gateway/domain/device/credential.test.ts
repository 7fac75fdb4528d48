// Credentials as pure decisions (FP-29): which use changes what, and what opens nothing any more.
import { describe, expect, test } from 'vitest';
import {
  type CredentialRecord,
  endCredential,
  isLiveCredential,
  rotateCredential,
  type Shown,
  useCredential,
} from '../../../../../gateway/domain/device/credential.ts';

const NOW = 5_000;
const BOOT = '3-00112233445566aa';

function credential(changes: Partial<CredentialRecord> = {}): CredentialRecord {
  return {
    ...{ credentialId: 'crd_1', deviceId: 'bike-1', kind: 'password', state: 'current', proof: 'hash', madeAtMs: 1 },
    ...{ expiresAtMs: null, firstUsedAtMs: 2, endedAtMs: null, lastProof: null, version: 4 },
    ...changes,
  } as CredentialRecord;
}
const key = (changes: Partial<CredentialRecord> = {}) => credential({ kind: 'device-key', proof: 'x', ...changes });
const password: Shown = { kind: 'password' };
const proof = (upMs: number, boot = BOOT): Shown => ({ kind: 'device-key', moment: { boot, upMs } });
const use = (one: CredentialRecord, shown: Shown, others: readonly CredentialRecord[] = []) =>
  useCredential([...others, one], one.credentialId, shown, NOW);

describe('FP-29 a use', () => {
  test('of the current credential changes nothing; its first is noted', () => {
    expect(use(credential(), password)).toEqual({ ok: true, changed: [] });
    expect(use(credential({ firstUsedAtMs: null }), password)).toMatchObject({
      changed: [{ state: 'current', firstUsedAtMs: NOW, version: 5 }],
    });
  });

  test('of the next one makes it the current one, and ends the former before', () => {
    const next = credential({ credentialId: 'crd_2', state: 'next', firstUsedAtMs: null });
    expect(use(next, password, [credential()])).toMatchObject({
      changed: [
        { credentialId: 'crd_1', state: 'replaced', endedAtMs: NOW, version: 5 },
        { credentialId: 'crd_2', state: 'current', endedAtMs: null, version: 5 },
      ],
    });
  });

  test.each(['replaced', 'revoked'] as const)('of one that is %s opens nothing', (state) => {
    expect(use(credential({ state }), password)).toMatchObject({ error: { code: 'credential.dead' } });
  });

  test('of one that is not there, or by another kind of showing, opens nothing', () => {
    expect(useCredential([credential()], 'crd_9', password, NOW)).toMatchObject({ error: { code: 'credential.dead' } });
    expect(use(credential(), { kind: 'token' })).toMatchObject({ error: { code: 'credential.dead' } });
  });

  test('of one that has run out is told so, at the very moment', () => {
    const token = credential({ kind: 'token', expiresAtMs: NOW });
    expect(use(token, { kind: 'token' })).toMatchObject({ error: { code: 'credential.expired' } });
    expect(use({ ...token, expiresAtMs: NOW + 1 }, { kind: 'token' })).toMatchObject({ ok: true });
  });

  test('of a certificate pins the first one that is shown, and no other is good then', () => {
    const unpinned = credential({ kind: 'certificate', proof: '', state: 'current', firstUsedAtMs: null });
    const shown: Shown = { kind: 'certificate', fingerprint: 'aa' };
    expect(use(unpinned, shown)).toMatchObject({ changed: [{ proof: 'aa' }] });
    expect(use(credential({ kind: 'certificate', proof: 'aa' }), shown)).toEqual({ ok: true, changed: [] });
    expect(use(credential({ kind: 'certificate', proof: 'bb' }), shown)).toMatchObject({ error: { code: 'credential.dead' } });
  });
});

describe('FP-29 a proof of the device’s own key', () => {
  test.each([
    ['the first ever', null, proof(0), true],
    ['a later uptime of the same boot', { boot: BOOT, upMs: 10 }, proof(11), true],
    ['the same again', { boot: BOOT, upMs: 10 }, proof(10), false],
    ['an earlier uptime of the same boot', { boot: BOOT, upMs: 10 }, proof(9), false],
    ['a later boot, from its beginning', { boot: BOOT, upMs: 10 }, proof(0, '4-00112233445566bb'), true],
    ['a boot of ten digits', { boot: '999-00112233445566aa', upMs: 10 }, proof(0, '1000000000-00112233445566bb'), true],
    ['an earlier boot', { boot: BOOT, upMs: 10 }, proof(999, '2-00112233445566bb'), false],
    ['another boot of the same count', { boot: BOOT, upMs: 10 }, proof(999, '3-ffffffffffffffff'), false],
  ] as const)('%s', (_what, lastProof, shown, isGood) => {
    const used = use(key({ lastProof }), shown);
    expect(used.ok).toBe(isGood);
    if (used.ok) expect(used.changed.at(-1)).toMatchObject({ lastProof: (shown as { moment: object }).moment, version: 5 });
    else expect(used.error.code).toBe('credential.replayed');
  });
});

describe('FP-29 rotation', () => {
  const made = {
    credentialId: 'crd_9',
    deviceId: 'bike-1',
    kind: 'token',
    proof: '',
    madeAtMs: NOW,
    expiresAtMs: 9_000,
  } as const;

  test('makes the next one beside the current one, and replaces one that waited', () => {
    const waiting = credential({ credentialId: 'crd_2', state: 'next' });
    const { changed, added } = rotateCredential([credential(), waiting], made);
    expect(added).toMatchObject({ credentialId: 'crd_9', state: 'next', version: 1 });
    expect(changed).toMatchObject([{ credentialId: 'crd_2', state: 'replaced' }]);
  });

  test('to the key that the device has already takes what it has shown along: no old proof is new again', () => {
    const shown = { boot: '7-00112233445566aa', upMs: 5_000 };
    const former = credential({ kind: 'device-key', proof: 'key-1', lastProof: shown });
    const again = rotateCredential([former], { ...made, kind: 'device-key', proof: 'key-1' }).added;
    expect(again.lastProof).toEqual(shown);
    expect(useCredential([former, again], again.credentialId, { kind: 'device-key', moment: shown }, 9)).toMatchObject({
      error: { code: 'credential.replayed' },
    });
    expect(rotateCredential([former], { ...made, kind: 'device-key', proof: 'key-2' }).added.lastProof).toBeNull();
  });

  test('makes the only one where there is none', () => {
    expect(rotateCredential([credential({ state: 'revoked' })], made)).toMatchObject({
      changed: [],
      added: { state: 'current' },
    });
  });
});

test('an end is dated and final', () => {
  const ended = endCredential(credential(), 'revoked', NOW);
  expect(ended).toMatchObject({ state: 'revoked', endedAtMs: NOW, version: 5 });
  expect([isLiveCredential(credential()), isLiveCredential(ended)]).toEqual([true, false]);
});
