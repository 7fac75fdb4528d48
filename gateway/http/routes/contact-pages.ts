// Contact pages: where a person wants mail; plain forms, with or without script.
import { ok, type Result, refused } from '#protocol';
import type { Rejection } from '../../domain/rejections.ts';
import { contactHref, paths, sessionOf } from '../../web/paths.ts';
import { type ContactPageInput, contactPage } from '../../web/phone/contact-page.tsx';
import type { App, Asking, RouteDeps } from '../context.ts';
import { readerLanguage, statusOf } from '../problem.ts';
import { remoteAddress } from '../remote-address.ts';
import {
  answerPage,
  answerRefusedVisit,
  frameOf,
  knownVisitor,
  newKey,
  type Press,
  readPress,
  seeOther,
  type Visit,
} from './page-frame.ts';

async function answerContact(
  c: Asking,
  deps: RouteDeps,
  { personId }: Visit,
  sessionId: string | null,
  problem: Rejection | null,
): Promise<Response> {
  const back = sessionId === null ? paths.wallet : paths.receipt(sessionId);
  const contact = await deps.steps.contact.readContact({ personId });
  if (!contact.ok) return answerRefusedVisit(c, deps, contact.error, back);
  if (!contact.value.isOffered) return answerRefusedVisit(c, deps, { code: 'contact.not-offered' }, back);
  const done = c.req.query('done');
  const html = contactPage({
    ...frameOf(c, deps, contactHref(sessionId)),
    contact: contact.value,
    sessionId,
    done: done === 'removed' || (done === 'receipt-sent' && contact.value.address !== null) ? done : null,
    newKey: () => newKey(deps),
    problem,
  });
  return answerPage(c, html, problem === null ? 200 : statusOf(problem.code));
}

type Acted = { readonly done: ContactPageInput['done'] };
type Act = (c: Asking, press: Press, sessionId: string | null) => Promise<Result<Acted, Rejection>>;

/** A press, and then the page as it is now; a refusal stands on the page where it happened. */
function addPress(app: App, deps: RouteDeps, path: string, act: Act): void {
  app.post(path, async (c) => {
    const press = await readPress(c, deps);
    if (!press.ok) return answerRefusedVisit(c, deps, press.error, paths.contact);
    const sessionId = sessionOf(press.value.form.get('session'));
    const acted = await act(c, press.value, sessionId);
    if (!acted.ok) return answerContact(c, deps, press.value, sessionId, acted.error);
    const { done } = acted.value;
    const href = contactHref(sessionId);
    return seeOther(c, done ? `${href}${href.includes('?') ? '&' : '?'}done=${done}` : href);
  });
}

export function addContactPages(app: App, deps: RouteDeps): void {
  const { contact } = deps.steps;
  const addressOf = (c: Asking): string => remoteAddress(c, deps.config.trustedProxies);
  app.get(paths.contact, async (c) => {
    const sessionId = sessionOf(c.req.query('session'));
    const known = await knownVisitor(c, deps, 'person');
    if (!known.ok) return answerRefusedVisit(c, deps, known.error, contactHref(sessionId));
    return answerContact(c, deps, known.value, sessionId, null);
  });
  addPress(app, deps, paths.contact, async (c, { personId, form }) => {
    const address = form.get('address') ?? '';
    const asked = await contact.askForContact({ personId, address, language: readerLanguage(c), from: addressOf(c) });
    return asked.ok ? ok({ done: null }) : asked;
  });
  addPress(app, deps, paths.contactCode, async (c, { personId, form }, sessionId) => {
    const code = form.get('code') ?? '';
    const confirmed = await contact.confirmContact({ personId, code, language: readerLanguage(c), sessionId });
    return confirmed.ok ? ok({ done: confirmed.value.isReceiptSent ? 'receipt-sent' : null }) : confirmed;
  });
  addPress(app, deps, paths.contactRemoval, async (_c, { personId }) => {
    const removed = await contact.removeContact({ personId });
    return removed.ok ? ok({ done: 'removed' }) : removed;
  });
  addPress(app, deps, paths.contactReceipt, async (c, { personId }, sessionId) => {
    if (sessionId === null) return refused({ code: 'session.unknown' });
    const sent = await contact.sendReceipt({ personId, sessionId, from: addressOf(c) });
    return sent.ok ? ok({ done: 'receipt-sent' }) : sent;
  });
}
