// Challenges of passkeys: sealed, for one act, for five minutes, and spent under a name that says nothing of them.
import { describe, expect, test } from 'vitest';
import { sha256 } from '#protocol';
import {
  CHALLENGE_LIFE_MS,
  openChallenge,
  type PasskeyChallenge,
  sealChallenge,
  spentOf,
} from '../../../../../gateway/domain/passkey/passkey.ts';

const mac = (text: string): string => sha256(`key ${text}`);
const other = (text: string): string => sha256(`other ${text}`);
const challenge: PasskeyChallenge = {
  ...{ challenge: 'AAAA', purpose: 'staff-invitation', ownerId: 'stf_1', about: 'token' },
  untilMs: CHALLENGE_LIFE_MS,
};
const sealed = sealChallenge(challenge, mac);
const expired = { ok: false, error: { code: 'passkey.challenge-expired' } };
const body = sealed.split('.')[0] ?? '';

describe('a challenge', () => {
  test('comes back as it was asked, until its moment', () => {
    const last = CHALLENGE_LIFE_MS - 1;
    expect(openChallenge(sealed, 'staff-invitation', mac, last)).toEqual({ ok: true, value: challenge });
    expect(openChallenge(sealed, 'staff-invitation', mac, CHALLENGE_LIFE_MS)).toEqual(expired);
  });

  test.each([
    ['none', null],
    ['an empty one', ''],
    ['one without a seal', body],
    ['one with another seal', `${body}.${other(`passkey ${body}`)}`],
    // The same key seals tickets: their seal over the same bytes is not ours.
    ['one with the seal of a ticket', `${body}.${mac(body)}`],
    ['one with more behind', `${sealed}.x`],
    ['one whose body was changed', `${Buffer.from('{}').toString('base64url')}.${sealed.split('.')[1]}`],
  ])('%s is refused', (_, given) => {
    expect(openChallenge(given, 'staff-invitation', mac, 0)).toEqual(expired);
  });

  test('is for its act alone', () => {
    expect(openChallenge(sealed, 'staff-sign-in', mac, 0)).toEqual(expired);
    expect(openChallenge(sealed, 'person-register', mac, 0)).toEqual(expired);
  });

  test('is spent under its hash', () => {
    expect(spentOf(challenge)).toEqual({ challengeId: sha256('AAAA'), untilMs: CHALLENGE_LIFE_MS });
  });
});
