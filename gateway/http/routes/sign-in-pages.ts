// Sign-in pages: a passkey in one touch, the terms beside it, and the way back to the page that somebody came from.
import { ok, type Result, refused } from '#protocol';
import { deviceWordOf } from '../../domain/account/account.ts';
import type { Entry, ShownTerms } from '../../domain/account/account-decide.ts';
import { termsIn } from '../../domain/account/terms.ts';
import type { Rejection } from '../../domain/rejections.ts';
import { paths, returnPath } from '../../web/paths.ts';
import { signInPage } from '../../web/phone/sign-in-page.tsx';
import { acceptTermsPage, termsPage } from '../../web/phone/terms-page.tsx';
import { readCaller } from '../caller.ts';
import type { App, Asking, RouteDeps } from '../context.ts';
import { hasReturned, noteReturning, putPersonCookie } from '../cookies.ts';
import { answerOptions, leadToPasskeyOrigin, readPasskeyAnswer } from '../passkeys/answer-options.ts';
import type { Persons } from '../person-tokens.ts';
import { answerProblem, problemHeaders, readerLanguage, statusOf } from '../problem.ts';
import { remoteAddress } from '../remote-address.ts';
import type { AccountSteps } from '../steps.ts';
import { answerPage, answerRefusedVisit, formVisitor, frameOf, knownVisitor, newKey, seeOther, visitor } from './page-frame.ts';
import { type Form, readOwnForm } from './staff-visit.ts';

/** With what the two kinds of pages about accounts need. */
export type PersonDeps = RouteDeps & { readonly persons: Persons; readonly account: AccountSteps };

/** Null where a host app knows the persons: there are no such pages then. */
export function personDeps(deps: RouteDeps): PersonDeps | null {
  const { persons, steps } = deps;
  return persons && steps.account ? { ...deps, persons, account: steps.account } : null;
}

/** Long enough to tell two passkeys of one device apart where somebody chooses between them, and says nothing of them. */
const NAME_LETTERS = 4;
/** What the device lists the passkey as. */
export function passkeyName(deps: RouteDeps, personId: string): string {
  return `${new URL(deps.config.publicOrigin).hostname} · ${personId.slice(-NAME_LETTERS).toUpperCase()}`;
}

/** What is in force, in the reader's language. */
function shownNow(c: Asking, { persons: { terms } }: PersonDeps): ShownTerms {
  const { language, hash } = termsIn(terms, readerLanguage(c));
  return { version: terms.version, language, textHash: hash };
}

/** What the form's page showed; of another version than the one in force nothing is known but that. */
function shownBy(form: Form, { persons: { terms } }: PersonDeps): ShownTerms {
  const { language, hash } = termsIn(terms, form.get('language') ?? '');
  return { version: form.get('terms') ?? '', language, textHash: hash };
}

function answerSignIn(c: Asking, deps: PersonDeps, returnTo: string, problem: Rejection | null): Response {
  const frame = frameOf(c, deps, `${paths.signIn}?return=${encodeURIComponent(returnTo)}`);
  const page = { ...frame, returnTo, shown: shownNow(c, deps), isReturning: hasReturned(c), problem };
  if (problem === null) return answerPage(c, signInPage(page));
  for (const [name, value] of Object.entries(problemHeaders(problem, frame.lang))) c.header(name, value);
  return answerPage(c, signInPage(page), statusOf(problem.code));
}

/** The browser shows who uses it from then on, and the next time the passkey is asked for first. */
export async function signInWith(c: Asking, deps: PersonDeps, personId: string, { signInId }: Entry): Promise<void> {
  const { token, expiresAtMs } = await deps.persons.tokens.issue({ personId, signInId, touchedAtMs: deps.clock.nowMs() });
  putPersonCookie(c, deps, token, expiresAtMs);
  noteReturning(c, deps);
}

/** In place of the sign-in whose cookie this browser brings. */
async function newEntry(c: Asking, deps: PersonDeps): Promise<Entry> {
  const caller = await readCaller(c, deps);
  const before = 'person' in caller ? caller.person : null;
  const replaces = before?.signIn ? { personId: before.personId, signInId: before.signIn.signInId } : null;
  return { signInId: newKey(deps), replaces };
}

async function comeBack(c: Asking, deps: PersonDeps, form: Form): Promise<Result<null, Rejection>> {
  const answer = readPasskeyAnswer(c, deps, form);
  const verified = await deps.passkeys.verifyAuthentication('person-sign-in', answer, deps.account.findPasskey);
  if (!verified.ok) return verified;
  const entry = await newEntry(c, deps);
  const signedIn = await deps.account.signIn({ ...verified.value, shown: shownBy(form, deps), entry });
  if (!signedIn.ok) return signedIn;
  await signInWith(c, deps, signedIn.value, entry);
  return ok(null);
}

async function beginAnew(c: Asking, deps: PersonDeps, form: Form): Promise<Result<null, Rejection>> {
  const verified = await deps.passkeys.verifyRegistration('person-register', readPasskeyAnswer(c, deps, form));
  if (!verified.ok) return verified;
  const { passkey, spent, about } = verified.value;
  if (about !== '') return refused({ code: 'passkey.challenge-expired' });
  const entry = await newEntry(c, deps);
  const opened = await deps.account.openAccount({
    ...{ passkey, spent, shown: shownBy(form, deps), entry },
    madeOn: deviceWordOf(c.req.header('user-agent') ?? ''),
    address: remoteAddress(c, deps.config.trustedProxies),
  });
  if (!opened.ok) return opened;
  await signInWith(c, deps, passkey.ownerId, entry);
  return ok(null);
}

function addSignIn(app: App, deps: PersonDeps): void {
  app.get(paths.signIn, async (c) => {
    const led = leadToPasskeyOrigin(c, deps);
    if (led) return led;
    const returnTo = returnPath(c.req.query('return'));
    const { person } = await visitor(c, deps);
    return person ? seeOther(c, returnTo) : answerSignIn(c, deps, returnTo, null);
  });
  for (const [path, act] of [
    [paths.signIn, comeBack],
    [paths.signUp, beginAnew],
  ] as const) {
    app.post(path, async (c) => {
      const form = await readOwnForm(c, deps);
      if (!form.ok) return answerSignIn(c, deps, paths.home, form.error);
      const returnTo = returnPath(form.value.get('return'));
      const done = await act(c, deps, form.value);
      return done.ok ? seeOther(c, returnTo) : answerSignIn(c, deps, returnTo, done.error);
    });
  }
  app.post(paths.signInOptions, async (c) => {
    const form = await readOwnForm(c, deps);
    if (!form.ok) return answerProblem(c, form.error);
    return answerOptions(c, deps, await deps.passkeys.authenticationOptions('person-sign-in'));
  });
  app.post(paths.signUpOptions, async (c) => {
    const form = await readOwnForm(c, deps);
    if (!form.ok) return answerProblem(c, form.error);
    // Said before the device is asked: a passkey that was made for nothing would stay in its list.
    if (form.value.get('terms') !== deps.persons.terms.version) return answerProblem(c, { code: 'terms.changed' });
    const ownerId = deps.account.drawPerson();
    const ownerName = passkeyName(deps, ownerId);
    return answerOptions(c, deps, await deps.passkeys.registrationOptions({ purpose: 'person-register', ownerId, ownerName }));
  });
}

function answerAccept(c: Asking, deps: PersonDeps, returnTo: string, problem: Rejection | null): Response {
  const { terms } = deps.persons;
  const frame = frameOf(c, deps, `${paths.acceptTerms}?return=${encodeURIComponent(returnTo)}`);
  const html = acceptTermsPage({
    ...{ ...frame, returnTo, problem, formKey: newKey(deps) },
    ...{ text: termsIn(terms, frame.lang), shown: shownNow(c, deps) },
  });
  return answerPage(c, html, problem === null ? 200 : statusOf(problem.code));
}

function addTerms(app: App, deps: PersonDeps): void {
  const { terms } = deps.persons;
  app.get(paths.terms, (c) => {
    const asked = c.req.query('return');
    const path = asked === undefined ? paths.terms : `${paths.terms}?return=${encodeURIComponent(asked)}`;
    const frame = frameOf(c, deps, path);
    const signIn = `${paths.signIn}?return=${encodeURIComponent(returnPath(asked))}`;
    const backHref = asked === undefined ? null : asked === paths.account ? paths.account : signIn;
    return answerPage(c, termsPage({ ...frame, edition: terms, text: termsIn(terms, frame.lang), backHref }));
  });
  app.get(paths.acceptTerms, async (c) => {
    const returnTo = returnPath(c.req.query('return'));
    const known = await knownVisitor(c, deps, 'person');
    return known.ok ? answerAccept(c, deps, returnTo, null) : answerRefusedVisit(c, deps, known.error, returnTo);
  });
  app.post(paths.acceptTerms, async (c) => {
    const known = await formVisitor(c, deps, 'person');
    if (!known.ok) return answerRefusedVisit(c, deps, known.error, paths.home);
    const form = await readOwnForm(c, deps);
    if (!form.ok) return answerRefusedVisit(c, deps, form.error, paths.home);
    const returnTo = returnPath(form.value.get('return'));
    const accepted = await deps.account.acceptTerms({ personId: known.value.personId, shown: shownBy(form.value, deps) });
    return accepted.ok ? seeOther(c, returnTo) : answerAccept(c, deps, returnTo, accepted.error);
  });
}

export function addSignInPages(app: App, routeDeps: RouteDeps): void {
  const deps = personDeps(routeDeps);
  if (!deps) return;
  addSignIn(app, deps);
  addTerms(app, deps);
}
