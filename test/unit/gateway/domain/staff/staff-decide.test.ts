// Staff decisions: invitations by their time and state, the last owner, passkeys that count, and what a name is.
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '#protocol';
import type { PasskeyRecord } from '../../../../../gateway/domain/passkey/passkey.ts';
import {
  type Invitation,
  isSignInOver,
  parseStaffName,
  STAFF_LIMITS,
  STAFF_TOKEN_PATTERN,
  type StaffRecord,
  staffTokenOf,
} from '../../../../../gateway/domain/staff/staff.ts';
import {
  decideAccept,
  decideInvite,
  decideLeave,
  decideRevoke,
  decideRole,
  decideSetUp,
  decideStaffSignIn,
  invitationRefusal,
  isInviterStillTrusted,
  type StaffRoll,
} from '../../../../../gateway/domain/staff/staff-decide.ts';

const NOW = 1_000_000;
const member = (changes: Partial<StaffRecord> = {}): StaffRecord => ({
  ...{ staffId: 'stf_1', tenantId: 'ten_1', name: 'Ada', role: 'owner', state: 'active' },
  ...{ joinedAtMs: 0, leftAtMs: null, version: 1 },
  ...changes,
});
const invitation = (changes: Partial<Invitation> = {}): Invitation => ({
  ...{ invitationId: 'inv_1', tenantId: 'ten_1', tokenHash: 'h', name: 'Ben', role: 'staff', invitedBy: 'stf_1' },
  ...{ createdAtMs: 0, untilMs: NOW + 1, state: 'open', staffId: null, version: 1 },
  ...changes,
});
const passkey = (counter = 0): PasskeyRecord => ({
  ...{ credentialId: 'c', ownerId: 'stf_2', publicKey: 'k', counter, transports: [], isBackedUp: false },
  ...{ createdAtMs: 0, lastUsedAtMs: 0 },
});
const touch = (counter = 0) => ({ passkey: passkey(counter), spent: { challengeId: 'x', untilMs: NOW }, tokenHash: 't' });
const roll = (...members: readonly StaffRecord[]): StaffRoll => ({ tenantId: 'ten_1', members, version: 4 });
const refusalOf = (result: { readonly ok: boolean; readonly error?: { readonly code: string } }): string | undefined =>
  result.ok ? undefined : result.error?.code;
const names = (result: { readonly ok: boolean; readonly value?: unknown }): readonly string[] => {
  const value = result.value as readonly { change: string }[] | { changes: readonly { change: string }[] };
  return ('changes' in value ? value.changes : value).map(({ change }) => change);
};

describe('the first start', () => {
  const first = { ...touch(), tenantId: 'ten_1', tenantName: 'Hotel', ownerName: 'Ada' };

  test('writes tenant, owner, passkey, sign-in and the spent challenge together', () => {
    expect(names(decideSetUp(false, first, NOW))).toEqual([
      'tenant-set-up',
      'staff-changed',
      'staff-passkey-added',
      'staff-signed-in',
      'passkey-challenge-spent',
    ]);
  });

  test('happens once', () => {
    expect(refusalOf(decideSetUp(true, first, NOW))).toBe('set-up.done');
  });
});

describe('an invitation', () => {
  test.each([
    [invitation(), null],
    [invitation({ untilMs: NOW }), 'invitation.expired'],
    [invitation({ state: 'revoked' }), 'invitation.revoked'],
    [invitation({ state: 'accepted', staffId: 'stf_9', untilMs: 0 }), 'invitation.used'],
  ])('%o lets somebody in, or says why not', (given, code) => {
    expect(invitationRefusal(given, NOW)?.code ?? null).toBe(code);
    expect(refusalOf(decideAccept(given, touch(), NOW)) ?? null).toBe(code);
  });

  test('makes a member of its role and name, and names them', () => {
    const decided = decideAccept(invitation({ role: 'installer' }), touch(), NOW);
    expect(decided).toMatchObject({
      ok: true,
      value: [
        { invitation: { state: 'accepted', staffId: 'stf_2', version: 2 } },
        { staff: { staffId: 'stf_2', tenantId: 'ten_1', name: 'Ben', role: 'installer', version: 1 } },
        {},
        { signIn: { staffId: 'stf_2', credentialId: 'c', tokenHash: 't', startedAtMs: NOW, seenAtMs: NOW } },
        {},
      ],
    });
  });

  test('is good for seven days, and there are at most a hundred open ones', () => {
    const drawn = { invitationId: 'i', tenantId: 't', tokenHash: 'h', name: 'B', role: 'staff', invitedBy: 's' } as const;
    expect(decideInvite(99, drawn, NOW)).toMatchObject({ ok: true, value: { untilMs: NOW + 7 * DAY_MS, state: 'open' } });
    expect(refusalOf(decideInvite(100, drawn, NOW))).toBe('invitation.too-many');
  });

  test('is taken back once; a second time changes nothing, and a used one stays used', () => {
    expect(names(decideRevoke(invitation(), NOW))).toEqual(['invitation-changed']);
    expect(names(decideRevoke(invitation({ state: 'revoked' }), NOW))).toEqual([]);
    expect(refusalOf(decideRevoke(invitation({ state: 'accepted', staffId: 's' }), NOW))).toBe('invitation.used');
  });
});

describe('signing in', () => {
  test.each([
    ['stays at 0', 0, 0, undefined],
    ['rises', 3, 4, undefined],
    ['stands still', 3, 3, 'passkey.refused'],
    ['falls', 3, 2, 'passkey.refused'],
    ['falls back to 0', 3, 0, 'passkey.refused'],
  ])('with a counter that %s', (_, stored, shown, code) => {
    expect(refusalOf(decideStaffSignIn(member(), passkey(stored), touch(shown), NOW))).toBe(code);
  });

  test('is not for whoever left, nor with a passkey that was taken away', () => {
    expect(refusalOf(decideStaffSignIn(member({ state: 'left' }), passkey(), touch(), NOW))).toBe('passkey.unknown');
    expect(refusalOf(decideStaffSignIn(member(), null, touch(), NOW))).toBe('passkey.unknown');
  });

  test('is over after twelve hours without use, and after thirty days with it', () => {
    const signIn = { tokenHash: 't', staffId: 's', credentialId: 'c', startedAtMs: 0, seenAtMs: 0 };
    expect(isSignInOver(signIn, 12 * HOUR_MS - 1)).toBe(false);
    expect(isSignInOver(signIn, 12 * HOUR_MS)).toBe(true);
    const used = { ...signIn, seenAtMs: 30 * DAY_MS - 1 };
    expect(isSignInOver(used, 30 * DAY_MS - 1)).toBe(false);
    expect(isSignInOver(used, 30 * DAY_MS)).toBe(true);
  });
});

describe('changing staff', () => {
  const ada = member();
  const eve = member({ staffId: 'stf_2', name: 'Eve' });
  const left = member({ staffId: 'stf_3', state: 'left', leftAtMs: 1 });

  test('the last owner keeps the role and stays, whoever else is there', () => {
    const alone = roll(ada, { ...eve, role: 'staff' }, left);
    expect(refusalOf(decideRole(alone, [], 'stf_1', 'staff'))).toBe('staff.last-owner');
    expect(refusalOf(decideLeave(alone, [], 'stf_1', NOW))).toBe('staff.last-owner');
    expect(names(decideRole(roll(ada, eve), [], 'stf_1', 'staff'))).toEqual(['staff-counted', 'staff-changed']);
  });

  test('the same role again changes nothing', () => {
    expect(names(decideRole(roll(ada), [], 'stf_1', 'owner'))).toEqual([]);
  });

  test('whoever left, or was never there, is unknown', () => {
    expect(refusalOf(decideRole(roll(ada, left), [], 'stf_3', 'owner'))).toBe('staff.unknown');
    expect(refusalOf(decideLeave(roll(ada), [], 'stf_9', NOW))).toBe('staff.unknown');
  });

  test('leaving ends sign-ins and passkeys with the member, counted from what was read', () => {
    const decided = decideLeave(roll(ada, eve), [], 'stf_2', NOW);
    expect(names(decided)).toEqual(['staff-counted', 'staff-changed', 'staff-signed-out', 'staff-passkeys-removed']);
    expect(decided).toMatchObject({ ok: true, value: { member: { state: 'left', leftAtMs: NOW, version: 2 } } });
    expect(decided).toMatchObject({ ok: true, value: { changes: [{ fromVersion: 4 }, {}, { tokenHash: null }, {}] } });
  });
});

describe('what somebody wrote as an owner', () => {
  const [ada, eve] = [member(), member({ staffId: 'stf_2', name: 'Eve' })];
  const theirs = invitation({ invitedBy: 'stf_2', role: 'owner' });
  const open = [invitation(), theirs, invitation({ invitedBy: 'stf_2', state: 'accepted' })];
  const takenBack = { change: 'invitation-changed', invitation: { ...theirs, state: 'revoked', version: 2 } };

  test('is taken back when they leave, or may not invite any more', () => {
    const left = decideLeave(roll(ada, eve), open, 'stf_2', NOW);
    const lowered = decideRole(roll(ada, eve), open, 'stf_2', 'installer');
    for (const decided of [left, lowered]) {
      const changes = decided.ok ? decided.value.changes.filter(({ change }) => change === 'invitation-changed') : [];
      expect(changes).toEqual([takenBack]);
    }
  });

  test.each([
    [null, true],
    [eve, true],
    [{ ...eve, role: 'staff' }, false],
    [{ ...eve, state: 'left' }, false],
  ] as const)('%o may have invited: %s', (inviter, isTrusted) => {
    expect(isInviterStillTrusted(inviter)).toBe(isTrusted);
  });
});

describe('words of staff', () => {
  test.each([
    ['Ada', 'Ada'],
    ['  月 亮 ', '月 亮'],
    ['\u202eeve', '\u202eeve'],
    ['', null],
    ['\u200b\u202e', null],
    ['<>', null],
    ['x'.repeat(80), 'x'.repeat(80)],
    ['x'.repeat(81), null],
    ['😀a'.repeat(40), '😀a'.repeat(40)],
  ])('%j is a name: %j', (text, name) => {
    expect(parseStaffName(text)).toBe(name);
  });

  test('tokens are told by their form', () => {
    const token = staffTokenOf(new Uint8Array(32).fill(255));
    expect(token).toMatch(STAFF_TOKEN_PATTERN);
    expect('eyJhbGciOiJFZERTQSJ9.e30.c2ln').not.toMatch(STAFF_TOKEN_PATTERN);
    expect(STAFF_LIMITS.seenEveryMs).toBeLessThan(STAFF_LIMITS.idleMs);
  });
});
