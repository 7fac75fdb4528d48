// Scan verdicts: what the page's scanner says of a code by the published keys alone, held against the vectors of the verifier.
import { describe, expect, test } from 'vitest';
import { encodeDigits, parseVerifyKeys, publicKeySet } from '../../../../qr/index.ts';
import invalid from '../../../../qr/vectors/invalid.json' with { type: 'json' };
import keyRing from '../../../../qr/vectors/keys.json' with { type: 'json' };
import valid from '../../../../qr/vectors/valid.json' with { type: 'json' };

type Verdict = { readonly kind: string; readonly [fact: string]: unknown };
type Known = { readonly keys: readonly object[]; readonly host: string; readonly takenOver: readonly string[] };
type Judge = (text: string, known: Known) => Promise<Verdict>;

const script = new URL('../../../../gateway/web/assets/scan-verdict.js', import.meta.url);
const { judge } = (await import(script.href)) as { judge: Judge };

const read = await parseVerifyKeys(JSON.stringify(keyRing));
if (!read.ok) throw new Error(JSON.stringify(read.error));
const { keys } = publicKeySet(read.value);
const HERE = 'go.example.net';
const takenOver = ['old.example.org'];
const verdictOn = (text: string): Promise<Verdict> => judge(text, { keys, host: HERE, takenOver });
const [golden] = valid;
if (!golden) throw new Error('there is a golden vector');

describe('a code that a published key has signed', () => {
  test.each(valid)('$name: as a link and as bare digits', async ({ link, digits, issuer }) => {
    const signed = { kind: 'signed', issuer: new URL(issuer).host, ask: digits, leadsTo: null };
    expect(await verdictOn(link)).toEqual(signed);
    expect(await verdictOn(digits)).toEqual(signed);
    expect(await verdictOn(`https://${HERE}/${digits}?from=app`)).toEqual(signed);
  });

  test('on a sticker that leads elsewhere is told apart: only what was signed is asked for', async () => {
    const verdict = await verdictOn(`https://evil.example/${golden.digits}`);
    expect(verdict).toEqual({ kind: 'signed', issuer: 'q.example.com', ask: golden.digits, leadsTo: 'evil.example' });
  });
});

describe('what the verifier of the gateway refuses is never called signed here', () => {
  test.each(invalid)('$name', async ({ text }) => {
    expect(['not-ours', 'ask']).toContain((await verdictOn(text)).kind);
  });

  test('nor is any single bit of a tag flipped (608 of them)', async () => {
    const tag = Buffer.concat([Buffer.from(golden.payloadHex, 'hex'), Buffer.from(golden.signature, 'base64url')]);
    const kinds = await Promise.all(
      Array.from({ length: 608 }, async (_, bit) => {
        const flipped = Uint8Array.from(tag);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        return (await verdictOn(`https://q.example.com/${encodeDigits(flipped)}`)).kind;
      }),
    );
    expect(new Set(kinds)).toEqual(new Set(['not-ours']));
  });

  test('nor any wrong length of digits, 0 to 400', async () => {
    const lengths = Array.from({ length: 401 }, (_, length) => length).filter((length) => length !== 185 && length !== 56);
    const kinds = await Promise.all(
      lengths.map(async (length) => (await verdictOn(`https://q.example.com/${'0'.repeat(length)}`)).kind),
    );
    expect(new Set(kinds)).toEqual(new Set(['not-ours']));
  });
});

test('a browser that cannot check says so, and does not call it signed', async () => {
  const [key] = keys.filter(({ kid }) => kid === `k${golden.kid}`);
  // A key that no importer takes has the same outcome as a browser without Ed25519.
  const verdict = await judge(golden.link, { keys: [{ ...key, x: 'AA' }], host: HERE, takenOver });
  expect(verdict).toEqual({ kind: 'unchecked', issuer: 'q.example.com', ask: golden.digits });
  const foreign = await judge(`https://evil.example/${golden.digits}`, { keys: [{ ...key, x: 'AA' }], host: HERE, takenOver });
  expect(foreign.kind).toBe('not-ours');
});

describe('what carries no signature is asked of the gateway, and of nobody else', () => {
  test.each([
    ['a short code as a link', `https://${HERE}/c/7K3M-Q9TX-8`, '7K3M-Q9TX-8'],
    ["a display's code", `https://q.example.com/${'0'.repeat(56)}`, '0'.repeat(56)],
    ['a label on a host whose labels were taken over', 'https://old.example.org/bike?id=7', 'https://old.example.org/bike?id=7'],
  ])('%s', async (_, text, ask) => {
    expect(await verdictOn(text)).toMatchObject({ kind: 'ask', ask });
  });

  test.each([
    'https://bank.example/reset?token=SECRET',
    'https://old.example.org.evil.example/bike?id=7',
    'https://old.example.org:8443/bike?id=7',
    'https://user@old.example.org/bike?id=7',
    `https://bank.example/${'0'.repeat(56)}`,
    'https://bank.example/c/7K3M-Q9TX-8',
  ])('%s is an address of somebody else, and leaves the phone for nowhere', async (text) => {
    const verdict = await verdictOn(text);
    expect(verdict.kind).toBe('not-ours');
    expect(verdict).not.toHaveProperty('ask');
  });

  test.each([
    'WIFI:T:WPA;S:home;P:secret;;',
    'BEGIN:VCARD',
    'tel:+8613800000000',
    'javascript:alert(1)',
    '',
    ' ',
  ])('%j is no label and leaves the phone for nowhere', async (text) => {
    expect(await verdictOn(text)).toMatchObject({ kind: 'not-ours', stranger: { host: null } });
  });
});

describe('a stranger is named as the address bar would have it', () => {
  test.each([
    ['https://q.example.com@evil.example/1', 'evil.example', null, false],
    ['https://q.example.com.evil.example/1', 'q.example.com.evil.example', 'q.example.com', false],
    ['https://q-example-com.pay.example/1', 'q-example-com.pay.example', 'q.example.com', false],
    ['https://q.examp1e.com/1', 'q.examp1e.com', 'q.example.com', false],
    ['https://q.exаmple.com/1', 'xn--q-7tb.example', null, true],
    ['https://shop.example/1', 'shop.example', null, false],
  ])('%s', async (text, host, looksLike, hasForeignLetters) => {
    const { stranger } = await verdictOn(text);
    const shown = hasForeignLetters ? { looksLike, hasForeignLetters } : { host, looksLike, hasForeignLetters };
    expect(stranger).toMatchObject(shown);
    if (hasForeignLetters) expect((stranger as { host: string }).host).toMatch(/xn--/);
  });
});
