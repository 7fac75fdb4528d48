// Operator presence: staff vouch for somebody at an object, and give an object's display its secret.
import { z } from '@hono/zod-openapi';
import type { App, RouteDeps } from '../context.ts';
import { addOperatorRoute } from './operator-route.ts';
import { objectOnly, reason } from './people-schemas.ts';

const BASE = '/api/v1/operator/objects/{id}';

const vouchBody = z
  .strictObject({
    reason,
    for: z
      .union([
        z.strictObject({ personId: z.string().min(1).max(128) }),
        z.strictObject({
          number: z
            .string()
            .regex(/^[0-9]{4}$/)
            .openapi({ description: 'As their own page shows it while the object is kept for them.', example: '0417' }),
        }),
      ])
      .openapi({ description: 'Who is there; never just whoever keeps the object, who may be anywhere.' }),
  })
  .openapi('Vouch');
export const vouched = z.object({ objectId: z.string(), personId: z.string(), until: z.iso.datetime() }).openapi('Vouched');
const displayBody = z.strictObject({ reason }).openapi('SetDisplay');
export const displaySet = z
  .object({
    objectId: z.string(),
    deviceId: z.string(),
    tagId: z.string().openapi({ description: 'What its codes name; the secret is told to the device alone.' }),
    ver: z.int().openapi({ description: 'Version of the settings that carry it.' }),
  })
  .openapi('DisplaySet');

export function addOperatorPresence(app: App, deps: RouteDeps): void {
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/vouches`,
      act: 'person.vouch',
      summary: 'Vouch for a person at an object',
      description: 'Counts for ten minutes and one Start, which stays theirs to press; written to the audit.',
      params: objectOnly,
      body: vouchBody,
      answer: { status: 201, description: 'Noted.', schema: vouched },
      refusals: ['object.unknown', 'presence.nobody', 'presence.not-counted'],
    },
    ({ operator, keyed, params, body }) =>
      deps.steps.operator.vouchForPerson({
        ...keyed,
        operator,
        objectId: params.id,
        whom: body.for,
        reason: body.reason,
      }),
  );
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: `${BASE}/display`,
      act: 'device.configure',
      summary: 'Give a display its secret',
      description:
        'Its device is told now, or when it comes, and shows codes by it from then on; the codes of an earlier secret are not ours any more. ' +
        'Written to the audit without the secret.',
      params: objectOnly,
      body: displayBody,
      answer: { status: 201, description: 'Stored, and told to the device if it is there.', schema: displaySet },
      refusals: ['object.unknown', 'display.not-offered'],
    },
    ({ operator, keyed, params, body }) =>
      deps.steps.operator.setDisplay({
        ...keyed,
        operator,
        objectId: params.id,
        reason: body.reason,
        linkOrigin: deps.config.publicOrigin,
      }),
  );
}
