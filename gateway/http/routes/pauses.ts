// Pauses: keeping the object while nobody uses it, and going on; the device's record says whether it happened.
import { ok } from '#protocol';
import type { App, RouteDeps } from '../context.ts';
import { addApiRoute } from './api-route.ts';
import { actAnswer, sessionParams } from './schemas.ts';

const WISHES = [
  { wish: 'pause', path: '/api/v1/sessions/{id}/pause', summary: 'Pause' },
  { wish: 'resume', path: '/api/v1/sessions/{id}/resume', summary: 'Go on after a pause, or take back one that has not begun' },
] as const;

export function addPauses(app: App, deps: RouteDeps): void {
  for (const { wish, path, summary } of WISHES) {
    addApiRoute(
      app,
      deps,
      {
        method: 'post',
        path,
        tag: 'During',
        summary,
        description: 'Takes no body.',
        who: 'person',
        isKeyed: true,
        params: sessionParams,
        answers: { 202: { description: 'On its way to the device.', schema: actAnswer } },
        refusals: [
          'act.too-often',
          'session.unknown',
          'session.not-running',
          'pause.not-offered',
          'device.offline',
          'device.refused',
          'device.queue-full',
        ],
      },
      async ({ keyed, params }) => {
        const asked = await deps.steps.pauseSession({ ...keyed, wish, sessionId: params.id });
        return asked.ok ? ok({ status: asked.value.status, body: asked.value.body }) : asked;
      },
    );
  }
}
