// Runs the published vectors of static tags in both directions: ours must read them, and write the same bytes.
import { createLocalJWKSet, flattenedVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import { composeLink, createTagVerifier, encodeDigits, parseKeyRing, parseVerifyKeys, publicKeySet, signTag } from '#qr';
import invalid from '../../qr/vectors/invalid.json' with { type: 'json' };
import keyFile from '../../qr/vectors/keys.json' with { type: 'json' };
import valid from '../../qr/vectors/valid.json' with { type: 'json' };
import { expectOk } from '../unit/qr/expect-ok.ts';

const keyText = JSON.stringify(keyFile);
const ring = expectOk(await parseKeyRing(keyText));
const golden = valid[0];
const GOLDEN_LINK =
  'https://q.example.com/01411785848588049596003162910901825277045341927917206410252328291029303658133447224656965976124162845755377932068639433240940881878104550325206859508215215136946724203035002916227123466';

test('the first vector is the golden one that the format was fixed with', () => {
  expect(golden?.link).toBe(GOLDEN_LINK);
  expect(golden?.payloadHex).toBe('11070102030405060708012c');
});

describe.each(valid)('valid: $name', (vector) => {
  test.each([vector.digits, `/${vector.digits}`, vector.link, `${vector.link}?utm=1#x`])('verifies from %s', async (text) => {
    const verifier = createTagVerifier(expectOk(await parseVerifyKeys(keyText)));
    expect(expectOk(await verifier.verify(text))).toEqual({
      kid: vector.kid,
      tagId: vector.tagId,
      issuedDay: vector.issuedDay,
      issuer: vector.issuer,
      payloadHex: vector.payloadHex,
      signature: vector.signature,
      protectedHeader: vector.protectedHeader,
    });
  });

  test('is written with the same digits', async () => {
    const bytes = new Uint8Array([...Buffer.from(vector.payloadHex, 'hex'), ...Buffer.from(vector.signature, 'base64url')]);
    expect(encodeDigits(bytes)).toBe(vector.digits);
    expect(composeLink(vector.issuer, bytes)).toBe(vector.link);
  });

  test('is signed the same by a key that still signs', async () => {
    const key = ring.signingKeys.find(({ kid }) => kid === vector.kid);
    const status = ring.verifyKeys.find(({ kid }) => kid === vector.kid)?.status;
    expect(key !== undefined).toBe(status === 'sign');
    if (key !== undefined) expect(encodeDigits(await signTag(vector, key))).toBe(vector.digits);
  });

  test('is an ordinary JWS for any JOSE library with the published key set', async () => {
    const jws = {
      protected: Buffer.from(vector.protectedHeader).toString('base64url'),
      payload: Buffer.from(vector.payloadHex, 'hex').toString('base64url'),
      signature: vector.signature,
    };
    const published = JSON.parse(JSON.stringify(publicKeySet(ring.verifyKeys)));
    const { payload } = await flattenedVerify(jws, createLocalJWKSet(published), { algorithms: ['Ed25519'] });
    expect(Buffer.from(payload).toString('hex')).toBe(vector.payloadHex);
  });
});

describe('invalid', () => {
  test.each(invalid)('$name: $reason', async (vector) => {
    const verifier = createTagVerifier(ring.verifyKeys);
    expect(await verifier.verify(vector.text)).toEqual({
      ok: false,
      error: { code: 'code.not-ours', reason: vector.reason },
    });
  });

  test('every reason has a vector', () => {
    const reasons = ['link', 'length', 'digit', 'not-canonical', 'version', 'type', 'kid-unknown', 'kid-revoked', 'signature'];
    expect([...new Set(invalid.map((vector) => vector.reason))].toSorted()).toEqual(reasons.toSorted());
  });
});
