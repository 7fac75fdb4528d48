// Signing: what is signed is what is read, one text per message, and no changed letter is believed (FP-05 to FP-07).
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type FindKey,
  generateKeyPair,
  importSigner,
  importVerifyingKey,
  MESSAGE_TYPES,
  type Signer,
  signText,
  verifySigned,
} from '#protocol';
import { readProtocolVectors, trusting } from '../../vectors/read-protocol-vectors.ts';

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const messageType = fc.constantFrom(...Object.values(MESSAGE_TYPES));
const REFUSALS = ['signature.malformed', 'signature.unknown-key', 'signature.invalid', 'signature.wrong-type'];
const pinned = readProtocolVectors<{ cases: { jws: string; typ: 'o2o-cmd+jwt' }[] }>('valid/signed.json').cases[0];

let signer: Signer;
let findKey: FindKey;
beforeAll(async () => {
  const { privateJwk, publicJwk } = await generateKeyPair();
  signer = await importSigner('k', privateJwk);
  const key = await importVerifyingKey(publicJwk);
  findKey = (kid) => (kid === 'k' ? key : undefined);
});

const isBelieved = async (jws: string): Promise<boolean> =>
  (await verifySigned(jws, MESSAGE_TYPES.command, trusting(['gw-k1']))).ok;

describe('FP-05 signing', () => {
  test('any text comes back as it was signed, under its own type only', async () => {
    await fc.assert(
      fc.asyncProperty(messageType, messageType, fc.string({ unit: 'grapheme', minLength: 1 }), async (typ, asked, text) => {
        const jws = await signText(typ, text, signer);
        const verified = await verifySigned(jws, asked, findKey);
        expect(verified).toEqual(
          asked === typ
            ? { ok: true, value: { kid: 'k', typ, payload: text, jws } }
            : { ok: false, error: { code: 'signature.wrong-type', typ } },
        );
      }),
      { numRuns: 50 },
    );
  });

  test('the same text and key always give the same bytes', async () => {
    expect(await signText(MESSAGE_TYPES.ack, '{"v":1}', signer)).toBe(await signText(MESSAGE_TYPES.ack, '{"v":1}', signer));
  });

  test('a byte order mark inside a signed text is kept', async () => {
    const verified = await verifySigned(await signText(MESSAGE_TYPES.ack, '\ufeff{}', signer), MESSAGE_TYPES.ack, findKey);
    expect(verified.ok && verified.value.payload).toBe('\ufeff{}');
  });

  test('any text is refused with a code and never throws', async () => {
    const part = fc.oneof(
      fc.string(),
      fc.json().map((text) => Buffer.from(text).toString('base64url')),
      fc.base64String(),
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(part, { maxLength: 4 }).map((parts) => parts.join('.')),
    );
    await fc.assert(
      fc.asyncProperty(text, messageType, async (jws, typ) => {
        const verified = await verifySigned(jws, typ, trusting(['gw-k1']));
        return !verified.ok && REFUSALS.includes(verified.error.code);
      }),
    );
  });

  test('a header may say anything that is JSON, and is refused unless it is ours', async () => {
    const [, payload, signature] = pinned?.jws.split('.') ?? [];
    const header = fc.record(
      {
        alg: fc.jsonValue(),
        kid: fc.oneof(fc.constant('gw-k1'), fc.jsonValue()),
        typ: fc.jsonValue(),
        crit: fc.jsonValue(),
        b64: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(header, async (changed) => {
        const jws = `${Buffer.from(JSON.stringify(changed)).toString('base64url')}.${payload}.${signature}`;
        return !(await isBelieved(jws));
      }),
    );
  });
});

describe('FP-07 a changed letter', () => {
  test('the pinned command is believed as it is', async () => {
    expect(await isBelieved(pinned?.jws ?? '')).toBe(true);
  });

  test('no letter of it can be exchanged for its neighbour in the alphabet, the stray bits of the last one included', async () => {
    const jws = pinned?.jws ?? '';
    const changed = [...jws].map((letter, at) => {
      const neighbour = letter === '.' ? 'A' : BASE64URL.charAt(BASE64URL.indexOf(letter) ^ 1);
      return jws.slice(0, at) + neighbour + jws.slice(at + 1);
    });
    const believed = await Promise.all(changed.map(isBelieved));
    expect(believed).not.toContain(true);
    expect(believed).toHaveLength(jws.length);
  });

  test('no letter can be exchanged for any other, left out, doubled or preceded by another', async () => {
    const jws = pinned?.jws ?? '';
    const letter = fc.oneof(
      fc.constantFrom(...BASE64URL, '.', '=', '+', '/', ' ', '\n', '\0'),
      fc.string({ minLength: 1, maxLength: 1 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: jws.length - 1 }), letter, fc.constantFrom(0, 1), async (at, other, removed) => {
        const changed = jws.slice(0, at) + other + jws.slice(at + removed);
        fc.pre(changed !== jws);
        return !(await isBelieved(changed)) && !(await isBelieved(jws.slice(0, at) + jws.slice(at + 1)));
      }),
      { numRuns: 300 },
    );
  });
});
