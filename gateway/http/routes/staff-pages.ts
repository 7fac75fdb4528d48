// Staff pages: signing in by passkey, accepting an invitation, and the list of staff.

import { type Result, refused } from '#protocol';
import { createTextMatrix, renderSvg } from '#qr';
import type { Rejection } from '../../domain/rejections.ts';
import { consolePaths } from '../../web/console/console-paths.ts';
import { invitationOverPage, invitationPage } from '../../web/console/invitation-page.tsx';
import { consoleSignInPage } from '../../web/console/sign-in-page.tsx';
import { staffPage } from '../../web/console/staff-page.tsx';
import { plainName } from '../../web/plain-name.ts';
import type { App, Asking, RouteDeps } from '../context.ts';
import { answerOptions, leadToPasskeyOrigin, readPasskeyAnswer } from '../passkeys/answer-options.ts';
import { passkeyOrigin } from '../passkeys/passkey-origin.ts';
import { answerProblem } from '../problem.ts';
import { putStaffCookie } from '../staff-session.ts';
import { createConsoleDoor } from './console-door.ts';
import { answerPage, frameOf, seeOther } from './page-frame.ts';
import { type Form, readOwnForm, statusFor } from './staff-visit.ts';

/** Only pages of staff are led back to: an address that somebody else wrote into the link is not. */
function returnPath(text: string | undefined): string {
  return text !== undefined && /^\/(console|attach)([/?][\x21-\x5b\x5d-\x7e]*)?$/.test(text) ? text : consolePaths.overview;
}

async function answerSignIn(c: Asking, deps: RouteDeps, returnTo: string, problem: Rejection | null): Promise<Response> {
  const path = `${consolePaths.signIn}?return=${encodeURIComponent(returnTo)}`;
  const isSetUp = await deps.steps.operator.staff.setUp.isDone();
  const page = consoleSignInPage({ ...frameOf(c, deps, path), returnTo, problem, isSetUp });
  return answerPage(c, page, statusFor(c, problem));
}

async function signIn(c: Asking, deps: RouteDeps, form: Form): Promise<Result<string, Rejection>> {
  const { signIns } = deps.steps.operator.staff;
  const answer = readPasskeyAnswer(c, deps, form);
  const verified = await deps.passkeys.verifyAuthentication('staff-sign-in', answer, signIns.findPasskey);
  return verified.ok ? signIns.signIn(verified.value) : verified;
}

function addSignIn(app: App, deps: RouteDeps): void {
  app.get(consolePaths.signIn, (c) => {
    const returnTo = returnPath(c.req.query('return'));
    return leadToPasskeyOrigin(c, deps) ?? answerSignIn(c, deps, returnTo, null);
  });
  app.post(consolePaths.signInOptions, async (c) => {
    const form = await readOwnForm(c, deps);
    if (!form.ok) return answerProblem(c, form.error);
    return answerOptions(c, deps, await deps.passkeys.authenticationOptions('staff-sign-in'));
  });
  app.post(consolePaths.signIn, async (c) => {
    const form = await readOwnForm(c, deps);
    if (!form.ok) return answerSignIn(c, deps, consolePaths.overview, form.error);
    const returnTo = returnPath(form.value.get('return'));
    const signedIn = await signIn(c, deps, form.value);
    if (!signedIn.ok) return answerSignIn(c, deps, returnTo, signedIn.error);
    putStaffCookie(c, deps, signedIn.value);
    return seeOther(c, returnTo);
  });
}

async function answerInvitation(c: Asking, deps: RouteDeps, token: string, problem: Rejection | null): Promise<Response> {
  const frame = frameOf(c, deps, consolePaths.invitation(token));
  const found = await deps.steps.operator.staff.invitations.look(token);
  if (!found.ok) return answerPage(c, invitationOverPage({ ...frame, problem: found.error }), statusFor(c, found.error));
  return answerPage(c, invitationPage({ ...frame, token, invitation: found.value, problem }), statusFor(c, problem));
}

async function answerInvitationOptions(c: Asking, deps: RouteDeps, token: string): Promise<Response> {
  const { invitations } = deps.steps.operator.staff;
  const form = await readOwnForm(c, deps);
  if (!form.ok) return answerProblem(c, form.error);
  const found = await invitations.look(token);
  if (!found.ok) return answerProblem(c, found.error);
  const asked = await deps.passkeys.registrationOptions({
    purpose: 'staff-invitation',
    ownerId: invitations.drawMember(),
    ownerName: plainName(found.value.name),
    about: token,
  });
  return answerOptions(c, deps, asked);
}

async function accept(c: Asking, deps: RouteDeps, token: string): Promise<Result<string, Rejection>> {
  const { invitations } = deps.steps.operator.staff;
  const form = await readOwnForm(c, deps);
  if (!form.ok) return form;
  const verified = await deps.passkeys.verifyRegistration('staff-invitation', readPasskeyAnswer(c, deps, form.value));
  if (!verified.ok) return verified;
  const { about, ...touch } = verified.value;
  // A challenge of one invitation answers no other.
  return about === token ? invitations.accept({ ...touch, token }) : refused({ code: 'passkey.challenge-expired' });
}

/** `consolePaths.invitation` of any token. */
const INVITATION = '/console/invitations/:token';

function addInvitations(app: App, deps: RouteDeps): void {
  app.get(INVITATION, (c) => leadToPasskeyOrigin(c, deps) ?? answerInvitation(c, deps, c.req.param('token'), null));
  app.post(`${INVITATION}/options`, (c) => answerInvitationOptions(c, deps, c.req.param('token')));
  app.post(INVITATION, async (c) => {
    const joined = await accept(c, deps, c.req.param('token'));
    if (!joined.ok) return answerInvitation(c, deps, c.req.param('token'), joined.error);
    putStaffCookie(c, deps, joined.value);
    return seeOther(c, consolePaths.overview);
  });
  app.get(`${INVITATION}/code.svg`, async (c) => {
    const token = c.req.param('token');
    const found = await deps.steps.operator.staff.invitations.look(token);
    if (!found.ok) return answerProblem(c, found.error);
    const link = `${passkeyOrigin(deps.config.publicOrigin)}${consolePaths.invitation(token)}`;
    return c.body(renderSvg(createTextMatrix(link, 'M')), 200, { 'Content-Type': 'image/svg+xml', 'Cache-Control': 'no-store' });
  });
}

export function addStaffPages(app: App, deps: RouteDeps): void {
  addSignIn(app, deps);
  addInvitations(app, deps);
  const door = createConsoleDoor(deps);
  app.get(consolePaths.staff, (c) =>
    door.page(c, { section: 'staff', act: 'staff.see' }, async ({ operator, frame }) => {
      const list = await deps.steps.operator.staff.list(operator);
      return answerPage(c, staffPage(frame, { ...list, ownId: operator.operatorId }));
    }),
  );
}
