// Door pages: whoever of the staff scans a label of their own tenant comes to what their role may do there, before the guest's offer.

import type { Result } from '#protocol';
import { formatShortCode } from '#qr';
import { isLiveLabel } from '../../domain/label/label-moves.ts';
import type { Rejection } from '../../domain/rejections.ts';
import type { ScanAnswer } from '../../journey/1-resolve-scan.ts';
import { consolePaths, withQuery } from '../../web/console/console-paths.ts';
import { unnamedLabel } from '../../web/operator/attach-texts.ts';
import { type DoorsPageInput, doorsPage } from '../../web/operator/doors-page.tsx';
import { paths } from '../../web/paths.ts';
import type { App, Asking, RouteDeps } from '../context.ts';
import { readerLanguage } from '../problem.ts';
import { readStaff } from '../staff-session.ts';
import { answerPage, answerRefusedPage, frameOf, seeOther } from './page-frame.ts';

const TAG_ID = /^[0-9a-f]{16}$/;
const TICKET = /^[A-Za-z0-9._-]{1,4096}$/;

/** Limits hold for staff as for everybody. */
const isHeldBack = ({ code }: Rejection): boolean => /^(limit|system)\./.test(code);

/**
 * Where a scan leads that one of the staff made, of a label or an object of their own tenant: to its doors, or, while it hangs on
 * nothing yet, to where it is attached. Null for everybody else: they go where the scan itself leads.
 */
export async function doorsOfScan(
  c: Asking,
  deps: RouteDeps,
  code: string,
  scan: Result<ScanAnswer, Rejection>,
): Promise<string | null> {
  if (!scan.ok && isHeldBack(scan.error)) return null;
  const staff = await readStaff(c, deps);
  if (!staff.ok) return null;
  const { tenantId } = staff.value;
  const { findLabel, setUp } = deps.steps.operator;
  const found = await findLabel(tenantId, code);
  const ticket = scan.ok ? scan.value.ticket : null;
  if (found.ok) {
    const { label, object } = found.value;
    return object === null ? paths.attachLabel(label.tagId) : paths.doors(object.objectId, { tagId: label.tagId, ticket });
  }
  // A display's code, or a label that was taken over: the object says whose it is.
  if (!scan.ok) return null;
  const { objectId } = scan.value.offer;
  const own = await setUp.list.object(tenantId, objectId);
  return own.ok ? paths.doors(objectId, { tagId: null, ticket }) : null;
}

async function readLabel(c: Asking, deps: RouteDeps, tenantId: string): Promise<DoorsPageInput['label']> {
  const tagId = c.req.query('label') ?? '';
  const found = TAG_ID.test(tagId) ? await deps.steps.operator.findLabel(tenantId, tagId) : null;
  if (!found?.ok || found.value.object?.objectId !== c.req.param('object')) return null;
  const { label } = found.value;
  const name = label.shortCode === null ? unnamedLabel(readerLanguage(c), tagId) : formatShortCode(label.shortCode);
  return { tagId, name, isLive: isLiveLabel(label) };
}

export function addDoorPages(app: App, deps: RouteDeps): void {
  app.get('/doors/:object', async (c) => {
    c.header('Referrer-Policy', 'same-origin');
    const path = withQuery(c.req.path, { ...c.req.query(), lang: null });
    const staff = await readStaff(c, deps);
    if (!staff.ok) return seeOther(c, withQuery(consolePaths.signIn, { return: path }));
    const { operatorId, tenantId, role } = staff.value;
    const doors = await deps.steps.operator.setUp.readDoors(tenantId, c.req.param('object'));
    if (!doors.ok) return answerRefusedPage(c, deps, doors.error, { path });
    const { name } = await deps.steps.operator.staff.self(staff.value, role);
    const ticket = c.req.query('ticket') ?? '';
    const html = doorsPage({
      ...frameOf(c, deps, path),
      staff: { name: name ?? operatorId, role },
      doors: doors.value,
      label: await readLabel(c, deps, tenantId),
      ticket: TICKET.test(ticket) ? ticket : null,
    });
    return answerPage(c, html);
  });
}
