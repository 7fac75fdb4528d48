// Own account: a member's page with their passkeys, and what is pressed there as routes of the operator API.
import { z } from '@hono/zod-openapi';
import { ok, type Result, refused } from '#protocol';
import type { Rejection } from '../../domain/rejections.ts';
import { parsePasskeyName, STAFF_LIMITS } from '../../domain/staff/staff.ts';
import { describePasskey } from '../../operator/own-passkeys.ts';
import type { StaffDesk } from '../../operator/staff-desk.ts';
import type { StaffMember } from '../../ports/identity.ts';
import { consolePaths, withQuery } from '../../web/console/console-paths.ts';
import { ownAccountPage } from '../../web/console/own-account-page.tsx';
import { plainName } from '../../web/plain-name.ts';
import type { App, Asking, RouteDeps } from '../context.ts';
import { answerOptions, leadToPasskeyOrigin, readPasskeyAnswer } from '../passkeys/answer-options.ts';
import { passkeyDevice } from '../passkeys/passkey-device.ts';
import { answerProblem } from '../problem.ts';
import { readStaff } from '../staff-session.ts';
import { type ConsoleDoor, type ConsoleVisit, createConsoleDoor } from './console-door.ts';
import { addOperatorRoute } from './operator-route.ts';
import { answerPage, seeOther } from './page-frame.ts';
import { readOwnForm, statusFor } from './staff-visit.ts';

const PURPOSE = 'staff-own';
const nothing = z.strictObject({});
/** Base64url, as its device names it. */
const ofOne = z.object({ id: z.string().regex(/^[A-Za-z0-9_-]{1,1400}$/) });
const moment = z.int().openapi({ description: 'Milliseconds since 1970 (UTC).' });

const name = z
  .string()
  .max(200)
  .transform((text, judged) => {
    const parsed = parsePasskeyName(text);
    if (parsed !== null) return parsed;
    judged.addIssue({ code: 'custom', message: `a name of 1 to ${STAFF_LIMITS.longestPasskeyName} letters` });
    return z.NEVER;
  })
  .openapi({ type: 'string', description: 'What its owner calls it.' });

const passkey = z
  .object({
    credentialId: z.string(),
    name: z.string().nullable(),
    isBackedUp: z.boolean(),
    createdAtMs: moment,
    lastUsedAtMs: moment,
  })
  .openapi('StaffPasskey');
const done = z.object({ staffId: z.string(), credentialId: z.string().optional(), name: z.string().optional() });

function addActs(app: App, deps: RouteDeps, staff: () => StaffDesk): void {
  addOperatorRoute(
    app,
    deps,
    {
      method: 'get',
      path: '/api/v1/operator/me/passkeys',
      act: 'self.see',
      summary: 'List my passkeys',
      answer: { status: 200, description: 'The oldest first.', schema: z.object({ passkeys: z.array(passkey) }) },
      refusals: ['staff.unknown'],
    },
    async ({ operator }) => {
      const listed = await staff().own.list(operator);
      return listed.ok ? ok({ status: 200, body: { passkeys: listed.value.map(describePasskey) } }) : listed;
    },
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: '/api/v1/operator/me/passkeys/{id}/name',
      act: 'self.change',
      summary: 'Name a passkey of mine',
      params: ofOne,
      body: z.strictObject({ name }).openapi('PasskeyName'),
      answer: { status: 200, description: 'Named.', schema: done },
      refusals: ['staff.unknown', 'passkey.unknown'],
    },
    ({ operator, keyed, params, body }) => staff().own.rename({ ...keyed, operator, credentialId: params.id, ...body }),
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: '/api/v1/operator/me/passkeys/{id}/remove',
      act: 'self.change',
      summary: 'Remove a passkey of mine',
      description: 'It opens nothing any more, and browsers that were signed in with it are signed out. Never the last one.',
      params: ofOne,
      body: nothing,
      answer: { status: 200, description: 'Removed.', schema: done },
      refusals: ['staff.unknown', 'passkey.last'],
    },
    ({ operator, keyed, params }) => staff().own.remove({ ...keyed, operator, credentialId: params.id }),
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: '/api/v1/operator/me/sign-out',
      act: 'self.change',
      summary: 'Sign me out everywhere',
      body: nothing,
      answer: { status: 200, description: 'Signed out, here too.', schema: done },
      refusals: ['staff.unknown'],
    },
    ({ operator, keyed }) => staff().own.signOutEverywhere({ ...keyed, operator }),
  );
}

/** A form of these pages, from somebody who is signed in. */
async function pressedBy(c: Asking, deps: RouteDeps) {
  const member = await readStaff(c, deps);
  if (!member.ok) return member;
  const form = await readOwnForm(c, deps);
  return form.ok ? ok({ member: member.value, form: form.value }) : form;
}

async function answerOptionsOf(c: Asking, deps: RouteDeps, operator: StaffMember): Promise<Response> {
  const { staff } = deps.steps.operator;
  const known = await staff.own.list(operator);
  if (!known.ok) return answerProblem(c, known.error);
  const { passkeys: most } = STAFF_LIMITS;
  if (known.value.length >= most) return answerProblem(c, { code: 'passkey.too-many', most });
  const self = await staff.self(operator, operator.role);
  const ownerName = plainName(self.name ?? operator.operatorId);
  const asked = { purpose: PURPOSE, ownerId: operator.operatorId, ownerName, known: known.value } as const;
  return answerOptions(c, deps, await deps.passkeys.registrationOptions(asked));
}

async function addOne(c: Asking, deps: RouteDeps): Promise<Result<null, Rejection>> {
  const pressed = await pressedBy(c, deps);
  if (!pressed.ok) return pressed;
  const { member, form } = pressed.value;
  const verified = await deps.passkeys.verifyRegistration(PURPOSE, readPasskeyAnswer(c, deps, form));
  if (!verified.ok) return verified;
  const { passkey: made, spent } = verified.value;
  // Somebody else has signed in to this browser since it was asked for.
  if (made.ownerId !== member.operatorId) return refused({ code: 'passkey.challenge-expired' });
  const called = parsePasskeyName(form.get('name') ?? '') ?? passkeyDevice(c);
  return deps.steps.operator.staff.own.add({ passkey: made, spent, operator: member, name: called });
}

async function answerOwn(deps: RouteDeps, visit: ConsoleVisit, problem: Rejection | null): Promise<Response> {
  const { c, operator, frame } = visit;
  const listed = await deps.steps.operator.staff.own.list(operator);
  const passkeys = listed.ok ? listed.value : null;
  const own = { ...frame, path: consolePaths.own };
  return answerPage(c, ownAccountPage(own, { passkeys, problem }), statusFor(c, problem));
}

function addPages(app: App, deps: RouteDeps, door: ConsoleDoor): void {
  const wanted = { section: null, act: 'self.see' } as const;
  app.get(consolePaths.own, async (c) => {
    const elsewhere = leadToPasskeyOrigin(c, deps);
    return elsewhere ?? door.page(c, wanted, (visit) => answerOwn(deps, visit, null));
  });
  app.post(consolePaths.ownPasskeyOptions, async (c) => {
    const pressed = await pressedBy(c, deps);
    return pressed.ok ? answerOptionsOf(c, deps, pressed.value.member) : answerProblem(c, pressed.error);
  });
  app.post(consolePaths.ownPasskeys, async (c) => {
    const added = await addOne(c, deps);
    if (added.ok) return seeOther(c, consolePaths.own);
    if (added.error.code.startsWith('identity.'))
      return seeOther(c, withQuery(consolePaths.signIn, { return: consolePaths.own }));
    return door.page(c, wanted, (visit) => answerOwn(deps, visit, added.error));
  });
}

export function addOwnAccount(app: App, deps: RouteDeps): void {
  addActs(app, deps, () => deps.steps.operator.staff);
  addPages(app, deps, createConsoleDoor(deps));
}
