// Person identity: a token is as good as the account and the passkey behind it, and one in use is renewed while its sign-in is fresh.
import { expect, test } from 'vitest';
import { DAY_MS, generateKeyPair, HOUR_MS } from '#protocol';
import type { AccountStanding } from '../../../../gateway/domain/account/account.ts';
import { createPersonIdentity } from '../../../../gateway/http/person-identity.ts';
import { openPersonTokens, passkeyWord } from '../../../../gateway/http/person-tokens.ts';

const PERSON = 'per_1';
const BEGIN_MS = Date.UTC(2026, 10, 22);

async function openDesk() {
  const now = { ms: BEGIN_MS };
  const clock = { nowMs: () => now.ms };
  const rows = new Map<string, AccountStanding>();
  const put = (credentialIds: readonly string[], endedAtMs: number | null = null): void => {
    const passkey = { ownerId: PERSON, publicKey: '', counter: 0, transports: [], isBackedUp: true, madeOn: 'other' } as const;
    rows.set(PERSON, {
      account: { personId: PERSON, openedAtMs: 0, endedAtMs, version: 1 },
      passkeys: credentialIds.map((credentialId) => ({ ...passkey, credentialId, createdAtMs: 0, lastUsedAtMs: 0 })),
      accepted: [],
    });
  };
  put(['crd-1', 'crd-2']);
  const { privateJwk } = await generateKeyPair();
  const tokens = await openPersonTokens({ ...privateJwk, kid: 'p-1' }, 'unlatch', clock);
  const readStanding = async (personId: string) => rows.get(personId) ?? null;
  const identity = createPersonIdentity({ tokens, audience: 'unlatch', clock, readStanding });
  const { token } = await tokens.issue({ personId: PERSON, passkey: passkeyWord('crd-1'), signedInAtMs: BEGIN_MS });
  const word = async (shown = token): Promise<string> => {
    const verdict = await identity.verify(shown);
    return verdict.ok ? 'ok' : verdict.error.code;
  };
  const renew = async (shown: string): Promise<string | null> => (await identity.renew?.(shown)) ?? null;
  return { now, put, rows, token, identity, word, renew };
}

test('a token is good for twelve hours, and then says only whose it was: enough to stop', async () => {
  const { now, word, identity, token } = await openDesk();
  expect(await word()).toBe('ok');
  now.ms += 12 * HOUR_MS;
  expect(await identity.verify(token)).toEqual({
    ok: false,
    error: { code: 'identity.expired', person: { personId: PERSON, expiresAtMs: BEGIN_MS + 12 * HOUR_MS } },
  });
});

test('a passkey that is taken away takes its sign-ins with it at once, and they may still stop what runs', async () => {
  const { put, identity, token, word } = await openDesk();
  put(['crd-2']);
  expect(await identity.verify(token)).toEqual({
    ok: false,
    error: { code: 'identity.expired', person: { personId: PERSON, expiresAtMs: BEGIN_MS } },
  });
  put(['crd-1']);
  expect(await word()).toBe('ok');
  put(['crd-1'], BEGIN_MS);
  expect(await word()).toBe('identity.expired');
});

test('nobody has an account of a name that is not here', async () => {
  const { rows, word } = await openDesk();
  rows.clear();
  expect(await word()).toBe('identity.expired');
  expect(await word('nonsense')).toBe('identity.invalid');
  expect(await word('x'.repeat(10_000))).toBe('identity.invalid');
});

test('a token in use is renewed after six hours, and for thirty days from the touch', async () => {
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
  now.ms = BEGIN_MS + 30 * DAY_MS;
  expect(await renew(next)).toBeNull();
});

test('nothing is renewed for a passkey that is gone, or an account that has ended', async () => {
  const { now, token, put, renew } = await openDesk();
  now.ms += 7 * HOUR_MS;
  put(['crd-2']);
  expect(await renew(token)).toBeNull();
  put(['crd-1'], BEGIN_MS);
  expect(await renew(token)).toBeNull();
  expect(await renew('nonsense')).toBeNull();
});
