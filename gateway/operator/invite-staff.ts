// Invite staff: an owner writes an invitation for one person and one role, and may take it back while nobody has used it.
import { ok, type Result, refused, sha256 } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import type { Role } from '../domain/staff/permissions.ts';
import type { Invitation } from '../domain/staff/staff.ts';
import { decideInvite, decideRevoke } from '../domain/staff/staff-decide.ts';
import { type ActAnswer, runKeyedAct } from '../journey/keyed-act.ts';
import { readInvitation, readOpenInvitations } from '../storage/queries/staff.ts';
import { auditedAct, type OperatorRequest } from './operator-act.ts';
import type { StaffContext } from './staff-context.ts';

export type InviteStaff = {
  /** The answer says which invitation it is; `tokenOf` gives the one time that its link is shown. */
  invite(request: OperatorRequest & { readonly name: string; readonly role: Role }): Promise<Result<ActAnswer, Rejection>>;
  /** Made anew from its id: the same request is answered with the same link, and only its hash is stored. */
  tokenOf(invitationId: string): string;
  revoke(request: OperatorRequest & { readonly invitationId: string }): Promise<Result<ActAnswer, Rejection>>;
};

/** What the list and the answers say of an invitation. */
export function describeInvitation({ invitationId, name, role, invitedBy, createdAtMs, untilMs, state }: Invitation) {
  return { invitationId, name, role, invitedBy, createdAtMs, untilMs, state };
}

export function createInviteStaff(context: StaffContext): InviteStaff {
  const { books, clock, ids, mac } = context;
  const tokenOf = (invitationId: string): string => mac(`invitation ${invitationId}`);

  return {
    tokenOf,
    invite(request) {
      const { operator, name, role } = request;
      return runKeyedAct<number>(context, request, {
        load: async () => ok((await readOpenInvitations(books, operator.tenantId, clock.nowMs())).length),
        decide: (open, atMs) => {
          const invitationId = ids('inv');
          const { tenantId, operatorId: invitedBy } = operator;
          const drawn = { invitationId, tenantId, name, role, invitedBy, tokenHash: sha256(tokenOf(invitationId)) };
          const invitation = decideInvite(open, drawn, atMs);
          if (!invitation.ok) return invitation;
          const audited = auditedAct(operator, {
            ...{ auditId: ids('aud'), what: 'staff-invited', subjectId: invitationId, facts: { name, role }, atMs },
          });
          return ok({
            status: 201,
            body: describeInvitation(invitation.value),
            changes: [{ change: 'invitation-changed', invitation: invitation.value }, audited],
          });
        },
      });
    },
    revoke(request) {
      const { operator, invitationId } = request;
      return runKeyedAct<Invitation>(context, request, {
        load: async () => {
          const invitation = await readInvitation(books, invitationId, operator.tenantId);
          return invitation ? ok(invitation) : refused({ code: 'invitation.unknown' });
        },
        decide: (invitation, atMs) => {
          const changes = decideRevoke(invitation, atMs);
          if (!changes.ok) return changes;
          const { name, role } = invitation;
          const audited = auditedAct(operator, {
            ...{ auditId: ids('aud'), what: 'invitation-revoked', subjectId: invitationId, facts: { name, role }, atMs },
          });
          const body = { ...describeInvitation(invitation), state: 'revoked' };
          return ok({ status: 200, body, changes: changes.value.length === 0 ? [] : [...changes.value, audited] });
        },
      });
    },
  };
}
