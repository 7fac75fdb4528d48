// Reservations: an object is kept a short while for who looks at its offer, and blinks for them; whether a phone is near it.
import { ok } from '#protocol';
import type { App, Asking, RouteDeps } from '../context.ts';
import { scanBinding } from '../cookies.ts';
import { remoteAddress } from '../remote-address.ts';
import { addApiRoute } from './api-route.ts';
import {
  blinksBody,
  reserveBody,
  reservedAnswer,
  shownPresence,
  whereaboutsAnswer,
  whereaboutsBody,
} from './presence-schemas.ts';

/** What a ticket may be bound to: its scan's cookie, or whoever shows a bearer token. */
function bindingOf(c: Asking, personId: string | null): string {
  const isCookie = c.req.header('authorization') === undefined;
  return isCookie || personId === null ? scanBinding(c) : `p:${personId}`;
}

const OF_TICKET = ['ticket.invalid', 'ticket.expired', 'object.unknown', 'tariff.missing', 'object.unsigned-not-free'] as const;

function addReserve(app: App, deps: RouteDeps): void {
  addApiRoute(
    app,
    deps,
    {
      method: 'post',
      path: '/api/v1/reservations',
      tag: 'Scan',
      summary: 'Keep the object of an open offer for a short while',
      description:
        'One per person and per object, at no cost; a Start releases it. Asked again, it is the same one, and the object blinks again where it may. Bars others until then at most: who has shown that they are in front of it passes a keeper who has not, and so do others once the object was kept three times within an hour in vain.',
      who: 'person',
      body: reserveBody,
      answers: { 200: { description: 'Kept until then.', schema: reservedAnswer } },
      refusals: [
        ...OF_TICKET,
        ...(['object.busy', 'object.reserved', 'object.out-of-service', 'object.needs-cleaning', 'device.offline'] as const),
        ...(['stay.not-paired', 'stay.taken', 'reservation.cool-down', 'code.replaced'] as const),
        ...(['wallet.owed', 'wallet.funds-insufficient', 'wallet.currency-mismatch'] as const),
        ...(['person.too-many-sessions', 'person.starts-unused', 'object.starts-unused', 'limit.reached'] as const),
      ],
    },
    async ({ c, personId, body }) => {
      const address = remoteAddress(c, deps.config.trustedProxies);
      const reserved = await deps.steps.reserveObject({ ...body, personId, binding: bindingOf(c, personId), address });
      if (!reserved.ok) return reserved;
      const { untilMs, ...rest } = reserved.value;
      return ok({ status: 200, body: { ...rest, until: new Date(untilMs).toISOString() } });
    },
  );
}

function addBlinks(app: App, deps: RouteDeps): void {
  addApiRoute(
    app,
    deps,
    {
      method: 'post',
      path: '/api/v1/reservations/blinks',
      tag: 'Scan',
      summary: 'Tell how often the object blinked',
      description:
        'The right numbers show that the person is there. Each showing is good for one answer, and wrong ones are few.',
      who: 'person',
      body: blinksBody,
      answers: { 200: { description: 'A Start may rest on it until then.', schema: shownPresence } },
      refusals: [...OF_TICKET, 'reservation.over', 'blink.not-asked', 'blink.wrong', 'blink.too-often-wrong', 'limit.reached'],
    },
    async ({ c, personId, body }) => {
      const address = remoteAddress(c, deps.config.trustedProxies);
      const shown = await deps.steps.answerBlinks({ ...body, personId, binding: bindingOf(c, personId), address });
      if (!shown.ok) return shown;
      return ok({ status: 200, body: { by: shown.value.by, until: new Date(shown.value.untilMs).toISOString() } });
    },
  );
}

export function addReservations(app: App, deps: RouteDeps): void {
  addReserve(app, deps);
  addBlinks(app, deps);
  addApiRoute(
    app,
    deps,
    {
      method: 'post',
      path: '/api/v1/scans/whereabouts',
      tag: 'Scan',
      summary: "Compare a phone's position with where the object stands",
      description: 'Advice for the page: it refuses no Start, and nothing of the position is stored.',
      who: 'anyone',
      body: whereaboutsBody,
      answers: { 200: { description: 'Near it, elsewhere, or not to be told.', schema: whereaboutsAnswer } },
      refusals: [...OF_TICKET],
    },
    async ({ c, personId, body }) => {
      const compared = await deps.steps.compareWhereabouts({ ...body, personId, binding: bindingOf(c, personId) });
      return compared.ok ? ok({ status: 200, body: { whereabouts: compared.value.whereabouts } }) : compared;
    },
  );
}
