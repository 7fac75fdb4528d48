// Key rings: made, read strictly, published without their private halves.
import { describe, expect, test } from 'vitest';
import { createTagKey, formatKeyRing, isKnownTestKey, parseKeyRing, parseVerifyKeys, publicKeySet } from '../../../qr/keys.ts';
import keyFile from '../../../qr/vectors/keys.json' with { type: 'json' };
import { expectOk } from './expect-ok.ts';

const issuer = 'https://q.example.com';
const made = await createTagKey({ kid: 3, issuer });
const ringOf = (...keys: unknown[]) => JSON.stringify({ keys });

describe('createTagKey', () => {
  test('makes a new signing pair each time', async () => {
    const another = await createTagKey({ kid: 3, issuer });
    expect(made).toMatchObject({
      kty: 'OKP',
      crv: 'Ed25519',
      alg: 'Ed25519',
      use: 'sig',
      kid: 'k3',
      iss: issuer,
      status: 'sign',
    });
    expect(another.d).not.toBe(made.d);
    expect(isKnownTestKey(made.x)).toBe(false);
  });

  test('asserts on a kid that a tag cannot carry', async () => {
    await expect(createTagKey({ kid: 256, issuer })).rejects.toThrow('0..255');
  });
});

describe('parseKeyRing', () => {
  test('reads what formatKeyRing wrote, and keeps the private half inside', async () => {
    const ring = expectOk(await parseKeyRing(formatKeyRing([made])));
    expect(ring.verifyKeys).toHaveLength(1);
    expect(ring.signingKeys).toMatchObject([{ kid: 3, issuer, status: 'sign', publicX: made.x }]);
    expect(ring.signingKeys[0]?.privateKey.extractable).toBe(false);
    expect(JSON.stringify(ring)).not.toContain(made.d);
  });

  test('only keys of status sign may sign', async () => {
    const ring = expectOk(await parseKeyRing(JSON.stringify(keyFile)));
    expect(ring.verifyKeys.map(({ kid }) => kid)).toEqual([0, 7, 8, 9, 255]);
    expect(ring.signingKeys.map(({ kid }) => kid)).toEqual([0, 7, 255]);
  });

  const { d, ...publicOnly } = made;
  test.each([
    ['{', { code: 'keys.not-json' }],
    ['[]', { code: 'keys.not-a-set' }],
    ['{"keys":[]}', { code: 'keys.not-a-set' }],
    ['null', { code: 'keys.not-a-set' }],
    [ringOf(publicOnly), { code: 'keys.private-missing', kid: 3 }],
    [ringOf(made, made), { code: 'keys.kid-repeated', kid: 3 }],
    [ringOf({ ...made, x: keyFile.keys[0]?.x }), { code: 'keys.pair-mismatch', kid: 3 }],
    [ringOf({ ...made, kty: 'EC' }), { code: 'keys.entry-invalid', index: 0, member: 'kty' }],
    [ringOf({ ...made, crv: 'X25519' }), { code: 'keys.entry-invalid', index: 0, member: 'crv' }],
    [ringOf({ ...made, alg: 'EdDSA' }), { code: 'keys.entry-invalid', index: 0, member: 'alg' }],
    [ringOf({ ...made, use: 'enc' }), { code: 'keys.entry-invalid', index: 0, member: 'use' }],
    [ringOf({ ...made, kid: 'k256' }), { code: 'keys.entry-invalid', index: 0, member: 'kid' }],
    [ringOf({ ...made, kid: 'k03' }), { code: 'keys.entry-invalid', index: 0, member: 'kid' }],
    [ringOf({ ...made, iss: 'q.example.com' }), { code: 'keys.entry-invalid', index: 0, member: 'iss' }],
    [ringOf({ ...made, status: undefined }), { code: 'keys.entry-invalid', index: 0, member: 'status' }],
    [ringOf({ ...made, x: made.x.slice(1) }), { code: 'keys.entry-invalid', index: 0, member: 'x' }],
    [ringOf({ ...made, d: 7 }), { code: 'keys.entry-invalid', index: 0, member: 'd' }],
    [ringOf(made, 5), { code: 'keys.entry-invalid', index: 1, member: 'kty' }],
  ])('refuses %s', async (text, error) => {
    expect(d).toHaveLength(43);
    expect(await parseKeyRing(text)).toEqual({ ok: false, error });
  });
});

describe('publicKeySet', () => {
  test('publishes no private member, and parseVerifyKeys reads it back', async () => {
    const { verifyKeys } = expectOk(await parseKeyRing(JSON.stringify(keyFile)));
    const text = JSON.stringify(publicKeySet(verifyKeys));
    for (const { d } of keyFile.keys) expect(text).not.toContain(d);
    expect(text).not.toContain('"d"');
    const read = expectOk(await parseVerifyKeys(text));
    const facts = (keys: typeof verifyKeys) => keys.map(({ publicKey: _, ...rest }) => rest);
    expect(facts(read)).toEqual(facts(verifyKeys));
  });

  test('a revoked key allows no operation, for libraries that do not know our status', async () => {
    const { verifyKeys } = expectOk(await parseKeyRing(JSON.stringify(keyFile)));
    const forbidden = publicKeySet(verifyKeys).keys.filter((key) => key.key_ops?.length === 0);
    expect(forbidden.map(({ kid }) => kid)).toEqual(['k9']);
  });
});

describe('isKnownTestKey', () => {
  test('knows the published keys of RFC 8032, which the vectors use', () => {
    expect(keyFile.keys.map(({ x }) => isKnownTestKey(x))).toEqual([true, true, true, true, true]);
    expect(isKnownTestKey('11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo')).toBe(true);
  });
});
