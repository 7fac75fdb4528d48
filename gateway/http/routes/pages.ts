// Pages: from the opened code to the pressed Start, and the home page.
import { ok, type Result } from '#protocol';
import type { Whereabouts } from '../../domain/presence/geofence.ts';
import type { Rejection } from '../../domain/rejections.ts';
import { acceptTermsHref, paths } from '../../web/paths.ts';
import { homePage } from '../../web/phone/home-page.tsx';
import { mayWantAnother } from '../../web/phone/offer-availability.tsx';
import { offerPage } from '../../web/phone/offer-page.tsx';
import { readCaller, tokenOf } from '../caller.ts';
import type { App, Asking, RouteDeps } from '../context.ts';
import { ensureScanBinding, scanBinding } from '../cookies.ts';
import { keyRequest } from '../idempotency.ts';
import { isLoadedByAnotherSite } from '../origin.ts';
import { leadToPasskeyOrigin } from '../passkeys/answer-options.ts';
import { statusOf } from '../problem.ts';
import { remoteAddress } from '../remote-address.ts';
import { routeName } from './api-route.ts';
import { doorsOfScan } from './door-pages.ts';
import { JOINS_PATH } from './guests.ts';
import {
  answerPage,
  answerRefusedPage,
  answerRefusedVisit,
  frameOf,
  newKey,
  readPress,
  seeOther,
  signedFrame,
  signInHref,
  visitor,
} from './page-frame.ts';
import { parsePart } from './parse-part.ts';
import { joinBody } from './people-schemas.ts';
import { pairingBody, startBody } from './schemas.ts';
import { SESSIONS_PATH } from './sessions.ts';
import { PAIRINGS_PATH } from './stays.ts';

/** After these the ticket is of no more use: only a page that says so helps. */
function isOfferGone({ code }: Rejection): boolean {
  return /^(ticket|code|object\.unknown|tariff|origin)/.test(code);
}

/** What a code leads to is the ticket's page; what is refused looks the same whatever was wrong (codes rule 9). */
function addScanPage(app: App, deps: RouteDeps): void {
  app.get('/:digits{[0-9]+}', async (c) => {
    if (isLoadedByAnotherSite(c)) return answerRefusedPage(c, deps, { code: 'origin.refused' }, { path: paths.home });
    // The ticket is bound to this browser at this name: where passkeys work, from the start.
    // A browser that goes there may sign in later; a program that reads where the label leads never will.
    const isVisit = c.req.header('sec-fetch-mode') === 'navigate';
    const led = deps.persons && isVisit ? leadToPasskeyOrigin(c, deps) : null;
    if (led) return led;
    const caller = await readCaller(c, deps);
    const binding = ensureScanBinding(c, deps);
    const personId = caller.kind === 'person' ? caller.person.personId : null;
    const scan = await deps.steps.resolveScan({
      ...{ code: c.req.param('digits'), personId, binding },
      address: remoteAddress(c, deps.config.trustedProxies),
    });
    c.header('Referrer-Policy', 'no-referrer');
    const doors = await doorsOfScan(c, deps, c.req.param('digits'), scan);
    if (doors !== null) return c.body(null, 302, { Location: doors, 'Cache-Control': 'no-store' });
    if (!scan.ok) return answerRefusedPage(c, deps, scan.error, { path: paths.home });
    return c.body(null, 302, { Location: paths.offer(scan.value.ticket), 'Cache-Control': 'no-store' });
  });
}

/** The offer as it is now, with what was wrong when Start was pressed, or what a compared position said. */
export async function answerOffer(
  c: Asking,
  deps: RouteDeps,
  ticket: string,
  problem: Rejection | null,
  whereabouts?: Whereabouts,
): Promise<Response> {
  const path = paths.offer(ticket);
  const { person } = await visitor(c, deps);
  const personId = person?.personId ?? null;
  const read = await deps.steps.readTicket({ ticket, personId, binding: scanBinding(c) });
  if (!read.ok) return answerRefusedPage(c, deps, problem ?? read.error, { path: paths.home });
  const { offer, presence } = read.value;
  const purse = personId === null ? null : await deps.steps.readPurse({ personId, currency: offer.currency });
  const money = purse?.ok ? purse.value : null;
  const others = mayWantAnother(offer) ? await deps.steps.findOthers(offer.objectId) : [];
  const html = offerPage({
    ...signedFrame(frameOf(c, deps, path), read.value.tag),
    offer,
    others,
    ticket,
    key: newKey(deps),
    signedIn: person !== null,
    // Of a wallet elsewhere only its own word counts: what it has is not ours to see.
    balance: money?.wallet === 'ledger' ? money.balance : null,
    wallet: money?.wallet ?? null,
    owed: money?.owed[0] ?? null,
    mayTopUp: money !== null && money.topUp !== null,
    hasAccount: deps.persons !== undefined,
    signInHref: person === null ? signInHref(deps, path) : null,
    problem,
    presence,
    ...(whereabouts && { whereabouts }),
  });
  if (problem !== null && 'retryAfterS' in problem) c.header('Retry-After', String(problem.retryAfterS));
  return answerPage(c, html, problem === null ? 200 : statusOf(problem.code));
}

export function answerRefusedOffer(
  c: Asking,
  deps: RouteDeps,
  ticket: string,
  rejection: Rejection,
): Promise<Response> | Response {
  if (isOfferGone(rejection)) return answerRefusedPage(c, deps, rejection, { path: paths.home });
  if (rejection.code === 'terms.not-accepted') return seeOther(c, acceptTermsHref(paths.offer(ticket)));
  if (rejection.code.startsWith('identity.')) return answerRefusedVisit(c, deps, rejection, paths.offer(ticket));
  // What is offered now takes the place of what was pressed (row 30).
  return answerOffer(c, deps, rejection.code === 'offer.changed' ? rejection.ticket : ticket, rejection);
}

/** Start as a form: answers the session's address. */
async function start(c: Asking, deps: RouteDeps, ticket: string): Promise<Result<string, Rejection>> {
  const press = await readPress(c, deps);
  if (!press.ok) return press;
  const { caller, personId, form, key } = press.value;
  const body = parsePart(startBody, 'form', {
    ticket,
    tariffHash: form.get('tariffHash'),
    // The form's "no length" is an empty value; a form from before there were lengths has none.
    packageId: form.get('packageId') || undefined,
  });
  if (!body.ok) return body;
  const keyed = keyRequest(personId, routeName(SESSIONS_PATH), key, body.value);
  const started = await deps.steps.authorizeSession({
    ...keyed,
    ...body.value,
    packageId: body.value.packageId ?? null,
    binding: scanBinding(c),
    personToken: tokenOf(caller),
  });
  return started.ok ? ok(paths.session(started.value.sessionId)) : started;
}

/** Joining as a form: answers the session's address, where the guest waits for the host's word. */
async function join(c: Asking, deps: RouteDeps, ticket: string): Promise<Result<string, Rejection>> {
  const press = await readPress(c, deps);
  if (!press.ok) return press;
  const { personId, form, key } = press.value;
  const body = parsePart(joinBody, 'form', { ticket, tariffHash: form.get('tariffHash') });
  if (!body.ok) return body;
  const keyed = keyRequest(personId, routeName(JOINS_PATH), key, body.value);
  const asked = await deps.steps.askToJoin({ ...keyed, ...body.value, binding: scanBinding(c) });
  if (!asked.ok) return asked;
  const { sessionId } = JSON.parse(asked.value.body) as { readonly sessionId: string };
  return ok(paths.session(sessionId));
}

/** Pairing as a form: answers the offer, which can now be started. */
async function pair(c: Asking, deps: RouteDeps, ticket: string): Promise<Result<string, Rejection>> {
  const press = await readPress(c, deps);
  if (!press.ok) return press;
  const { personId, form, key } = press.value;
  const body = parsePart(pairingBody, 'form', { ticket, code: form.get('code') });
  if (!body.ok) return body;
  const keyed = keyRequest(personId, routeName(PAIRINGS_PATH), key, body.value);
  const paired = await deps.steps.pairStay({ ...keyed, ...body.value, binding: scanBinding(c) });
  return paired.ok ? ok(paths.offer(ticket)) : paired;
}

function addOfferPages(app: App, deps: RouteDeps): void {
  app.get('/s/:ticket', (c) => answerOffer(c, deps, c.req.param('ticket'), null));
  app.post('/s/:ticket/start', async (c) => {
    const ticket = c.req.param('ticket');
    const started = await start(c, deps, ticket);
    return started.ok ? seeOther(c, started.value) : answerRefusedOffer(c, deps, ticket, started.error);
  });
  app.post('/s/:ticket/join', async (c) => {
    const ticket = c.req.param('ticket');
    const asked = await join(c, deps, ticket);
    return asked.ok ? seeOther(c, asked.value) : answerRefusedOffer(c, deps, ticket, asked.error);
  });
  app.post('/s/:ticket/pair', async (c) => {
    const ticket = c.req.param('ticket');
    const paired = await pair(c, deps, ticket);
    return paired.ok ? seeOther(c, paired.value) : answerRefusedOffer(c, deps, ticket, paired.error);
  });
}

function addHomePage(app: App, deps: RouteDeps): void {
  app.get(paths.home, async (c) => {
    const { person } = await visitor(c, deps);
    const sessions = person ? await deps.steps.listSessions({ personId: person.personId }) : ok([]);
    if (!sessions.ok) return answerRefusedPage(c, deps, sessions.error);
    const purse = person ? await deps.steps.readPurse({ personId: person.personId }) : null;
    const money = purse?.ok ? purse.value : null;
    const wallet = money && {
      wallet: money.wallet,
      balance: money.wallet === 'ledger' ? money.balance : null,
      mayTopUp: money.topUp !== null,
      owed: money.owed,
    };
    const isOwn = deps.persons !== undefined;
    const ways = { signInHref: isOwn && !person ? signInHref(deps, paths.home) : null, hasAccount: isOwn && person !== null };
    return answerPage(c, homePage({ ...frameOf(c, deps), ...ways, sessions: sessions.value, wallet }));
  });
}

export function addPages(app: App, deps: RouteDeps): void {
  addHomePage(app, deps);
  addOfferPages(app, deps);
  addScanPage(app, deps);
}
