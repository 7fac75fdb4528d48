// Claim proof: bound to its purpose, to the token and to every word of the talk (FP-28).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ClaimTalk, claimPassword, deviceProof, enrolmentProof, gatewayProof } from '#protocol';

const TOKEN = 'k3vd-9qtx-27mh-w8pz';
const TALK: ClaimTalk = {
  serial: 'SP2-000117',
  x: '_FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU',
  deviceNonce: 'ZGV2aWNlLW5vbmNlLTAwMQ',
  gatewayNonce: 'Z2F0ZXdheS1ub25jZS0wMQ',
};
const DOC = 'eyJ2IjoxfQ';

const proofs = (token: string, talk: ClaimTalk, doc: string): readonly string[] => [
  claimPassword(token, talk.serial),
  gatewayProof(token, talk),
  deviceProof(token, talk),
  enrolmentProof(token, talk, doc),
];

describe('FP-28 the proofs of a claim', () => {
  test('are four texts of 43 characters that differ', () => {
    const all = proofs(TOKEN, TALK, DOC);
    for (const proof of all) expect(proof).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(new Set(all).size).toBe(4);
  });

  test('all change with the token', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (token) => {
        const others = proofs(token, TALK, DOC);
        // HMAC itself fills a key with zero bytes (RFC 2104), so only tokens without them are told apart.
        return token.replaceAll('\0', '') === TOKEN || proofs(TOKEN, TALK, DOC).every((proof, at) => proof !== others[at]);
      }),
    );
  });

  test.each(['x', 'deviceNonce', 'gatewayNonce'] as const)('all but the password change with %s', (field) => {
    const [password, ...rest] = proofs(TOKEN, TALK, DOC);
    const [samePassword, ...others] = proofs(TOKEN, { ...TALK, [field]: `${TALK[field].slice(0, -1)}-` }, DOC);
    expect(samePassword).toBe(password);
    for (const [at, proof] of rest.entries()) expect(others[at]).not.toBe(proof);
  });

  test('all change with the serial, and the last with the document', () => {
    const all = proofs(TOKEN, TALK, DOC);
    const ofAnother = proofs(TOKEN, { ...TALK, serial: 'SP2-000118' }, DOC);
    for (const [at, proof] of all.entries()) expect(ofAnother[at]).not.toBe(proof);
    expect(proofs(TOKEN, TALK, `${DOC}A`).map((proof, at) => proof === all[at])).toEqual([true, true, true, false]);
  });

  test('no letter can move from one word of the talk to the next', () => {
    const moved = { ...TALK, x: `${TALK.x}${TALK.deviceNonce.charAt(0)}`, deviceNonce: TALK.deviceNonce.slice(1) };
    expect(deviceProof(TOKEN, moved)).not.toBe(deviceProof(TOKEN, TALK));
  });
});
