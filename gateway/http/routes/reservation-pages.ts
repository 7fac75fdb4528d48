// Reservation pages: the forms by which an offer's object is kept, its blinks are told, and a phone's position is compared.
import { ok, type Result } from '#protocol';
import type { Rejection } from '../../domain/rejections.ts';
import { paths } from '../../web/paths.ts';
import { readForm } from '../body.ts';
import type { App, Asking, RouteDeps } from '../context.ts';
import { scanBinding } from '../cookies.ts';
import { checkOrigin } from '../origin.ts';
import { remoteAddress } from '../remote-address.ts';
import { readPress, seeOther, visitor } from './page-frame.ts';
import { answerOffer, answerRefusedOffer } from './pages.ts';
import { parsePart } from './parse-part.ts';
import { blinksBody, reserveBody, whereaboutsBody } from './presence-schemas.ts';

async function reserve(c: Asking, deps: RouteDeps, ticket: string): Promise<Result<string, Rejection>> {
  const press = await readPress(c, deps);
  if (!press.ok) return press;
  const body = parsePart(reserveBody, 'form', { ticket });
  if (!body.ok) return body;
  const { personId } = press.value;
  const address = remoteAddress(c, deps.config.trustedProxies);
  const reserved = await deps.steps.reserveObject({ ...body.value, personId, binding: scanBinding(c), address });
  return reserved.ok ? ok(paths.offer(ticket)) : reserved;
}

async function tellBlinks(c: Asking, deps: RouteDeps, ticket: string): Promise<Result<string, Rejection>> {
  const press = await readPress(c, deps);
  if (!press.ok) return press;
  const { personId, form } = press.value;
  const body = parsePart(blinksBody, 'form', {
    ticket,
    blinks: ['blinks1', 'blinks2', 'blinks3'].map((name) => Number(form.get(name))),
  });
  if (!body.ok) return body;
  const address = remoteAddress(c, deps.config.trustedProxies);
  const shown = await deps.steps.answerBlinks({ ...body.value, personId, binding: scanBinding(c), address });
  return shown.ok ? ok(paths.offer(ticket)) : shown;
}

/** Anybody may ask, as anybody may look at the offer; the page that answers is the offer with one line more. */
async function compare(c: Asking, deps: RouteDeps, ticket: string): Promise<Response> {
  const origin = checkOrigin(c, deps.config.publicOrigin);
  if (!origin.ok) return answerRefusedOffer(c, deps, ticket, origin.error);
  const form = await readForm(c);
  if (!form.ok) return answerRefusedOffer(c, deps, ticket, form.error);
  const told = (name: string): string => form.value.get(name) ?? '';
  const names = ['latitude', 'longitude', 'accuracyM'] as const;
  const isTold = names.every((name) => told(name) !== '');
  const position = isTold ? Object.fromEntries(names.map((name) => [name, Number(told(name))])) : null;
  const body = parsePart(whereaboutsBody, 'form', { ticket, position });
  if (!body.ok) return answerRefusedOffer(c, deps, ticket, body.error);
  const { person } = await visitor(c, deps);
  const asked = { ...body.value, personId: person?.personId ?? null, binding: scanBinding(c) };
  const compared = await deps.steps.compareWhereabouts(asked);
  if (!compared.ok) return answerRefusedOffer(c, deps, ticket, compared.error);
  return answerOffer(c, deps, ticket, null, compared.value.whereabouts);
}

export function addReservationPages(app: App, deps: RouteDeps): void {
  app.post('/s/:ticket/reserve', async (c) => {
    const ticket = c.req.param('ticket');
    const reserved = await reserve(c, deps, ticket);
    return reserved.ok ? seeOther(c, reserved.value) : answerRefusedOffer(c, deps, ticket, reserved.error);
  });
  app.post('/s/:ticket/blinks', async (c) => {
    const ticket = c.req.param('ticket');
    const shown = await tellBlinks(c, deps, ticket);
    return shown.ok ? seeOther(c, shown.value) : answerRefusedOffer(c, deps, ticket, shown.error);
  });
  app.post('/s/:ticket/whereabouts', (c) => compare(c, deps, c.req.param('ticket')));
}
