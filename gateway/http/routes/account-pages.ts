// Account pages: a person's passkeys, signing out, and the end of the account.
import { ok, type Result, refused } from '#protocol';
import { ACCOUNT_LIMITS, deviceWordOf } from '../../domain/account/account.ts';
import type { Rejection } from '../../domain/rejections.ts';
import { paths } from '../../web/paths.ts';
import { accountLeftPage, accountPage } from '../../web/phone/account-page.tsx';
import type { App, Asking, RouteDeps } from '../context.ts';
import { dropPersonCookie } from '../cookies.ts';
import { answerOptions, leadToPasskeyOrigin, readPasskeyAnswer } from '../passkeys/answer-options.ts';
import { answerProblem, statusOf } from '../problem.ts';
import {
  answerPage,
  answerRefusedPage,
  answerRefusedVisit,
  formVisitor,
  frameOf,
  knownVisitor,
  newKey,
  seeOther,
} from './page-frame.ts';
import { type PersonDeps, passkeyName, personDeps } from './sign-in-pages.ts';
import { type Form, readOwnForm } from './staff-visit.ts';

/** Asked for by somebody who is signed in: good for nobody who begins anew. */
const ADDED = 'added';

async function answerAccount(c: Asking, deps: PersonDeps, personId: string, problem: Rejection | null): Promise<Response> {
  const read = await deps.account.readAccount({ personId });
  if (!read.ok) return answerRefusedVisit(c, deps, read.error, paths.account);
  const { passkeys, accepted, balances, endRefusal } = read.value;
  const html = accountPage({
    ...frameOf(c, deps, paths.account),
    ...{ passkeys, balances, endRefusal, problem },
    accepted: accepted.find(({ version }) => version === deps.persons.terms.version) ?? null,
    mayAddPasskey: passkeys.length < ACCOUNT_LIMITS.passkeys,
    newKey: () => newKey(deps),
  });
  return answerPage(c, html, problem === null ? 200 : statusOf(problem.code));
}

type Pressed = { readonly personId: string; readonly form: Form };

/** A form of these pages, from somebody who is signed in. */
async function pressedBy(c: Asking, deps: PersonDeps): Promise<Result<Pressed, Rejection>> {
  const known = await formVisitor(c, deps, 'person');
  if (!known.ok) return known;
  const form = await readOwnForm(c, deps);
  return form.ok ? ok({ personId: known.value.personId, form: form.value }) : form;
}

async function addOne(c: Asking, deps: PersonDeps, { personId, form }: Pressed): Promise<Result<null, Rejection>> {
  const verified = await deps.passkeys.verifyRegistration('person-register', readPasskeyAnswer(c, deps, form));
  if (!verified.ok) return verified;
  const { passkey, spent, about } = verified.value;
  if (about !== ADDED) return refused({ code: 'passkey.challenge-expired' });
  return deps.account.addPasskey({ personId, passkey, spent, madeOn: deviceWordOf(c.req.header('user-agent') ?? '') });
}

async function removeOne(_: Asking, deps: PersonDeps, { personId, form }: Pressed): Promise<Result<null, Rejection>> {
  return deps.account.removePasskey({ personId, credentialId: form.get('credential') ?? '' });
}

function addPasskeyActs(app: App, deps: PersonDeps): void {
  app.post(paths.accountPasskeyOptions, async (c) => {
    const pressed = await pressedBy(c, deps);
    if (!pressed.ok) return answerProblem(c, pressed.error);
    const { personId: ownerId } = pressed.value;
    const read = await deps.account.readAccount({ personId: ownerId });
    if (!read.ok) return answerProblem(c, read.error);
    const { passkeys: known } = read.value;
    const { passkeys: most } = ACCOUNT_LIMITS;
    if (known.length >= most) return answerProblem(c, { code: 'passkey.too-many', most });
    const asked = { purpose: 'person-register', ownerId, ownerName: passkeyName(deps, ownerId), about: ADDED, known } as const;
    return answerOptions(c, deps, await deps.passkeys.registrationOptions(asked));
  });
  for (const [path, act] of [
    [paths.accountPasskeys, addOne],
    [paths.removePasskey, removeOne],
  ] as const) {
    app.post(path, async (c) => {
      const pressed = await pressedBy(c, deps);
      if (!pressed.ok) return answerRefusedVisit(c, deps, pressed.error, paths.account);
      const done = await act(c, deps, pressed.value);
      return done.ok ? seeOther(c, paths.account) : answerAccount(c, deps, pressed.value.personId, done.error);
    });
  }
}

function addLeaving(app: App, deps: PersonDeps): void {
  app.get(paths.signOut, (c) => answerPage(c, accountLeftPage({ ...frameOf(c, deps), how: 'signed-out' })));
  app.post(paths.signOut, async (c) => {
    const form = await readOwnForm(c, deps);
    if (!form.ok) return answerRefusedPage(c, deps, form.error, { path: paths.home });
    dropPersonCookie(c, deps);
    return seeOther(c, paths.signOut);
  });
  app.get(paths.endAccount, (c) => answerPage(c, accountLeftPage({ ...frameOf(c, deps), how: 'ended' })));
  app.post(paths.endAccount, async (c) => {
    const pressed = await pressedBy(c, deps);
    if (!pressed.ok) return answerRefusedVisit(c, deps, pressed.error, paths.account);
    const { personId, form } = pressed.value;
    const isSure = form.get('sure') === 'yes';
    const unsure = refused({ code: 'request.malformed', at: 'form.sure', problem: 'not ticked' } as const);
    const ended = isSure ? await deps.account.endAccount({ personId, givenUp: form.get('balance') ?? '' }) : unsure;
    if (!ended.ok) return answerAccount(c, deps, personId, ended.error);
    dropPersonCookie(c, deps);
    return seeOther(c, paths.endAccount);
  });
}

export function addAccountPages(app: App, routeDeps: RouteDeps): void {
  const deps = personDeps(routeDeps);
  if (!deps) return;
  app.get(paths.account, async (c) => {
    const led = leadToPasskeyOrigin(c, deps);
    if (led) return led;
    const known = await knownVisitor(c, deps, 'person');
    return known.ok
      ? answerAccount(c, deps, known.value.personId, null)
      : answerRefusedVisit(c, deps, known.error, paths.account);
  });
  addPasskeyActs(app, deps);
  addLeaving(app, deps);
}
