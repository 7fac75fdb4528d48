// Staff acts: who works for the tenant, with which role, and who is invited - as routes of the operator API.
import { z } from '@hono/zod-openapi';
import { ID_PATTERN, ok } from '#protocol';
import { OPERATOR_ACTS, ROLES } from '../../domain/staff/permissions.ts';
import { parseStaffName } from '../../domain/staff/staff.ts';
import type { StaffDesk } from '../../operator/staff-desk.ts';
import { consolePaths } from '../../web/console/console-paths.ts';
import type { App, RouteDeps } from '../context.ts';
import { passkeyOrigin } from '../passkeys/passkey-origin.ts';
import { addOperatorRoute } from './operator-route.ts';

const role = z.enum(ROLES);
const idOnly = z.object({ id: z.string().regex(ID_PATTERN) });
const nothing = z.strictObject({});
const moment = z.int().openapi({ description: 'Milliseconds since 1970 (UTC).' });

const name = z
  .string()
  .max(400)
  .transform((text, judged) => {
    const parsed = parseStaffName(text);
    if (parsed !== null) return parsed;
    judged.addIssue({ code: 'custom', message: 'a name of 1 to 80 letters' });
    return z.NEVER;
  })
  .openapi({ type: 'string', description: 'As it is shown to others of the staff.' });

const member = z
  .object({
    staffId: z.string(),
    name: z.string(),
    role,
    state: z.enum(['active', 'left']),
    joinedAtMs: moment,
    leftAtMs: moment.nullable(),
  })
  .openapi('StaffMember');
const listedMember = member
  .extend({
    signIns: z.int().openapi({ description: 'Browsers in which they are signed in.' }),
    seenAtMs: moment.nullable(),
  })
  .openapi('ListedStaffMember');
const invitation = z
  .object({
    invitationId: z.string(),
    name: z.string(),
    role,
    invitedBy: z.string(),
    createdAtMs: moment,
    untilMs: moment,
    state: z.enum(['open', 'accepted', 'revoked']),
  })
  .openapi('Invitation');
const writtenInvitation = invitation
  .extend({ link: z.url().openapi({ description: 'For the one person that it is for; no other answer says it again.' }) })
  .openapi('WrittenInvitation');
const operatorSelf = z
  .object({
    operatorId: z.string(),
    name: z.string().nullable(),
    tenantId: z.string(),
    tenantName: z.string().nullable(),
    role,
    may: z.array(z.enum(OPERATOR_ACTS as readonly [(typeof OPERATOR_ACTS)[number]])),
  })
  .openapi('OperatorSelf');

function addLooks(app: App, deps: RouteDeps, staff: () => StaffDesk): void {
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: '/api/v1/operator/me',
      act: 'self.see',
      summary: 'Who I am',
      description: 'The tenant, the role, and every act that the role may do.',
      answer: { status: 200, description: 'Whoever asks.', schema: operatorSelf },
      refusals: [],
    },
    async ({ operator, role: own }) => ok({ status: 200, body: await staff().self(operator, own) }),
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: '/api/v1/operator/staff',
      act: 'staff.see',
      summary: 'List the staff',
      answer: { status: 200, description: 'Those who work here now.', schema: z.object({ members: z.array(listedMember) }) },
      refusals: [],
    },
    async ({ operator }) => ok({ status: 200, body: { members: (await staff().list(operator)).members } }),
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: '/api/v1/operator/invitations',
      act: 'staff.see',
      summary: 'List open invitations',
      answer: {
        status: 200,
        description: 'Those that may still be used.',
        schema: z.object({ invitations: z.array(invitation) }),
      },
      refusals: [],
    },
    async ({ operator }) => ok({ status: 200, body: { invitations: (await staff().list(operator)).invitations } }),
  );
}

function addInvitations(app: App, deps: RouteDeps, staff: () => StaffDesk): void {
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: '/api/v1/operator/invitations',
      act: 'staff.change',
      summary: 'Invite somebody to the staff',
      description: 'The link lets one person in, once, within seven days; they make their passkey there.',
      body: z.strictObject({ name, role }).openapi('NewInvitation'),
      answer: { status: 201, description: 'Written; only this answer has the link.', schema: writtenInvitation },
      refusals: ['invitation.too-many'],
    },
    async ({ operator, keyed, body }) => {
      const { invitations } = staff();
      const written = await invitations.invite({ ...keyed, operator, ...body });
      if (!written.ok) return written;
      const document = JSON.parse(written.value.body) as { readonly invitationId: string };
      const path = consolePaths.invitation(invitations.tokenOf(document.invitationId));
      const link = `${passkeyOrigin(deps.config.publicOrigin)}${path}`;
      return ok({ status: written.value.status, body: { ...document, link } });
    },
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: '/api/v1/operator/invitations/{id}/revoke',
      act: 'staff.change',
      summary: 'Take an invitation back',
      params: idOnly,
      body: nothing,
      answer: { status: 200, description: 'It lets nobody in any more.', schema: invitation },
      refusals: ['invitation.unknown', 'invitation.used', 'invitation.expired'],
    },
    ({ operator, keyed, params }) => staff().invitations.revoke({ ...keyed, operator, invitationId: params.id }),
  );
}

function addChanges(app: App, deps: RouteDeps, staff: () => StaffDesk): void {
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: '/api/v1/operator/staff/{id}/role',
      act: 'staff.change',
      summary: 'Give a member of the staff another role',
      description: 'It holds from their next request on. The last owner stays one.',
      params: idOnly,
      body: z.strictObject({ role }).openapi('NewRole'),
      answer: { status: 200, description: 'As they are now.', schema: member },
      refusals: ['staff.unknown', 'staff.last-owner'],
    },
    ({ operator, keyed, params, body }) => staff().changes.setRole({ ...keyed, operator, staffId: params.id, ...body }),
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: '/api/v1/operator/staff/{id}/leave',
      act: 'staff.change',
      summary: 'Take a member of the staff away',
      description: 'They are signed out everywhere, and their passkeys open nothing any more. Never the last owner.',
      params: idOnly,
      body: nothing,
      answer: { status: 200, description: 'They have left.', schema: member },
      refusals: ['staff.unknown', 'staff.last-owner'],
    },
    ({ operator, keyed, params }) => staff().changes.leave({ ...keyed, operator, staffId: params.id }),
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: '/api/v1/operator/staff/{id}/sign-out',
      act: 'staff.change',
      summary: 'Sign a member of the staff out everywhere',
      description: 'Their passkey signs them in again.',
      params: idOnly,
      body: nothing,
      answer: { status: 200, description: 'Signed out.', schema: member },
      refusals: ['staff.unknown'],
    },
    ({ operator, keyed, params }) => staff().changes.signOutEverywhere({ ...keyed, operator, staffId: params.id }),
  );
}

export function addStaffActs(app: App, deps: RouteDeps): void {
  const staff = (): StaffDesk => deps.steps.operator.staff;
  addLooks(app, deps, staff);
  addInvitations(app, deps, staff);
  addChanges(app, deps, staff);
}
