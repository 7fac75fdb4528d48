// Account decisions: what opens, signs in, is kept and ends, and what each of them refuses.
import { describe, expect, test } from 'vitest';
import {
  type AccountPasskey,
  type AccountStanding,
  deviceWordOf,
  personIdOf,
} from '../../../../../gateway/domain/account/account.ts';
import {
  balanceWord,
  decideAccept,
  decideAddPasskey,
  decideEnd,
  decideOpen,
  decideRemovePasskey,
  decideSignIn,
  decideTouch,
  type EndFacts,
  termsRefusal,
} from '../../../../../gateway/domain/account/account-decide.ts';
import type { TermsEdition } from '../../../../../gateway/domain/account/terms.ts';

const NOW_MS = 1_000;
const edition: TermsEdition = { version: 'v2', texts: [{ language: 'en', hash: 'h2', blocks: [] }] };
const shown = { version: 'v2', language: 'en', textHash: 'h2' };
const spent = { challengeId: 'chl', untilMs: NOW_MS + 1 };
const entry = { signInId: 'sgn-2', replaces: null };
const passkey = (over: Partial<AccountPasskey> = {}): AccountPasskey => ({
  credentialId: 'crd-1',
  ownerId: 'per_1',
  publicKey: 'key',
  counter: 0,
  transports: [],
  isBackedUp: true,
  madeOn: 'other',
  createdAtMs: 0,
  lastUsedAtMs: 0,
  ...over,
});
const standing = (over: Partial<AccountStanding> = {}): AccountStanding => ({
  account: { personId: 'per_1', openedAtMs: 0, endedAtMs: null, version: 3 },
  passkeys: [passkey()],
  accepted: [{ personId: 'per_1', version: 'v2', textHash: 'h2', language: 'en', atMs: 0 }],
  ...over,
});
const ended = standing({ account: { personId: 'per_1', openedAtMs: 0, endedAtMs: 5, version: 4 } });
const codeOf = (decided: { readonly ok: boolean; readonly error?: { readonly code: string } }): string =>
  decided.ok ? 'ok' : (decided.error?.code ?? '');
const changesOf = (decided: ReturnType<typeof decideAccept>): readonly string[] =>
  decided.ok ? decided.value.changes.map(({ change }) => change) : [];

describe('opening', () => {
  const fresh = { passkey: passkey(), spent, shown, isKnown: false, entry };
  test('writes account, passkey, terms and the spent challenge at once', () => {
    expect(changesOf(decideOpen(fresh, edition, NOW_MS))).toEqual([
      'account-opened',
      'account-passkey-added',
      'terms-accepted',
      'account-signed-in',
      'passkey-challenge-spent',
    ]);
  });
  test('takes no credential twice, and accepts no text that is not in force', () => {
    expect(codeOf(decideOpen({ ...fresh, isKnown: true }, edition, NOW_MS))).toBe('passkey.refused');
    expect(codeOf(decideOpen({ ...fresh, shown: { ...shown, version: 'v1' } }, edition, NOW_MS))).toBe('terms.changed');
  });
});

describe('signing in', () => {
  const seen = { passkey: passkey({ counter: 0, lastUsedAtMs: NOW_MS }), spent, shown, entry };
  test('accepts the terms that were shown, once', () => {
    expect(changesOf(decideSignIn(standing(), seen, edition, NOW_MS))).toEqual([
      'account-passkey-used',
      'account-signed-in',
      'passkey-challenge-spent',
    ]);
    expect(changesOf(decideSignIn(standing({ accepted: [] }), seen, edition, NOW_MS))).toContain('terms-accepted');
  });
  test('does not accept terms that changed meanwhile, and signs in all the same', () => {
    const older = { ...seen, shown: { ...shown, version: 'v1' } };
    expect(changesOf(decideSignIn(standing({ accepted: [] }), older, edition, NOW_MS))).not.toContain('terms-accepted');
  });
  test.each([
    [4, 5, 'ok'],
    [4, 4, 'passkey.refused'],
    [4, 3, 'passkey.refused'],
    [4, 0, 'passkey.refused'],
    [0, 0, 'ok'],
    [0, 1, 'ok'],
  ])('a counter from %i to %i is %s', (from, to, code) => {
    const counted = standing({ passkeys: [passkey({ counter: from })] });
    expect(codeOf(decideSignIn(counted, { ...seen, passkey: passkey({ counter: to }) }, edition, NOW_MS))).toBe(code);
  });
  test('a touch takes the place of the sign-in that asked for it, and judges the passkey as a sign-in does', () => {
    const replaces = { personId: 'per_1', signInId: 'sgn-1' };
    const touch = { ...seen, entry: { signInId: 'sgn-2', replaces } };
    const decided = decideTouch(standing(), touch, NOW_MS);
    expect(decided.ok && decided.value.changes.slice(1, 3)).toEqual([
      { change: 'account-signed-out', ...replaces },
      {
        change: 'account-signed-in',
        signIn: { signInId: 'sgn-2', personId: 'per_1', credentialId: 'crd-1', startedAtMs: NOW_MS },
      },
    ]);
    expect(codeOf(decideTouch(standing({ passkeys: [] }), touch, NOW_MS))).toBe('passkey.unknown');
    expect(codeOf(decideTouch(ended, touch, NOW_MS))).toBe('passkey.unknown');
    const copied = standing({ passkeys: [passkey({ counter: 4 })] });
    expect(codeOf(decideTouch(copied, { ...touch, passkey: passkey({ counter: 4 }) }, NOW_MS))).toBe('passkey.refused');
  });
  test('needs an account that has not ended, and a passkey that is still there', () => {
    expect(codeOf(decideSignIn(ended, seen, edition, NOW_MS))).toBe('passkey.unknown');
    expect(codeOf(decideSignIn(standing({ passkeys: [] }), seen, edition, NOW_MS))).toBe('passkey.unknown');
  });
});

describe('the terms', () => {
  test('are asked for once per version', () => {
    expect(termsRefusal(standing(), edition)).toBeNull();
    expect(termsRefusal(standing({ accepted: [] }), edition)).toEqual({ code: 'terms.not-accepted' });
    expect(termsRefusal(standing(), { version: 'v3' } as TermsEdition)).toEqual({ code: 'terms.not-accepted' });
    expect(changesOf(decideAccept(standing(), shown, edition, NOW_MS))).toEqual([]);
    expect(changesOf(decideAccept(standing({ accepted: [] }), shown, edition, NOW_MS))).toEqual(['terms-accepted']);
    expect(codeOf(decideAccept(standing({ accepted: [] }), { ...shown, version: 'v1' }, edition, NOW_MS))).toBe('terms.changed');
  });
  test('open nothing to whoever has no account here, or none any more', () => {
    expect(termsRefusal(null, edition)).toEqual({ code: 'identity.invalid' });
    expect(termsRefusal(ended, edition)).toEqual({ code: 'identity.invalid' });
    expect(codeOf(decideAccept(ended, shown, edition, NOW_MS))).toBe('identity.invalid');
  });
});

describe('passkeys', () => {
  test('are added up to a number, each raising the account’s version', () => {
    const second = passkey({ credentialId: 'crd-2' });
    expect(changesOf(decideAddPasskey(standing(), second, spent))).toContain('account-changed');
    const full = standing({ passkeys: Array.from({ length: 10 }, (_, at) => passkey({ credentialId: `crd-${at}` })) });
    expect(codeOf(decideAddPasskey(full, second, spent))).toBe('passkey.too-many');
    expect(codeOf(decideAddPasskey(standing(), { ...second, ownerId: 'per_2' }, spent))).toBe('identity.invalid');
  });
  test('are removed, but never the last; one that is gone already is no news', () => {
    const two = standing({ passkeys: [passkey(), passkey({ credentialId: 'crd-2' })] });
    expect(changesOf(decideRemovePasskey(two, 'crd-2'))).toEqual(['account-changed', 'account-passkey-removed']);
    expect(codeOf(decideRemovePasskey(standing(), 'crd-1'))).toBe('passkey.last');
    expect(changesOf(decideRemovePasskey(two, 'crd-9'))).toEqual([]);
    expect(codeOf(decideRemovePasskey(ended, 'crd-1'))).toBe('identity.invalid');
  });
});

describe('the end', () => {
  const free: EndFacts = {
    ...{ standing: standing(), personVersion: 7, hasLiveSession: false },
    ...{ owed: [], held: [], hasUnderWay: false, balances: [], contact: null },
  };
  const some = { currency: 'CNY', minor: 5n };
  test.each([
    ['nothing', {}, 'ok'],
    ['a session', { hasLiveSession: true }, 'account.in-use'],
    ['a debt', { owed: [some] }, 'account.owes'],
    ['a hold', { held: [some] }, 'account.money-held'],
    ['an empty hold', { held: [{ ...some, minor: 0n }] }, 'ok'],
    ['something at a wallet', { hasUnderWay: true }, 'account.money-held'],
    ['a balance that was not named', { balances: [some] }, 'account.balance-differs'],
    ['an end before', { standing: ended }, 'identity.invalid'],
  ])('with %s', (_, over, code) => {
    expect(codeOf(decideEnd({ ...free, ...over }, '', NOW_MS))).toBe(code);
  });
  test('takes the mail address with it, confirmed or not', () => {
    const pending = { address: 'b@example.com', untilMs: NOW_MS + 1, wrongCodes: 0 };
    const contact = { personId: 'per_1', language: 'de', address: 'a@example.com', confirmedAtMs: 1, pending, version: 4 };
    const without = { ...contact, address: null, confirmedAtMs: null, pending: null, version: 5 };
    for (const before of [contact, { ...contact, pending: null }, { ...contact, address: null, confirmedAtMs: null }]) {
      const decided = decideEnd({ ...free, contact: before }, '', NOW_MS);
      expect(decided.ok && decided.value.changes).toContainEqual({ change: 'contact-changed', contact: without });
    }
    expect(changesOf(decideEnd({ ...free, contact: without }, '', NOW_MS))).not.toContain('contact-changed');
  });
  test('removes every passkey and every sign-in, and counts the person, so that a Start between loses the race', () => {
    const decided = decideEnd({ ...free, balances: [some] }, 'CNY5', NOW_MS);
    expect(changesOf(decided)).toEqual(['person-counted', 'account-passkey-removed', 'account-signed-out', 'account-changed']);
    expect(decided.ok && decided.value.changes[0]).toMatchObject({ fromVersion: 7 });
  });
  test('a balance has the same words whatever the order, and none where there is nothing', () => {
    const other = { currency: 'EUR', minor: 7n };
    expect(balanceWord([some, other])).toBe(balanceWord([other, some]));
    expect(balanceWord([{ ...some, minor: 0n }])).toBe('');
  });
});

test('a person is 128 bits of chance and nothing else', () => {
  expect(personIdOf(new Uint8Array(32).fill(10))).toBe(`per_${'0a'.repeat(16)}`);
});

test.each([
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)', 'iphone'],
  ['Mozilla/5.0 (Linux; Android 15; Pixel 9)', 'android'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 'mac'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64)', 'windows'],
  ['Mozilla/5.0 (X11; CrOS x86_64 14541.0.0)', 'chromeos'],
  ['Mozilla/5.0 (X11; Linux x86_64)', 'linux'],
  ['<script>alert(1)</script>', 'other'],
])('%s is %s', (agent, word) => {
  expect(deviceWordOf(agent)).toBe(word);
});
