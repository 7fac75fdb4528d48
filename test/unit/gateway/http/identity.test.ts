// Identity: which person tokens are believed, and for how long a verdict is.
import { createHmac } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { createJwtIdentity } from '../../../../gateway/http/identity.ts';
import { Unavailable } from '../../../../gateway/ports/unavailable.ts';

const START_MS = Date.UTC(2026, 10, 21);
const ISSUER = 'https://host.example.com';
const AUDIENCE = 'unlatch';
const EXP_S = START_MS / 1_000 + 3_600;
const CLAIMS = { sub: 'ann', iss: ISSUER, aud: AUDIENCE, exp: EXP_S };
const INVALID = { ok: false, error: { code: 'identity.invalid' } };
const ANN = { personId: 'ann', expiresAtMs: EXP_S * 1_000 };

type Signer = { readonly privateKey: CryptoKey; readonly alg: string; readonly kid: string };

async function createSigner(alg: string, kid: string): Promise<Signer & { readonly jwk: JSONWebKeySet['keys'][number] }> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, alg, kid, jwk: { ...(await exportJWK(publicKey)), kid } };
}

function sign(signer: Signer, claims: Record<string, unknown>, header: { alg?: string; kid?: string } = {}): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: signer.alg, kid: signer.kid, ...header }).sign(signer.privateKey);
}

function createWorld(keys: JSONWebKeySet['keys']) {
  const world = { nowMs: START_MS, keys, reads: 0, isBroken: false };
  const identity = createJwtIdentity({
    jwks: async () => {
      world.reads += 1;
      if (world.isBroken) throw new Error('no network');
      return { keys: world.keys };
    },
    issuer: ISSUER,
    audience: AUDIENCE,
    clock: { nowMs: () => world.nowMs },
    recognise: async () => null,
    signInPath: null,
  });
  return { world, identity };
}

describe('a token', () => {
  test.each(['EdDSA', 'Ed25519', 'ES256', 'RS256'])('signed with %s is believed', async (alg) => {
    const signer = await createSigner(alg, 'k1');
    const { identity } = createWorld([signer.jwk]);
    expect(await identity.verify(await sign(signer, CLAIMS))).toEqual({ ok: true, value: ANN });
  });

  test('whose header names HS256 with the public key as secret is refused', async () => {
    const signer = await createSigner('Ed25519', 'k1');
    const { identity } = createWorld([signer.jwk]);
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const text = `${part({ alg: 'HS256', kid: 'k1' })}.${part(CLAIMS)}`;
    const mac = createHmac('sha256', Buffer.from(signer.jwk.x ?? '', 'base64url'))
      .update(text)
      .digest('base64url');
    expect(await identity.verify(`${text}.${mac}`)).toEqual(INVALID);
    expect(await identity.verify(`${part({ alg: 'none' })}.${part(CLAIMS)}.`)).toEqual(INVALID);
  });

  test.each([
    ['another issuer', { ...CLAIMS, iss: 'https://evil.example.com' }],
    ['another audience', { ...CLAIMS, aud: 'shop' }],
    ['no audience', { sub: 'ann', iss: ISSUER, exp: EXP_S }],
    ['no expiry', { sub: 'ann', iss: ISSUER, aud: AUDIENCE }],
    ['no subject', { iss: ISSUER, aud: AUDIENCE, exp: EXP_S }],
    ['a subject with a space', { ...CLAIMS, sub: 'an n' }],
    ['a subject of 129 characters', { ...CLAIMS, sub: 'a'.repeat(129) }],
    ['a beginning in the future', { ...CLAIMS, nbf: EXP_S - 1 }],
  ])('with %s is refused', async (_what, claims) => {
    const signer = await createSigner('Ed25519', 'k1');
    const { identity } = createWorld([signer.jwk]);
    expect(await identity.verify(await sign(signer, claims))).toEqual(INVALID);
  });

  test('of an unknown key, of another key under a known name, or of more than 8 KB is refused', async () => {
    const [known, other] = [await createSigner('Ed25519', 'k1'), await createSigner('Ed25519', 'k2')];
    const { identity } = createWorld([known.jwk]);
    expect(await identity.verify(await sign(other, CLAIMS))).toEqual(INVALID);
    expect(await identity.verify(await sign(other, CLAIMS, { kid: 'k1' }))).toEqual(INVALID);
    expect(await identity.verify(await sign(known, { ...CLAIMS, more: 'x'.repeat(9_000) }))).toEqual(INVALID);
  });

  test.each(['', 'x', 'a.b.c', '..', 'a.b.c.d.e'])('that reads %j is refused', async (token) => {
    const signer = await createSigner('Ed25519', 'k1');
    expect(await createWorld([signer.jwk]).identity.verify(token)).toEqual(INVALID);
  });

  test('that has expired names its person only when all else holds', async () => {
    const signer = await createSigner('Ed25519', 'k1');
    const { world, identity } = createWorld([signer.jwk]);
    world.nowMs = EXP_S * 1_000;
    expect(await identity.verify(await sign(signer, CLAIMS))).toEqual({
      ok: false,
      error: { code: 'identity.expired', person: ANN },
    });
    expect(await identity.verify(await sign(signer, { ...CLAIMS, aud: 'shop' }))).toEqual(INVALID);
    const other = await createSigner('Ed25519', 'k1');
    expect(await identity.verify(await sign(other, CLAIMS))).toEqual(INVALID);
  });
});

describe('a verdict', () => {
  test('is remembered, but expiry is looked at every time', async () => {
    const signer = await createSigner('Ed25519', 'k1');
    const { world, identity } = createWorld([signer.jwk]);
    const token = await sign(signer, { ...CLAIMS, exp: START_MS / 1_000 + 60 });
    expect(await identity.verify(token)).toMatchObject({ ok: true });
    world.nowMs += 59_999;
    expect(await identity.verify(token)).toMatchObject({ ok: true });
    world.nowMs += 1;
    expect(await identity.verify(token)).toMatchObject({ ok: false, error: { code: 'identity.expired' } });
    expect(world.reads).toBe(1);
  });

  test('falls five minutes after the key was withdrawn', async () => {
    const [old, fresh] = [await createSigner('Ed25519', 'k1'), await createSigner('Ed25519', 'k2')];
    const { world, identity } = createWorld([old.jwk]);
    const token = await sign(old, CLAIMS);
    expect(await identity.verify(token)).toMatchObject({ ok: true });
    world.keys = [fresh.jwk];
    world.nowMs += 299_999;
    expect(await identity.verify(token)).toMatchObject({ ok: true });
    world.nowMs += 1;
    expect(await identity.verify(token)).toEqual(INVALID);
    expect(await identity.verify(await sign(fresh, CLAIMS))).toMatchObject({ ok: true });
  });

  test('cannot be given without the keys: the world is unavailable, the token not invalid', async () => {
    const signer = await createSigner('Ed25519', 'k1');
    const { world, identity } = createWorld([signer.jwk]);
    world.isBroken = true;
    await expect(identity.verify(await sign(signer, CLAIMS))).rejects.toThrow(Unavailable);
  });
});
