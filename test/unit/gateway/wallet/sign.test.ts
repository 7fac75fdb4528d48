// Signatures between gateway and host wallet: what node:crypto makes from the published rules is believed, nothing else is.
import { describe, expect, test } from 'vitest';
import { sha256 } from '#protocol';
import { readHostWalletKeys } from '../../../../gateway/wallet/host/read-keys.ts';
import { answerText, requestText, SIGNATURE_TYPES, signDetached, verifyDetached } from '../../../../gateway/wallet/host/sign.ts';
import { digest, signDetachedJws, signingKeyOf, verifyDetachedJws } from '../../../../gateway/wallet/reference/jws.ts';
import { newKey, publicSetOf } from '../../../../gateway/wallet/reference/keys.ts';

const NOW_MS = Date.UTC(2026, 10, 21, 12, 0, 0);
const own = newKey('gateway-1');
const theirs = newKey('wallet-1');

async function keys() {
  const read = await readHostWalletKeys(JSON.stringify(own), publicSetOf([theirs]));
  if (!read.ok) throw new Error(read.error.problem);
  return read.value;
}

describe('the signed texts', () => {
  test('are lines: method, path, digest of the body; digest of the request, status, digest of the body', () => {
    expect(requestText('PUT', '/v1/holds/a:b?c=d', '{}')).toBe(`PUT\n/v1/holds/a:b?c=d\n${sha256('{}')}`);
    expect(answerText('h..s', 200, '{}')).toBe(`${sha256('h..s')}\n200\n${sha256('{}')}`);
    expect(digest('{}')).toBe(sha256('{}'));
  });
});

describe('a detached signature', () => {
  const text = requestText('PUT', '/holds/k', '{"amountMinor":1}');

  test('of ours is what node:crypto verifies, with its time', async () => {
    const { signer } = await keys();
    const detached = await signDetached(SIGNATURE_TYPES.request, text, signer, NOW_MS);
    expect(detached).toMatch(/^[\w-]+\.\.[\w-]+$/);
    expect(verifyDetachedJws(SIGNATURE_TYPES.request, text, detached, [own])).toBe(NOW_MS);
    expect(verifyDetachedJws(SIGNATURE_TYPES.request, `${text} `, detached, [own])).toBeNull();
  });

  test('of theirs by node:crypto is what we verify, with its time', async () => {
    const { findKey } = await keys();
    const detached = signDetachedJws(SIGNATURE_TYPES.answer, text, signingKeyOf(theirs), NOW_MS);
    expect(await verifyDetached(SIGNATURE_TYPES.answer, text, detached, findKey)).toEqual({ ok: true, value: NOW_MS });
  });

  test('that is missing, changed, of another kind, key, spelling or length is not believed', async () => {
    const { findKey } = await keys();
    const good = signDetachedJws(SIGNATURE_TYPES.answer, text, signingKeyOf(theirs), NOW_MS);
    const [header = '', , signature = ''] = good.split('.');
    const stranger = { ...signingKeyOf(newKey('x')), kid: 'wallet-1' };
    const otherHeader = Buffer.from(JSON.stringify({ alg: 'none', kid: 'wallet-1', typ: SIGNATURE_TYPES.answer, iat: 1 }));
    const critical = { alg: 'EdDSA', kid: 'wallet-1', typ: SIGNATURE_TYPES.answer, iat: 1, crit: ['b64'], b64: false };
    const wrong: { readonly [how: string]: [string | null, string] } = {
      missing: [null, 'missing'],
      empty: ['', 'missing'],
      'not three parts': [`${header}.${signature}`, 'malformed'],
      'with a payload inside': [`${header}.${Buffer.from(text).toString('base64url')}.${signature}`, 'malformed'],
      'padded, another spelling of the same bytes': [`${good}==`, 'malformed'],
      'too long': [`${header}..${'A'.repeat(3_000)}`, 'malformed'],
      'of another kind': [signDetachedJws(SIGNATURE_TYPES.event, text, signingKeyOf(theirs), NOW_MS), 'wrong type'],
      'by an unknown key': [signDetachedJws(SIGNATURE_TYPES.answer, text, { ...stranger, kid: 'w-9' }, NOW_MS), 'unknown key'],
      'by a stranger under a known name': [signDetachedJws(SIGNATURE_TYPES.answer, text, stranger, NOW_MS), 'invalid'],
      'of another text': [signDetachedJws(SIGNATURE_TYPES.answer, `${text}!`, signingKeyOf(theirs), NOW_MS), 'invalid'],
      'without an algorithm': [`${otherHeader.toString('base64url')}..${signature}`, 'invalid'],
      'with something critical': [`${Buffer.from(JSON.stringify(critical)).toString('base64url')}..${signature}`, 'malformed'],
    };
    for (const [how, [detached, problem]] of Object.entries(wrong)) {
      expect(await verifyDetached(SIGNATURE_TYPES.answer, text, detached, findKey), how).toEqual({
        ok: false,
        error: { problem },
      });
    }
  });
});

describe('the key files', () => {
  test('a set of one key is a key; several public ones serve while one follows another', async () => {
    const next = newKey('wallet-2');
    const read = await readHostWalletKeys(JSON.stringify({ keys: [own] }), publicSetOf([theirs, next]));
    if (!read.ok) throw new Error(read.error.problem);
    const detached = signDetachedJws(SIGNATURE_TYPES.answer, 'x', signingKeyOf(next), NOW_MS);
    expect((await verifyDetached(SIGNATURE_TYPES.answer, 'x', detached, read.value.findKey)).ok).toBe(true);
    expect(read.value.signer.kid).toBe('gateway-1');
  });

  test.each([
    ['own', 'not json', publicSetOf([theirs])],
    ['own', '[]', publicSetOf([theirs])],
    ['own', JSON.stringify({ ...own, d: undefined }), publicSetOf([theirs])],
    ['own', JSON.stringify({ ...own, kid: 7 }), publicSetOf([theirs])],
    ['own', JSON.stringify({ ...own, d: 'short' }), publicSetOf([theirs])],
    ['wallet', JSON.stringify(own), '{"keys":[]}'],
    ['wallet', JSON.stringify(own), JSON.stringify({ keys: [{ kid: 'a', kty: 'RSA' }] })],
    ['wallet', JSON.stringify(own), JSON.stringify({ keys: [{ kid: 'a', crv: 'Ed25519', x: 'AA' }] })],
  ] as const)('the %s file is refused when it is %s', async (file, ownText, walletText) => {
    const read = await readHostWalletKeys(ownText, walletText);
    expect(read).toMatchObject({ ok: false, error: { code: 'wallet.keys-unreadable', file } });
  });
});
