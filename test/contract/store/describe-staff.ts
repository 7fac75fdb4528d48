// The store's contract, staff: the one first start, members and their count, passkeys, sign-ins, invitations, answered challenges.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Change, Constraint } from '../../../gateway/domain/changes.ts';
import { CHALLENGE_LIFE_MS, type PasskeyRecord } from '../../../gateway/domain/passkey/passkey.ts';
import {
  type Invitation,
  STAFF_LIMITS,
  type StaffLink,
  type StaffRecord,
  type StaffSignIn,
} from '../../../gateway/domain/staff/staff.ts';
import type { OwnedStore } from '../../../gateway/ports/store.ts';
import {
  countSignIns,
  readAllStaff,
  readInvitation,
  readInvitationByToken,
  readIsSetUp,
  readMember,
  readOpenInvitations,
  readStaffLink,
  readStaffPasskey,
  readStaffPasskeys,
  readStaffRoll,
  readStaffSignIn,
  readTenantName,
} from '../../../gateway/storage/queries/staff.ts';
import { START_MS } from '../../support/records.ts';
import { mustCommit, type OpenStore, refusedBy } from './opened-store.ts';

const TENANT = 'ten_1';

const member = (changes: Partial<StaffRecord> = {}): StaffRecord => ({
  ...{ staffId: 'stf_1', tenantId: TENANT, name: 'Ada 月', role: 'owner', state: 'active' },
  ...{ joinedAtMs: START_MS, leftAtMs: null, version: 1 },
  ...changes,
});
const passkey = (changes: Partial<PasskeyRecord> = {}): PasskeyRecord => ({
  ...{ credentialId: 'cred-1', ownerId: 'stf_1', publicKey: 'pQEC', counter: 0, transports: ['internal', 'hybrid'] },
  ...{ isBackedUp: true, createdAtMs: START_MS, lastUsedAtMs: START_MS },
  ...changes,
});
const signIn = (changes: Partial<StaffSignIn> = {}): StaffSignIn => ({
  ...{ tokenHash: 'hash-1', staffId: 'stf_1', credentialId: 'cred-1', startedAtMs: START_MS, seenAtMs: START_MS },
  ...changes,
});
const invitation = (changes: Partial<Invitation> = {}): Invitation => ({
  ...{ invitationId: 'inv_1', tenantId: TENANT, tokenHash: 'token-1', name: 'Ben', role: 'staff', invitedBy: 'stf_1' },
  ...{ createdAtMs: START_MS, untilMs: START_MS + 100, state: 'open', staffId: null, version: 1 },
  ...changes,
});
const link = (changes: Partial<StaffLink> = {}): StaffLink => ({
  ...{ staffId: 'stf_1', tokenHash: 'link-1', createdAtMs: START_MS, untilMs: START_MS + 9 },
  ...{ doesReplace: false, usedAtMs: null },
  ...changes,
});
const named = (credentialId: string, name: string | null, staffId = 'stf_1'): Change => ({
  ...{ change: 'staff-passkey-named', staffId, credentialId, name },
});
const setUp = (tenantId = TENANT): Change => ({ change: 'tenant-set-up', tenantId, name: 'Hotel Mond', atMs: START_MS });
const staff = (changes?: Partial<StaffRecord>): Change => ({ change: 'staff-changed', staff: member(changes) });
const added = (changes?: Partial<PasskeyRecord>): Change => ({ change: 'staff-passkey-added', passkey: passkey(changes) });
const started = (changes?: Partial<StaffSignIn>): Change => ({ change: 'staff-signed-in', signIn: signIn(changes) });
const invited = (changes?: Partial<Invitation>): Change => ({ change: 'invitation-changed', invitation: invitation(changes) });
const used = (counter: number, fromCounter: number): Change => ({
  ...{ change: 'staff-passkey-used', passkey: passkey({ counter, lastUsedAtMs: START_MS + 1 }), fromCounter },
});
const spent = (challengeId: string, untilMs: number): Change => ({
  ...{ change: 'passkey-challenge-spent', spent: { challengeId, untilMs } },
});
/** As the first start writes it, out of order: what refers to others comes last by itself. */
const FIRST: readonly Change[] = [started(), added(), staff(), setUp()];

export function describeStaff(name: string, open: OpenStore): void {
  describe(`${name}: staff`, () => {
    let opened: Awaited<ReturnType<OpenStore>>;
    let store: OwnedStore;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.dispose());

    test('a first start makes the tenant, its owner, passkey and sign-in in one commit', async () => {
      expect(await readIsSetUp(store.books)).toBe(false);
      await mustCommit(store, FIRST);
      expect(await readIsSetUp(store.books)).toBe(true);
      expect(await readTenantName(store.books, TENANT)).toBe('Hotel Mond');
      expect(await readMember(store.books, 'stf_1')).toEqual(member());
      expect(await readStaffPasskey(store.books, 'cred-1')).toEqual(passkey());
      expect(await readStaffSignIn(store.books, 'hash-1')).toEqual(signIn());
      expect(await readStaffRoll(store.books, TENANT)).toEqual({ tenantId: TENANT, members: [member()], version: 0 });
    });

    test('what nobody wrote is not there', async () => {
      await mustCommit(store, FIRST);
      expect(await readMember(store.books, 'stf_2')).toBeNull();
      expect(await readStaffPasskey(store.books, 'cred-2')).toBeNull();
      expect(await readStaffSignIn(store.books, 'hash-2')).toBeNull();
      expect(await readTenantName(store.books, 'ten_2')).toBeNull();
      expect(await readStaffRoll(store.books, 'ten_2')).toEqual({ tenantId: 'ten_2', members: [], version: 0 });
    });

    const refusals: readonly { constraint: Constraint; when: string; refused: readonly Change[] }[] = [
      { constraint: 'set_up_once', when: 'there was a first start', refused: [setUp('ten_2')] },
      { constraint: 'staff_version', when: 'the member is new twice', refused: [staff()] },
      { constraint: 'staff_version', when: 'the member is at another version', refused: [staff({ version: 3 })] },
      {
        constraint: 'staff_version',
        when: 'the staff was counted otherwise',
        refused: [{ change: 'staff-counted', tenantId: TENANT, fromVersion: 1 }],
      },
      { constraint: 'staff_passkey', when: 'somebody has it', refused: [added()] },
      { constraint: 'staff_passkey', when: 'its counter is another', refused: [used(2, 1)] },
      { constraint: 'staff_passkey', when: 'what is named is not there', refused: [named('cred-9', 'x')] },
      { constraint: 'staff_passkey', when: 'what is named is another’s', refused: [named('cred-1', 'x', 'stf_2')] },
      {
        constraint: 'staff_passkey',
        when: 'what is removed is another’s',
        refused: [{ change: 'staff-passkey-removed', staffId: 'stf_2', credentialId: 'cred-1' }],
      },
      {
        constraint: 'staff_link',
        when: 'there is no such link',
        refused: [{ change: 'staff-link-used', tokenHash: 'link-9', atMs: START_MS }],
      },
      { constraint: 'staff_sign_in', when: 'its token is taken', refused: [started()] },
      {
        constraint: 'invitation_version',
        when: 'it is at another version',
        refused: [invited({ version: 2, state: 'revoked' })],
      },
    ];
    test.each(refusals)('$constraint refuses when $when, and undoes the whole commit', async ({ constraint, refused }) => {
      await mustCommit(store, FIRST);
      expect(await store.commit([spent('witness', START_MS), ...refused])).toEqual(refusedBy(constraint));
      expect(await store.isPasskeyChallengeSpent('witness')).toBe(false);
    });

    test('a member changes one version after the other, and never after they left', async () => {
      await mustCommit(store, FIRST);
      const changed = { role: 'installer', version: 2 } as const;
      await mustCommit(store, [{ change: 'staff-counted', tenantId: TENANT, fromVersion: 0 }, staff(changed)]);
      const left = { ...changed, state: 'left', leftAtMs: START_MS + 5, version: 3 } as const;
      await mustCommit(store, [staff(left)]);
      expect(await readStaffRoll(store.books, TENANT)).toEqual({ tenantId: TENANT, members: [member(left)], version: 1 });
      expect(await store.commit([staff({ version: 4 })])).toEqual(refusedBy('staff_version'));
    });

    test('a passkey is used from the counter that was read, and goes with its owner', async () => {
      await mustCommit(store, FIRST);
      await mustCommit(store, [used(5, 0)]);
      expect(await readStaffPasskey(store.books, 'cred-1')).toEqual(passkey({ counter: 5, lastUsedAtMs: START_MS + 1 }));
      await mustCommit(store, [{ change: 'staff-passkeys-removed', staffId: 'stf_1' }]);
      expect(await readStaffPasskey(store.books, 'cred-1')).toBeNull();
      expect(await store.commit([used(6, 5)])).toEqual(refusedBy('staff_passkey'));
    });

    test('a passkey has a name once it is given one, in the commit that adds it or later, and takes its sign-ins with it', async () => {
      await mustCommit(store, FIRST);
      await mustCommit(store, [named('cred-2', 'Phone'), added({ credentialId: 'cred-2', createdAtMs: START_MS + 1 })]);
      await mustCommit(store, [started({ tokenHash: 'hash-2', credentialId: 'cred-2' })]);
      const phone = { ...passkey({ credentialId: 'cred-2', createdAtMs: START_MS + 1 }), name: 'Phone' };
      expect(await readStaffPasskeys(store.books, 'stf_1')).toEqual([{ ...passkey(), name: null }, phone]);
      expect(await readAllStaff(store.books, 9)).toEqual([{ member: member(), passkeys: 2 }]);
      await mustCommit(store, [
        named('cred-1', '钥匙'),
        { change: 'staff-passkey-removed', staffId: 'stf_1', credentialId: 'cred-2' },
      ]);
      expect(await readStaffPasskeys(store.books, 'stf_1')).toEqual([{ ...passkey(), name: '钥匙' }]);
      expect(await readStaffSignIn(store.books, 'hash-2')).toBeNull();
      expect(await readStaffSignIn(store.books, 'hash-1')).not.toBeNull();
    });

    test('a link is used once, and another takes its place', async () => {
      await mustCommit(store, [...FIRST, { change: 'staff-link-written', link: link() }]);
      expect(await readStaffLink(store.books, 'link-1')).toEqual(link());
      await mustCommit(store, [{ change: 'staff-link-used', tokenHash: 'link-1', atMs: START_MS + 1 }]);
      expect(await readStaffLink(store.books, 'link-1')).toEqual(link({ usedAtMs: START_MS + 1 }));
      const again: Change = { change: 'staff-link-used', tokenHash: 'link-1', atMs: START_MS + 2 };
      expect(await store.commit([again])).toEqual(refusedBy('staff_link'));
      const next = link({ tokenHash: 'link-2', doesReplace: true });
      await mustCommit(store, [{ change: 'staff-link-written', link: next }]);
      expect(await readStaffLink(store.books, 'link-1')).toBeNull();
      expect(await readStaffLink(store.books, 'link-2')).toEqual(next);
    });

    test('sign-ins are seen, counted, and ended one by one or all at once', async () => {
      await mustCommit(store, FIRST);
      await mustCommit(store, [started({ tokenHash: 'hash-2' }), started({ tokenHash: 'hash-3' })]);
      await mustCommit(store, [{ change: 'staff-seen', tokenHash: 'hash-2', atMs: START_MS + 9 }]);
      await mustCommit(store, [{ change: 'staff-seen', tokenHash: 'hash-2', atMs: START_MS + 8 }]);
      expect(await countSignIns(store.books, TENANT, START_MS - 1)).toEqual([
        { staffId: 'stf_1', signIns: 3, seenAtMs: START_MS + 9 },
      ]);
      await mustCommit(store, [{ change: 'staff-signed-out', staffId: 'stf_1', tokenHash: 'hash-1' }]);
      expect(await readStaffSignIn(store.books, 'hash-1')).toBeNull();
      expect(await readStaffSignIn(store.books, 'hash-2')).not.toBeNull();
      await mustCommit(store, [{ change: 'staff-signed-out', staffId: 'stf_1', tokenHash: null }]);
      expect(await countSignIns(store.books, TENANT, 0)).toEqual([]);
    });

    test('those that are over are forgotten when their member signs in again', async () => {
      await mustCommit(store, FIRST);
      const atMs = START_MS + STAFF_LIMITS.signInMostMs;
      await mustCommit(store, [{ change: 'staff-seen', tokenHash: 'hash-1', atMs: atMs - 1 }]);
      await mustCommit(store, [started({ tokenHash: 'hash-2', startedAtMs: atMs - 1, seenAtMs: atMs - 1 })]);
      expect(await readStaffSignIn(store.books, 'hash-1')).not.toBeNull();
      await mustCommit(store, [started({ tokenHash: 'hash-3', startedAtMs: atMs, seenAtMs: atMs })]);
      expect(await readStaffSignIn(store.books, 'hash-1')).toBeNull();
      expect(await readStaffSignIn(store.books, 'hash-2')).not.toBeNull();
    });

    test('an invitation is found by its token, is its tenant’s, and is used once', async () => {
      await mustCommit(store, [...FIRST, invited()]);
      expect(await readInvitationByToken(store.books, 'token-1')).toEqual(invitation());
      expect(await readInvitation(store.books, 'inv_1', TENANT)).toEqual(invitation());
      expect(await readInvitation(store.books, 'inv_1', 'ten_2')).toBeNull();
      expect(await readOpenInvitations(store.books, TENANT, START_MS + 99)).toEqual([invitation()]);
      expect(await readOpenInvitations(store.books, TENANT, START_MS + 100)).toEqual([]);
      const accepted = { state: 'accepted', staffId: 'stf_2', version: 2 } as const;
      await mustCommit(store, [invited(accepted), staff({ staffId: 'stf_2', name: 'Ben', role: 'staff' })]);
      expect(await readInvitation(store.books, 'inv_1', TENANT)).toEqual(invitation(accepted));
      expect(await readOpenInvitations(store.books, TENANT, START_MS)).toEqual([]);
      const again = invited({ ...accepted, staffId: 'stf_3', version: 3 });
      expect(await store.commit([again])).toEqual(refusedBy('invitation_version'));
    });

    test('a tenant of which only a host app has told invites as well', async () => {
      await mustCommit(store, [invited({ tenantId: 'host-7' })]);
      expect(await readOpenInvitations(store.books, 'host-7', START_MS + 99)).toEqual([invitation({ tenantId: 'host-7' })]);
    });

    test('an invitation’s token, and who came by one, are nobody else’s', async () => {
      await mustCommit(store, [...FIRST, invited(), invited({ invitationId: 'inv_2', tokenHash: 'token-2' })]);
      expect(await store.commit([invited({ invitationId: 'inv_3' })])).toEqual(refusedBy('invitation_version'));
      const accepted = { state: 'accepted', staffId: 'stf_1', version: 2 } as const;
      await mustCommit(store, [invited(accepted)]);
      const twice = invited({ ...accepted, invitationId: 'inv_2', tokenHash: 'token-2' });
      expect(await store.commit([twice])).toEqual(refusedBy('invitation_version'));
    });

    test('a challenge is answered once, and forgotten once it could not be answered any more', async () => {
      await mustCommit(store, [spent('one', START_MS + 1)]);
      expect(await store.isPasskeyChallengeSpent('one')).toBe(true);
      expect(await store.commit([spent('one', START_MS + 1)])).toEqual(refusedBy('passkey_challenge'));
      await mustCommit(store, [spent('two', START_MS + CHALLENGE_LIFE_MS)]);
      expect(await store.isPasskeyChallengeSpent('one')).toBe(true);
      await mustCommit(store, [spent('three', START_MS + 1 + CHALLENGE_LIFE_MS)]);
      expect(await store.isPasskeyChallengeSpent('one')).toBe(false);
      expect(await store.isPasskeyChallengeSpent('two')).toBe(true);
    });
  });
}
