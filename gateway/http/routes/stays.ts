// Stays: a guest's phone is paired with the stay by the code that the room shows.
import { ok } from '#protocol';
import type { App, RouteDeps } from '../context.ts';
import { scanBinding } from '../cookies.ts';
import { addApiRoute } from './api-route.ts';
import { actAnswer, pairingBody } from './schemas.ts';

export const PAIRINGS_PATH = '/api/v1/stays/pairings';

export function addStays(app: App, deps: RouteDeps): void {
  addApiRoute(
    app,
    deps,
    {
      method: 'post',
      path: PAIRINGS_PATH,
      tag: 'Scan',
      summary: 'Pair with a stay',
      description: 'Where another phone is paired already, whoever uses the room is asked to let this one in.',
      who: 'person',
      isKeyed: true,
      body: pairingBody,
      answers: { 200: { description: 'This person may use the room until the stay ends.', schema: actAnswer } },
      refusals: [
        ...(['ticket.invalid', 'ticket.expired', 'object.unknown', 'limit.reached', 'act.too-often'] as const),
        ...(['stay.unknown', 'stay.code-wrong', 'stay.locked', 'stay.taken'] as const),
        ...(['join.refused', 'join.too-often', 'join.full', 'session.not-running'] as const),
      ],
    },
    async ({ c, keyed, body }) => {
      const isCookie = c.req.header('authorization') === undefined;
      const binding = isCookie ? scanBinding(c) : `p:${keyed.personId}`;
      const paired = await deps.steps.pairStay({ ...keyed, ...body, binding });
      return paired.ok ? ok({ status: paired.value.status, body: paired.value.body }) : paired;
    },
  );
}
