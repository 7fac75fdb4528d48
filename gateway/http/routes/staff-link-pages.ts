// Staff link pages: the way back in for a member who lost every device, by the link that was written on the gateway's machine.
import { ok, type Result, refused } from '#protocol';
import type { Rejection } from '../../domain/rejections.ts';
import { consolePaths } from '../../web/console/console-paths.ts';
import { staffLinkOverPage, staffLinkPage } from '../../web/console/staff-link-page.tsx';
import { plainName } from '../../web/plain-name.ts';
import type { App, Asking, RouteDeps } from '../context.ts';
import { answerOptions, leadToPasskeyOrigin, readPasskeyAnswer } from '../passkeys/answer-options.ts';
import { passkeyDevice } from '../passkeys/passkey-device.ts';
import { answerProblem } from '../problem.ts';
import { putStaffCookie } from '../staff-session.ts';
import { answerPage, frameOf, seeOther } from './page-frame.ts';
import { readOwnForm, statusFor } from './staff-visit.ts';

const PURPOSE = 'staff-link';
/** `consolePaths.staffLink` of any token. */
const PATH = '/console/link/:token';

async function answerLink(c: Asking, deps: RouteDeps, token: string, problem: Rejection | null): Promise<Response> {
  const frame = frameOf(c, deps, consolePaths.staffLink(token));
  const found = await deps.steps.operator.staff.links.look(token);
  if (!found.ok) return answerPage(c, staffLinkOverPage({ ...frame, problem: found.error }), statusFor(c, found.error));
  return answerPage(c, staffLinkPage({ ...frame, token, link: found.value, problem }), statusFor(c, problem));
}

async function answerLinkOptions(c: Asking, deps: RouteDeps, token: string): Promise<Response> {
  const form = await readOwnForm(c, deps);
  if (!form.ok) return answerProblem(c, form.error);
  const found = await deps.steps.operator.staff.links.look(token);
  if (!found.ok) return answerProblem(c, found.error);
  const { staffId: ownerId, name, kept: known } = found.value;
  const asked = { purpose: PURPOSE, ownerId, ownerName: plainName(name), about: token, known } as const;
  return answerOptions(c, deps, await deps.passkeys.registrationOptions(asked));
}

/** @returns the member's token. */
async function comeBack(c: Asking, deps: RouteDeps, token: string): Promise<Result<string, Rejection>> {
  const form = await readOwnForm(c, deps);
  if (!form.ok) return form;
  const verified = await deps.passkeys.verifyRegistration(PURPOSE, readPasskeyAnswer(c, deps, form.value));
  if (!verified.ok) return verified;
  const { about, ...touch } = verified.value;
  // A challenge of one link answers no other.
  if (about !== token) return refused({ code: 'passkey.challenge-expired' });
  const used = await deps.steps.operator.staff.links.use({ ...touch, token, name: passkeyDevice(c) });
  return used.ok ? ok(used.value) : used;
}

export function addStaffLinkPages(app: App, deps: RouteDeps): void {
  app.get(PATH, (c) => leadToPasskeyOrigin(c, deps) ?? answerLink(c, deps, c.req.param('token'), null));
  app.post(`${PATH}/options`, (c) => answerLinkOptions(c, deps, c.req.param('token')));
  app.post(PATH, async (c) => {
    const back = await comeBack(c, deps, c.req.param('token'));
    if (!back.ok) return answerLink(c, deps, c.req.param('token'), back.error);
    putStaffCookie(c, deps, back.value);
    return seeOther(c, consolePaths.own);
  });
}
