// Find others: what of the same kind is free in the venue of an object that somebody cannot use now, the nearest place first.
import type { OtherObject } from '../domain/scan/scan.ts';
import { policyOf, type StepContext } from '../journey/step-context.ts';
import type { BooksQuery } from '../ports/store.ts';
import { readObjects } from '../storage/queries/venue-set-up.ts';

export type FindOthers = (objectId: string) => Promise<readonly OtherObject[]>;

const MOST_SHOWN = 3;
const MOST_READ = 100;

/** Of rooms that somebody stays in nobody is told which are empty. */
export function createFindOthers(context: StepContext, books: BooksQuery): FindOthers {
  return async (objectId) => {
    const scene = await context.store.scene(objectId);
    if (!scene || policyOf(context, scene.object.kind).pairing === 'stay') return [];
    const { tenantId, venueId, placeId, kind } = scene.object;
    const free = await readObjects(books, { tenantId, venueId, kind, state: 'free', limit: MOST_READ });
    const others = free.filter((each) => each.objectId !== objectId);
    const [here, elsewhere] = [
      others.filter((each) => each.placeId === placeId),
      others.filter((each) => each.placeId !== placeId),
    ];
    return [...here, ...elsewhere].slice(0, MOST_SHOWN).map(({ name, placeName }) => ({ objectName: name, placeName }));
  };
}
