// Position place: staff say where an object's place is, or take it back; phones are compared with it as advice (domain/presence/geofence.ts).
import { ok, type Result, refused } from '#protocol';
import type { PlacePosition } from '../domain/place.ts';
import type { Rejection } from '../domain/rejections.ts';
import { type ActAnswer, runKeyedAct } from '../journey/keyed-act.ts';
import type { StepContext } from '../journey/step-context.ts';
import { auditedAct, type OperatorRequest } from './operator-act.ts';

export type PositionPlace = (
  request: OperatorRequest & {
    /** Any object that stands there. */
    readonly objectId: string;
    /** null: nobody knows any more. */
    readonly position: PlacePosition | null;
    readonly reason: string;
  },
) => Promise<Result<ActAnswer, Rejection>>;

type Facts = { readonly placeId: string };

export function createPositionPlace(context: StepContext): PositionPlace {
  async function load(objectId: string, tenantId: string): Promise<Result<Facts, Rejection>> {
    const scene = await context.store.scene(objectId);
    return scene?.object.tenantId === tenantId ? ok({ placeId: scene.place.placeId }) : refused({ code: 'object.unknown' });
  }

  return (request) => {
    const { operator, objectId, position, reason } = request;
    return runKeyedAct<Facts>(context, request, {
      load: () => load(objectId, operator.tenantId),
      decide: ({ placeId }, atMs) => {
        const audited = auditedAct(operator, {
          auditId: context.ids('aud'),
          what: 'place-positioned',
          subjectId: placeId,
          facts: { objectId, reason, ...(position ?? { isForgotten: true }) },
          atMs,
        });
        return ok({
          status: 200,
          body: { objectId, placeId, isKnown: position !== null },
          changes: [{ change: 'place-positioned', placeId, position }, audited],
        });
      },
    });
  };
}
