// Writes of staff: the first start, members, their passkeys, sign-ins and invitations, and challenges that were answered.
import { CHALLENGE_LIFE_MS } from '../../domain/passkey/passkey.ts';
import { STAFF_LIMITS } from '../../domain/staff/staff.ts';
import {
  type InvitationRow,
  invitationToRow,
  type StaffLinkRow,
  type StaffPasskeyRow,
  type StaffRow,
  type StaffSignInRow,
  staffLinkToRow,
  staffPasskeyToRow,
  staffSignInToRow,
  staffToRow,
} from '../rows/staff-row.ts';
import type { Connection } from './connection.ts';
import { refusedUnlessOne, type Writers } from './writers.ts';

type MemberChanges = 'tenant-set-up' | 'staff-counted' | 'staff-changed' | 'invitation-changed';
type OwnPasskeyChanges = 'staff-passkey-named' | 'staff-passkey-removed' | 'staff-link-written' | 'staff-link-used';
type SignInChanges =
  | ('staff-passkey-added' | 'staff-passkey-used' | 'staff-passkeys-removed')
  | ('staff-signed-in' | 'staff-seen' | 'staff-signed-out' | 'passkey-challenge-spent');

function memberWriters(db: Connection): Writers<MemberChanges> {
  const insertTenant = db.prepare<[string, string]>('INSERT INTO tenants (tenant_id, name) VALUES (?, ?)');
  const keepTenant = db.prepare<[string]>('INSERT INTO tenants (tenant_id) VALUES (?) ON CONFLICT DO NOTHING');
  const setUp = db.prepare<[string, number]>('INSERT INTO set_ups (set_up_no, tenant_id, at_ms) VALUES (1, ?, ?)');
  const count = db.prepare<[string, number]>(
    'UPDATE tenants SET staff_version = staff_version + 1 WHERE tenant_id = ? AND staff_version = ?',
  );
  const insertMember = db.prepare<StaffRow>(
    `INSERT INTO staff_members (staff_id, tenant_id, name, role, state, joined_at_ms, left_at_ms, version)
     VALUES (@staff_id, @tenant_id, @name, @role, @state, @joined_at_ms, @left_at_ms, @version)`,
  );
  const changeMember = db.prepare<StaffRow>(
    `UPDATE staff_members SET name = @name, role = @role, state = @state, left_at_ms = @left_at_ms, version = @version
     WHERE staff_id = @staff_id AND version = @version - 1 AND state = 'active'`,
  );
  const insertInvitation = db.prepare<InvitationRow>(
    `INSERT INTO staff_invitations
       (invitation_id, tenant_id, token_hash, name, role, invited_by, created_at_ms, until_ms, state, staff_id, version)
     VALUES
       (@invitation_id, @tenant_id, @token_hash, @name, @role, @invited_by, @created_at_ms, @until_ms, @state, @staff_id, @version)`,
  );
  const changeInvitation = db.prepare<InvitationRow>(
    `UPDATE staff_invitations SET state = @state, staff_id = @staff_id, version = @version
     WHERE invitation_id = @invitation_id AND version = @version - 1 AND state = 'open'`,
  );
  return {
    'tenant-set-up': ({ tenantId, name, atMs }) => {
      insertTenant.run(tenantId, name);
      setUp.run(tenantId, atMs);
      return null;
    },
    'staff-counted': ({ tenantId, fromVersion }) => refusedUnlessOne(count.run(tenantId, fromVersion), 'staff_version'),
    'staff-changed': ({ staff }) => {
      const write = staff.version === 1 ? insertMember : changeMember;
      return refusedUnlessOne(write.run(staffToRow(staff)), 'staff_version');
    },
    'invitation-changed': ({ invitation }) => {
      if (invitation.version === 1) keepTenant.run(invitation.tenantId);
      const write = invitation.version === 1 ? insertInvitation : changeInvitation;
      return refusedUnlessOne(write.run(invitationToRow(invitation)), 'invitation_version');
    },
  };
}

function signInWriters(db: Connection): Writers<SignInChanges> {
  const addPasskey = db.prepare<StaffPasskeyRow>(
    `INSERT INTO staff_passkeys
       (credential_id, staff_id, public_key, counter, transports_json, is_backed_up, created_at_ms, last_used_at_ms)
     VALUES
       (@credential_id, @staff_id, @public_key, @counter, @transports_json, @is_backed_up, @created_at_ms, @last_used_at_ms)`,
  );
  const usePasskey = db.prepare<StaffPasskeyRow & { from_counter: number }>(
    `UPDATE staff_passkeys SET counter = @counter, is_backed_up = @is_backed_up, last_used_at_ms = @last_used_at_ms
     WHERE credential_id = @credential_id AND staff_id = @staff_id AND counter = @from_counter`,
  );
  const removePasskeys = db.prepare<[string]>('DELETE FROM staff_passkeys WHERE staff_id = ?');
  const insertSignIn = db.prepare<StaffSignInRow>(
    `INSERT INTO staff_sign_ins (token_hash, staff_id, credential_id, started_at_ms, seen_at_ms)
     VALUES (@token_hash, @staff_id, @credential_id, @started_at_ms, @seen_at_ms)`,
  );
  const forgetSignIns = db.prepare<[string, number, number]>(
    'DELETE FROM staff_sign_ins WHERE staff_id = ? AND (seen_at_ms <= ? OR started_at_ms <= ?)',
  );
  const see = db.prepare<[number, string]>('UPDATE staff_sign_ins SET seen_at_ms = max(seen_at_ms, ?) WHERE token_hash = ?');
  const endOne = db.prepare<[string, string]>('DELETE FROM staff_sign_ins WHERE staff_id = ? AND token_hash = ?');
  const endAll = db.prepare<[string]>('DELETE FROM staff_sign_ins WHERE staff_id = ?');
  const spend = db.prepare<[string, number]>('INSERT INTO spent_challenges (challenge_id, until_ms) VALUES (?, ?)');
  const forgetSpent = db.prepare<[number]>('DELETE FROM spent_challenges WHERE until_ms <= ?');
  return {
    'staff-passkey-added': ({ passkey }) => {
      addPasskey.run(staffPasskeyToRow(passkey));
      return null;
    },
    'staff-passkey-used': ({ passkey, fromCounter }) =>
      refusedUnlessOne(usePasskey.run({ ...staffPasskeyToRow(passkey), from_counter: fromCounter }), 'staff_passkey'),
    'staff-passkeys-removed': ({ staffId }) => {
      removePasskeys.run(staffId);
      return null;
    },
    'staff-signed-in': ({ signIn }) => {
      const { staffId, startedAtMs } = signIn;
      forgetSignIns.run(staffId, startedAtMs - STAFF_LIMITS.idleMs, startedAtMs - STAFF_LIMITS.signInMostMs);
      insertSignIn.run(staffSignInToRow(signIn));
      return null;
    },
    'staff-seen': ({ tokenHash, atMs }) => {
      see.run(atMs, tokenHash);
      return null;
    },
    'staff-signed-out': ({ staffId, tokenHash }) => {
      if (tokenHash === null) endAll.run(staffId);
      else endOne.run(staffId, tokenHash);
      return null;
    },
    'passkey-challenge-spent': ({ spent }) => {
      // What had expired before this one was drawn.
      forgetSpent.run(spent.untilMs - CHALLENGE_LIFE_MS);
      spend.run(spent.challengeId, spent.untilMs);
      return null;
    },
  };
}

function ownPasskeyWriters(db: Connection): Writers<OwnPasskeyChanges> {
  const name = db.prepare<[string | null, string, string]>(
    'UPDATE staff_passkeys SET name = ? WHERE credential_id = ? AND staff_id = ?',
  );
  const remove = db.prepare<[string, string]>('DELETE FROM staff_passkeys WHERE credential_id = ? AND staff_id = ?');
  const endOf = db.prepare<[string, string]>('DELETE FROM staff_sign_ins WHERE credential_id = ? AND staff_id = ?');
  const writeLink = db.prepare<StaffLinkRow>(
    `INSERT INTO staff_links (staff_id, token_hash, created_at_ms, until_ms, does_replace, used_at_ms)
     VALUES (@staff_id, @token_hash, @created_at_ms, @until_ms, @does_replace, @used_at_ms)
     ON CONFLICT (staff_id) DO UPDATE SET token_hash = excluded.token_hash, created_at_ms = excluded.created_at_ms,
       until_ms = excluded.until_ms, does_replace = excluded.does_replace, used_at_ms = excluded.used_at_ms`,
  );
  const useLink = db.prepare<[number, string]>(
    'UPDATE staff_links SET used_at_ms = ? WHERE token_hash = ? AND used_at_ms IS NULL',
  );
  return {
    'staff-passkey-named': ({ credentialId, staffId, name: called }) =>
      refusedUnlessOne(name.run(called, credentialId, staffId), 'staff_passkey'),
    'staff-passkey-removed': ({ credentialId, staffId }) => {
      endOf.run(credentialId, staffId);
      return refusedUnlessOne(remove.run(credentialId, staffId), 'staff_passkey');
    },
    'staff-link-written': ({ link }) => {
      writeLink.run(staffLinkToRow(link));
      return null;
    },
    'staff-link-used': ({ tokenHash, atMs }) => refusedUnlessOne(useLink.run(atMs, tokenHash), 'staff_link'),
  };
}

export function staffWriters(db: Connection): Writers<MemberChanges | OwnPasskeyChanges | SignInChanges> {
  return { ...memberWriters(db), ...ownPasskeyWriters(db), ...signInWriters(db) };
}
