// Admin staff: whoever has the data folder lists everybody who works here, and writes a link for a member who lost every device.
import type { Hono } from 'hono';
import { ID_PATTERN } from '#protocol';
import type { StaffRecord } from '../domain/staff/staff.ts';
import type { StaffLinks } from '../operator/staff-link.ts';
import { consolePaths } from '../web/console/console-paths.ts';
import { refuseOwner } from './owner-words.ts';
import { passkeyOrigin } from './passkeys/passkey-origin.ts';

export type AdminStaff = {
  /** Those who work for any tenant, at most so many. */
  readonly listEverybody: (most: number) => Promise<readonly { readonly member: StaffRecord; readonly passkeys: number }[]>;
  readonly links: StaffLinks;
  /** Where people reach us; asked late, since the port is known only once it is bound. */
  readonly origin: () => string;
};

const LISTED = 1_000;

type Body = { readonly staffId?: unknown; readonly doesReplace?: unknown; readonly operatorId?: unknown };

/** Nobody is asked who they are: whoever may open the socket owns the data already. */
export function addAdminStaff(app: Hono, { listEverybody, links, origin }: AdminStaff): void {
  app.get('/staff', async (c) => {
    const staff = await listEverybody(LISTED);
    return c.json({
      members: staff.map(({ member: { staffId, tenantId, name, role }, passkeys }) => ({
        ...{ staffId, tenantId, name, role, passkeys },
      })),
    });
  });
  app.post('/staff/links', async (c) => {
    const { staffId, doesReplace, operatorId } = await c.req.json<Body>();
    const by = typeof operatorId === 'string' && operatorId !== '' ? operatorId : 'owner';
    const isId = typeof staffId === 'string' && ID_PATTERN.test(staffId);
    const next = { 'staff.unknown': "'unlatch staff list' says who works here" };
    if (!isId) return refuseOwner(c, { code: 'staff.unknown' }, next);
    const written = await links.write({ staffId, doesReplace: doesReplace === true, by });
    if (!written.ok) return refuseOwner(c, written.error, next);
    const { token, untilMs, member } = written.value;
    const link = `${passkeyOrigin(origin())}${consolePaths.staffLink(token)}`;
    return c.json({ link, untilMs, name: member.name, role: member.role, tenantId: member.tenantId }, 201);
  });
}
