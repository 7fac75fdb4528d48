// Controls: what a person sets during a session; the device's report says whether it happened.
import { ok } from '#protocol';
import type { App, RouteDeps } from '../context.ts';
import { addApiRoute } from './api-route.ts';
import { actAnswer, controlBody, sessionParams } from './schemas.ts';

export const CONTROLS_PATH = '/api/v1/sessions/{id}/controls';

export function addControls(app: App, deps: RouteDeps): void {
  addApiRoute(
    app,
    deps,
    {
      method: 'post',
      path: CONTROLS_PATH,
      tag: 'During',
      summary: 'Set a control',
      who: 'person',
      isKeyed: true,
      params: sessionParams,
      body: controlBody,
      answers: { 202: { description: 'On its way to the device.', schema: actAnswer } },
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
        ...(['control.unknown', 'control.value-refused'] as const),
      ],
    },
    async ({ keyed, params, body }) => {
      const set = await deps.steps.setControl({ ...keyed, ...body, sessionId: params.id });
      return set.ok ? ok({ status: set.value.status, body: set.value.body }) : set;
    },
  );
}
