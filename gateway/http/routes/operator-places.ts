// Operator places: staff say where an object's place is, so that the page can tell a phone that seems to be elsewhere.
import { z } from '@hono/zod-openapi';
import type { App, RouteDeps } from '../context.ts';
import { addOperatorRoute } from './operator-route.ts';
import { objectOnly, reason } from './people-schemas.ts';

/** Millionths of a degree are a tenth of a metre, and exact. */
const degrees = (most: number) =>
  z
    .number()
    .min(-most)
    .max(most)
    .transform((value) => Math.round(value * 1e6));

const positionBody = z
  .strictObject({
    reason,
    position: z
      .strictObject({ latitude: degrees(90), longitude: degrees(180), radiusM: z.int().min(10).max(10_000) })
      .nullable()
      .openapi({ description: 'Degrees (WGS 84), and how far around it objects stand; null forgets it.' }),
  })
  .openapi('PlacePosition');
export const placePositioned = z
  .object({ objectId: z.string(), placeId: z.string(), isKnown: z.boolean() })
  .openapi('PlacePositioned');

export function addOperatorPlaces(app: App, deps: RouteDeps): void {
  addOperatorRoute(
    app,
    deps,
    {
      method: 'post',
      path: '/api/v1/operator/objects/{id}/place/position',
      act: 'object.position',
      summary: "Say where an object's place is",
      description:
        'A phone that says to be elsewhere gets a word on the offer, and is counted; it refuses no Start. Holds for all objects of the place; written to the audit.',
      params: objectOnly,
      body: positionBody,
      answer: { status: 200, description: 'Stored.', schema: placePositioned },
      refusals: ['object.unknown'],
    },
    ({ operator, keyed, params, body }) => {
      const { position, reason: why } = body;
      return deps.steps.operator.positionPlace({
        ...keyed,
        operator,
        objectId: params.id,
        position: position && { latitudeE6: position.latitude, longitudeE6: position.longitude, radiusM: position.radiusM },
        reason: why,
      });
    },
  );
}
