// Admin display: the owner gives an object's display its secret (FP-34); nobody is shown it.
import { randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import type { SetDisplay } from '../operator/set-display.ts';
import { describeRejection } from '../web/rejection-words.ts';
import { statusOf } from './problem.ts';

export type AdminDisplay = {
  readonly setDisplay: SetDisplay;
  /** null: there is no such object. */
  readonly tenantOf: (objectId: string) => Promise<string | null>;
};

type Body = { readonly linkOrigin: string; readonly operatorId?: string };

export function addDisplay(app: Hono, { setDisplay, tenantOf }: AdminDisplay): void {
  app.post('/objects/:id/display', async (c) => {
    const objectId = c.req.param('id');
    const { linkOrigin, operatorId = 'owner' } = await c.req.json<Body>();
    const operator = { operatorId, tenantId: (await tenantOf(objectId)) ?? '' };
    // Each time another secret: whoever asks again wants another one.
    const keyed = { personId: `owner ${operatorId}`, route: 'admin display', key: randomUUID(), bodyHash: '' };
    const set = await setDisplay({ ...keyed, operator, objectId, linkOrigin, reason: 'by the owner' });
    if (set.ok) return c.body(set.value.body, 201, { 'Content-Type': 'application/json' });
    const { detail, nextStep } = describeRejection(set.error, 'en');
    return c.json({ code: set.error.code, problem: `${detail} ${nextStep.label}` }, statusOf(set.error.code));
  });
}
