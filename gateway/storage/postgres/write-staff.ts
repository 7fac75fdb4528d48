// Writes of staff: the first start, members, their passkeys, sign-ins and invitations, and challenges that were answered.
import { CHALLENGE_LIFE_MS } from '../../domain/passkey/passkey.ts';
import { STAFF_LIMITS } from '../../domain/staff/staff.ts';
import {
  type InvitationRow,
  invitationToRow,
  type StaffLinkRow,
  type StaffPasskeyRow,
  type StaffRow,
  staffLinkToRow,
  staffPasskeyToRow,
  staffSignInToRow,
  staffToRow,
} from '../rows/staff-row.ts';
import { insertInto, sql } from './statement.ts';
import { compareAndSet, type Writers } from './writers.ts';

type StaffChanges =
  | ('tenant-set-up' | 'staff-counted' | 'staff-changed' | 'invitation-changed')
  | ('staff-passkey-named' | 'staff-passkey-removed' | 'staff-link-written' | 'staff-link-used')
  | ('staff-passkey-added' | 'staff-passkey-used' | 'staff-passkeys-removed')
  | ('staff-signed-in' | 'staff-seen' | 'staff-signed-out' | 'passkey-challenge-spent');

const count = compareAndSet<{ tenant_id: string; from_version: number }>(
  'staff_version',
  'UPDATE tenants SET staff_version = staff_version + 1 WHERE tenant_id = @tenant_id AND staff_version = @from_version',
);
const keepTenant = sql<{ tenant_id: string }>('INSERT INTO tenants (tenant_id) VALUES (@tenant_id) ON CONFLICT DO NOTHING');
const changeMember = compareAndSet<StaffRow>(
  'staff_version',
  `UPDATE staff_members SET name = @name, role = @role, state = @state, left_at_ms = @left_at_ms::bigint, version = @version
   WHERE staff_id = @staff_id AND version + 1 = @version AND state = 'active'`,
);
const changeInvitation = compareAndSet<InvitationRow>(
  'invitation_version',
  `UPDATE staff_invitations SET state = @state, staff_id = @staff_id::text, version = @version
   WHERE invitation_id = @invitation_id AND version + 1 = @version AND state = 'open'`,
);
const usePasskey = compareAndSet<StaffPasskeyRow & { readonly from_counter: number }>(
  'staff_passkey',
  `UPDATE staff_passkeys SET counter = @counter, is_backed_up = @is_backed_up, last_used_at_ms = @last_used_at_ms
   WHERE credential_id = @credential_id AND staff_id = @staff_id AND counter = @from_counter`,
);
const namePasskey = compareAndSet<{ credential_id: string; staff_id: string; name: string | null }>(
  'staff_passkey',
  'UPDATE staff_passkeys SET name = @name::text WHERE credential_id = @credential_id AND staff_id = @staff_id',
);
const removePasskey = compareAndSet<{ credential_id: string; staff_id: string }>(
  'staff_passkey',
  'DELETE FROM staff_passkeys WHERE credential_id = @credential_id AND staff_id = @staff_id',
);
const endOf = sql<{ credential_id: string; staff_id: string }>(
  'DELETE FROM staff_sign_ins WHERE credential_id = @credential_id AND staff_id = @staff_id',
);
const writeLink = sql<StaffLinkRow>(
  `INSERT INTO staff_links (staff_id, token_hash, created_at_ms, until_ms, does_replace, used_at_ms)
   VALUES (@staff_id, @token_hash, @created_at_ms, @until_ms, @does_replace, @used_at_ms::bigint)
   ON CONFLICT (staff_id) DO UPDATE SET token_hash = excluded.token_hash, created_at_ms = excluded.created_at_ms,
     until_ms = excluded.until_ms, does_replace = excluded.does_replace, used_at_ms = excluded.used_at_ms`,
);
const useLink = compareAndSet<{ token_hash: string; at_ms: number }>(
  'staff_link',
  'UPDATE staff_links SET used_at_ms = @at_ms::bigint WHERE token_hash = @token_hash AND used_at_ms IS NULL',
);
const removePasskeys = sql<{ staff_id: string }>('DELETE FROM staff_passkeys WHERE staff_id = @staff_id');
const forgetSignIns = sql<{ staff_id: string; idle_ms: number; old_ms: number }>(
  'DELETE FROM staff_sign_ins WHERE staff_id = @staff_id AND (seen_at_ms <= @idle_ms OR started_at_ms <= @old_ms)',
);
const see = sql<{ token_hash: string; at_ms: number }>(
  'UPDATE staff_sign_ins SET seen_at_ms = greatest(seen_at_ms, @at_ms::bigint) WHERE token_hash = @token_hash',
);
const endOne = sql<{ staff_id: string; token_hash: string }>(
  'DELETE FROM staff_sign_ins WHERE staff_id = @staff_id AND token_hash = @token_hash',
);
const endAll = sql<{ staff_id: string }>('DELETE FROM staff_sign_ins WHERE staff_id = @staff_id');
const forgetSpent = sql<{ until_ms: number }>('DELETE FROM spent_challenges WHERE until_ms <= @until_ms');

export const staffWriters: Writers<StaffChanges> = {
  'tenant-set-up': ({ tenantId, name, atMs }) => [
    insertInto('tenants', { tenant_id: tenantId, name }),
    insertInto('set_ups', { set_up_no: 1, tenant_id: tenantId, at_ms: atMs }),
  ],
  'staff-counted': ({ tenantId, fromVersion }) => [count({ tenant_id: tenantId, from_version: fromVersion })],
  'staff-changed': ({ staff }) => {
    const row = staffToRow(staff);
    return [staff.version === 1 ? insertInto('staff_members', row) : changeMember(row)];
  },
  'invitation-changed': ({ invitation }) => {
    const row = invitationToRow(invitation);
    if (invitation.version > 1) return [changeInvitation(row)];
    return [keepTenant({ tenant_id: invitation.tenantId }), insertInto('staff_invitations', row)];
  },
  'staff-passkey-added': ({ passkey }) => [insertInto('staff_passkeys', staffPasskeyToRow(passkey))],
  'staff-passkey-used': ({ passkey, fromCounter }) => [usePasskey({ ...staffPasskeyToRow(passkey), from_counter: fromCounter })],
  'staff-passkeys-removed': ({ staffId }) => [removePasskeys({ staff_id: staffId })],
  'staff-passkey-named': ({ credentialId, staffId, name }) => [
    namePasskey({ credential_id: credentialId, staff_id: staffId, name }),
  ],
  'staff-passkey-removed': ({ credentialId, staffId }) => [
    endOf({ credential_id: credentialId, staff_id: staffId }),
    removePasskey({ credential_id: credentialId, staff_id: staffId }),
  ],
  'staff-link-written': ({ link }) => [writeLink(staffLinkToRow(link))],
  'staff-link-used': ({ tokenHash, atMs }) => [useLink({ token_hash: tokenHash, at_ms: atMs })],
  'staff-signed-in': ({ signIn }) => {
    const { staffId, startedAtMs } = signIn;
    const over = { idle_ms: startedAtMs - STAFF_LIMITS.idleMs, old_ms: startedAtMs - STAFF_LIMITS.signInMostMs };
    return [forgetSignIns({ staff_id: staffId, ...over }), insertInto('staff_sign_ins', staffSignInToRow(signIn))];
  },
  'staff-seen': ({ tokenHash, atMs }) => [see({ token_hash: tokenHash, at_ms: atMs })],
  'staff-signed-out': ({ staffId, tokenHash }) => [
    tokenHash === null ? endAll({ staff_id: staffId }) : endOne({ staff_id: staffId, token_hash: tokenHash }),
  ],
  // What had expired before this one was drawn.
  'passkey-challenge-spent': ({ spent }) => [
    forgetSpent({ until_ms: spent.untilMs - CHALLENGE_LIFE_MS }),
    insertInto('spent_challenges', { challenge_id: spent.challengeId, until_ms: spent.untilMs }),
  ],
};
