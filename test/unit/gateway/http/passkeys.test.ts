// Passkeys by time and by name: a challenge of staff or persons runs out with the clock, and an answer for another name is none.
import { createHmac, randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { CHALLENGE_LIFE_MS, type PasskeyPurpose, type PasskeyRecord } from '../../../../gateway/domain/passkey/passkey.ts';
import { createPasskeys, type Passkeys } from '../../../../gateway/http/passkeys/webauthn.ts';
import { createSoftAuthenticator } from '../../../support/soft-authenticator.ts';

const ORIGIN = 'https://q.example.com';
let nowMs = 0;
let passkeys: Passkeys;
beforeEach(() => {
  nowMs = 1_000;
  passkeys = createPasskeys({
    ...{ origin: () => ORIGIN, rpName: 'Unlatch', clock: { nowMs: () => nowMs }, randomBytes },
    mac: (text) => createHmac('sha256', 'a key of the test').update(text).digest('base64url'),
  });
});

type Asked = { readonly options: { readonly challenge: string }; readonly sealed: string };
const codeOf = (result: { readonly ok: boolean; readonly error?: { readonly code: string } }): string =>
  result.ok ? 'taken' : (result.error?.code ?? '');

async function register(purpose: PasskeyPurpose, origin = ORIGIN, laterMs = 0) {
  const device = createSoftAuthenticator(origin);
  const asked = (await passkeys.registrationOptions({ purpose, ownerId: 'own_1', ownerName: 'Ada' })) as Asked;
  const response = device.create(asked.options, { origin });
  nowMs += laterMs;
  return { device, result: await passkeys.verifyRegistration(purpose, { sealed: asked.sealed, response }) };
}

async function show(purpose: PasskeyPurpose, laterMs = 0, origin = ORIGIN) {
  const { device, result } = await register('staff-own');
  if (!result.ok) throw new Error('the passkey was made');
  const known: PasskeyRecord = result.value.passkey;
  const asked = (await passkeys.authenticationOptions(purpose)) as Asked;
  const response = device.get(asked.options, { origin });
  nowMs += laterMs;
  return passkeys.verifyAuthentication(purpose, { sealed: asked.sealed, response }, async () => known);
}

describe('a challenge that nobody answered in time', () => {
  const made = ['staff-set-up', 'staff-invitation', 'staff-link', 'staff-own', 'person-register'] as const;
  test.each(made)('%s: makes a passkey until its last millisecond, and none from then on', async (purpose) => {
    expect(codeOf((await register(purpose, ORIGIN, CHALLENGE_LIFE_MS - 1)).result)).toBe('taken');
    expect(codeOf((await register(purpose, ORIGIN, CHALLENGE_LIFE_MS)).result)).toBe('passkey.challenge-expired');
  });

  test.each(['staff-sign-in', 'person-sign-in'] as const)('%s: signs in until its last millisecond', async (purpose) => {
    expect(codeOf(await show(purpose, CHALLENGE_LIFE_MS - 1))).toBe('taken');
    expect(codeOf(await show(purpose, CHALLENGE_LIFE_MS))).toBe('passkey.challenge-expired');
  });
});

describe('a page that is not ours', () => {
  test.each([
    'https://evil.q.example.com',
    'https://example.com',
    'https://q.example.com.evil.example',
    'https://q.example.com:8443',
    'http://q.example.com',
    'https://q.example.org',
    'null',
  ])('%s makes no passkey here, and shows none', async (origin) => {
    const device = createSoftAuthenticator(ORIGIN);
    const asked = (await passkeys.registrationOptions({ purpose: 'staff-own', ownerId: 'own_1', ownerName: 'Ada' })) as Asked;
    const response = device.create(asked.options, { origin });
    expect(codeOf(await passkeys.verifyRegistration('staff-own', { sealed: asked.sealed, response }))).toBe('passkey.refused');
    expect(codeOf(await show('staff-sign-in', 0, origin))).toBe('passkey.refused');
  });

  test.each(['https://evil.q.example.com', 'https://example.com'])('a passkey of %s is none of ours', async (origin) => {
    // The browser binds it to that name, whatever the page says of where it comes from.
    const device = createSoftAuthenticator(origin);
    const asked = (await passkeys.registrationOptions({ purpose: 'staff-own', ownerId: 'own_1', ownerName: 'Ada' })) as Asked;
    const response = device.create(asked.options, { origin: ORIGIN });
    expect(codeOf(await passkeys.verifyRegistration('staff-own', { sealed: asked.sealed, response }))).toBe('passkey.refused');
  });
});
