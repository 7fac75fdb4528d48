// Set-up pages: the link of the first start, by which an empty gateway gets its operator and first owner.
import { ok, type Result, refused } from '#protocol';
import type { Rejection } from '../../domain/rejections.ts';
import { parseStaffName } from '../../domain/staff/staff.ts';
import { consolePaths } from '../../web/console/console-paths.ts';
import { setUpOverPage, setUpPage } from '../../web/console/set-up-page.tsx';
import { plainName } from '../../web/plain-name.ts';
import type { App, Asking, RouteDeps } from '../context.ts';
import { answerOptions, leadToPasskeyOrigin, readPasskeyAnswer } from '../passkeys/answer-options.ts';
import { answerProblem } from '../problem.ts';
import { putStaffCookie } from '../staff-session.ts';
import { answerPage, frameOf, seeOther } from './page-frame.ts';
import { type Form, readOwnForm, statusFor } from './staff-visit.ts';

const PURPOSE = 'staff-set-up';
/** `consolePaths.first` of any token. */
const PATH = '/console/first/:token';

type Names = { readonly tenant: string; readonly owner: string };

function typedIn(form: Form): Names {
  return { tenant: form.get('tenant') ?? '', owner: form.get('owner') ?? '' };
}

function readNames(form: Form): Result<Names, Rejection> {
  const typed = typedIn(form);
  const [tenant, owner] = [parseStaffName(typed.tenant), parseStaffName(typed.owner)];
  const missing = tenant === null ? 'tenant' : 'owner';
  if (tenant === null || owner === null) return refused({ code: 'request.malformed', at: missing, problem: 'no name' });
  return ok({ tenant, owner });
}

function answerSetUp(c: Asking, deps: RouteDeps, token: string, typed: Names, problem: Rejection | null): Response {
  const page = { ...frameOf(c, deps, consolePaths.first(token)), problem };
  const isOver = problem?.code === 'set-up.done' || problem?.code === 'set-up.link-wrong';
  return answerPage(c, isOver ? setUpOverPage(page) : setUpPage({ ...page, token, typed }), statusFor(c, problem));
}

async function answerSetUpOptions(c: Asking, deps: RouteDeps, token: string): Promise<Response> {
  const { setUp } = deps.steps.operator.staff;
  const form = await readOwnForm(c, deps);
  if (!form.ok) return answerProblem(c, form.error);
  const isOpen = await setUp.look(token);
  if (!isOpen.ok) return answerProblem(c, isOpen.error);
  const names = readNames(form.value);
  if (!names.ok) return answerProblem(c, names.error);
  const ownerName = plainName(names.value.owner);
  const asked = await deps.passkeys.registrationOptions({ purpose: PURPOSE, ownerId: setUp.drawOwner(), ownerName });
  return answerOptions(c, deps, asked);
}

/** @returns the owner's token. */
async function finishSetUp(c: Asking, deps: RouteDeps, token: string, form: Form): Promise<Result<string, Rejection>> {
  const { setUp } = deps.steps.operator.staff;
  const isOpen = await setUp.look(token);
  if (!isOpen.ok) return isOpen;
  const names = readNames(form);
  if (!names.ok) return names;
  const verified = await deps.passkeys.verifyRegistration(PURPOSE, readPasskeyAnswer(c, deps, form));
  if (!verified.ok) return verified;
  const { tenant: tenantName, owner: ownerName } = names.value;
  return setUp.finish({ ...verified.value, token, tenantName, ownerName });
}

export function addSetUpPages(app: App, deps: RouteDeps): void {
  app.get(PATH, async (c) => {
    const elsewhere = leadToPasskeyOrigin(c, deps);
    if (elsewhere) return elsewhere;
    const token = c.req.param('token');
    const isOpen = await deps.steps.operator.staff.setUp.look(token);
    return answerSetUp(c, deps, token, { tenant: '', owner: '' }, isOpen.ok ? null : isOpen.error);
  });
  app.post(`${PATH}/options`, (c) => answerSetUpOptions(c, deps, c.req.param('token')));
  app.post(PATH, async (c) => {
    const token = c.req.param('token');
    const form = await readOwnForm(c, deps);
    if (!form.ok) return answerSetUp(c, deps, token, { tenant: '', owner: '' }, form.error);
    const done = await finishSetUp(c, deps, token, form.value);
    if (!done.ok) return answerSetUp(c, deps, token, typedIn(form.value), done.error);
    putStaffCookie(c, deps, done.value);
    return seeOther(c, consolePaths.setUp);
  });
}
