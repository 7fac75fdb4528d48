// Staff desk: everything about who works for a tenant - the first start, invitations, sign-ins, changes, and the lists.
import { mayRole, OPERATOR_ACTS, type OperatorAct, ROLES, type Role } from '../domain/staff/permissions.ts';
import { STAFF_LIMITS } from '../domain/staff/staff.ts';
import type { Operator } from '../ports/identity.ts';
import { countSignIns, readMember, readOpenInvitations, readStaffRoll, readTenantName } from '../storage/queries/staff.ts';
import { type AcceptInvitation, createAcceptInvitation } from './accept-invitation.ts';
import { type ChangeStaff, createChangeStaff, describeStaff } from './change-staff.ts';
import { createInviteStaff, describeInvitation, type InviteStaff } from './invite-staff.ts';
import { createOwnPasskeys, type OwnPasskeys } from './own-passkeys.ts';
import { createSetUpOperator, type SetUpOperator } from './set-up-operator.ts';
import { createSignInStaff, type SignInStaff } from './sign-in-staff.ts';
import type { StaffContext } from './staff-context.ts';
import { createStaffLinks, type StaffLinks } from './staff-link.ts';

export type StaffMemberView = ReturnType<typeof describeStaff> & {
  /** Browsers in which they are signed in now. */
  readonly signIns: number;
  readonly seenAtMs: number | null;
};
export type InvitationListed = ReturnType<typeof describeInvitation>;
export type StaffList = { readonly members: readonly StaffMemberView[]; readonly invitations: readonly InvitationListed[] };

/** Whoever asks; a host app's token has no name here. */
export type OperatorSelf = Operator & {
  readonly name: string | null;
  readonly tenantName: string | null;
  readonly role: Role;
  readonly may: readonly OperatorAct[];
};

export type StaffDesk = {
  readonly setUp: SetUpOperator;
  readonly invitations: InviteStaff & AcceptInvitation;
  readonly signIns: SignInStaff;
  readonly changes: ChangeStaff;
  readonly own: OwnPasskeys;
  readonly links: StaffLinks;
  /** Those who work there, by role, and invitations that nobody has used yet. */
  list(operator: Operator): Promise<StaffList>;
  self(operator: Operator, role: Role): Promise<OperatorSelf>;
};

const rank = (role: Role): number => ROLES.indexOf(role);

export function createStaffDesk(context: StaffContext): StaffDesk {
  const { books, clock } = context;
  return {
    setUp: createSetUpOperator(context),
    invitations: { ...createInviteStaff(context), ...createAcceptInvitation(context) },
    signIns: createSignInStaff(context),
    changes: createChangeStaff(context),
    own: createOwnPasskeys(context),
    links: createStaffLinks(context),
    async self({ operatorId, tenantId }, role) {
      const member = await readMember(books, operatorId);
      return {
        ...{ operatorId, name: member?.name ?? null, tenantId, tenantName: await readTenantName(books, tenantId) },
        ...{ role, may: OPERATOR_ACTS.filter((act) => mayRole(role, act)) },
      };
    },
    async list({ tenantId }) {
      const { members } = await readStaffRoll(books, tenantId);
      const counts = await countSignIns(books, tenantId, clock.nowMs() - STAFF_LIMITS.idleMs);
      const invitations = await readOpenInvitations(books, tenantId, clock.nowMs());
      const active = members.filter(({ state }) => state === 'active').sort((a, b) => rank(a.role) - rank(b.role));
      return {
        members: active.map((member) => {
          const count = counts.find(({ staffId }) => staffId === member.staffId);
          return { ...describeStaff(member), signIns: count?.signIns ?? 0, seenAtMs: count?.seenAtMs ?? null };
        }),
        invitations: invitations.map(describeInvitation),
      };
    },
  };
}
