// Staff decisions: the first owner, invitations, sign-ins, roles and leaving; a tenant never loses its last owner.
import { assert, ok, type Result, refused } from '#protocol';
import type { Change } from '../changes.ts';
import type { PasskeyRecord, SpentChallenge } from '../passkey/passkey.ts';
import type { Rejection } from '../rejections.ts';
import { mayRole, type Role } from './permissions.ts';
import { type Invitation, STAFF_LIMITS, type StaffRecord, type StaffSignIn } from './staff.ts';

/** Everybody of a tenant, and the count that serializes what is decided by them. */
export type StaffRoll = { readonly tenantId: string; readonly members: readonly StaffRecord[]; readonly version: number };

type Decided = Result<readonly Change[], Rejection>;

/** A device's answer as it was verified, and the sign-in that begins with it. */
export type Touch = { readonly passkey: PasskeyRecord; readonly spent: SpentChallenge; readonly tokenHash: string };

export const counted = ({ tenantId, version }: StaffRoll): Change => ({
  change: 'staff-counted',
  tenantId,
  fromVersion: version,
});

/** The sign-in comes first. */
export function signIn({ passkey, tokenHash, spent }: Touch, nowMs: number): readonly Change[] {
  const started: StaffSignIn = {
    ...{ tokenHash, staffId: passkey.ownerId, credentialId: passkey.credentialId },
    ...{ startedAtMs: nowMs, seenAtMs: nowMs },
  };
  return [
    { change: 'staff-signed-in', signIn: started },
    { change: 'passkey-challenge-spent', spent },
  ];
}

function join(member: Pick<StaffRecord, 'tenantId' | 'name' | 'role'>, touch: Touch, nowMs: number): readonly Change[] {
  const { passkey } = touch;
  const staff: StaffRecord = {
    ...{ staffId: passkey.ownerId, tenantId: member.tenantId, name: member.name, role: member.role },
    ...{ state: 'active', joinedAtMs: nowMs, leftAtMs: null, version: 1 },
  };
  return [{ change: 'staff-changed', staff }, { change: 'staff-passkey-added', passkey }, ...signIn(touch, nowMs)];
}

/** Once per database: whoever holds the link of the first start becomes the first owner of a tenant that is made with them. */
export function decideSetUp(
  isSetUp: boolean,
  first: Touch & { readonly tenantId: string; readonly tenantName: string; readonly ownerName: string },
  nowMs: number,
): Decided {
  if (isSetUp) return refused({ code: 'set-up.done' });
  const { tenantId, tenantName: name, ownerName } = first;
  return ok([
    { change: 'tenant-set-up', tenantId, name, atMs: nowMs },
    ...join({ tenantId, name: ownerName, role: 'owner' }, first, nowMs),
  ]);
}

/** Why an invitation lets nobody in; null: it does. */
export function invitationRefusal(invitation: Invitation, nowMs: number): Rejection | null {
  if (invitation.state === 'accepted') return { code: 'invitation.used' };
  if (invitation.state === 'revoked') return { code: 'invitation.revoked' };
  return nowMs < invitation.untilMs ? null : { code: 'invitation.expired' };
}

export function decideInvite(
  openInvitations: number,
  invitation: Omit<Invitation, 'createdAtMs' | 'untilMs' | 'state' | 'staffId' | 'version'>,
  nowMs: number,
): Result<Invitation, Rejection> {
  const most = STAFF_LIMITS.openInvitations;
  if (openInvitations >= most) return refused({ code: 'invitation.too-many', most });
  const untilMs = nowMs + STAFF_LIMITS.invitationLifeMs;
  return ok({ ...invitation, createdAtMs: nowMs, untilMs, state: 'open', staffId: null, version: 1 });
}

export function decideAccept(invitation: Invitation, touch: Touch, nowMs: number): Decided {
  const refusal = invitationRefusal(invitation, nowMs);
  if (refusal) return refused(refusal);
  const { ownerId: staffId } = touch.passkey;
  const accepted: Invitation = { ...invitation, state: 'accepted', staffId, version: invitation.version + 1 };
  return ok([{ change: 'invitation-changed', invitation: accepted }, ...join(invitation, touch, nowMs)]);
}

/** One that is over already stays as it is. */
export function decideRevoke(invitation: Invitation, nowMs: number): Decided {
  const refusal = invitationRefusal(invitation, nowMs);
  if (refusal?.code === 'invitation.revoked') return ok([]);
  if (refusal) return refused(refusal);
  const revoked: Invitation = { ...invitation, state: 'revoked', version: invitation.version + 1 };
  return ok([{ change: 'invitation-changed', invitation: revoked }]);
}

/** @param stored the passkey as it is now: a number that was there before comes from a copy (WebAuthn §6.1.1). */
export function decideStaffSignIn(member: StaffRecord, stored: PasskeyRecord | null, touch: Touch, nowMs: number): Decided {
  const { passkey } = touch;
  if (member.state === 'left' || stored === null) return refused({ code: 'passkey.unknown' });
  const doesCount = stored.counter > 0 || passkey.counter > 0;
  if (doesCount && passkey.counter <= stored.counter) return refused({ code: 'passkey.refused' });
  return ok([{ change: 'staff-passkey-used', passkey, fromCounter: stored.counter }, ...signIn(touch, nowMs)]);
}

/** The member as they are to become, unless nobody would be left who may decide on staff. */
function changed(roll: StaffRoll, staffId: string, change: (member: StaffRecord) => StaffRecord): Result<StaffRecord, Rejection> {
  const member = roll.members.find((each) => each.staffId === staffId && each.state === 'active');
  if (!member) return refused({ code: 'staff.unknown' });
  const next = { ...change(member), version: member.version + 1 };
  const isOwner = (each: StaffRecord): boolean => each.role === 'owner' && each.state === 'active';
  const hasOwner = roll.members.some((each) => isOwner(each.staffId === staffId ? next : each));
  return hasOwner || !isOwner(member) ? ok(next) : refused({ code: 'staff.last-owner' });
}

/** What somebody wrote while they might invite lets nobody in when they may not any more: they could come back by it. */
function takenBack(open: readonly Invitation[], staffId: string): readonly Change[] {
  const theirs = open.filter(({ invitedBy, state }) => invitedBy === staffId && state === 'open');
  return theirs.map((invitation) => ({
    change: 'invitation-changed',
    invitation: { ...invitation, state: 'revoked', version: invitation.version + 1 },
  }));
}

/** @param inviter null: no member, but whoever a host app vouched for. */
export function isInviterStillTrusted(inviter: StaffRecord | null): boolean {
  return inviter === null || (inviter.state === 'active' && mayRole(inviter.role, 'staff.change'));
}

/** @param open the tenant's open invitations */
export function decideRole(
  roll: StaffRoll,
  open: readonly Invitation[],
  staffId: string,
  role: Role,
): Result<StaffActed, Rejection> {
  const member = changed(roll, staffId, (each) => ({ ...each, role }));
  if (!member.ok) return member;
  const before = roll.members.find((each) => each.staffId === staffId);
  assert(before !== undefined, 'who is changed was found');
  if (before.role === role) return ok({ member: before, changes: [] });
  const lost = mayRole(role, 'staff.change') ? [] : takenBack(open, staffId);
  return ok({ member: member.value, changes: [counted(roll), { change: 'staff-changed', staff: member.value }, ...lost] });
}

/** The member as they are now, and what makes it so; no changes where it was so already. */
export type StaffActed = { readonly member: StaffRecord; readonly changes: readonly Change[] };

/** Whoever leaves is signed out everywhere, and neither their passkeys nor their invitations open anything any more. */
export function decideLeave(
  roll: StaffRoll,
  open: readonly Invitation[],
  staffId: string,
  nowMs: number,
): Result<StaffActed, Rejection> {
  const member = changed(roll, staffId, (each) => ({ ...each, state: 'left', leftAtMs: nowMs }));
  if (!member.ok) return member;
  const changes: readonly Change[] = [
    counted(roll),
    { change: 'staff-changed', staff: member.value },
    { change: 'staff-signed-out', staffId, tokenHash: null },
    { change: 'staff-passkeys-removed', staffId },
    ...takenBack(open, staffId),
  ];
  return ok({ member: member.value, changes });
}
