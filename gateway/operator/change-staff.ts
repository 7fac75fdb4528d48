// Change staff: an owner gives a member another role, takes them away, or signs them out everywhere; never the last owner.
import { ok, type Result, refused } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import type { Role } from '../domain/staff/permissions.ts';
import type { Invitation, StaffRecord } from '../domain/staff/staff.ts';
import { decideLeave, decideRole, type StaffActed, type StaffRoll } from '../domain/staff/staff-decide.ts';
import { type ActAnswer, type Acted, runKeyedAct } from '../journey/keyed-act.ts';
import { readOpenInvitations, readStaffRoll } from '../storage/queries/staff.ts';
import { auditedAct, type OperatorRequest } from './operator-act.ts';
import type { StaffContext } from './staff-context.ts';

type StaffRequest = OperatorRequest & { readonly staffId: string };
type StaffAct<R extends StaffRequest = StaffRequest> = (request: R) => Promise<Result<ActAnswer, Rejection>>;

export type ChangeStaff = {
  readonly setRole: StaffAct<StaffRequest & { readonly role: Role }>;
  readonly leave: StaffAct;
  readonly signOutEverywhere: StaffAct;
};

/** What the list and the answers say of a member. */
export function describeStaff({ staffId, name, role, state, joinedAtMs, leftAtMs }: StaffRecord) {
  return { staffId, name, role, state, joinedAtMs, leftAtMs };
}

/** All members, and the invitations that nobody has used yet. */
type House = { readonly roll: StaffRoll; readonly open: readonly Invitation[] };

export function createChangeStaff(context: StaffContext): ChangeStaff {
  function change(
    request: StaffRequest,
    what: string,
    facts: { readonly [name: string]: string },
    decide: (house: House, atMs: number) => Result<StaffActed, Rejection>,
  ): Promise<Result<ActAnswer, Rejection>> {
    const { operator, staffId: subjectId } = request;
    const { books, clock } = context;
    return runKeyedAct<House>(context, request, {
      load: async () => {
        const roll = await readStaffRoll(books, operator.tenantId);
        return ok({ roll, open: await readOpenInvitations(books, operator.tenantId, clock.nowMs()) });
      },
      decide: (house, atMs): Result<Acted, Rejection> => {
        const decided = decide(house, atMs);
        if (!decided.ok) return decided;
        const { member, changes } = decided.value;
        const audited = auditedAct(operator, { auditId: context.ids('aud'), what, subjectId, facts, atMs });
        const body = describeStaff(member);
        return ok({ status: 200, body, changes: changes.length === 0 ? [] : [...changes, audited] });
      },
    });
  }

  return {
    setRole: (request) =>
      change(request, 'staff-role-changed', { role: request.role }, ({ roll, open }) =>
        decideRole(roll, open, request.staffId, request.role),
      ),
    leave: (request) =>
      change(request, 'staff-left', {}, ({ roll, open }, atMs) => decideLeave(roll, open, request.staffId, atMs)),
    signOutEverywhere: (request) =>
      change(request, 'staff-signed-out', {}, ({ roll: { members } }) => {
        const { staffId } = request;
        const member = members.find((each) => each.staffId === staffId && each.state === 'active');
        if (!member) return refused({ code: 'staff.unknown' });
        return ok({ member, changes: [{ change: 'staff-signed-out', staffId, tokenHash: null }] });
      }),
  };
}
