// Queries on staff: who works for a tenant, with which passkey and sign-in, who is invited, and whether there was a first start.
import type { PasskeyRecord } from '../../domain/passkey/passkey.ts';
import type { Invitation, StaffLink, StaffRecord, StaffSignIn } from '../../domain/staff/staff.ts';
import type { StaffRoll } from '../../domain/staff/staff-decide.ts';
import type { StaffPasskey } from '../../domain/staff/staff-passkeys.ts';
import type { BooksQuery } from '../../ports/store.ts';
import {
  type InvitationRow,
  invitationFromRow,
  namedPasskeyFromRow,
  type StaffLinkRow,
  type StaffPasskeyRow,
  type StaffRow,
  type StaffSignInRow,
  staffFromRow,
  staffLinkFromRow,
  staffPasskeyFromRow,
  staffSignInFromRow,
} from '../rows/staff-row.ts';

const MEMBER = 'SELECT * FROM staff_members WHERE staff_id = ?';
const MEMBERS = 'SELECT * FROM staff_members WHERE tenant_id = ? ORDER BY joined_at_ms, staff_id';
const COUNT = 'SELECT staff_version AS version FROM tenants WHERE tenant_id = ?';
const PASSKEY = 'SELECT * FROM staff_passkeys WHERE credential_id = ?';
const PASSKEYS = 'SELECT * FROM staff_passkeys WHERE staff_id = ? ORDER BY created_at_ms, credential_id';
const LINK = 'SELECT * FROM staff_links WHERE token_hash = ?';
const EVERYBODY = `
  SELECT staff_members.*, (SELECT count(*) FROM staff_passkeys WHERE staff_passkeys.staff_id = staff_members.staff_id) AS passkeys
  FROM staff_members WHERE state = 'active' ORDER BY tenant_id, joined_at_ms, staff_id LIMIT ?`;
const SIGN_IN = 'SELECT * FROM staff_sign_ins WHERE token_hash = ?';
const OPEN_INVITATIONS = `
  SELECT * FROM staff_invitations WHERE tenant_id = ? AND state = 'open' AND until_ms > ? ORDER BY created_at_ms, invitation_id`;
const BY_ID = 'SELECT * FROM staff_invitations WHERE invitation_id = ? AND tenant_id = ?';
const BY_TOKEN = 'SELECT * FROM staff_invitations WHERE token_hash = ?';
const SET_UP = 'SELECT 1 AS found FROM set_ups UNION ALL SELECT 1 FROM tenants LIMIT 1';
const TENANT_NAME = 'SELECT name FROM tenants WHERE tenant_id = ?';
const SIGN_IN_COUNTS = `
  SELECT staff_id, count(*) AS sign_ins, max(seen_at_ms) AS seen_at_ms FROM staff_sign_ins
  JOIN staff_members USING (staff_id) WHERE tenant_id = ? AND seen_at_ms > ? GROUP BY staff_id`;

export async function readMember(books: BooksQuery, staffId: string): Promise<StaffRecord | null> {
  const [row] = await books<StaffRow>(MEMBER, [staffId]);
  return row ? staffFromRow(row) : null;
}

/** The count first: what is decided by an older list of members is refused by it. */
export async function readStaffRoll(books: BooksQuery, tenantId: string): Promise<StaffRoll> {
  const [count] = await books<{ readonly version: number }>(COUNT, [tenantId]);
  const rows = await books<StaffRow>(MEMBERS, [tenantId]);
  return { tenantId, members: rows.map(staffFromRow), version: Number(count?.version ?? 0) };
}

export async function readStaffPasskey(books: BooksQuery, credentialId: string): Promise<PasskeyRecord | null> {
  const [row] = await books<StaffPasskeyRow>(PASSKEY, [credentialId]);
  return row ? staffPasskeyFromRow(row) : null;
}

/** All of one member, the oldest first. */
export async function readStaffPasskeys(books: BooksQuery, staffId: string): Promise<readonly StaffPasskey[]> {
  const rows = await books<StaffPasskeyRow & { readonly name: string | null }>(PASSKEYS, [staffId]);
  return rows.map(namedPasskeyFromRow);
}

export async function readStaffLink(books: BooksQuery, tokenHash: string): Promise<StaffLink | null> {
  const [row] = await books<StaffLinkRow>(LINK, [tokenHash]);
  return row ? staffLinkFromRow(row) : null;
}

/** Those who work for any tenant, with how many passkeys each has: for the owner of the data folder. */
export async function readAllStaff(
  books: BooksQuery,
  limit: number,
): Promise<readonly { readonly member: StaffRecord; readonly passkeys: number }[]> {
  const rows = await books<StaffRow & { readonly passkeys: number }>(EVERYBODY, [limit]);
  return rows.map((row) => ({ member: staffFromRow(row), passkeys: Number(row.passkeys) }));
}

export async function readStaffSignIn(books: BooksQuery, tokenHash: string): Promise<StaffSignIn | null> {
  const [row] = await books<StaffSignInRow>(SIGN_IN, [tokenHash]);
  return row ? staffSignInFromRow(row) : null;
}

export async function readOpenInvitations(books: BooksQuery, tenantId: string, nowMs: number): Promise<readonly Invitation[]> {
  return (await books<InvitationRow>(OPEN_INVITATIONS, [tenantId, nowMs])).map(invitationFromRow);
}

/** Another tenant's is none. */
export async function readInvitation(books: BooksQuery, invitationId: string, tenantId: string): Promise<Invitation | null> {
  const [row] = await books<InvitationRow>(BY_ID, [invitationId, tenantId]);
  return row ? invitationFromRow(row) : null;
}

export async function readInvitationByToken(books: BooksQuery, tokenHash: string): Promise<Invitation | null> {
  const [row] = await books<InvitationRow>(BY_TOKEN, [tokenHash]);
  return row ? invitationFromRow(row) : null;
}

/** There is a tenant, by the first start or otherwise. */
export async function readIsSetUp(books: BooksQuery): Promise<boolean> {
  return (await books(SET_UP)).length > 0;
}

/** Null where it never said one. */
export async function readTenantName(books: BooksQuery, tenantId: string): Promise<string | null> {
  const [row] = await books<{ readonly name: string | null }>(TENANT_NAME, [tenantId]);
  return row?.name ?? null;
}

export type SignInCount = { readonly staffId: string; readonly signIns: number; readonly seenAtMs: number };

/** Of those that were used since. */
export async function countSignIns(books: BooksQuery, tenantId: string, sinceMs: number): Promise<readonly SignInCount[]> {
  const rows = await books<{ readonly staff_id: string; readonly sign_ins: number; readonly seen_at_ms: number }>(
    SIGN_IN_COUNTS,
    [tenantId, sinceMs],
  );
  return rows.map((row) => ({ staffId: row.staff_id, signIns: Number(row.sign_ins), seenAtMs: Number(row.seen_at_ms) }));
}
