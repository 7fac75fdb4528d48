// Orders: items wanted during a session; they are billed once the object has printed their ticket.
import { ok } from '#protocol';
import type { App, RouteDeps } from '../context.ts';
import { addApiRoute } from './api-route.ts';
import { actAnswer, orderBody, sessionParams } from './schemas.ts';

export const ORDERS_PATH = '/api/v1/sessions/{id}/orders';

export function addOrders(app: App, deps: RouteDeps): void {
  addApiRoute(
    app,
    deps,
    {
      method: 'post',
      path: ORDERS_PATH,
      tag: 'During',
      summary: 'Order items',
      who: 'person',
      isKeyed: true,
      params: sessionParams,
      body: orderBody,
      answers: { 201: { description: 'On its way to the kitchen.', schema: actAnswer } },
      refusals: [
        'act.too-often',
        ...([
          'session.unknown',
          'session.not-running',
          'guest.not-allowed',
          'device.offline',
          'device.refused',
          'device.queue-full',
        ] as const),
        ...(['order.item-unknown', 'order.exceeds-hold', 'order.not-offered', 'order.too-large'] as const),
      ],
    },
    async ({ keyed, params, body }) => {
      const placed = await deps.steps.placeOrder({ ...keyed, ...body, sessionId: params.id });
      return placed.ok ? ok({ status: placed.value.status, body: placed.value.body }) : placed;
    },
  );
}
