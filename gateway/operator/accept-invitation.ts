// Accept invitation: whoever holds the link joins the staff with the passkey of their device, once.
import { ok, type Result, refused, sha256 } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import { type Invitation, staffTokenOf } from '../domain/staff/staff.ts';
import { decideAccept, invitationRefusal, isInviterStillTrusted } from '../domain/staff/staff-decide.ts';
import { readInvitationByToken, readMember, readStaffPasskey, readTenantName } from '../storage/queries/staff.ts';
import { auditedTouch, type StaffContext, unspent, type VerifiedPasskey } from './staff-context.ts';

export type InvitationView = Pick<Invitation, 'name' | 'role' | 'untilMs'> & {
  /** Who invites; null where the tenant never said its name. */
  readonly tenantName: string | null;
};

export type AcceptInvitation = {
  /** What its page shows, or why it lets nobody in. */
  look(token: string): Promise<Result<InvitationView, Rejection>>;
  drawMember(): string;
  /** @returns the new member's staff token: they are signed in. */
  accept(request: VerifiedPasskey & { readonly token: string }): Promise<Result<string, Rejection>>;
};

export function createAcceptInvitation(context: StaffContext): AcceptInvitation {
  const { books, clock, ids, randomBytes } = context;

  async function find(token: string): Promise<Result<Invitation, Rejection>> {
    const invitation = await readInvitationByToken(books, sha256(token));
    if (invitation === null) return refused({ code: 'invitation.unknown' });
    const isTrusted = isInviterStillTrusted(await readMember(books, invitation.invitedBy));
    return isTrusted ? ok(invitation) : refused({ code: 'invitation.revoked' });
  }

  return {
    drawMember: () => ids('stf'),
    async look(token) {
      const found = await find(token);
      if (!found.ok) return found;
      const refusal = invitationRefusal(found.value, clock.nowMs());
      if (refusal) return refused(refusal);
      const { name, role, untilMs, tenantId } = found.value;
      return ok({ name, role, untilMs, tenantName: await readTenantName(books, tenantId) });
    },
    async accept({ token, passkey, spent }) {
      const staffToken = staffTokenOf(randomBytes(32));
      const done = await context.runner.run<Invitation, null>({
        load: async () => {
          // A second touch of the same page finds its invitation used, which says more than that its answer is.
          const found = await find(token);
          if (!found.ok || found.value.state !== 'open') return found;
          const fresh = await unspent(context, spent);
          if (!fresh.ok) return fresh;
          // Devices draw a new name for each passkey: whoever sends one that is known made it up.
          const known = await readStaffPasskey(books, passkey.credentialId);
          return known ? refused({ code: 'passkey.refused' }) : found;
        },
        decide: (invitation) => {
          const changes = decideAccept(invitation, { passkey, spent, tokenHash: sha256(staffToken) }, clock.nowMs());
          if (!changes.ok) return changes;
          const { tenantId, invitationId, role } = invitation;
          const by = { staffId: passkey.ownerId, tenantId, what: 'staff-joined' };
          return ok({ changes: [...changes.value, auditedTouch(context, by, { invitationId, role })], value: null });
        },
      });
      return done.ok ? ok(staffToken) : done;
    },
  };
}
