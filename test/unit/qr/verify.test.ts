// Verifying: the order of the checks, what they cost, and that no single changed bit gets through.
import { describe, expect, test } from 'vitest';
import { decodeDigits, encodeDigits } from '../../../qr/digits.ts';
import { parseKeyRing } from '../../../qr/keys.ts';
import { signTag } from '../../../qr/sign.ts';
import invalid from '../../../qr/vectors/invalid.json' with { type: 'json' };
import keyFile from '../../../qr/vectors/keys.json' with { type: 'json' };
import valid from '../../../qr/vectors/valid.json' with { type: 'json' };
import { createTagVerifier } from '../../../qr/verify.ts';
import { expectOk } from './expect-ok.ts';

const { verifyKeys } = expectOk(await parseKeyRing(JSON.stringify(keyFile)));
const [golden, second, third] = valid.map(({ digits }) => digits);
if (golden === undefined || second === undefined || third === undefined) throw new Error('three valid vectors exist');
const textsBecause = (reason: string) => invalid.filter((vector) => vector.reason === reason).map(({ text }) => text);

test('all 608 tags that differ from the golden one in one bit are refused', async () => {
  const verifier = createTagVerifier(verifyKeys);
  const bytes = expectOk(decodeDigits(golden));
  const reasons = new Map<string, number>();
  for (let bit = 0; bit < 8 * bytes.length; bit += 1) {
    const changed = Uint8Array.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const result = await verifier.verify(encodeDigits(changed));
    const reason = result.ok ? 'accepted' : result.error.reason;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  // One bit away from k7 lies no other key of the set (k0, k8, k9, k255).
  expect(Object.fromEntries(reasons)).toEqual({ version: 4, type: 4, 'kid-unknown': 8, signature: 592 });
});

describe('QR-05 unknown, revoked and forged', () => {
  test.each([
    ...textsBecause('kid-unknown'),
    ...textsBecause('kid-revoked'),
    ...textsBecause('signature'),
  ])('costs exactly one signature check: %s', async (text) => {
    const verifier = createTagVerifier(verifyKeys);
    const first = await verifier.verify(text);
    const again = await verifier.verify(text);
    expect([first.ok, again.ok]).toEqual([false, false]);
    expect(verifier.counts()).toEqual({ signatureChecks: 2, cacheHits: 0 });
  });

  test('the code that goes outside is the same for all', async () => {
    const verifier = createTagVerifier(verifyKeys);
    const results = await Promise.all(invalid.map(({ text }) => verifier.verify(text)));
    expect(new Set(results.map((result) => !result.ok && result.error.code))).toEqual(new Set(['code.not-ours']));
  });

  test('a signature that the decoy check itself would pass is refused all the same', async () => {
    const testOne = keyFile.keys.find(({ kid }) => kid === 'k7');
    const decoy = { keys: [{ ...testOne, kid: 'k6', iss: 'https://decoy.invalid' }] };
    const [key] = expectOk(await parseKeyRing(JSON.stringify(decoy))).signingKeys;
    if (key === undefined) throw new Error('the decoy of this test signs');
    const digits = encodeDigits(await signTag({ kid: 6, tagId: '00000000000000aa', issuedDay: 1 }, key));
    expect((await createTagVerifier([key]).verify(digits)).ok).toBe(true);
    const refusal = { ok: false, error: { code: 'code.not-ours', reason: 'kid-unknown' } };
    expect(await createTagVerifier(verifyKeys).verify(digits)).toEqual(refusal);
  });
});

test('a text of wrong form costs no signature check', async () => {
  const verifier = createTagVerifier(verifyKeys);
  for (const reason of ['link', 'length', 'digit', 'not-canonical', 'version', 'type']) {
    for (const text of textsBecause(reason)) await verifier.verify(text);
  }
  expect(verifier.counts()).toEqual({ signatureChecks: 0, cacheHits: 0 });
});

describe('cache', () => {
  test('a verified tag is checked once, under whichever host it is scanned', async () => {
    const verifier = createTagVerifier(verifyKeys);
    const first = expectOk(await verifier.verify(golden));
    expect(expectOk(await verifier.verify(`https://elsewhere.example/${golden}`))).toBe(first);
    expect(verifier.counts()).toEqual({ signatureChecks: 1, cacheHits: 1 });
  });

  test('holds no more than its size, oldest out first', async () => {
    const verifier = createTagVerifier(verifyKeys, { cacheSize: 2 });
    for (const digits of [golden, second, third, third, second]) expectOk(await verifier.verify(digits));
    expect(verifier.counts()).toEqual({ signatureChecks: 3, cacheHits: 2 });
    expectOk(await verifier.verify(golden));
    expect(verifier.counts()).toEqual({ signatureChecks: 4, cacheHits: 2 });
  });

  test('size 0 remembers nothing', async () => {
    const verifier = createTagVerifier(verifyKeys, { cacheSize: 0 });
    expectOk(await verifier.verify(golden));
    expectOk(await verifier.verify(golden));
    expect(verifier.counts()).toEqual({ signatureChecks: 2, cacheHits: 0 });
  });
});

test('a verified tag cannot be altered afterwards', async () => {
  const tag = expectOk(await createTagVerifier(verifyKeys).verify(golden));
  expect(Object.isFrozen(tag)).toBe(true);
});

test('two keys of one kid are our own mistake', () => {
  expect(() => createTagVerifier([...verifyKeys, ...verifyKeys.slice(0, 1)])).toThrow('a kid names one key');
});
