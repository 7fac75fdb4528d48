// Calls: asking for a person of the venue.
import { ok } from '#protocol';
import type { App, RouteDeps } from '../context.ts';
import { addApiRoute } from './api-route.ts';
import { actAnswer, sessionParams } from './schemas.ts';

export const CALLS_PATH = '/api/v1/sessions/{id}/calls';

export function addCalls(app: App, deps: RouteDeps): void {
  addApiRoute(
    app,
    deps,
    {
      method: 'post',
      path: CALLS_PATH,
      tag: 'During',
      summary: 'Call staff',
      description: 'Takes no body.',
      who: 'person',
      isKeyed: true,
      params: sessionParams,
      answers: { 202: { description: 'The call is on its way.', schema: actAnswer } },
      refusals: [
        'act.too-often',
        ...(['session.unknown', 'session.not-running', 'guest.not-allowed', 'call.not-offered'] as const),
        ...(['device.offline', 'device.refused', 'device.queue-full'] as const),
      ],
    },
    async ({ keyed, params }) => {
      const called = await deps.steps.callStaff({ ...keyed, sessionId: params.id });
      return called.ok ? ok({ status: called.value.status, body: called.value.body }) : called;
    },
  );
}
