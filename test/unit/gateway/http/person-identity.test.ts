// Person identity: a token is as good as its sign-in and the passkey behind it, and one in use is renewed while its touch is fresh.
import * as jose from 'jose';
import { expect, test } from 'vitest';
import { DAY_MS, generateKeyPair, HOUR_MS } from '#protocol';
import { createPersonIdentity } from '../../../../gateway/http/person-identity.ts';
import { openPersonTokens } from '../../../../gateway/http/person-tokens.ts';

const PERSON = 'per_1';
const SIGN_IN = 'sgn-1';
const BEGIN_MS = Date.UTC(2026, 10, 22);

async function openDesk() {
  const now = { ms: BEGIN_MS };
  const clock = { nowMs: () => now.ms };
  const rows = new Map([[SIGN_IN, { personId: PERSON, hasPasskey: true }]]);
  const { privateJwk } = await generateKeyPair();
  const tokens = await openPersonTokens({ ...privateJwk, kid: 'p-1' }, 'unlatch', clock);
  let reads = 0;
  const readSignIn = async (signInId: string) => {
    reads += 1;
    return rows.get(signInId) ?? null;
  };
  const identity = createPersonIdentity({ tokens, audience: 'unlatch', clock, readSignIn });
  const { token } = await tokens.issue({ personId: PERSON, signInId: SIGN_IN, touchedAtMs: BEGIN_MS });
  const word = async (shown = token): Promise<string> => {
    const verdict = await identity.verify(shown);
    return verdict.ok ? 'ok' : verdict.error.code;
  };
  const renew = async (shown: string): Promise<string | null> => (await identity.renew?.(shown)) ?? null;
  return { now, rows, token, tokens, identity, word, renew, readsSoFar: () => reads };
}

const signIn = { signInId: SIGN_IN, touchedAtMs: BEGIN_MS };

test('a token is good for twelve hours, and then says only whose it was: enough to stop', async () => {
  const { now, word, identity, token, readsSoFar } = await openDesk();
  expect(await word()).toBe('ok');
  expect(readsSoFar()).toBe(1);
  now.ms += 12 * HOUR_MS;
  expect(await identity.verify(token)).toEqual({
    ok: false,
    error: { code: 'identity.expired', person: { personId: PERSON, expiresAtMs: BEGIN_MS + 12 * HOUR_MS, signIn } },
  });
});

test('a passkey that is taken away takes its sign-ins with it at once, and they may still stop what runs', async () => {
  const { rows, identity, token, word } = await openDesk();
  rows.set(SIGN_IN, { personId: PERSON, hasPasskey: false });
  expect(await identity.verify(token)).toEqual({
    ok: false,
    error: { code: 'identity.expired', person: { personId: PERSON, expiresAtMs: BEGIN_MS, signIn } },
  });
  rows.set(SIGN_IN, { personId: PERSON, hasPasskey: true });
  expect(await word()).toBe('ok');
});

test('a sign-in that was ended says nothing of anybody: it may not even stop what runs', async () => {
  const { now, rows, word, renew, token } = await openDesk();
  rows.clear();
  expect(await word()).toBe('identity.invalid');
  now.ms += 13 * HOUR_MS;
  expect(await word()).toBe('identity.invalid');
  expect(await renew(token)).toBeNull();
});

test('a sign-in of somebody else, none at all, and nonsense are nobody’s', async () => {
  const { rows, word, tokens } = await openDesk();
  rows.set('sgn-2', { personId: 'per_2', hasPasskey: true });
  const crossed = await tokens.issue({ personId: PERSON, signInId: 'sgn-2', touchedAtMs: BEGIN_MS });
  expect(await word(crossed.token)).toBe('identity.invalid');
  expect(await word('nonsense')).toBe('identity.invalid');
  expect(await word('x'.repeat(10_000))).toBe('identity.invalid');
});

test('a token in use is renewed after six hours, and for thirty days from the touch, as the same sign-in', async () => {
  const { now, token, renew, word } = await openDesk();
  now.ms += 6 * HOUR_MS - 1;
  expect(await renew(token)).toBeNull();
  now.ms += 1;
  let next = (await renew(token)) ?? '';
  expect(await word(next)).toBe('ok');
  expect(await renew(next)).toBeNull();
  while (now.ms < BEGIN_MS + 30 * DAY_MS - 12 * HOUR_MS) {
    now.ms += 12 * HOUR_MS;
    next = (await renew(next)) ?? '';
    expect(await word(next)).toBe('ok');
  }
  expect(jose.decodeJwt(next)).toMatchObject({ sub: PERSON, sid: SIGN_IN, auth_time: BEGIN_MS / 1_000 });
  now.ms = BEGIN_MS + 30 * DAY_MS;
  expect(await renew(next)).toBeNull();
});

test('nothing is renewed for a passkey that is gone', async () => {
  const { now, token, rows, renew } = await openDesk();
  now.ms += 7 * HOUR_MS;
  rows.set(SIGN_IN, { personId: PERSON, hasPasskey: false });
  expect(await renew(token)).toBeNull();
  expect(await renew('nonsense')).toBeNull();
});
