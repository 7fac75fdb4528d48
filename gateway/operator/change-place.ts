// Change place: the owner adds a place to a venue, or calls it otherwise.
import { ok, type Result, refused } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import { SET_UP_LIMITS } from '../domain/venue/set-up-limits.ts';
import { nameKey, nameProblem } from '../domain/venue/set-up-names.ts';
import type { PlaceRecord } from '../domain/venue/venue-record.ts';
import { type ActAnswer, runKeyedAct } from '../journey/keyed-act.ts';
import type { StepContext } from '../journey/step-context.ts';
import type { BooksQuery } from '../ports/store.ts';
import { type ListedPlace, readPlace, readPlaces, readVenue } from '../storage/queries/venue-set-up.ts';
import { auditedAct, type OperatorRequest } from './operator-act.ts';

export type ChangePlace = (
  request: OperatorRequest & {
    readonly of: { readonly venueId: string } | { readonly placeId: string; readonly version: number };
    readonly name: string;
  },
) => Promise<Result<ActAnswer, Rejection>>;

type Facts = { readonly place: ListedPlace | null; readonly venueId: string; readonly beside: readonly ListedPlace[] };

function placeFacts({ placeId, venueId, name, version }: PlaceRecord) {
  return { placeId, venueId, name, version };
}

export function createChangePlace(context: StepContext, books: BooksQuery): ChangePlace {
  async function load(tenantId: string, of: Parameters<ChangePlace>[0]['of']): Promise<Result<Facts, Rejection>> {
    const place = 'placeId' in of ? await readPlace(books, tenantId, of.placeId) : null;
    if ('placeId' in of && !place) return refused({ code: 'place.unknown' });
    const venueId = place?.venueId ?? ('venueId' in of ? of.venueId : '');
    const venue = await readVenue(books, tenantId, venueId);
    if (!venue) return refused({ code: 'venue.unknown' });
    const all = await readPlaces(books, tenantId, venueId);
    return ok({ place, venueId, beside: all.filter((each) => each.placeId !== place?.placeId) });
  }

  function judge(name: string, { beside }: Facts): Rejection | null {
    const wrong = nameProblem(name);
    if (wrong !== null) return { code: 'request.malformed', at: 'body.name', problem: wrong };
    if (beside.some((each) => nameKey(each.name) === nameKey(name))) return { code: 'object.name-taken', name };
    return beside.length >= SET_UP_LIMITS.places ? { code: 'objects.too-many', most: SET_UP_LIMITS.places } : null;
  }

  return (request) => {
    const { operator, of, name } = request;
    const newId = context.ids('plc');
    return runKeyedAct<Facts>(context, request, {
      load: () => load(operator.tenantId, of),
      decide: (facts, atMs) => {
        const { place: stored, venueId } = facts;
        if (stored && 'version' in of && stored.version !== of.version) {
          return refused({ code: 'edit.conflict', version: stored.version, now: placeFacts(stored) });
        }
        const wrong = judge(name, facts);
        if (wrong) return refused(wrong);
        const { tenantId } = operator;
        const version = (stored?.version ?? 0) + 1;
        const next: PlaceRecord = { placeId: stored?.placeId ?? newId, ...{ tenantId, venueId, name, version } };
        const audited = auditedAct(operator, {
          auditId: context.ids('aud'),
          what: stored ? 'place-changed' : 'place-created',
          subjectId: next.placeId,
          facts: { venueId, name, version },
          atMs,
        });
        return ok({
          status: stored ? 200 : 201,
          body: placeFacts(next),
          changes: [{ change: 'place-changed', place: next }, audited],
        });
      },
    });
  };
}
