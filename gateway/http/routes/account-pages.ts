// Account pages: a person's passkeys, the touch that is asked for before they change, signing out, and the end of the account.
import { ok, type Result, refused } from '#protocol';
import { ACCOUNT_LIMITS, deviceWordOf } from '../../domain/account/account.ts';
import type { Rejection } from '../../domain/rejections.ts';
import type { Person } from '../../ports/identity.ts';
import { paths } from '../../web/paths.ts';
import { accountLeftPage, accountPage } from '../../web/phone/account-page.tsx';
import { CARRIED, type TouchAct, touchPage } from '../../web/phone/touch-page.tsx';
import { readCaller } from '../caller.ts';
import type { App, Asking, RouteDeps } from '../context.ts';
import { dropPersonCookie } from '../cookies.ts';
import { answerOptions, leadToPasskeyOrigin, readPasskeyAnswer } from '../passkeys/answer-options.ts';
import { PERSON_TOKEN_LIMITS } from '../person-tokens.ts';
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
  type Visit,
} from './page-frame.ts';
import { type PersonDeps, passkeyName, personDeps, signInWith } from './sign-in-pages.ts';
import { type Form, readOwnForm } from './staff-visit.ts';

/** Asked for by this sign-in alone, soon after a touch: good for nobody who begins anew, nor for a cookie that shows another one. */
const addedBy = ({ signInId }: SignInShown): string => `added ${signInId}`;

type SignInShown = NonNullable<Person['signIn']>;
type Shown = { readonly personId: string; readonly signIn: SignInShown };

/** So lately that whoever has the cookie has the passkey too. */
function isTouched({ clock }: PersonDeps, { touchedAtMs }: SignInShown): boolean {
  return clock.nowMs() < touchedAtMs + PERSON_TOKEN_LIMITS.touchMs;
}

async function answerAccount(c: Asking, deps: PersonDeps, shown: Shown, problem: Rejection | null): Promise<Response> {
  const read = await deps.account.readAccount(shown);
  if (!read.ok) return answerRefusedVisit(c, deps, read.error, paths.account);
  const { passkeys, accepted, balances, endRefusal } = read.value;
  const html = accountPage({
    ...frameOf(c, deps, paths.account),
    ...{ passkeys, balances, endRefusal, problem, isTouched: isTouched(deps, shown.signIn) },
    accepted: accepted.find(({ version }) => version === deps.persons.terms.version) ?? null,
    mayAddPasskey: passkeys.length < ACCOUNT_LIMITS.passkeys,
    newKey: () => newKey(deps),
  });
  return answerPage(c, html, problem === null ? 200 : statusOf(problem.code));
}

/** What was pressed goes on with the touch that is asked for. */
function answerTouch(c: Asking, deps: PersonDeps, act: TouchAct, form: Form, problem: Rejection | null): Response {
  const fields = Object.fromEntries(CARRIED.flatMap((name) => (form.has(name) ? [[name, form.get(name) ?? '']] : [])));
  const html = touchPage({ ...frameOf(c, deps, paths.account), act, fields, problem });
  return answerPage(c, html, statusOf(problem?.code ?? 'passkey.touch-needed'));
}

function shownOf({ caller, personId }: Visit): Result<Shown, Rejection> {
  const signIn = caller.kind === 'person' ? caller.person.signIn : undefined;
  return signIn ? ok({ personId, signIn }) : refused({ code: 'identity.invalid' });
}

type Pressed = Shown & { readonly form: Form };

/** A form of these pages, from somebody who is signed in. */
async function pressedBy(c: Asking, deps: PersonDeps): Promise<Result<Pressed, Rejection>> {
  const known = await formVisitor(c, deps, 'person');
  if (!known.ok) return known;
  const shown = shownOf(known.value);
  if (!shown.ok) return shown;
  const form = await readOwnForm(c, deps);
  return form.ok ? ok({ ...shown.value, form: form.value }) : form;
}

async function addOne(c: Asking, deps: PersonDeps, { personId, signIn, form }: Pressed): Promise<Result<null, Rejection>> {
  const verified = await deps.passkeys.verifyRegistration('person-register', readPasskeyAnswer(c, deps, form));
  if (!verified.ok) return verified;
  const { passkey, spent, about } = verified.value;
  if (about !== addedBy(signIn)) return refused({ code: 'passkey.challenge-expired' });
  return deps.account.addPasskey({ personId, passkey, spent, madeOn: deviceWordOf(c.req.header('user-agent') ?? '') });
}

type Guarded = (c: Asking, deps: PersonDeps, pressed: Pressed) => Promise<Response>;

async function removeOne(c: Asking, deps: PersonDeps, pressed: Pressed): Promise<Response> {
  const { personId, form } = pressed;
  const removed = await deps.account.removePasskey({ personId, credentialId: form.get('credential') ?? '' });
  return removed.ok ? seeOther(c, paths.account) : answerAccount(c, deps, pressed, removed.error);
}

async function endIt(c: Asking, deps: PersonDeps, pressed: Pressed): Promise<Response> {
  const { personId, form } = pressed;
  const ended = await deps.account.endAccount({ personId, givenUp: form.get('balance') ?? '' });
  if (!ended.ok) return answerAccount(c, deps, pressed, ended.error);
  dropPersonCookie(c, deps);
  return seeOther(c, paths.endAccount);
}

/** Whatever could lock the owner out of the account. */
const GUARDED: { readonly [A in TouchAct]: Guarded } = {
  // Makes nothing yet: the device is asked for the new one by a press of its own.
  add: async (c) => seeOther(c, `${paths.account}#add-title`),
  remove: removeOne,
  end: endIt,
};
const isTouchAct = (word: string): word is TouchAct => Object.hasOwn(GUARDED, word);

async function doGuarded(c: Asking, deps: PersonDeps, act: TouchAct): Promise<Response> {
  const pressed = await pressedBy(c, deps);
  if (!pressed.ok) return answerRefusedVisit(c, deps, pressed.error, paths.account);
  const { signIn, form } = pressed.value;
  const isUnsure = act === 'end' && form.get('sure') !== 'yes';
  if (isUnsure)
    return answerAccount(c, deps, pressed.value, { code: 'request.malformed', at: 'form.sure', problem: 'not ticked' });
  return isTouched(deps, signIn) ? GUARDED[act](c, deps, pressed.value) : answerTouch(c, deps, act, form, null);
}

/** The sign-in that asked for it ends: another one, touched just now, takes its place. */
async function touchOnce(
  c: Asking,
  deps: PersonDeps,
  { personId, signIn, form }: Pressed,
): Promise<Result<SignInShown, Rejection>> {
  const answer = readPasskeyAnswer(c, deps, form);
  const verified = await deps.passkeys.verifyAuthentication('person-touch', answer, deps.account.findPasskey);
  if (!verified.ok) return verified;
  const entry = { signInId: newKey(deps), replaces: { personId, signInId: signIn.signInId } };
  const touched = await deps.account.touch({ ...verified.value, personId, entry });
  if (!touched.ok) return touched;
  await signInWith(c, deps, personId, entry);
  return ok({ signInId: entry.signInId, touchedAtMs: deps.clock.nowMs() });
}

function addTouch(app: App, deps: PersonDeps): void {
  app.post(paths.accountTouchOptions, async (c) => {
    const pressed = await pressedBy(c, deps);
    if (!pressed.ok) return answerProblem(c, pressed.error);
    const read = await deps.account.readAccount(pressed.value);
    if (!read.ok) return answerProblem(c, read.error);
    return answerOptions(c, deps, await deps.passkeys.authenticationOptions('person-touch', read.value.passkeys));
  });
  app.post(paths.accountTouch, async (c) => {
    const pressed = await pressedBy(c, deps);
    if (!pressed.ok) return answerRefusedVisit(c, deps, pressed.error, paths.account);
    const { form } = pressed.value;
    const act = form.get('act') ?? '';
    if (!isTouchAct(act)) {
      return answerAccount(c, deps, pressed.value, { code: 'request.malformed', at: 'form.act', problem: 'unknown' });
    }
    const signIn = await touchOnce(c, deps, pressed.value);
    return signIn.ok
      ? GUARDED[act](c, deps, { ...pressed.value, signIn: signIn.value })
      : answerTouch(c, deps, act, form, signIn.error);
  });
}

function addPasskeyActs(app: App, deps: PersonDeps): void {
  app.post(paths.accountPasskeyOptions, async (c) => {
    const pressed = await pressedBy(c, deps);
    if (!pressed.ok) return answerProblem(c, pressed.error);
    const { personId: ownerId, signIn } = pressed.value;
    if (!isTouched(deps, signIn)) return answerProblem(c, { code: 'passkey.touch-needed' });
    const read = await deps.account.readAccount(pressed.value);
    if (!read.ok) return answerProblem(c, read.error);
    const { passkeys: known } = read.value;
    const { passkeys: most } = ACCOUNT_LIMITS;
    if (known.length >= most) return answerProblem(c, { code: 'passkey.too-many', most });
    const about = addedBy(signIn);
    const asked = { purpose: 'person-register', ownerId, ownerName: passkeyName(deps, ownerId), about, known } as const;
    return answerOptions(c, deps, await deps.passkeys.registrationOptions(asked));
  });
  app.post(paths.accountPasskeys, async (c) => {
    const pressed = await pressedBy(c, deps);
    if (!pressed.ok) return answerRefusedVisit(c, deps, pressed.error, paths.account);
    const added = await addOne(c, deps, pressed.value);
    return added.ok ? seeOther(c, paths.account) : answerAccount(c, deps, pressed.value, added.error);
  });
  app.post(paths.removePasskey, (c) => doGuarded(c, deps, 'remove'));
}

/** Here, or wherever they are signed in. A cookie of no use any more is dropped all the same. */
async function endSignIn(c: Asking, deps: PersonDeps, isEverywhere: boolean): Promise<void> {
  const caller = await readCaller(c, deps);
  const person = 'person' in caller ? caller.person : null;
  // Not by a cookie whose time is over: it ends itself, and nobody else.
  const isAll = isEverywhere && caller.kind === 'person';
  if (person?.signIn) {
    await deps.account.signOut({ personId: person.personId, signInId: isAll ? null : person.signIn.signInId });
  }
  dropPersonCookie(c, deps);
}

function addLeaving(app: App, deps: PersonDeps): void {
  app.get(paths.signOut, (c) => answerPage(c, accountLeftPage({ ...frameOf(c, deps), how: 'signed-out' })));
  app.post(paths.signOut, async (c) => {
    const form = await readOwnForm(c, deps);
    if (!form.ok) return answerRefusedPage(c, deps, form.error, { path: paths.home });
    await endSignIn(c, deps, form.value.get('everywhere') === 'yes');
    return seeOther(c, paths.signOut);
  });
  app.get(paths.endAccount, (c) => answerPage(c, accountLeftPage({ ...frameOf(c, deps), how: 'ended' })));
  app.post(paths.endAccount, (c) => doGuarded(c, deps, 'end'));
}

export function addAccountPages(app: App, routeDeps: RouteDeps): void {
  const deps = personDeps(routeDeps);
  if (!deps) return;
  app.get(paths.account, async (c) => {
    const led = leadToPasskeyOrigin(c, deps);
    if (led) return led;
    const known = await knownVisitor(c, deps, 'person');
    const shown = known.ok ? shownOf(known.value) : known;
    return shown.ok ? answerAccount(c, deps, shown.value, null) : answerRefusedVisit(c, deps, shown.error, paths.account);
  });
  addPasskeyActs(app, deps);
  addTouch(app, deps);
  addLeaving(app, deps);
}
