// Read doors: what whoever of the staff stands before an object is shown of it - how it stands, what its device says, what came of opening it.
import { ok, type Result, refused } from '#protocol';
import type { Rejection } from '../domain/rejections.ts';
import { freeUseOf } from '../domain/session/free-use.ts';
import type { ObjectDoors } from '../domain/staff/object-doors.ts';
import type { StepContext } from '../journey/step-context.ts';
import type { BooksQuery } from '../ports/store.ts';
import { readNewestSession } from '../storage/queries/console-sessions.ts';
import { readVenue } from '../storage/queries/venue-set-up.ts';
import type { ListSetUp } from './list-set-up.ts';

/** One of another tenant is as unknown as none. */
export type ReadDoors = (tenantId: string, objectId: string) => Promise<Result<ObjectDoors, Rejection>>;

export function createReadDoors(
  { clock }: Pick<StepContext, 'clock'>,
  books: BooksQuery,
  list: Pick<ListSetUp, 'object'>,
): ReadDoors {
  return async (tenantId, objectId) => {
    const object = await list.object(tenantId, objectId);
    if (!object.ok) return object;
    const venue = await readVenue(books, tenantId, object.value.venueId);
    if (!venue) return refused({ code: 'venue.unknown' });
    const newest = await readNewestSession(books, tenantId, objectId);
    return ok({ object: object.value, zone: venue.zone, free: freeUseOf(newest, clock.nowMs()) });
  };
}
