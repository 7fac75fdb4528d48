// Staff rows: members of the staff, their passkeys, sign-ins and invitations, as columns, both ways.
import type { PasskeyRecord } from '../../domain/passkey/passkey.ts';
import type { Invitation, StaffLink, StaffRecord, StaffSignIn } from '../../domain/staff/staff.ts';
import type { StaffPasskey } from '../../domain/staff/staff-passkeys.ts';
import { type Flag, flagToColumn, jsonFromColumn, jsonToColumn } from './values.ts';

export type StaffRow = {
  readonly staff_id: string;
  readonly tenant_id: string;
  readonly name: string;
  readonly role: StaffRecord['role'];
  readonly state: StaffRecord['state'];
  readonly joined_at_ms: number;
  readonly left_at_ms: number | null;
  readonly version: number;
};

export function staffToRow(staff: StaffRecord): StaffRow {
  return {
    staff_id: staff.staffId,
    tenant_id: staff.tenantId,
    name: staff.name,
    role: staff.role,
    state: staff.state,
    joined_at_ms: staff.joinedAtMs,
    left_at_ms: staff.leftAtMs,
    version: staff.version,
  };
}

export function staffFromRow(row: StaffRow): StaffRecord {
  return {
    staffId: row.staff_id,
    tenantId: row.tenant_id,
    name: row.name,
    role: row.role,
    state: row.state,
    joinedAtMs: row.joined_at_ms,
    leftAtMs: row.left_at_ms,
    version: row.version,
  };
}

export type StaffPasskeyRow = {
  readonly credential_id: string;
  readonly staff_id: string;
  readonly public_key: string;
  readonly counter: number;
  readonly transports_json: string;
  readonly is_backed_up: Flag;
  readonly created_at_ms: number;
  readonly last_used_at_ms: number;
};

export function staffPasskeyToRow(passkey: PasskeyRecord): StaffPasskeyRow {
  return {
    credential_id: passkey.credentialId,
    staff_id: passkey.ownerId,
    public_key: passkey.publicKey,
    counter: passkey.counter,
    transports_json: jsonToColumn(passkey.transports),
    is_backed_up: flagToColumn(passkey.isBackedUp),
    created_at_ms: passkey.createdAtMs,
    last_used_at_ms: passkey.lastUsedAtMs,
  };
}

export function staffPasskeyFromRow(row: StaffPasskeyRow): PasskeyRecord {
  return {
    credentialId: row.credential_id,
    ownerId: row.staff_id,
    publicKey: row.public_key,
    counter: row.counter,
    transports: jsonFromColumn(row.transports_json),
    isBackedUp: row.is_backed_up === 1,
    createdAtMs: row.created_at_ms,
    lastUsedAtMs: row.last_used_at_ms,
  };
}

/** What it is called comes with the row, and is written by itself. */
export function namedPasskeyFromRow(row: StaffPasskeyRow & { readonly name: string | null }): StaffPasskey {
  return { ...staffPasskeyFromRow(row), name: row.name };
}

export type StaffLinkRow = {
  readonly staff_id: string;
  readonly token_hash: string;
  readonly created_at_ms: number;
  readonly until_ms: number;
  readonly does_replace: Flag;
  readonly used_at_ms: number | null;
};

export function staffLinkToRow(link: StaffLink): StaffLinkRow {
  return {
    staff_id: link.staffId,
    token_hash: link.tokenHash,
    created_at_ms: link.createdAtMs,
    until_ms: link.untilMs,
    does_replace: flagToColumn(link.doesReplace),
    used_at_ms: link.usedAtMs,
  };
}

export function staffLinkFromRow(row: StaffLinkRow): StaffLink {
  return {
    staffId: row.staff_id,
    tokenHash: row.token_hash,
    createdAtMs: row.created_at_ms,
    untilMs: row.until_ms,
    doesReplace: row.does_replace === 1,
    usedAtMs: row.used_at_ms,
  };
}

export type StaffSignInRow = {
  readonly token_hash: string;
  readonly staff_id: string;
  readonly credential_id: string;
  readonly started_at_ms: number;
  readonly seen_at_ms: number;
};

export function staffSignInToRow(signIn: StaffSignIn): StaffSignInRow {
  return {
    token_hash: signIn.tokenHash,
    staff_id: signIn.staffId,
    credential_id: signIn.credentialId,
    started_at_ms: signIn.startedAtMs,
    seen_at_ms: signIn.seenAtMs,
  };
}

export function staffSignInFromRow(row: StaffSignInRow): StaffSignIn {
  return {
    tokenHash: row.token_hash,
    staffId: row.staff_id,
    credentialId: row.credential_id,
    startedAtMs: row.started_at_ms,
    seenAtMs: row.seen_at_ms,
  };
}

export type InvitationRow = {
  readonly invitation_id: string;
  readonly tenant_id: string;
  readonly token_hash: string;
  readonly name: string;
  readonly role: Invitation['role'];
  readonly invited_by: string;
  readonly created_at_ms: number;
  readonly until_ms: number;
  readonly state: Invitation['state'];
  readonly staff_id: string | null;
  readonly version: number;
};

export function invitationToRow(invitation: Invitation): InvitationRow {
  return {
    invitation_id: invitation.invitationId,
    tenant_id: invitation.tenantId,
    token_hash: invitation.tokenHash,
    name: invitation.name,
    role: invitation.role,
    invited_by: invitation.invitedBy,
    created_at_ms: invitation.createdAtMs,
    until_ms: invitation.untilMs,
    state: invitation.state,
    staff_id: invitation.staffId,
    version: invitation.version,
  };
}

export function invitationFromRow(row: InvitationRow): Invitation {
  return {
    invitationId: row.invitation_id,
    tenantId: row.tenant_id,
    tokenHash: row.token_hash,
    name: row.name,
    role: row.role,
    invitedBy: row.invited_by,
    createdAtMs: row.created_at_ms,
    untilMs: row.until_ms,
    state: row.state,
    staffId: row.staff_id,
    version: row.version,
  };
}
